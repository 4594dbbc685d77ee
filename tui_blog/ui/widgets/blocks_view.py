"""Blocks in a pane of their own: a preview, the comment that is answered, a post."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

from tui_blog.text.lines import Line
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.widgets.document import DocumentView
from tui_blog.ui.widgets.paint import cut_line

if TYPE_CHECKING:
    from tui_blog.text.blocks import Block

_MARGIN = 2
_BLANK = Line((), 0)
_GUESSED_LINES = 4


class BlocksView(DocumentView):
    """Shows blocks one below the other; an item is a block."""

    def __init__(self, *, glyphs: Glyphs = UNICODE_GLYPHS, id: str | None = None) -> None:  # noqa: A002  Textual's own name
        super().__init__(id=id)
        self._glyphs = glyphs
        self._shown_blocks: Sequence[Block] = ()

    @property
    def blocks(self) -> "Sequence[Block]":
        """What is shown."""
        return self._shown_blocks

    @property
    def margin_cells(self) -> int:
        """Cells left of the text; a Braille display has none to give away."""
        return 0 if self._glyphs.spoken else _MARGIN

    @property
    def column(self) -> int:
        """Cells that a line of text may take."""
        return max(10, min(self.text_width - _MARGIN - 1, self._glyphs.look.text_cells))

    def show_blocks(self, blocks: "Sequence[Block]", *, row: int = 0) -> None:
        """Show blocks, from a row on."""
        self._shown_blocks = blocks
        self.open_document(row=row)

    def lengthen(self, blocks: "Sequence[Block]", *, kept: int) -> None:
        """Show more blocks behind those that are shown; nothing that is seen changes.

        Args:
            blocks: Those that are shown, and what comes behind them.
            kept: How many items there are still, from the first on; all that are seen.
        """
        before, self._shown_blocks = self._doc_extent, blocks
        extent = self._doc_extent = self._first_extent()
        extent.heights[:kept] = before.heights[:kept]
        extent.known[:kept] = before.known[:kept]
        self._publish_size()
        self._refine_later()

    def text_column(self, item: int, line: int) -> int:
        """Return where the text begins: behind the margin."""
        del item, line  # the same everywhere
        return self.margin_cells

    def block_at(self, item: int, line: int) -> "tuple[Block | None, int]":
        """Return the block that an item shows, and its line."""
        return self._shown_blocks[item], line

    def estimate_heights(self) -> Sequence[int]:
        """Guess all blocks the same."""
        return [_GUESSED_LINES] * len(self._shown_blocks)

    def lay_out_item(self, item: int) -> Sequence[Line]:
        """Lay out a block, with a blank line behind it."""
        return [*lay_out([self._shown_blocks[item]], self.column, self._glyphs), _BLANK]

    def paint_line(self, item: int, line: int, *, current: bool) -> Strip:
        """Draw one line, wide code cut at the edge."""
        del current  # there is no cursor
        base = self.paint.base
        laid_out = self.layout_of(item)[line]
        segments, width = self.paint.segments(laid_out, base), laid_out.cells
        room = self.text_width - self.margin_cells
        if width > room:
            segments = cut_line(segments, width, room, self.shift)
            width = room
        margin = Segment(" " * self.margin_cells, base)
        return self.finish_strip([margin, *segments], self.margin_cells + width, base)


def lay_out(blocks: "Sequence[Block]", width_cells: int, glyphs: Glyphs) -> Sequence[Line]:
    """Lay out blocks as the signs in use want it: to be looked at, or to be said."""
    if glyphs.spoken:
        from tui_blog.text.spoken import layout_spoken

        return layout_spoken(blocks, width_cells)
    from tui_blog.text.layout import layout_blocks

    return layout_blocks(blocks, width_cells)
