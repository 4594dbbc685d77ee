"""How many lines comments take, guessed from the lengths of their texts."""

from array import array
from collections.abc import Callable, Sequence
from itertools import repeat
from operator import add, floordiv

AROUND = 2
"""The head of a comment, and a blank line behind it."""


def guess_heights(
    lengths: Sequence[int], depths: Sequence[int], width_at: Callable[[int], int]
) -> "array[int]":
    """Guess the lines of each of some comments.

    Args:
        lengths: Characters of their texts.
        depths: How deep they stand.
        width_at: Returns the cells of a line at a depth.
    """
    widths = widths_to(max(depths, default=0), width_at)
    lines = map(floordiv, lengths, map(widths.__getitem__, depths))
    return array("i", map(add, lines, repeat(AROUND + 1)))


def widths_to(deepest: int, width_at: Callable[[int], int]) -> list[int]:
    """Return the cells of a line at each depth down to some."""
    return [width_at(depth) for depth in range(deepest + 1)]
