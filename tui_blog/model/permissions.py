"""What may be done here and now: with this account, on this post, with this comment."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from tui_blog.model.capabilities import Capabilities
from tui_blog.model.comment import Comment, CommentKind, CommentStatus, DeliveryState
from tui_blog.model.post import GONE, PostSummary


class Action(StrEnum):
    """What a person may want to do with a post or a comment."""

    COMMENT = "comment"
    REPLY = "reply"
    EDIT = "edit"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether an action may be done here and now."""

    allowed: bool
    reason: str = ""
    """When not allowed: why, in one sentence for the person."""
    notice: str = ""
    """When allowed: what will happen that the person should know before typing."""


def allowed_actions(
    capabilities: Capabilities, post: PostSummary, comment: Comment | None
) -> Mapping[Action, Permission]:
    """Join the three levels (kind and account, post, comment) into one answer for each action.

    Args:
        capabilities: What the source and the account can do.
        post: The post in view.
        comment: The highlighted comment; `None` when there is none.

    Returns:
        A permission for each member of `Action`; each that is not allowed has a reason.
    """
    comment_permission = _comment_permission(capabilities, post)
    return MappingProxyType(
        {
            Action.COMMENT: comment_permission,
            Action.REPLY: _reply_permission(capabilities, comment_permission, comment),
            Action.EDIT: _own_permission(capabilities.edit_own, comment, verb="edited"),
            Action.DELETE: _own_permission(capabilities.delete_own, comment, verb="deleted"),
        }
    )


def _comment_permission(capabilities: Capabilities, post: PostSummary) -> Permission:
    if post.damage == GONE:
        return _no("The blog does not have this post any more.")
    if post.damage is not None:
        return _no("This post is damaged; a comment could not be stored with it.")
    if post.comments_open is False:
        return _no("Comments on this post are closed.")
    if capabilities.needs_login:
        return _no(capabilities.refusal or "Commenting here needs a login, and there is none.")
    if not capabilities.add_comments:
        return _no(capabilities.refusal or "This blog takes no comments from here.")
    sentences = (capabilities.notice, _moderation(capabilities))
    return Permission(allowed=True, notice=" ".join(filter(None, sentences)))


def _moderation(capabilities: Capabilities) -> str:
    if capabilities.held_first is None:
        return "A moderator may have to approve it first."
    if capabilities.held_first:
        return "A moderator has to approve it first."
    return ""


def _reply_permission(
    capabilities: Capabilities, comment_permission: Permission, comment: Comment | None
) -> Permission:
    if not comment_permission.allowed:
        return comment_permission
    if comment is None:
        return _no("There is no comment here to reply to.")
    if not capabilities.reply_to_comments:
        return _no("This blog takes comments, but no replies to comments.")
    if comment.delivery is not None and comment.delivery.state is DeliveryState.PARKED:
        return _no("This comment was not accepted; it can be answered once it is.")
    if comment.kind is CommentKind.MENTION:
        return _no("This is a mention by another page; it can't be answered here.")
    if comment.status is CommentStatus.DELETED:
        return _no("This comment was deleted; it can't be answered any more.")
    return comment_permission


def _own_permission(capable: bool, comment: Comment | None, *, verb: str) -> Permission:
    if comment is None:
        return _no("There is no comment here.")
    if not comment.own:
        return _no(f"Only your own comments can be {verb}.")
    if comment.status is CommentStatus.DELETED:
        return _no("This comment was deleted.")
    if not capable:
        return _no(f"Comments can't be {verb} on this blog once they are sent.")
    return Permission(allowed=True)


def _no(reason: str) -> Permission:
    return Permission(allowed=False, reason=reason)
