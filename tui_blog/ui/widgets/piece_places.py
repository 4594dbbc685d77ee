"""Where the pieces are that can be quoted of what a pane shows just now."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tui_blog.text.blocks import Block
from tui_blog.text.lines import Line
from tui_blog.text.pieces import Piece, pieces_of, places_in
from tui_blog.ui.widgets.strip_view import StripView

_MARGIN = 2
"""Cells before the text that a label of a whole block stands in."""


class ItemPieces(NamedTuple):
    """An item of a pane, taken to pieces."""

    pieces: Sequence[Piece]
    places: dict[int, list[tuple[int, int]]]
    """Lines of the item and cells of the pane at which each tag stands; the first line first."""
    text_column: int
    """The cell of the pane at which the text begins."""


class PiecePlace(NamedTuple):
    """A piece on screen."""

    row: int
    """Of the pane, counted from 0 at its top."""
    column: int
    """The cell of the pane that its label covers; before the text for a whole block."""
    item: int
    number: int
    """Among the pieces of the item."""
    piece: Piece


def take_apart(
    blocks: Sequence[Block],
    lay_out: Callable[[Sequence[Block]], Sequence[Line]],
    *,
    first_line: int,
    text_column: int,
) -> ItemPieces:
    """Take the text of an item to pieces.

    Args:
        blocks: The text.
        lay_out: Makes lines of it as the pane does.
        first_line: The line of the item at which it begins.
        text_column: The cell of the pane at which it begins.
    """
    pieces, tagged = pieces_of(blocks)
    places: dict[int, list[tuple[int, int]]] = {}
    for tag, line, column in places_in(lay_out(tagged)):
        places.setdefault(tag, []).append((first_line + line, text_column + column))
    return ItemPieces(pieces, places, text_column)


def pieces_in_view(view: StripView) -> list[PiecePlace]:
    """List the pieces that a pane shows, by their rows and columns.

    A piece that began above stands where its first line on screen is.
    """
    extent, top = view.extent, view.scroll_offset.y
    rows: dict[int, dict[int, int]] = {}
    for row in range(max(0, min(view.size.height, extent.total - top))):
        item, line = extent.item_at(top + row)
        rows.setdefault(item, {})[line] = row
    found = []
    for item, row_of in rows.items():
        taken = view.item_pieces(item)
        if taken is None:
            continue
        for number, piece in enumerate(taken.pieces):
            place = _first_shown(taken, piece, row_of)
            if place is not None:
                found.append(PiecePlace(*place, item, number, piece))
    return sorted(found, key=lambda place: (place.row, place.column))


def _first_shown(taken: ItemPieces, piece: Piece, row_of: dict[int, int]) -> tuple[int, int] | None:
    for tag in range(piece.first, piece.last + 1):
        for line, column in taken.places.get(tag, ()):
            if line in row_of:
                margin = max(0, taken.text_column - _MARGIN)
                return row_of[line], margin if piece.is_whole else column
    return None
