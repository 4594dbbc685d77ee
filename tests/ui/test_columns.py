"""Which panes are on screen: as many as there is room for, the one with the focus among them."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from textual.dom import DOMNode

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled
from tui_blog.app import TuiBlogApp

_PANES = ("posts", "post", "thread")


def on_screen(app: TuiBlogApp) -> list[str]:
    return [name for name in _PANES if reader(app).query_one(f"#{name}").region.width]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (60, [["posts"], ["post"], ["thread"], ["posts"]]),
        (100, [["posts", "post"], ["posts", "post"], ["posts", "thread"], ["posts", "thread"]]),
        (160, [[*_PANES]] * 4),
    ],
)
async def test_going_round_shows_each_pane_beside_those_that_fit(
    tmp_path: Path, width: int, expected: list[list[str]]
) -> None:
    """Keys would go to a pane that is not seen."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(width, 30)) as pilot:
        await settled(pilot)
        seen = [on_screen(app)]
        for _ in range(3):
            await pilot.press("f6")
            await pilot.pause()
            seen.append(on_screen(app))

    assert seen == expected


async def test_a_heading_that_is_too_long_ends_with_a_sign(tmp_path: Path) -> None:
    """What stands behind it would be dropped without a word, and half a name be read as a whole."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        reader(app).posts_frame.set_heading(
            "Thread, 100 comments, only somebody with a long name, filtered"
        )
        await pilot.pause()
        with app._context():
            heading = app.screen._compositor.render_strips()[0].text

    assert heading.startswith(" Thread, 100 comments, only somebody with a long name, f")
    assert heading.rstrip().endswith("…")


async def test_styles_are_worked_out_once_for_what_was_just_mounted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start would work out the styles of the whole screen twice before it shows anything."""
    app = an_app(ScriptedBlog(), tmp_path)
    styled: list[list[str | None]] = []
    update_nodes = app.stylesheet.update_nodes

    def watch(nodes: Iterable[DOMNode], animate: bool = False) -> None:
        listed = list(nodes)
        styled.append([node.id for node in listed])
        update_nodes(listed, animate)

    monkeypatch.setattr(app.stylesheet, "update_nodes", watch)

    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        at_start = [ids for ids in styled if "panes" in ids]
        app.theme = "nord"
        await pilot.pause()
        shown = reader(app).post_list.styles.background

    assert at_start == []
    assert shown.hex == app.theme_variables["surface"]


async def test_the_first_frame_in_another_width_is_as_all_later_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One would wait for the styles of everything, and see panes jump to where they belong."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(160, 30)) as pilot:
        await settled(pilot)
        screen = reader(app)
        laid_out: list[list[int]] = []
        styled: list[list[str | None]] = []

        def note(_screen: object) -> None:
            laid_out.append([screen.query_one(f"#{name}").region.width for name in _PANES])

        def watch(nodes: Iterable[DOMNode], animate: bool = False) -> None:
            del animate
            styled.append([node.id for node in nodes])

        screen.screen_layout_refresh_signal.subscribe(screen, note, immediate=True)
        monkeypatch.setattr(app.stylesheet, "update_nodes", watch)
        first, last = [], []
        for width in (100, 60, 160):
            laid_out.clear()
            await pilot.resize_terminal(width, 30)
            await settled(pilot)
            first.append(laid_out[0])
            last.append(laid_out[-1])

    assert first == last
    assert len({tuple(widths) for widths in first}) == 3
    assert not any("panes" in ids for ids in styled)


async def test_a_new_size_is_laid_out_again_for_scroll_bars_at_most(tmp_path: Path) -> None:
    """The whole screen would be drawn four times while its window is dragged."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(160, 30)) as pilot:
        await settled(pilot)
        screen = reader(app)
        whole: list[object] = []
        screen.screen_layout_refresh_signal.subscribe(screen, whole.append, immediate=True)

        await pilot.resize_terminal(159, 29)
        await settled(pilot)

    assert 1 <= len(whole) <= 2


async def test_a_pane_is_alone_until_it_is_zoomed_back(tmp_path: Path) -> None:
    """What was looked at before would not come back."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        seen = []
        for keys in (("f6", "plus"), ("f6",), ("q",), ("f6", "plus")):
            await pilot.press(*keys)
            await pilot.pause()
            seen.append(on_screen(app))
        width = reader(app).post_list.outer_size.width

    assert seen == [["post"], ["thread"], ["posts", "thread"], ["posts"]]
    assert width == 100


async def test_a_terminal_that_changes_its_width_changes_the_columns(tmp_path: Path) -> None:
    """Half of the screen would stay empty, or two panes stand where one has room."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(160, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6")
        seen = []
        for width in (100, 60, 160):
            await pilot.resize_terminal(width, 30)
            await pilot.pause()
            seen.append(on_screen(app))

    assert seen == [["posts", "thread"], ["thread"], [*_PANES]]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 45)])
async def test_the_lines_below_the_panes_cover_none_of_their_rows(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """The last line of what one reads would never be seen."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        screen = reader(app)

        assert screen.active_pane.region.bottom == screen.status_line.region.y
        assert screen.status_line.region.bottom == screen.key_footer.region.y


async def test_the_heading_of_the_pane_with_the_focus_is_marked(tmp_path: Path) -> None:
    """One would not know where keys go."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(160, 30)) as pilot:
        await settled(pilot)
        screen = reader(app)
        frames = (screen.posts_frame, screen.post_frame, screen.thread_frame)
        marked = []
        for _ in range(3):
            marked.append([frame._heading.rich_style.bold is True for frame in frames])
            await pilot.press("f6")
            await settled(pilot)

    assert marked == [[True, False, False], [False, True, False], [False, False, True]]
