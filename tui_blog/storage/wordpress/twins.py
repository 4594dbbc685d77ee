"""Finding, among comments that a blog has, the one that was to be added."""

from collections.abc import Iterable

from tui_blog.model.change import AddComment, Outcome, Receipt
from tui_blog.model.comment import Comment
from tui_blog.storage.wordpress.encoding import is_like_text, is_same_text


def find_twin(comments: Iterable[Comment], change: AddComment, *, is_there: bool) -> Comment | None:
    """Find a comment that says the same in the same place; `None` if none is seen.

    Args:
        comments: Those of the one who commented.
        change: What was to be added.
        is_there: The blog says that there is one, so one that is only like it will do.
    """
    typed = change.body.source
    alike = None
    for comment in comments:
        if comment.parent_id != change.parent_id:
            continue
        if is_same_text(comment.body.source, typed):
            return comment
        if is_there and alike is None and is_like_text(comment.body.source, typed):
            alike = comment
    return alike


def already_stored(change: AddComment, twin: Comment | None) -> Receipt:
    """Answer that the blog had the comment before."""
    return Receipt(change_id=change.change_id, outcome=Outcome.ALREADY_STORED, comment=twin)
