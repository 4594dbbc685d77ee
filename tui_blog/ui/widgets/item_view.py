"""A document with a cursor: one item is the one that keys speak of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from textual.geometry import Offset
from textual.message import Message

from tui_blog.ui.widgets.anchor import ALL_LINES, Anchor
from tui_blog.ui.widgets.document import DocumentView
from tui_blog.ui.widgets.extent import ESTIMATED
from tui_blog.ui.widgets.search import Match

_NONE = -1


class ItemView(DocumentView):
    """A document whose items can be pointed at."""

    @dataclass
    class CursorMoved(Message):
        """The cursor is on another item."""

        view: "ItemView"
        """Where."""
        item: int
        """The item it is on now."""

        @property
        def control(self) -> "ItemView":
            """The sender."""
            return self.view

    @dataclass
    class ItemChosen(Message):
        """An item was chosen with a key or the mouse."""

        view: "ItemView"
        """Where."""
        item: int
        """The chosen item."""

        @property
        def control(self) -> "ItemView":
            """The sender."""
            return self.view

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's own name
        super().__init__(id=id)
        self._cursor_item = _NONE

    @property
    def cursor_item(self) -> int | None:
        """The item under the cursor; `None` in an empty document."""
        return None if self._cursor_item == _NONE else self._cursor_item

    @property
    def cursor_row(self) -> int:
        """Rows between the top of the pane and the item under the cursor; may be negative."""
        if self._cursor_item == _NONE or not len(self.extent):
            return 0
        return self.extent.top_of(self.extent.place_of(self._cursor_item)) - self.scroll_offset.y

    @property
    def focus_cell(self) -> Offset:
        """Where the reader is: the first line of the item under the cursor that is in view."""
        if self._cursor_item == _NONE or not len(self.extent):
            return super().focus_cell
        return Offset(0, max(0, min(self.cursor_row, self.size.height - 1)))

    def is_current(self, item: int) -> bool:
        """Say whether an item is under the cursor."""
        return item == self._cursor_item

    def anchor_item(self) -> int | None:
        """Keep the item under the cursor where it is."""
        return self.cursor_item

    def search_start(self) -> tuple[int, int]:
        """Search from the item under the cursor on."""
        return max(0, self._cursor_item), -1

    def show_match(self, match: Match) -> None:
        """Put the cursor on the item with the match, and bring its line into view."""
        self.reveal(match.item)
        self.move_to(match.item)
        super().show_match(match)

    def return_to(self, row: int, cursor: int | None) -> None:
        """Go back to where a search began, the cursor too."""
        if cursor is not None and cursor < len(self.extent):
            self.set_cursor(cursor)
        self.go_to_row(row)

    def show_first(self) -> None:
        """Show the item under the cursor."""
        self.go_to_row(0)
        if self._cursor_item != _NONE:
            self.show_item(self._cursor_item)

    def open_items(self, cursor: int | None) -> None:
        """Begin with a new document, the cursor on an item (`None`: there are none)."""
        self._cursor_item = _NONE if cursor is None else cursor
        self.open_document()
        if cursor is not None and len(self.extent):
            self.show_item(cursor)
        self._tell()

    def show_item(self, item: int) -> None:
        """Bring a visible item into view: all of it, or its beginning."""
        for _ in range(2):  # what is estimated becomes exact on the way
            place = self.extent.place_of(item)
            self.show_rows(self.extent.top_of(place), self.extent.bottom_of(place))

    def move_to(self, item: int) -> None:
        """Put the cursor on a visible item and bring it into view."""
        self.set_cursor(item)
        self.show_item(item)

    def set_cursor(self, item: int) -> None:
        """Put the cursor on a visible item, wherever it is."""
        old = self._cursor_item
        if item == old:
            return
        self._cursor_item = item
        self.note_use()
        self._doc_ahead.note_movement()
        if old != _NONE:
            self.refresh_item(old)
        self.refresh_item(item)
        self._tell()

    def place_to_come(self, step: int) -> int | None:
        """Return the place beside the cursor."""
        place = self.extent.place_of(self._cursor_item) + step
        is_there = self._cursor_item != _NONE and 0 <= place < len(self.extent.visible)
        return place if is_there else None

    def measure_again(self, items: Iterable[int]) -> None:
        """Lay some items out anew that may have another height from now on."""
        if not self.text_width or not len(self.extent):
            return
        self.forget_drawn()

        def change() -> None:
            for item in items:
                self.extent.known[item] = ESTIMATED

        self.change_document(change)
        self._refine_later()

    def put_cursor_at(self, row: int) -> None:
        """Scroll so that the item under the cursor begins in a row, or above it to be all seen."""
        if self._cursor_item != _NONE and len(self.extent):
            self._restore(Anchor(self._cursor_item, 0, row, ALL_LINES))

    def move_places(self, places: int) -> None:
        """Move the cursor by some visible items.

        A long item is read first: as long as its end is not in view, the pane only scrolls. A
        cursor that was left behind by scrolling comes into view first.
        """
        extent = self.extent
        if self._cursor_item == _NONE or not len(extent):
            return
        place = extent.place_of(self._cursor_item)
        top, height = self.scroll_offset.y, self.size.height
        first, last = extent.top_of(place), extent.bottom_of(place)
        if last <= top or first >= top + height:
            self.set_cursor(extent.visible[self._first_place_in_view()])
            return
        if places > 0 and last > top + height and last - first > height:
            self.scroll_rows(min(last - top - height, max(1, height // 2)))
            return
        if places < 0 and first < top and last - first > height:
            self.scroll_rows(-min(top - first, max(1, height // 2)))
            return
        target = max(0, min(place + places, len(extent.visible) - 1))
        self.move_to(extent.visible[target])

    def move_by(self, count: int) -> None:
        """Move the cursor by some visible items, however long they are."""
        if self._cursor_item != _NONE:
            self._go_to_place(self.extent.place_of(self._cursor_item) + count)

    def go_to_number(self, number: int) -> None:
        """Go to an item by its number from 1, or to what hides it."""
        if len(self.extent):
            self._go_to_place(self.extent.place_of(min(number, len(self.extent)) - 1))

    def go_to_share(self, share: float) -> None:
        """Go to the item that this share of the visible ones, from 0 to 1, lies before."""
        self._go_to_place(round(share * len(self.extent.visible)))

    def _go_to_place(self, place: int) -> None:
        visible = self.extent.visible
        if len(visible):
            self.move_to(visible[max(0, min(place, len(visible) - 1))])

    def action_cursor_down(self) -> None:
        """Move to the next item."""
        self.move_places(1)

    def action_cursor_up(self) -> None:
        """Move to the previous item."""
        self.move_places(-1)

    def action_scroll_home(self) -> None:
        """Move to the first item."""
        if len(self.extent):
            self.go_to_row(0)
            self.set_cursor(self.extent.visible[0])

    def action_scroll_end(self) -> None:
        """Move to the last item."""
        if len(self.extent):
            self.go_to_row(self.extent.total)
            self.set_cursor(self.extent.visible[-1])

    def action_cursor_to_top(self) -> None:
        """Move to the first item that begins on screen."""
        if len(self.extent):
            self.set_cursor(self.extent.visible[self._first_place_in_view()])

    def action_cursor_to_middle(self) -> None:
        """Move to the item in the middle of the screen, or of the rows that are filled."""
        self._cursor_to_row((self._filled_rows() - 1) // 2)

    def action_cursor_to_bottom(self) -> None:
        """Move to the last item that begins on screen."""
        self._cursor_to_row(self._filled_rows() - 1)

    def action_item_to_top(self) -> None:
        """Scroll so that the item under the cursor is at the top."""
        self._put_item(0.0)

    def action_item_to_middle(self) -> None:
        """Scroll so that the item under the cursor is in the middle."""
        self._put_item(0.5)

    def action_item_to_bottom(self) -> None:
        """Scroll so that the item under the cursor is at the bottom."""
        self._put_item(1.0)

    def action_scroll_down(self) -> None:
        """Move one row down; the cursor stays on its item as long as that is on screen."""
        self.scroll_rows(1)
        self._keep_cursor_in_view()

    def action_scroll_up(self) -> None:
        """Move one row up, in the same way."""
        self.scroll_rows(-1)
        self._keep_cursor_in_view()

    def action_page_down(self) -> None:
        """Move one page down, the cursor with it."""
        self._page(super().action_page_down, to_end=True)

    def action_page_up(self) -> None:
        """Move one page up, the cursor with it."""
        self._page(super().action_page_up, to_end=False)

    def action_half_page_down(self) -> None:
        """Move half a page down, the cursor with it."""
        self._page(super().action_half_page_down, to_end=True)

    def action_half_page_up(self) -> None:
        """Move half a page up, the cursor with it."""
        self._page(super().action_half_page_up, to_end=False)

    def action_choose(self) -> None:
        """Choose the item under the cursor."""
        if self._cursor_item != _NONE:
            self.post_message(self.ItemChosen(self, self._cursor_item))

    def click_item(self, item: int, line: int, column: int) -> None:
        """Point at the clicked item; a second click on it chooses."""
        if item == self._cursor_item:
            self.action_choose()
        else:
            self.set_cursor(item)

    def _keep_cursor_in_view(self) -> None:
        extent, top = self.extent, self.scroll_offset.y
        if self._cursor_item == _NONE or not len(extent):
            return
        place = extent.place_of(self._cursor_item)
        if extent.bottom_of(place) <= top:
            self.set_cursor(extent.visible[self._first_place_in_view()])
        elif extent.top_of(place) >= top + self.size.height:
            self._cursor_to_row(self._filled_rows() - 1)

    def _filled_rows(self) -> int:
        return min(self.size.height, self.extent.total - self.scroll_offset.y)

    def _cursor_to_row(self, screen_row: int) -> None:
        extent, top = self.extent, self.scroll_offset.y
        if len(extent):
            place = max(extent.place_at(top + screen_row), self._first_place_in_view())
            self.set_cursor(extent.visible[place])

    def _put_item(self, share: float) -> None:
        """Leave this share of the rows that the item does not need above it."""
        item = self._cursor_item
        if item == _NONE or not len(self.extent):
            return
        self.show_item(item)  # its height becomes exact
        place = self.extent.place_of(item)
        height = self.extent.bottom_of(place) - self.extent.top_of(place)
        free = max(0, self.size.height - height)
        self._restore(Anchor(item, 0, round(free * share)))

    def _page(self, move: Callable[[], None], *, to_end: bool) -> None:
        if not len(self.extent):
            return
        before = self.scroll_offset.y
        move()
        if self.scroll_offset.y != before:
            self.set_cursor(self.extent.visible[self._first_place_in_view()])
        else:
            self.set_cursor(self.extent.visible[-1 if to_end else 0])

    def _first_place_in_view(self) -> int:
        """Return the place of the first item that begins on screen, or of the one that fills it."""
        extent, top = self.extent, self.scroll_offset.y
        place = extent.place_at(top)
        is_cut = extent.top_of(place) < top
        has_next = place + 1 < len(extent.visible)
        if is_cut and has_next and extent.top_of(place + 1) < top + self.size.height:
            return place + 1
        return place

    def _tell(self) -> None:
        if self._cursor_item != _NONE:
            self.post_message(self.CursorMoved(self, self._cursor_item))
