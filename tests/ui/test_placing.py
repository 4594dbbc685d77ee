"""Scrolling an item to a place on screen, and moving the cursor over what is on screen."""

from pathlib import Path

import pytest

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled, shown
from tests.ui.test_document_engine import HEIGHTS, EngineApp

SIZE = (60, 20)
FAR = 150
"""An item around which nothing is measured before one goes there."""


def own_rows(app: EngineApp, item: int) -> list[int]:
    """The rows of the screen on which an item stands."""
    return [y for y, row in enumerate(app.view.rows()) if row.startswith(f"item {item} ")]


@pytest.mark.parametrize(
    ("key", "share"), [("item_to_top", 0.0), ("item_to_middle", 0.5), ("item_to_bottom", 1.0)]
)
@pytest.mark.parametrize("item", [FAR, FAR + 1, FAR + 2, FAR + 3])
async def test_the_item_under_the_cursor_goes_where_it_is_wanted(
    key: str, share: float, item: int
) -> None:
    """One would read on in the wrong place, as what is above was only guessed."""
    app = EngineApp(HEIGHTS)
    async with app.run_test(size=SIZE) as pilot:
        app.view.move_to(item)
        await app.view.run_action(key)
        await pilot.pause()

        height = HEIGHTS[item]
        first = round((app.view.size.height - height) * share)
        assert own_rows(app, item) == list(range(first, first + height))
        assert app.view.cursor_item == item


async def test_an_item_longer_than_the_screen_shows_its_beginning() -> None:
    """The middle of it would be in the middle, and one would not know what it is."""
    app = EngineApp([3, 50, 3])
    async with app.run_test(size=SIZE) as pilot:
        app.view.move_to(1)
        app.view.scroll_rows(7)
        app.view.action_item_to_middle()
        await pilot.pause()

        assert app.view.rows()[0] == "item 1 line 0"


async def test_the_ends_of_the_document_stay_at_the_ends_of_the_screen() -> None:
    """There would be emptiness above the first item, or below the last one."""
    app = EngineApp(HEIGHTS)
    async with app.run_test(size=SIZE) as pilot:
        app.view.action_item_to_bottom()
        await pilot.pause()
        at_first = app.view.rows()[0]
        app.view.action_scroll_end()
        app.view.action_item_to_top()
        await pilot.pause()

        assert at_first == "item 0 line 0"
        assert app.view.rows()[-1] == f"item 399 line {HEIGHTS[-1] - 1}"


async def test_the_cursor_goes_to_top_middle_and_bottom_of_what_is_seen() -> None:
    """It would leave the screen, or stand on what begins above it."""
    app = EngineApp([4] * 30)
    async with app.run_test(size=SIZE) as pilot:
        app.view.move_to(12)
        app.view.go_to_row(30)  # item 7 from its third line on, to the second line of item 12
        places = []
        for key in ("cursor_to_top", "cursor_to_middle", "cursor_to_bottom"):
            await app.view.run_action(key)
            places.append(app.view.cursor_item)
        await pilot.pause()

        assert places == [8, 9, 12]
        assert app.view.scroll_offset.y == 30


async def test_a_short_document_has_its_middle_where_its_text_is() -> None:
    """The middle would be the end, for the empty rows below it."""
    app = EngineApp([2, 2, 2])
    async with app.run_test(size=SIZE):
        app.view.action_cursor_to_middle()
        middle = app.view.cursor_item
        app.view.action_cursor_to_bottom()

        assert (middle, app.view.cursor_item) == (1, 2)


async def test_one_item_over_the_whole_screen_is_top_middle_and_bottom() -> None:
    """The cursor would go to something that is not seen."""
    app = EngineApp([3, 90, 3])
    async with app.run_test(size=SIZE):
        app.view.go_to_row(20)
        places = []
        for key in ("cursor_to_top", "cursor_to_middle", "cursor_to_bottom"):
            await app.view.run_action(key)
            places.append(app.view.cursor_item)

        assert places == [1, 1, 1]


async def test_nothing_to_place_is_no_problem() -> None:
    """An empty list would end the program."""
    app = EngineApp([])
    async with app.run_test(size=SIZE):
        for key in ("cursor_to_top", "cursor_to_middle", "cursor_to_bottom", "item_to_middle"):
            await app.view.run_action(key)

        assert app.view.cursor_item is None


async def test_the_keys_of_vim_place_comments_and_leave_a_post_as_it_is(tmp_path: Path) -> None:
    """A key would do nothing in the thread, or move the text of a post about."""
    app = an_app(ScriptedBlog(comments=40), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        before = shown(reader(app).post_pane)
        await pilot.press("H", "M", "L", "z", "z", "z", "t", "z", "b")
        after = shown(reader(app).post_pane)
        await pilot.press("enter", "2", "0", "j")
        pane = reader(app).thread_pane
        rows = []
        for key in ("t", "z", "b"):
            await pilot.press("z", key)
            rows.append(pane.cursor_row)
        places = []
        for key in ("H", "M", "L"):
            await pilot.press(key)
            places.append(pane.cursor_item or 0)

        height = pane.extent.heights[20]
        free = pane.size.height - height
        assert before == after
        assert rows == [0, round(free / 2), free]
        assert places[0] < places[1] < places[2] == 20


@pytest.mark.parametrize("size", [(60, 9), (40, 9), (40, 20), (90, 30), (60, 4)])
@pytest.mark.parametrize("row", [0, 8, 16])
async def test_an_item_that_is_all_in_view_is_so_in_another_size(
    size: tuple[int, int], row: int
) -> None:
    """The status line would speak of something that is not on screen, and so would keys."""
    app = EngineApp([4] * 200)
    async with app.run_test(size=SIZE) as pilot:
        app.view.move_to(FAR)
        app.view.put_cursor_at(row)
        await pilot.pause()
        await pilot.resize_terminal(*size)
        await pilot.pause()

        first = min(row, size[1] - 4)
        assert own_rows(app, FAR) == list(range(first, first + 4))


async def test_the_last_item_is_in_view_however_small_the_window_becomes() -> None:
    """One would answer a comment that is below the screen."""
    app = EngineApp(HEIGHTS)
    async with app.run_test(size=SIZE) as pilot:
        app.view.action_scroll_end()
        await pilot.pause()
        seen = []
        for size in ((50, 15), (50, 8), (40, 3)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            seen.append("item 399 line 0" in app.view.rows())

        assert seen == [True] * 3


async def test_of_a_long_item_as_much_is_in_view_in_another_size() -> None:
    """Its head would stay, and what one reads below it be gone."""
    app = EngineApp([3, 3, 3, 50, 3])
    async with app.run_test(size=SIZE) as pilot:
        app.view.set_cursor(3)
        await pilot.pause()
        await pilot.resize_terminal(60, 14)
        await pilot.pause()

        assert own_rows(app, 3) == list(range(3, 14))


async def test_what_was_scrolled_to_stays_in_another_height() -> None:
    """One would be taken back to where the cursor was left."""
    app = EngineApp([4] * 200)
    async with app.run_test(size=SIZE) as pilot:
        app.view.scroll_rows(402)
        await pilot.pause()
        top = app.view.rows()[0]
        await pilot.resize_terminal(60, 9)
        await pilot.pause()

        assert app.view.rows()[0] == top


async def test_a_row_put_back_in_a_smaller_window_is_all_in_view() -> None:
    """Of the post in the list one would see the title alone after a new start."""
    app = EngineApp([3] * 30)
    async with app.run_test(size=(60, 12)) as pilot:
        app.view.move_to(15)
        app.view.put_cursor_at(21)
        await pilot.pause()

        assert own_rows(app, 15) == [9, 10, 11]
