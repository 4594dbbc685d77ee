"""The nets for what is drawn with characters: in plain mode, and with ASCII glyphs."""

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tui_blog.ui.drawn_filter import ascii_lines, spoken_lines

BLACK = Color(0, 0, 0)


@pytest.mark.parametrize(
    ("drawn", "plain"),
    [
        ("├── src", "+-- src"),
        ("│  ┃ ║", "|  | |"),
        ("╭─╮", "+-+"),
        ("═┅╌", "---"),
        ("╱╲╳", "/\\X"),
        ("▌x▐ ██░", " x     "),
        ("3 new · 2 folded", "3 new,  2 folded"),
        ("col·lecció → ⠓⠑", "col·lecció → ⠓⠑"),
    ],
)
def test_what_is_drawn_becomes_ascii_of_the_same_width(drawn: str, plain: str) -> None:
    """A bar would be read out by its full name, or text be changed that draws nothing."""
    assert spoken_lines().plain(drawn) == plain
    assert cell_len(plain) == cell_len(drawn)


def test_no_box_or_block_is_left() -> None:
    """One that was forgotten would be read out."""
    drawn = "".join(map(chr, range(0x2500, 0x25A0)))

    assert spoken_lines().plain(drawn).isascii()


def test_line_keeps_its_styles_and_one_without_drawings_is_left_alone() -> None:
    """Colours would be lost, or each line cost time for nothing."""
    style = Style(bold=True)
    drawn, plain = [Segment("a │", style), Segment(" b")], [Segment("words", style)]

    applied = spoken_lines().apply(drawn, BLACK)

    assert applied == [Segment("a |", style), Segment(" b")]
    assert spoken_lines().apply(plain, BLACK) is plain


@pytest.mark.parametrize(
    ("drawn", "plain"),
    [
        ("▎ • one ◦ two ▪ three", "| * one o two - three"),
        ("╭─ Reply · A post ─╮", "+- Reply - A post -+"),
        ("cut›  said…  [→ elsewhere]", "cut>  said~  [> elsewhere]"),
        ("naïve 林美 🍞 ¿qué?", "naïve 林美 🍞 ¿qué?"),
    ],
)
def test_signs_become_ascii_and_letters_stay(drawn: str, plain: str) -> None:
    """The terminal would show empty boxes, or the text would be changed."""
    assert ascii_lines().plain(drawn) == plain
    assert cell_len(plain) == cell_len(drawn)
    assert ascii_lines().apply([Segment(drawn)], BLACK) == [Segment(plain)]
