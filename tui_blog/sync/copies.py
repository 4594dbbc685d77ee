"""A text on its way from drafts to outbox, or back, is in both for a moment: telling which counts.

It is written where it goes before it is taken away where it was, so that dying in between leaves
two copies rather than none.
"""

from tui_blog.model.change import AddComment, DeleteComment, EditComment
from tui_blog.model.comment import DeliveryState
from tui_blog.model.ids import CommentId, PostId
from tui_blog.sync.drafts import DraftStore
from tui_blog.sync.outbox import Outbox, OutboxChange, OutboxEntry


def draft_key(
    change: AddComment | EditComment,
) -> tuple[PostId, CommentId | None, CommentId | None]:
    """Return post, parent and edited comment of the draft that a change was."""
    if isinstance(change, EditComment):
        return change.post_id, None, change.comment_id
    return change.post_id, change.parent_id, None


def retire_draft(drafts: DraftStore, change: OutboxChange) -> None:
    """Take the draft of a text away that is safe in the outbox.

    A draft that says something else is discarded, so that it can be restored.

    Raises:
        OSError: The draft is still there.
    """
    if isinstance(change, DeleteComment):
        return
    draft = drafts.find(*draft_key(change))
    if draft is None:
        return
    if draft.text.strip() in change.body.source:
        drafts.remove(*draft_key(change))
    else:
        drafts.discard(*draft_key(change))


def hold_back(outbox: Outbox, entry: OutboxEntry) -> None:
    """Make sure that an entry on its way back is not sent, should the program die on the way.

    Raises:
        OSError: It may still be sent.
    """
    if entry.state is not DeliveryState.PARKED:
        outbox.mark_parked(entry, reason="It was taken back.")


def settle_copies(drafts: DraftStore, outbox: Outbox) -> None:
    """Leave one of each entry and draft that hold the same text for the same target.

    The entry is the true one, unless it had been on its way back.

    Raises:
        OSError: Some copies are left.
    """
    for listed in outbox.list_all():
        change = listed.change
        if isinstance(change, DeleteComment):
            continue
        with outbox.lock(change.change_id) as is_ours:
            entry = outbox.find(change.change_id)
            draft = drafts.find(*draft_key(change))
            if not is_ours or entry is None or draft is None:
                continue
            if draft.text != change.body.source:
                continue
            if entry.state is DeliveryState.PARKED:
                outbox.remove(change.change_id)
            else:
                drafts.remove(*draft_key(change))
