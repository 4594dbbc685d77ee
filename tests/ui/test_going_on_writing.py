"""A start goes on with what was being written when the program ended."""

from pathlib import Path

import pytest

from tests.fakes.blog import ScriptedBlog
from tests.fakes.composer import wait_until
from tests.ui.reading_app import an_app, reader, settled, typed
from tui_blog.model.ids import PostId
from tui_blog.sync.writing_mark import WritingMark
from tui_blog.ui.screens.composer import ComposerScreen


async def write_and_die(folder: Path, *keys: str) -> None:
    """Begin a reply to the second comment, press some more keys, and let the program end."""
    app = an_app(ScriptedBlog(), folder)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "j", "r")
        await settled(pilot)
        await typed(pilot, "Half a reply")
        await pilot.press("left", *keys)
        await settled(pilot)


async def test_half_a_reply_stands_there_again(tmp_path: Path) -> None:
    """One would have to find the comment that one was answering."""
    await write_and_die(tmp_path)

    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await wait_until(pilot, lambda: isinstance(app.screen, ComposerScreen))
        composer = app.screen
        assert isinstance(composer, ComposerScreen)
        await pilot.press("e", "s", "!")
        assert composer._input.text == "Half a reples!y"
        assert "Reply to Ana" in str(composer.frame.border_title)
        comment = reader(app).thread_pane.comment
        assert comment is not None
        assert comment.id == "mem:2"


@pytest.mark.parametrize("keys", [("escape", "o"), ("escape", "d"), ("alt+enter",)])
async def test_what_was_left_stays_closed(tmp_path: Path, keys: tuple[str, ...]) -> None:
    """One would have to close it at each start."""
    await write_and_die(tmp_path, *keys)

    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await settled(pilot)
        assert app.screen is reader(app)


async def test_start_with_a_post_that_was_named_shows_that(tmp_path: Path) -> None:
    """One asked for something else."""
    await write_and_die(tmp_path)

    async def find_start() -> PostId | None:
        return PostId("mem:2")

    app = an_app(ScriptedBlog(), tmp_path, find_start=find_start)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await settled(pilot)
        assert app.screen is reader(app)
    assert next(iter(tmp_path.glob("**/writing"))).read_bytes()


async def test_what_another_program_writes_is_left_to_it(tmp_path: Path) -> None:
    """Two programs would write over each other's text."""
    await write_and_die(tmp_path)
    other = WritingMark(next(iter(tmp_path.glob("**/writing"))).parent)
    target = other.find_interrupted()
    assert target is not None
    other.begin(target)

    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await settled(pilot)
        assert app.screen is reader(app)
    other.release()
