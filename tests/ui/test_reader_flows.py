"""Reading with keys, in the real app on a scripted blog."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from tests.fakes.blog import ScriptedBlog
from tests.fakes.composer import wait_until
from tests.ui.reading_app import an_app, reader, settled, shown, typed
from tui_blog.model.comment import Comment
from tui_blog.model.errors import OfflineError
from tui_blog.model.ids import PageToken, PostId
from tui_blog.storage.adapter import Page, PostQuery
from tui_blog.ui.screens.address import AddressScreen
from tui_blog.ui.screens.composer import ComposerScreen
from tui_blog.ui.screens.help import HelpScreen
from tui_blog.ui.screens.links import LinkScreen
from tui_blog.ui.widgets.thread_pane import ThreadPane

POST = PostId("mem:1")


@pytest.fixture
def blog() -> ScriptedBlog:
    return ScriptedBlog()


async def test_opening_shows_the_list_the_newest_post_and_its_thread(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(160, 30)) as pilot:
        await settled(pilot)
        screen = reader(app)

        assert "A post" in shown(screen.post_list)
        assert "Some text." in shown(screen.post_pane)
        assert len(screen.thread_pane.thread) == 3
        assert screen.post_list.has_focus


async def test_a_named_post_is_opened_and_has_the_focus(blog: ScriptedBlog, tmp_path: Path) -> None:
    async def second() -> PostId | None:
        return PostId("mem:2")

    app = an_app(blog, tmp_path, find_start=second)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        screen = reader(app)

        assert screen.post_pane.post is not None
        assert screen.post_pane.post.id == "mem:2"
        assert screen.post_pane.has_focus


@pytest.mark.parametrize(
    ("width", "displayed"),
    [(60, {"thread"}), (100, {"posts", "thread"}), (160, {"posts", "post", "thread"})],
)
async def test_columns_follow_the_width(
    blog: ScriptedBlog, tmp_path: Path, width: int, displayed: set[str]
) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(width, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6")
        await pilot.pause()
        screen = reader(app)
        frames = {
            "posts": screen.posts_frame,
            "post": screen.post_frame,
            "thread": screen.thread_frame,
        }

        assert {name for name, frame in frames.items() if frame.size.width > 0} == displayed


async def test_in_a_terminal_that_is_too_small_no_key_does_what_one_can_not_see(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    """One would answer, or delete, something else than what one thinks."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "G")
        await settled(pilot)
        at = reader(app).thread_pane.cursor_item
        await pilot.resize_terminal(30, 8)
        await settled(pilot)
        await pilot.press("question_mark", "r", "k", "z", "M", "h")
        await settled(pilot)
        assert app.screen is reader(app)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        focused = app.focused
        assert focused is reader(app).thread_pane
        assert reader(app).thread_pane.cursor_item == at
        await pilot.resize_terminal(30, 8)
        await settled(pilot)
        await pilot.press("Q")
        await settled(pilot)

    assert at == 2
    assert not app.is_running


async def test_a_terminal_that_is_too_small_says_so(blog: ScriptedBlog, tmp_path: Path) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(30, 8)) as pilot:
        await settled(pilot)

        message = reader(app).query_one("#too-small")
        assert message.region.height > 0
        assert "too small" in str(message.render())
        assert "Q quits" in str(message.render())  # q would only go back, out of sight


async def test_q_goes_back_pane_by_pane_and_leaves_from_the_list(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "q")
        assert reader(app).post_pane.has_focus
        await pilot.press("q")
        assert reader(app).post_list.has_focus
        await pilot.press("q")

    assert app.return_code == 0


async def test_space_reads_on_from_post_to_thread_to_the_next_post(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        screen = reader(app)
        await pilot.press("space")
        assert screen.post_pane.has_focus
        await pilot.press("space")
        assert screen.thread_pane.has_focus
        await pilot.press("space")
        await settled(pilot)

        assert screen.post_pane.post is not None
        assert screen.post_pane.post.id == "mem:2"


async def test_a_blog_that_can_not_be_reached_says_so_and_is_tried_again(
    blog: ScriptedBlog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(query: PostQuery, *, after: object = None) -> Page[object]:
        raise OfflineError("There is no way to blog.example.")

    app = an_app(blog, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(blog, "list_posts", fail)
        async with app.run_test(size=(100, 30)) as pilot:
            await settled(pilot)
            assert "There is no way" in shown(reader(app).post_pane)
            assert "R tries again" in shown(reader(app).post_pane)
            patch.undo()
            await pilot.press("R")
            await settled(pilot)

            assert "A post" in shown(reader(app).post_list)


@pytest.mark.parametrize("width", [60, 100, 160])
async def test_searching_goes_from_match_to_match_and_esc_goes_back(
    blog: ScriptedBlog, tmp_path: Path, width: int
) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(width, 30)) as pilot:
        await settled(pilot)
        pane = reader(app).thread_pane
        await pilot.press("f6", "f6", "slash")
        await typed(pilot, "words")
        await pilot.press("enter", "n")
        await pilot.pause()
        assert pane.has_focus
        first = pane.cursor_item
        await pilot.press("n")
        second = pane.cursor_item
        await pilot.press("N")
        again = pane.cursor_item
        await pilot.press("slash")
        await typed(pilot, "nothing like this")
        await pilot.press("escape")
        await pilot.pause()

        assert (first, second, again) == (1, 2, 1)
        assert pane.cursor_item == 1
        assert pane.has_focus


async def test_a_search_that_finds_nothing_leaves_one_where_one_was(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    """The first letters of a word that is not there would lead astray."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        pane = reader(app).post_list
        await pilot.press("slash")
        await typed(pilot, "post 2")
        await settled(pilot)
        await pilot.press("enter", "escape")
        here = pane.cursor_item
        await pilot.press("slash")
        await typed(pilot, "a")
        await settled(pilot)
        await typed(pilot, "xyz")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)

        assert pane.cursor_item == here


async def test_a_search_for_nothing_is_the_last_one_again(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    """As in vim and less: the words would have to be typed once more."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        pane = reader(app).thread_pane
        await pilot.press("f6", "f6", "slash")
        await typed(pilot, "words")
        await pilot.press("enter", "escape")
        before = pane.cursor_item
        await pilot.press("slash", "enter", "n")
        await settled(pilot)

        assert (before, pane.cursor_item) == (0, 1)


async def test_chords_say_what_may_follow_and_what_is_no_key(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        status, hints = reader(app).status_line, reader(app).key_hints
        await pilot.press("z")
        assert not hints.display
        await wait_until(pilot, lambda: hints.display)
        assert "zM Fold all" in " ".join(str(hints.render()).split())
        await pilot.press("q")
        assert not hints.display
        assert status.state == "zq is not a key."


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[Screen[None]]:
    """List the screens that are laid out anew."""
    screens: list[Screen[None]] = []
    lay_out = Screen._refresh_layout

    def note(screen: Screen[None], *arguments: Any, **named: Any) -> None:
        screens.append(screen)
        lay_out(screen, *arguments, **named)

    monkeypatch.setattr(Screen, "_refresh_layout", note)
    return screens


async def test_a_chord_that_is_typed_at_once_lays_nothing_out_anew(
    blog: ScriptedBlog, tmp_path: Path, laid_out: list[Screen[None]]
) -> None:
    """The first of them would take as long as three keys."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6")
        await settled(pilot)
        laid_out.clear()
        await pilot.press("z", "a")
        await settled(pilot)

        assert reader(app).thread_pane.hidden_count > 0
        assert laid_out == []


async def test_folds_that_leave_nothing_to_scroll_lay_nothing_out_anew(
    tmp_path: Path, laid_out: list[Screen[None]]
) -> None:
    """A scroll bar that comes or goes takes four times as long as the fold."""
    app = an_app(ScriptedBlog(comments=40), tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6")
        await settled(pilot)
        laid_out.clear()
        bars = [_bar(reader(app).thread_pane)]
        for key in "MR":
            await pilot.press("z", key)
            await settled(pilot)
            bars.append(_bar(reader(app).thread_pane))

        assert laid_out == []
        track = reader(app).thread_pane.styles.scrollbar_background.rich_color
        assert bars[1] == {track}, "no thumb where nothing is to scroll"
        assert bars[0] == bars[2] != bars[1]


def _bar(pane: ThreadPane) -> set[object]:
    """Return the colours of a pane's scroll bar."""
    bar = pane.vertical_scrollbar
    rows = [bar.render_line(y) for y in range(bar.size.height)]
    return {segment.style and segment.style.bgcolor for row in rows for segment in row}


async def test_keys_can_be_given_other_commands(blog: ScriptedBlog, tmp_path: Path) -> None:
    app = an_app(blog, tmp_path, keys={"fold.close_all": "W", "comment.reply": "ctrl+g"})
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "W")
        assert reader(app).thread_pane.hidden_count == 2
        await pilot.press("r")
        assert app.screen is reader(app)
        await pilot.press("ctrl+g")
        await pilot.pause()

        assert isinstance(app.screen, ComposerScreen)


async def test_help_and_links_open_and_an_address_is_shown_before_anything_opens(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("U")
        await pilot.pause()
        assert not isinstance(app.screen, LinkScreen)
        assert "no link" in reader(app).status_line.state
        await pilot.press("o")
        await pilot.pause()
        assert isinstance(app.screen, AddressScreen)
        assert "https://blog.example/post-1/" in str(app.screen.query_one("#address").render())


async def test_leaving_while_a_thread_is_read_ends_well(
    blog: ScriptedBlog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread would be shown on a screen that is taken apart: a crash instead of an end."""
    gate = asyncio.Event()
    read = ScriptedBlog.list_comments

    async def wait_and_read(
        self: ScriptedBlog, post_id: PostId, *, after: PageToken | None = None
    ) -> Page[Comment]:
        await gate.wait()
        return await read(self, post_id, after=after)

    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        monkeypatch.setattr(ScriptedBlog, "list_comments", wait_and_read)
        await pilot.press("J")
        await pilot.pause()
        (reading,) = [worker for worker in app.workers if worker.group == "post"]

        app.end(0)

        assert reading.is_cancelled
        gate.set()
    assert app.exit_code == 0
