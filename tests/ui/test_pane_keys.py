"""Keys that go from pane to pane and back, scroll, fold all, and draw the screen again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled, shown


@pytest.mark.parametrize(
    ("keys", "pane"),
    [
        ("l", "post"),
        ("ll", "thread"),
        ("lll", "thread"),  # no way round: one knows where it ends without looking
        ("llh", "post"),
        ("llhhh", "posts"),
        ("jj", "thread"),
        ("jjk", "post"),
    ],
)
async def test_ctrl_w_goes_to_the_pane_beside(keys: str, pane: str, tmp_path: Path) -> None:
    """Hands that know vim would end up in another pane."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(160, 30)) as pilot:
        await settled(pilot)

        await pilot.press(*(one for key in keys for one in ("ctrl+w", key)))
        await settled(pilot)

        assert app.focused is reader(app).query_one(f"#{pane}")


async def test_fold_all_and_unfold_all_have_one_key(tmp_path: Path) -> None:
    """Hands that know mutt would press the key again in vain."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6")
        await settled(pilot)
        thread = reader(app).thread_pane
        folds = []
        for key in ("alt+shift+v", "alt+shift+v", "z", "i"):
            await pilot.press(key)
            folds.append(bool(thread.folded))
        await pilot.press("z", "i", "z", "c", "z", "i")
        folds.append(bool(thread.folded))

    assert folds == [True, False, False, True, False]


async def test_the_list_of_keys_does_not_open_for_a_chord_that_is_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would stay on screen: the next key came just as the time was over."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        screen, late = reader(app), []
        set_timer = screen.set_timer

        def keep(delay: float, callback: Callable[[], None]) -> Timer:
            late.append(callback)
            return set_timer(delay, callback)

        monkeypatch.setattr(screen, "set_timer", keep)
        await pilot.press("z", "M")
        for callback in late:
            callback()

        assert late
        assert not screen.key_hints.display


async def test_esc_goes_back_as_far_as_the_list_and_does_not_quit(tmp_path: Path) -> None:
    """Once too often, and one would be out of the program; mutt's Esc only begins a command."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "escape", "escape", "escape", "escape")
        await settled(pilot)

        assert app.is_running
        assert reader(app).post_list.has_focus
        assert reader(app).status_line.state == "Nothing to go back to; q quits."
        await pilot.press("q")
    assert app.exit_code == 0


@pytest.mark.parametrize("keys", ["enter", "za", "h"])
async def test_the_line_below_counts_what_is_folded_whatever_folded_it(
    keys: str, tmp_path: Path
) -> None:
    """It would count what was folded before."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "g", "g")
        await settled(pilot)
        await pilot.press(*(["enter"] if keys == "enter" else keys))
        await settled(pilot)

        assert reader(app).thread_pane.hidden_count > 0
        assert reader(app).status_line.position.endswith(
            f"{reader(app).thread_pane.hidden_count} folded"
        )


async def test_redraw_draws_every_line_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another program wrote on the terminal would stay there."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        pane = reader(app).post_list
        drawn: set[int] = set()
        before, render_lines = shown(pane), pane.render_lines

        def note(crop: Region) -> list[Strip]:
            drawn.update(crop.line_range)
            return render_lines(crop)

        monkeypatch.setattr(pane, "render_lines", note)
        await pilot.press("ctrl+l")
        await settled(pilot)

        assert drawn == set(range(pane.size.height))
        assert shown(pane) == before


async def test_scrolling_by_lines_takes_the_cursor_along_at_the_edge_only(tmp_path: Path) -> None:
    """Hands that know vim would lose their place, or the comment that keys speak of."""
    app = an_app(ScriptedBlog(comments=30), tmp_path)
    async with app.run_test(size=(100, 16)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "3", "j")
        await settled(pilot)
        thread = reader(app).thread_pane
        top, cursor = thread.scroll_offset.y, thread.cursor_item

        await pilot.press("ctrl+e")
        one_down = (thread.scroll_offset.y - top, thread.cursor_item)
        await pilot.press("4", "0", "ctrl+e")
        far_down = thread.cursor_item
        first_in_view = thread.extent.visible[thread.extent.place_at(thread.scroll_offset.y)]
        await pilot.press("5", "0", "shift+up")
        await settled(pilot)

        assert one_down == (1, cursor)
        assert far_down is not None
        assert far_down - first_in_view in (0, 1)
        assert thread.scroll_offset.y == 0
        assert thread.cursor_item is not None
        assert thread.extent.top_of(thread.extent.place_of(thread.cursor_item)) < thread.size.height


async def test_what_is_edited_or_deleted_is_what_one_looks_at(tmp_path: Path) -> None:
    """Keys pressed in the post would change a comment that is not even on screen."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6")
        said = []
        for key in ("e", "d"):
            await pilot.press(key)
            said.append(reader(app).status_line.state)

        assert said == ["There is no comment here."] * 2
