"""Which post is meant: by number, id, slug or address."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit

from tui_blog.model.errors import NotFoundError, UsageError
from tui_blog.model.ids import PageToken, PostId
from tui_blog.model.post import Post, PostSummary
from tui_blog.storage.adapter import Page, PostQuery
from tui_blog.sync.service import BlogService
from tui_blog.text import clean

_MAX_PAGES = 10_000
_NUMBER = re.compile(r"[0-9]{1,9}")
_ID = re.compile(r"[a-z]+:.+", re.DOTALL)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_EVERY_POST = PostQuery()


def is_address(which: str) -> bool:
    """Say whether a post is named by its address."""
    return _WEB.match(which) is not None


def is_id(which: str) -> bool:
    """Say whether a post is named by something that can only be an id."""
    return _ID.fullmatch(which) is not None and not is_address(which)


async def load_meant_post(
    service: BlogService, which: str | None, *, find_start: Callable[[], Awaitable[PostId | None]]
) -> Post:
    """Find and read the post that a person means.

    Args:
        service: A blog that is open.
        which: Its number in the list (1 is the newest), id, slug or address; `None` for the post
            that the blog's own address names.
        find_start: Finds the post that the blog's own address names.

    Raises:
        UsageError: No post is named.
        NotFoundError: There is no such post.
        StorageError: The blog can't be read.
    """
    if which is None:
        start = await find_start()
        if start is None:
            raise UsageError("Which post? Name it by number, id, slug or address: list shows them.")
        return await service.load_post(start)
    if is_id(which):
        post = await _find_by_id(service, PostId(which))
    else:
        found = await _find_in_list(service, which)
        post = None if found is None else await service.load_post(found.id)
    if post is None:
        raise NotFoundError(f"There is no post {clean.field(which)}; list shows what there is.")
    return post


async def list_pages(
    service: BlogService, query: PostQuery = _EVERY_POST
) -> AsyncIterator[Page[PostSummary]]:
    """Read the pages of a list of posts, to the last."""
    tokens: set[PageToken] = set()
    token: PageToken | None = None
    for _ in range(_MAX_PAGES):
        page = await service.list_posts(query=query, after=token)
        yield page
        token = page.next
        if token is None or token in tokens:
            return
        tokens.add(token)


async def _find_by_id(service: BlogService, post_id: PostId) -> Post | None:
    try:
        return await service.load_post(post_id)
    except NotFoundError:
        pass
    # An id is printed clean, so what the person copied may differ from it.
    async for page in list_pages(service):
        for post in page.rows:
            if clean.field(post.id) == post_id:
                return await service.load_post(post.id)
    return None


async def _find_in_list(service: BlogService, which: str) -> PostSummary | None:
    if _NUMBER.fullmatch(which):
        numbered = await _find_by_number(service, int(which))
        if numbered is not None:
            return numbered
    if not is_address(which):
        return await _find_by_slug(service, which)
    slug = _page_of(which)[1].rpartition("/")[2]
    for query in [PostQuery(slug=slug)] * bool(slug) + [_EVERY_POST]:
        async for page in list_pages(service, query):
            for post in page.rows:
                if post.permalink is not None and _page_of(post.permalink) == _page_of(which):
                    return post
    return None


async def _find_by_number(service: BlogService, number: int) -> PostSummary | None:
    passed = 0
    async for page in list_pages(service):
        if passed < number <= passed + len(page.rows):
            return page.rows[number - passed - 1]
        passed += len(page.rows)
    return None


async def _find_by_slug(service: BlogService, slug: str) -> PostSummary | None:
    if not slug:  # it would mean any
        return None
    async for page in list_pages(service, PostQuery(slug=slug)):
        if page.rows:
            return page.rows[0]
    return None


def _page_of(address: str) -> tuple[str, str, str]:
    """Return what makes two addresses the same page: not http or https, not a slash at the end."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ("", address, "")
    return (parts.netloc.lower(), parts.path.rstrip("/"), parts.query)
