"""The help: columns that fit, finding by typing, leaving."""

import pytest
from textual.app import App
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui_blog.ui.keymap import KeyRow, KeySection
from tui_blog.ui.screens.help import HelpScreen, arrange, narrow


def a_section(heading: str, *rows: tuple[str, str]) -> KeySection:
    """A section of keys and descriptions."""
    return KeySection(
        heading=heading,
        rows=tuple(
            KeyRow(id=f"{heading.lower()}.{number}", keys=keys, description=text, tooltip="")
            for number, (keys, text) in enumerate(rows)
        ),
    )


MOVING = a_section("Moving", ("j ↓", "Next comment"), ("]] Ctrl+N", "Next top-level comment"))
WRITING = a_section("Writing", ("r", "Reply"), ("[", "See [/etc/hosts] [b]x[/b]"))


class Host(App[None]):
    """Shows the help."""

    def __init__(self, *sections: KeySection) -> None:
        super().__init__()
        self.sections = sections

    def on_mount(self) -> None:
        self.push_screen(HelpScreen(self.sections))


def listed(app: App[None]) -> str:
    """The list as it stands."""
    return str(app.screen.query_one("#help-list", Static).content)


def test_arrange_sets_sections_side_by_side_when_there_is_room() -> None:
    """The help would be twice as long as it need be."""
    assert str(arrange([MOVING, WRITING], 75)).splitlines() == [
        "Moving                                 Writing",
        "j ↓        Next comment                r          Reply",
        "]] Ctrl+N  Next top-level comment      [          See [/etc/hosts] [b]x[/b]",
    ]


def test_arrange_given_a_narrow_screen_sets_one_column() -> None:
    """Descriptions would be cut at 60 cells."""
    assert str(arrange([MOVING, WRITING], 40)).splitlines()[:4] == [
        "Moving",
        "j ↓        Next comment",
        "]] Ctrl+N  Next top-level comment",
        "",
    ]


def test_arrange_given_a_long_description_wraps_it_under_itself() -> None:
    """The half of a description would be lost."""
    text = str(arrange([a_section("Any", ("z", "one two three four five"))], 18))

    assert text.splitlines() == ["Any", "z  one two three", "   four five"]


@pytest.mark.parametrize("width", [10, 20, 37, 71, 74, 120, 200])
def test_arrange_keeps_every_row_within_the_width(width: int) -> None:
    """Lines would wrap in the middle of a column."""
    content = arrange([MOVING, WRITING, MOVING, WRITING], max(width, 22))

    assert max(len(line) for line in str(content).splitlines()) <= max(width, 22)


@pytest.mark.parametrize("wanted", ["TOP comment", "ctrl+n", "moving.1", "moving top"])
def test_narrow_finds_by_key_description_id_and_heading(wanted: str) -> None:
    """One would have to read it all."""
    assert [row.keys for section in narrow([MOVING, WRITING], wanted) for row in section.rows] == [
        "]] Ctrl+N"
    ]


async def test_help_at_80_by_24_shows_all_and_keeps_brackets() -> None:
    """A key such as "[" would be read as markup."""
    app = Host(MOVING, WRITING)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = listed(app)

    assert "See [/etc/hosts]" in text
    assert "[b]x[/b]" in text
    assert "]] Ctrl+N" in text


async def test_help_when_typing_after_a_slash_narrows_and_escape_shows_all_again() -> None:
    """Finding a key would need scrolling."""
    app = Host(MOVING, WRITING)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"reply")
        await pilot.pause()
        narrowed = listed(app)
        await pilot.press("escape")
        await pilot.pause()
        everything = listed(app)
        still_open = isinstance(app.screen, HelpScreen)

    assert narrowed.split() == ["Writing", "r", "Reply"]
    assert "Moving" in everything
    assert still_open


async def test_help_when_nothing_is_found_says_so() -> None:
    """An empty page would look like a fault."""
    app = Host(MOVING)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"[/x]")
        await pilot.pause()
        text = listed(app)

    assert text == "No key for that."


@pytest.mark.parametrize("key", ["escape", "q", "question_mark", "f1"])
async def test_help_closes_with_each_of_its_keys(key: str) -> None:
    """One would be caught in the help."""
    app = Host(MOVING)

    async with app.run_test() as pilot:
        await pilot.press(key)
        await pilot.pause()
        is_open = isinstance(app.screen, HelpScreen)

    assert not is_open


async def test_help_given_more_than_fits_scrolls_with_the_readers_keys() -> None:
    """The last keys could never be read at 80×24."""
    rows = [(f"k{number}", f"Does thing {number}") for number in range(60)]
    app = Host(a_section("Long", *rows))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        scroll = app.screen.query_one(VerticalScroll)
        positions = []
        for key in ("j", "space", "k", "b", "end", "g", "G", "ctrl+u"):
            await pilot.press(key)
            await pilot.pause()
            positions.append(scroll.scroll_offset.y)

    assert positions[0] == 1
    assert positions[1] > 10
    assert positions[2] == positions[1] - 1
    assert positions[3] == 0
    assert positions[4] == scroll.max_scroll_y > 0
    assert positions[5:7] == [0, scroll.max_scroll_y]
    assert positions[7] < scroll.max_scroll_y
