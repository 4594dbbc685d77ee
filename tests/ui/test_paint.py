"""What stands in one line, where there is little room."""

import pytest

from tui_blog.ui.widgets.paint import shortened


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
