"""Delivering: what becomes of a comment for each thing that can happen on the way."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories import comment_of
from tests.fakes.blog import EPOCH, ScriptedBlog
from tests.sync.delivering import PARENT, POST, Clock, numbered, open_service, raising, send
from tui_blog.model.change import Change, Outcome, Receipt
from tui_blog.model.comment import CommentStatus, DeliveryState
from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    BusyError,
    ConflictError,
    ForbiddenError,
    LockedError,
    NotFoundError,
    OfflineError,
    OutcomeUnknownError,
    ReadOnlyError,
    RejectedError,
    StorageError,
    TransientError,
)
from tui_blog.model.ids import CommentId
from tui_blog.model.post import Author
from tui_blog.sync.drafts import Draft
from tui_blog.sync.service import BlogService


@pytest.fixture
def blog() -> ScriptedBlog:
    return ScriptedBlog()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def service(blog: ScriptedBlog, clock: Clock, tmp_path: Path) -> BlogService:
    return await open_service(blog, clock, tmp_path)


async def test_a_sent_comment_is_on_the_blog_once_and_in_no_queue(
    service: BlogService, blog: ScriptedBlog
) -> None:
    delivered = await service.sender.deliver(await send(service))

    assert delivered.state is None
    assert [change.body.source for change in blog.stored] == ["Hello"]
    assert blog.stored[0].parent_id == PARENT
    assert service.outbox.list_all() == ()


async def test_the_draft_goes_only_when_the_outbox_has_the_text(
    service: BlogService, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = Draft(post_id=POST, parent_id=PARENT, text="Hello", saved_at=EPOCH)
    service.drafts.save(draft)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("tui_blog.sync.outbox.save_record", full)
        with pytest.raises(ReadOnlyError, match="No space left"):
            await send(service)
    assert service.drafts.find(POST, PARENT) == draft

    await send(service)
    assert service.drafts.find(POST, PARENT) is None


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (OfflineError("No connection."), DeliveryState.QUEUED),
        (TransientError("Try later."), DeliveryState.QUEUED),
        (LockedError("Busy there."), DeliveryState.QUEUED),
        (BusyError("Wait."), DeliveryState.QUEUED),
        (OutcomeUnknownError("Cut off."), DeliveryState.UNKNOWN),
        (BadResponseError("Nonsense."), DeliveryState.UNKNOWN),
        (RejectedError("Refused."), DeliveryState.PARKED),
        (ForbiddenError("Not you."), DeliveryState.PARKED),
        (AuthError("Who?"), DeliveryState.PARKED),
        (NotFoundError("Gone."), DeliveryState.PARKED),
        (ReadOnlyError("Never."), DeliveryState.PARKED),
    ],
)
async def test_each_failure_leaves_the_text_in_the_state_that_its_class_asks_for(
    service: BlogService, blog: ScriptedBlog, error: StorageError, state: DeliveryState
) -> None:
    blog.before = raising(error)

    delivered = await service.sender.deliver(await send(service))

    (entry,) = service.outbox.list_all()
    assert (delivered.state, delivered.error, entry.state) == (state, error, state)
    assert entry.text == "Hello"
    assert entry.reason == str(error)
    delivery = comment_of(delivered).delivery
    assert delivery is not None
    assert (delivery.change_id, delivery.state) == (delivered.change_id, state)


async def test_a_blog_that_asks_to_wait_is_obeyed(service: BlogService, blog: ScriptedBlog) -> None:
    blog.before = raising(BusyError("Slow down.", retry_after_s=15))

    await service.sender.deliver(await send(service))

    (entry,) = service.outbox.list_all()
    assert entry.not_before == EPOCH + timedelta(seconds=15)
    assert entry.due_at == EPOCH + timedelta(seconds=15)


async def test_waiting_grows_with_each_failure_and_has_an_end(
    service: BlogService, blog: ScriptedBlog
) -> None:
    blog.before = raising(OfflineError("No connection."))
    change_id = await send(service)
    waits = []
    for _ in range(12):
        await service.sender.deliver(change_id)
        (entry,) = service.outbox.list_all()
        waits.append((entry.due_at - EPOCH).total_seconds())

    slower = waits[0] / 5
    assert 1 <= slower <= 1.2
    assert [wait / slower for wait in waits[:3]] == pytest.approx([5, 10, 20])
    assert waits[-1] / slower == pytest.approx(900)


async def test_entries_that_failed_together_do_not_all_come_again_together(
    service: BlogService, blog: ScriptedBlog
) -> None:
    blog.before = raising(OfflineError("No connection."))
    for number in range(5):
        await service.sender.deliver(await send(service, f"Text {number}"))

    assert len({entry.due_at for entry in service.outbox.list_all()}) == 5


async def test_a_lost_answer_is_settled_by_the_identical_repeat(
    service: BlogService, blog: ScriptedBlog
) -> None:
    blog.after = raising(OutcomeUnknownError("The answer did not come."))
    change_id = await send(service)
    first = await service.sender.deliver(change_id)
    blog.after = lambda change: None

    second = await service.sender.deliver(change_id)

    assert (first.state, second.state) == (DeliveryState.UNKNOWN, None)
    assert len(blog.stored) == 1
    assert blog.attempts[0] == blog.attempts[1]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (OfflineError("No connection."), DeliveryState.UNKNOWN),
        (BusyError("Wait.", retry_after_s=5), DeliveryState.UNKNOWN),
        (AuthError("Who?"), DeliveryState.UNKNOWN),
        (RejectedError("Refused."), DeliveryState.PARKED),
    ],
)
async def test_a_repeat_that_fails_leaves_open_whether_the_first_attempt_was_stored(
    service: BlogService, blog: ScriptedBlog, error: StorageError, state: DeliveryState
) -> None:
    blog.before = raising(OutcomeUnknownError("Cut off."))
    change_id = await send(service)
    await service.sender.deliver(change_id)
    blog.before = raising(error)

    assert (await service.sender.deliver(change_id)).state is state


async def test_drafts_and_outbox_are_those_of_the_blog_that_was_found(
    blog: ScriptedBlog, clock: Clock, tmp_path: Path
) -> None:
    folders = iter([tmp_path / "guess", tmp_path / "found"])
    service = BlogService(
        blog,
        folder=lambda: next(folders),
        clock=clock,
        make_id=numbered(),
        identity=Author(name="Me"),
    )
    await service.open()
    await send(service)

    assert list((tmp_path / "found" / "outbox").glob("*.json"))
    assert not (tmp_path / "guess").exists()


async def test_what_was_being_sent_when_the_program_died_is_unknown_afterwards(
    blog: ScriptedBlog, clock: Clock, tmp_path: Path
) -> None:
    service = await open_service(blog, clock, tmp_path)
    blog.after = raising(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        await service.sender.deliver(await send(service))

    again = await open_service(blog, clock, tmp_path)

    (entry,) = again.outbox.list_all()
    assert entry.state is DeliveryState.UNKNOWN
    blog.after = lambda change: None
    assert (await again.sender.deliver(entry.change.change_id)).state is None
    assert len(blog.stored) == 1


async def test_two_programs_never_send_one_comment_at_the_same_time(
    blog: ScriptedBlog, clock: Clock, tmp_path: Path
) -> None:
    one = await open_service(blog, clock, tmp_path)
    two = await open_service(blog, clock, tmp_path)
    change_id = await send(one)

    with one.outbox.lock(change_id):
        delivered = await two.sender.deliver(change_id)

    assert isinstance(delivered.error, LockedError)
    assert blog.attempts == []


async def test_delivering_what_another_program_delivered_says_so(
    blog: ScriptedBlog, clock: Clock, tmp_path: Path
) -> None:
    one = await open_service(blog, clock, tmp_path)
    two = await open_service(blog, clock, tmp_path)
    change_id = await send(one)
    await one.sender.deliver(change_id)

    with pytest.raises(ConflictError):
        await two.sender.deliver(change_id)
    assert len(blog.stored) == 1


async def test_waiting_comments_go_in_order_and_stop_at_the_first_that_finds_no_connection(
    service: BlogService, blog: ScriptedBlog, clock: Clock
) -> None:
    for number in range(3):
        clock.now = EPOCH + timedelta(seconds=number)
        await send(service, f"text {number}")
    blog.before = raising(OfflineError("No connection."))
    offline = await service.sender.deliver_waiting()
    blog.before = lambda change: None

    online = await service.sender.deliver_waiting()

    assert len(offline) == 1
    assert [one.state for one in online] == [None, None, None]
    assert [change.body.source for change in blog.stored] == ["text 0", "text 1", "text 2"]


async def test_parked_comments_wait_for_the_person(
    service: BlogService, blog: ScriptedBlog
) -> None:
    blog.before = raising(RejectedError("Refused."))
    await service.sender.deliver(await send(service))
    blog.before = lambda change: None

    assert await service.sender.deliver_waiting() == ()


async def test_a_reply_to_an_unsent_comment_waits_and_gets_the_id_its_parent_got(
    service: BlogService, blog: ScriptedBlog
) -> None:
    parent = await send(service, "parent")
    child = await send(service, "child", CommentId(f"local:{parent}"))
    waiting = await service.sender.deliver(child)
    stored_parent = await service.sender.deliver(parent)

    delivered = await service.sender.deliver(child)

    assert waiting.state is DeliveryState.QUEUED
    assert delivered.state is None
    assert blog.stored[1].parent_id == comment_of(stored_parent).id


async def test_a_reply_to_a_refused_comment_is_parked_with_it(
    service: BlogService, blog: ScriptedBlog
) -> None:
    parent = await send(service, "parent")
    child = await send(service, "child", CommentId(f"local:{parent}"))
    blog.before = raising(RejectedError("Refused."))
    await service.sender.deliver(parent)

    assert (await service.sender.deliver(child)).state is DeliveryState.PARKED
    assert len(blog.attempts) == 1


async def test_a_held_comment_keeps_its_place_although_the_blog_does_not_list_it(
    clock: Clock, tmp_path: Path
) -> None:
    service = await open_service(ScriptedBlog(held=True), clock, tmp_path)
    delivered = await service.sender.deliver(await send(service))

    views = [view async for view in service.load_thread(POST)]

    thread = views[-1].thread
    position = thread.positions[comment_of(delivered).id]
    assert thread.comments[position].status is CommentStatus.HELD
    assert thread.comments[thread.parents[position]].id == PARENT


async def test_unsent_comments_stand_in_the_thread_where_they_belong(
    service: BlogService, blog: ScriptedBlog
) -> None:
    blog.before = raising(RejectedError("Comments are closed."))
    change_id = await send(service)
    await service.sender.deliver(change_id)

    views = [view async for view in service.load_thread(POST)]

    thread = views[-1].thread
    position = thread.positions[CommentId(f"local:{change_id}")]
    pending = thread.comments[position]
    assert thread.comments[thread.parents[position]].id == PARENT
    assert pending.delivery is not None
    assert pending.delivery.reason == "Comments are closed."


async def test_a_thread_comes_page_by_page_and_whole_in_the_end(
    clock: Clock, tmp_path: Path
) -> None:
    service = await open_service(ScriptedBlog(comments=9), clock, tmp_path)

    views = [view async for view in service.load_thread(POST)]

    sizes = [len(view.thread) for view in views]
    assert sizes[0] == 2
    assert sizes == sorted(sizes)
    assert sizes[-1] == 9
    assert [view.complete for view in views] == [False] * (len(views) - 1) + [True]


async def test_drafts_work_although_the_blog_never_opened(
    blog: ScriptedBlog, clock: Clock, tmp_path: Path
) -> None:
    service = BlogService(
        blog, folder=lambda: tmp_path, clock=clock, make_id=numbered(), identity=Author(name="Me")
    )
    draft = Draft(post_id=POST, parent_id=None, text="x", saved_at=EPOCH)
    service.drafts.save(draft)

    assert service.drafts.list_all() == (draft,)
    assert not service.capabilities.add_comments


async def test_what_never_was_sent_and_is_called_a_repeat_stays_here(
    service: BlogService, blog: ScriptedBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the blog has is something else; this text would be gone."""

    async def submit(change: Change) -> Receipt:
        return Receipt(change_id=change.change_id, outcome=Outcome.ALREADY_STORED)

    monkeypatch.setattr(blog, "submit", submit)

    delivered = await service.sender.deliver(await send(service))

    assert delivered.state is DeliveryState.PARKED
    assert "does not show it" in str(delivered.error)
    assert [entry.state for entry in service.outbox.list_all()] == [DeliveryState.PARKED]


async def test_a_disk_that_comes_back_lets_the_replies_to_what_was_stored_go(
    service: BlogService, blog: ScriptedBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would wait for their parent until the next start."""
    parent = await send(service, "parent")
    await send(service, "child", CommentId(f"local:{parent}"))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("tui_blog.sync.outbox.remove_durably", full)
        patch.setattr(service.outbox, "adopt_replies", full)
        await service.sender.deliver(parent)

    delivered = await service.sender.deliver_waiting()

    assert [one.state for one in delivered] == [None]
    assert [change.body.source for change in blog.stored] == ["parent", "child"]
    assert blog.stored[1].parent_id not in (None, f"local:{parent}")
    assert service.outbox.list_all() == ()


async def test_a_reply_that_another_program_looks_at_gets_its_parents_id_later(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """It would answer a comment that is gone from here, and be refused for it."""
    parent = await send(service, "parent")
    child = await send(service, "child", CommentId(f"local:{parent}"))
    with service.outbox.lock(child):
        await service.sender.deliver(parent)

    assert service.sender.next_due() is not None
    delivered = await service.sender.deliver_waiting()

    assert [one.state for one in delivered] == [None]
    assert [change.body.source for change in blog.stored] == ["parent", "child"]
    assert blog.stored[1].parent_id not in (None, f"local:{parent}")
    assert service.outbox.list_all() == ()
