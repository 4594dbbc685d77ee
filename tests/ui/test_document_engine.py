"""The document engine on a tiny document: what stands where, before and after every change."""

import re
from collections.abc import Sequence

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from tests.fakes.composer import wait_until
from tui_blog.text.layout import Fragment, Line
from tui_blog.ui.widgets.extent import MEASURED
from tui_blog.ui.widgets.item_view import ItemView


class NumberedView(ItemView):
    """Items of given heights; each line says which it is. Estimates are wrong on purpose."""

    def __init__(self, heights: Sequence[int]) -> None:
        super().__init__(id="view")
        self.item_heights = list(heights)
        self.laid_out: set[int] = set()
        self.guessed_times = 0
        self.drawn: list[tuple[str, bool]] = []

    def estimate_heights(self) -> Sequence[int]:
        self.guessed_times += 1
        return [5] * len(self.item_heights)

    def lay_out_item(self, item: int) -> Sequence[Line]:
        self.laid_out.add(item)
        texts = [f"item {item} line {number}" for number in range(self.item_heights[item])]
        return [Line((Fragment(text),), len(text)) for text in texts]

    def paint_line(self, item: int, line: int, *, current: bool) -> Strip:
        laid_out = self.layout_of(item)[line]
        base = self.paint.cursor if current else self.paint.base
        return self.finish_strip(self.paint.segments(laid_out, base), laid_out.cells, base)

    def render_lines(self, crop: Region) -> list[Strip]:
        strips = super().render_lines(crop)
        self.drawn.append((strips[0].text.rstrip(), self.show_vertical_scrollbar))
        return strips

    def rows(self) -> list[str]:
        return [self.render_line(y).text.rstrip() for y in range(self.size.height)]


class EngineApp(App[None]):
    def __init__(self, heights: Sequence[int]) -> None:
        super().__init__()
        self.view = NumberedView(heights)

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.view.open_items(0 if self.view.item_heights else None)


HEIGHTS = [(7 * number) % 11 + 1 for number in range(400)]


def true_lines(heights: Sequence[int]) -> list[str]:
    return [
        f"item {item} line {line}" for item, height in enumerate(heights) for line in range(height)
    ]


@pytest.mark.parametrize(("heights", "has_bar"), [(HEIGHTS, True), ([2], False)])
async def test_the_first_frame_holds_the_document_with_its_bar(
    heights: Sequence[int], has_bar: bool
) -> None:
    """A start would first show an empty pane, and draw everything three times over."""
    app = EngineApp(heights)
    async with app.run_test(size=(40, 20)):
        assert app.view.drawn[0] == ("item 0 line 0", has_bar)


async def test_a_pane_that_grows_shows_what_it_has_room_for() -> None:
    """A window made higher soon after something was opened would end the program."""
    app = EngineApp(HEIGHTS)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.resize_terminal(40, 100)

        assert app.view.rows() == true_lines(HEIGHTS)[:100]


async def test_the_first_frame_of_another_width_is_laid_out_for_it() -> None:
    """Each drag of a window's edge would show the lines of the width before."""
    app = EngineApp(HEIGHTS)
    async with app.run_test(size=(40, 20)) as pilot:
        widths: list[int] = []
        draw = app.view.paint_line

        def paint_line(item: int, line: int, *, current: bool) -> Strip:
            widths.append(app.view.text_width)
            return draw(item, line, current=current)

        app.view.paint_line = paint_line  # type: ignore[method-assign]  # watched only here
        await pilot.resize_terminal(70, 20)

        assert set(widths) == {app.view.scrollable_content_region.width}


@pytest.mark.parametrize("row", [0, 1, 57, 500])
async def test_rows_on_screen_follow_each_other_without_gap_wherever_one_scrolls(row: int) -> None:
    app = EngineApp(HEIGHTS)
    async with app.run_test(size=(40, 20)) as pilot:
        app.view.go_to_row(row)
        await pilot.pause()

        shown = app.view.rows()

        lines = true_lines(HEIGHTS)
        start = lines.index(shown[0])
        assert shown == lines[start : start + 20]


async def test_the_end_is_the_true_end_although_heights_were_guessed() -> None:
    app = EngineApp(HEIGHTS)
    async with app.run_test(size=(40, 20)) as pilot:
        app.view.action_scroll_end()
        await pilot.pause()

        assert app.view.rows() == true_lines(HEIGHTS)[-20:]
        assert app.view.cursor_item == len(HEIGHTS) - 1


async def test_only_what_is_near_the_screen_is_laid_out_at_once() -> None:
    app = EngineApp([3] * 100_000)
    async with app.run_test(size=(40, 20)):
        assert len(app.view.laid_out) < 5_000


async def test_idle_time_makes_every_height_exact_and_moves_nothing() -> None:
    app = EngineApp(HEIGHTS)
    async with app.run_test(size=(40, 20)) as pilot:
        app.view.go_to_row(900)
        before = app.view.rows()
        await _refined(app, pilot)

        assert app.view.extent.total == sum(HEIGHTS)
        assert app.view.rows() == before


async def test_walking_down_item_by_item_shows_every_line_of_every_item() -> None:
    heights = [30, 2, 45, 1, 3, 25]
    app = EngineApp(heights)
    seen = set()
    async with app.run_test(size=(40, 10)) as pilot:
        for _ in range(40):
            seen.update(app.view.rows())
            app.view.action_cursor_down()
            await pilot.pause()

    assert set(true_lines(heights)) <= seen
    assert app.view.cursor_item == len(heights) - 1


async def test_walking_up_comes_back_to_the_first_line() -> None:
    app = EngineApp([30, 2, 45, 1, 3, 25])
    async with app.run_test(size=(40, 10)) as pilot:
        app.view.action_scroll_end()
        for _ in range(40):
            app.view.action_cursor_up()
            await pilot.pause()

        assert app.view.cursor_item == 0
        assert app.view.rows()[0] == "item 0 line 0"


async def test_a_cursor_left_behind_by_the_wheel_comes_to_what_is_seen() -> None:
    app = EngineApp([5] * 100)
    async with app.run_test(size=(40, 10)) as pilot:
        app.view.scroll_rows(100)
        app.view.action_cursor_down()
        await pilot.pause()

        assert app.view.cursor_item == 20
        assert app.view.rows()[0] == "item 20 line 0"


async def test_resizing_keeps_the_line_at_the_top() -> None:
    app = EngineApp(HEIGHTS)
    async with app.run_test(size=(40, 20)) as pilot:
        app.view.go_to_row(700)
        top = app.view.rows()[0]
        await pilot.resize_terminal(70, 15)
        await pilot.pause()

        assert app.view.rows()[0] == top


async def test_another_width_of_very_many_items_is_drawn_before_their_heights_are_guessed() -> None:
    """A hundred thousand comments would be gone through while a window is dragged."""
    heights = [(7 * number) % 11 + 1 for number in range(6000)]
    app = EngineApp(heights)
    async with app.run_test(size=(40, 20)) as pilot:
        await _refined(app, pilot)
        app.view.go_to_row(20_000)
        app.view.set_cursor(app.view.extent.item_at(20_003)[0])
        row, cursor_row = app.view.rows()[app.view.cursor_row], app.view.cursor_row
        drawn_at: list[tuple[int, str]] = []
        draw = app.view.render_lines
        app.view.guessed_times = 0

        def render_lines(crop: Region) -> list[Strip]:
            strips = draw(crop)
            drawn_at.append((app.view.guessed_times, strips[cursor_row].text.rstrip()))
            return strips

        app.view.render_lines = render_lines  # type: ignore[method-assign]  # watched only here
        await pilot.resize_terminal(70, 20)

        assert drawn_at[0] == (0, row)
        await _refined(app, pilot)
        assert app.view.guessed_times > 0
        assert app.view.extent.total == sum(heights)
        assert app.view.rows()[cursor_row] == row


async def test_guesses_at_a_new_width_leave_what_is_exact_as_it_is() -> None:
    """What one reads would jump a moment after its window was dragged."""
    app = EngineApp([2] * 6000)
    async with app.run_test(size=(40, 20)) as pilot:
        await _refined(app, pilot)
        app.view.item_heights = [3] * 6000
        await pilot.resize_terminal(70, 20)
        exact = [item for item in range(6000) if app.view.extent.known[item] == MEASURED]
        app.view._guess(float("inf"))

        assert 0 < len(exact) < 100
        assert [app.view.extent.heights[item] for item in exact] == [3] * len(exact)
        assert app.view.extent.total == 5 * (6000 - len(exact)) + 3 * len(exact)


async def _refined(app: EngineApp, pilot: Pilot[None]) -> None:
    # The rows are put where the last height puts them a moment after it is known.
    await wait_until(
        pilot,
        lambda: app.view.extent.first_estimated(0) is None and app.view._doc_refine_timer is None,
    )


async def test_an_empty_document_says_what_it_was_told() -> None:
    app = EngineApp([])
    async with app.run_test(size=(60, 10)) as pilot:
        app.view.say("Nothing here.", "Try something else.")
        await pilot.pause()

        rows = " ".join(app.view.rows())
        assert "Nothing here." in rows
        assert "Try something else." in rows


async def test_what_idle_time_measured_never_leaves_a_row_without_its_line() -> None:
    heights = [1] * 3000
    app = EngineApp(heights)
    async with app.run_test(size=(40, 20)) as pilot:
        for _ in range(30):
            app.view.action_page_down()
            shown = app.view.rows()
            start = true_lines(heights).index(shown[0])
            assert shown == true_lines(heights)[start : start + 20]
            await pilot.pause(0.01)


async def test_the_scroll_bar_knows_where_it_is_and_is_drawn_when_it_moved() -> None:
    """A bar that was dragged would jump, or would not reach the end."""
    app = EngineApp([1] * 3000)
    async with app.run_test(size=(40, 20)) as pilot:
        bar = app.view.vertical_scrollbar

        app.view.go_to_row(3)
        await pilot.pause()
        near_the_top = drawn_bar(bar)
        app.view.go_to_row(app.view.extent.total // 2)
        await pilot.pause()
        middle = drawn_bar(bar)
        app.view.action_scroll_end()
        await pilot.pause()

        extent = app.view.extent
        assert (bar.position, bar.window_virtual_size) == (extent.total - 20, extent.total)
        assert near_the_top.startswith("#")
        assert "#" in middle[8:12]
        assert drawn_bar(bar).endswith("#")


def drawn_bar(bar: ScrollBar) -> str:
    strips = bar.render_lines(bar.size.region)
    return "".join(
        "#" if one.style is not None and one.style.meta["@mouse.down"] == "grab" else "."
        for strip in strips
        for one in strip
    )


async def test_only_what_moved_of_the_scroll_bar_is_drawn_and_nothing_of_it_stays_behind() -> None:
    """All of it costs as much as the text beside it."""
    app = EngineApp([5] * 40)
    async with app.run_test(size=(40, 20)) as pilot:
        bar = app.view.vertical_scrollbar
        for row in [5, 10, 14, 100, 104, 90, 180, 176, 60, 180, 0, 3, 8]:
            app.view.go_to_row(row)
            await pilot.pause()
            drawn = drawn_bar(bar)
            assert re.fullmatch(r"\.*#{2,3}\.*", drawn), (row, drawn)
            assert abs(drawn.index("#") - row / 10) <= 1, (row, drawn)
