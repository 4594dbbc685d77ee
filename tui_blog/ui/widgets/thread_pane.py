"""The thread pane: a tree of comments with their whole bodies, drawn by the document engine."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId
from tui_blog.model.post import PostSummary
from tui_blog.model.thread import (
    EMPTY_THREAD,
    Thread,
    ancestors,
    folds_to_level,
    hiding_ancestor,
    next_sibling,
    next_top_level,
    outermost_folds,
    previous_sibling,
    previous_top_level,
    top_level_of,
)
from tui_blog.text.lines import Fragment, Line
from tui_blog.text.wrap import cells
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.widgets.comment_head import CommentHead, head_pieces
from tui_blog.ui.widgets.document import MAX_TEXT_CELLS
from tui_blog.ui.widgets.extent import Extent
from tui_blog.ui.widgets.item_view import ItemView
from tui_blog.ui.widgets.paint import cut_line

if TYPE_CHECKING:
    from tui_blog.text.blocks import Block
    from tui_blog.text.outline import Link

_INDENT = 2
_MOST_LEVELS = 8
_LEAST_TEXT_CELLS = 40
_FRAME = 4  # the cursor's bar, the guide of the comment itself, and the margin on the right
_PARSED_KEPT = 300
_BLANK = Line((), 0)


class ThreadPane(ItemView):
    """Shows the thread of one post; an item is a position in the thread."""

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
        self._post: PostSummary | None = None
        self._thread = EMPTY_THREAD
        self._collapsed: set[int] = set()
        self._return_to: tuple[int, int] | None = None
        self._parsed: OrderedDict[int, Sequence[Block]] = OrderedDict()

    # What is shown.

    @property
    def thread(self) -> Thread:
        """The thread that is shown."""
        return self._thread

    @property
    def comment(self) -> Comment | None:
        """The comment under the cursor, if there is one."""
        position = self.cursor_item
        return None if position is None else self._thread.comments[position]

    @property
    def hidden_count(self) -> int:
        """Comments in folded branches that are not on screen."""
        return len(self._thread) - len(self.extent.visible)

    def show_thread(self, post: PostSummary, thread: Thread) -> None:
        """Show a thread.

        For the post that is shown already, cursor, folds and the lines on screen stay with their
        comments, however many came or went.
        """
        if self._post is None or self._post.id != post.id or not len(self._thread):
            self._replace(post, thread)
            self._collapsed = set()
            self._return_to = None
            self.open_items(0 if len(thread) else None)
            return
        self._update(post, thread)

    def clear(self, title: str, text: str = "") -> None:
        """Show a message in place of a thread."""
        self._post = None
        self._replace(None, EMPTY_THREAD)
        self._collapsed = set()
        self.set_cursor_nowhere()
        self.say(title, text)

    def go_to_comment(self, comment_id: CommentId) -> bool:
        """Put the cursor on a comment, opening folds; say whether it is there."""
        position = self._thread.positions.get(comment_id)
        if position is None:
            return False
        self.reveal(position)
        self.move_to(position)
        return True

    def reveal(self, item: int) -> None:
        """Open all folds that hide a comment."""
        hiding = self._collapsed.intersection(ancestors(self._thread, item))
        if hiding:
            self._set_folds(self._collapsed - hiding)

    def links(self) -> "list[Link]":
        """List the links of the comment under the cursor."""
        from tui_blog.text.outline import links_in

        position = self.cursor_item
        return [] if position is None else links_in(self._blocks(position))

    # Folds.

    def fold_toggle(self) -> None:
        """Fold or unfold the comment under the cursor."""
        position = self.cursor_item
        if position is not None:
            self._set_folds(self._collapsed ^ {position})

    def fold_close(self) -> None:
        """Fold the comment under the cursor; when it is folded, the one above it."""
        position = self.cursor_item
        if position is None:
            return
        if position in self._collapsed and self._thread.parents[position] >= 0:
            position = self._thread.parents[position]
        self._set_folds(self._collapsed | {position})

    def fold_open(self) -> None:
        """Unfold the comment under the cursor."""
        position = self.cursor_item
        if position is not None:
            self._set_folds(self._collapsed - {position})

    def fold_open_branch(self) -> None:
        """Unfold the comment under the cursor and all below it."""
        position = self.cursor_item
        if position is not None:
            branch = range(position, position + self._thread.sizes[position])
            self._set_folds(self._collapsed.difference(branch))

    def fold_chain(self) -> None:
        """Fold the whole conversation that the comment under the cursor belongs to."""
        position = self.cursor_item
        if position is not None:
            self._set_folds(self._collapsed | {top_level_of(self._thread, position)})

    def fold_to_level(self, level: int) -> None:
        """Fold so that `level` levels are seen; 1 is the top level only."""
        self._set_folds(set(folds_to_level(self._thread, level)))

    def unfold_all(self) -> None:
        """Unfold everything."""
        self._set_folds(set())

    def action_choose(self) -> None:
        """Fold or unfold the comment under the cursor."""
        self.fold_toggle()

    def fold_or_out(self) -> bool:
        """Fold a branch; on one that is folded, or has no replies, go to its parent.

        Returns:
            `False` where there was nothing to do: the way out is out of the thread.
        """
        position = self.cursor_item
        if position is None:
            return False
        if position not in self._collapsed and self._thread.sizes[position] > 1:
            self._set_folds(self._collapsed | {position})
        elif self._thread.parents[position] >= 0:
            self.move_to(self._thread.parents[position])
        else:
            return False
        return True

    def action_unfold_or_in(self) -> None:
        """Unfold a branch; on one that is open, go to its first reply."""
        position = self.cursor_item
        if position is None:
            return
        if position in self._collapsed:
            self._set_folds(self._collapsed - {position})
        elif self._thread.sizes[position] > 1:
            self.move_to(position + 1)

    # Moving.

    def action_next_sibling(self) -> None:
        """Go to the next comment on this level."""
        self._jump(next_sibling)

    def action_previous_sibling(self) -> None:
        """Go to the comment before on this level."""
        self._jump(previous_sibling)

    def action_next_part(self) -> None:
        """Go to the next top-level comment."""
        self._jump(next_top_level)

    def action_previous_part(self) -> None:
        """Go to the top-level comment above or before."""
        self._jump(previous_top_level)

    def action_parent(self) -> None:
        """Go to the comment that is answered here."""
        self._jump(lambda thread, position: max(thread.parents[position], -1))

    def action_top_of_branch(self) -> None:
        """Go to the top-level comment of this conversation."""
        self._jump(top_level_of)

    def set_cursor(self, item: int) -> None:
        """Put the cursor on a visible comment; a fold no longer brings it back elsewhere."""
        self._return_to = None
        super().set_cursor(item)

    def click_item(self, item: int, line: int, column: int) -> None:
        """Point at a comment; a click on its head folds or unfolds it."""
        is_head = line == 0
        was_current = item == self.cursor_item
        self.set_cursor(item)
        if is_head and (was_current or column <= self._indent(item) + _INDENT):
            self.fold_toggle()

    # For the document engine.

    def apply_folds(self) -> None:
        """Tell the extent which branches are folded."""
        self.extent.set_folds(outermost_folds(self._thread, self._collapsed), self._thread.sizes)

    def estimate_heights(self) -> Sequence[int]:
        """Guess lines from the length of each source."""
        deepest = max(self._thread.depths, default=0)
        widths = [self._body_width(depth) for depth in range(deepest + 1)]
        return [
            length // widths[depth] + 3
            for length, depth in zip(
                self._thread.comments.lengths, self._thread.depths, strict=True
            )
        ]

    def remembered_heights(self) -> Sequence[int] | None:
        """Return what was kept for this thread at this width."""
        return self._thread.comments.find_heights(self.text_width)

    def remember_heights(self) -> None:
        """Keep the heights, if the thread has a place for them; the disk is not waited for."""
        comments, width, heights = self._thread.comments, self.text_width, self.extent.heights[:]
        self.run_worker(
            lambda: comments.keep_heights(width, heights),
            thread=True,
            group="heights",
            exit_on_error=False,
        )

    def lay_out_item(self, item: int) -> Sequence[Line]:
        """Lay out the head, the body, and a blank line behind it."""
        from tui_blog.text.layout import layout_blocks

        name = self._thread.comments[item].author.name
        head = Line((Fragment(name),), cells(name))
        width = self._body_width(self._thread.depths[item])
        return [head, *layout_blocks(self._blocks(item), width), _BLANK]

    def paint_line(self, item: int, line: int, *, current: bool) -> Strip:
        """Draw one line of a comment between its guides."""
        paint = self.paint
        base = paint.base
        indent = self._indent(item)
        bar = paint.segment(self._glyphs.cursor if current else " ", "cursor-bar", base)
        guides = paint.segment((self._glyphs.indent + " ") * (indent // _INDENT), "guide", base)
        if line == 0:
            return self._paint_head(item, [bar, guides], indent, current=current)
        lines = self.layout_of(item)
        has_replies = self._thread.sizes[item] > 1
        own_guide = paint.segment(f"{self._glyphs.indent} " if has_replies else "  ", "guide", base)
        laid_out = lines[line]
        segments, width = paint.segments(laid_out, base), laid_out.cells
        room = self.size.width - indent - _INDENT - 1
        if width > room:
            segments = cut_line(segments, width, room, self.shift)
            width = room
        prefix = [bar, guides, own_guide]
        return self.finish_strip([*prefix, *segments], 1 + indent + _INDENT + width, base)

    def item_source(self, item: int) -> str:
        """Return what a comment is made from, casefolded, for a first quick look."""
        words = self._thread.comments.words_of(item)
        if "&" in words:
            from html import unescape

            words = unescape(words)
        return words.casefold()

    # Inside.

    def set_cursor_nowhere(self) -> None:
        """Take the cursor away, since there is nothing to point at."""
        self._cursor_item = -1

    def _replace(self, post: PostSummary | None, thread: Thread) -> None:
        self._post, self._thread = post, thread
        self._parsed.clear()

    def _update(self, post: PostSummary, thread: Thread) -> None:
        """Go on with a newer state of the same thread."""
        old = self._thread
        cursor_id = None if self.comment is None else self.comment.id
        kept_folds = {
            position
            for fold in self._collapsed
            if (position := thread.positions.get(old.comments.ids[fold])) is not None
        }
        anchor = self.take_anchor()
        if anchor is not None:
            position = thread.positions.get(old.comments.ids[anchor.item])
            anchor = None if position is None else anchor.moved_to(position)
        old_extent = self.extent
        self._replace(post, thread)
        self._collapsed = kept_folds
        self._return_to = None
        cursor = thread.positions.get(cursor_id) if cursor_id is not None else None
        self._cursor_item = self._nearest_visible(cursor or 0) if len(thread) else -1
        self.replace_document(anchor, adopt=self._heights_from(old, old_extent))
        self._tell()

    def _heights_from(self, old: Thread, old_extent: Extent) -> Callable[[Extent], None]:
        """Keep the measured heights of comments that did not change."""

        def adopt(extent: Extent) -> None:
            marks, old_marks = self._thread.comments.marks, old.comments.marks
            for position, comment_id in enumerate(self._thread.comments.ids):
                before = old.positions.get(comment_id)
                if (
                    before is not None
                    and old_extent.known[before]
                    and old_marks[before] == marks[position]
                    and old.depths[before] == self._thread.depths[position]
                ):
                    extent.heights[position] = old_extent.heights[before]
                    extent.known[position] = old_extent.known[before]

        return adopt

    def _set_folds(self, collapsed: set[int]) -> None:
        """Fold and unfold; the cursor goes to the nearest visible comment, or comes back."""
        if collapsed == self._collapsed:
            return
        cursor = self.cursor_item
        self._collapsed = collapsed
        if cursor is None:
            return
        came_from, stands_on = self._return_to or (cursor, cursor)
        wanted = came_from if stands_on == cursor else cursor
        target = self._nearest_visible(wanted)
        self.change_document(self._fold_with_cursor(target))
        self._return_to = (wanted, target) if target != wanted else None
        if target != cursor:
            self._tell()
        self.show_item(target)
        self.forget_strips()

    def _fold_with_cursor(self, target: int) -> Callable[[], None]:
        def change() -> None:
            self.apply_folds()
            self._cursor_item = target

        return change

    def _nearest_visible(self, position: int) -> int:
        hiding = hiding_ancestor(self._thread, self._collapsed, position)
        return position if hiding is None else hiding

    def _jump(self, find: Callable[[Thread, int], int | None]) -> None:
        position = self.cursor_item
        target = None if position is None else find(self._thread, position)
        if target is not None and target >= 0:
            self.reveal(target)
            self.move_to(target)

    def _blocks(self, item: int) -> "Sequence[Block]":
        blocks = self._parsed.get(item)
        if blocks is None:
            from tui_blog.text.document import COMMENT_BYTES, parse_body

            body = self._thread.comments[item].body
            base = None if self._post is None else self._post.permalink
            blocks = self._parsed[item] = parse_body(body, base=base, max_bytes=COMMENT_BYTES)
            if len(self._parsed) > _PARSED_KEPT:
                self._parsed.popitem(last=False)
        return blocks

    def _levels(self) -> int:
        """Return how many levels are indented at this width."""
        room = (self.text_width - _FRAME - _LEAST_TEXT_CELLS) // _INDENT
        return max(0, min(_MOST_LEVELS, room))

    def _indent(self, item: int) -> int:
        return _INDENT * min(self._thread.depths[item], self._levels())

    def _body_width(self, depth: int) -> int:
        indent = _INDENT * min(depth, self._levels())
        return max(10, min(self.text_width - indent - _FRAME, MAX_TEXT_CELLS))

    def _paint_head(self, item: int, prefix: list[Segment], indent: int, *, current: bool) -> Strip:
        thread = self._thread
        parent = thread.parents[item]
        is_apart = parent >= 0 and (parent != item - 1 or thread.depths[item] > self._levels())
        is_folded = item in self._collapsed
        head = CommentHead(
            comment=thread.comments[item],
            post=self._post,
            is_folded=is_folded,
            hidden_count=thread.sizes[item] - 1,
            reply_to=thread.comments[parent].author.name if is_apart else None,
            is_orphan=item in thread.orphans,
            level=thread.depths[item] + 1 if thread.depths[item] > self._levels() else None,
            blocks=self._blocks(item) if is_folded else (),
        )
        base = self.paint.cursor if current else self.paint.base
        segments = [
            self.paint.segment(text, part, base)
            for text, part in head_pieces(head, self._glyphs, self._clock())
        ]
        width = sum(cells(segment.text) for segment in segments)
        room = self.size.width - 1 - indent
        if width > room:
            segments = cut_line(segments, width, room, 0)
            width = room
        return self.finish_strip([*prefix, *segments], 1 + indent + width, base)
