"""Plain mode's net for what others draw with characters."""

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tui_blog.ui.plain_filter import PlainLines, plain_text

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
    assert plain_text(drawn) == plain
    assert cell_len(plain) == cell_len(drawn)


def test_no_box_or_block_is_left() -> None:
    """One that was forgotten would be read out."""
    drawn = "".join(map(chr, range(0x2500, 0x25A0)))

    assert plain_text(drawn).isascii()


def test_line_keeps_its_styles_and_one_without_drawings_is_left_alone() -> None:
    """Colours would be lost, or each line cost time for nothing."""
    style = Style(bold=True)
    drawn, plain = [Segment("a │", style), Segment(" b")], [Segment("words", style)]

    applied = PlainLines().apply(drawn, BLACK)

    assert applied == [Segment("a |", style), Segment(" b")]
    assert PlainLines().apply(plain, BLACK) is plain
