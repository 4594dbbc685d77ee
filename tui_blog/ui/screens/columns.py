"""How many panes stand beside one another, and how wide the list is then.

This is set on the few widgets alone: for a class of the screen, the styles of everything on it
would be worked out anew while one waits for the first frame in another size.
"""

from collections.abc import Iterable
from typing import NamedTuple

from textual.geometry import Size
from textual.widget import Widget

_LEAST_CELLS = (0, 80, 140)
"""The width of the terminal from which on there are one, two, three columns."""
_LEAST_WIDTH, _LEAST_HEIGHT = 40, 10


class _Width(NamedTuple):
    width: str
    least: int | None
    most: int | None


_LIST_WIDTHS = (_Width("1fr", None, None), _Width("30%", 24, 38), _Width("22%", 28, 44))
"""Of the list, by the number of columns; the other panes share the rest."""


def count_columns(width_cells: int, *, at_most: int) -> int:
    """Return how many panes a terminal has room for.

    Args:
        width_cells: Of the terminal.
        at_most: So many are wanted.
    """
    return min(sum(width_cells >= least for least in _LEAST_CELLS), at_most)


def set_list_width(frame: Widget, columns: int) -> None:
    """Make the list as wide as it should be beside the other panes."""
    styles = frame.styles
    styles.width, styles.min_width, styles.max_width = _LIST_WIDTHS[columns - 1]


def show_only(shown: Iterable[Widget], among: Iterable[Widget]) -> None:
    """Show some widgets, and hide the others among them.

    Those that stand already as they should are left alone, so that nothing is laid out for them.
    """
    wanted = set(shown)
    for widget in among:
        if widget.display is not (widget in wanted):
            widget.display = widget in wanted


def too_small(size: Size) -> str:
    """Say that a terminal is too small to read in; empty when it is not."""
    if size.width >= _LEAST_WIDTH and size.height >= _LEAST_HEIGHT:
        return ""
    least = f"{_LEAST_WIDTH}×{_LEAST_HEIGHT}"
    return f"{size.width}×{size.height} is too small to read in: {least} at least."
