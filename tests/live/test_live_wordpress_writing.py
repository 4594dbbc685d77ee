import html
from collections.abc import Callable

import pytest

from tests.live.conftest import Connect
from tests.live.server import WordPress
from tui_blog.model.change import (
    AddComment,
    DeleteComment,
    EditComment,
    ModerateComment,
    Outcome,
)
from tui_blog.model.comment import CommentStatus
from tui_blog.model.errors import (
    AuthError,
    BusyError,
    ForbiddenError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
)
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.storage.wordpress.encoding import MAX_STORED_BYTES

pytestmark = pytest.mark.live

SetOption = Callable[[str, str], None]


def comment(post_id: PostId, text: str, *, parent: CommentId | None = None) -> AddComment:
    """Make a change that adds a comment."""
    return AddComment(
        change_id=ChangeId("change-1"),
        post_id=post_id,
        parent_id=parent,
        body=Body(source=text, format=BodyFormat.TEXT),
    )


async def test_comment_when_it_differs_from_an_earlier_one_in_case_alone_is_not_called_stored(
    wordpress: WordPress, connect: Connect
) -> None:
    """WordPress takes it for a repeat; the text would be gone."""
    post_id = wordpress.add_post("Loud and quiet")
    adapter = connect(user="reader")
    await adapter.submit(comment(post_id, "Thank you, Zoe"))

    with pytest.raises(RejectedError, match="nearly the same"):
        await adapter.submit(comment(post_id, "THANK YOU, Zoë"))

    assert [row[0] for row in wordpress.stored_comments(post_id)] == ["Thank you, Zoe"]


async def test_comment_when_it_answers_another_stands_below_it_under_our_account(
    wordpress: WordPress, connect: Connect
) -> None:
    """A reply would stand elsewhere, or under no name."""
    adapter = connect(user="reader")
    post_id = wordpress.add_post("Replies")
    top = await adapter.submit(comment(post_id, "Top"))
    assert top.comment is not None

    reply = await adapter.submit(comment(post_id, "Below", parent=top.comment.id))

    user = wordpress.users["reader"].id
    number = top.comment.id.removeprefix("wp:")
    assert wordpress.stored_comments(post_id) == [
        ("Top", "0", str(user), "1"),
        ("Below", number, str(user), "1"),
    ]
    assert reply.comment is not None
    assert reply.comment.own
    assert reply.comment.parent_id == top.comment.id
    assert adapter.capabilities.identity is not None
    assert reply.comment.author.id == adapter.capabilities.identity.id


async def test_comment_when_at_the_deepest_level_can_be_answered(
    wordpress: WordPress, connect: Connect
) -> None:
    """Deep threads could not be answered."""
    parent = wordpress.comments["deep-10"]

    receipt = await connect(user="reader").submit(
        comment(wordpress.posts["deep"], "Level 11", parent=parent)
    )

    assert receipt.comment is not None
    rows = wordpress.query(
        "SELECT comment_parent FROM wp_comments WHERE comment_ID = "  # noqa: S608
        + receipt.comment.id.removeprefix("wp:")
    )
    assert rows == [(parent.removeprefix("wp:"),)]
    wordpress.query(
        f"DELETE FROM wp_comments WHERE comment_ID = {receipt.comment.id.removeprefix('wp:')}"  # noqa: S608
    )


async def test_comment_when_held_for_a_moderator_is_told_and_shown_to_its_author(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """A held comment would seem published, or lost."""
    set_option("comment_moderation", "1")
    post_id = wordpress.add_post("Moderated")
    adapter = connect(user="reader")

    receipt = await adapter.submit(comment(post_id, "Please"))
    again = await adapter.submit(comment(post_id, "Please"))

    assert receipt.comment is not None
    assert receipt.comment.status is CommentStatus.HELD
    assert again.outcome is Outcome.ALREADY_STORED
    own_view = await adapter.list_comments(post_id)
    assert [(row.id, row.status) for row in own_view.rows] == [
        (receipt.comment.id, CommentStatus.HELD)
    ]
    others_view = await connect(user="other").list_comments(post_id)
    assert others_view.rows == ()


async def test_comment_when_held_and_then_approved_is_listed_once(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """An approved comment would stand there twice or stay held."""
    set_option("comment_moderation", "1")
    post_id = wordpress.add_post("Approved later")
    adapter = connect(user="reader")
    receipt = await adapter.submit(comment(post_id, "Please"))
    assert receipt.comment is not None

    moderated = await connect(user="admin").submit(
        ModerateComment(
            change_id=ChangeId("m"),
            post_id=post_id,
            comment_id=receipt.comment.id,
            status=CommentStatus.APPROVED,
        )
    )

    assert moderated.comment is not None
    rows = (await adapter.list_comments(post_id)).rows
    assert [(row.id, row.status) for row in rows] == [(receipt.comment.id, CommentStatus.APPROVED)]


async def test_comment_when_thrown_away_for_its_words_says_trashed(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """A comment thrown away would seem published."""
    set_option("disallowed_keys", "casino")
    post_id = wordpress.add_post("Words")

    receipt = await connect(user="reader").submit(comment(post_id, "A casino"))

    assert receipt.comment is not None
    assert receipt.comment.status is CommentStatus.TRASHED


async def test_comment_when_the_post_is_closed_is_refused(
    wordpress: WordPress, connect: Connect
) -> None:
    """A refusal would look like success."""
    with pytest.raises(RejectedError) as caught:
        await connect(user="reader").submit(comment(wordpress.posts["closed"], "Hello"))

    assert caught.value.code == "rest_comment_closed"
    assert wordpress.stored_comments(wordpress.posts["closed"]) == []


async def test_comment_when_the_post_looks_open_but_is_too_old_is_refused(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """Old posts that say they are open would swallow answers."""
    set_option("close_comments_for_old_posts", "1")
    post_id = wordpress.add_post("Old")

    with pytest.raises(RejectedError, match="closed"):
        await connect(user="reader").submit(comment(post_id, "Too late"))


async def test_comment_when_the_blog_wants_a_pause_says_how_long(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """A quick second comment would be parked instead of sent a little later."""
    post_id = wordpress.add_post("Flood")
    adapter = connect(user="other")
    await adapter.submit(comment(post_id, "One"))
    set_option("test_flood", "1")

    with pytest.raises(BusyError) as caught:
        await adapter.submit(comment(post_id, "Two"))

    assert caught.value.retry_after_s == 15
    assert len(wordpress.stored_comments(post_id)) == 1


async def test_comment_when_the_answer_is_lost_and_sent_again_is_there_once(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """A broken connection would double the comment."""
    post_id = wordpress.add_post("Lost answer")
    adapter = connect(user="reader")
    change = comment(post_id, "Did it arrive? 1 < 2 \\o/")
    set_option("test_lost_answers", "1")

    with pytest.raises(OutcomeUnknownError):
        await adapter.submit(change)
    receipt = await adapter.submit(change)

    assert receipt.outcome is Outcome.ALREADY_STORED
    assert receipt.comment is not None
    assert len(wordpress.stored_comments(post_id)) == 1


async def test_comment_when_the_answer_is_lost_and_the_post_then_closed_still_counts_as_stored(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """A comment that is there would be called refused."""
    post_id = wordpress.add_post("Closed in between")
    adapter = connect(user="reader")
    change = comment(post_id, "Just in time")
    set_option("test_lost_answers", "1")
    with pytest.raises(OutcomeUnknownError):
        await adapter.submit(change)
    wordpress.query(
        "UPDATE wp_posts SET comment_status = 'closed' "  # noqa: S608
        f"WHERE ID = {post_id.removeprefix('wp:')}"
    )

    receipt = await adapter.submit(change)

    assert receipt.outcome is Outcome.ALREADY_STORED
    assert len(wordpress.stored_comments(post_id)) == 1


@pytest.mark.parametrize("parent", ["held", "trashed", "spam", "nowhere", "deep-1"])
async def test_comment_when_its_parent_is_not_to_be_seen_there_is_not_sent(
    wordpress: WordPress, connect: Connect, parent: str
) -> None:
    """A reply would hang below nothing, which WordPress allows."""
    parent_id = wordpress.comments.get(parent, CommentId("wp:999998"))
    post_id = wordpress.posts["odd"]
    before = wordpress.stored_comments(post_id)

    with pytest.raises(NotFoundError):
        await connect(user="reader").submit(comment(post_id, "Anybody there?", parent=parent_id))

    assert wordpress.stored_comments(post_id) == before


@pytest.mark.parametrize("post", ["draft", "nowhere"])
async def test_comment_when_there_is_no_such_post_is_refused(
    wordpress: WordPress, connect: Connect, post: str
) -> None:
    """A comment on a withdrawn post would be retried for ever."""
    post_id = wordpress.posts.get(post, PostId("wp:999998"))

    with pytest.raises(NotFoundError):
        await connect(user="reader").submit(comment(post_id, "Anybody there?"))


async def test_comment_when_the_post_has_a_password_is_refused(
    wordpress: WordPress, connect: Connect
) -> None:
    """A refusal would look like success."""
    with pytest.raises(ForbiddenError):
        await connect(user="reader").submit(comment(wordpress.posts["protected"], "Hello"))


async def test_comment_when_as_long_as_may_be_is_stored_whole_and_longer_is_refused(
    wordpress: WordPress, connect: Connect
) -> None:
    """A long text would be cut, or refused too early."""
    post_id = wordpress.add_post("Long")
    adapter = connect(user="reader")
    longest = "ä" * (MAX_STORED_BYTES // 2) + "x"

    await adapter.submit(comment(post_id, longest))
    with pytest.raises(RejectedError, match="too long"):
        await adapter.submit(comment(post_id, longest + "y"))

    assert [row[0] for row in wordpress.stored_comments(post_id)] == [longest]


async def test_comment_when_nobody_is_logged_in_is_refused_before_and_after_asking(
    wordpress: WordPress, connect: Connect
) -> None:
    """A guest would type a comment that nobody takes."""
    adapter = connect()
    await adapter.open()

    assert adapter.capabilities.needs_login
    assert adapter.capabilities.refusal
    with pytest.raises(AuthError):
        await adapter.submit(comment(wordpress.posts["open"], "Hello"))


async def test_comment_when_the_password_was_revoked_is_not_stored_as_a_guests(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """A comment would be stored under no account."""
    set_option("test_guests", "1")
    post_id = wordpress.add_post("Revoked")
    adapter = connect(user="other")
    await adapter.open()
    user = wordpress.users["other"].id
    rename = "UPDATE wp_usermeta SET meta_key = '{}' WHERE meta_key = '{}' AND user_id = {}"
    wordpress.query(rename.format("_away", "_application_passwords", user))

    with pytest.raises(AuthError):
        await adapter.submit(comment(post_id, "Who am I?"))

    wordpress.query(rename.format("_application_passwords", "_away", user))
    assert wordpress.stored_comments(post_id) == []


async def test_own_comment_when_a_reader_edits_or_deletes_it_is_refused(
    wordpress: WordPress, connect: Connect
) -> None:
    """An edit would seem done that is not."""
    post_id = wordpress.add_post("No edits")
    adapter = connect(user="reader")
    receipt = await adapter.submit(comment(post_id, "As it is"))
    assert receipt.comment is not None
    new = Body(source="Otherwise", format=BodyFormat.TEXT)

    assert not adapter.capabilities.edit_own
    with pytest.raises(ForbiddenError):
        await adapter.submit(
            EditComment(
                change_id=ChangeId("e"), post_id=post_id, comment_id=receipt.comment.id, body=new
            )
        )
    with pytest.raises(ForbiddenError):
        await adapter.submit(
            DeleteComment(change_id=ChangeId("d"), post_id=post_id, comment_id=receipt.comment.id)
        )
    assert [row[0] for row in wordpress.stored_comments(post_id)] == ["As it is"]


async def test_own_comment_when_a_moderator_edits_and_deletes_it_is_changed_and_gone(
    wordpress: WordPress, connect: Connect
) -> None:
    """A moderator's edit would be lost or damage the text."""
    post_id = wordpress.add_post("Edits")
    adapter = connect(user="admin")
    receipt = await adapter.submit(comment(post_id, "1 < 2"))
    assert receipt.comment is not None
    new = Body(source="2 > 1 \\ done", format=BodyFormat.TEXT)
    delete = DeleteComment(change_id=ChangeId("d"), post_id=post_id, comment_id=receipt.comment.id)

    assert adapter.capabilities.edit_own
    await adapter.submit(
        EditComment(
            change_id=ChangeId("e"), post_id=post_id, comment_id=receipt.comment.id, body=new
        )
    )
    after_edit = [html.unescape(row[0]) for row in wordpress.stored_comments(post_id)]
    first, second = await adapter.submit(delete), await adapter.submit(delete)

    assert after_edit == ["2 > 1 \\ done"]
    assert (first.outcome, second.outcome) == (Outcome.STORED, Outcome.ALREADY_STORED)
    assert [row[3] for row in wordpress.stored_comments(post_id)] == ["trash"]
