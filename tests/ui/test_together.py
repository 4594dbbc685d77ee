"""What comes within a moment is shown in one frame; what takes longer holds nothing back."""

import asyncio

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from tui_blog.ui.together import shown_together

_DEADLINE_S = 10.0


class Line(Static):
    """Tells what of it was drawn."""

    def __init__(self) -> None:
        super().__init__("nothing yet")
        self.drawn: list[str] = []

    def render(self) -> str:
        self.drawn.append(str(self.content))
        return str(self.content)


class Pane(App[None]):
    """One line."""

    def compose(self) -> ComposeResult:
        yield Line()


async def test_what_takes_long_holds_back_nothing_for_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was there already was seen only when something else happened."""
    monkeypatch.setattr("tui_blog.ui.together._AT_MOST_S", 0.05)
    monkeypatch.setattr("tui_blog.ui.together._SAY_MORE_S", 1000.0)
    app = Pane()
    async with app.run_test() as pilot:
        await pilot.pause()
        line = app.query_one(Line)
        line.drawn.clear()
        with shown_together(app.screen, say_more=lambda: None):  # type: ignore[arg-type]
            line.update("there already")
            await asyncio.sleep(0.02)
            held = "there already" in line.drawn
            # Not `pilot.pause`: that would wake what slept.
            for _ in range(int(_DEADLINE_S / 0.02)):
                await asyncio.sleep(0.02)
                if "there already" in line.drawn:
                    break
            shown = "there already" in line.drawn

    assert (held, shown) == (False, True)
