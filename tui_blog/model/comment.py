"""Comments: what a source holds, and what stands here and is not delivered yet."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Author, Body


class CommentStatus(StrEnum):
    """Where a comment stands on its server."""

    APPROVED = "approved"
    HELD = "held"
    """Waiting for a moderator."""
    SPAM = "spam"
    TRASHED = "trashed"
    DELETED = "deleted"
    """A tombstone: the comment is gone, its place is kept for the replies below it."""


class CommentKind(StrEnum):
    """What a comment is."""

    COMMENT = "comment"
    MENTION = "mention"
    """A pingback or trackback: another page links to the post."""


class DeliveryState(StrEnum):
    """Where a comment written here stands on its way to the source."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    """Sent, and no clear answer came: it may or may not be stored."""
    PARKED = "parked"
    """Refused; the text is kept and waits for the person."""


class DeliveredAct(StrEnum):
    """What is on its way to the source."""

    ADD = "add"
    EDIT = "edit"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The state of a comment that the source does not have yet, or not as it is shown."""

    change_id: ChangeId
    act: DeliveredAct = DeliveredAct.ADD
    state: DeliveryState
    reason: str = ""
    """For the reader: why it is parked or unknown. Cleaned, one line, may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment. One-line fields are cleaned by the adapter; the body is as received."""

    id: CommentId
    post_id: PostId
    parent_id: CommentId | None = None
    """The comment it answers; `None` at top level. May name a comment that is not known."""
    author: Author
    created_at: datetime | None = None
    """Aware, UTC. A claim of the source, not a clock: servers accept any date."""
    modified_at: datetime | None = None
    body: Body
    status: CommentStatus = CommentStatus.APPROVED
    kind: CommentKind = CommentKind.COMMENT
    own: bool = False
    """Made by the identity in use."""
    editable_until: datetime | None = None
    permalink: str | None = None
    delivery: Delivery | None = None
    """`None` for a comment that the source holds as it is here."""

    @property
    def is_forgotten(self) -> bool:
        """Whether it is deleted, and nothing but its place is known any more."""
        is_deleted = self.status is CommentStatus.DELETED
        return is_deleted and not (self.author.name or self.body.source.strip())
