"""What is imported ahead: all of it can be, and it waits for whoever types."""

import sys

import pytest
from textual.app import App

from tui_blog.ui import loading_ahead
from tui_blog.ui.loading_ahead import STEPS, LoadingAhead

_NEVER, _JUST_NOW = 0.0, float("inf")


async def test_each_step_is_made_once_nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first key of its kind would wait for what could have been there."""
    made: list[str] = []
    monkeypatch.setattr(
        loading_ahead, "STEPS", (lambda: made.append("a"), lambda: made.append("b"))
    )
    app: App[None] = App()
    async with app.run_test() as pilot:
        loading = LoadingAhead(app, touched_at=lambda: _NEVER)
        loading.begin()
        loading.begin()
        await app.workers.wait_for_complete()
        await pilot.pause()

    assert made == ["a", "b"]


async def test_nothing_is_done_beside_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys would take twice as long in the first second."""
    made: list[str] = []
    touched = [_JUST_NOW, _JUST_NOW, _NEVER]
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(loading_ahead, "STEPS", (lambda: made.append("a"),))
    monkeypatch.setattr(loading_ahead, "sleep", wait)
    app: App[None] = App()
    async with app.run_test():
        LoadingAhead(app, touched_at=lambda: touched.pop(0)).begin()
        await app.workers.wait_for_complete()

    assert made == ["a"]
    assert len(waits) == 3


def test_all_steps_can_be_made() -> None:
    """The program would end in an error a moment after its start."""
    for step in STEPS:
        step()

    assert "tui_blog.ui.screens.composer" in sys.modules
