"""Where each part of a long document stands: heights, folds, and rows. Pure, no Textual.

A document is a sequence of *items* (blocks of a post, comments of a thread, posts of a list). All
is rebuilt whole at C speed on each change: slices for what is visible, and a sum for each block of
some hundred items. Rows are counted inside the blocks that somebody asks for. That is quicker, to
some hundred thousand items, than any tree of partial sums.
"""

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate

from tui_blog.model.folds import Folds

ESTIMATED, MEASURED, REMEMBERED = range(3)
"""What is known of a height: a guess; what is drawn; what was measured another time, which is
measured again when it comes into view."""
_BLOCK = 512
_BLOCKS_KEPT = 8
_BYTES = 256
_FEW_FOLDS = 1000
"""Up to so many folds, what lies between them is taken in slices."""


@lru_cache(maxsize=4)
def _numbers_below(count: int) -> "array[int]":
    """Return 0, 1, 2 and so on: shared by all that have as many items, and never changed.

    All lowest bytes are put into their places at once, then all higher ones: that takes a tenth of
    the time that making each number takes.
    """
    numbers = array("i")
    size, blocks = numbers.itemsize, range(-(-count // _BYTES))
    joined = bytearray(size * _BYTES * len(blocks))
    for place in range(size):
        of_block = [bytes([block >> 8 * (place - 1) & 0xFF]) * _BYTES for block in blocks if place]
        at = place if sys.byteorder == "little" else size - 1 - place
        joined[at::size] = b"".join(of_block) if place else bytes(range(_BYTES)) * len(blocks)
    numbers.frombytes(memoryview(joined)[: size * count])
    return numbers


class _Rows:
    """The row that each of some heights begins at."""

    def __init__(self, heights: "array[int]") -> None:
        """Take over heights, which nobody else changes any more."""
        self._heights = heights
        blocks = (heights[first : first + _BLOCK] for first in range(0, len(heights), _BLOCK))
        self._sums = list(map(sum, blocks))
        self._bases = list(accumulate(self._sums, initial=0))
        self._inside: dict[int, list[int]] = {}

    @property
    def total(self) -> int:
        return self._bases[-1]

    def height(self, place: int) -> int:
        return self._heights[place]

    def put(self, heights: Iterable[tuple[int, int]]) -> None:
        """Change heights of places; the others are not summed up again."""
        for place, height in heights:
            self._sums[place // _BLOCK] += height - self._heights[place]
            self._heights[place] = height
        self._bases = list(accumulate(self._sums, initial=0))
        self._inside.clear()

    def top(self, place: int) -> int:
        """Return the first row of a place; of the one behind the last the row behind all."""
        block, inside = divmod(place, _BLOCK)
        return self._tops_in(block)[inside] if place < len(self._heights) else self.total

    def place_at(self, row: int) -> int:
        """Return the place of a row that is there."""
        block = bisect_right(self._bases, row) - 1
        return block * _BLOCK + bisect_right(self._tops_in(block), row) - 1

    def _tops_in(self, block: int) -> list[int]:
        tops = self._inside.get(block)
        if tops is None:
            if len(self._inside) >= _BLOCKS_KEPT:
                self._inside.clear()
            heights = self._heights[block * _BLOCK : (block + 1) * _BLOCK]
            tops = self._inside[block] = list(accumulate(heights, initial=self._bases[block]))
        return tops


class Extent:
    """Heights of items in lines, which of them are visible, and the row each begins at."""

    def __init__(self, heights: Sequence[int] = (), *, known: int = MEASURED) -> None:
        """Begin with these heights, nothing folded.

        Args:
            heights: Lines of each item when it stands open.
            known: What is known of them, one of the above.
        """
        self.heights = array("i", heights)
        self.known = bytearray([known]) * len(self.heights)
        self._every = _numbers_below(len(self.heights))
        self._visible = self._every
        self._folds = array("i")
        self._kept_rows: _Rows | None = None
        self.folded_height = 1
        """Lines that a folded item takes; set before anything is folded."""

    def __len__(self) -> int:
        return len(self.heights)

    @property
    def total(self) -> int:
        """Lines of the whole document as it is folded now."""
        return self._rows.total

    @property
    def _rows(self) -> _Rows:
        if self._kept_rows is None:
            self._kept_rows = _Rows(self._shown_heights())
        return self._kept_rows

    def _shown_heights(self) -> "array[int]":
        """Return the lines of each visible item."""
        folds, heights = self._folds, self.heights[:]
        if len(folds) == len(self._visible):
            return array("i", [self.folded_height]) * len(folds)
        for fold in folds:
            heights[fold] = self.folded_height
        if len(folds) > _FEW_FOLDS:
            return array("i", map(heights.__getitem__, self._visible))
        shown, behind, place = array("i"), 0, 0
        for fold in folds:
            shown += heights[behind : fold + 1]
            place += fold + 1 - behind
            behind = self._visible[place] if place < len(self._visible) else len(heights)
        return shown + heights[behind:] if folds else heights

    @property
    def visible(self) -> Sequence[int]:
        """Items that are on no folded branch, in order; a folded item is itself visible."""
        return self._visible

    def set_folds(self, folded: Folds, sizes: Sequence[int]) -> None:
        """Fold branches, and no others.

        Args:
            folded: The folded items; those in the branch of another are hidden with it.
            sizes: For each item of the document, how many items its branch has, itself included.
        """
        visible, outermost = array("i"), array("i")
        behind, fold = 0, folded.first_from(0)
        while fold >= 0:
            if fold == behind:  # the same as below, for the many that follow one another
                visible.append(fold)
            else:
                visible += self._every[behind : fold + 1]
            outermost.append(fold)
            behind = fold + sizes[fold]
            fold = folded.first_from(behind)
        self._folds = outermost
        self._visible = visible + self._every[behind:] if outermost else self._every
        self.rebuild()

    def fold_to(self, heads: "array[int]") -> None:
        """Fold all that begins with some items, which lead to all others.

        Args:
            heads: They stand folded, and are all that is visible; not changed any more.
        """
        self._folds = self._visible = heads
        self.rebuild()

    def is_folded(self, item: int) -> bool:
        """Say whether a visible item stands folded."""
        place = bisect_left(self._folds, item)
        return place < len(self._folds) and self._folds[place] == item

    def rebuild(self) -> None:
        """Note that heights were changed: the rows are computed when they are asked for."""
        self._kept_rows = None

    def follow(self, low: int, high: int) -> bool:
        """Let the rows of the places from `low` up to `high` follow the heights of now.

        Returns:
            Whether any had another height until now.
        """
        rows, other = self._rows, []
        for place in range(low, high):
            item = self._visible[place]
            height = self.folded_height if self.is_folded(item) else self.heights[item]
            if rows.height(place) != height:
                other.append((place, height))
        if other:
            rows.put(other)
        return bool(other)

    def place_at(self, row: int) -> int:
        """Return the place in `visible` of the item on a row; rows outside are moved inside.

        Args:
            row: Counted from 0 at the top of the document.
        """
        if row >= self.total:
            return max(0, len(self._visible) - 1)
        return self._rows.place_at(max(0, row))

    def place_of(self, item: int) -> int:
        """Return the place in `visible` of an item, or of the visible item above a hidden one."""
        return max(0, bisect_right(self._visible, item) - 1)

    def top_of(self, place: int) -> int:
        """Return the first row of the item at a place in `visible`."""
        return self._rows.top(place)

    def bottom_of(self, place: int) -> int:
        """Return the row behind the last one of the item at a place in `visible`."""
        return self._rows.top(place + 1)

    def item_at(self, row: int) -> tuple[int, int]:
        """Return the item on a row, and the line inside that item."""
        place = self.place_at(row)
        return self._visible[place], row - self._rows.top(place)

    def first_estimated(self, start: int) -> int | None:
        """Return the first item at or behind `start` whose height is estimated, or `None`."""
        found = self.known.find(ESTIMATED, start)
        return None if found < 0 else found
