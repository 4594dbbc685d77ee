"""Reading a WordPress blog: posts and comments. Nothing here changes anything there."""

from dataclasses import replace

from tui_blog.model.change import AddComment
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    ForbiddenError,
    NotFoundError,
)
from tui_blog.model.ids import CommentId, PageToken, PostId
from tui_blog.model.post import Author, Post, PostSummary
from tui_blog.storage.adapter import Page, PostQuery
from tui_blog.storage.wordpress import payloads
from tui_blog.storage.wordpress.api import Listing, RestApi
from tui_blog.storage.wordpress.discovery import is_same_page
from tui_blog.storage.wordpress.payloads import Account

_KINDS_OF_POST = ("posts", "pages")


class BlogReader:
    """Reads one blog through its API.

    Args:
        api: The blog's API.
        account: Who we are there; `None` for nobody.
    """

    def __init__(self, api: RestApi, account: Account | None) -> None:
        self._api = api
        self._account = account
        self._authors: dict[int, Author] = {}
        self._own: set[CommentId] = set()
        self._unlisted: dict[PostId, dict[CommentId, Comment]] = {}

    def remember(self, comment: Comment) -> None:
        """Keep in mind an own comment: no list says so of a guest's.

        One that a moderator has not approved yet is in no list at all.
        """
        self._own.add(comment.id)
        if comment.status is not CommentStatus.APPROVED:
            self._unlisted.setdefault(comment.post_id, {})[comment.id] = comment

    async def list_posts(self, query: PostQuery, after: PageToken | None) -> Page[PostSummary]:
        """List a page of posts; see `StorageAdapter.list_posts`."""
        page, _ = _read_token(after)
        wanted = {"_fields": payloads.POST_FIELDS, "orderby": "date", "order": "desc"}
        if query.text:
            wanted["search"] = query.text
        if query.slug:
            wanted["slug"] = query.slug
        if query.ids is not None:
            # Nothing is asked for by an empty list; there is no post 0.
            wanted["include"] = ",".join(str(_number(post)) for post in sorted(query.ids)) or "0"
        listing = await self._api.list_page("wp/v2/posts", page, **wanted)
        await self._learn_authors(payloads.author_numbers(listing.rows))
        rows = payloads.posts_from_json(listing.rows, self._authors)
        return Page(
            rows=tuple({row.id: row for row in rows}.values()),
            next=next_token(listing, page, len(rows)),
            total=listing.total,
        )

    async def get_post(self, post_id: PostId) -> Post:
        """Read one post; see `StorageAdapter.get_post`. Pages of the blog are read too."""
        row = await self._get_any_kind(
            _number(post_id), _fields=payloads.POST_FIELDS_FULL, _embed="author,wp:term"
        )
        return payloads.post_from_json(row)

    async def list_comments(self, post_id: PostId, after: PageToken | None) -> Page[Comment]:
        """List a page of comments; see `StorageAdapter.list_comments`.

        When comments vanished since the page before, rows have moved up unseen, so that page is
        read again and joined to this one. Comments may therefore come twice over all pages.
        """
        number = _number(post_id)
        page, total_before = _read_token(after)
        listing = await self._comment_page(number, page)
        rows = list(self._comments(listing))
        if page == 1 and not rows and not listing.total:
            await self._get_any_kind(number, _fields="id")
        moved_up = total_before is not None and (listing.total or 0) < total_before
        if page > 1 and moved_up:
            rows = [*self._comments(await self._comment_page(number, page - 1)), *rows]
        following = next_token(listing, page, len(rows))
        if following is None:
            rows += await self._unlisted_comments(post_id)
        return Page(
            rows=tuple({row.id: row for row in rows}.values()), next=following, total=listing.total
        )

    async def get_comment(self, comment_id: CommentId) -> Comment:
        """Read one comment.

        Raises:
            NotFoundError: It is gone.
            ForbiddenError: It is there, and not shown to us: held back, or thrown away.
        """
        number = payloads.number_of(comment_id)
        if number is None:
            raise NotFoundError("That comment is not from this blog.")
        try:
            row = await self._api.get(f"wp/v2/comments/{number}", _fields=payloads.COMMENT_FIELDS)
        except AuthError as error:
            raise ForbiddenError("That comment is not to be seen (any more).") from error
        return self._marked(payloads.comment_from_json(row, self._own_id))

    async def get_parent(self, change: AddComment) -> Comment | None:
        """Read the comment that a new one answers; `None` at top level.

        WordPress takes a reply to anything, even to what is not there.

        Raises:
            NotFoundError: It is gone, or on another post.
            ForbiddenError: As `get_comment`.
        """
        if change.parent_id is None:
            return None
        try:
            parent = await self.get_comment(change.parent_id)
        except NotFoundError as error:
            raise NotFoundError("The comment that you answer is gone.") from error
        if parent.status in (CommentStatus.TRASHED, CommentStatus.SPAM):
            raise NotFoundError("The comment that you answer is gone.")
        if parent.post_id != change.post_id:
            raise NotFoundError("The comment that you answer is not on this post.")
        return parent

    async def get_summary(self, post_id: PostId) -> PostSummary:
        """Read where a post is and whether it takes comments; nothing else is told of it.

        Raises:
            StorageError: As `get_post`.
        """
        fields = "id,link,comment_status,content.protected"
        return payloads.post_from_json(
            await self._get_any_kind(_number(post_id), _fields=fields)
        ).summary

    async def latest_replies(
        self, post_id: PostId, parent_id: CommentId | None
    ) -> tuple[Comment, ...]:
        """List the newest 100 comments below a parent (or at top level), newest first."""
        parent = 0 if parent_id is None else payloads.number_of(parent_id)
        listing = await self._api.list_page(
            "wp/v2/comments",
            1,
            post=str(_number(post_id)),
            parent=str(parent),
            orderby="id",
            order="desc",
            _fields=payloads.COMMENT_FIELDS,
            **everything_visible(self._account),
        )
        return (*self._comments(listing), *await self._unlisted_comments(post_id))

    async def find_by_slug(self, slug: str, address: str) -> tuple[PostId, str] | None:
        """Find a post or page by its slug, best at this very address; `None` if there is none."""
        rows: list[tuple[PostId, str]] = []
        for kind in _KINDS_OF_POST:
            rows += payloads.links_from_json(
                await self._api.get(f"wp/v2/{kind}", slug=slug, _fields="id,link")
            )
        exact = [row for row in rows if is_same_page(row[1], address)]
        return next(iter(exact or rows), None)

    @property
    def _own_id(self) -> int | None:
        return None if self._account is None else self._account.id

    def _comments(self, listing: Listing) -> tuple[Comment, ...]:
        return tuple(map(self._marked, payloads.comments_from_json(listing.rows, self._own_id)))

    def _marked(self, comment: Comment) -> Comment:
        return replace(comment, own=True) if comment.id in self._own else comment

    async def _comment_page(self, number: int, page: int) -> Listing:
        return await self._api.list_page(
            "wp/v2/comments",
            page,
            post=str(number),
            orderby="date_gmt",
            order="asc",
            _fields=payloads.COMMENT_FIELDS,
            **everything_visible(self._account),
        )

    async def _unlisted_comments(self, post_id: PostId) -> list[Comment]:
        known = self._unlisted.get(post_id, {})
        found = []
        for comment_id, remembered in sorted(known.items()):
            try:
                comment = await self.get_comment(comment_id)
            except ForbiddenError:
                comment = remembered  # guests are not shown their own while it is held back
            except NotFoundError:
                del known[comment_id]
                continue
            if comment.status is CommentStatus.APPROVED:
                del known[comment_id]
            found.append(comment)
        return found

    async def _get_any_kind(self, number: int, **params: str) -> object:
        first, second = _KINDS_OF_POST
        try:
            return await self._api.get(f"wp/v2/{first}/{number}", **params)
        except NotFoundError:
            return await self._api.get(f"wp/v2/{second}/{number}", **params)

    async def _learn_authors(self, numbers: set[int]) -> None:
        unknown = sorted(numbers - self._authors.keys())
        if not unknown:
            return
        for number in unknown:
            self._authors[number] = Author(name="", id=payloads.author_id(number))
        try:
            listing = await self._api.list_page(
                "wp/v2/users", 1, include=",".join(map(str, unknown)), _fields="id,name,url"
            )
        except (AuthError, ForbiddenError, NotFoundError, BadResponseError):
            return  # many blogs hide their list of users; names are then not shown in lists
        self._authors.update(payloads.authors_from_json(listing.rows))


def _number(post_id: PostId) -> int:
    number = payloads.number_of(post_id)
    if number is None:
        raise NotFoundError("That post is not from this blog.")
    return number


def _read_token(token: PageToken | None) -> tuple[int, int | None]:
    """A token is the page to read and how many rows there were before: ``2:120``, ``2:``."""
    if token is None:
        return 1, None
    page, _, total = token.partition(":")
    if not page.isdigit() or not (total == "" or total.isdigit()):
        raise NotFoundError("That page of the list is not from this blog.")
    return int(page), int(total) if total else None


def everything_visible(account: Account | None) -> dict[str, str]:
    """Ask for all comments that an account may see; for others than moderators this is an error.

    Moderators see held comments and mentions too.
    """
    return {"status": "all", "type": "all"} if account and account.is_moderator else {}


def next_token(listing: Listing, page: int, count: int) -> PageToken | None:
    """Say where a listing goes on; `None` at its end.

    A short page is no end: rows that may not be seen are left out.

    Args:
        listing: The page that was read.
        page: Its number, from 1.
        count: How many rows it has.
    """
    if listing.pages is not None:
        more = page < listing.pages
    elif listing.has_next is not None:
        more = listing.has_next
    else:
        more = count > 0
    total = "" if listing.total is None else str(listing.total)
    return PageToken(f"{page + 1}:{total}") if more else None
