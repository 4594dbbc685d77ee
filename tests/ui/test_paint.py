"""What stands in one line, where there is little room."""

import pytest
from rich.segment import Segment
from rich.style import Style

from tui_blog.ui.widgets.paint import in_one_colour, shortened


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("First frost", 11, "First frost"),
        ("First frost: what to save", 14, "First frost:…"),
        ("霜の朝の記録", 8, "霜の朝…"),
        ("Donaudampfschifffahrt", 8, "Donauda…"),
    ],
)
def test_what_has_no_room_ends_with_a_sign(text: str, width: int, expected: str) -> None:
    """Half a title would look like a whole one."""
    assert shortened(text, width, "…") == expected


def test_with_plain_signs_a_cut_text_is_no_wider() -> None:
    """The line would go on into the next one."""
    assert shortened("First frost: what to save", 14, "...") == "First..."


def test_a_reversed_line_has_one_colour() -> None:
    """In the terminal's own colours the cursor's line would be a patchwork."""
    base = Style(color="default", bgcolor="default", reverse=True)
    match = Style(bgcolor="yellow")
    line = [
        Segment("|", Style(color="green")),
        Segment("Ana", base + Style(color="blue", bold=True)),
        Segment(" frost", base + match),
    ]

    assert in_one_colour(line, base) == [
        line[0],
        Segment("Ana", base + Style(bold=True)),
        line[2],
    ]
