"""The document engine: one permanent line-API widget that draws whatever its items are.

Posts, threads and lists are all drawn by it. Nothing is mounted for an item; only the lines on
screen are made, kept as strips, and given to the compositor as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tui_blog.ui.widgets.anchor import Anchor
from tui_blog.ui.widgets.extent import Extent
from tui_blog.ui.widgets.measured_view import MeasuredView
from tui_blog.ui.widgets.search import Match

_WHEEL_LINES = 3


class DocumentView(MeasuredView):
    """Moves through a document made of items.

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
        self._fit()
        return super().render_lines(crop)

    def on_resize(self) -> None:
        """Lay out anew for a new size."""
        if self._fit():
            self.refresh()
        else:
            self._settle_here()
            self.drop_labels()

    def _fit(self) -> bool:
        """Lay out anew if the size is another; say so.

        The anchor's line stays where it is, or as near as what is seen of its item still fits.
        """
        width, height = self.scrollable_content_region.width, self.size.height
        is_as_wide = width == self._doc_width
        if width <= 0 or (is_as_wide and height == self._doc_height):
            return False
        anchor = self._take_anchor_with_lines() if self._doc_width else None
        self._doc_height = height
        if is_as_wide:
            self._restore(anchor)
            self.drop_labels()
        else:
            self._fit_width(width, anchor)
        return True

    def _fit_width(self, width: int, anchor: Anchor | None) -> None:
        first = self._doc_width == 0
        self._doc_width = width
        self.forget_drawn()
        self._doc_extent = self._first_extent(before=None if first else self._doc_extent)
        self.apply_folds()
        self._publish_size()
        if anchor is None:
            self.show_first()
            self.note_use()  # what nobody sees waits for all that one begins with
        else:
            self._restore(anchor)
        self._refine_later()

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
