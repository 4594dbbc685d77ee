"""Numbers before a command: what they do, and how they are given up."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled
from tui_blog.app import TuiBlogApp
from tui_blog.model.post import Body, BodyFormat
from tui_blog.ui.counts import Count
from tui_blog.ui.screens.address import AddressScreen
from tui_blog.ui.sequences import Continuation
from tui_blog.ui.widgets.key_hints import arrange_hints

_COMMENTS = 40


class Broad(ScriptedBlog):
    """Forty comments on one level."""

    def __init__(self) -> None:
        super().__init__(comments=_COMMENTS)
        for comment in list(self._comments.values()):
            self._comments[comment.id] = replace(comment, parent_id=None)


async def in_thread(pilot: Pilot[None]) -> None:
    """Go to the thread's first comment."""
    await settled(pilot)
    await pilot.press("f6", "f6", "g", "g")
    await settled(pilot)


def place(app: TuiBlogApp) -> int:
    """The number of the comment under the cursor, from 1."""
    item = reader(app).thread_pane.cursor_item
    assert item is not None
    return item + 1


@pytest.mark.parametrize(
    ("keys", "there"),
    [
        ("j", 2),
        ("3j", 4),
        ("10j", 11),
        ("99999j", _COMMENTS),
        ("20G", 20),
        ("G", _COMMENTS),
        ("7gg", 7),
        ("500G", _COMMENTS),
        ("50%", 21),
        ("%", 21),
        ("100%", _COMMENTS),
        ("900%", _COMMENTS),
        ("5J", 6),
        ("G4k", _COMMENTS - 4),
        ("G4K", _COMMENTS - 4),
        ("30G0j", 31),
        ("3zz5j", 6),
    ],
)
async def test_a_number_counts_for_the_key_behind_it_alone(
    keys: str, there: int, tmp_path: Path
) -> None:
    """One would end up somewhere else."""
    app = an_app(Broad(), tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await in_thread(pilot)

        await pilot.press(*("percent_sign" if key == "%" else key for key in keys))
        await settled(pilot)

        assert place(app) == there


async def test_a_number_is_shown_until_it_is_used_or_given_up(tmp_path: Path) -> None:
    """One would not know what the next key is going to do."""
    app = an_app(Broad(), tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await in_thread(pilot)
        status = reader(app).status_line
        await pilot.press("1", "2")
        assert status.state == "12"
        await pilot.press("escape")
        assert status.state == ""
        await pilot.press("j")
        assert place(app) == 2
        await pilot.press("5", "f6", "f6", "f6", "j")
        assert place(app) == 3
        await pilot.press("4", "j")
        assert status.state == ""


async def test_escape_that_gives_up_a_number_does_nothing_else(tmp_path: Path) -> None:
    """It would lead out of the thread, or quit."""
    app = an_app(Broad(), tmp_path)
    async with app.run_test(size=(60, 30)) as pilot:
        await in_thread(pilot)
        before = reader(app).active_pane

        await pilot.press("3", "escape")
        await settled(pilot)

        assert reader(app).active_pane is before
        assert app.is_running


async def test_a_number_moves_by_lines_in_a_post(tmp_path: Path) -> None:
    """In a post there is nothing else to count."""
    blog = ScriptedBlog()
    long = "\n\n".join(f"Paragraph {number}." for number in range(100))
    for post_id, post in list(blog._posts.items()):
        blog._posts[post_id] = replace(post, body=replace(post.body, source=long))
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6")
        pane = reader(app).post_pane
        await pilot.press("1", "5", "j")
        assert pane.scroll_offset.y == 15
        await pilot.press("5", "k")
        assert pane.scroll_offset.y == 10
        await pilot.press("4", "1", "G")
        assert pane.scroll_offset.y == 40
        await pilot.press("5", "0", "percent_sign")
        assert abs(pane.scroll_offset.y - pane.extent.total / 2) <= 1


async def test_a_number_names_a_link(tmp_path: Path) -> None:
    """The links are listed with numbers that could not be used."""
    blog = ScriptedBlog()
    text = "[one](https://one.example/) and [two](https://two.example/)"
    for post_id, post in list(blog._posts.items()):
        body = Body(source=text, format=BodyFormat.MARKDOWN)
        blog._posts[post_id] = replace(post, body=body)
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "3", "o")
        assert reader(app).status_line.state == "There is no link 3 here: U lists 2."
        await pilot.press("2", "o")
        await settled(pilot)
        assert isinstance(app.screen, AddressScreen)
        assert "https://two.example/" in str(app.screen.query_one("#address").render())


@given(st.lists(st.sampled_from("0123456789"), max_size=20))
def test_any_digits_are_a_number_of_bounded_length_or_none(digits: list[str]) -> None:
    """A key held down would make a number that takes for ever."""
    count = Count()

    for digit in digits:
        count.feed(digit)
    number = count.take()

    wanted = "".join(digits).lstrip("0")[:6]
    assert number == (int(wanted) if wanted else None)
    assert count.take() is None


_TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


@given(
    st.lists(st.builds(Continuation, st.sampled_from("abcdef"), _TEXT), max_size=20),
    st.integers(40, 200),
)
def test_keys_that_may_follow_are_each_listed_within_the_width(
    continuations: list[Continuation], width: int
) -> None:
    """A key would be missing, or a line wrapped into the next column."""
    lines = str(arrange_hints("z", continuations, width)).split("\n")

    assert all(cell_len(line) <= width for line in lines)
    assert sum(line.count("z" + one.keys) > 0 for line in lines for one in continuations) >= len(
        {one.keys for one in continuations}
    )
