"""A line-API widget that draws the lines of items, and keeps what it drew.

Nothing is mounted for an item. Only lines on screen are made, kept as strips, and given to the
compositor as they are: that halves the cost of a frame against the inherited way, and the strips
therefore carry their own background and pass through the filters here.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.selection import Selection
from textual.strip import Strip

from tui_blog.text.lines import Line
from tui_blog.ui.widgets.document_parts import DocumentParts
from tui_blog.ui.widgets.drawing_ahead import DrawingAhead
from tui_blog.ui.widgets.extent import Extent
from tui_blog.ui.widgets.paint import (
    CURSOR_PARTS,
    Paint,
    find_spans,
    in_one_colour,
    mark_spans,
    message_line,
    message_top,
)

if TYPE_CHECKING:
    from tui_blog.text.blocks import Block
    from tui_blog.text.outline import Link
    from tui_blog.ui.widgets.labels import Label
    from tui_blog.ui.widgets.piece_places import ItemPieces

_STRIPS_KEPT = 600
_LAYOUTS_KEPT = 300
_LineKey = tuple[int, int, bool, bool]
"""The item and its line; whether it is current, and whether it has its other look."""
_BLANK = -1
"""Stands for an item where there is none."""

_SELECTED = Style(reverse=True)


class StripView(ScrollView, can_focus=True, inherit_bindings=False):
    """Draws what its extent says is on screen; subclasses say what an item is."""

    class Measured(Message):
        """All heights are exact now, and with them how far one is."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"document--{name}" for name in CURSOR_PARTS}
    DEFAULT_CSS = """
    StripView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's own name
        super().__init__(id=id)
        self._doc_extent = Extent()
        self._doc_width = 0
        self._doc_size = Size(0, 0)  # asking Textual for it takes as long as drawing a line
        self._doc_strips: OrderedDict[_LineKey, Strip] = OrderedDict()
        self._doc_layouts: OrderedDict[int, Sequence[Line]] = OrderedDict()
        self._doc_paint: Paint | None = None
        self._doc_paint_before: Paint | None = None
        self._doc_pattern: re.Pattern[str] | None = None
        self._doc_shift = 0
        self._doc_bar: tuple[int, int] | None = None
        self._doc_message: tuple[str, str] | None = None
        self._doc_labels: Sequence[Label] = ()
        self._doc_labels_gone: Callable[[], None] | None = None
        self._doc_ahead = DrawingAhead(self)

    # What a subclass says about its items.

    def lay_out_item(self, item: int) -> Sequence[Line]:
        """Return all lines of an item that stands open, for the width of now."""
        raise NotImplementedError

    def paint_line(self, item: int, line: int, *, current: bool) -> Strip:
        """Return one line of an item as a strip of the pane's width."""
        raise NotImplementedError

    @property
    def focus_cell(self) -> Offset:
        """Where the reader is, from the first cell of the pane: the top line, or the message."""
        message = self._doc_message
        return Offset(0, 0 if message is None else message_top(message, self.size))

    def is_current(self, item: int) -> bool:
        """Say whether an item is drawn as the one under the cursor."""
        return False

    def has_other_look(self, item: int) -> bool:
        """Say which of two ways an item is drawn in that changes there and back, such as a fold.

        What was drawn in either way is kept.
        """
        del item  # all look as they always do
        return False

    def place_to_come(self, step: int) -> int | None:
        """Return the visible place that a cursor comes to next, if there is one.

        Args:
            step: 1 for down, -1 for up.
        """
        del step  # there is no cursor
        return None

    def item_links(self, item: int) -> "Sequence[Link]":
        """Return the links of an item as they are written, in reading order."""
        del item  # there are none
        return ()

    def item_pieces(self, item: int) -> "ItemPieces | None":
        """Take an item to pieces that can be quoted; `None` where no text of it is shown."""
        del item  # there is none
        return None

    async def on_mount(self) -> None:
        """See to it that the screen has the styles of parts."""
        if self._parts() is None:
            await self.screen.mount(DocumentParts())
            self.notify_style_update()
            self.refresh()

    def _parts(self) -> DocumentParts | None:
        return next(iter(self.screen.query(DocumentParts)), None)

    # What is drawn.

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
            parts = self._parts()
            paint = Paint(self, parts if parts is None or parts.is_mounted else None)
            self._follow_styles(paint)
            self._doc_paint = paint
        return self._doc_paint

    @property
    def shift(self) -> int:
        """Cells by which wide lines of code are moved to the left."""
        return self._doc_shift

    @property
    def labels(self) -> "Sequence[Label]":
        """The labels over what is on screen; they go when something else comes there."""
        return self._doc_labels

    def show_labels(
        self, labels: "Sequence[Label]", *, gone: Callable[[], None] | None = None
    ) -> None:
        """Put labels over what is on screen now, instead of those from before.

        Args:
            labels: By their rows and columns; empty to take them away.
            gone: What to do once they are gone because the document was laid out or made anew.
        """
        is_other = bool(labels or self._doc_labels)
        self._doc_labels, self._doc_labels_gone = labels, gone
        if is_other:
            self.refresh(self.size.region)

    def drop_labels(self) -> None:
        """Take the labels away, since what is below them changed."""
        gone = self._doc_labels_gone
        self.show_labels(())
        if gone is not None:
            self.call_later(gone)  # when all that is new is there

    def forget_drawn(self) -> None:
        """Forget all that was laid out and drawn, since what it was made from changed."""
        self.drop_labels()
        self._doc_strips.clear()
        self._doc_layouts.clear()

    def forget_strips(self) -> None:
        """Forget what was drawn; the layout still holds."""
        self._doc_strips.clear()
        self.refresh()

    def forget_line(self, item: int, line: int) -> None:
        """Forget how one line was drawn; `refresh_item` draws it again where it is on screen."""
        for is_current, has_other_look in product((False, True), repeat=2):
            self._doc_strips.pop((item, line, is_current, has_other_look), None)

    def forget_item(self, item: int) -> None:
        """Forget how one item was laid out and drawn; its height stays."""
        self._doc_layouts.pop(item, None)
        for key in [key for key in self._doc_strips if key[0] == item]:
            del self._doc_strips[key]

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

    def notify_style_update(self) -> None:
        """Draw anew in the colours of another theme or state."""
        if self._doc_paint is not None:
            self._doc_paint_before, self._doc_paint = self._doc_paint, None
        super().notify_style_update()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Draw the scroll bar anew too: its colour tells where keys go."""
        super().watch_has_focus(has_focus)
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.refresh()

    def _follow_styles(self, paint: Paint) -> None:
        """Forget what looks otherwise now: nothing, what is under the cursor, or all."""
        before, self._doc_paint_before = self._doc_paint_before, None
        if before is None or not paint.is_like(before):
            self._doc_strips.clear()
        elif paint.cursor_looks != before.cursor_looks:
            for key in [key for key in self._doc_strips if key[2]]:
                del self._doc_strips[key]

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw what is there now."""
        self.follow_with_bar()
        if round(old_value) != round(new_value):
            self._doc_labels = ()
            self.refresh(self.size.region)
            self._doc_ahead.note_movement()

    def follow_with_bar(self) -> None:
        """Tell the scroll bar where it stands and how long it is.

        It is drawn anew only where that makes half a cell, and only the rows that change: all of it
        costs as much as the text.
        """
        if not self.show_vertical_scrollbar:
            return
        bar, row, rows = self.vertical_scrollbar, self.scroll_y, self.virtual_size.height
        bar.set_reactive(ScrollBar.window_virtual_size, rows)
        bar.set_reactive(ScrollBar.position, row)
        before, self._doc_bar = self._doc_bar, _bar_in_halves(row, rows, self.size.height)
        if before is None:
            bar.refresh()
            return
        for was, now in zip(before, self._doc_bar, strict=True):
            if was != now:
                top, bottom = (min(was, now) - 1) // 2, max(was, now) // 2 + 2
                bar.refresh(Region(0, max(0, top), bar.size.width, bottom - max(0, top)))

    # Drawing.

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give the kept strips to the compositor; they bring their own styles and filters."""
        selection, self._doc_size = self.text_selection, self.size
        top = self.scroll_offset.y
        if selection is None and not self._doc_labels:
            strips = self._kept_lines(crop.y, crop.bottom, top)
        else:
            strips = [self._drawn_line(y, top, selection) for y in crop.line_range]
        start, end = crop.column_span
        if start == 0 and end == self._doc_size.width:
            return strips
        return [strip.crop(start, end) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """Return the strip of one row, which tells the mouse where in the document it is."""
        # Not so what is drawn: that would cost as much as all else.
        self._doc_size, top = self.size, self.scroll_offset.y
        return self._drawn_line(y, top, self.text_selection).apply_offsets(0, y + top)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the text that is selected, and what parts it from that of another pane."""
        from tui_blog.ui.widgets.selecting import selected_text

        return selected_text(self, selection), "\n"

    def text_column(self, item: int, line: int) -> int:
        """Return the character of a painted line at which its text begins."""
        del item, line  # the same everywhere
        return 0

    def block_at(self, item: int, line: int) -> "tuple[Block | None, int]":
        """Return the block that a line is of, where it is of one, and which of its lines."""
        del item  # there are none
        return None, line

    def _drawn_line(self, y: int, top: int, selection: Selection | None) -> Strip:
        strip = self._kept_lines(y, y + 1, top)[0]
        if selection is not None:
            strip = self._with_selected(strip, y + top, selection)
        if not self._doc_labels:
            return strip
        from tui_blog.ui.widgets.labels import put_labels

        labels = [label for label in self._doc_labels if label.row == y]
        style = self.paint.base + self.paint.part("hint")
        return self._filtered(put_labels(strip, labels, style)) if labels else strip

    def _with_selected(self, strip: Strip, row: int, selection: Selection) -> Strip:
        span = selection.get_span(row)
        if span is None or row >= self._doc_extent.total:
            return strip
        length = len(strip.text.rstrip())
        start = max(span[0], self.text_column(*self._doc_extent.item_at(row)))
        end = length if span[1] < 0 else min(span[1], length)
        if start >= end:
            return strip
        return Strip(mark_spans(strip, [(start, end)], _SELECTED), strip.cell_length)

    def _kept_lines(self, first: int, end: int, top: int) -> list[Strip]:
        """Return the strips of some rows of the pane, which are drawn where that is not done.

        Args:
            first: The first row, from the pane's own.
            end: The row behind the last.
            top: The document's row that stands in the pane's first.
        """
        _ = self.paint  # what is kept may look otherwise now
        extent = self._doc_extent
        last = min(top + end, extent.total) if self._doc_width else 0
        strips: list[Strip] = []
        place = extent.place_at(top + first)
        line = top + first - extent.top_of(place)
        while top + first + len(strips) < last:
            item, height = extent.visible[place], extent.bottom_of(place) - extent.top_of(place)
            wanted = range(line, min(height, line + last - top - first - len(strips)))
            strips += self.strips_of(item, wanted, current=self.is_current(item))
            place, line = place + 1, 0
        strips += [self._empty_line(y) for y in range(first + len(strips), end)]
        return strips

    def strips_of(self, item: int, lines: range, *, current: bool) -> list[Strip]:
        """Return some lines of an item as they are drawn, and keep what is not kept yet.

        Args:
            item: Visible.
            lines: Which of its lines.
            current: As it is drawn under the cursor.
        """
        _ = self.paint  # as above
        kept, has_other_look = self._doc_strips, self.has_other_look(item)
        strips: list[Strip] = []
        for line in lines:
            key = (item, line, current, has_other_look)
            strip = kept.get(key)
            if strip is None:
                strip = kept[key] = self.paint_line(item, line, current=current)
                if len(kept) > _STRIPS_KEPT:
                    kept.popitem(last=False)
            else:
                kept.move_to_end(key)
            strips.append(strip)
        return strips

    def _empty_line(self, y: int) -> Strip:
        """Return a line below the document, or one of the message that stands for it."""
        if self._doc_message is not None and any(self._doc_message):
            segments, width = message_line(self._doc_message, y, self._doc_size, self.paint)
            if segments:
                return self.finish_strip(segments, width, self.paint.base)
        key = (_BLANK, self._doc_size.width, False, False)
        if key not in self._doc_strips:
            self._doc_strips[key] = self.finish_strip([], 0, self.paint.base)
        return self._doc_strips[key]

    def finish_strip(self, segments: Iterable[Segment], cells: int, base: Style) -> Strip:
        """Make a strip of the pane's whole width, marked, filtered and guarded.

        Args:
            segments: The line.
            cells: Its width in terminal cells, where it is not wider than the pane.
            base: The style of what is left empty.
        """
        segments = in_one_colour(segments, base) if base.reverse else list(segments)
        width = (self._doc_size or self.size).width
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
        return self._filtered(strip)

    def _filtered(self, strip: Strip) -> Strip:
        background = self.paint.background
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, background)
        return strip


def _bar_in_halves(row: float, rows: int, height: int) -> tuple[int, int]:
    """Return where a scroll bar begins and ends, in half cells; the ends only for the ends."""
    if rows <= height:
        return 0, 0  # it is empty
    rows_below = max(1, rows - height)
    length = max(1.0, height * height / max(1, rows))
    begin = (height - length) * row / rows_below
    return int(2 * begin) + (row > 0), int(2 * (begin + length)) + (row >= rows_below)
