"""What keeps an entry of the outbox here: decided before anything of it leaves."""

from tui_blog.model.change import AddComment
from tui_blog.model.comment import DeliveryState
from tui_blog.model.errors import (
    NotFoundError,
    ReadOnlyError,
    RejectedError,
    StorageError,
    TransientError,
)
from tui_blog.model.ids import ChangeId, CommentId
from tui_blog.sync.outbox import OutboxEntry
from tui_blog.text import clean

UNSEEN = (
    "The blog has a comment of yours with this text already, and does not show it: a moderator may "
    "have it still. This one was not stored; if it is another one, change a word and send it."
)
"""Said where the blog calls something a repeat that was never sent before."""
PARENT_TAKEN_BACK = "It waits for the comment it answers, which is a draft again."
_LOCAL = "local:"
_PARENT_REFUSED = "The comment it answers was not accepted."
_PARENT_GONE = (
    "The comment it answers was written here, and was given up, or is on the blog and not shown "
    "there yet: a moderator may have it still. Nothing was sent; once that comment is shown, "
    "answer it with this text."
)


class ParentWaitsError(TransientError):
    """A reply can't leave before the comment that it answers."""


def local_id(change_id: ChangeId) -> CommentId:
    """Return the id of the comment that stands for an entry of the outbox."""
    return CommentId(f"{_LOCAL}{change_id}")


def pending_parent(entry: OutboxEntry) -> ChangeId | None:
    """Return what a reply waits for; `None` when it answers what the blog has."""
    change = entry.change
    if not isinstance(change, AddComment) or change.parent_id is None:
        return None
    answers_pending = change.parent_id.startswith(_LOCAL)
    return ChangeId(change.parent_id.removeprefix(_LOCAL)) if answers_pending else None


def may_have_arrived(entry: OutboxEntry) -> bool:
    """Say whether the blog may have an entry whose lock is held.

    Found as `sending` under our lock, its sender died or gave up in the middle.
    """
    return entry.is_in_doubt or entry.state in (DeliveryState.SENDING, DeliveryState.UNKNOWN)


def why_parked(
    entry: OutboxEntry, parent: OutboxEntry | None, *, account: str
) -> StorageError | None:
    """Say why an entry has to wait for the person; `None` when it may leave.

    Args:
        entry: What is about to be sent.
        parent: The entry of the comment that it answers, where that is in the outbox too.
        account: As whom it would be sent now.
    """
    if parent is not None:
        return ReadOnlyError(_PARENT_REFUSED)
    if pending_parent(entry) is not None:
        return NotFoundError(_PARENT_GONE)
    # The blog tells a repeat by its author: as somebody else's it would be there twice.
    if may_have_arrived(entry) and entry.sent_as not in ("", account):
        before, now = clean.field(entry.sent_as), clean.field(account) or "nobody"
        return RejectedError(
            f"It may be on the blog already, sent as {before}, and you are {now} there now: it was "
            "not sent again. Look there: if you find it, drop this one, else edit it and send it.",
            code="other_account",
        )
    return None
