"""Settings of how things are laid out: columns, width of text, dates, animation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tests.fakes.blog import EPOCH, ScriptedBlog
from tests.ui.reading_app import TestSource, a_service, reader, settled, shown
from tui_blog.app import TuiBlogApp
from tui_blog.config import Config
from tui_blog.text.age import DateStyle, tell_date

_LONG = "Some words go on and on. " * 40


def an_app_with(folder: Path, config: Config) -> TuiBlogApp:
    """The app on a blog with long texts."""
    blog = ScriptedBlog()
    for post_id, post in list(blog._posts.items()):
        blog._posts[post_id] = replace(post, body=replace(post.body, source=_LONG))
    for comment_id, one in list(blog._comments.items()):
        blog._comments[comment_id] = replace(one, body=replace(one.body, source=_LONG))
    return TuiBlogApp(
        TestSource(service=a_service(blog, folder)),
        config=config,
        clock=lambda: EPOCH,
        strict_guard=True,
    )


@pytest.mark.parametrize(
    ("columns", "width", "seen"),
    [(1, 200, 1), (2, 200, 2), (3, 200, 3), (3, 100, 2), (2, 100, 2), (1, 60, 1), (3, 60, 1)],
)
async def test_columns_are_as_many_as_are_wanted_and_fit(
    tmp_path: Path, columns: int, width: int, seen: int
) -> None:
    app = an_app_with(tmp_path, Config(columns=columns))
    async with app.run_test(size=(width, 30)) as pilot:
        await settled(pilot)
        screen = reader(app)
        frames = (screen.posts_frame, screen.post_frame, screen.thread_frame)

        assert sum(frame.display for frame in frames) == seen
        await pilot.resize_terminal(width + 1, 31)
        await settled(pilot)
        assert sum(frame.display for frame in frames) == seen


@pytest.mark.parametrize("width", [40, 72])
async def test_lines_of_text_are_no_wider_than_is_wanted(tmp_path: Path, width: int) -> None:
    app = an_app_with(tmp_path, Config(text_width=width))
    async with app.run_test(size=(200, 30)) as pilot:
        await settled(pilot)
        screen = reader(app)
        texts = [
            line.strip(" │▌")
            for pane in (screen.post_pane, screen.thread_pane)
            for line in shown(pane).splitlines()
            if "words go on" in line
        ]

        assert len(texts) > 10
        assert width - 12 < max(map(len, texts)) <= width


@pytest.mark.parametrize(
    ("dates", "in_list", "in_post"),
    [
        ("age", "1 d", "30 Apr 2026 (1 d)"),
        ("date", "30 Apr 2026", "30 Apr 2026"),
        ("iso", "2026-04-30", "2026-04-30"),
    ],
)
async def test_dates_are_told_as_is_wanted(
    tmp_path: Path, dates: str, in_list: str, in_post: str
) -> None:
    app = an_app_with(tmp_path, Config(dates=dates))
    async with app.run_test(size=(160, 30)) as pilot:
        await settled(pilot)
        screen = reader(app)
        heads = [line for line in shown(screen.thread_pane).splitlines() if "Ana" in line]

        assert in_list in shown(screen.post_list)
        assert f"Mara · {in_post}\n" in shown(screen.post_pane) + "\n"
        assert all(("2026" in head) == (dates != "age") for head in heads)
        assert heads


@pytest.mark.parametrize("moves", [True, False])
async def test_nothing_moves_into_place_for_who_wants_that(tmp_path: Path, moves: bool) -> None:
    app = an_app_with(tmp_path, Config(animation=moves))
    async with app.run_test() as pilot:
        await settled(pilot)

        assert (app.animation_level == "none") is not moves


@pytest.mark.parametrize(
    ("style", "told"),
    [
        (DateStyle.AGE, "3 d"),
        (DateStyle.WORDS, "3 days ago"),
        (DateStyle.DATE, "28 Apr 2026"),
        (DateStyle.ISO, "2026-04-28"),
    ],
)
def test_a_date_is_told_in_each_style(style: DateStyle, told: str) -> None:
    then: datetime = EPOCH - timedelta(days=3)

    assert tell_date(then, EPOCH, style) == told


async def test_ascii_glyphs_leave_no_sign_beyond_ascii_on_the_screen(tmp_path: Path) -> None:
    """The terminal that needs them would show empty boxes."""
    app = an_app_with(tmp_path, Config(glyphs="ascii"))
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        seen = []
        for keys in ("f6", "f6", "r", "escape", "o", "question_mark"):
            await pilot.press(keys)
            await settled(pilot)
            seen += [strip.text for strip in app.screen._compositor.render_strips()]
        filters = app.get_line_filters()
        written = [segment.text for line in seen for segment in _filtered([Segment(line)], filters)]

    assert any("Mara" in line for line in written)
    assert "".join(written).isascii()


def _filtered(segments: list[Segment], filters: Sequence[LineFilter]) -> list[Segment]:
    for one in filters:
        segments = one.apply(segments, Color(0, 0, 0))
    return segments
