"""What changes on a blog between two pulls: its copy shows it, and buries nothing that lives."""

from contextlib import aclosing

import pytest

from tests.fakes.mirrors import POST, Mirror, comments_of, pull
from tests.fakes.wordpress import FakeWordPress
from tests.fakes.wordpress_blog import comment
from tui_blog.model.change import DeleteComment
from tui_blog.model.comment import CommentStatus
from tui_blog.model.ids import ChangeId, CommentId, Cursor, PostId
from tui_blog.model.post import GONE
from tui_blog.storage.adapter import Delta
from tui_blog.storage.wordpress.adapter import WordPressAdapter


async def test_pull_when_the_blog_changed_brings_all_of_it(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """The copy would say something else than the blog."""
    blog.add_comment(101, "Late", status="hold", date_gmt="2026-03-02T00:00:00")
    blog.add_comment(101, "To be deleted")
    await pull(mirror())
    blog.posts[0] |= {"title": {"rendered": "New title"}, "modified_gmt": "2026-11-23T01:00:00"}
    gone = blog.posts.pop(5)["id"]
    fresh = blog.add_post("Fresh", id=900, slug="fresh", modified_gmt="2026-11-23T01:00:00")
    assert fresh
    blog.add_comment(900, "On the fresh one", date_gmt="2026-11-23T02:00:00")
    blog.comments[3]["status"] = "approved"
    blog.comments[4]["status"] = "trash"
    blog.add_comment(101, "Dated back", date_gmt="2020-01-01T00:00:00")
    copy = mirror()

    changed = await pull(copy)

    thread = await comments_of(copy, PostId("wp:101"))
    assert [(one.body.source, one.status) for one in thread.values()] == [
        ("<p>Dated back</p>\n", "approved"),
        ("<p>To be deleted</p>\n", "deleted"),
        ("<p>Late</p>\n", "approved"),
    ]
    assert (await copy.get_post(POST)).summary.title == "New title"
    assert len(await comments_of(copy, PostId("wp:900"))) == 1
    removed = (await copy.get_post(PostId(f"wp:{gone}"))).summary
    assert (removed.trouble, removed.damage) == ("gone", GONE)
    assert changed == {"wp:100", "wp:101", "wp:900", f"wp:{gone}"}
    assert await pull(mirror()) == set()


async def test_pull_when_a_comment_was_edited_sees_it_in_the_thread_one_reads(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """WordPress does not tell that a comment was edited."""
    for number in range(100):
        blog.add_comment(101, f"Later {number}", date_gmt="2026-05-01T00:00:00")
    await pull(mirror())
    blog.comments[0]["content"] = {"rendered": "<p>Edited</p>", "raw": "Edited"}
    copy = mirror()

    assert await pull(copy) == set()
    assert await pull(copy, reading=(POST,)) == {POST}
    assert (await comments_of(copy))["wp:1000"].body.source == "<p>Edited</p>"


@pytest.mark.parametrize(
    ("fate", "expected"),
    [
        ({"status": "approved"}, CommentStatus.APPROVED),
        ({"status": "trash"}, CommentStatus.TRASHED),
        (None, CommentStatus.DELETED),
    ],
)
async def test_own_comment_that_is_held_is_followed(
    mirror: Mirror, blog: FakeWordPress, fate: dict[str, object] | None, expected: CommentStatus
) -> None:
    """It would be held for ever, or vanish without a word."""
    blog.first_status = "hold"
    copy = mirror()
    await pull(copy)
    receipt = await copy.submit(comment("Held words"))
    assert receipt.comment is not None
    held = (await comments_of(copy))[receipt.comment.id].status
    await pull(copy)
    still = (await comments_of(copy))[receipt.comment.id].status
    if fate is None:
        blog.comments.pop()
    else:
        blog.comments[-1] |= fate

    changed = await pull(copy)

    now = (await comments_of(copy))[receipt.comment.id]
    assert (held, still, now.status) == (CommentStatus.HELD, CommentStatus.HELD, expected)
    assert "Held words" in now.body.source
    assert changed == {POST}


async def test_moderator_sees_held_comments_of_others_come_and_go(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """A comment that was thrown away would wait for a moderator for ever."""
    blog.add_comment(100, "Held", status="hold")
    copy = mirror("editor")
    await pull(copy)
    before = (await comments_of(copy))["wp:1003"].status
    blog.comments.pop()

    await pull(copy)

    after = (await comments_of(copy))["wp:1003"].status
    assert (before, after) == (CommentStatus.HELD, CommentStatus.DELETED)


async def test_whole_thread_of_many_pages_is_read_again(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """Only its first page would stay."""
    copy = mirror()
    await pull(copy)
    for number in range(250):
        blog.add_comment(100, f"Number {number}", date_gmt="2025-01-01T00:00:00")
    for number in range(100):
        blog.add_comment(101, f"Later {number}")

    await pull(copy)

    assert len(await comments_of(copy)) == 253


async def test_post_that_was_put_back_comes_with_its_thread(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """What comes back with an old date would be missed."""
    copy = mirror()
    await pull(copy)
    blog.add_post("Put back", id=800, modified_gmt="2020-01-01T00:00:00", slug="back")
    blog.add_comment(800, "Below it", date_gmt="2020-01-01T00:00:00")

    changed = await pull(copy)

    assert changed == {"wp:800"}
    assert len(await comments_of(copy, PostId("wp:800"))) == 1


async def test_what_the_blog_calls_gone_is_marked(
    mirror: Mirror, blog: FakeWordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would look as if it still were there."""
    copy = mirror()
    await pull(copy)
    changes_since = WordPressAdapter.changes_since

    async def tell(self: WordPressAdapter, cursor: Cursor | None) -> Delta:
        delta = await changes_since(self, cursor)
        return delta._replace(
            complete_after=None,
            comment_total=None,
            removed_posts=(POST, PostId("wp:7")),
            removed_comments=(CommentId("wp:1001"), CommentId("wp:7")),
        )

    monkeypatch.setattr(WordPressAdapter, "changes_since", tell)

    assert await pull(copy) == {POST}
    assert (await copy.get_post(POST)).summary.damage is not None
    states = {one.id: one.status for one in (await comments_of(copy)).values()}
    assert states == {"wp:1000": "approved", "wp:1001": "deleted", "wp:1002": "approved"}


async def test_what_is_deleted_here_is_deleted_in_the_copy_at_once(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """It would stand there until the next sync."""
    copy = mirror("editor")
    await pull(copy)

    await copy.submit(
        DeleteComment(change_id=ChangeId("d"), post_id=POST, comment_id=CommentId("wp:1002"))
    )

    assert (await comments_of(copy))["wp:1002"].status is CommentStatus.DELETED
    assert await pull(copy) == frozenset()


async def test_latest_comments_are_as_on_the_blog_whatever_became_of_them(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """As many were deleted as approved: their number tells nothing."""
    blog.add_comment(100, "Held", status="hold")
    await pull(mirror())
    blog.comments[-1]["status"] = "approved"
    blog.comments[2]["status"] = "trash"
    blog.comments[0]["content"] = {"rendered": "<p>Edited</p>", "raw": "Edited"}
    blog.requests.clear()
    copy = mirror()

    assert await pull(copy) == {POST}

    thread = (await comments_of(copy)).values()
    assert [(one.body.source, one.status) for one in thread] == [
        ("<p>Edited</p>", "approved"),
        ("<p>An answer</p>\n", "approved"),
        ("<p>Deeper</p>\n", "deleted"),
        ("<p>Held</p>\n", "approved"),
    ]
    assert len(blog.requests) == 3


@pytest.mark.parametrize("is_full", [False, True])
async def test_comment_that_is_sent_while_a_pull_is_under_way_is_not_taken_for_deleted(
    mirror: Mirror, blog: FakeWordPress, is_full: bool
) -> None:
    """One's own words would be shown as deleted."""
    copy = mirror()
    await pull(copy)
    sent: list[CommentId] = []
    answers = WordPressAdapter.changes_since

    async def late(self: WordPressAdapter, cursor: Cursor | None) -> Delta:
        delta = await answers(self, cursor)
        if not sent:  # the blog has answered; only now the comment comes
            receipt = await copy.submit(comment("In between"))
            assert receipt.comment is not None
            sent.append(receipt.comment.id)
        return delta

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WordPressAdapter, "changes_since", late)
        async with aclosing(copy.pull(is_full=is_full)) as pulling:
            await anext(pulling)

    assert (await comments_of(copy))[sent[0]].status is CommentStatus.APPROVED
    blog.comments.pop()
    await pull(copy)
    assert (await comments_of(copy))[sent[0]].status is CommentStatus.DELETED


async def test_own_comment_of_another_program_that_is_young_is_not_taken_for_deleted(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """A cron job would bury what the app has just sent."""
    copy = mirror()
    await pull(copy)
    blog.add_comment(100, "Mine", author=2, date_gmt="2026-11-22T23:58:00")
    blog.add_comment(100, "Not mine", date_gmt="2026-11-22T23:58:00")
    await pull(copy)
    del blog.comments[-2:]

    await pull(mirror())

    thread = list((await comments_of(copy)).values())
    assert [one.status for one in thread[-2:]] == [CommentStatus.APPROVED, CommentStatus.DELETED]
