"""A program of its own that writes comments and delivers them, to be killed from outside or inside.

Usage: python -m tests.fakes.sending_program FOLDER deliver
       python -m tests.fakes.sending_program FOLDER write PREFIX STEP

The blog is a file that gets one line for each request that arrives; `deliver` empties the outbox.
`write` sends one comment and kills itself, as `kill -9` does, before file operation number STEP.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.fakes.blog import ScriptedBlog
from tui_blog.model.change import AddComment, Change, Receipt
from tui_blog.model.ids import ChangeId, PostId
from tui_blog.model.post import Author
from tui_blog.sync.drafts import Draft
from tui_blog.sync.service import BlogService

POST = PostId("mem:1")


class FileBlog(ScriptedBlog):
    """Writes each request down, and tells no repeat from a new comment."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    async def submit(self, change: Change) -> Receipt:
        """Store a comment; other programs get their turn before and after."""
        assert isinstance(change, AddComment)
        await asyncio.sleep(0.002)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{change.change_id} {change.body.source}\n")
        await asyncio.sleep(0.002)
        return await super().submit(change)


def a_service(folder: Path, make_id: Callable[[], str]) -> BlogService:
    """Connect a service with the blog beside its folder."""
    return BlogService(
        FileBlog(folder / "requests"),
        folder=lambda: folder / "own",
        clock=lambda: datetime.now(UTC),
        make_id=make_id,
        identity=Author(name="Me"),
    )


async def deliver_all(folder: Path) -> None:
    """Deliver until nothing is left that is not parked."""
    service = a_service(folder, lambda: "unused")
    await service.open()
    while service.outbox.list_all():
        await service.sender.deliver_waiting()


async def write(folder: Path, change_id: str) -> None:
    """Write a draft, send it, deliver it."""
    service = a_service(folder, lambda: change_id)
    await service.open()
    post = await service.load_post(POST)
    text = f"text-{change_id}"
    saved_at = datetime.now(UTC)
    service.drafts.save(Draft(post_id=POST, parent_id=None, text=text, saved_at=saved_at))
    await service.send(post=post.summary, parent_id=None, text=text)
    await service.sender.deliver(ChangeId(change_id))


def kill_before(step: int) -> None:
    """Arrange for this program to be killed before one of its file operations."""
    happened = 0

    def guarded(operation: Callable[..., object]) -> Callable[..., object]:
        def act(*arguments: object, **options: object) -> object:
            nonlocal happened
            happened += 1
            if happened > step:
                os.kill(os.getpid(), signal.SIGKILL)
            return operation(*arguments, **options)

        return act

    for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "mkdir")):
        setattr(owner, name, guarded(getattr(owner, name)))


def main() -> None:
    """Do what the arguments say."""
    folder, verb = Path(sys.argv[1]), sys.argv[2]
    if verb == "deliver":
        asyncio.run(deliver_all(folder))
        return
    change_id, step = sys.argv[3], int(sys.argv[4])
    kill_before(step)
    asyncio.run(write(folder, change_id))


if __name__ == "__main__":
    main()
