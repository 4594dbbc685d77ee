"""A blog that can be made to fail at any point, and whose store tests look into."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from tests.factories import a_comment, a_post
from tui_blog.model.capabilities import Capabilities
from tui_blog.model.change import AddComment, Change, Outcome, Receipt
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.ids import PageToken, PostId
from tui_blog.model.post import Author
from tui_blog.storage.adapter import Page
from tui_blog.storage.memory import MemoryAdapter

EPOCH = datetime(2026, 5, 1, 12, tzinfo=UTC)


class ScriptedBlog(MemoryAdapter):
    """A memory blog that tells repeats by their text, as WordPress does.

    `before` runs when a request leaves, `after` when it was stored; either may raise.
    """

    def __init__(self, *, held: bool = False, comments: int = 3) -> None:
        identity = Author(name="Me", id="9")
        super().__init__(
            name="Scripted",
            posts=[a_post(1), a_post(2)],
            comments=[
                a_comment(number, parent=number - 1 if number > 1 else None)
                for number in range(1, comments + 1)
            ],
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
        assert isinstance(change, AddComment)
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
        return replace(page, rows=rows)
