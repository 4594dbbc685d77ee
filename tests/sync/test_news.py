"""What happened since one last read, and which replies wait for an answer."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.factories import a_clock, a_comment, a_post
from tests.fakes.blog import EPOCH
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.comment_list import mark_of
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, Post
from tui_blog.storage.memory import MemoryAdapter
from tui_blog.sync.journal import THE_POST, Mark, Part
from tui_blog.sync.news import PostNews, WaitingReply, list_news, list_replies, list_waiting
from tui_blog.sync.reading import version_of
from tui_blog.sync.service import BlogService

POST = PostId("file:hello")
ME = Author(name="Me")


class Blog(MemoryAdapter):
    """A blog in memory whose comments a test changes."""

    def __init__(self, *comments: Comment, posts: tuple[Post, ...] = (a_post(),)) -> None:
        super().__init__(
            name="Blog",
            posts=posts,
            comments=comments,
            identity=ME,
            clock=lambda: EPOCH,
            page_size=2,
        )

    def put(self, comment: Comment) -> None:
        """Add a comment, or put it in the place of the one with its id."""
        self._comments[comment.id] = comment

    def remove(self, name: str) -> None:
        """Take a comment away."""
        del self._comments[CommentId(name)]

    def rewrite(self, post: Post) -> None:
        """Put a post in the place of the one with its id."""
        self._posts[post.id] = post


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def a_service(blog: Blog, folder: Path) -> BlogService:
    """Connect a blog."""
    return BlogService(
        blog, folder=lambda: folder, clock=a_clock(), make_id=lambda: "change-1", identity=ME
    )


def read_all(service: BlogService, *comments: Comment, text: str = "Some words.") -> None:
    """Mark a post and these of its comments read."""
    marks = [Mark(THE_POST, version_of(mark_of(text)))]
    for one in comments:
        held = one.status is CommentStatus.HELD
        marks.append(Mark(one.id, version_of(mark_of(one.body.source), held=held)))
    service.memory.do(POST, Part.SEEN, marks, label="read")


async def news_of(service: BlogService) -> list[PostNews]:
    """List what happened, and let go of the file."""
    found = [one async for one in list_news(service)]
    await service.aclose()
    return found


async def waiting_in(service: BlogService) -> list[WaitingReply]:
    """List what waits."""
    return [one async for one in list_waiting(service, EPOCH)]


async def test_a_post_of_which_nothing_was_seen_is_new_as_a_whole(folder: Path) -> None:
    """A blog with a thousand posts would tell of each comment."""
    service = a_service(Blog(a_comment()), folder)

    (news,) = await news_of(service)

    assert news == PostNews(post=a_post().summary, is_new=True)


async def test_nothing_is_told_of_what_was_read_as_it_is(folder: Path) -> None:
    """A prompt would always say that there is something."""
    first = a_comment("c1")
    service = a_service(Blog(first), folder)
    read_all(service, first)

    assert await news_of(service) == []


async def test_what_is_new_edited_approved_and_deleted_is_told(folder: Path) -> None:
    """One would read everything again to find it."""
    first, gone = a_comment("c1"), a_comment("gone")
    waiting = a_comment("mine", status=CommentStatus.HELD)
    blog = Blog(first, gone, waiting)
    service = a_service(blog, folder)
    read_all(service, first, gone, waiting)
    before = await news_of(service)
    edited, new = a_comment("c1", text="Other words."), a_comment("c2")
    approved = replace(waiting, status=CommentStatus.APPROVED)
    for one in (edited, new, approved, a_comment("c3", own=True)):
        blog.put(one)
    blog.remove("gone")
    blog.rewrite(a_post(text="Other words."))

    (news,) = await news_of(service)

    assert before == []
    assert news == PostNews(
        post=a_post().summary,
        is_changed=True,
        new=(new,),
        edited=(edited,),
        approved=(approved,),
        deleted=(CommentId("gone"),),
    )


async def test_a_post_that_was_not_read_itself_is_not_changed(folder: Path) -> None:
    """Who read a comment only would be told of a change that is none."""
    first = a_comment("c1")
    service = a_service(Blog(first), folder)
    mark = Mark(first.id, version_of(mark_of(first.body.source)))
    service.memory.do(POST, Part.SEEN, [mark], label="read")
    held = Mark(CommentId("held and gone"), version_of(1, held=True))
    service.memory.note_seen(POST, [held])

    (news,) = await news_of(service)

    assert news == PostNews(post=a_post().summary, deleted=(held.comment,))


async def test_posts_of_every_page_are_looked_at(folder: Path) -> None:
    """Old conversations would never be told of."""
    posts = tuple(a_post(f"p{number}") for number in range(5))

    assert len(await news_of(a_service(Blog(posts=posts), folder))) == 5


async def test_a_reply_at_any_depth_waits_until_it_is_answered(folder: Path) -> None:
    """An answer to oneself deep in a thread would never be found."""
    mine = a_comment("mine", parent="b", own=True, minutes=2)
    reply = a_comment("reply", parent="mine", minutes=3)
    thread = [a_comment("a"), a_comment("b", parent="a", minutes=1), mine, reply]
    spam = a_comment("spam", parent="mine", status=CommentStatus.SPAM, minutes=5)
    blog = Blog(*thread, a_comment("below", parent="reply", minutes=4), spam)
    service = a_service(blog, folder)
    await service.open()

    waiting = await waiting_in(service)
    await service.send(post=a_post().summary, parent_id=reply.id, text="My answer")
    after = await waiting_in(service)

    assert waiting == [WaitingReply(post=a_post().summary, comment=reply, answered=mine)]
    assert after == []


async def test_what_one_adds_to_one_s_own_comment_does_not_wait(folder: Path) -> None:
    """One would be told to answer oneself."""
    mine = a_comment("mine", own=True)
    more = a_comment("more", parent="mine", own=True, minutes=1)

    assert await waiting_in(a_service(Blog(mine, more), folder)) == []


async def test_a_reply_to_another_identity_of_the_person_s_waits_too(folder: Path) -> None:
    """What one wrote as a guest, or on another machine, would never be answered."""
    as_guest = a_comment("guest", author=Author(name="Me"))
    stranger = a_comment("stranger", author=Author(name="Me", id="7"), minutes=1)
    replies = [
        a_comment("yes", parent="guest", minutes=2),
        a_comment("no", parent="stranger", minutes=3),
    ]
    service = a_service(Blog(as_guest, stranger, *replies), folder)

    assert [reply.comment.id for reply in await waiting_in(service)] == ["yes"]


async def test_the_inbox_has_what_is_answered_too(folder: Path) -> None:
    """One could not find an answer again."""
    thread = [
        a_comment("mine", own=True),
        a_comment("first", parent="mine", minutes=1),
        a_comment("second", parent="mine", minutes=2),
        a_comment("back", parent="first", own=True, minutes=3),
    ]
    service = a_service(Blog(*thread), folder)

    replies = [(one.comment.id, one.is_answered) async for one in list_replies(service)]

    assert replies == [("first", True), ("second", False)]


@pytest.mark.parametrize(
    ("until", "with_put_off", "listed"),
    [
        (EPOCH + timedelta(days=1), False, []),
        (EPOCH + timedelta(days=1), True, [EPOCH + timedelta(days=1)]),
        (EPOCH, False, [None]),
        ("no date", False, [None]),
    ],
)
async def test_what_is_put_off_comes_back(
    folder: Path, until: datetime | str, with_put_off: bool, listed: list[datetime | None]
) -> None:
    """It would never be seen again, or not be put off at all."""
    thread = [a_comment("mine", own=True), a_comment("reply", parent="mine", minutes=1)]
    service = a_service(Blog(*thread), folder)
    told = until if isinstance(until, str) else until.isoformat()
    mark = Mark(CommentId("reply"), told)
    service.memory.do(POST, Part.SNOOZES, [mark], label="putting off")

    waiting = [one async for one in list_waiting(service, EPOCH, with_put_off=with_put_off)]

    assert [one.put_off_until for one in waiting] == listed
    service.memory.close()


async def test_what_is_put_off_and_answered_does_not_come_back(folder: Path) -> None:
    """`waiting --all` would list what is done."""
    thread = [
        a_comment("mine", own=True),
        a_comment("reply", parent="mine", minutes=1),
        a_comment("back", parent="reply", own=True, minutes=2),
    ]
    service = a_service(Blog(*thread), folder)

    assert [one async for one in list_waiting(service, EPOCH, with_put_off=True)] == []


async def test_a_deleted_comment_that_keeps_its_place_is_told_until_it_was_said(
    folder: Path,
) -> None:
    """Copied blogs keep what is deleted: nobody would be told, or each time again."""
    first = a_comment("c1")
    gone = a_comment("c1", status=CommentStatus.DELETED)
    never_seen = a_comment("c2", status=CommentStatus.DELETED, minutes=1)
    mine = a_comment("mine", own=True, status=CommentStatus.DELETED, minutes=2)
    service = a_service(Blog(gone, never_seen, mine), folder)
    read_all(service, first)
    told = await news_of(service)
    version = version_of(mark_of(first.body.source), gone=True)
    service.memory.note_seen(POST, [Mark(first.id, version)])

    assert told == [PostNews(post=a_post().summary, deleted=(first.id,), tombstones=(gone,))]
    assert await news_of(service) == []
