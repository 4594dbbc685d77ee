"""Intended acts as data, and what a source answers to them."""

from dataclasses import dataclass
from enum import StrEnum

from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class AddComment:
    """Write a comment under a post, or a reply under a comment."""

    change_id: ChangeId
    post_id: PostId
    parent_id: CommentId | None
    """`None` for a top-level comment."""
    body: Body


@dataclass(frozen=True, slots=True, kw_only=True)
class EditComment:
    """Replace the text of a comment."""

    change_id: ChangeId
    post_id: PostId
    comment_id: CommentId
    body: Body
    before: Body | None = None
    """The text that was edited: what stands there now must be the same. `None`: whatever it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteComment:
    """Remove a comment."""

    change_id: ChangeId
    post_id: PostId
    comment_id: CommentId


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerateComment:
    """Set the status of a comment."""

    change_id: ChangeId
    post_id: PostId
    comment_id: CommentId
    status: CommentStatus


Change = AddComment | EditComment | DeleteComment | ModerateComment


class Outcome(StrEnum):
    """What became of a change."""

    STORED = "stored"
    """Carried out by this request."""
    ALREADY_STORED = "already-stored"
    """An identical earlier request had been carried out; this one changed nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A source's answer to a change."""

    change_id: ChangeId
    outcome: Outcome
    comment: Comment | None = None
    """The comment as the source now holds it, with its true status; `None` when the source does
    not tell (deleted, or already stored and not to be seen)."""
