"""What is sent can be taken back for a while, goes by itself when due, and may be any change."""

import asyncio
import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.blog import EPOCH, ScriptedBlog
from tui_blog.model.change import AddComment, Change, EditComment, Receipt
from tui_blog.model.comment import Comment, CommentStatus, DeliveredAct, DeliveryState
from tui_blog.model.errors import (
    BusyError,
    ConflictError,
    OfflineError,
    OutcomeUnknownError,
    ReadOnlyError,
    RejectedError,
)
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Author
from tui_blog.sync.drafts import Draft
from tui_blog.sync.service import BlogService

POST, PARENT = PostId("mem:1"), CommentId("mem:1")
UNDO = timedelta(seconds=5)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = EPOCH

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def blog() -> ScriptedBlog:
    return ScriptedBlog()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def service(blog: ScriptedBlog, clock: Clock, tmp_path: Path) -> BlogService:
    return await a_service(blog, clock, tmp_path)


async def a_service(
    blog: ScriptedBlog, clock: Callable[[], datetime], tmp_path: Path
) -> BlogService:
    numbers = itertools.count()
    made = BlogService(
        blog,
        folder=lambda: tmp_path,
        clock=clock,
        make_id=lambda: f"change-{next(numbers)}",
        identity=Author(name="Me"),
    )
    await made.open()
    return made


async def send(
    service: BlogService,
    text: str = "Hello",
    *,
    parent: CommentId | None = None,
    undo_for: timedelta = timedelta(0),
) -> ChangeId:
    post = await service.load_post(POST)
    change = await service.send(post=post.summary, parent_id=parent, text=text, undo_for=undo_for)
    return change.change_id


async def own_comment(service: BlogService, text: str = "Helo") -> Comment:
    delivered = await service.sender.deliver(await send(service, text))
    assert delivered.comment is not None
    return delivered.comment


async def shown(service: BlogService) -> dict[CommentId, Comment]:
    views = [view async for view in service.load_thread(POST)]
    return {comment.id: comment for comment in views[-1].thread.comments}


def raising(error: BaseException) -> Callable[[Change], None]:
    def act(change: Change) -> None:
        raise error

    return act


async def test_what_was_just_sent_stays_here_until_its_time_has_come(
    service: BlogService, blog: ScriptedBlog, clock: Clock
) -> None:
    """It would be gone before one saw the slip."""
    change_id = await send(service, undo_for=UNDO)
    early = (*await service.sender.deliver_waiting(), *await service.sender.deliver_due())
    due_at = service.sender.next_due()
    undoable = [entry.change.change_id for entry in service.sender.list_undoable()]
    clock.wait(5)

    (delivered,) = await service.sender.deliver_due()

    assert (early, due_at, undoable) == ((), EPOCH + UNDO, [change_id])
    assert (delivered.change_id, delivered.state) == (change_id, None)
    assert service.sender.list_undoable() == ()
    assert len(blog.stored) == 1


async def test_what_is_taken_back_in_time_is_a_draft_and_never_sent(
    service: BlogService, blog: ScriptedBlog, clock: Clock
) -> None:
    change_id = await send(service, "A slip", parent=PARENT, undo_for=UNDO)

    draft = service.sender.take_back(change_id)
    clock.wait(60)

    assert draft is not None
    assert service.drafts.find(POST, PARENT) == draft
    assert draft.text == "A slip"
    assert await service.sender.deliver_due() == ()
    assert blog.attempts == []


async def test_a_failure_ends_the_time_in_which_it_can_be_undone(
    service: BlogService, blog: ScriptedBlog, clock: Clock
) -> None:
    """Undo would seem to reach what may be on the blog."""
    blog.before = raising(BusyError("Slow down.", retry_after_s=15))
    await service.sender.deliver(await send(service, undo_for=UNDO))

    assert service.sender.list_undoable() == ()


async def test_what_the_blog_asked_to_wait_for_is_not_sent_before_even_if_asked_for(
    service: BlogService, blog: ScriptedBlog, clock: Clock
) -> None:
    blog.before = raising(BusyError("Slow down.", retry_after_s=15))
    await service.sender.deliver(await send(service))
    blog.before = lambda change: None
    clock.wait(14)
    early = await service.sender.deliver_waiting()
    clock.wait(1)

    assert early == ()
    assert [one.state for one in await service.sender.deliver_waiting()] == [None]


async def test_own_patience_does_not_hold_back_what_the_person_asks_for(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """The network may be back sooner than the program would try."""
    blog.before = raising(OfflineError("No connection."))
    await service.sender.deliver(await send(service))
    blog.before = lambda change: None

    assert await service.sender.deliver_due() == ()
    assert [one.state for one in await service.sender.deliver_waiting()] == [None]


async def test_next_due_is_the_soonest_of_what_goes_by_itself(
    service: BlogService, blog: ScriptedBlog, clock: Clock
) -> None:
    """Replies that wait for their parent, and what was refused, would keep the program busy."""
    nothing = service.sender.next_due()
    blog.before = raising(RejectedError("No."))
    await service.sender.deliver(await send(service, "refused"))
    refused = service.sender.next_due()
    parent = await send(service, "parent", undo_for=timedelta(seconds=30))
    await send(service, "reply", parent=CommentId(f"local:{parent}"))

    assert (nothing, refused) == (None, None)
    assert service.sender.next_due() == clock() + timedelta(seconds=30)


async def test_only_one_thing_is_under_way_at_a_time(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """Repeats are told apart only one after the other."""
    under_way, most = 0, 0
    submit = blog.submit

    async def slowly(change: Change) -> object:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        receipt = await submit(change)
        under_way -= 1
        return receipt

    blog.submit = slowly  # type: ignore[method-assign, assignment]  # counts on the way
    ids = [await send(service, f"Text {number}") for number in range(3)]
    await asyncio.gather(
        *(service.sender.deliver(change_id) for change_id in ids),
        service.sender.deliver_waiting(),
        service.sender.deliver_due(),
    )

    assert most == 1
    assert [change.body.source for change in blog.stored] == ["Text 0", "Text 1", "Text 2"]


async def test_an_edit_stands_in_the_thread_until_the_blog_has_it(
    service: BlogService, blog: ScriptedBlog
) -> None:
    comment = await own_comment(service)
    blog.before = raising(OfflineError("No connection."))
    change = await service.edit(comment, "Hello", post_title="A post")
    failed = await service.sender.deliver(change.change_id)
    waiting = (await shown(service))[comment.id]
    blog.before = lambda change: None
    delivered = await service.sender.deliver(change.change_id)
    stored = (await shown(service))[comment.id]

    assert failed.comment is None
    assert waiting.body.source == "Hello"
    assert waiting.delivery is not None
    assert (waiting.delivery.act, waiting.delivery.state, waiting.delivery.change_id) == (
        DeliveredAct.EDIT,
        DeliveryState.QUEUED,
        change.change_id,
    )
    assert delivered.state is None
    assert (stored.body.source, stored.delivery) == ("Hello", None)
    assert service.outbox.list_all() == ()


async def test_an_edit_of_what_changed_meanwhile_is_kept_for_the_person(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """One of the two texts would be lost without anybody knowing."""
    comment = await own_comment(service)
    change = await service.edit(comment, "Mine", post_title="A post")
    elsewhere = EditComment(
        change_id=ChangeId("x"),
        post_id=POST,
        comment_id=comment.id,
        body=comment.body.__class__(source="Theirs", format=comment.body.format),
    )
    await blog.submit(elsewhere)

    delivered = await service.sender.deliver(change.change_id)

    (entry,) = service.outbox.list_all()
    assert isinstance(delivered.error, ConflictError)
    assert (entry.state, entry.text) == (DeliveryState.PARKED, "Mine")
    service.sender.drop(change.change_id)
    assert (await shown(service))[comment.id].body.source == "Theirs"


async def test_an_edit_that_is_taken_back_is_a_draft_of_its_own(
    service: BlogService, clock: Clock
) -> None:
    """It would be sent as a new comment, or overwrite the draft of one."""
    comment = await own_comment(service)
    reply = Draft(post_id=POST, parent_id=None, text="A new comment", saved_at=clock())
    service.drafts.save(reply)
    change = await service.edit(comment, "Hello", post_title="A post", undo_for=UNDO)

    draft = service.sender.take_back(change.change_id)

    assert draft is not None
    assert (draft.edits, draft.text) == (comment.id, "Hello")
    assert service.drafts.find(POST, None) == reply
    assert service.drafts.find(POST, None, comment.id) == draft
    assert (await shown(service))[comment.id].body.source == "Helo"


async def test_a_deletion_is_seen_can_be_taken_back_and_is_carried_out_once(
    service: BlogService, blog: ScriptedBlog, clock: Clock
) -> None:
    comment = await own_comment(service)
    first = await service.delete(comment, post_title="A post", undo_for=UNDO)
    waiting = (await shown(service))[comment.id].delivery
    given_up = service.sender.take_back(first.change_id)
    clock.wait(60)
    untouched = (await service.sender.deliver_due(), (await shown(service))[comment.id].delivery)
    again = await service.delete(comment, post_title="A post")
    blog.after = raising(OutcomeUnknownError("The answer did not come."))
    unknown = await service.sender.deliver(again.change_id)
    blog.after = lambda change: None
    delivered = await service.sender.deliver(again.change_id)

    assert waiting is not None
    assert waiting.act is DeliveredAct.DELETE
    assert given_up is None
    assert untouched == ((), None)
    assert (unknown.state, delivered.state) == (DeliveryState.UNKNOWN, None)
    assert (await shown(service))[comment.id].status is CommentStatus.DELETED
    assert service.outbox.list_all() == ()


async def test_a_text_is_rewritten_as_long_as_the_blog_can_not_have_it(
    service: BlogService, blog: ScriptedBlog, clock: Clock
) -> None:
    blog.before = raising(RejectedError("Too rude."))
    change_id = await send(service, "Rude")
    await service.sender.deliver(change_id)
    service.sender.rewrite(change_id, "Polite")
    blog.before = raising(OutcomeUnknownError("Cut off."))
    await service.sender.deliver_waiting()

    with pytest.raises(ReadOnlyError):
        service.sender.rewrite(change_id, "Another")
    blog.before = lambda change: None
    await service.sender.deliver_waiting()

    assert [change.body.source for change in blog.stored] == ["Polite"]


async def test_a_doubt_is_not_forgotten_when_a_repeat_is_refused_and_the_next_fails(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """It would count as unsent, be edited, and stand on the blog twice."""
    change_id = await send(service)
    for error in (OutcomeUnknownError("Cut off."), RejectedError("Closed."), OfflineError("Gone.")):
        blog.before = raising(error)
        await service.sender.deliver(change_id)

    entry = service.outbox.find(change_id)

    assert entry is not None
    assert (entry.state, entry.is_in_doubt) == (DeliveryState.UNKNOWN, True)
    with pytest.raises(ReadOnlyError):
        service.sender.take_back(change_id)


async def test_an_edit_of_a_comment_that_is_not_here_disturbs_nothing(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """A thread whose comment the blog no longer lists could not be opened."""
    comment = await own_comment(service)
    before = set(await shown(service))
    blog.before = raising(OfflineError("No connection."))
    await service.edit(replace(comment, id=CommentId("mem:gone")), "Hello", post_title="A post")

    assert set(await shown(service)) == before
    assert [entry.text for entry in service.outbox.list_all()] == ["Hello"]


async def test_a_deletion_can_be_dropped_but_not_rewritten(service: BlogService) -> None:
    comment = await own_comment(service)
    change = await service.delete(comment, post_title="A post")

    with pytest.raises(ConflictError, match="no text"):
        service.sender.rewrite(change.change_id, "Something")
    service.sender.drop(change.change_id)

    assert service.outbox.list_all() == ()
    assert service.drafts.list_all() == ()


async def test_a_deletion_that_waits_survives_a_restart(
    service: BlogService, blog: ScriptedBlog, tmp_path: Path
) -> None:
    """What is on its way back is looked for by its text, and a deletion has none."""
    comment = await own_comment(service)
    change = await service.delete(comment, post_title="A post")

    again = await a_service(blog, lambda: EPOCH, tmp_path)

    assert [entry.change for entry in again.outbox.list_all()] == [change]


async def test_a_deletion_is_done_where_the_blog_says_no_more_than_that(
    service: BlogService, blog: ScriptedBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = await own_comment(service)
    change = await service.delete(comment, post_title="A post")
    submit = blog.submit

    async def tersely(change: Change) -> Receipt:
        return replace(await submit(change), comment=None)

    monkeypatch.setattr(blog, "submit", tersely)

    delivered = await service.sender.deliver(change.change_id)

    assert (delivered.state, delivered.comment, delivered.error) == (None, None, None)
    assert service.outbox.list_all() == ()


async def test_files_of_the_first_versions_are_read(service: BlogService, tmp_path: Path) -> None:
    """What waited there would be lost at an update."""
    change_id = await send(service, "From before")
    service.drafts.save(Draft(post_id=POST, parent_id=None, text="Draft", saved_at=EPOCH))
    for path in (*tmp_path.glob("outbox/*.json"), *tmp_path.glob("drafts/*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        for key in ("act", "tried_at", "is_in_doubt", "edits"):
            record.pop(key, None)
        path.write_text(json.dumps(record), encoding="utf-8")

    entry, draft = service.outbox.find(change_id), service.drafts.find(POST, None)

    assert entry is not None
    assert isinstance(entry.change, AddComment)
    assert entry.text == "From before"
    assert draft is not None
    assert draft.text == "Draft"
