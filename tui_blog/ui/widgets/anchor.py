"""What stays where it is on screen while a document changes around it."""

import sys
from typing import NamedTuple

ALL_LINES = sys.maxsize
"""All of an item, however long it is."""


class Anchor(NamedTuple):
    """A line that stays where it is on screen while the document changes around it."""

    item: int
    line: int
    """Inside the item."""
    screen_row: int
    """Counted from the top of the pane; another one in a pane that is too low for it."""
    lines: int = 1
    """So many lines of the item, from this one on, are kept in view as far as there is room."""

    def moved_to(self, item: int) -> "Anchor":
        """Return the same anchor on another item, which is the old one in a newer document."""
        return self._replace(item=item)
