from dataclasses import replace

import pytest

from tests.factories import ME, a_comment, a_summary
from tui_blog.model.capabilities import Capabilities
from tui_blog.model.comment import (
    Comment,
    CommentKind,
    CommentStatus,
    Delivery,
    DeliveryState,
)
from tui_blog.model.ids import ChangeId
from tui_blog.model.permissions import Action, allowed_actions
from tui_blog.model.post import GONE, PostSummary

EVERYTHING = Capabilities(
    add_comments=True,
    reply_to_comments=True,
    edit_own=True,
    delete_own=True,
    held_first=False,
    identity=ME,
)
OPEN = a_summary()
THEIRS = a_comment()
OWN = a_comment(own=True)


@pytest.mark.parametrize(
    ("capabilities", "post", "comment", "allowed"),
    [
        (EVERYTHING, OPEN, None, "comment"),
        (EVERYTHING, OPEN, THEIRS, "comment reply"),
        (EVERYTHING, OPEN, OWN, "comment reply edit delete"),
        (EVERYTHING, a_summary(comments_open=True), OWN, "comment reply edit delete"),
        (EVERYTHING, a_summary(comments_open=False), OWN, "edit delete"),
        (EVERYTHING, a_summary(damage="Torn."), OWN, "edit delete"),
        (EVERYTHING, OPEN, a_comment(kind=CommentKind.MENTION), "comment"),
        (EVERYTHING, OPEN, a_comment(status=CommentStatus.DELETED), "comment"),
        (EVERYTHING, OPEN, a_comment(status=CommentStatus.HELD), "comment reply"),
        (
            EVERYTHING,
            OPEN,
            a_comment(delivery=Delivery(change_id=ChangeId("c"), state=DeliveryState.PARKED)),
            "comment",
        ),
        (replace(EVERYTHING, needs_login=True), OPEN, THEIRS, ""),
        (replace(EVERYTHING, add_comments=False), OPEN, OWN, "edit delete"),
        (replace(EVERYTHING, reply_to_comments=False), OPEN, THEIRS, "comment"),
        (replace(EVERYTHING, edit_own=False), OPEN, OWN, "comment reply delete"),
        (replace(EVERYTHING, delete_own=False), OPEN, OWN, "comment reply edit"),
        (Capabilities(), OPEN, OWN, ""),
    ],
)
def test_allowed_actions_join_source_post_and_comment(
    capabilities: Capabilities, post: PostSummary, comment: Comment | None, allowed: str
) -> None:
    """A key would do what the blog refuses, or refuse what it allows."""
    permissions = allowed_actions(capabilities, post, comment)

    assert set(permissions) == set(Action)
    assert [action.value for action in Action if permissions[action].allowed] == allowed.split()
    for permission in permissions.values():
        assert permission.allowed or permission.reason.endswith(".")


@pytest.mark.parametrize(
    ("capabilities", "post", "reason"),
    [
        (replace(EVERYTHING, needs_login=True, refusal="Log in as Ada."), OPEN, "Log in as Ada."),
        (replace(EVERYTHING, add_comments=False, refusal="Only read."), OPEN, "Only read."),
        (EVERYTHING, a_summary(comments_open=False), "Comments on this post are closed."),
        (EVERYTHING, a_summary(damage=GONE), "The blog does not have this post any more."),
    ],
)
def test_allowed_actions_say_why_not_in_the_words_of_the_source(
    capabilities: Capabilities, post: PostSummary, reason: str
) -> None:
    """Somebody who can't answer would not learn what to do about it."""
    permissions = allowed_actions(capabilities, post, THEIRS)

    assert permissions[Action.COMMENT].reason == reason
    assert permissions[Action.REPLY].reason == reason


def test_allowed_actions_say_that_a_deleted_comment_of_ones_own_is_gone() -> None:
    """Deleting it again would be offered, and fail on the blog."""
    gone = replace(OWN, status=CommentStatus.DELETED)

    permissions = allowed_actions(EVERYTHING, OPEN, gone)

    assert permissions[Action.EDIT].reason == "This comment was deleted."
    assert not permissions[Action.DELETE].allowed


@pytest.mark.parametrize(
    ("held_first", "word"), [(True, "has to approve"), (None, "may have to"), (False, "")]
)
def test_allowed_actions_tell_of_moderation_before_anything_is_typed(
    held_first: bool | None, word: str
) -> None:
    """A comment would vanish into moderation without a warning."""
    permissions = allowed_actions(replace(EVERYTHING, held_first=held_first), OPEN, THEIRS)

    notices = {permissions[action].notice for action in (Action.COMMENT, Action.REPLY)}
    assert len(notices) == 1
    assert word in notices.pop()


def test_allowed_actions_tell_what_the_source_has_to_say_before_anything_is_typed() -> None:
    """One would not know that one's e-mail address is told."""
    capabilities = replace(EVERYTHING, notice="The blog gets your address.", held_first=True)

    permissions = allowed_actions(capabilities, OPEN, THEIRS)

    expected = "The blog gets your address. A moderator has to approve it first."
    assert permissions[Action.REPLY].notice == expected
