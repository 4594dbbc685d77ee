"""The post pane: one post, its head and its blocks, drawn by the document engine."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.geometry import Offset, Region
from textual.strip import Strip

from tui_blog.model.post import Post, PostSummary
from tui_blog.text.age import DateStyle, date_text, tell_date
from tui_blog.text.lines import Fragment, Line, Role
from tui_blog.text.runs import Mark, Run
from tui_blog.text.wrap import cells
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.widgets.anchor import Anchor
from tui_blog.ui.widgets.blocks_view import BlocksView, lay_out
from tui_blog.ui.widgets.extent import MEASURED, Extent
from tui_blog.ui.widgets.paint import wrapped
from tui_blog.ui.widgets.search import Match

if TYPE_CHECKING:
    from tui_blog.text.blocks import Block
    from tui_blog.text.outline import Link
    from tui_blog.ui.widgets.piece_places import ItemPieces

ReadBlocks = Callable[[], "Sequence[Block]"]
"""Reads all blocks of a post."""
_BLANK = Line((), 0)
_GUESSED_LINES = 4
_BEGINNING = Anchor(0, 0, 0)


class PostPane(BlocksView):
    """Shows one post; item 0 is its head, the others are its blocks."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        glyphs: Glyphs = UNICODE_GLYPHS,
        id: str | None = None,  # noqa: A002  Textual's own name
    ) -> None:
        super().__init__(glyphs=glyphs, id=id)
        self._clock = clock
        self._rows_below_top = 0
        self._post: Post | None = None
        self._first = _BEGINNING
        self._read_all: ReadBlocks | None = None
        self._is_drawn = False

    @property
    def post(self) -> Post | None:
        """The post that is shown, if there is one."""
        return self._post

    def show_post(
        self, post: Post, blocks: "Sequence[Block]", *, read_all: ReadBlocks | None = None
    ) -> None:
        """Show a post from its beginning; the same post again stays where it is.

        Args:
            post: The post.
            blocks: Its blocks, or the first of them.
            read_all: Reads all blocks, where these are only the first; called as soon as these are
                drawn, or when more than these is wanted.
        """
        is_same = self._post is not None and self._post.id == post.id and len(self.extent) > 0
        item, line = self.top_line if is_same else (0, 0)
        self._post = post
        self._read_all, self._is_drawn = read_all, False
        self.show_blocks(blocks)
        self.resume(item, line)

    @property
    def blocks(self) -> "Sequence[Block]":
        """All blocks of the post."""
        self.complete()
        return super().blocks

    def complete(self) -> None:
        """Read the rest of the post, where only its beginning is there; nothing seen changes."""
        if self._read_all is not None:
            kept, read_all, self._read_all = self._rest_item, self._read_all, None
            self.lengthen(read_all(), kept=kept)

    def item_count(self) -> int:
        """Return how many items the whole post has."""
        self.complete()
        return super().item_count()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw; the rest of the post is read once its beginning is on the screen."""
        strips = super().render_lines(crop)
        if self._read_all is not None and not self._is_drawn:
            self._is_drawn = True
            self.call_later(self.complete)
        return strips

    @property
    def top_line(self) -> tuple[int, int]:
        """The block at the top of the pane, and which of its lines."""
        return self.extent.item_at(self.scroll_offset.y) if len(self.extent) else (0, 0)

    def resume(self, item: int, line: int) -> None:
        """Go back to the line of a block that was at the top."""
        if item >= self._rest_item:
            self.complete()
        self._first = Anchor(max(0, min(item, len(self.extent) - 1)), line, 0)
        self.show_first()

    def show_first(self) -> None:
        """Show the line to begin with."""
        if self._first == _BEGINNING:
            self.go_to_row(0)
        elif self.text_width:
            self._restore(self._first)

    @property
    def focus_cell(self) -> Offset:
        """Where the reader is: at the top; where the end is on screen already, also below it."""
        cell = super().focus_cell
        return cell if self._doc_message is not None else cell + Offset(0, self._rows_below_top)

    def scroll_rows(self, rows: int) -> None:
        """Move by some rows; for speech also over those of the last page, one after the other."""
        if not self._glyphs.spoken:
            super().scroll_rows(rows)
            return
        place = max(0, min(self.scroll_offset.y + self._rows_below_top + rows, self._last_row))
        self.go_to_row(place)
        self._rows_below_top = place - self.scroll_offset.y
        self.refresh(Region(0, self._rows_below_top, self.size.width, 1))

    def show_match(self, match: Match) -> None:
        """Bring the line of a match into view, and say it."""
        super().show_match(match)
        row = self.extent.top_of(self.extent.place_of(match.item)) + match.line
        self._rows_below_top = row - self.scroll_offset.y if self._glyphs.spoken else 0

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Go on from the top of what was scrolled to."""
        if round(old_value) != round(new_value):
            self._rows_below_top = 0
        super().watch_scroll_y(old_value, new_value)

    @property
    def _last_row(self) -> int:
        return max(0, self.extent.total - 1)

    def clear(self, title: str, text: str = "") -> None:
        """Show a message in place of a post."""
        self._post = self._read_all = None
        self.show_blocks(())
        self.say(title, text)

    def links(self) -> "list[Link]":
        """List the links of the post, those on screen first."""
        from tui_blog.text.outline import links_in

        first, last = self._blocks_in_view()
        blocks = self.blocks
        return [
            *links_in(blocks[first:last]),
            *links_in(blocks[last:]),
            *links_in(blocks[:first]),
        ]

    def block_at(self, item: int, line: int) -> "tuple[Block | None, int]":
        """Return the block that an item shows, and its line; the head is none."""
        return (self.blocks[item - 1] if item else None), line

    def item_links(self, item: int) -> "Sequence[Link]":
        """Return the links of a block."""
        from tui_blog.text.outline import every_link

        return [*every_link(self.blocks[item - 1 : item])] if item else ()

    @property
    def block_in_view(self) -> int:
        """The block at the top of the pane, counted from 0; -1 in the head of the post."""
        return self.extent.place_at(self.scroll_offset.y) - 1 if len(self.extent) else -1

    def go_to_block(self, block: int) -> None:
        """Put a block at the top of the pane, as far as the post reaches."""
        if block + 1 >= self._rest_item:
            self.complete()
        if block + 1 < len(self.extent):
            self.go_to_row(self.extent.top_of(block + 1))

    def item_pieces(self, item: int) -> "ItemPieces | None":
        """Take a block to pieces."""
        from tui_blog.ui.widgets.piece_places import take_apart

        if not item:
            return None
        return take_apart(
            self.blocks[item - 1 : item],
            lambda blocks: lay_out(blocks, self.column, self._glyphs),
            first_line=0,
            text_column=self.margin_cells,
        )

    def go_to_share(self, share: float) -> None:
        """Go to where this share of all, from 0 to 1, lies before one."""
        self.complete()
        super().go_to_share(share)

    def action_scroll_end(self) -> None:
        """Go to the last page."""
        self.complete()
        super().action_scroll_end()

    def action_next_part(self) -> None:
        """Go to the next heading."""
        self._go_to_heading(1)

    def action_previous_part(self) -> None:
        """Go to the heading before."""
        self._go_to_heading(-1)

    def estimate_heights(self) -> Sequence[int]:
        """Guess the head and all blocks the same; what is not read yet is one item."""
        if self._post is None:
            return ()
        rest = [] if self._read_all is None else [self._guess_rest()]
        return [_GUESSED_LINES, *super().estimate_heights(), *rest]

    def lay_out_item(self, item: int) -> Sequence[Line]:
        """Lay out the head or a block, with a blank line behind it."""
        if item == self._rest_item:
            self.complete()
        if item == 0 and self._post is not None:
            written = self._written_at(self._post.summary)
            return [*_head_lines(self._post.summary, self.column, written), _BLANK]
        return super().lay_out_item(item - 1)

    @property
    def _rest_item(self) -> int:
        """The item that stands for all that is not read yet; behind the last where all is read."""
        return len(self.extent) - (self._read_all is not None)

    def _guess_rest(self) -> int:
        """Guess how many lines are not read yet, so that the scroll bar is right from the first."""
        from tui_blog.text.document import BEGINNING_CHARS

        chars = 0 if self._post is None else len(self._post.body.source)
        times = max(0, chars - BEGINNING_CHARS) / BEGINNING_CHARS
        return 1 + round(times * len(self._shown_blocks) * _GUESSED_LINES)

    def _first_extent(self, *, before: Extent | None = None) -> Extent:
        extent = super()._first_extent(before=before)
        if self._read_all is not None:
            extent.known[-1] = MEASURED  # it can't be
        return extent

    def _settle(self, row: int) -> int:
        """Make the heights on screen exact; read the rest before any of it is on screen."""
        if self._reaches_rest(row):
            self.complete()
        row = super()._settle(row)
        if self._reaches_rest(row):
            self.complete()
            row = super()._settle(row)
        return row

    def _reaches_rest(self, row: int) -> bool:
        if self._read_all is None or not self.text_width:
            return False
        return row + self.size.height > self.extent.top_of(self._rest_item)

    def _written_at(self, summary: PostSummary) -> str:
        if summary.published_at is None:
            return ""
        style, now = self._glyphs.look.dates, self._clock()
        told = tell_date(summary.published_at, now, style)
        if style in (DateStyle.AGE, DateStyle.WORDS):
            return f"{date_text(summary.published_at)} ({told})"
        return told

    def _blocks_in_view(self) -> tuple[int, int]:
        if not len(self.extent):
            return 0, 0
        top = self.scroll_offset.y
        first = self.extent.place_at(top)
        last = self.extent.place_at(top + self.size.height - 1)
        return max(0, first - 1), last

    def _go_to_heading(self, step: int) -> None:
        from tui_blog.text.blocks import Heading

        top = self.scroll_offset.y
        place = self.extent.place_at(top) if len(self.extent) else 0
        if step < 0 and self.extent.top_of(place) < top:
            place += 1
        place += step
        while 0 < place <= len(self.blocks):
            if isinstance(self.blocks[place - 1], Heading):
                self.go_to_row(self.extent.top_of(place))
                return
            place += step
        self.go_to_row(0 if step < 0 else self.extent.total)


def _head_lines(summary: PostSummary, width: int, written: str) -> list[Line]:
    from tui_blog.text.blocks import Heading
    from tui_blog.text.layout import layout_block

    title = Heading(1, (Run(summary.title or "(no title)"),))
    lines = list(layout_block(title, width))
    told = []
    if summary.author is not None and summary.author.name:
        told.append(summary.author.name)
    if written:
        told.append(written)
    if summary.tags:
        told.append(", ".join(summary.tags))
    lines += [_label(line) for line in wrapped(" · ".join(told), width)] if told else []
    if summary.damage is not None:
        lines += [_label(line, Mark.WARNING) for line in wrapped(summary.damage, width)]
    if summary.protected:
        text = "This post needs a password of its own; read it in the browser."
        lines += [_label(line, Mark.WARNING) for line in wrapped(text, width)]
    return lines


def _label(text: str, marks: Mark = Mark.NONE) -> Line:
    return Line((Fragment(text, Role.LABEL, marks),), cells(text))
