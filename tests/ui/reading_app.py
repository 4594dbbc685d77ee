"""The real app on a scripted blog, for tests of flows."""

import itertools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from textual.pilot import Pilot

from tests.fakes.blog import EPOCH, ScriptedBlog
from tui_blog.app import TuiBlogApp
from tui_blog.config import Config
from tui_blog.model.ids import PostId
from tui_blog.model.post import Author
from tui_blog.sync.service import BlogService
from tui_blog.text.filter_rules import Rule
from tui_blog.ui.screens.reader import ReaderScreen
from tui_blog.ui.widgets.document import DocumentView


async def no_start() -> PostId | None:
    """Name no post to begin with."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSource:
    """A blog as the app wants it."""

    __test__ = False

    service: BlogService
    find_start: Callable[[], Awaitable[PostId | None]] = no_start
    label: str = "a blog"
    blog_name: str = "a blog"


def a_service(
    blog: ScriptedBlog, folder: Path, clock: Callable[[], datetime] = lambda: EPOCH
) -> BlogService:
    """Connect a blog with drafts and outbox below a folder."""
    numbers = itertools.count()
    return BlogService(
        blog,
        folder=lambda: folder,
        clock=clock,
        make_id=lambda: f"change-{next(numbers)}",
        identity=Author(name="Me"),
    )


def an_app(
    blog: ScriptedBlog,
    folder: Path,
    *,
    keys: Mapping[str, str] = MappingProxyType({}),
    preset: str = "default",
    find_start: Callable[[], Awaitable[PostId | None]] = no_start,
    undo_send_s: float = 0,
    clock: Callable[[], datetime] = lambda: EPOCH,
    filters: tuple[Rule, ...] = (),
    plain: bool = False,
    told_file: Path | None = None,
) -> TuiBlogApp:
    """Make the app; nothing runs yet."""
    source = TestSource(service=a_service(blog, folder, clock), find_start=find_start)
    return TuiBlogApp(
        source,
        config=Config(
            keys=keys, preset=preset, undo_send_s=undo_send_s, filters=filters, plain=plain
        ),
        clock=clock,
        strict_guard=True,
        told_file=told_file,
    )


def reader(app: TuiBlogApp) -> ReaderScreen:
    """Return the reader screen, whatever is on top of it."""
    screen = app.screen_stack[0]
    assert isinstance(screen, ReaderScreen)
    return screen


def shown(pane: DocumentView) -> str:
    """Return the text of a pane as it is on screen."""
    rows = (pane.render_line(y).text.rstrip() for y in range(pane.size.height))
    return "\n".join(rows)


async def settled(pilot: Pilot[None]) -> None:
    """Wait until nothing is under way."""
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def typed(pilot: Pilot[None], text: str) -> None:
    """Type a text."""
    await pilot.press(*("space" if character == " " else character for character in text))
