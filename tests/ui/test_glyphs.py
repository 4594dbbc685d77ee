"""Signs: every state has one and a word, and the ASCII set is ASCII."""

import pytest
from rich.cells import cell_len

from tui_blog.model.comment import CommentStatus, DeliveryState
from tui_blog.ui.glyphs import (
    ASCII_GLYPHS,
    SPOKEN_GLYPHS,
    UNICODE_GLYPHS,
    Glyphs,
    delivery_glyph,
    delivery_word,
    status_glyph,
    status_word,
)


def signs(glyphs: Glyphs) -> list[str]:
    return [sign for sign in glyphs if isinstance(sign, str)]


def test_ascii_glyphs_are_ascii() -> None:
    """The Linux console would show boxes."""
    assert "".join(signs(ASCII_GLYPHS)).isascii()


def test_unicode_glyphs_are_one_cell_wide() -> None:
    """Columns would not stand under one another."""
    assert {cell_len(glyph) for glyph in signs(UNICODE_GLYPHS)} == {1}


def test_spoken_glyphs_are_ascii_and_draw_no_lines() -> None:
    """Speech would read out a bar at the beginning of each line."""
    assert "".join(signs(SPOKEN_GLYPHS)).isascii()
    assert not (SPOKEN_GLYPHS.indent + SPOKEN_GLYPHS.cursor).strip()


@pytest.mark.parametrize("glyphs", [UNICODE_GLYPHS, ASCII_GLYPHS], ids=["unicode", "ascii"])
def test_every_state_has_its_own_glyph_and_word(glyphs: Glyphs) -> None:
    """Two states would look alike, or one like none."""
    deliveries = [(delivery_glyph(one, glyphs), delivery_word(one)) for one in DeliveryState]
    statuses = [(status_glyph(one, glyphs), status_word(one)) for one in CommentStatus]
    shown = [pair for pair in [*deliveries, *statuses] if pair != ("", "")]

    assert len(shown) == len(DeliveryState) + len(CommentStatus) - 1
    assert len({glyph for glyph, _ in shown}) == len(shown)
    assert len({word for _, word in shown}) == len(shown)
