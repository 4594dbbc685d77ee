"""Text that is selected with the mouse: drawn, copied, shared and quoted."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.reading_app import an_app, reader, settled
from tests.ui.talked_about import TalkedAbout
from tui_blog.app import TuiBlogApp
from tui_blog.ui.screens.composer import ComposerScreen
from tui_blog.ui.screens.share_menu import ShareMenu
from tui_blog.ui.widgets.document import DocumentView

SIZE = (120, 40)
LONG = "Every word of this long sentence has to be there once, however often it is broken to fit."


@pytest.fixture
def blog() -> TalkedAbout:
    """A thread in which a comment has two paragraphs, the first one of several rows."""
    blog = TalkedAbout()
    blog.add("a", text=f"{LONG} {LONG}\n\nA second paragraph.\n\n```\ncode\n  more\n```")
    return blog


async def drag(pilot: Pilot[None], pane: DocumentView, first: str, last: str) -> None:
    """Select from the first place of some text in a pane to behind the last one of another."""
    rows = [pane.render_line(y).text for y in range(pane.size.height)]
    begin = next((row.index(first), y) for y, row in enumerate(rows) if first in row)
    end = next(
        (row.index(last) + len(last), y)
        for y, row in enumerate(rows)
        if last in row and y >= begin[1]
    )
    await pilot.mouse_down(pane, offset=begin)
    await pilot.hover(pane, offset=(begin[0] + 1, begin[1]))
    await pilot.hover(pane, offset=end)
    await pilot.mouse_up(pane, offset=end)
    await pilot.pause()


async def to_thread(pilot: Pilot[None]) -> TuiBlogApp:
    await settled(pilot)
    await pilot.press("enter", "f6")
    await settled(pilot)
    app = pilot.app
    assert isinstance(app, TuiBlogApp)
    return app


@pytest.mark.parametrize("key", ["y", "ctrl+c"])
async def test_what_is_selected_is_copied_as_it_was_written(
    blog: TalkedAbout, tmp_path: Path, key: str
) -> None:
    """One would have broken lines and the signs beside them in what one pastes."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await to_thread(pilot)
        await drag(pilot, reader(app).thread_pane, "word of this", "more")
        await pilot.press(key)
        await pilot.pause()

    rest = f"{LONG} {LONG}".removeprefix("Every ")
    assert app.clipboard == f"{rest}\n\nA second paragraph.\n\ncode\n  more"


async def test_what_is_selected_is_drawn_so_and_the_click_does_nothing_else(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """One would not see what is copied, or fold the comment one selects in."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await to_thread(pilot)
        pane = reader(app).thread_pane
        await drag(pilot, pane, "Ana", "word of")
        strips = pane.render_lines(pane.size.region)
        reversed_text = "".join(
            segment.text
            for strip in strips
            for segment in strip
            if segment.style is not None and segment.style.reverse
        )
        folded, cursor = pane.folded, pane.cursor_item
        await pilot.click(pane, offset=(5, 20))
        await pilot.pause()
        selections = dict(reader(app).selections)

    assert "Every word of" in reversed_text
    assert (list(folded), cursor) == ([], 0)
    assert selections == {}


async def test_a_part_of_the_post_is_copied_from_where_it_is_scrolled_to(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """Another part would be copied than the one that is marked."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        pane = reader(app).post_pane
        rows = [pane.render_line(y).text.split() for y in range(3, pane.size.height)]
        words = next(row for row in rows if row)
        await drag(pilot, pane, words[0], words[-1])
        await pilot.press("y")
        await pilot.pause()

    assert app.clipboard.split() == words


async def test_what_is_selected_is_quoted_in_a_reply_to_its_comment(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """One would pick by letters what is marked already."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await to_thread(pilot)
        await drag(pilot, reader(app).thread_pane, "A second", "paragraph")
        await pilot.press("greater_than_sign")
        await settled(pilot)

        assert isinstance(app.screen, ComposerScreen)
        assert app.screen._input.text.startswith("Ana wrote")
        assert "> A second paragraph" in app.screen._input.text
        assert LONG not in app.screen._input.text


async def test_what_is_selected_is_shared(blog: TalkedAbout, tmp_path: Path) -> None:
    """The whole comment would be shared."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await to_thread(pilot)
        await drag(pilot, reader(app).thread_pane, "A second", "paragraph")
        await pilot.press("S")
        await settled(pilot)

        assert isinstance(app.screen, ShareMenu)
        assert "A part of" in app.screen._heading
