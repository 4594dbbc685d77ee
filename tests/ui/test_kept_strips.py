"""What was drawn is kept when the focus moves, as far as it looks the same."""

from rich.style import Style
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.strip import Strip

from tests.factories import a_summary
from tests.fakes.blog import EPOCH
from tests.ui.test_document_engine import HEIGHTS, NumberedView
from tui_blog.model.ids import PostId
from tui_blog.ui.widgets.post_list import PostList


class TwoPanes(App[None]):
    CSS = """
    NumberedView { height: 10; }
    NumberedView > .document--cursor { background: $panel; }
    NumberedView:focus > .document--cursor { background: $primary; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.panes = NumberedView(HEIGHTS), NumberedView(HEIGHTS)

    def compose(self) -> ComposeResult:
        for pane in self.panes:
            with Vertical():
                yield pane

    def on_mount(self) -> None:
        for pane in self.panes:
            pane.open_items(0)


def _backgrounds(pane: NumberedView) -> list[object]:
    segments = [next(iter(pane.render_line(y))) for y in range(5)]
    return [(segment.style or Style.null()).bgcolor for segment in segments]


async def test_the_focus_changes_only_how_the_cursor_looks() -> None:
    """The next pane would wait until the one that is left is drawn anew."""
    app = TwoPanes()
    async with app.run_test(size=(40, 20)) as pilot:
        first, second = app.panes
        first.focus()
        await pilot.pause()
        before = _backgrounds(first)
        drawn: list[tuple[int, bool]] = []
        draw = first.paint_line

        def paint_line(item: int, line: int, *, current: bool) -> Strip:
            drawn.append((item, current))
            return draw(item, line, current=current)

        first.paint_line = paint_line  # type: ignore[method-assign]  # watched only here
        second.focus()
        await pilot.pause()

        assert set(drawn) == {(0, True)}
        assert _backgrounds(first)[0] != before[0]
        assert _backgrounds(first)[1:] == before[1:]


async def test_another_theme_changes_all() -> None:
    """What is on screen would keep the colours of the theme before."""
    app = TwoPanes()
    async with app.run_test(size=(40, 20)) as pilot:
        before = _backgrounds(app.panes[0])
        app.theme = "textual-light"
        await pilot.pause()

        assert not set(_backgrounds(app.panes[0])) & set(before)


async def test_a_post_that_is_opened_is_marked_without_drawing_the_list_anew() -> None:
    """Opening a post would take as much longer as the list has rows."""
    drawn: list[int] = []
    posts = PostList(clock=lambda: EPOCH)
    summaries = tuple(a_summary(name, title=f"Post {name}") for name in "abcdef")

    class ListApp(App[None]):
        def compose(self) -> ComposeResult:
            yield posts

    async with ListApp().run_test(size=(40, 30)) as pilot:
        posts.show_posts(summaries)
        posts.mark_opened(PostId("file:b"))
        await pilot.pause()
        draw = posts.paint_line

        def paint_line(item: int, line: int, *, current: bool) -> Strip:
            drawn.append(item)
            return draw(item, line, current=current)

        posts.paint_line = paint_line  # type: ignore[method-assign]  # watched only here
        posts.mark_opened(PostId("file:d"))
        await pilot.pause()

    assert set(drawn) == {1, 3}
