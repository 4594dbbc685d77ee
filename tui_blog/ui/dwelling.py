"""What was on screen long enough to count as read."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from tui_blog.ui.widgets.document import DocumentView

READ_AFTER = timedelta(seconds=1)
"""How long something has to be on screen."""
_T = TypeVar("_T")


class Dwelling(Generic[_T]):
    """Watches what is on screen: what was there for long, and was gone on from, was read."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Begin with nothing on screen.

        Args:
            clock: The time of now.
        """
        self._clock = clock
        self._since: dict[_T, datetime] = {}
        self._done: set[_T] = set()

    def look(self, shown: Sequence[_T], current: _T | None) -> list[_T]:
        """Take what is on screen now.

        Args:
            shown: What can be read as a whole, in its order.
            current: What the cursor is on; what stands above it was gone on from.

        Returns:
            What was read since the last look: it left the screen, or the cursor went past it.
            Nothing is returned twice before `end`.
        """
        now = self._clock()
        ahead = shown[shown.index(current) :] if current in shown else shown
        read = self._ripe(now, but=ahead)
        self._since = {one: self._since.get(one, now) for one in shown}
        return read

    def end(self) -> list[_T]:
        """Return the rest of what was read: it is left as a whole."""
        read = self._ripe(self._clock(), but=())
        self._since.clear()
        self._done.clear()
        return read

    def hold(self, kept: Sequence[_T]) -> None:
        """Don't count some as read before `end`: the person wants them to be new."""
        self._done.update(kept)
        for one in kept:
            self._since.pop(one, None)

    def _ripe(self, now: datetime, *, but: Sequence[_T]) -> list[_T]:
        read = [
            one
            for one, since in self._since.items()
            if one not in but and one not in self._done and now - since >= READ_AFTER
        ]
        self._done.update(read)
        return read


def items_shown(view: DocumentView) -> list[int]:
    """List the items that stand on screen whole, or fill it; folded ones can't be read."""
    extent, top, height = view.extent, view.scroll_offset.y, view.size.height
    if not extent.total or not height:
        return []
    places = range(extent.place_at(top), extent.place_at(top + height - 1) + 1)
    return [
        item
        for place in places
        # The last line of an item is blank.
        if (extent.top_of(place) >= top or extent.bottom_of(place) >= top + height)
        and (extent.bottom_of(place) - 1 <= top + height or extent.top_of(place) <= top)
        and not extent.is_folded(item := extent.visible[place])
    ]
