"""The map beside the thread: how it is drawn, what it follows, and where a click leads."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.factories import a_comment
from tests.fakes.blog import EPOCH, ScriptedBlog
from tests.ui.reading_app import TestSource, a_service, an_app, reader, settled, shown, typed
from tui_blog.app import TuiBlogApp
from tui_blog.model.ids import PostId
from tui_blog.model.post import Author
from tui_blog.ui.widgets.thread_map import ThreadMapColumn

SIZE = (100, 30)
ME, MARA = Author(name="Me", id="9"), Author(name="Mara", id="1")


def a_blog(count: int, **authors: Author) -> ScriptedBlog:
    """Make a post with conversations of ten; ``c7=MARA`` says who wrote the comment number 7."""
    blog = ScriptedBlog(comments=0)
    blog._page_size = 1000
    for number in range(count):
        name = f"c{number}"
        author = authors.get(name, Author(name="Ana", id="5"))
        parent = None if number % 10 == 0 else f"c{number - number % 10}"
        comment = a_comment(name, parent=parent, author=author, own=author is ME)
        created_at = EPOCH - timedelta(days=30) + timedelta(minutes=number)
        comment = replace(comment, post_id=PostId("mem:1"), created_at=created_at)
        blog._comments[comment.id] = comment
    return blog


def the_map(app: TuiBlogApp) -> ThreadMapColumn:
    return reader(app).query_one(ThreadMapColumn)


def drawn(app: TuiBlogApp) -> str:
    """Return the signs of the map from top to bottom."""
    column = the_map(app)
    return "".join(column.render_line(y).text for y in range(column.size.height)).rstrip()


def marked(app: TuiBlogApp) -> list[int]:
    """Return the rows that are marked as in view on the screen as it is drawn now."""
    region = the_map(app).region
    lines = app.screen._compositor.render_strips()[region.y : region.bottom]
    cells = [next(iter(line.crop(region.x, region.right))) for line in lines]
    return [y for y, cell in enumerate(cells) if cell.style and cell.style.reverse]


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


async def to_map(pilot: Pilot[None]) -> None:
    """Go to the thread, and show its map."""
    await settled(pilot)
    await press(pilot, "f6", "f6", "g", "m")


async def test_a_map_of_a_thousand_comments_is_no_higher_than_the_pane(tmp_path: Path) -> None:
    """It would run out of the screen, and what is below could not be clicked."""
    app = an_app(a_blog(1000), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await to_map(pilot)
        column, pane = the_map(app), reader(app).thread_pane

        assert column.size.height == pane.size.height
        assert column.row_count == pane.size.height
        assert column.region.y == pane.region.y
        assert column.region.x == pane.region.right
        assert len(drawn(app)) == pane.size.height


@pytest.mark.parametrize("row", [0, 1, 13, 26])
async def test_a_click_goes_to_the_share_of_the_row(tmp_path: Path, row: int) -> None:
    """One would be taken elsewhere in the thread."""
    app = an_app(a_blog(1000), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await to_map(pilot)
        await press(pilot, "f6", "f6", "f6", "A", "z", "M")
        rows = the_map(app).row_count
        await pilot.click(the_map(app), offset=(0, row))
        await settled(pilot)
        pane = reader(app).thread_pane
        position = pane.cursor_item

        assert position is not None
        assert row * 1000 // rows <= position < (row + 1) * 1000 // rows
        assert position in pane.extent.visible
        assert position in pane.positions_in_view
        assert pane.has_focus
        assert row in marked(app)
        assert f"comment {position + 1}/1000" in reader(app).status_line.position


async def test_a_click_opens_the_fold_that_hides_what_is_there(tmp_path: Path) -> None:
    """The cursor would be on a comment that is not shown."""
    app = an_app(a_blog(12, c3=MARA), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await to_map(pilot)
        await press(pilot, "z", "M")
        await pilot.click(the_map(app), offset=(0, 3))
        await settled(pilot)
        pane = reader(app).thread_pane

        assert pane.cursor_item == 3
        assert 3 in pane.extent.visible


async def test_the_part_in_view_is_marked_and_follows(tmp_path: Path) -> None:
    """One would not see where one is."""
    app = an_app(a_blog(200), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await to_map(pilot)
        seen = [marked(app)]
        for keys in (["G"], ["g", "g"], ["z", "M"]):
            await press(pilot, *keys)
            seen.append(marked(app))
        rows = the_map(app).row_count

    assert seen[0] == seen[2] == [0, 1]
    assert seen[1] == [rows - 2, rows - 1]
    assert seen[3] == list(range(rows))


async def test_new_own_and_author_s_comments_have_signs(tmp_path: Path) -> None:
    """The map would be a line that tells nothing."""
    app = an_app(a_blog(12, c3=MARA, c5=ME), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await to_map(pilot)
        before = drawn(app)
        await press(pilot, "A")
        after = drawn(app)
        await press(pilot, "u")
        again = drawn(app)
        await press(pilot, "G", "r")
        await typed(pilot, "Mine")
        await press(pilot, "alt+enter")

        assert before == again == "●●●▲●◇●●●●●●"
        assert after == "├││△│◇││││├│"
        assert drawn(app) == "●●●▲●◇●●●●●●◇"


async def test_signs_are_plain_where_glyphs_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would be boxes on the Linux console."""
    monkeypatch.setenv("TUI_BLOG_GLYPHS", "ascii")
    app = an_app(a_blog(12, c3=MARA, c5=ME), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await to_map(pilot)
        before = drawn(app)
        await press(pilot, "A")

        assert (before, drawn(app)) == ("***A*m******", "+||a|m||||+|")


async def test_the_map_stays_from_post_to_post_until_it_is_hidden(tmp_path: Path) -> None:
    """One would call it for each post, or not get rid of it."""
    app = an_app(a_blog(30), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await to_map(pilot)
        width = reader(app).thread_pane.size.width
        first = drawn(app)
        reader(app).read_post(PostId("mem:2"), lambda: None)
        await settled(pilot)
        empty = drawn(app)
        reader(app).read_post(PostId("mem:1"), lambda: None)
        await settled(pilot)
        back = drawn(app)
        await press(pilot, "g", "m")

        assert first == back
        assert first.count("●") == 27
        assert empty == ""
        assert not reader(app).query(ThreadMapColumn)
        assert reader(app).thread_pane.size.width == width + 1


async def test_another_blog_has_a_map_too(tmp_path: Path) -> None:
    """One would call it again with each change of blogs."""
    app = an_app(a_blog(30), tmp_path / "one")
    other = TestSource(service=a_service(a_blog(7), tmp_path / "other"))
    async with app.run_test(size=SIZE) as pilot:
        await to_map(pilot)
        first = reader(app)
        await app._switch_to(other)
        await settled(pilot)
        await press(pilot, "f6", "f6")
        with_map = drawn(app)
        await press(pilot, "g", "m")

        assert reader(app) is not first
        assert with_map == "●" * 7
        assert not reader(app).query(ThreadMapColumn)


async def test_the_thread_is_not_covered_by_its_map(tmp_path: Path) -> None:
    """The ends of lines would be hidden."""
    app = an_app(a_blog(3), tmp_path)
    async with app.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        await press(pilot, "f6", "f6")
        before = shown(reader(app).thread_pane)
        await press(pilot, "g", "m")
        heading = reader(app).thread_frame._heading

        assert shown(reader(app).thread_pane) == before
        assert heading.region.right == the_map(app).region.right == 60


async def test_a_click_below_the_map_goes_nowhere(tmp_path: Path) -> None:
    """It would end the program, or move the cursor."""
    app = an_app(a_blog(3), tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await to_map(pilot)
        await pilot.click(the_map(app), offset=(0, 10))

        assert reader(app).thread_pane.cursor_item == 0
