"""Texts written while a blog was known by another name: none is lost, none is sent twice."""

from collections import Counter
from pathlib import Path

import pytest

from tests.factories import an_addition
from tests.fakes.blog import EPOCH, ScriptedBlog
from tests.fakes.disk import Killed, dying_disk
from tui_blog.model.comment import DeliveryState
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Author
from tui_blog.sync.drafts import Draft, DraftStore
from tui_blog.sync.outbox import Outbox
from tui_blog.sync.service import BlogService

POST = PostId("mem:1")


def a_draft(text: str, parent: str | None = None) -> Draft:
    """A draft for the post or one of its comments."""
    return Draft(
        post_id=POST,
        parent_id=None if parent is None else CommentId(parent),
        text=text,
        saved_at=EPOCH,
    )


def a_service(folder: Path, *earlier: Path, blog: ScriptedBlog | None = None) -> BlogService:
    """A blog whose texts are in one folder, and were in others."""
    return BlogService(
        blog or ScriptedBlog(),
        folder=lambda: folder,
        earlier_folders=lambda: earlier,
        clock=lambda: EPOCH,
        make_id=lambda: "new",
        identity=Author(name="Me"),
    )


def drafts_in(folder: Path) -> DraftStore:
    """The drafts of a folder."""
    return DraftStore(folder / "drafts", clock=lambda: EPOCH)


def outbox_in(folder: Path) -> Outbox:
    """The outbox of a folder."""
    return Outbox(folder / "outbox", clock=lambda: EPOCH)


async def test_drafts_and_outbox_move_in_with_the_blog(tmp_path: Path) -> None:
    """What was written before the blog was reached would wait for ever."""
    old, new = tmp_path / "old", tmp_path / "new"
    outbox_in(old).add(an_addition("Waiting", change="w"), post_title="A post")
    drafts_in(old).save(a_draft("Half a thought"))
    drafts_in(old).put_aside(a_draft("Discarded first"))
    drafts_in(old).put_aside(a_draft("Discarded"))
    service = a_service(new, old, tmp_path / "none")

    await service.open()

    assert [entry.text for entry in service.outbox.list_all()] == ["Waiting"]
    assert [draft.text for draft in service.drafts.list_all()] == ["Half a thought"]
    discarded = [draft.text for draft in service.drafts.list_discarded()]
    assert discarded == ["Discarded", "Discarded first"]
    assert list((old / "outbox").iterdir()) == []
    assert drafts_in(old).list_all() == drafts_in(old).list_discarded() == ()
    assert not (tmp_path / "none").exists()


async def test_two_drafts_for_one_target_are_both_kept(tmp_path: Path) -> None:
    """One would be written over the other."""
    old, new = tmp_path / "old", tmp_path / "new"
    drafts_in(old).save(a_draft("Theirs"))
    drafts_in(old).save(a_draft("The same", "mem:1"))
    drafts_in(new).save(a_draft("Ours"))
    drafts_in(new).save(a_draft("The same", "mem:1"))
    service = a_service(new, old)

    await service.open()

    assert {draft.text for draft in service.drafts.list_all()} == {"Ours", "The same"}
    assert [draft.text for draft in service.drafts.list_discarded()] == ["Theirs"]


async def test_entry_that_is_being_sent_stays_until_that_is_over(tmp_path: Path) -> None:
    """It would be sent from two places."""
    old, new = tmp_path / "old", tmp_path / "new"
    outbox_in(old).add(an_addition("Sending", change="s"), post_title="")
    with outbox_in(old).lock(ChangeId("s")):
        service = a_service(new, old)
        await service.open()
        assert service.outbox.list_all() == ()

    later = a_service(new, old)
    await later.open()

    assert [entry.change.change_id for entry in later.outbox.list_all()] == ["s"]


async def test_entry_whose_sender_died_is_not_known_if_sent(tmp_path: Path) -> None:
    """It would never be sent again, or without a doubt."""
    old, new = tmp_path / "old", tmp_path / "new"
    entry = outbox_in(old).add(an_addition("Died", change="d"), post_title="")
    outbox_in(old).mark_sending(entry)
    service = a_service(new, old)

    await service.open()

    assert [one.state for one in service.outbox.list_all()] == [DeliveryState.UNKNOWN]


async def test_folder_of_the_address_given_moves_to_that_of_the_blog(tmp_path: Path) -> None:
    """A reply by the address of a post, written offline, would be stranded."""
    folders = [tmp_path / "guessed", tmp_path / "guessed", tmp_path / "own"]
    blog = ScriptedBlog()
    service = BlogService(
        blog,
        folder=lambda: folders.pop(0) if len(folders) > 1 else folders[0],
        clock=lambda: EPOCH,
        make_id=lambda: "new",
        identity=Author(name="Me"),
    )
    service.drafts.save(a_draft("Offline"))
    folders.pop(0)

    await service.open()

    assert [draft.text for draft in service.drafts.list_all()] == ["Offline"]
    assert drafts_in(tmp_path / "own").list_all() != ()


async def test_dying_at_every_file_operation_keeps_every_text_once_in_the_outbox(
    tmp_path: Path,
) -> None:
    """A battery that ends at that moment."""
    for step in range(60):
        old, new = tmp_path / f"old-{step}", tmp_path / f"new-{step}"
        outbox_in(old).add(an_addition("Waiting", change="w"), post_title="")
        drafts_in(old).save(a_draft("Theirs"))
        drafts_in(old).put_aside(a_draft("Discarded", "mem:2"))
        drafts_in(new).save(a_draft("Ours"))
        with dying_disk() as disk:
            disk.die_after(step)
            try:
                await a_service(new, old).open()
                is_over = True
            except Killed:
                is_over = False
            disk.come_back()
        entries = [*outbox_in(old).list_all(), *outbox_in(new).list_all()]
        assert len(entries) == 1
        service = a_service(new, old)
        await service.open()
        texts = Counter(entry.text for entry in service.outbox.list_all())
        texts.update(draft.text for draft in service.drafts.list_all())
        discarded = {draft.text for draft in service.drafts.list_discarded()}
        assert texts == Counter(["Waiting", "Ours"])
        assert discarded == {"Discarded", "Theirs"}
        if is_over:
            assert step > 8
            return
    pytest.fail("it never came to an end")


async def test_disk_that_refuses_is_no_reason_not_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blog could not be opened."""
    old, new = tmp_path / "old", tmp_path / "new"
    outbox_in(old).add(an_addition("Waiting", change="w"), post_title="")

    def refuse(self: Outbox, change_id: ChangeId, folder: Path) -> None:
        raise OSError("no space")

    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "move", refuse)
        service = a_service(new, old)
        await service.open()
        assert len((await service.list_posts()).rows) == 2

    later = a_service(new, old)
    await later.open()
    assert len(later.outbox.list_all()) == 1
