"""The comments of the post in view: what the source gave, and what was written here since."""

from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId
from tui_blog.model.thread import EMPTY_THREAD, Thread, build_thread
from tui_blog.sync.service import ThreadView


class Conversation:
    """Puts together what is loaded and what is sent, and builds the thread of it."""

    def __init__(self) -> None:
        self._comments: dict[CommentId, Comment] = {}
        self.thread: Thread = EMPTY_THREAD
        """The thread of now."""
        self.total: int | None = None
        """How many comments there are, as the source says; `None` where it does not."""
        self.is_complete = False
        """Whether all pages were read."""

    def take(self, view: ThreadView) -> None:
        """Take over a state of the thread as it was loaded."""
        self.thread, self.total, self.is_complete = view.thread, view.total, view.complete
        self._comments = {comment.id: comment for comment in view.thread.comments}

    def put(self, comment: Comment, *, instead_of: CommentId | None = None) -> None:
        """Add a comment, or put it in the place of another or of its own older state."""
        if instead_of is not None:
            self._comments.pop(instead_of, None)
        self._comments[comment.id] = comment
        self.thread = build_thread(self._comments.values())
