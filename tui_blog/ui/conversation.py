"""The comments of the post in view: what the source gave, and what was written here since."""

from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId
from tui_blog.model.thread import EMPTY_THREAD, Thread, with_comment
from tui_blog.sync.service import ThreadView


class Conversation:
    """Puts together what is loaded and what is sent."""

    def __init__(self) -> None:
        self.thread: Thread = EMPTY_THREAD
        """The thread of now."""
        self.total: int | None = None
        """How many comments there are, as the source says; `None` where it does not."""
        self.is_complete = False
        """Whether all pages were read."""

    def take(self, view: ThreadView) -> None:
        """Take over a state of the thread as it was loaded."""
        self.thread, self.total, self.is_complete = view.thread, view.total, view.complete

    def put(self, comment: Comment, *, instead_of: CommentId | None = None) -> None:
        """Add a comment, or put it in the place of another or of its own older state."""
        self.thread = with_comment(self.thread, comment, instead_of=instead_of)
