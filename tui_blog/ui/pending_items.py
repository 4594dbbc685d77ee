"""What is written here and not delivered: drafts and the outbox, as one list."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tui_blog.model.comment import DeliveredAct, DeliveryState
from tui_blog.model.ids import ChangeId, CommentId, PostId


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingItem:
    """A draft, or an entry of the outbox."""

    state: DeliveryState
    post_id: PostId
    parent_id: CommentId | None
    """The comment it answers; `None` for a comment on the post."""
    edits: CommentId | None = None
    """The comment that it edits or deletes; `None` for a new one."""
    act: DeliveredAct = DeliveredAct.ADD
    change_id: ChangeId | None
    """`None` for a draft."""
    post_title: str
    """May be empty, may be foreign."""
    text: str
    """As it was typed."""
    since: datetime
    """Aware, UTC: when the draft was saved, or when the comment was sent."""
    reason: str = ""
    """Why it was not accepted, or why nobody knows; may be foreign, may be empty."""

    @property
    def can_be_edited(self) -> bool:
        """It is known that the blog does not have it, and nothing is under way."""
        return self.state not in (DeliveryState.SENDING, DeliveryState.UNKNOWN)

    @property
    def can_be_retried(self) -> bool:
        """It was sent once, and nothing is under way."""
        return self.state not in (DeliveryState.DRAFT, DeliveryState.SENDING)


class PendingVerb(StrEnum):
    """What to do with a pending item."""

    JUMP = "jump"
    EDIT = "edit"
    RETRY = "retry"
    BROWSER = "browser"
    """Open its post in the browser, with the text on the clipboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingChoice:
    """An item, and what to do with it."""

    verb: PendingVerb
    chosen: PendingItem


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingResult:
    """How the person left the list."""

    choice: PendingChoice | None
    """`None` when the person went back."""
    changed: bool
    """Something was dropped or brought back: what is drawn elsewhere is out of date."""


class PendingShelf(Protocol):
    """Where the items are kept."""

    def list_items(self) -> tuple[PendingItem, ...]:
        """List everything: the outbox oldest first, then drafts newest first."""
        ...

    def drop(self, pending: PendingItem) -> None:
        """Put an item aside so that `bring_back` finds it.

        Raises:
            StorageError: It can't be dropped now; the message says why.
        """
        ...

    def bring_back(self) -> bool:
        """Make what was put aside last a draft again; `False` when there is nothing.

        Raises:
            StorageError: It can't be written now, or a newer draft stands in its place.
        """
        ...
