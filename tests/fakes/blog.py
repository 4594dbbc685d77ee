"""A blog that can be made to fail at any point, and whose store tests look into."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.factories import a_comment, a_post
from tui_blog.model.capabilities import Capabilities
from tui_blog.model.change import AddComment, Change, Outcome, Receipt
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.ids import PageToken, PostId
from tui_blog.model.post import Author, Post
from tui_blog.storage.adapter import Page
from tui_blog.storage.memory import MemoryAdapter

EPOCH = datetime(2026, 5, 1, 12, tzinfo=UTC)


def numbered_post(number: int) -> Post:
    """Make a post; a higher number is older."""
    post = a_post(f"post-{number}", title="A post", text="Some text.", comments_open=True)
    summary = replace(
        post.summary,
        id=PostId(f"mem:{number}"),
        permalink=f"https://blog.example/post-{number}/",
        author=Author(name="Mara", id="1"),
        published_at=EPOCH - timedelta(days=number),
    )
    return replace(post, summary=summary)


def numbered_comment(number: int) -> Comment:
    """Make a comment on the first post, in answer to the one before."""
    parent = f"mem:{number - 1}" if number > 1 else None
    comment = a_comment(f"mem:{number}", parent=parent, text="Some words.", author="Ana")
    created_at = EPOCH - timedelta(hours=100 - number)
    return replace(comment, post_id=PostId("mem:1"), created_at=created_at)


class ScriptedBlog(MemoryAdapter):
    """A memory blog that tells repeats by their text, as WordPress does.

    `before` runs when a request leaves, `after` when it was stored; either may raise.
    """

    def __init__(self, *, held: bool = False, comments: int = 3) -> None:
        identity = Author(name="Me", id="9")
        super().__init__(
            name="Scripted",
            posts=[numbered_post(1), numbered_post(2)],
            comments=[numbered_comment(number) for number in range(1, comments + 1)],
            identity=identity,
            clock=lambda: EPOCH,
            page_size=2,
        )
        if held:
            self._capabilities = replace(self.capabilities, held_first=True)
        self.before: Callable[[Change], None] = lambda change: None
        self.after: Callable[[Change], None] = lambda change: None
        self.stored: list[AddComment] = []
        self.attempts: list[Change] = []

    def use(self, capabilities: Capabilities) -> None:
        """Set what can be done here."""
        self._capabilities = capabilities

    async def submit(self, change: Change) -> Receipt:
        """Store a comment once for its text and place, and fail where the script says."""
        self.attempts.append(change)
        self.before(change)
        if not isinstance(change, AddComment):
            receipt = await super().submit(change)
            self.after(change)
            return receipt
        known = [
            one
            for one in self.stored
            if (one.post_id, one.parent_id, one.body)
            == (change.post_id, change.parent_id, change.body)
        ]
        if known:
            first = await super().submit(known[0])
            return replace(first, change_id=change.change_id, outcome=Outcome.ALREADY_STORED)
        receipt = await super().submit(change)
        self.stored.append(change)
        self.after(change)
        return receipt

    async def list_comments(
        self, post_id: PostId, *, after: PageToken | None = None
    ) -> Page[Comment]:
        """List what everybody may see: held comments are not there."""
        page = await super().list_comments(post_id, after=after)
        rows = tuple(row for row in page.rows if row.status is CommentStatus.APPROVED)
        return page._replace(rows=rows)
