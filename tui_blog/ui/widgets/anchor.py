"""What stays where it is on screen while a document changes around it."""

from typing import NamedTuple


class Anchor(NamedTuple):
    """A line that stays where it is on screen while the document changes around it."""

    item: int
    line: int
    """Inside the item."""
    screen_row: int
    """Counted from the top of the pane."""

    def moved_to(self, item: int) -> "Anchor":
        """Return the same anchor on another item, which is the old one in a newer document."""
        return self._replace(item=item)
