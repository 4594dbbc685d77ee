"""Full disks, interrupted attempts, other windows: what is in doubt stays so, and is told truly."""

import asyncio
import errno
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories import comment_of
from tests.fakes.blog import EPOCH, ScriptedBlog
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
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Author
from tui_blog.sync import outbox as outbox_module
from tui_blog.sync.drafts import Draft
from tui_blog.sync.outbox import OutboxEntry
from tui_blog.sync.records import Record, save_record
from tui_blog.sync.service import BlogService

POST = PostId("mem:1")
FULL = OSError(errno.ENOSPC, "No space left on device")


def a_service(blog: ScriptedBlog, folder: Path, prefix: str = "change") -> BlogService:
    numbers: Iterator[int] = iter(range(1000))
    return BlogService(
        blog,
        folder=lambda: folder,
        clock=lambda: EPOCH,
        make_id=lambda: f"{prefix}-{next(numbers)}",
        identity=Author(name="Me"),
    )


@pytest.fixture
def blog() -> ScriptedBlog:
    return ScriptedBlog()


@pytest.fixture
async def service(blog: ScriptedBlog, tmp_path: Path) -> BlogService:
    service = a_service(blog, tmp_path)
    await service.open()
    return service


async def send(
    service: BlogService, text: str = "Hello", parent: CommentId | None = None
) -> ChangeId:
    post = await service.load_post(POST)
    change = await service.send(post=post.summary, parent_id=parent, text=text)
    return change.change_id


def raising(error: BaseException) -> Callable[..., None]:
    def act(*_: object, **__: object) -> None:
        raise error

    return act


def nothing(*_: object) -> None:
    pass


def states(service: BlogService) -> list[DeliveryState]:
    return [entry.state for entry in service.outbox.list_all()]


def fail_to_write(monkeypatch: pytest.MonkeyPatch, *, states_that_fail: set[DeliveryState]) -> None:
    def save(path: Path, record: Record) -> None:
        if record["state"] in states_that_fail:
            raise FULL
        save_record(path, record)

    monkeypatch.setattr(outbox_module, "save_record", save)


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
