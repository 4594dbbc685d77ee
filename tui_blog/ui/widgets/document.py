"""The document engine: one permanent line-API widget that draws whatever its items are.

Posts, threads and lists are all drawn by it. Nothing is mounted for an item; only the lines on
screen are made, kept as strips, and given to the compositor as they are. Heights are exact around
the view at once and estimated elsewhere; an idle timer makes the rest exact without a jump.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from tui_blog.text.layout import Line
from tui_blog.text.wrap import cells, wrap_text
from tui_blog.ui.widgets.extent import Extent
from tui_blog.ui.widgets.paint import PART_NAMES, Paint, find_spans, mark_spans
from tui_blog.ui.widgets.search import Query, matching_lines

_STRIPS_KEPT = 1500
_LAYOUTS_KEPT = 300
_SLICE_S = 0.004
_SLICE_PAUSE_S = 0.012
_SETTLE_ROUNDS = 8
_WHEEL_LINES = 3
MAX_TEXT_CELLS = 92
"""Lines longer than this are hard to read; wider panes leave the rest empty."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line that stays where it is on screen while the document changes around it."""

    item: int
    line: int
    """Inside the item."""
    screen_row: int
    """Counted from the top of the pane."""

    def moved_to(self, item: int) -> "Anchor":
        """Return the same anchor on another item, which is the old one in a newer document."""
        return replace(self, item=item)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a search found something."""

    item: int
    line: int
    """Inside the item."""
    wrapped: bool
    """The search went past the end of the document and on at its other end."""


class DocumentView(ScrollView, can_focus=True):
    """Draws a document made of items; subclasses say what an item is.

    Subclasses implement `lay_out_item` and `paint_line`, and call `set_extent` when they have a
    new document, `change_extent` when the same document changes.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"document--{name}" for name in PART_NAMES}
    DEFAULT_CSS = """
    DocumentView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
    }
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
        self._doc_extent = Extent()
        self._doc_width = 0
        self._doc_strips: OrderedDict[tuple[int, int, bool], Strip] = OrderedDict()
        self._doc_layouts: OrderedDict[int, Sequence[Line]] = OrderedDict()
        self._doc_paint: Paint | None = None
        self._doc_refine_timer: Timer | None = None
        self._doc_refine_next = 0
        self._doc_pattern: re.Pattern[str] | None = None
        self._doc_settling = False
        self._doc_shift = 0
        self._doc_message: tuple[str, str] | None = None

    # What a subclass says about its items.

    def lay_out_item(self, item: int) -> Sequence[Line]:
        """Return all lines of an item that stands open, for the width of now."""
        raise NotImplementedError

    def paint_line(self, item: int, line: int, *, current: bool) -> Strip:
        """Return one line of an item as a strip of the pane's width."""
        raise NotImplementedError

    def is_current(self, item: int) -> bool:
        """Say whether an item is drawn as the one under the cursor."""
        return False

    def anchor_item(self) -> int | None:
        """Return the item whose place on screen matters most to the reader, if there is one."""
        return None

    def estimate_heights(self) -> Sequence[int]:
        """Return roughly how many lines each item has at the width of now."""
        raise NotImplementedError

    # The document.

    @property
    def extent(self) -> Extent:
        """Where everything stands."""
        return self._doc_extent

    @property
    def text_width(self) -> int:
        """Cells of a line, the scroll bar not counted; 0 before the first layout."""
        return self._doc_width

    @property
    def paint(self) -> Paint:
        """The styles of the theme of now."""
        if self._doc_paint is None:
            self._doc_paint = Paint(self)
        return self._doc_paint

    @property
    def shift(self) -> int:
        """Cells by which wide lines of code are moved to the left."""
        return self._doc_shift

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
        self._doc_extent = Extent(self.estimate_heights(), exact=False)
        self.apply_folds()
        self._publish_size()
        self.go_to_row(row)
        self.refresh()
        self._refine_later()

    def replace_document(
        self, anchor: Anchor | None, *, adopt: Callable[[Extent], None]
    ) -> None:
        """Go on with a newer state of the document, the anchor's line staying where it is.

        Args:
            anchor: A line of the new document; `None` to stay at the row of now.
            adopt: Called with the new extent, to put in the heights that are known.
        """
        self._doc_message = None
        self.forget_drawn()
        self._doc_extent = Extent(self.estimate_heights(), exact=False)
        adopt(self._doc_extent)
        self.apply_folds()
        self._publish_size()
        self._restore(anchor)
        self.refresh()
        self._refine_later()

    def apply_folds(self) -> None:
        """Tell the extent what is folded; nothing is in a plain document."""

    def change_document(self, change: Callable[[], None]) -> None:
        """Run a change of heights or folds; the anchor's line stays where it is on screen."""
        anchor = self.take_anchor()
        change()
        self._doc_extent.rebuild()
        self._publish_size()
        self._restore(anchor)
        self.refresh()

    def forget_drawn(self) -> None:
        """Forget all that was laid out and drawn, since what it was made from changed."""
        self._doc_strips.clear()
        self._doc_layouts.clear()

    def forget_strips(self) -> None:
        """Forget what was drawn; the layout still holds."""
        self._doc_strips.clear()
        self.refresh()

    def layout_of(self, item: int) -> Sequence[Line]:
        """Return the lines of an item, laid out now or a moment ago."""
        layouts = self._doc_layouts
        lines = layouts.get(item)
        if lines is None:
            lines = layouts[item] = self.lay_out_item(item)
            if len(layouts) > _LAYOUTS_KEPT:
                layouts.popitem(last=False)
        return lines

    def highlight(self, pattern: re.Pattern[str] | None) -> None:
        """Mark every match of a pattern in what is shown; `None` ends it."""
        if pattern != self._doc_pattern:
            self._doc_pattern = pattern
            self.forget_strips()

    # Searching.

    def item_source(self, item: int) -> str | None:
        """Return casefolded text that holds all words of an item; `None` to look at its lines."""
        return None

    def reveal(self, item: int) -> None:
        """Make an item visible."""

    def search_start(self) -> tuple[int, int]:
        """Return the item and the line that a search begins behind."""
        if not len(self._doc_extent):
            return 0, -1
        item, line = self._doc_extent.item_at(self.scroll_offset.y)
        return item, line - 1

    def find(self, query: Query, start: tuple[int, int], *, forward: bool = True) -> Match | None:
        """Look for the nearest match, in one round through the whole document.

        Args:
            query: What to look for.
            start: An item and a line in it; a match there does not count.
            forward: `False` to look upwards.
        """
        count = len(self._doc_extent)
        step = 1 if forward else -1
        first, first_line = start
        for turn in range(count + 1 if count else 0):
            item = (first + step * turn) % count
            lines = self._matching_lines(query, item)
            if turn == 0:
                lines = [line for line in lines if (line - first_line) * step > 0]
            if lines:
                wrapped = turn > 0 and (item - first) * step <= 0
                return Match(item, lines[0 if forward else -1], wrapped)
        return None

    def show_match(self, match: Match) -> None:
        """Bring the line of a match into view."""
        self.reveal(match.item)
        row = self._doc_extent.top_of(self._doc_extent.place_of(match.item)) + match.line
        top, height = self.scroll_offset.y, self.size.height
        if not top <= row < top + height:
            self.go_to_row(row - height // 3)

    def _matching_lines(self, query: Query, item: int) -> list[int]:
        source = self.item_source(item)
        if source is not None and not query.may_match(source):
            return []
        return matching_lines(query, self.lay_out_item(item))

    # Moving.

    def go_to_row(self, row: int) -> None:
        """Put a row at the top of the pane, as far as the document reaches."""
        row = self._settle(row)
        self.scroll_to(y=row, animate=False, immediate=True, force=True)

    def scroll_rows(self, rows: int) -> None:
        """Move by some rows, down when positive."""
        self.go_to_row(self.scroll_offset.y + rows)

    def show_rows(self, first: int, last: int) -> None:
        """Bring rows into view with as little movement as can be; the first one wins."""
        top, height = self.scroll_offset.y, self.size.height
        if first < top or last - first >= height:
            self.go_to_row(first)
        elif last > top + height:
            self.go_to_row(last - height)

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

    def on_resize(self) -> None:
        """Lay out anew for a new width, the anchor's line staying where it is."""
        width = self.scrollable_content_region.width
        if width == self._doc_width or width <= 0:
            self._settle_here()
            return
        first = self._doc_width == 0
        anchor = None if first else self.take_anchor()
        self._doc_width = width
        self.forget_drawn()
        self._doc_extent = Extent(self.estimate_heights(), exact=False)
        self.apply_folds()
        self._publish_size()
        if anchor is None:
            self.show_first()
        else:
            self._restore(anchor)
        self.refresh()
        self._refine_later()

    def show_first(self) -> None:
        """Choose what is seen when the pane gets its first size."""
        self.go_to_row(0)

    def notify_style_update(self) -> None:
        """Draw anew in the colours of another theme or state."""
        self._doc_paint = None
        self._doc_strips.clear()
        super().notify_style_update()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Measure what a wheel or a dragged scroll bar brought into view."""
        super().watch_scroll_y(old_value, new_value)
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
        """Follow a link under the mouse, or point at an item."""
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

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give the kept strips to the compositor; they bring their own styles and filters."""
        strips = [self.render_line(y) for y in crop.line_range]
        start, end = crop.column_span
        if start == 0 and end == self.size.width:
            return strips
        return [strip.crop(start, end) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """Return the strip of one row of the pane."""
        extent = self._doc_extent
        row = y + self.scroll_offset.y
        if row >= extent.total or not self._doc_width:
            return self._empty_line(y)
        item, line = extent.item_at(row)
        key = (item, line, self.is_current(item))
        strip = self._doc_strips.get(key)
        if strip is None:
            strip = self._doc_strips[key] = self.paint_line(item, line, current=key[2])
            if len(self._doc_strips) > _STRIPS_KEPT:
                self._doc_strips.popitem(last=False)
        else:
            self._doc_strips.move_to_end(key)
        return strip

    def _empty_line(self, y: int) -> Strip:
        """Return a line below the document, or one of the message that stands for it."""
        base = self.paint.base
        if self._doc_message is None:
            return self.finish_strip([], 0, base)
        title, text = self._doc_message
        width = max(10, min(self.size.width - 4, 60))
        lines = [("subheading", line) for line in wrap_text(title, width)]
        if text:
            lines += [("meta", ""), *(("meta", line) for line in wrap_text(text, width))]
        number = y - max(0, (self.size.height - len(lines)) // 3)
        if not 0 <= number < len(lines):
            return self.finish_strip([], 0, base)
        part, line = lines[number]
        margin = max(0, (self.size.width - cells(line)) // 2)
        segments = [Segment(" " * margin, base), self.paint.segment(line, part, base)]
        return self.finish_strip(segments, margin + cells(line), base)

    def finish_strip(self, segments: Iterable[Segment], cells: int, base: Style) -> Strip:
        """Make a strip of the pane's whole width, marked, filtered and guarded.

        Args:
            segments: The line.
            cells: Its width in terminal cells, where it is not wider than the pane.
            base: The style of what is left empty.
        """
        segments = list(segments)
        width = self.size.width
        if cells < width:
            segments.append(Segment(" " * (width - cells), base))
        if self._doc_pattern is not None:
            text = "".join([segment.text for segment in segments])
            spans = find_spans(self._doc_pattern, text)
            if spans:
                segments = mark_spans(segments, spans, self.paint.part("match"))
        strip = Strip(segments, max(cells, width))
        if cells > width:
            strip = strip.crop(0, width)
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, background)
        return strip

    def refresh_item(self, item: int) -> None:
        """Draw the rows of a visible item again."""
        place = self._doc_extent.place_of(item)
        top = self._doc_extent.top_of(place) - self.scroll_offset.y
        bottom = self._doc_extent.bottom_of(place) - self.scroll_offset.y
        top, bottom = max(0, top), min(self.size.height, bottom)
        if top < bottom:
            self.refresh(Region(0, top, self.size.width, bottom - top))

    # Heights.

    def _publish_size(self) -> None:
        self.virtual_size = Size(self._doc_width, self._doc_extent.total)

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
            if not self._measure(extent.visible[place] for place in range(low, high)):
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

    def _measure(self, items: Iterable[int]) -> bool:
        """Make heights exact; say whether one changed. The rows are not rebuilt."""
        extent = self._doc_extent
        changed = False
        for item in items:
            if not extent.exact[item]:
                height = len(self.layout_of(item))
                extent.exact[item] = True
                if extent.heights[item] != height:
                    extent.heights[item] = height
                    changed = True
        return changed

    def _refine_later(self) -> None:
        self._doc_refine_next = 0
        if self._doc_refine_timer is None and self._doc_extent.first_inexact(0) is not None:
            self._doc_refine_timer = self.set_timer(_SLICE_PAUSE_S, self._refine)

    def _refine(self) -> None:
        """Make some more heights exact; when all are, rebuild once."""
        self._doc_refine_timer = None
        end = time.perf_counter() + _SLICE_S
        while time.perf_counter() < end:
            item = self._doc_extent.first_inexact(self._doc_refine_next)
            if item is None:
                self.change_document(lambda: None)
                return
            extent = self._doc_extent
            extent.heights[item] = len(self.lay_out_item(item))
            extent.exact[item] = True
            self._doc_refine_next = item + 1
        self._doc_refine_timer = self.set_timer(_SLICE_PAUSE_S, self._refine)

    # The anchor.

    def take_anchor(self) -> Anchor | None:
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
        extent.rebuild()
        place = extent.place_of(anchor.item)
        is_hidden = extent.visible[place] != anchor.item
        height = extent.bottom_of(place) - extent.top_of(place)
        line = 0 if is_hidden else min(anchor.line, height - 1)
        row = self._clamp(extent.top_of(place) + line - anchor.screen_row)
        # Settling may move what is above the anchor: look where it came to stand.
        settled = self._settle(row)
        place = extent.place_of(anchor.item)
        row = self._clamp(extent.top_of(place) + line - anchor.screen_row)
        self._publish_size()
        self.scroll_to(
            y=row if row != settled else settled, animate=False, immediate=True, force=True
        )
