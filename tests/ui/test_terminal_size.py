"""Another size of the terminal: how soon it is drawn, and how often."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.geometry import Size

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled


async def test_a_new_size_is_drawn_without_waiting_for_more_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One would look at a screen of the old size for a part of the time that a frame may take."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        waited_for: list[Callable[..., object]] = []

        def set_timer(_delay: float, callback: Callable[..., object]) -> object:
            waited_for.append(callback)  # its time never comes
            return object()

        monkeypatch.setattr(app, "set_timer", set_timer)
        app.post_message(events.Resize(Size(90, 25), Size(90, 25)))
        await pilot.pause()

        assert waited_for
        assert reader(app).outer_size == (90, 25)


async def test_what_textual_tells_again_is_not_laid_out_again(tmp_path: Path) -> None:
    """Scroll bars would be drawn twice for each size that a window takes while it is dragged."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        screen = reader(app)
        laid_out: list[object] = []
        screen.screen_layout_refresh_signal.subscribe(screen, laid_out.append, immediate=True)

        screen.post_message(events.Resize(screen.outer_size, screen.outer_size))
        await settled(pilot)

    assert laid_out == []
