"""A comment that is taken back to be edited stays what its unsent replies wait for."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories import comment_of
from tests.fakes.blog import EPOCH, ScriptedBlog
from tui_blog.model.change import Change
from tui_blog.model.comment import DeliveryState
from tui_blog.model.errors import OfflineError, OutcomeUnknownError, RejectedError
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Author
from tui_blog.sync.drafts import Draft
from tui_blog.sync.service import BlogService

POST = PostId("mem:1")
TOP = CommentId("mem:1")


def numbered() -> Callable[[], str]:
    """Make ids."""
    numbers: Iterator[int] = iter(range(1000))
    return lambda: f"change-{next(numbers)}"


@pytest.fixture
def blog() -> ScriptedBlog:
    """A blog that can't be reached."""
    made = ScriptedBlog()
    made.before = failing(OfflineError("No connection."))
    return made


@pytest.fixture
async def service(blog: ScriptedBlog, tmp_path: Path) -> BlogService:
    """The blog, with an outbox."""
    made = BlogService(
        blog,
        folder=lambda: tmp_path,
        clock=lambda: EPOCH,
        make_id=numbered(),
        identity=Author(name="Me"),
    )
    await made.open()
    return made


def failing(error: Exception) -> Callable[[Change], None]:
    """Fail each attempt."""

    def fail(change: Change) -> None:
        raise error

    return fail


async def send(service: BlogService, text: str, parent: CommentId | None = TOP) -> ChangeId:
    """Send as the composer does: with a draft that says the same."""
    post = await service.load_post(POST)
    service.drafts.save(Draft(post_id=POST, parent_id=parent, text=text, saved_at=EPOCH))
    change = await service.send(post=post.summary, parent_id=parent, text=text)
    return change.change_id


async def send_with_reply(service: BlogService) -> tuple[ChangeId, ChangeId]:
    """Send a comment, and a reply to it."""
    parent = await send(service, "parent")
    return parent, await send(service, "child", CommentId(f"local:{parent}"))


async def test_reply_waits_while_its_parent_is_edited_and_goes_below_it(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """A slip corrected on the train would part a comment from its replies for good."""
    parent, child = await send_with_reply(service)
    await service.sender.deliver_waiting()
    service.sender.take_back(parent)

    (waiting,) = await service.sender.deliver_waiting()
    due = service.sender.next_due()
    again = await send(service, "parent, edited")
    blog.before = lambda change: None
    delivered = await service.sender.deliver_waiting() + await service.sender.deliver_waiting()

    assert (waiting.change_id, waiting.state) == (child, DeliveryState.QUEUED)
    assert due is None  # else it would be tried again and again
    assert again == parent
    stored = [one for one in delivered if one.state is None]
    assert [one.change_id for one in stored] == [parent, child]
    assert [change.body.source for change in blog.stored] == ["parent, edited", "child"]
    assert blog.stored[1].parent_id == comment_of(stored[0]).id
    assert service.outbox.list_all() == ()
    assert service.drafts.list_all() == ()


async def test_reply_to_what_was_refused_goes_once_that_was_edited_and_sent(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """It would be parked for ever, though its parent stands on the blog now."""
    parent, child = await send_with_reply(service)
    blog.before = failing(RejectedError("Refused."))
    await service.sender.deliver_waiting()
    parked = service.outbox.find(child)
    service.sender.take_back(parent)
    blog.before = lambda change: None
    await send(service, "a word changed")

    await service.sender.deliver_waiting()
    await service.sender.deliver_waiting()

    assert parked is not None
    assert parked.state is DeliveryState.PARKED
    assert [change.body.source for change in blog.stored] == ["a word changed", "child"]


async def test_other_text_for_the_same_target_is_another_comment(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """A reply would stand below words that it was never meant for."""
    parent, child = await send_with_reply(service)
    service.sender.take_back(parent)
    post = await service.load_post(POST)

    other = await service.send(post=post.summary, parent_id=TOP, text="Something else")

    assert other.change_id not in (parent, child)


async def test_what_may_have_arrived_is_another_comment_once_it_is_edited(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """The blog would be told that it is a repeat of what says something else."""
    parent = await send(service, "parent")
    blog.before = failing(OutcomeUnknownError("Cut off."))
    await service.sender.deliver(parent)
    blog.before = failing(RejectedError("Refused."))
    await service.sender.deliver(parent)

    service.sender.take_back(parent)

    assert await send(service, "parent, edited") != parent


async def test_draft_of_what_another_window_delivered_meanwhile_is_another_comment(
    service: BlogService, blog: ScriptedBlog
) -> None:
    """It would be taken for what is on the blog already, and never be sent."""
    blog.before = lambda change: None
    parent = await send(service, "parent")
    draft = service.sender.take_back(parent)
    await service.sender.deliver(await send(service, "parent"))
    assert draft is not None
    service.drafts.save(replace(draft, text="parent again"))

    again = await send(service, "parent again")
    await service.sender.deliver(again)

    assert again != parent
    assert [change.body.source for change in blog.stored] == ["parent", "parent again"]
