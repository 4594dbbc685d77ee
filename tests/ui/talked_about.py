"""A blog that is talked about, and what the reader says of what is new on it."""

from dataclasses import replace
from datetime import datetime, timedelta

from textual.pilot import Pilot

from tests.factories import a_comment
from tests.fakes.blog import EPOCH, ScriptedBlog, numbered_post
from tests.ui.reading_app import reader, settled
from tui_blog.app import TuiBlogApp
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.ids import CommentId, PageToken, PostId
from tui_blog.model.post import PostSummary
from tui_blog.storage.adapter import Page, PostQuery
from tui_blog.storage.memory import MemoryAdapter
from tui_blog.ui.screens.reader import ReaderScreen

WIDE = (160, 40)


LISTED = (CommentStatus.APPROVED, CommentStatus.DELETED)


class Clock:
    """A clock that goes on when a test says so."""

    def __init__(self) -> None:
        self.now = EPOCH

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float = 2.0) -> None:
        """Let time go by."""
        self.now += timedelta(seconds=seconds)


class TalkedAbout(ScriptedBlog):
    """Three posts of which the first and the last have comments; the list counts them."""

    def __init__(self) -> None:
        super().__init__(comments=0)
        self._page_size = 100
        self._posts = {
            post.id: replace(post, summary=replace(post.summary, title=f"Post {number}"))
            for number in (1, 2, 3)
            for post in [numbered_post(number)]
        }
        for name, parent in (("a", None), ("a1", "a"), ("a2", "a1"), ("b", None), ("c", None)):
            self.add(name, parent=parent)
        self.add("z", post=3)

    def add(
        self,
        name: str,
        *,
        parent: str | None = None,
        post: int = 1,
        text: str = "Words.",
        own: bool = False,
    ) -> None:
        """Add a comment, or put it in the place of the one with its name."""
        comment = a_comment(name, parent=parent, text=text, author="Ana", own=own)
        before = self._comments.get(comment.id)
        minutes = timedelta(minutes=len(self._comments))
        created_at = EPOCH - timedelta(days=2) + minutes if before is None else before.created_at
        post_id = PostId(f"mem:{post}")
        self._comments[comment.id] = replace(comment, post_id=post_id, created_at=created_at)

    def bury(self, name: str) -> None:
        """Delete a comment, and leave it in its place."""
        comment = self._comments[CommentId(name)]
        self._comments[comment.id] = replace(comment, status=CommentStatus.DELETED)

    async def list_comments(
        self, post_id: PostId, *, after: PageToken | None = None
    ) -> Page[Comment]:
        """List the comments, deleted ones too, as a copy does."""
        page = await MemoryAdapter.list_comments(self, post_id, after=after)
        return page._replace(rows=tuple(one for one in page.rows if one.status in LISTED))

    def remove(self, name: str) -> None:
        """Take a comment away."""
        del self._comments[CommentId(name)]

    async def list_posts(
        self, query: PostQuery, *, after: PageToken | None = None
    ) -> Page[PostSummary]:
        """List the posts, with counts."""
        page = await super().list_posts(query, after=after)

        def counted(post: PostSummary) -> PostSummary:
            comments: list[Comment] = list(self._comments.values())
            count = sum(comment.post_id == post.id for comment in comments)
            return replace(post, comment_count=count)

        return page._replace(rows=tuple(map(counted, page.rows)))


def flags(app: TuiBlogApp) -> list[int]:
    """Return what the comments in view are to the reader."""
    return list(reader(app).thread_pane.freshness)


def unread(app: TuiBlogApp) -> list[tuple[bool, int]]:
    """Return what the list says of each post: whether it is new, how many comments are."""
    listed = reader(app).post_list
    return [tuple(listed._find_unread(post)) for post in listed.posts]  # type: ignore[misc]  # it is a pair


def cursor(app: TuiBlogApp) -> str:
    """Return where the cursor is: the post, and the comment if the thread has the focus."""
    screen = reader(app)
    post = screen.post_in_view
    assert post is not None
    comment = screen.thread_pane.comment
    in_thread = screen.thread_pane.has_focus and comment is not None
    return f"{post.id}/{comment.id}" if in_thread and comment is not None else str(post.id)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait until all is done."""
    await pilot.press(*keys)
    await settled(pilot)


async def to_thread(pilot: Pilot[None]) -> ReaderScreen:
    """Wait for the start, and go to the thread."""
    await settled(pilot)
    await settled(pilot)
    await press(pilot, "f6", "f6")
    app = pilot.app
    assert isinstance(app, TuiBlogApp)
    return reader(app)
