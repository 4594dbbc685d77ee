"""What happened on a blog since the person last read it, and what waits for an answer of theirs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.comment_list import mark_of
from tui_blog.model.freshness import EDITED, UNREAD, build_freshness
from tui_blog.model.ids import CommentId, PageToken
from tui_blog.model.post import PostSummary
from tui_blog.model.thread import EMPTY_THREAD, Thread
from tui_blog.sync.journal import THE_POST
from tui_blog.sync.reading import PostMemory, is_held, mark_in
from tui_blog.sync.service import BlogService


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
    """Comments that were seen and are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingReply:
    """A reply to the person that they have not answered."""

    post: PostSummary
    comment: Comment
    """The reply."""
    answered: Comment
    """What it replies to, which the person wrote."""


async def list_news(service: BlogService) -> AsyncIterator[PostNews]:
    """Tell what happened, post by post, newest post first; posts without news are left out.

    Args:
        service: A blog that is open. Where it is a copy no network is asked.

    Raises:
        StorageError: As the service's reading.
    """
    tallies = await service.memory.load_tallies()
    async for post in _list_posts(service):
        if post.id not in tallies:
            yield PostNews(post=post, is_new=True)
            continue
        remembered = await service.memory.load_post(post.id)
        text = (await service.load_post(post.id)).body.source
        news = _compare(post, mark_of(text), await _load_thread(service, post), remembered)
        if news != PostNews(post=post):
            yield news


async def list_waiting(service: BlogService) -> AsyncIterator[WaitingReply]:
    """List the replies to the person's comments that they have not answered, on any level.

    An answer that waits in the outbox counts as one.

    Args:
        service: A blog that is open. Where it is a copy no network is asked.

    Raises:
        StorageError: As the service's reading.
    """
    async for post in _list_posts(service):
        thread = await _load_thread(service, post)
        own = [position for position, one in enumerate(thread.comments) if one.own]
        answered = {thread.parents[position] for position in own}
        mine = frozenset(own)
        for position in range(len(thread)):
            parent = thread.parents[position]
            if parent in mine and position not in mine and position not in answered:
                comment = thread.comments[position]
                if comment.status is CommentStatus.APPROVED:
                    yield WaitingReply(post=post, comment=comment, answered=thread.comments[parent])


def _compare(post: PostSummary, post_mark: int, thread: Thread, remembered: PostMemory) -> PostNews:
    seen = {comment: mark_in(version) for comment, version in remembered.seen.items()}
    seen_post = seen.pop(THE_POST, post_mark)
    flags = build_freshness(thread.comments, seen)
    held = [comment for comment, version in remembered.seen.items() if is_held(version)]
    found = [one for comment in held if (one := thread.find(comment)) is not None]
    return PostNews(
        post=post,
        is_changed=seen_post != post_mark,
        new=tuple(thread.comments[at] for at, flag in enumerate(flags) if flag == UNREAD),
        edited=tuple(thread.comments[at] for at, flag in enumerate(flags) if flag == EDITED),
        approved=tuple(one for one in found if one.status is CommentStatus.APPROVED),
        deleted=tuple(comment for comment in seen if comment not in thread.positions),
    )


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
