"""Copies of a blog that one comments on as a guest: no blog tells whose a guest's comment is."""

from pathlib import Path

from tests.fakes.mirrors import POST, a_copied_blog, comments_of, mirror_in, pull, unreachable
from tests.fakes.wordpress_blog import MARA, comment
from tui_blog.config import Identity
from tui_blog.model.comment import CommentStatus


async def test_guest_named_since_the_last_sync_may_comment_at_once(tmp_path: Path) -> None:
    """One would be told to do what one has just done."""
    blog = a_copied_blog()
    await pull(mirror_in(tmp_path, blog, user=""))
    blog.faults = [unreachable] * 5
    before = mirror_in(tmp_path, blog, user="")
    await before.open()
    after = mirror_in(tmp_path, blog, user="", guest=MARA)
    await after.open()

    assert "put name" in before.capabilities.refusal
    assert after.capabilities.add_comments
    assert after.capabilities.identity is not None
    assert after.capabilities.identity.name == "Mara"
    assert len(blog.faults) == 5


async def test_held_comment_of_a_guest_stays_own_and_held_until_it_is_shown(
    tmp_path: Path,
) -> None:
    """The blog says only that it may not be seen: that is no deletion."""
    blog = a_copied_blog()
    blog.first_status = "hold"
    mirror = mirror_in(tmp_path, blog, user="", guest=MARA)
    await pull(mirror)

    receipt = await mirror.submit(comment("Held"))

    assert receipt.comment is not None
    held = receipt.comment.id
    for copy in (mirror, mirror_in(tmp_path, blog, user="", guest=MARA)):
        await pull(copy)
        shown = (await comments_of(copy))[held]
        assert (shown.status, shown.own, shown.author.name) == (CommentStatus.HELD, True, "Mara")
    blog.comments[-1]["status"] = "approved"
    assert await pull(copy) == {POST}
    shown = (await comments_of(copy))[held]
    assert (shown.status, shown.own) == (CommentStatus.APPROVED, True)


async def test_held_comment_of_a_guest_that_is_gone_is_said_to_be_deleted(tmp_path: Path) -> None:
    blog = a_copied_blog()
    blog.first_status = "hold"
    mirror = mirror_in(tmp_path, blog, user="", guest=MARA)
    await pull(mirror)
    receipt = await mirror.submit(comment("Held"))
    assert receipt.comment is not None
    blog.comments.pop()

    await pull(mirror)

    gone = (await comments_of(mirror))[receipt.comment.id]
    assert (gone.status, gone.own) == (CommentStatus.DELETED, True)


async def test_comment_sent_by_another_guest_from_the_same_copy_is_not_ones_own(
    tmp_path: Path,
) -> None:
    """Copies can be shared; the mark counts for the name that it was sent under."""
    blog = a_copied_blog()
    mirror = mirror_in(tmp_path, blog, user="", guest=MARA)
    await pull(mirror)
    receipt = await mirror.submit(comment("Mine"))
    assert receipt.comment is not None

    other = mirror_in(tmp_path, blog, user="", guest=Identity(name="Ana", email="a@example.test"))
    await other.open()

    assert (await comments_of(mirror))[receipt.comment.id].own
    assert not (await comments_of(other))[receipt.comment.id].own


async def test_comments_of_other_guests_that_are_deleted_soon_are_noticed(tmp_path: Path) -> None:
    """Guests have no number: all would be taken for the one who reads, and be spared."""
    blog = a_copied_blog()
    now = "2026-11-22T23:59:00"
    theirs = blog.add_comment(100, "Theirs", author_name="Ana", date_gmt=now)
    mine = blog.add_comment(100, "From another window", author_name="Mara", date_gmt=now)
    mirror = mirror_in(tmp_path, blog, user="", guest=MARA)
    await pull(mirror)
    blog.comments = [row for row in blog.comments if row["id"] not in (theirs, mine)]

    await pull(mirror, reading=(POST,))

    rows = await comments_of(mirror)
    assert rows[f"wp:{theirs}"].status is CommentStatus.DELETED
    assert rows[f"wp:{mine}"].status is CommentStatus.APPROVED
