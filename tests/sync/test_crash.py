"""Dying at every step of writing and sending: nothing is lost, nothing is sent twice."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes.blog import EPOCH, ScriptedBlog
from tests.fakes.disk import DyingDisk, Killed, dying_disk
from tui_blog.model.change import Change
from tui_blog.model.comment import DeliveryState
from tui_blog.model.errors import OfflineError, OutcomeUnknownError
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Author
from tui_blog.sync.drafts import Draft
from tui_blog.sync.service import BlogService

POST = PostId("mem:1")
PARENT = CommentId("mem:1")


@pytest.fixture
def disk() -> Iterator[DyingDisk]:
    with dying_disk() as disk:
        yield disk


def a_service(blog: ScriptedBlog, folder: Path, prefix: str) -> BlogService:
    numbers = iter(range(1000))
    return BlogService(
        blog,
        folder=lambda: folder,
        clock=lambda: EPOCH,
        make_id=lambda: f"{prefix}-{next(numbers)}",
        identity=Author(name="Me"),
    )


async def write_and_send(service: BlogService, text: str) -> None:
    await service.open()
    post = await service.load_post(POST)
    service.drafts.save(Draft(post_id=POST, parent_id=PARENT, text=text, saved_at=EPOCH))
    change = await service.send(post=post.summary, parent_id=PARENT, text=text)
    await service.sender.deliver(change.change_id)


async def settle(service: BlogService) -> None:
    await service.open()
    for _ in range(5):
        await service.sender.deliver_waiting()


def texts_of(service: BlogService, blog: ScriptedBlog) -> Counter[str]:
    found = Counter(change.body.source for change in blog.stored)
    found.update(entry.text for entry in service.outbox.list_all())
    return found


async def operations_of_one_round(folder: Path, disk: DyingDisk) -> int:
    before = disk.happened
    await write_and_send(a_service(ScriptedBlog(), folder / "count", "count"), "text")
    return disk.happened - before


def operations_of_saving(folder: Path, disk: DyingDisk) -> int:
    before = disk.happened
    draft = Draft(post_id=POST, parent_id=PARENT, text="text", saved_at=EPOCH)
    a_service(ScriptedBlog(), folder / "save", "save").drafts.save(draft)
    return disk.happened - before


async def test_dying_at_every_file_operation_keeps_the_text_and_stores_it_at_most_once(
    disk: DyingDisk, tmp_path: Path
) -> None:
    operations = await operations_of_one_round(tmp_path, disk)
    saving = operations_of_saving(tmp_path, disk)
    assert operations > saving + 10
    for step in range(operations):
        blog = ScriptedBlog()
        folder = tmp_path / f"step-{step}"
        disk.die_after(step)
        with pytest.raises(Killed):
            await write_and_send(a_service(blog, folder, f"first-{step}"), "text")
        disk.come_back()

        again = a_service(blog, folder, f"second-{step}")
        await settle(again)

        draft = again.drafts.find(POST, PARENT)
        copies = texts_of(again, blog)["text"] + (draft is not None)
        assert copies <= 1, f"doubled after step {step}"
        assert copies == 1 or step < saving, f"lost after step {step}"
        assert not again.drafts.problems
        assert not again.outbox.problems


@pytest.mark.parametrize("seed", range(40))
async def test_any_mixture_of_deaths_and_broken_connections_ends_with_each_text_once(
    disk: DyingDisk, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)  # noqa: S311  the same runs every time
    blog = ScriptedBlog()
    kept: set[str] = set()

    def fail(change: Change) -> None:
        chance = rng.random()
        if chance < 0.25:
            raise OfflineError("No connection.")
        if chance < 0.5:
            raise OutcomeUnknownError("Cut off.")
        if chance < 0.6:
            raise Killed

    blog.before = blog.after = fail
    for number in range(12):
        service = a_service(blog, tmp_path, f"{seed}-{number}")
        text = f"text {number}"
        if rng.random() < 0.7:
            disk.die_after(rng.randrange(40))
        try:
            await write_and_send(service, text)
        except Killed:
            disk.come_back()
        disk.come_back()
        entries = {entry.text for entry in service.outbox.list_all()}
        if text in entries or text in {change.body.source for change in blog.stored}:
            kept.add(text)

    blog.before = blog.after = lambda change: None
    last = a_service(blog, tmp_path, f"{seed}-last")
    await settle(last)

    assert Counter(change.body.source for change in blog.stored) == Counter(kept)
    assert [entry.state for entry in last.outbox.list_all()] == []


async def sent_and_refused(blog: ScriptedBlog, folder: Path) -> tuple[BlogService, ChangeId]:
    """Bring a service up to an entry that never left this machine."""
    service = a_service(blog, folder, "first")
    blog.before = raising_offline
    await write_and_send(service, "text")
    blog.before = lambda change: None
    return service, service.outbox.list_all()[0].change.change_id


@pytest.mark.parametrize(
    "act",
    [
        lambda service, change_id: service.sender.take_back(change_id),
        lambda service, change_id: service.sender.drop(change_id),
    ],
    ids=["take back", "drop"],
)
async def test_dying_while_a_comment_is_taken_back_neither_loses_it_nor_sends_it_later(
    disk: DyingDisk, tmp_path: Path, act: Callable[[BlogService, ChangeId], object]
) -> None:
    service, change_id = await sent_and_refused(ScriptedBlog(), tmp_path / "count")
    before = disk.happened
    act(service, change_id)
    operations = disk.happened - before
    assert operations > 6
    for step in range(operations):
        blog = ScriptedBlog()
        folder = tmp_path / f"step-{step}"
        service, change_id = await sent_and_refused(blog, folder)
        disk.die_after(step)
        with pytest.raises(Killed):
            act(service, change_id)
        disk.come_back()

        again = a_service(blog, folder, "second")
        await again.open()
        states = [entry.state for entry in again.outbox.list_all()]
        drafts = again.drafts.list_all()
        copies = texts_of(again, blog)["text"] + len(drafts)
        is_elsewhere = bool(drafts or again.drafts.list_discarded())
        await settle(again)

        assert not (is_elsewhere and blog.stored), f"sent as well after step {step}"
        assert copies == 1 or again.drafts.list_discarded(), f"lost after step {step}"
        assert copies <= 1, f"doubled after step {step}"
        assert len(blog.stored) == states.count(DeliveryState.QUEUED), f"sent after step {step}"


def test_dying_while_a_draft_is_restored_over_another_loses_neither(
    disk: DyingDisk, tmp_path: Path
) -> None:
    def prepared(folder: Path) -> BlogService:
        service = a_service(ScriptedBlog(), folder, "first")
        for text in ("old", "new"):
            service.drafts.save(Draft(post_id=POST, parent_id=None, text=text, saved_at=EPOCH))
            if text == "old":
                service.drafts.discard(POST, None)
        return service

    service = prepared(tmp_path / "count")
    before = disk.happened
    service.drafts.restore(POST, None)
    operations = disk.happened - before
    assert operations > 5
    for step in range(operations):
        folder = tmp_path / f"step-{step}"
        service = prepared(folder)
        disk.die_after(step)
        with pytest.raises(Killed):
            service.drafts.restore(POST, None)
        disk.come_back()

        drafts = a_service(ScriptedBlog(), folder, "second").drafts
        kept = {draft.text for draft in (*drafts.list_all(), *drafts.list_discarded())}
        assert kept == {"old", "new"}, f"lost after step {step}"


async def test_everything_written_here_is_private(tmp_path: Path) -> None:
    blog = ScriptedBlog()
    blog.before = raising_offline
    service = a_service(blog, tmp_path / "blog", "a")
    service.drafts.save(Draft(post_id=POST, parent_id=None, text="x", saved_at=EPOCH))
    await write_and_send(service, "text")

    for path in (tmp_path / "blog").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert service.outbox.list_all()[0].state is DeliveryState.QUEUED


def raising_offline(change: Change) -> None:
    raise OfflineError("No connection.")
