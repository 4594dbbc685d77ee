"""Full disks, interrupted attempts, other windows: what is in doubt stays so, and is told truly."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories import comment_of
from tests.fakes.blog import EPOCH, ScriptedBlog
from tests.sync.delivering import raising
from tests.sync.doubting import FULL, POST, a_service, fail_to_write, nothing, send, states
from tui_blog.model.change import Change, Outcome, Receipt
from tui_blog.model.comment import DeliveryState
from tui_blog.model.errors import (
    AuthError,
    BusyError,
    ConflictError,
    DamagedError,
    ForbiddenError,
    LockedError,
    NotFoundError,
    OfflineError,
    OutcomeUnknownError,
    ReadOnlyError,
    RejectedError,
    StorageError,
)
from tui_blog.model.ids import CommentId
from tui_blog.sync import outbox as outbox_module
from tui_blog.sync.drafts import Draft
from tui_blog.sync.outbox import OutboxEntry
from tui_blog.sync.records import Record, save_record
from tui_blog.sync.service import BlogService


@pytest.fixture
def blog() -> ScriptedBlog:
    return ScriptedBlog()


@pytest.fixture
async def service(blog: ScriptedBlog, tmp_path: Path) -> BlogService:
    service = a_service(blog, tmp_path)
    await service.open()
    return service


async def test_a_full_disk_before_sending_keeps_the_comment_here(
    service: BlogService, blog: ScriptedBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_id = await send(service)
    fail_to_write(monkeypatch, states_that_fail={DeliveryState.SENDING})

    delivered = await service.sender.deliver(change_id)

    assert delivered.state is DeliveryState.QUEUED
    assert isinstance(delivered.error, ReadOnlyError)
    assert "No space left on device" in str(delivered.error)
    assert blog.attempts == []


async def test_a_full_disk_after_a_failed_attempt_leaves_it_in_doubt(
    service: BlogService, blog: ScriptedBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog.before = raising(OfflineError("No connection."))
    change_id = await send(service)
    fail_to_write(monkeypatch, states_that_fail={DeliveryState.QUEUED})

    delivered = await service.sender.deliver(change_id)
    again = await service.sender.deliver(change_id)

    assert delivered.state is DeliveryState.UNKNOWN
    assert "No space left" in str(delivered.error)
    assert again.state is DeliveryState.UNKNOWN
    with pytest.raises(ReadOnlyError, match="already be on the blog"):
        service.sender.take_back(change_id)


async def test_a_disk_that_fails_after_the_blog_stored_it_does_not_show_or_send_it_again(
    service: BlogService, blog: ScriptedBlog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_id = await send(service)
    with monkeypatch.context() as patch:
        patch.setattr(outbox_module, "remove_durably", raising(FULL))
        delivered = await service.sender.deliver(change_id)
    views = [view async for view in service.load_thread(POST)]

    assert (delivered.state, delivered.error) == (None, None)
    assert len(views[-1].thread) == 4
    next_start = a_service(blog, tmp_path, "next")
    await next_start.open()
    assert [one.state for one in await next_start.sender.deliver_waiting()] == [None]
    assert len(blog.stored) == 1
    assert states(next_start) == []


async def test_a_lock_that_can_not_be_made_is_told_as_a_sentence(
    service: BlogService, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_id = await send(service)
    monkeypatch.setattr(outbox_module, "make_folder", raising(FULL))

    with pytest.raises(ReadOnlyError, match="No space left"):
        await service.sender.deliver(change_id)
    (delivered,) = await service.sender.deliver_waiting()
    assert isinstance(delivered.error, ReadOnlyError)
    for give_up in (service.sender.take_back, service.sender.drop):
        with pytest.raises(ReadOnlyError, match="No space left"):
            give_up(change_id)
    assert states(service) == [DeliveryState.QUEUED]


async def test_a_comment_that_was_not_kept_leaves_no_entry_that_is_sent_later(
    service: BlogService, blog: ScriptedBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(path: Path, record: Record) -> None:
        save_record(path, record)
        raise FULL  # the folder could not be flushed: the name is there, for now

    with monkeypatch.context() as patch:
        patch.setattr(outbox_module, "save_record", save)
        with pytest.raises(ReadOnlyError, match="No space left"):
            await send(service)

    assert await service.sender.deliver_waiting() == ()
    assert blog.attempts == []


async def test_a_draft_that_can_not_be_removed_does_not_make_sending_fail(
    service: BlogService, blog: ScriptedBlog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.drafts.save(Draft(post_id=POST, parent_id=None, text="Hello", saved_at=EPOCH))
    with monkeypatch.context() as patch:
        patch.setattr("tui_blog.sync.drafts.remove_durably", raising(FULL))
        await send(service)

    assert states(service) == [DeliveryState.QUEUED]

    next_start = a_service(blog, tmp_path, "next")
    await next_start.open()
    assert next_start.drafts.list_all() == ()
    assert states(next_start) == [DeliveryState.QUEUED]


async def test_a_draft_that_says_something_else_is_put_aside_not_deleted(
    service: BlogService,
) -> None:
    service.drafts.save(Draft(post_id=POST, parent_id=None, text="Other", saved_at=EPOCH))

    await send(service)

    assert service.drafts.list_all() == ()
    assert [draft.text for draft in service.drafts.list_discarded()] == ["Other"]


async def test_an_attempt_that_was_given_up_in_the_middle_is_in_doubt(
    service: BlogService, blog: ScriptedBlog
) -> None:
    change_id = await send(service)
    blog.after = raising(asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        await service.sender.deliver(change_id)
    blog.after = nothing
    blog.before = raising(OfflineError("No connection."))

    offline = await service.sender.deliver(change_id)
    blog.before = nothing
    online = await service.sender.deliver(change_id)

    assert offline.state is DeliveryState.UNKNOWN
    assert online.state is None
    assert len(blog.stored) == 1


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (RejectedError("Refused."), DeliveryState.PARKED),
        (ForbiddenError("Closed."), DeliveryState.PARKED),
        (NotFoundError("Gone."), DeliveryState.PARKED),
        (AuthError("Who?"), DeliveryState.UNKNOWN),
        (ReadOnlyError("Never."), DeliveryState.UNKNOWN),
        (StorageError("Hm."), DeliveryState.UNKNOWN),
    ],
)
async def test_a_repeat_that_is_refused_says_that_the_first_may_have_arrived(
    service: BlogService, blog: ScriptedBlog, error: StorageError, state: DeliveryState
) -> None:
    change_id = await send(service)
    blog.before = raising(OutcomeUnknownError("Cut off."))
    await service.sender.deliver(change_id)
    blog.before = raising(error)

    await service.sender.deliver(change_id)

    (entry,) = service.outbox.list_all()
    assert entry.state is state
    assert ("may have arrived" in entry.reason) == (state is DeliveryState.PARKED)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ConflictError("Changed."), DeliveryState.PARKED),
        (DamagedError("Broken file."), DeliveryState.PARKED),
        (StorageError("Hm."), DeliveryState.UNKNOWN),
    ],
)
async def test_an_error_of_no_usual_kind_never_makes_a_comment_be_sent_by_itself(
    service: BlogService, blog: ScriptedBlog, error: StorageError, state: DeliveryState
) -> None:
    blog.before = raising(error)

    assert (await service.sender.deliver(await send(service))).state is state


@pytest.mark.parametrize(
    ("asked_s", "wait_s"),
    [(0.0, 0), (-5.0, 0), (15.0, 15), (1e9, 86_400), (float("inf"), 86_400), (float("nan"), 0)],
)
async def test_a_blog_is_obeyed_for_a_day_at_most(
    service: BlogService, blog: ScriptedBlog, asked_s: float, wait_s: int
) -> None:
    blog.before = raising(BusyError("Wait.", retry_after_s=asked_s))

    await service.sender.deliver(await send(service))

    (entry,) = service.outbox.list_all()
    assert entry.not_before == EPOCH + timedelta(seconds=wait_s)


async def test_what_another_window_delivers_meanwhile_does_not_stop_the_rest(
    service: BlogService, blog: ScriptedBlog, tmp_path: Path
) -> None:
    other = a_service(blog, tmp_path, "other")
    await other.open()
    first, second, third = [await send(service, text) for text in ("one", "two", "three")]

    def meanwhile(change: Change) -> None:
        if change.change_id == first:
            other.sender.drop(second)

    blog.after = meanwhile

    attempts = await service.sender.deliver_waiting()

    assert [one.change_id for one in attempts] == [first, third]
    assert [change.body.source for change in blog.stored] == ["one", "three"]


async def test_what_another_window_is_sending_is_neither_sent_nor_taken_back(
    service: BlogService, blog: ScriptedBlog
) -> None:
    change_id = await send(service)

    with service.outbox.lock(change_id):
        (delivered,) = await service.sender.deliver_waiting()
        with pytest.raises(ReadOnlyError, match="already be on the blog"):
            service.sender.take_back(change_id)

    assert isinstance(delivered.error, LockedError)
    assert blog.attempts == []


async def test_a_reply_that_waits_for_its_parent_keeps_nobody_else_waiting(
    service: BlogService, blog: ScriptedBlog
) -> None:
    parent = await send(service, "parent")
    blog.before = raising(OutcomeUnknownError("Cut off."))
    await service.sender.deliver(parent)
    await send(service, "child", CommentId(f"local:{parent}"))
    await send(service, "other")

    def lost_again(change: Change) -> None:
        if change.change_id == parent:
            raise OutcomeUnknownError("Cut off.")

    blog.before = lost_again

    attempts = await service.sender.deliver_waiting()
    once_more = await service.sender.deliver_waiting()

    expected = [DeliveryState.UNKNOWN, DeliveryState.QUEUED, None]
    assert [one.state for one in attempts] == expected
    assert [one.state for one in once_more] == expected[:2]
    assert [change.body.source for change in blog.stored] == ["other"]


async def test_a_reply_parked_with_its_parent_goes_once_the_parent_went(
    service: BlogService, blog: ScriptedBlog
) -> None:
    parent = await send(service, "parent")
    child = await send(service, "child", CommentId(f"local:{parent}"))
    blog.before = raising(RejectedError("Refused."))
    await service.sender.deliver(parent)
    await service.sender.deliver(child)
    blog.before = nothing

    stored = await service.sender.deliver(parent)
    await service.sender.deliver_waiting()

    assert [change.parent_id for change in blog.stored] == [None, comment_of(stored).id]


async def test_a_reply_to_a_comment_that_was_taken_back_or_dropped_never_moves_to_top_level(
    service: BlogService, blog: ScriptedBlog
) -> None:
    parent = await send(service, "parent")
    child = await send(service, "child", CommentId(f"local:{parent}"))
    service.sender.take_back(parent)
    waiting = await service.sender.deliver(child)
    service.drafts.discard(POST, None)

    delivered = await service.sender.deliver(child)

    assert (waiting.state, delivered.state) == (DeliveryState.QUEUED, DeliveryState.PARKED)
    assert blog.stored == []


async def test_a_comment_stored_before_and_not_to_be_seen_keeps_its_place(
    service: BlogService, blog: ScriptedBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def submit(change: Change) -> Receipt:
        return Receipt(change_id=change.change_id, outcome=Outcome.ALREADY_STORED)

    change_id = await send(service)
    blog.after = raising(OutcomeUnknownError("Cut off."))
    await service.sender.deliver(change_id)
    monkeypatch.setattr(blog, "submit", submit)

    delivered = await service.sender.deliver(change_id)
    views = [view async for view in service.load_thread(POST)]

    assert delivered.state is None
    assert comment_of(delivered).delivery is None
    assert comment_of(delivered).id in views[-1].thread.positions


@pytest.mark.parametrize(
    ("state", "wait_s", "is_due"),
    [
        (DeliveryState.QUEUED, None, True),
        (DeliveryState.QUEUED, 0, True),
        (DeliveryState.QUEUED, 1, False),
        (DeliveryState.UNKNOWN, None, True),
        (DeliveryState.SENDING, None, False),
        (DeliveryState.PARKED, None, False),
    ],
)
async def test_only_what_waits_is_due_and_only_in_its_time(
    service: BlogService, state: DeliveryState, wait_s: int | None, is_due: bool
) -> None:
    found = service.outbox.find(await send(service))
    assert found is not None
    not_before = None if wait_s is None else EPOCH + timedelta(seconds=wait_s)
    entry: OutboxEntry = replace(found, state=state, not_before=not_before)

    assert (entry.goes_by_itself and entry.due_at <= EPOCH) is is_due


async def test_replies_that_another_window_holds_are_left_to_it(
    service: BlogService, blog: ScriptedBlog
) -> None:
    parent = await send(service, "parent")
    child = await send(service, "child", CommentId(f"local:{parent}"))

    with service.outbox.lock(child):
        delivered = await service.sender.deliver(parent)

    entry = service.outbox.find(child)
    assert delivered.state is None
    assert entry is not None
    assert entry.parent_id == f"local:{parent}"


async def test_a_reply_whose_parent_is_there_unseen_says_what_to_do(
    service: BlogService, blog: ScriptedBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was refused for a comment that does not exist, which nobody could make sense of."""

    async def submit(change: Change) -> Receipt:
        return Receipt(change_id=change.change_id, outcome=Outcome.ALREADY_STORED)

    parent = await send(service, "parent")
    child = await send(service, "child", CommentId(f"local:{parent}"))
    blog.after = raising(OutcomeUnknownError("Cut off."))
    await service.sender.deliver(parent)
    with monkeypatch.context() as patch:
        patch.setattr(blog, "submit", submit)
        await service.sender.deliver(parent)

    delivered = await service.sender.deliver(child)

    assert delivered.state is DeliveryState.PARKED
    assert "not shown there yet" in str(delivered.error)
    assert "once that comment is shown, answer it with this text" in str(delivered.error)
    assert [entry.text for entry in service.outbox.list_all()] == ["child"]
    assert [change.body.source for change in blog.stored] == ["parent"]
