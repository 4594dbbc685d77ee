"""What is to be listed over all blogs that are here: news, and replies to the person."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from tui_blog.model.comment import Comment
from tui_blog.model.errors import NotFoundError, StorageError
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Body, PostSummary
from tui_blog.model.thread import EMPTY_THREAD
from tui_blog.sync.journal import THE_POST, Part
from tui_blog.sync.news import UNREADABLE, PostNews, Skip, list_news, list_replies
from tui_blog.sync.service import BlogService
from tui_blog.sync.unwanted import find_unwanted
from tui_blog.text.filter_rules import Rule

_NO_DATE = datetime.min.replace(tzinfo=UTC)


class EntryKind(StrEnum):
    """Why something is listed. The value is the word for it."""

    NEW_POST = "new post"
    CHANGED_POST = "post changed"
    NEW = "new"
    EDITED = "edited"
    APPROVED = "approved"
    DELETED = "deleted"
    WAITING = "waits for you"
    ANSWERED = "answered"
    PUT_OFF = "put off"
    STARRED = "starred"
    TAGGED = "tagged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a list: a post or a comment, and why it is there. Foreign text is not clean."""

    kind: EntryKind
    blog: str
    """The key of its blog."""
    blog_name: str
    """What opens its blog."""
    post_id: PostId
    comment_id: CommentId | None = None
    """`None` for the post itself."""
    title: str
    """That of the post."""
    author: str = ""
    date: datetime | None = None
    """Aware, UTC; `None` where none is known."""
    body: Body | None = None
    """Its text; `None` where it is not here or not needed."""
    note: str = ""
    """More to be said of it, in a few words."""
    until: datetime | None = None
    """When it is to be listed again."""
    tags: str = ""
    """The person's own; see `model.own_tags`."""


class NamedBlog(Protocol):
    """A blog that can be read here."""

    @property
    def service(self) -> BlogService:
        """Reads it."""
        ...

    @property
    def label(self) -> str:
        """What opens it."""
        ...


ListEntries = Callable[[BlogService, str, Skip], AsyncIterator[Entry]]
"""Lists entries of one blog that is open, given with what opens it, and with what hears of posts
that are passed over."""


async def gather(
    blogs: Sequence[NamedBlog],
    list_entries: ListEntries,
    put: Callable[[Entry], None],
    tell: Callable[[str], None],
) -> None:
    """List the entries of some blogs, one after the other; each is opened and closed.

    Args:
        blogs: Those that are here. One that can't be read is told of, and passed over.
        list_entries: Lists those of one of them.
        put: Takes each entry.
        tell: Hears a sentence for each blog and each thread that can't be read.
    """

    def skip(post: PostSummary, error: StorageError) -> None:
        tell(f"{post.title or post.id}: {error}")

    for blog in blogs:
        service = blog.service
        try:
            await service.open()
            async for entry in list_entries(service, blog.label, skip):
                put(entry)
        except StorageError as error:
            tell(f"{blog.label}: {error}")
        finally:
            await service.aclose()


def news_entries(now: datetime, rules: Sequence[Rule] = ()) -> ListEntries:
    """Return what lists what happened on a blog since one last read; newest post first.

    Args:
        now: The time of now.
        rules: The person's filters: what they hide is left out.
    """

    async def list_entries(service: BlogService, name: str, skip: Skip) -> AsyncIterator[Entry]:
        unwanted = await find_unwanted(service, rules, blog=name, now=now)
        async for news in list_news(service, unwanted, skip=skip):
            for entry in _entries_of(news, service.key, name):
                yield entry

    return list_entries


def reply_entries(now: datetime, rules: Sequence[Rule] = ()) -> ListEntries:
    """Return what lists the replies to the person: waiting, answered and put off at a moment.

    Args:
        now: The moment.
        rules: The person's filters: what they hide is left out.
    """

    async def list_entries(service: BlogService, name: str, skip: Skip) -> AsyncIterator[Entry]:
        unwanted = await find_unwanted(service, rules, blog=name, now=now)
        async for reply in list_replies(service, unwanted, skip=skip):
            kind = EntryKind.WAITING
            if reply.is_answered:
                kind = EntryKind.ANSWERED
            elif not reply.waits(now):
                kind = EntryKind.PUT_OFF
            yield _comment_entry(
                kind, reply.post, reply.comment, service.key, name, until=reply.put_off_until
            )

    return list_entries


async def starred_entries(service: BlogService, name: str, skip: Skip) -> AsyncIterator[Entry]:
    """List what has a star or tags of the person's on a blog; newest first.

    Args:
        service: The blog; it is open.
        name: What opens it.
        skip: See `list_news`.

    Raises:
        StorageError: As the service's reading. What is gone from the blog is listed all the same.
    """
    stars = await service.memory.load_states(Part.STARS)
    tags = await service.memory.load_states(Part.TAGS)
    posts: dict[PostId, list[CommentId]] = {}
    for post, comment in sorted({*stars, *tags}):
        posts.setdefault(post, []).append(comment)
    found: list[Entry] = []
    for post, comments in posts.items():
        try:
            entries = await _load_marked(service, post, comments, name)
        except UNREADABLE as error:
            skip(PostSummary(id=post, title="", slug=""), error)
            continue
        for entry in entries:
            key = (post, entry.comment_id or THE_POST)
            kind = EntryKind.STARRED if key in stars else EntryKind.TAGGED
            found.append(replace(entry, kind=kind, tags=tags.get(key, "")))
    for entry in sorted(found, key=_age, reverse=True):
        yield entry


async def _load_marked(
    service: BlogService, post_id: PostId, comments: Sequence[CommentId], name: str
) -> list[Entry]:
    """Return an entry for each comment of a post, and for the post where it is among them."""
    try:
        post = await service.load_post(post_id)
    except NotFoundError:
        gone = PostSummary(id=post_id, title="", slug="")
        return [
            replace(
                _entry(EntryKind.STARRED, gone, service.key, name, note="not here any more"),
                comment_id=comment or None,
            )
            for comment in comments
        ]
    summary, thread = post.summary, EMPTY_THREAD
    if any(comments):
        async for view in service.load_thread(post_id):
            thread = view.thread
    entries = []
    for comment_id in comments:
        comment = thread.find(comment_id)
        if comment is not None:
            entries.append(_comment_entry(EntryKind.STARRED, summary, comment, service.key, name))
            continue
        author = "" if summary.author is None else summary.author.name
        date = summary.published_at
        entry = _entry(EntryKind.STARRED, summary, service.key, name, author, date)
        if comment_id:
            note = "a comment that is not here any more"
            entry = replace(entry, author="", comment_id=comment_id, note=note)
        entries.append(replace(entry, body=None if comment_id else post.body))
    return entries


def _age(entry: Entry) -> datetime:
    return entry.date or _NO_DATE


def _entries_of(news: PostNews, key: str, name: str) -> list[Entry]:
    post = news.post
    entries = []
    if news.is_new or news.is_changed:
        count = post.comment_count or 0
        counted = f"{count} comment{'' if count == 1 else 's'}" if count and news.is_new else ""
        kind = EntryKind.NEW_POST if news.is_new else EntryKind.CHANGED_POST
        author = "" if post.author is None else post.author.name
        entries.append(_entry(kind, post, key, name, author, post.published_at, note=counted))
    for kind, comments in (
        (EntryKind.NEW, news.new),
        (EntryKind.EDITED, news.edited),
        (EntryKind.APPROVED, news.approved),
        (EntryKind.DELETED, news.tombstones),
    ):
        entries += [_comment_entry(kind, post, one, key, name) for one in comments]
    # Of the others texts and places are gone: what is left is the post.
    entries += [
        _entry(EntryKind.DELETED, post, key, name, note="a comment you had read")
        for _ in news.deleted[len(news.tombstones) :]
    ]
    return entries


def _comment_entry(
    kind: EntryKind,
    post: PostSummary,
    comment: Comment,
    key: str,
    name: str,
    *,
    until: datetime | None = None,
) -> Entry:
    return Entry(
        kind=kind,
        blog=key,
        blog_name=name,
        post_id=post.id,
        comment_id=comment.id,
        title=post.title,
        author=comment.author.name or "Anonymous",
        date=comment.created_at,
        body=comment.body,
        until=until,
    )


def _entry(
    kind: EntryKind,
    post: PostSummary,
    key: str,
    name: str,
    author: str = "",
    date: datetime | None = None,
    *,
    note: str = "",
) -> Entry:
    return Entry(
        kind=kind,
        blog=key,
        blog_name=name,
        post_id=post.id,
        title=post.title,
        author=author,
        date=date,
        note=note,
    )
