"""The list of pending items over a real service, its drafts and its outbox on disk."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from tui_blog.model.comment import DeliveryState
from tui_blog.model.errors import ReadOnlyError
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, PostSummary
from tui_blog.storage.memory import MemoryAdapter
from tui_blog.sync.drafts import Draft
from tui_blog.sync.service import BlogService
from tui_blog.ui.pending_items import PendingShelf
from tui_blog.ui.pending_shelf import ServiceShelf

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
POST = PostSummary(id=PostId("mem:1"), title="Growing beans")
ADA = Author(name="Ada", id="ada")


@pytest.fixture
def service(tmp_path: Path) -> BlogService:
    """A service with a draft and an entry in the outbox to come."""
    numbers: Iterator[int] = count(1)
    adapter = MemoryAdapter(name="A blog", posts=(), comments=(), clock=lambda: NOW, identity=ADA)
    return BlogService(
        adapter,
        folder=lambda: tmp_path,
        clock=lambda: NOW,
        make_id=lambda: f"change-{next(numbers)}",
        identity=ADA,
    )


def a_draft(text: str, parent_id: CommentId | None = None) -> Draft:
    """A draft on the post."""
    return Draft(
        post_id=POST.id, parent_id=parent_id, text=text, saved_at=NOW, post_title=POST.title
    )


def static_proof(service: BlogService) -> PendingShelf:
    """The shelf is one, as far as types can tell."""
    return ServiceShelf(service)


async def test_shelf_lists_outbox_then_drafts(service: BlogService) -> None:
    """What is waiting would be missing from the list."""
    service.drafts.save(a_draft("half a sentence"))
    change = await service.send(post=POST, parent_id=CommentId("mem:7"), text="sent")

    entry, draft = static_proof(service).list_items()

    assert (entry.state, entry.text, entry.change_id) == (
        DeliveryState.QUEUED,
        "sent",
        change.change_id,
    )
    assert (entry.post_title, entry.parent_id) == ("Growing beans", CommentId("mem:7"))
    assert (draft.state, draft.text, draft.change_id) == (
        DeliveryState.DRAFT,
        "half a sentence",
        None,
    )


async def test_shelf_when_an_entry_is_dropped_brings_it_back_as_a_draft(
    service: BlogService,
) -> None:
    """A text that was sent by mistake and dropped by mistake would be gone."""
    shelf = ServiceShelf(service)
    await service.send(post=POST, parent_id=None, text="sent")
    (entry,) = shelf.list_items()

    shelf.drop(entry)
    between = shelf.list_items()
    found = shelf.bring_back()

    assert between == ()
    assert found
    assert [(one.state, one.text) for one in shelf.list_items()] == [(DeliveryState.DRAFT, "sent")]


def test_shelf_when_a_draft_is_dropped_brings_it_back(service: BlogService) -> None:
    """A slip of the finger would cost a text."""
    shelf = ServiceShelf(service)
    service.drafts.save(a_draft("mine"))
    (draft,) = shelf.list_items()

    shelf.drop(draft)
    found = shelf.bring_back()

    assert found
    assert [one.text for one in shelf.list_items()] == ["mine"]


def test_shelf_when_a_draft_was_discarded_elsewhere_brings_it_back(service: BlogService) -> None:
    """What was discarded in the composer would be out of reach."""
    service.drafts.save(a_draft("mine"))
    service.drafts.discard(POST.id, None)

    found = ServiceShelf(service).bring_back()

    assert found
    assert [one.text for one in ServiceShelf(service).list_items()] == ["mine"]


def test_shelf_when_nothing_was_dropped_says_so(service: BlogService) -> None:
    """The list would claim that something is back."""
    assert not ServiceShelf(service).bring_back()


def test_shelf_given_a_newer_draft_does_not_write_over_it(service: BlogService) -> None:
    """Bringing back the old text would destroy the new one."""
    shelf = ServiceShelf(service)
    service.drafts.save(a_draft("old"))
    (old,) = shelf.list_items()
    shelf.drop(old)
    service.drafts.save(a_draft("new"))

    with pytest.raises(ReadOnlyError, match="newer draft"):
        shelf.bring_back()

    assert [one.text for one in shelf.list_items()] == ["new"]


async def test_shelf_given_an_unknown_entry_refuses_to_drop_it(service: BlogService) -> None:
    """The comment may be on the blog: dropping it here would lie."""
    shelf = ServiceShelf(service)
    change = await service.send(post=POST, parent_id=None, text="sent")
    entry = service.outbox.find(change.change_id)
    assert entry is not None
    service.outbox.mark_unknown(entry, reason="No answer came.", not_before=None)
    (unknown,) = shelf.list_items()

    with pytest.raises(ReadOnlyError):
        shelf.drop(unknown)

    assert [one.reason for one in shelf.list_items()] == ["No answer came."]
