"""Rows that lead elsewhere, drawn by the document engine: two lines each, and a blank one."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_blog.text.age import tell_date
from tui_blog.text.lines import Fragment, Line
from tui_blog.text.wrap import cells
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.widgets.item_view import ItemView
from tui_blog.ui.widgets.paint import cut_line

_MARGIN = 2
_HEIGHT = 3
_BLANK = Line((), 0)
_RowT = TypeVar("_RowT")


class RowsView(ItemView, Generic[_RowT]):
    """Shows rows; an item is a place in the list."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        glyphs: Glyphs = UNICODE_GLYPHS,
        id: str | None = None,  # noqa: A002  Textual's own name
    ) -> None:
        super().__init__(id=id)
        self._clock = clock
        self._glyphs = glyphs
        self._listed: tuple[_RowT, ...] = ()

    @property
    def listed(self) -> tuple[_RowT, ...]:
        """What is listed."""
        return self._listed

    @property
    def current(self) -> _RowT | None:
        """What is under the cursor, if there is anything."""
        place = self.cursor_item
        return None if place is None else self._listed[place]

    def show_rows_anew(self, rows: Sequence[_RowT]) -> None:
        """List rows; the cursor stays on its text, else where `place_instead` says."""
        before, place = self.current, self.cursor_item or 0
        self._listed = tuple(rows)
        key = None if before is None else self.key_of(before)
        same = [number for number, row in enumerate(rows) if self.key_of(row) == key]
        at = same[0] if same else self.place_instead(place)
        self.open_items(at if rows else None)

    def clear(self, title: str, text: str = "") -> None:
        """Show a message in place of rows."""
        self._listed = ()
        self._cursor_item = -1
        self.say(title, text)

    @abstractmethod
    def key_of(self, row: _RowT) -> tuple[object, ...]:
        """Return what tells a row from others."""

    @abstractmethod
    def place_instead(self, place: int) -> int:
        """Return where the cursor goes when its row is gone from a place."""

    @abstractmethod
    def lines_of(self, row: _RowT, width: int) -> tuple[Sequence[Fragment], Sequence[Fragment]]:
        """Return the two lines of a row, for a width in cells."""

    @abstractmethod
    def piece_style(self, row: _RowT, line: int, piece: int, style: Style, base: Style) -> Style:
        """Return the style of a piece of a row.

        Args:
            row: The row.
            line: Of the row, 0 or 1.
            piece: As `lines_of` has them.
            style: That of its role.
            base: That of the row.
        """

    def told_date(self, date: datetime | None) -> str:
        """Tell when something was; empty where that is not known."""
        return "" if date is None else tell_date(date, self._clock(), self._glyphs.look.dates)

    def estimate_heights(self) -> Sequence[int]:
        """Tell the height, which is the same for all."""
        return [_HEIGHT] * len(self._listed)

    def lay_out_item(self, item: int) -> Sequence[Line]:
        """Lay out the two lines, and a blank one."""
        width = max(8, self.text_width - _MARGIN - 1)
        lines = self.lines_of(self._listed[item], width)
        return [
            *(Line(tuple(pieces), sum(cells(one.text) for one in pieces)) for pieces in lines),
            _BLANK,
        ]

    def paint_line(self, item: int, line: int, *, current: bool) -> Strip:
        """Draw one line of a row."""
        paint, laid_out = self.paint, self.layout_of(item)[line]
        is_current = current and line != _HEIGHT - 1
        base = paint.cursor if is_current else paint.base
        bar = paint.bar(f"{self._glyphs.cursor} ", base, current=is_current)
        row = self._listed[item]
        segments = [
            Segment(
                piece.text,
                self.piece_style(row, line, number, paint.fragment_style(piece, base), base),
            )
            for number, piece in enumerate(laid_out.fragments)
        ]
        width, room = laid_out.cells, self.size.width - _MARGIN - 1
        if width > room:
            segments, width = cut_line(segments, width, room, 0), room
        return self.finish_strip([bar, *segments], _MARGIN + width, base)
