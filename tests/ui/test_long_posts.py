"""A long post: its beginning is there at once, the rest comes without anything being moved."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from tests.factories import a_post
from tests.fakes.blog import EPOCH, ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled, shown
from tui_blog.model.ids import PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.blocks import Block
from tui_blog.text.document import parse_beginning, parse_body
from tui_blog.ui.widgets.post_pane import PostPane

_TEXT = "\n\n".join(f"Paragraph {number} has *some* words in it." for number in range(1000))
_POST = a_post(text=_TEXT)
_LAST = "Paragraph 999 has some words in it."


class WatchedPane(PostPane):
    """Notes what each frame showed first, and how often the whole post had been read by then."""

    def __init__(self) -> None:
        super().__init__(clock=lambda: EPOCH, id="post")
        self.reads = 0
        self.frames: list[tuple[list[str], int]] = []

    def render_lines(self, crop: Region) -> list[Strip]:
        strips = super().render_lines(crop)
        if crop.height == self.size.height:
            self.frames.append(([strip.text.rstrip() for strip in strips], self.reads))
        return strips

    def read_all(self) -> Sequence[Block]:
        self.reads += 1
        return parse_body(_POST.body)


class PaneApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.pane = WatchedPane()

    def compose(self) -> ComposeResult:
        yield self.pane


def begun(pane: WatchedPane, *, blocks: int = 1000) -> None:
    """Show the beginning of the post."""
    beginning = parse_beginning(_POST.body)[:blocks]
    pane.show_post(_POST, beginning, read_all=pane.read_all)


async def test_the_beginning_is_drawn_before_the_rest_is_read() -> None:
    """Whoever opens a long post would wait for all of it."""
    app = PaneApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.pane.frames.clear()
        begun(app.pane)
        await pilot.pause()

        rows, reads = app.pane.frames[0]
        assert reads == 0
        assert "  Paragraph 0 has some words in it." in rows
        assert app.pane.reads == 1
        assert len(app.pane.extent) == len(parse_body(_POST.body)) + 1


async def test_nothing_moves_when_the_rest_comes() -> None:
    """The line one reads would jump away."""
    app = PaneApp()
    async with app.run_test(size=(60, 20)) as pilot:
        begun(app.pane)
        app.pane.go_to_row(5)
        before, total = shown(app.pane), app.pane.extent.total
        app.pane.complete()

        assert (shown(app.pane), app.pane.scroll_offset.y) == (before, 5)
        assert 0.9 < app.pane.extent.total / total < 1.1
        await pilot.pause()
        assert (shown(app.pane), app.pane.scroll_offset.y) == (before, 5)


async def test_a_beginning_that_does_not_fill_the_pane_is_not_shown_alone() -> None:
    """One would look at a post that seems to end after a few lines."""
    app = PaneApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.pane.frames.clear()
        begun(app.pane, blocks=3)
        await pilot.pause()

        assert [reads for _, reads in app.pane.frames] == [1] * len(app.pane.frames)
        assert "  Paragraph 5 has some words in it." in app.pane.frames[0][0]


async def test_a_larger_pane_does_not_show_a_gap() -> None:
    """A window that is made larger at that moment would be half empty."""
    app = PaneApp()
    async with app.run_test(size=(60, 10)) as pilot:
        begun(app.pane, blocks=6)
        await pilot.resize_terminal(60, 40)

        assert "Paragraph 15 has some words in it." in shown(app.pane)


def _end(pane: PostPane) -> None:
    pane.action_scroll_end()


def _share(pane: PostPane) -> None:
    pane.go_to_share(1.0)


def _block(pane: PostPane) -> None:
    pane.go_to_block(999)


def _row(pane: PostPane) -> None:
    pane.go_to_row(1_000_000)


def _resumed(pane: PostPane) -> None:
    pane.resume(1000, 0)


@pytest.mark.parametrize("go", [_end, _share, _block, _row, _resumed])
async def test_a_key_finds_the_whole_post(go: Callable[[PostPane], None]) -> None:
    """A key typed at once would lead to the end of what was read so far."""
    app = PaneApp()
    async with app.run_test(size=(60, 20)):
        begun(app.pane)
        go(app.pane)

        assert _LAST in shown(app.pane)
        assert app.pane.reads == 1


async def test_all_blocks_are_there_for_who_asks() -> None:
    """The list of headings, and a search, would miss most of the post."""
    app = PaneApp()
    async with app.run_test(size=(60, 20)):
        begun(app.pane)
        assert app.pane.item_count() == len(parse_body(_POST.body)) + 1

        begun(app.pane)
        assert app.pane.blocks == parse_body(_POST.body)


async def test_what_is_drawn_ahead_is_the_whole_post() -> None:
    """The program would end when it draws ahead of somebody who reads."""
    app = PaneApp()
    async with app.run_test(size=(60, 20)):
        begun(app.pane, blocks=30)

        assert "Paragraph 30" in app.pane.layout_of(31)[0].text


async def test_another_post_is_not_followed_by_the_rest_of_the_first() -> None:
    """One would read on in a post that one left."""
    app = PaneApp()
    async with app.run_test(size=(60, 20)) as pilot:
        begun(app.pane)
        app.pane.show_post(
            a_post("other"), parse_body(Body(source="Other.", format=BodyFormat.MARKDOWN))
        )
        await pilot.pause()

        assert app.pane.reads == 0
        assert len(app.pane.blocks) == 1


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_a_long_post_is_opened_and_read_to_its_end(
    size: tuple[int, int], tmp_path: Path
) -> None:
    """The end of long posts could not be read."""
    blog = ScriptedBlog()
    first = PostId("mem:1")
    post = blog._posts[first]
    blog._posts[first] = replace(post, body=_POST.body)
    app = an_app(blog, tmp_path)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("enter", "G")
        await settled(pilot)

        assert _LAST in shown(reader(app).post_pane)
