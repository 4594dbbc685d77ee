"""Where each part of a long document stands: heights, folds, and rows. Pure, no Textual.

A document is a sequence of *items* (blocks of a post, comments of a thread, posts of a list). All
is rebuilt whole at C speed on each change: slices for what is visible, `accumulate` for rows.
That is quicker, to some hundred thousand items, than any tree of partial sums.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate

FOLDED_HEIGHT = 1
"""Lines that a folded item takes."""
ESTIMATED, MEASURED, REMEMBERED = range(3)
"""What is known of a height: a guess; what is drawn; what was measured another time, which is
measured again when it comes into view."""


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
        self._every = array("i", range(len(self.heights)))
        self._visible = self._every
        self._folds = array("i")
        self._rows: list[int] | None = None

    def __len__(self) -> int:
        return len(self.heights)

    @property
    def total(self) -> int:
        """Lines of the whole document as it is folded now."""
        return self._tops[-1]

    @property
    def _tops(self) -> list[int]:
        """The first row of each visible item, and the row behind the last one."""
        if self._rows is None:
            heights: Iterable[int] = self.heights
            if self._folds:
                shown = self.heights[:]
                for fold in self._folds:
                    shown[fold] = FOLDED_HEIGHT
                heights = map(shown.__getitem__, self._visible)
            self._rows = list(accumulate(heights, initial=0))
        return self._rows

    @property
    def visible(self) -> Sequence[int]:
        """Items that are on no folded branch, in order; a folded item is itself visible."""
        return self._visible

    def set_folds(self, folded: Collection[int], sizes: Sequence[int]) -> None:
        """Fold branches, and no others.

        Args:
            folded: The folded items; those in the branch of another are hidden with it.
            sizes: For each item of the document, how many items its branch has, itself included.
        """
        visible, outermost = array("i"), array("i")
        behind = 0
        for fold in sorted(folded):
            if fold == behind:  # the same as below, for the many that follow one another
                visible.append(fold)
            elif fold > behind:
                visible += self._every[behind : fold + 1]
            else:
                continue
            outermost.append(fold)
            behind = fold + sizes[fold]
        self._folds = outermost
        self._visible = visible + self._every[behind:] if outermost else self._every
        self.rebuild()

    def is_folded(self, item: int) -> bool:
        """Say whether a visible item stands folded."""
        place = bisect_left(self._folds, item)
        return place < len(self._folds) and self._folds[place] == item

    def rebuild(self) -> None:
        """Note that heights were changed: the rows are computed when they are asked for."""
        self._rows = None

    def is_current(self, low: int, high: int) -> bool:
        """Say whether the rows of the places from `low` up to `high` follow the heights of now."""
        for place in range(low, high):
            item = self._visible[place]
            height = FOLDED_HEIGHT if self.is_folded(item) else self.heights[item]
            if self._tops[place + 1] - self._tops[place] != height:
                return False
        return True

    def place_at(self, row: int) -> int:
        """Return the place in `visible` of the item on a row; rows outside are moved inside.

        Args:
            row: Counted from 0 at the top of the document.
        """
        place = bisect_right(self._tops, row) - 1
        return max(0, min(place, len(self._visible) - 1))

    def place_of(self, item: int) -> int:
        """Return the place in `visible` of an item, or of the visible item above a hidden one."""
        return max(0, bisect_right(self._visible, item) - 1)

    def top_of(self, place: int) -> int:
        """Return the first row of the item at a place in `visible`."""
        return self._tops[place]

    def bottom_of(self, place: int) -> int:
        """Return the row behind the last one of the item at a place in `visible`."""
        return self._tops[place + 1]

    def item_at(self, row: int) -> tuple[int, int]:
        """Return the item on a row, and the line inside that item."""
        place = self.place_at(row)
        return self._visible[place], row - self._tops[place]

    def first_estimated(self, start: int) -> int | None:
        """Return the first item at or behind `start` whose height is estimated, or `None`."""
        found = self.known.find(ESTIMATED, start)
        return None if found < 0 else found
