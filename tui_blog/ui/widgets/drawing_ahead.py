"""Draws what probably comes next, while nobody types: half of what a key waits for is painting."""

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui_blog.ui.widgets.strip_view import StripView

_PAUSE_S = 0.04
"""After a movement, and before more is drawn: keys come in between."""
_SLICE_S = 0.003
_MOST_ITEMS = 12
"""A page of folded comments is drawn quickly anyhow."""


class DrawingAhead:
    """Draws the page that is next in the direction of the last movement."""

    def __init__(self, view: "StripView") -> None:
        """Connect to a pane; nothing is drawn before it moves."""
        self._view = view
        self._row = 0
        self._moved_at = 0.0
        self._timer: Timer | None = None
        self._rest: Iterator[None] = iter(())
        self._visible: Sequence[int] = ()
        self._width = 0
        self._backwards = False

    def note_movement(self) -> None:
        """Draw on from where the pane is now, soon."""
        row = self._view.scroll_offset.y
        if row != self._row:
            self._backwards, self._row = row < self._row, row
        self._moved_at = time.perf_counter()
        self._visible, self._width = self._view.extent.visible, self._view.text_width
        self._rest = self._draw_items()
        if self._timer is None:
            self._wait(_PAUSE_S)

    def _wait(self, seconds: float) -> None:
        self._timer = self._view.set_timer(seconds, self._go_on)

    def _go_on(self) -> None:
        self._timer = None
        now = time.perf_counter()
        if now - self._moved_at < _PAUSE_S:  # somebody types, and something else comes next
            self._wait(_PAUSE_S - (now - self._moved_at))
            return
        if self._view.extent.visible is not self._visible or self._view.text_width != self._width:
            return  # another document by now, folded otherwise, or of another width
        for _ in self._rest:
            if time.perf_counter() - now >= _SLICE_S:
                self._wait(_PAUSE_S)
                return

    def _draw_items(self) -> Iterator[None]:
        """Draw line by line: the item the cursor comes to, then those behind the screen."""
        view, extent = self._view, self._view.extent
        height = view.size.height
        if not extent.total or not height:
            return
        step = -1 if self._backwards else 1
        to_come = view.place_to_come(step)
        if to_come is not None:
            yield from self._draw(to_come, 0, height, current=True)
        row = self._row - 1 if self._backwards else self._row + height
        place, left = extent.place_at(row), height
        for _ in range(_MOST_ITEMS):
            if not 0 <= place < len(extent.visible) or left <= 0:
                return
            top, bottom = extent.top_of(place), extent.bottom_of(place)
            if self._backwards:
                first, end = max(0, bottom - top - left), min(bottom, row + 1) - top
            else:
                first, end = max(0, row - top), min(bottom - top, max(0, row - top) + left)
            left -= end - first
            yield from self._draw(place, first, end, current=False)
            place += step

    def _draw(self, place: int, first: int, end: int, *, current: bool) -> Iterator[None]:
        view, extent = self._view, self._view.extent
        item = extent.visible[place]
        for line in range(first, end):
            # Asked anew each time: a comment may be edited meanwhile.
            is_folded = extent.is_folded(item)
            if line >= (extent.folded_height if is_folded else len(view.layout_of(item))):
                return
            view.strips_of(item, range(line, line + 1), current=current)
            yield
