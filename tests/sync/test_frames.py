"""How the panes stood, as a line of text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.sync.frames import USUAL, Frame, frame_read, frame_written


@given(st.builds(Frame))
def test_a_frame_comes_back_as_it_was(frame: Frame) -> None:
    """The next start would show something else than was left."""
    assert frame_read(frame_written(frame)) == frame


@pytest.mark.parametrize(
    "text", [None, 3, "", "{", "[]", "7", '{"search": 4}', '{"list_row": true}']
)
def test_what_is_not_known_is_as_usual(text: object) -> None:
    """A start would fail for what another version wrote."""
    assert frame_read(text) == USUAL


def test_what_a_newer_version_adds_is_passed_over() -> None:
    """Going back to an older version would lose what it knows."""
    written = json.dumps({"is_zoomed": True, "later": 1})

    assert frame_read(written) == Frame(is_zoomed=True)
