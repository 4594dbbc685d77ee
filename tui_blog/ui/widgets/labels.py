"""Labels over a drawn line: letters to type for what stands there. Pure."""

from collections.abc import Iterable, Sequence
from itertools import islice, product
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

_HOME_ROW = "asdfghjkl"
_FURTHER = "ewruiocvnmtypbxqz"
"""Taken in this order where the home row does not do for two letters."""


class Label(NamedTuple):
    """Letters over a place on screen."""

    row: int
    """Of the pane, counted from 0 at its top."""
    column: int
    """The cell at which it is to stand; it gives way to another one before it."""
    letters: str
    """What is typed."""
    sign: str = ""
    """What stands behind the letters; empty or a glyph."""


def make_letters(count: int) -> list[str]:
    """Make as many labels, none of which begins with another one.

    They come from the home row as long as that does: one letter for the first ones, two for the
    others. From 82 on other letters are taken too, and from 677 on three.
    """
    letters = _HOME_ROW
    further = iter(_FURTHER)
    while len(letters) ** 2 < count and (one := next(further, "")):
        letters += one
    size = len(letters)
    if count > size**2:
        return ["".join(three) for three in islice(product(letters, repeat=3), count)]
    single = size if count <= size else (size**2 - count) // (size - 1)
    pairs = (first + second for first in letters[single:] for second in letters)
    return [*letters[:single], *pairs][:count]


def put_labels(strip: Strip, labels: Iterable[Label], style: Style) -> Strip:
    """Put labels over a line; its width stays.

    Args:
        strip: The line.
        labels: Those of this line, by their columns.
        style: Of the labels.
    """
    width, free_from = strip.cell_length, 0
    pieces: list[Strip] = []
    for text, column in _placed(labels, width):
        between = strip.crop(free_from, max(free_from, column))
        pieces += [between, Strip([Segment(text, style)], cell_len(text))]
        free_from = column + cell_len(text)
    pieces.append(strip.crop(free_from, max(free_from, width)))
    return Strip.join(pieces).crop(0, width)


def _placed(labels: Iterable[Label], width: int) -> Sequence[tuple[str, int]]:
    """Place labels side by side without one covering another, as far as the width allows."""
    placed: list[tuple[str, int]] = []
    free_from = 0
    for label in labels:
        text = label.letters + label.sign
        column = max(label.column, free_from)
        placed.append((text, column))
        free_from = column + cell_len(text)
    behind = width
    for number, (text, column) in reversed([*enumerate(placed)]):
        moved = max(0, min(column, behind - cell_len(text)))
        placed[number] = (text, moved)
        behind = moved
    return placed
