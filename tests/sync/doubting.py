"""A service on a scripted blog whose disk may be full, for tests of what is in doubt."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.blog import EPOCH, ScriptedBlog
from tui_blog.model.comment import DeliveryState
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Author
from tui_blog.sync import outbox as outbox_module
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


async def send(
    service: BlogService, text: str = "Hello", parent: CommentId | None = None
) -> ChangeId:
    post = await service.load_post(POST)
    change = await service.send(post=post.summary, parent_id=parent, text=text)
    return change.change_id


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
