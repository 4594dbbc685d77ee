"""How a thread is drawn: a tree of comments with their whole bodies, by the document engine."""

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.reactive import var
from textual.strip import Strip

from tui_blog.model.comment import Comment
from tui_blog.model.folds import NO_FOLDS, Folds
from tui_blog.model.freshness import UNREAD
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import PostSummary
from tui_blog.model.siblings import Siblings
from tui_blog.model.thread import EMPTY_THREAD, Thread
from tui_blog.text.lines import Fragment, Line
from tui_blog.text.wrap import cells
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs, Look
from tui_blog.ui.key_words import key_for
from tui_blog.ui.own_marks import NO_LABELS, Labels
from tui_blog.ui.widgets.blocks_view import lay_out
from tui_blog.ui.widgets.comment_head import CommentHead, Piece, head_pieces
from tui_blog.ui.widgets.comment_heights import AROUND, guess_heights
from tui_blog.ui.widgets.extent import ESTIMATED, MEASURED
from tui_blog.ui.widgets.item_view import ItemView
from tui_blog.ui.widgets.measured_view import VERY_MANY
from tui_blog.ui.widgets.paint import cut_line

if TYPE_CHECKING:
    from tui_blog.model.filtering import Sieve
    from tui_blog.text.blocks import Block
    from tui_blog.text.outline import Link
    from tui_blog.ui.widgets.piece_places import ItemPieces

INDENT = 2
"""Cells by which replies stand to the right of what they answer."""
_MOST_LEVELS = 8
_LEAST_TEXT_CELLS = 40
_FRAME = 4  # the cursor's bar, the guide of the comment itself, and the margin on the right
_PARSED_KEPT = 300
_SAMPLE = 500
_FEW = 30
"""So many heads are drawn again one by one."""
_BLANK = Line((), 0)
_MORE_HEAD = Line((), 0)
"""Stands for a line on which a head in words goes on."""
_SPOKEN_FOLD_HEIGHT = 2
_HIDDEN_HEIGHT = 1

MakeSieve = Callable[[PostSummary, Thread], "Sieve | None"]
"""Tells what filters make of the comments of a thread that is about to be shown."""
NameRule = Callable[[int], str]
"""Says in a few words which rule decides about a comment, given its place among the rules."""

_LOOKS_APART = 10_000
"""Cells that no terminal has."""


class ThreadView(ItemView):
    """Draws the thread of one post; an item is a position in the thread."""

    revision: var[int] = var(0)
    """Counts changes of the thread, of its folds, and of what comments are to the reader."""

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
        self._siblings = Siblings(EMPTY_THREAD)
        self._freshness = bytearray()
        self._collapsed = NO_FOLDS
        self._find_labels: Callable[[PostId, CommentId], Labels] = lambda post, comment: NO_LABELS
        self._parsed: OrderedDict[int, Sequence[Block]] = OrderedDict()
        self._make_sieve: MakeSieve = lambda post, thread: None
        self._name_rule: NameRule = str
        self._sieve: Sieve | None = None

    @property
    def post(self) -> PostSummary | None:
        """The post of the thread; `None` while there is none."""
        return self._post

    @property
    def positions_in_view(self) -> range:
        """The comments on screen, and those in folds on screen."""
        extent, top = self.extent, self.scroll_offset.y
        if not len(extent):
            return range(0)
        first = extent.visible[extent.place_at(top)]
        behind = extent.place_at(top + self.size.height - 1) + 1
        is_last = behind >= len(extent.visible)
        return range(first, len(self._thread) if is_last else extent.visible[behind])

    @property
    def thread(self) -> Thread:
        """What is shown."""
        return self._thread

    @property
    def comment(self) -> Comment | None:
        """The comment under the cursor, if there is one."""
        position = self.cursor_item
        return None if position is None else self._thread.comments[position]

    @property
    def freshness(self) -> bytearray:
        """What each comment is to the reader; see `model.freshness`."""
        return self._freshness

    @property
    def sieve(self) -> "Sieve | None":
        """What filters make of the comments; `None` where there are no filters."""
        return self._sieve

    def filter_with(self, make_sieve: MakeSieve, name_rule: NameRule) -> None:
        """Ask from now on what filters make of each thread that is shown."""
        self._make_sieve, self._name_rule = make_sieve, name_rule

    def is_hidden(self, item: int) -> bool:
        """Say whether a filter hides a comment: one line stands in its place."""
        return self._sieve is not None and self._sieve.hides(item)

    def refilter(self, items: Iterable[int]) -> None:
        """Draw anew, now that these comments are hidden, or not hidden any more."""
        self.forget_drawn()
        if not self.text_width:
            return

        def change() -> None:
            lengths, depths = self._thread.comments.lengths, self._thread.depths
            extent = self.extent
            for item in items:
                is_hidden = self.is_hidden(item)
                guess = lengths[item] // self._body_width(depths[item]) + AROUND + 1
                extent.heights[item] = _HIDDEN_HEIGHT if is_hidden else guess
                is_rough = self._glyphs.spoken or not is_hidden
                extent.known[item] = ESTIMATED if is_rough else MEASURED

        self.change_document(change)
        self._refine_later()

    def set_freshness(self, freshness: bytearray) -> None:
        """Say what each comment is to the reader.

        Args:
            freshness: One flag for each; changed later by `mark_fresh` alone.
        """
        self._freshness = freshness
        self.forget_strips()
        if self._glyphs.spoken:
            self.measure_again(range(len(self._thread)))
        self.revision += 1

    def mark_fresh(self, positions: Collection[int], flag: int) -> None:
        """Change what some comments are to the reader."""
        for position in positions:
            self._freshness[position] = flag
        self.revision += 1
        if self._glyphs.spoken:
            self.measure_again(positions)
            return
        if len(positions) > _FEW:
            self.forget_strips()
            return
        for position in positions:
            # A hidden one is counted in the head of the fold that hides it.
            head = self.extent.visible[self.extent.place_of(position)]
            self.forget_line(head, 0)
            self.refresh_item(head)

    def show_own_marks(self, find_labels: Callable[[PostId, CommentId], Labels]) -> None:
        """Show with each comment the star and the tags that it has.

        Args:
            find_labels: Says which; asked whenever the head of a comment is drawn.
        """
        self._find_labels = find_labels
        self.forget_strips()

    def relabel(self, comment: CommentId) -> None:
        """Draw a comment anew whose star or tags have changed."""
        position = self._thread.find_position(comment)
        if self._glyphs.spoken and position is not None:
            self.measure_again([position])
        else:
            self.forget_strips()

    def links(self) -> "list[Link]":
        """List the links of the comment under the cursor."""
        from tui_blog.text.outline import links_in

        position = self.cursor_item
        return [] if position is None else links_in(self._blocks(position))

    # For the document engine.

    def item_links(self, item: int) -> "Sequence[Link]":
        """Return the links of a comment; none of a hidden one."""
        if self.is_hidden(item):
            return ()
        from tui_blog.text.outline import every_link

        return [*every_link(self._blocks(item))]

    def text_column(self, item: int, line: int) -> int:
        """Return where the text begins: behind guides and margin."""
        return self._margin(item, line, current=False)[1]

    def block_at(self, item: int, line: int) -> "tuple[Block | None, int]":
        """Return the block that a line of a comment is of, and which of its lines."""
        rest = line - self._head_height(item)
        if rest >= 0 and not self.is_hidden(item):
            width = self._body_width(self._thread.depths[item])
            for block in self._blocks(item):
                lines = len(lay_out([block], width, self._glyphs))
                if rest < lines:
                    return block, rest
                rest -= lines + 1
        return None, line

    def item_pieces(self, item: int) -> "ItemPieces | None":
        """Take a comment to pieces, unless its text is folded or hidden."""
        from tui_blog.ui.widgets.piece_places import take_apart

        if self.extent.is_folded(item) or self.is_hidden(item):
            return None
        width = self._body_width(self._thread.depths[item])
        return take_apart(
            self._blocks(item),
            lambda blocks: lay_out(blocks, width, self._glyphs),
            first_line=self._head_height(item),
            text_column=self._margin(item, 1, current=False)[1],
        )

    def has_other_look(self, item: int) -> bool:
        """A folded comment is drawn in another way."""
        return item in self._collapsed

    def apply_folds(self) -> None:
        """Tell the extent which branches are folded."""
        thread, folds = self._thread, self._collapsed
        if self._glyphs.spoken:
            self.extent.folded_height = _SPOKEN_FOLD_HEIGHT
        if folds and folds.holds(thread.top_folds):
            self.extent.fold_to(thread.tops)
        else:
            self.extent.set_folds(folds, thread.sizes)
        self.revision += 1

    def estimate_heights(self) -> Sequence[int]:
        """Guess lines from the length of each source."""
        return self.estimate_some(0, len(self._thread))

    def estimate_some(self, first: int, behind: int) -> Sequence[int]:
        """Guess those of the comments from `first` up to `behind`."""
        depths, part = self._thread.depths, slice(first, behind)
        lengths = self._thread.comments.lengths
        heights = guess_heights(lengths[part], depths[part], self._body_width)
        hidden = () if self._sieve is None else self._sieve.hidden()
        for item in hidden[bisect_left(hidden, first) : bisect_left(hidden, behind)]:
            heights[item - first] = _HIDDEN_HEIGHT
        return heights

    def estimate_roughly(self) -> Sequence[int] | None:
        """Guess that very many comments are as high as the first ones are on the whole."""
        if len(self._thread) < VERY_MANY:
            return None
        first = self.estimate_some(0, _SAMPLE)
        return array("i", [sum(first) // _SAMPLE]) * len(self._thread)

    def remembered_heights(self) -> Sequence[int] | None:
        """Return what was kept for this thread at this width; words are wrapped otherwise."""
        if self._glyphs.spoken:
            return None
        return self._thread.comments.find_heights(self._layout_key)

    def remember_heights(self) -> None:
        """Keep the heights, if the thread has a place for them; the disk is not waited for."""
        if self._glyphs.spoken:
            return
        if self._sieve is not None and len(self._sieve.hidden()):
            return  # with other filters they would be other ones
        comments, layout, heights = self._thread.comments, self._layout_key, self.extent.heights[:]
        self.run_worker(
            lambda: comments.keep_heights(layout, heights),
            thread=True,
            group="heights",
            exit_on_error=False,
        )

    def lay_out_item(self, item: int) -> Sequence[Line]:
        """Lay out the head, the body, and a blank line behind it; of a hidden one the head."""
        lines = self._spoken_head(item, is_folded=False) if self._glyphs.spoken else [[]]
        more = [_MORE_HEAD] * (len(lines) - 1)
        if self.is_hidden(item):
            return [_BLANK, *more]
        name = self._thread.comments[item].author.name
        head = Line((Fragment(name),), cells(name))
        width = self._body_width(self._thread.depths[item])
        return [head, *more, *lay_out(self._blocks(item), width, self._glyphs), _BLANK]

    def line_counter(self) -> Callable[[int], int]:
        """Return what counts the lines of a comment; plain ones need not be laid out for it."""
        lay_out_and_count = super().line_counter()
        if self._glyphs.spoken:
            return lay_out_and_count
        from tui_blog.ui.widgets.thread_counting import line_counter

        return line_counter(self._thread, self._body_width, self.is_hidden, lay_out_and_count)

    def paint_line(self, item: int, line: int, *, current: bool) -> Strip:
        """Draw one line of a comment between its guides."""
        if line == 0 or item in self._collapsed:
            return self._paint_head(item, line, current=current)
        base = self.paint.base
        laid_out = self.layout_of(item)[line]
        if laid_out is _MORE_HEAD:
            return self._paint_head(item, line, current=current)
        segments, width = self.paint.segments(laid_out, base), laid_out.cells
        margin, before = self._margin(item, line, current=current)
        room = self.text_width - before
        if width > room:
            segments = cut_line(segments, width, room, self.shift)
            width = room
        return self.finish_strip([*margin, *segments], before + width, base)

    def item_source(self, item: int) -> str:
        """Return what a comment is made from, casefolded, for a first quick look."""
        words = self._thread.comments.words_of(item)
        if "&" in words:
            from html import unescape

            words = unescape(words)
        return words.casefold()

    # Inside.

    def _replace(self, post: PostSummary | None, thread: Thread) -> None:
        self._post, self._thread = post, thread
        self._sieve = None if post is None else self._make_sieve(post, thread)
        self._freshness = bytearray(len(thread))
        self._collapsed = Folds.of((), len(thread))
        self._siblings = Siblings(thread)
        self.revision += 1
        self._parsed.clear()

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

    @property
    def _layout_key(self) -> int:
        """The width, made unlike any width where all is laid out in another way than usual."""
        look = self._glyphs.look
        usual = Look() if not self._glyphs.spoken else None
        return self.text_width + (0 if look == usual else _LOOKS_APART * (1 + look.text_cells))

    def _levels(self) -> int:
        """Return how many levels are indented at this width."""
        if self._glyphs.spoken:
            return 0
        room = (self.text_width - _FRAME - _LEAST_TEXT_CELLS) // INDENT
        return max(0, min(_MOST_LEVELS, room))

    def _indent(self, item: int) -> int:
        return INDENT * min(self._thread.depths[item], self._levels())

    def _body_width(self, depth: int) -> int:
        indent = INDENT * min(depth, self._levels())
        return max(10, min(self.text_width - indent - _FRAME, self._glyphs.look.text_cells))

    def _answered_name(self, item: int) -> str | None:
        """Return whom a comment answers, wherever that stands; `None` where it is not known."""
        thread = self._thread
        parent, comments = thread.parents[item], thread.comments
        if parent >= 0:
            return _name_of(comments[parent])
        wanted = comments[item].parent_id
        if thread.whole is None or wanted is None:
            return None
        answered = thread.whole.find(wanted)
        return None if answered is None else _name_of(answered)

    def _margin(self, item: int, line: int, *, current: bool) -> tuple[list[Segment], int]:
        """Return what stands left of a line, and its cells; nothing where words tell it."""
        if self._glyphs.spoken:
            return [], 0
        paint, indent = self.paint, self._indent(item)
        bar = paint.bar(self._glyphs.cursor, paint.base, current=current)
        guides = (self._glyphs.indent + " ") * (indent // INDENT)
        if line == 0:
            return [bar, paint.segment(guides, "guide", paint.base)], 1 + indent
        guides += f"{self._glyphs.indent} " if self._thread.sizes[item] > 1 else " " * INDENT
        return [bar, paint.segment(guides, "guide", paint.base)], 1 + indent + INDENT

    def _head_height(self, item: int) -> int:
        lines = self.layout_of(item) if self._glyphs.spoken else ()
        return 1 + sum(line is _MORE_HEAD for line in lines)

    def _spoken_head(self, item: int, *, is_folded: bool) -> list[list[Piece]]:
        from tui_blog.ui.widgets.spoken import spoken_lines

        pieces = self._head_pieces(item, is_folded=is_folded)
        return spoken_lines(pieces, max(10, self.text_width))

    def _head_pieces(self, item: int, *, is_folded: bool) -> list[Piece]:
        thread, is_spoken = self._thread, self._glyphs.spoken
        parent = thread.parents[item]
        is_deep = thread.depths[item] > self._levels()
        is_apart = parent < 0 or parent != item - 1 or is_deep
        comment = thread.comments[item]
        is_hidden = self.is_hidden(item)
        rule = None if self._sieve is None else self._sieve.rule_at(item)
        action = None if self._sieve is None else self._sieve.action_at(item)
        head = CommentHead(
            comment=comment,
            post=self._post,
            is_folded=is_folded,
            hidden_count=thread.sizes[item] - 1,
            freshness=self._freshness[item],
            hidden_unread=self._freshness.count(UNREAD, item + 1, item + thread.sizes[item])
            if is_folded
            else 0,
            reply_to=self._answered_name(item) if is_apart or is_spoken else None,
            is_orphan=item in thread.orphans,
            level=thread.depths[item] + 1 if is_deep else None,
            blocks=self._blocks(item) if is_folded and not is_hidden else (),
            filtered=None if action is None or rule is None else (action, self._name_rule(rule)),
            is_hidden=is_hidden,
            keys_to_it=self._keys_to_hidden if is_hidden else "",
            labels=NO_LABELS
            if self._post is None
            else self._find_labels(self._post.id, comment.id),
        )
        if is_spoken:
            from tui_blog.ui.widgets.spoken import spoken_pieces

            place = self._siblings.place_of(item)
            return spoken_pieces(head, place, self._clock(), self._glyphs.look.dates)
        return head_pieces(head, self._glyphs, self._clock())

    @cached_property
    def _keys_to_hidden(self) -> str:
        why, choose = key_for(self, "filter.why"), key_for(self, "move.open")
        return f"{why} says why, {choose} shows it"

    def _paint_head(self, item: int, line: int, *, current: bool) -> Strip:
        base, is_folded = self.paint.cursor if current else self.paint.base, item in self._collapsed
        if self._glyphs.spoken:
            from tui_blog.ui.widgets.spoken import line_of

            height = _SPOKEN_FOLD_HEIGHT if is_folded else self._head_height(item)
            pieces = line_of(self._spoken_head(item, is_folded=is_folded), line, height)
        else:
            pieces = self._head_pieces(item, is_folded=is_folded)
        segments = [self.paint.segment(text, part, base) for text, part in pieces]
        width = sum(cells(segment.text) for segment in segments)
        margin, before = self._margin(item, 0, current=current)
        room = self.text_width - before
        if width > room:
            segments = cut_line(segments, width, room, 0)
            width = room
        return self.finish_strip([*margin, *segments], before + width, base)


def _name_of(answered: Comment) -> str:
    return "a forgotten one" if answered.is_forgotten else answered.author.name
