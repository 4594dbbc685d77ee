"""What happened on a blog since the person last read it, and what waits for an answer of theirs."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.comment_list import mark_of
from tui_blog.model.errors import DamagedError, NotFoundError, StorageError
from tui_blog.model.freshness import EDITED, UNREAD, build_freshness, tombstones
from tui_blog.model.ids import CommentId, PageToken
from tui_blog.model.post import Author, Body, PostSummary
from tui_blog.model.thread import EMPTY_THREAD, Thread
from tui_blog.sync.journal import THE_POST, Part
from tui_blog.sync.reading import PostMemory, is_gone, is_held, mark_in
from tui_blog.sync.service import BlogService
from tui_blog.sync.unwanted import Unwanted

Skip = Callable[[PostSummary, StorageError], None]
"""Hears of a post or thread that is damaged or gone, and is passed over."""
UNREADABLE = (DamagedError, NotFoundError)
"""What is wrong with one post alone: the others can be read all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostNews:
    """What happened on one post."""

    post: PostSummary
    is_new: bool = False
    """Nothing of it was ever seen; its comments are not listed one by one."""
    is_changed: bool = False
    """Its text is another than the one that was seen."""
    new: tuple[Comment, ...] = ()
    """Comments never seen, in the order of the thread."""
    edited: tuple[Comment, ...] = ()
    """Comments with another text than the one that was seen."""
    approved: tuple[Comment, ...] = ()
    """Comments that waited for a moderator when they were seen."""
    deleted: tuple[CommentId, ...] = ()
    """Comments that were seen and are gone, and those of `tombstones`."""
    tombstones: tuple[Comment, ...] = ()
    """Comments that were seen and are deleted, but keep their place and text here."""
    before: Mapping[CommentId, Body] = field(default_factory=dict)
    """Texts as they were seen, of what was edited and of the post (`THE_POST`), where one is kept;
    see `sync.earlier`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingReply:
    """A reply to the person, and whether it waits for an answer."""

    post: PostSummary
    comment: Comment
    """The reply."""
    answered: Comment
    """What it replies to, which the person wrote."""
    is_answered: bool = False
    """The person has replied to it; an answer that waits in the outbox counts."""
    put_off_until: datetime | None = None
    """When it is to be listed again; may have passed."""

    def waits(self, now: datetime) -> bool:
        """Say whether it waits for an answer, and is not put off at a moment."""
        is_put_off = self.put_off_until is not None and self.put_off_until > now
        return not (self.is_answered or is_put_off)


async def list_news(
    service: BlogService, unwanted: Unwanted | None = None, *, skip: Skip | None = None
) -> AsyncIterator[PostNews]:
    """Tell what happened, post by post, newest post first; posts without news are left out.

    Args:
        service: A blog that is open. Where it is a copy no network is asked.
        unwanted: Tells which comments are left out; `None` for none.
        skip: Hears of posts that are passed over; `None` to pass over none.

    Raises:
        StorageError: As the service's reading.
    """
    tallies = await service.memory.load_tallies()
    async for post in _list_posts(service):
        if post.id not in tallies:
            yield PostNews(post=post, is_new=True)
            continue
        remembered = await service.memory.load_post(post.id)
        try:
            text = (await service.load_post(post.id)).body.source
            thread = await _load_thread(service, post)
        except UNREADABLE as error:
            if skip is None:
                raise
            skip(post, error)
            continue
        news = _compare(post, mark_of(text), thread, remembered)
        if unwanted is not None:
            news = _without(news, unwanted)
        if news != PostNews(post=post):
            yield replace(news, before=await _find_before(service, news))


async def list_replies(
    service: BlogService, unwanted: Unwanted | None = None, *, skip: Skip | None = None
) -> AsyncIterator[WaitingReply]:
    """List the replies to what the person wrote, on any level; newest post first.

    Args:
        service: A blog that is open. Where it is a copy no network is asked.
        unwanted: Tells which are left out; `None` for none.
        skip: See `list_news`.

    Raises:
        StorageError: As the service's reading.
    """
    put_off = await service.memory.load_states(Part.SNOOZES)
    identities = service.identities
    async for post in _list_posts(service):
        try:
            thread = await _load_thread(service, post)
        except UNREADABLE as error:
            if skip is None:
                raise
            skip(post, error)
            continue
        own = [
            position
            for position, one in enumerate(thread.comments)
            if one.own or any(_is_by(one.author, me) for me in identities)
        ]
        answered = {thread.parents[position] for position in own}
        mine = frozenset(own)
        for position in range(len(thread)):
            parent = thread.parents[position]
            if parent in mine and position not in mine:
                comment = thread.comments[position]
                if comment.status is not CommentStatus.APPROVED:
                    continue
                if unwanted is None or unwanted.without(post, [comment]):
                    yield WaitingReply(
                        post=post,
                        comment=comment,
                        answered=thread.comments[parent],
                        is_answered=position in answered,
                        put_off_until=_moment(put_off.get((post.id, comment.id))),
                    )


async def list_waiting(
    service: BlogService,
    now: datetime,
    *,
    with_put_off: bool = False,
    unwanted: Unwanted | None = None,
    skip: Skip | None = None,
) -> AsyncIterator[WaitingReply]:
    """List the replies that wait for an answer of the person's; see `list_replies`.

    Args:
        service: A blog that is open.
        now: The time of now.
        with_put_off: List those that are put off, too.
        unwanted: See `list_replies`.
        skip: See `list_news`.

    Raises:
        StorageError: As the service's reading.
    """
    async for listed in list_replies(service, unwanted, skip=skip):
        until = listed.put_off_until
        is_over = until is not None and until <= now
        reply = replace(listed, put_off_until=None) if is_over else listed
        if reply.waits(now) or (with_put_off and not reply.is_answered):
            yield reply


def _without(news: PostNews, unwanted: Unwanted) -> PostNews:
    """Leave out the comments that are hidden; of those that are gone nothing is known."""
    post = news.post
    tombstones = unwanted.without(post, news.tombstones)
    return replace(
        news,
        new=unwanted.without(post, news.new),
        edited=unwanted.without(post, news.edited),
        approved=unwanted.without(post, news.approved),
        tombstones=tombstones,
        deleted=(*(one.id for one in tombstones), *news.deleted[len(news.tombstones) :]),
    )


def _is_by(author: Author, me: Author) -> bool:
    """Say whether somebody is the person: the same account; of guests the same name."""
    if author.id is not None:
        return author.id == me.id
    return bool(author.name) and author.name == me.name and me.url in (None, author.url)


def _moment(text: str | None) -> datetime | None:
    try:
        return None if text is None else datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


async def _find_before(service: BlogService, news: PostNews) -> dict[CommentId, Body]:
    changed = [THE_POST] * news.is_changed + [one.id for one in news.edited]
    found = {one: await service.memory.find_earlier(news.post.id, one) for one in changed}
    return {comment: body for comment, body in found.items() if body is not None}


def _compare(post: PostSummary, post_mark: int, thread: Thread, remembered: PostMemory) -> PostNews:
    seen = {comment: mark_in(version) for comment, version in remembered.seen.items()}
    seen_post = seen.pop(THE_POST, post_mark)
    comments = thread.comments
    flags = build_freshness(comments, seen)
    held = [comment for comment, version in remembered.seen.items() if is_held(version)]
    found = [one for comment in held if (one := thread.find(comment)) is not None]
    deleted = frozenset(tombstones(comments))
    buried = [comments[at] for at in sorted(deleted) if _is_news(comments[at].id, remembered)]
    gone = [comment for comment in seen if comment not in thread.positions]
    return PostNews(
        post=post,
        is_changed=seen_post != post_mark,
        # What was deleted before anybody saw it is no news.
        new=tuple(
            comments[at] for at, flag in enumerate(flags) if flag == UNREAD and at not in deleted
        ),
        edited=tuple(comments[at] for at, flag in enumerate(flags) if flag == EDITED),
        approved=tuple(one for one in found if one.status is CommentStatus.APPROVED),
        deleted=(*(one.id for one in buried), *gone),
        tombstones=tuple(buried),
    )


def _is_news(comment: CommentId, remembered: PostMemory) -> bool:
    """Say whether a deleted comment was seen, and nobody said yet that it is deleted."""
    version = remembered.seen.get(comment)
    return version is not None and not is_gone(version)


async def _load_thread(service: BlogService, post: PostSummary) -> Thread:
    thread = EMPTY_THREAD
    async for view in service.load_thread(post.id):
        thread = view.thread
    return thread


async def _list_posts(service: BlogService) -> AsyncIterator[PostSummary]:
    token: PageToken | None = None
    is_first = True
    while is_first or token is not None:
        page = await service.list_posts(after=token)
        for post in page.rows:
            yield post
        token, is_first = page.next if page.next != token else None, False
