"""Signs: every state has one and a word, and the ASCII set is ASCII."""

from dataclasses import asdict

import pytest
from rich.cells import cell_len

from tui_blog.model.comment import CommentStatus, DeliveryState
from tui_blog.ui.glyphs import (
    ASCII_GLYPHS,
    UNICODE_GLYPHS,
    Glyphs,
    delivery_glyph,
    delivery_word,
    status_glyph,
    status_word,
)


def test_ascii_glyphs_are_ascii() -> None:
    """The Linux console would show boxes."""
    assert "".join(asdict(ASCII_GLYPHS).values()).isascii()


def test_unicode_glyphs_are_one_cell_wide() -> None:
    """Columns would not stand under one another."""
    assert {cell_len(glyph) for glyph in asdict(UNICODE_GLYPHS).values()} == {1}


@pytest.mark.parametrize("glyphs", [UNICODE_GLYPHS, ASCII_GLYPHS], ids=["unicode", "ascii"])
def test_every_state_has_its_own_glyph_and_word(glyphs: Glyphs) -> None:
    """Two states would look alike, or one like none."""
    deliveries = [(delivery_glyph(one, glyphs), delivery_word(one)) for one in DeliveryState]
    statuses = [(status_glyph(one, glyphs), status_word(one)) for one in CommentStatus]
    shown = [pair for pair in [*deliveries, *statuses] if pair != ("", "")]

    assert len(shown) == len(DeliveryState) + len(CommentStatus) - 1
    assert len({glyph for glyph, _ in shown}) == len(shown)
    assert len({word for _, word in shown}) == len(shown)
