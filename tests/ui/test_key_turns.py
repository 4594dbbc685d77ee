"""Keys that come together do what they would do one by one."""

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from tests.ui.reading_app import reader, settled
from tui_blog.app import TuiBlogApp
from tui_blog.config import Config
from tui_blog.paths import Paths
from tui_blog.ui.screens.composer import ComposerScreen
from tui_blog.wiring import Library


@pytest.fixture
def app(tmp_path: Path) -> TuiBlogApp:
    """The app on the sample posts."""
    paths = Paths(
        config_folder=tmp_path / "config",
        data_folder=tmp_path / "data",
        cache_folder=tmp_path / "cache",
        state_folder=tmp_path / "state",
    )
    library = Library(Config(), paths, environ={})
    return TuiBlogApp(library.open(None), config=Config(), strict_guard=True, shelf=library)


async def burst(pilot: Pilot[None], text: str) -> None:
    """Let keys come at once, as over a slow line."""
    for character in text:
        key = {"/": "slash", " ": "space"}.get(character, character)
        pilot.app.post_message(events.Key(key, character))
    for _ in range(100):
        await pilot.pause(0.01)
    await settled(pilot)


async def test_a_search_that_is_typed_at_once_is_a_search(app: TuiBlogApp) -> None:
    """Its letters would act as commands: `d` would delete a comment."""
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await burst(pilot, "/folding")
        bar = reader(app)._search_bar
        typed = None if bar is None else bar.text
        cursor = reader(app).post_list.post

    assert typed == "folding"
    assert cursor is not None
    assert cursor.title == "Folding a long conversation"


async def test_a_comment_that_is_typed_at_once_is_whole(app: TuiBlogApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await burst(pilot, "cquick brown dogs")
        assert isinstance(app.screen, ComposerScreen)
        text = app.screen._input.text

    assert text == "quick brown dogs"


async def test_commands_that_come_at_once_are_all_carried_out(app: TuiBlogApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await burst(pilot, "jjk" + "j" * 3)
        post = reader(app).post_list.post

    assert post is not None
    assert post.title == "Everything a post can hold"


async def test_a_key_that_is_never_answered_holds_up_the_next_ones_for_a_moment_only(
    app: TuiBlogApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keyboard would be dead."""
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        with monkeypatch.context() as patch:
            patch.setattr(TuiBlogApp, "_end_turn", lambda self: None)
            pilot.app.post_message(events.Key("j", "j"))
            await pilot.pause(0.6)
        await burst(pilot, "j")
        post = reader(app).post_list.post

    assert post is not None
    assert post.title == "Answering"
