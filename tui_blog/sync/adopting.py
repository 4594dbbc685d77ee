"""Texts that were written for a blog while it was known by another name: they move in with it.

A draft is written where it goes before it is taken away where it was; an entry of the outbox moves
in one step, under its lock, so that no two places can send it.
"""

from pathlib import Path

from tui_blog.sync.drafts import DraftStore
from tui_blog.sync.outbox import Outbox


def adopt_outbox(theirs: Outbox, folder: Path) -> None:
    """Move the entries of an outbox into another folder; those being sent right now stay.

    Raises:
        OSError: Some have not moved.
    """
    for entry in theirs.list_all():
        change_id = entry.change.change_id
        with theirs.lock(change_id) as is_held:
            if is_held and theirs.find(change_id) is not None:
                theirs.move(change_id, folder)


def adopt_drafts(theirs: DraftStore, ours: DraftStore) -> None:
    """Move drafts, and what can be restored; where both have one for a target, ours stays.

    The other one can then be restored.

    Raises:
        OSError: Some have not moved.
    """
    for discarded in reversed(theirs.list_discarded()):
        ours.put_aside(discarded)
        theirs.forget_discarded(discarded)
    for draft in theirs.list_all():
        current = ours.find(draft.post_id, draft.parent_id, draft.edits)
        if current is None:
            ours.save(draft)
        elif current.text != draft.text:
            ours.put_aside(draft)
        theirs.remove(draft.post_id, draft.parent_id, draft.edits)
