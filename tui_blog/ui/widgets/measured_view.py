"""A document whose heights are exact where one reads, and become so everywhere in idle time.

Heights are measured around the view at once and guessed elsewhere. Whatever changes them, the line
that matters to the reader stays where it is on screen.
"""

import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import compress

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.timer import Timer

from tui_blog.ui.widgets.anchor import ALL_LINES, Anchor
from tui_blog.ui.widgets.extent import ESTIMATED, MEASURED, REMEMBERED, Extent
from tui_blog.ui.widgets.strip_view import StripView

_SLICE_S = 0.005
_SLICE_PAUSE_S = 0.001
_HANDS_OFF_S = 0.3
"""How long after a key, in seconds, nothing is done that nobody sees."""
_SETTLE_ROUNDS = 8
VERY_MANY = 5000
"""Items whose heights are not guessed while somebody waits."""
_GUESSED_AT_ONCE = 2000


class MeasuredView(StripView):
    """Knows how high its items are, and keeps the anchor in its place when that changes."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's own name
        super().__init__(id=id)
        self._doc_refine_timer: Timer | None = None
        self._doc_refine_next = 0
        self._doc_counter: Callable[[int], int] | None = None
        self._doc_guess_next: int | None = None
        self._doc_touched_at = 0.0
        self._doc_settling = False
        self._doc_height = 0

    def anchor_item(self) -> int | None:
        """Return the item whose place on screen matters most to the reader, if there is one."""
        return None

    def estimate_heights(self) -> Sequence[int]:
        """Return roughly how many lines each item has at the width of now."""
        raise NotImplementedError

    def estimate_some(self, first: int, behind: int) -> Sequence[int]:
        """Return the same of the items from `first` up to `behind`."""
        return self.estimate_heights()[first:behind]

    def estimate_roughly(self) -> Sequence[int] | None:
        """Return the same guess for each of very many items, which is there at once."""
        return None

    def line_counter(self) -> Callable[[int], int]:
        """Return what tells how many lines an item has at the width of now; nothing is kept."""
        return lambda item: len(self.lay_out_item(item))

    def remembered_heights(self) -> Sequence[int] | None:
        """Return the heights that were measured another time at the width of now, if any were."""
        return None

    def remember_heights(self) -> None:
        """Keep the heights for another time, now that all are measured."""

    def apply_folds(self) -> None:
        """Tell the extent what is folded; nothing is in a plain document."""

    def change_document(self, change: Callable[[], None]) -> None:
        """Run a change of heights or folds; the anchor's line stays where it is on screen."""
        self.note_use()
        anchor = self.take_anchor()
        change()
        self._doc_extent.rebuild()
        self._publish_size()
        self._restore(anchor)
        self.refresh()

    # Heights.

    def _first_extent(self, *, before: Extent | None = None) -> Extent:
        """Return what is known of a document before anything of it is measured.

        Args:
            before: The same document at another width: as a guess, the heights that very many
                items had there do until the first frame is drawn. `None` for another document:
                then `estimate_roughly` does.
        """
        self._doc_guess_next = None
        heights = self.remembered_heights() if self._doc_width else None
        if heights is not None:
            return Extent(heights, known=REMEMBERED)
        rough = self.estimate_roughly() if before is None else before.heights
        if rough is None or len(rough) < VERY_MANY:
            return Extent(self.estimate_heights(), known=ESTIMATED)
        self._doc_guess_next = 0
        return Extent(rough, known=ESTIMATED)

    def _publish_size(self) -> None:
        """Tell Textual how long the document is.

        It would lay the whole screen out again, and draw it, for that alone. As the place of the
        scroll bar is kept free, that is only needed where the bar comes, or where the pane is as
        high as its document. A bar without anything to scroll is empty; it goes with the next
        layout.
        """
        size = Size(self._doc_width, self._doc_extent.total)
        if not self._doc_width:  # so that the bar is there in the first frame
            self.show_vertical_scrollbar = size.height > self.app.size.height
        height = self.styles.height
        is_as_high = height is not None and height.is_auto
        has_to_come = size.height > self.size.height and not self.show_vertical_scrollbar
        if is_as_high or has_to_come:
            self.virtual_size = size
        elif size != self.virtual_size:
            self.set_reactive(ScrollView.virtual_size, size)
            self.follow_with_bar()

    def _clamp(self, row: int) -> int:
        return max(0, min(row, self._doc_extent.total - self.size.height))

    def _settle(self, row: int) -> int:
        """Make all heights exact that are on screen when a row is at the top; return that row."""
        if not len(self._doc_extent) or not self._doc_width:
            return 0
        row = self._clamp(row)
        for _ in range(_SETTLE_ROUNDS):
            extent = self._doc_extent
            first = extent.place_at(row)
            last = extent.place_at(row + self.size.height)
            item, line = extent.visible[first], row - extent.top_of(first)
            low, high = max(0, first - 3), min(len(extent.visible), last + 4)
            self._measure(extent.visible[place] for place in range(low, high))
            at_end = row >= extent.total - self.size.height
            if not extent.follow(low, high):
                break
            self._publish_size()
            top = extent.top_of(extent.place_of(item))
            row = self._clamp(extent.total if at_end and row > 0 else top + line)
        return row

    def _settle_here(self) -> None:
        row = self.scroll_offset.y
        settled = self._settle(row)
        if settled != row:
            self._doc_settling = True
            try:
                self.scroll_to(y=settled, animate=False, immediate=True, force=True)
            finally:
                self._doc_settling = False

    def _measure(self, items: Iterable[int]) -> None:
        """Make heights exact. The rows are not rebuilt."""
        extent = self._doc_extent
        for item in items:
            if extent.known[item] != MEASURED and not extent.is_folded(item):
                extent.heights[item] = len(self.layout_of(item))
                extent.known[item] = MEASURED

    def note_use(self) -> None:
        """Somebody reads here just now: work that nobody sees is put off."""
        self._doc_touched_at = time.perf_counter()

    def _refine_later(self) -> None:
        self._doc_refine_next, self._doc_counter = 0, None
        if self._doc_refine_timer is None and self._doc_extent.first_estimated(0) is not None:
            self._doc_refine_timer = self.set_timer(_SLICE_PAUSE_S, self._refine)

    def _refine(self) -> None:
        """Make some more heights exact; when all are, rebuild once."""
        self._doc_refine_timer = None
        since_touched_s = time.perf_counter() - self._doc_touched_at
        if since_touched_s < _HANDS_OFF_S:
            # Somebody types: what is far away can wait.
            self._doc_refine_timer = self.set_timer(_HANDS_OFF_S - since_touched_s, self._refine)
            return
        end = time.perf_counter() + _SLICE_S
        self._guess(end)
        extent = self._doc_extent
        # Another width, thread or filter begins anew, by way of `_refine_later`.
        count_lines = self._doc_counter = self._doc_counter or self.line_counter()
        while time.perf_counter() < end:
            item = extent.first_estimated(self._doc_refine_next)
            if item is None:
                self._doc_counter = None
                self.change_document(lambda: None)
                self.follow_with_bar()
                self.remember_heights()
                self.post_message(self.Measured())
                return
            extent.heights[item] = count_lines(item)
            extent.known[item] = MEASURED
            self._doc_refine_next = item + 1
        self._doc_refine_timer = self.set_timer(_SLICE_PAUSE_S, self._refine)

    def _guess(self, end: float) -> None:
        """Guess some more heights at a width that is new; once all are, rebuild.

        Args:
            end: When others have their turn.
        """
        extent, first = self._doc_extent, self._doc_guess_next
        while first is not None and time.perf_counter() < end:
            behind = first + _GUESSED_AT_ONCE
            known = compress(range(first, behind), extent.known[first:behind])
            exact = [(item, extent.heights[item]) for item in known]
            extent.heights[first:behind] = array("i", self.estimate_some(first, behind))
            for item, height in exact:
                extent.heights[item] = height
            first = self._doc_guess_next = behind if behind < len(extent) else None
            if first is None:
                self.change_document(lambda: None)

    # The anchor.

    def take_anchor(self) -> Anchor | None:
        """Return the line to keep in place: the anchor item's, else the first one on screen."""
        extent = self._doc_extent
        if not len(extent) or not extent.total:
            return None
        top = self.scroll_offset.y
        item = self.anchor_item()
        if item is not None:
            place = extent.place_of(item)
            screen_row = extent.top_of(place) - top
            if 0 <= screen_row < self._seen_height:
                return Anchor(extent.visible[place], 0, screen_row)
        item, line = extent.item_at(top)
        return Anchor(item, line, 0)

    def _take_anchor_with_lines(self) -> Anchor | None:
        """Return the same, with the lines of its item that are in view; all of it, if all are."""
        anchor = self.take_anchor()
        if anchor is None:
            return None
        bottom = self._doc_extent.bottom_of(self._doc_extent.place_of(anchor.item))
        is_whole = bottom - self.scroll_offset.y <= self._seen_height
        lines = ALL_LINES if is_whole else self._seen_height - anchor.screen_row
        return anchor._replace(lines=lines)

    @property
    def _seen_height(self) -> int:
        """Rows that were seen last: in a new size nothing was yet."""
        return self._doc_height or self.size.height

    def _restore(self, anchor: Anchor | None) -> None:
        extent = self._doc_extent
        if anchor is None or not len(extent):
            return
        self._measure([anchor.item])
        place = extent.place_of(anchor.item)
        extent.follow(place, place + 1)
        is_hidden = extent.visible[place] != anchor.item
        height = extent.bottom_of(place) - extent.top_of(place)
        line = 0 if is_hidden else min(anchor.line, height - 1)
        lowest = max(0, self.size.height - min(anchor.lines, height - line))
        screen_row = min(anchor.screen_row, lowest)
        row = self._clamp(extent.top_of(place) + line - screen_row)
        # Settling may move what is above the anchor: look where it came to stand.
        self._settle(row)
        place = extent.place_of(anchor.item)
        row = self._clamp(extent.top_of(place) + line - screen_row)
        self._publish_size()
        self.scroll_to(y=row, animate=False, immediate=True, force=True)
