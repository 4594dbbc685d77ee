"""A service on a scripted blog with a clock, for tests of what it delivers."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from tests.fakes.blog import EPOCH, ScriptedBlog
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Author
from tui_blog.storage.adapter import StorageAdapter
from tui_blog.sync.service import BlogService

POST = PostId("mem:1")


PARENT = CommentId("mem:1")


class Clock:
    def __init__(self) -> None:
        self.now = EPOCH

    def __call__(self) -> datetime:
        return self.now


def numbered() -> Callable[[], str]:
    numbers: Iterator[int] = iter(range(1000))
    return lambda: f"change-{next(numbers)}"


async def open_service(blog: ScriptedBlog, clock: Clock, folder: Path) -> BlogService:
    adapter: StorageAdapter = blog
    service = BlogService(
        adapter, folder=lambda: folder, clock=clock, make_id=numbered(), identity=Author(name="Me")
    )
    await service.open()
    return service


async def send(
    service: BlogService, text: str = "Hello", parent: CommentId | None = PARENT
) -> ChangeId:
    post = await service.load_post(POST)
    change = await service.send(post=post.summary, parent_id=parent, text=text)
    return change.change_id


def raising(error: BaseException) -> Callable[..., None]:
    """Make what raises an error, whatever it is given."""

    def act(*_: object, **__: object) -> None:
        raise error

    return act
