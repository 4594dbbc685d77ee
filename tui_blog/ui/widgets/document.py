"""The document engine: one permanent line-API widget that draws whatever its items are.

Posts, threads and lists are all drawn by it. Nothing is mounted for an item; only the lines on
screen are made, kept as strips, and given to the compositor as they are. Heights are exact around
the view at once and estimated elsewhere; an idle timer makes the rest exact without a jump.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from tui_blog.ui.widgets.anchor import Anchor
from tui_blog.ui.widgets.extent import ESTIMATED, MEASURED, REMEMBERED, Extent
from tui_blog.ui.widgets.search import Match
from tui_blog.ui.widgets.strip_view import StripView

_SLICE_S = 0.005
_SLICE_PAUSE_S = 0.001
_HANDS_OFF_S = 0.3
"""How long after a key, in seconds, nothing is done that nobody sees."""
_SETTLE_ROUNDS = 8
_WHEEL_LINES = 3


class DocumentView(StripView):
    """Moves through a document made of items, and keeps its heights.

    Subclasses say what an item is. They call `open_document` when they have a new document,
    `replace_document` for a newer state of it, and `change_document` when folds change.
    """

    @dataclass
    class LinkClicked(Message):
        """A link was clicked."""

        view: "DocumentView"
        """Where."""
        address: str
        """Vetted; the person has not been asked yet."""

        @property
        def control(self) -> "DocumentView":
            """The sender."""
            return self.view

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's own name
        super().__init__(id=id)
        self._doc_refine_timer: Timer | None = None
        self._doc_refine_next = 0
        self._doc_touched_at = 0.0
        self._doc_settling = False
        self._doc_height = 0

    def anchor_item(self) -> int | None:
        """Return the item whose place on screen matters most to the reader, if there is one."""
        return None

    def estimate_heights(self) -> Sequence[int]:
        """Return roughly how many lines each item has at the width of now."""
        raise NotImplementedError

    def line_counter(self) -> Callable[[int], int]:
        """Return what tells how many lines an item has at the width of now; nothing is kept."""
        return lambda item: len(self.lay_out_item(item))

    def remembered_heights(self) -> Sequence[int] | None:
        """Return the heights that were measured another time at the width of now, if any were."""
        return None

    def remember_heights(self) -> None:
        """Keep the heights for another time, now that all are measured."""

    # The document.

    def say(self, title: str, text: str = "") -> None:
        """Show a message in place of a document.

        Args:
            title: What the matter is, in a few words; clean text.
            text: What can be done about it, a sentence or two; clean text.
        """
        self._doc_message = (title, text)
        self.forget_drawn()
        self._doc_extent = Extent()
        self._publish_size()
        self.scroll_to(y=0, animate=False, immediate=True, force=True)
        self.refresh()

    def open_document(self, *, row: int = 0) -> None:
        """Begin with a new document, at a row."""
        self._doc_message = None
        self.forget_drawn()
        self._doc_shift = 0
        self._doc_extent = self._first_extent()
        self.apply_folds()
        self._publish_size()
        self.go_to_row(row)
        self.refresh()
        self._refine_later()

    def replace_document(self, anchor: Anchor | None, *, adopt: Callable[[Extent], None]) -> None:
        """Go on with a newer state of the document, the anchor's line staying where it is.

        Args:
            anchor: A line of the new document; `None` to stay at the row of now.
            adopt: Called with the new extent, to put in the heights that are known.
        """
        self._doc_message = None
        self.forget_drawn()
        self._doc_extent = self._first_extent()
        adopt(self._doc_extent)
        self.apply_folds()
        self._publish_size()
        if anchor is None:
            self._settle_here()
        self._restore(anchor)
        self.refresh()
        self._refine_later()

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

    # Searching.

    def item_source(self, item: int) -> str | None:
        """Return casefolded text that holds all words of an item; `None` to look at its lines."""
        return None

    def item_count(self) -> int:
        """Return how many items there are, hidden ones too."""
        return len(self._doc_extent)

    def reveal(self, item: int) -> None:
        """Make an item visible."""

    def search_start(self) -> tuple[int, int]:
        """Return the item and the line that a search begins behind."""
        if not len(self._doc_extent):
            return 0, -1
        item, line = self._doc_extent.item_at(self.scroll_offset.y)
        return item, line - 1

    def show_match(self, match: Match) -> None:
        """Bring the line of a match into view."""
        self.reveal(match.item)
        row = self._doc_extent.top_of(self._doc_extent.place_of(match.item)) + match.line
        top, height = self.scroll_offset.y, self.size.height
        if not top <= row < top + height:
            self.go_to_row(row - height // 3)

    def is_in_view(self, item: int, line: int) -> bool:
        """Say whether a line of an item is on screen."""
        if item >= len(self._doc_extent):
            return False
        row = self._doc_extent.top_of(self._doc_extent.place_of(item)) + line
        return 0 <= row - self.scroll_offset.y < self.size.height

    def return_to(self, row: int, cursor: int | None) -> None:
        """Go back to where a search began."""
        del cursor  # there is none here
        self.go_to_row(row)

    # Moving.

    def go_to_row(self, row: int) -> None:
        """Put a row at the top of the pane, as far as the document reaches."""
        row = self._settle(row)
        self.scroll_to(y=row, animate=False, immediate=True, force=True)

    def scroll_rows(self, rows: int) -> None:
        """Move by some rows, down when positive."""
        self.go_to_row(self.scroll_offset.y + rows)

    def move_by(self, count: int) -> None:
        """Move by a number that was typed."""
        self.scroll_rows(count)

    def go_to_number(self, number: int) -> None:
        """Go to a row by its number from 1."""
        self.go_to_row(number - 1)

    def go_to_share(self, share: float) -> None:
        """Go to where this share of all, from 0 to 1, lies before one."""
        self.go_to_row(round(share * self.extent.total))

    def show_rows(self, first: int, last: int) -> None:
        """Bring rows into view with as little movement as can be; the first one wins."""
        top, height = self.scroll_offset.y, self.size.height
        if first < top or last - first >= height:
            self.go_to_row(first)
        elif last > top + height:
            self.go_to_row(last - height)

    @property
    def is_at_end(self) -> bool:
        """Whether the last row is on screen."""
        return self.scroll_offset.y + self.size.height >= self._doc_extent.total

    def action_cursor_down(self) -> None:
        """Move one row down."""
        self.scroll_rows(1)

    def action_cursor_up(self) -> None:
        """Move one row up."""
        self.scroll_rows(-1)

    def action_next_part(self) -> None:
        """Go to the next part, where a document has parts."""

    def action_previous_part(self) -> None:
        """Go to the part before, where a document has parts."""

    def action_scroll_down(self) -> None:
        """Move one row down."""
        self.scroll_rows(1)

    def action_scroll_up(self) -> None:
        """Move one row up."""
        self.scroll_rows(-1)

    def action_page_down(self) -> None:
        """Move one page down; one row of the old page stays."""
        self.scroll_rows(max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        """Move one page up."""
        self.scroll_rows(-max(1, self.size.height - 1))

    def action_half_page_down(self) -> None:
        """Move half a page down."""
        self.scroll_rows(max(1, self.size.height // 2))

    def action_half_page_up(self) -> None:
        """Move half a page up."""
        self.scroll_rows(-max(1, self.size.height // 2))

    def action_scroll_home(self) -> None:
        """Go to the first row."""
        self.go_to_row(0)

    def action_scroll_end(self) -> None:
        """Go to the last page."""
        self.go_to_row(self._doc_extent.total)

    def action_shift_code(self, cells: int) -> None:
        """Move wide lines of code sideways."""
        shift = max(0, self._doc_shift + cells)
        if shift != self._doc_shift:
            self._doc_shift = shift
            self.forget_strips()

    # Textual's side.

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw; a frame is drawn before anything is told of the size that it gave the pane."""
        if not self._fit() and self.size.height > self._doc_height:
            self._settle_here()
        self._doc_height = self.size.height
        return super().render_lines(crop)

    def on_resize(self) -> None:
        """Lay out anew for a new size."""
        if self._fit():
            self.refresh()
        else:
            self._settle_here()
            self.drop_labels()

    def _fit(self) -> bool:
        """Lay out anew if the width is another, the anchor's line staying where it is; say so."""
        width = self.scrollable_content_region.width
        if width == self._doc_width or width <= 0:
            return False
        first = self._doc_width == 0
        anchor = None if first else self.take_anchor()
        self._doc_width = width
        self.forget_drawn()
        self._doc_extent = self._first_extent()
        self.apply_folds()
        self._publish_size()
        if anchor is None:
            self.show_first()
            self.note_use()  # what nobody sees waits for all that one begins with
        else:
            self._restore(anchor)
        self._refine_later()
        return True

    def show_first(self) -> None:
        """Choose what is seen when the pane gets its first size."""
        self.go_to_row(0)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Measure what a wheel or a dragged scroll bar brought into view."""
        super().watch_scroll_y(old_value, new_value)
        self.note_use()
        if not self._doc_settling and round(old_value) != round(new_value):
            self._settle_here()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll without animation."""
        event.stop()
        event.prevent_default()
        self.scroll_rows(_WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll without animation."""
        event.stop()
        event.prevent_default()
        self.scroll_rows(-_WHEEL_LINES)

    def on_click(self, event: events.Click) -> None:
        """Follow a link under the mouse, or point at an item; not where text was selected."""
        if self.text_selection is not None:
            return
        address = event.style.meta.get("href")
        if isinstance(address, str):
            self.post_message(self.LinkClicked(self, address))
            return
        row = event.y + self.scroll_offset.y
        if row < self._doc_extent.total:
            item, line = self._doc_extent.item_at(row)
            self.click_item(item, line, event.x)

    def click_item(self, item: int, line: int, column: int) -> None:
        """Answer a click on a line of an item."""

    def refresh_item(self, item: int) -> None:
        """Draw the rows of a visible item again."""
        place = self._doc_extent.place_of(item)
        top = self._doc_extent.top_of(place) - self.scroll_offset.y
        bottom = self._doc_extent.bottom_of(place) - self.scroll_offset.y
        top, bottom = max(0, top), min(self.size.height, bottom)
        if top < bottom:
            self.refresh(Region(0, top, self.size.width, bottom - top))

    # Heights.

    def _first_extent(self) -> Extent:
        """Return what is known of a new document before anything of it is measured."""
        heights = self.remembered_heights() if self._doc_width else None
        if heights is None:
            return Extent(self.estimate_heights(), known=ESTIMATED)
        return Extent(heights, known=REMEMBERED)

    def _publish_size(self) -> None:
        """Tell Textual how long the document is.

        It would lay the whole screen out again, and draw it, for that alone. As the place of the
        scroll bar is kept free, that is only needed where the bar comes or goes, or where the pane
        is as high as its document.
        """
        size = Size(self._doc_width, self._doc_extent.total)
        if not self._doc_width:  # so that the bar is there in the first frame
            self.show_vertical_scrollbar = size.height > self.app.size.height
        height = self.styles.height
        is_as_high = height is not None and height.is_auto
        if is_as_high or (size.height > self.size.height) is not self.show_vertical_scrollbar:
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
            if extent.is_current(low, high):
                break
            at_end = row >= extent.total - self.size.height
            extent.rebuild()
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
        self._doc_refine_next = 0
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
        extent, count_lines = self._doc_extent, self.line_counter()
        end = time.perf_counter() + _SLICE_S
        while time.perf_counter() < end:
            item = extent.first_estimated(self._doc_refine_next)
            if item is None:
                self.change_document(lambda: None)
                self.follow_with_bar()
                self.remember_heights()
                self.post_message(self.Measured())
                return
            extent.heights[item] = count_lines(item)
            extent.known[item] = MEASURED
            self._doc_refine_next = item + 1
        self._doc_refine_timer = self.set_timer(_SLICE_PAUSE_S, self._refine)

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
            if 0 <= screen_row < self.size.height:
                return Anchor(extent.visible[place], 0, screen_row)
        item, line = extent.item_at(top)
        return Anchor(item, line, 0)

    def _restore(self, anchor: Anchor | None) -> None:
        extent = self._doc_extent
        if anchor is None or not len(extent):
            return
        self._measure([anchor.item])
        place = extent.place_of(anchor.item)
        if not extent.is_current(place, place + 1):
            extent.rebuild()
        is_hidden = extent.visible[place] != anchor.item
        height = extent.bottom_of(place) - extent.top_of(place)
        line = 0 if is_hidden else min(anchor.line, height - 1)
        row = self._clamp(extent.top_of(place) + line - anchor.screen_row)
        # Settling may move what is above the anchor: look where it came to stand.
        self._settle(row)
        place = extent.place_of(anchor.item)
        row = self._clamp(extent.top_of(place) + line - anchor.screen_row)
        self._publish_size()
        self.scroll_to(y=row, animate=False, immediate=True, force=True)
