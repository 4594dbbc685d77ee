"""What comes next is drawn before it is asked for, and only what can come next."""

from collections.abc import Sequence

import pytest
from textual.pilot import Pilot
from textual.strip import Strip

from tests.fakes.composer import wait_until
from tests.ui.test_document_engine import EngineApp, NumberedView, true_lines
from tui_blog.ui.widgets import drawing_ahead

HEIGHTS = [5] * 200
ROWS = 20


class PaintedView(NumberedView):
    """Notes which lines were painted, and whether as those under the cursor."""

    def __init__(self, heights: Sequence[int]) -> None:
        super().__init__(heights)
        self.painted: list[tuple[int, int, bool]] = []

    def paint_line(self, item: int, line: int, *, current: bool) -> Strip:
        self.painted.append((item, line, current))
        return super().paint_line(item, line, current=current)


class PaintedApp(EngineApp):
    view: PaintedView

    def __init__(self) -> None:
        super().__init__(HEIGHTS)
        self.view = PaintedView(HEIGHTS)


async def painted_all_ahead(pilot: Pilot[None], view: PaintedView, items: range) -> None:
    """Wait until some items are painted, as they are when the cursor is elsewhere."""
    wanted = {(item, line, False) for item in items for line in range(5)}
    await wait_until(pilot, lambda: wanted <= set(view.painted))


@pytest.mark.parametrize("step", [1, -1])
async def test_a_page_that_was_foreseen_is_not_painted_again(step: int) -> None:
    """Painting is a third of what a page down takes."""
    app = PaintedApp()
    async with app.run_test(size=(40, ROWS)) as pilot:
        view = app.view
        view.go_to_row(500)
        view.go_to_row(500 + ROWS * step)
        ahead = range(108, 112) if step > 0 else range(92, 96)
        await painted_all_ahead(pilot, view, ahead)
        view.painted.clear()

        view.go_to_row(500 + 2 * ROWS * step)
        await pilot.pause()

        start = 500 + 2 * ROWS * step
        assert view.rows() == true_lines(HEIGHTS)[start : start + ROWS]
        seen = {(item, line) for item, line, _ in view.painted if item in ahead}
        assert seen == set()


async def test_the_item_that_the_cursor_comes_to_is_painted_as_under_it() -> None:
    app = PaintedApp()
    async with app.run_test(size=(40, ROWS)) as pilot:
        view = app.view
        view.action_cursor_down()
        await wait_until(pilot, lambda: (2, 4, True) in view.painted)
        view.painted.clear()

        view.action_cursor_down()
        await pilot.pause()

        assert view.cursor_item == 2
        assert not [one for one in view.painted if one[0] == 2]


async def test_what_was_foreseen_of_another_document_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its lines would be asked for though there are none, and the program would end."""
    monkeypatch.setattr(drawing_ahead, "_SLICE_S", 0)  # a line at a time
    app = PaintedApp()
    async with app.run_test(size=(40, ROWS)) as pilot:
        view = app.view
        view.action_cursor_down()
        await wait_until(pilot, lambda: (2, 0, True) in view.painted)
        view.item_heights = [1, 1]
        view.replace_document(None, adopt=lambda extent: None)
        view.painted.clear()
        await pilot.pause(0.2)

        assert {item for item, _, _ in view.painted} <= {0, 1}
        assert view.rows()[:2] == ["item 0 line 0", "item 1 line 0"]
