"""What changed, word by word: from a blog that is edited between two syncs to the screen."""

import itertools
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.factories import ME
from tests.fakes.wordpress import FakeWordPress
from tests.fakes.wordpress_blog import NOW, a_blog, an_adapter
from tests.ui.reading_app import TestSource, no_start, reader, settled, shown
from tui_blog.app import TuiBlogApp
from tui_blog.config import Config
from tui_blog.sync.earlier import keeper
from tui_blog.sync.mirror import MirrorAdapter
from tui_blog.sync.service import BlogService
from tui_blog.ui.screens.changes import ChangesScreen

SIZE = (100, 30)


@pytest.fixture
def blog() -> FakeWordPress:
    """A blog with a post, and a comment on it."""
    made = a_blog()
    made.posts[0]["date_gmt"] = "2026-11-01T00:00:00"
    edit_post(made, "I like tea.")
    edit_comment(made, "So do I.")
    return made


def edit_comment(blog: FakeWordPress, text: str) -> None:
    blog.comments[0]["content"] = {"rendered": f"<p>{text}</p>\n", "raw": text}


def edit_post(blog: FakeWordPress, text: str, at: str = "2026-11-02T00:00:00") -> None:
    blog.posts[0] |= {
        "content": {"rendered": f"<p>{text}</p>\n", "protected": False},
        "modified_gmt": at,
    }


def an_app(blog: FakeWordPress, folder: Path) -> TuiBlogApp:
    """The app on a copy of the blog below a folder."""
    reading_file = folder / "reading.sqlite3"
    mirror = MirrorAdapter(
        an_adapter(blog, user="reader"),
        folder / "copy",
        user="reader",
        identity=ME,
        clock=lambda: NOW,
        keep_replaced=keeper(reading_file, "own", lambda: NOW),
    )
    numbers = itertools.count()
    service = BlogService(
        mirror,
        folder=lambda: folder / "own",
        reading_file=reading_file,
        mirror=mirror,
        clock=lambda: NOW,
        make_id=lambda: f"change-{next(numbers)}",
        identity=ME,
    )
    source = TestSource(service=service, find_start=no_start)
    return TuiBlogApp(source, config=Config(undo_send_s=0), clock=lambda: NOW, strict_guard=True)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait until all is done."""
    await pilot.press(*keys)
    for _ in range(2):
        await settled(pilot)


async def what_changed(pilot: Pilot[None]) -> str:
    """Ask what changed, and return what is shown."""
    await press(pilot, "g", "c")
    assert isinstance(pilot.app.screen, ChangesScreen)
    text = shown(pilot.app.screen._view)
    await press(pilot, "escape")
    return text.strip()


async def test_edits_between_two_syncs_are_shown_word_by_word(
    blog: FakeWordPress, tmp_path: Path
) -> None:
    """One would be told that something changed, and have to guess what."""
    async with an_app(blog, tmp_path).run_test(size=SIZE) as pilot:
        for _ in range(3):
            await settled(pilot)
        await press(pilot, "A")
    edit_post(blog, "I like coffee.", "2026-11-23T01:00:00")
    edit_comment(blog, "So do <b>we</b>.")
    app = an_app(blog, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(3):
            await settled(pilot)
        await press(pilot, "$")
        reader(app).focus_pane("thread")
        await settled(pilot)
        head = shown(reader(app).thread_pane)
        comment = await what_changed(pilot)
        await press(pilot, "A")
        after_reading = await what_changed(pilot)
        reader(app).focus_pane("post")
        post = await what_changed(pilot)

    assert "changed since you read it" in head
    assert comment == after_reading == "So do [-I-] {+we+}."
    assert post == "I like [-tea-] {+coffee+}."


async def test_where_only_markup_changed_the_source_is_shown(
    blog: FakeWordPress, tmp_path: Path
) -> None:
    """A link that leads elsewhere would be told of as a change without a difference."""
    edit_comment(blog, '<a href="https://x.example/">Look</a>')
    async with an_app(blog, tmp_path).run_test(size=SIZE) as pilot:
        for _ in range(3):
            await settled(pilot)
        await press(pilot, "A")
    edit_comment(blog, '<a href="https://y.example/">Look</a>')
    app = an_app(blog, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(3):
            await settled(pilot)
        await press(pilot, "$")
        reader(app).focus_pane("thread")
        await press(pilot, "g", "c")
        assert isinstance(app.screen, ChangesScreen)
        title = app.screen._title
        text = shown(app.screen._view)
        await press(pilot, "j", "q")

    assert title == "Markup changed since you read it: comment of Guest"
    assert "https://[-x-] {+y+}.example/" in text


async def test_without_an_earlier_text_it_is_said_why(blog: FakeWordPress, tmp_path: Path) -> None:
    """The key would seem broken."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(3):
            await settled(pilot)
        await press(pilot, "g", "c")
        status = reader(app).status_line.state

    assert status.startswith("No older text of this is here: a sync keeps")
