"""What is half done, or was sent as somebody else, when the program starts."""

from pathlib import Path

import pytest

from tests.fakes.blog import EPOCH, ScriptedBlog
from tests.sync.delivering import raising
from tests.sync.doubting import POST, a_service, send, states
from tui_blog.model.comment import DeliveryState
from tui_blog.model.errors import (
    OfflineError,
    OutcomeUnknownError,
)
from tui_blog.sync.drafts import Draft
from tui_blog.sync.service import BlogService


@pytest.fixture
def blog() -> ScriptedBlog:
    return ScriptedBlog()


@pytest.fixture
async def service(blog: ScriptedBlog, tmp_path: Path) -> BlogService:
    service = a_service(blog, tmp_path)
    await service.open()
    return service


async def test_taking_back_what_was_half_taken_back_goes_on(service: BlogService) -> None:
    change_id = await send(service)
    copy = Draft(post_id=POST, parent_id=None, text="Hello", saved_at=EPOCH)
    service.drafts.save(copy)

    draft = service.sender.take_back(change_id)

    assert draft is not None
    assert draft.text == "Hello"
    assert states(service) == []
    assert [one.text for one in service.drafts.list_all()] == ["Hello"]


async def test_dropping_leaves_another_draft_for_the_same_target_alone(
    service: BlogService,
) -> None:
    change_id = await send(service)
    other = Draft(post_id=POST, parent_id=None, text="Other", saved_at=EPOCH)
    service.drafts.save(other)

    service.sender.drop(change_id)

    assert service.drafts.list_all() == (other,)
    assert [draft.text for draft in service.drafts.list_discarded()] == ["Hello"]


async def test_at_start_a_draft_and_an_entry_with_different_texts_both_stay(
    service: BlogService, blog: ScriptedBlog, tmp_path: Path
) -> None:
    change_id = await send(service)
    other = Draft(post_id=POST, parent_id=None, text="Other", saved_at=EPOCH)
    service.drafts.save(other)

    next_start = a_service(blog, tmp_path, "next")
    await next_start.open()

    assert next_start.drafts.list_all() == (other,)
    assert next_start.outbox.find(change_id) is not None


async def test_at_start_what_was_on_its_way_back_to_a_draft_is_one(
    service: BlogService, blog: ScriptedBlog, tmp_path: Path
) -> None:
    entry = service.outbox.find(await send(service))
    assert entry is not None
    service.outbox.mark_parked(entry, reason="It was taken back.")
    draft = Draft(post_id=POST, parent_id=None, text="Hello", saved_at=EPOCH)
    service.drafts.save(draft)

    next_start = a_service(blog, tmp_path, "next")
    await next_start.open()

    assert next_start.drafts.list_all() == (draft,)
    assert states(next_start) == []


async def test_at_start_what_another_window_moves_between_drafts_and_outbox_is_left_to_it(
    service: BlogService, blog: ScriptedBlog, tmp_path: Path
) -> None:
    change_id = await send(service)
    draft = Draft(post_id=POST, parent_id=None, text="Hello", saved_at=EPOCH)

    with service.outbox.lock(change_id):
        service.drafts.save(draft)
        next_start = a_service(blog, tmp_path, "next")
        await next_start.open()
        service.outbox.remove(change_id)

    assert next_start.drafts.list_all() == (draft,)


async def test_what_may_have_arrived_is_not_repeated_as_somebody_else(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """The blog would not know it for a repeat: it would be there twice, under two names."""
    service.sender.account = "mara"
    blog.after = raising(OutcomeUnknownError("Cut off."))
    change_id = await send(service)
    await service.sender.deliver(change_id)
    blog.after = lambda change: None
    service.sender.account = "ana"

    by_itself = await service.sender.deliver_waiting()
    asked_for = await service.sender.deliver(change_id)
    service.sender.account = "mara"
    as_before = await service.sender.deliver(change_id)

    assert [one.state for one in by_itself] == [DeliveryState.PARKED]
    assert "sent as mara, and you are ana there now" in str(by_itself[0].error)
    assert asked_for.state is DeliveryState.PARKED
    assert as_before.state is None
    assert len(blog.stored) == 1
    assert len(blog.attempts) == 2


async def test_what_was_sent_as_somebody_else_goes_once_it_was_looked_at_and_edited(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """It could never be sent again, though the person found that it is not there."""
    service.sender.account = "mara"
    blog.before = raising(OutcomeUnknownError("Cut off."))
    change_id = await send(service)
    await service.sender.deliver(change_id)
    blog.before = lambda change: None
    service.sender.account = ""
    parked = await service.sender.deliver(change_id)

    service.sender.rewrite(change_id, "Hello again")
    delivered = await service.sender.deliver(change_id)

    assert "you are nobody there now" in str(parked.error)
    assert delivered.state is None
    assert [change.body.source for change in blog.stored] == ["Hello again"]


async def test_what_never_arrived_goes_as_whoever_one_is_now(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """Nothing can be there twice that was refused or never left."""
    service.sender.account = "mara"
    blog.before = raising(OfflineError("No route."))
    change_id = await send(service)
    await service.sender.deliver(change_id)
    blog.before = lambda change: None
    service.sender.account = "ana"

    assert (await service.sender.deliver(change_id)).state is None
