"""Drafts and outbox of a blog's service, as the list of pending items wants them."""

from tui_blog.model.change import AddComment
from tui_blog.model.comment import DeliveredAct, DeliveryState
from tui_blog.model.errors import ReadOnlyError
from tui_blog.sync.drafts import Draft
from tui_blog.sync.outbox import OutboxEntry, act_of
from tui_blog.sync.service import BlogService
from tui_blog.ui.pending_items import PendingItem


class ServiceShelf:
    """Keeps the pending items in a service's drafts and outbox."""

    def __init__(self, service: BlogService) -> None:
        self._service = service

    def list_items(self) -> tuple[PendingItem, ...]:
        """List everything: the outbox oldest first, then drafts newest first."""
        return (
            *map(item_of_entry, self._service.outbox.list_all()),
            *map(item_of_draft, self._service.drafts.list_all()),
        )

    def drop(self, pending: PendingItem) -> None:
        """Put an item aside so that `bring_back` finds it.

        Raises:
            StorageError: It can't be dropped now; the message says why.
        """
        if pending.change_id is not None:
            self._service.sender.drop(pending.change_id)
            return
        try:
            self._service.drafts.discard(pending.post_id, pending.parent_id, pending.edits)
        except OSError as error:
            raise _disk_error(error) from error

    def bring_back(self) -> bool:
        """Make what was put aside last a draft again; `False` when there is nothing.

        What was discarded in the composer counts too.

        Raises:
            StorageError: It can't be written now, or a newer draft stands in its place.
        """
        drafts = self._service.drafts
        discarded = drafts.list_discarded()
        if not discarded:
            return False
        last = discarded[0]
        if drafts.find(last.post_id, last.parent_id, last.edits) is not None:
            raise ReadOnlyError("A newer draft stands in its place; send or drop that first.")
        try:
            return drafts.restore(last.post_id, last.parent_id, last.edits) is not None
        except OSError as error:
            raise _disk_error(error) from error


def item_of_draft(draft: Draft) -> PendingItem:
    """Describe a draft as a pending item."""
    return PendingItem(
        state=DeliveryState.DRAFT,
        post_id=draft.post_id,
        parent_id=draft.parent_id,
        edits=draft.edits,
        act=DeliveredAct.ADD if draft.edits is None else DeliveredAct.EDIT,
        change_id=None,
        post_title=draft.post_title,
        text=draft.text,
        since=draft.saved_at,
    )


def item_of_entry(entry: OutboxEntry) -> PendingItem:
    """Describe an entry of the outbox as a pending item."""
    change = entry.change
    return PendingItem(
        state=entry.state,
        post_id=change.post_id,
        parent_id=entry.parent_id,
        edits=None if isinstance(change, AddComment) else change.comment_id,
        act=act_of(change),
        change_id=entry.change.change_id,
        post_title=entry.post_title,
        text=entry.text,
        since=entry.created_at,
        reason=entry.reason,
    )


def _disk_error(error: OSError) -> ReadOnlyError:
    return ReadOnlyError(f"It could not be written to the disk ({error.strerror or 'no reason'}).")
