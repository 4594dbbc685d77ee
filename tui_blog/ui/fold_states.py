"""What folding and unfolding changes, told comment by comment only while it is written down."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from tui_blog.model.folds import Folds
from tui_blog.model.ids import CommentId
from tui_blog.sync.journal import FOLDED, OPEN, State


@dataclass(frozen=True, slots=True)
class FoldStates:
    """The new states, for `ReaderMemory.do`; there may be very many, so none is made before."""

    ids: Sequence[CommentId]
    """The ids of the comments of the thread."""
    closed: Folds
    """Those that were folded."""
    opened: Folds
    """Those that were unfolded."""
    by_rule: Collection[int]
    """Those that filters would fold: they stand open only because somebody opened them."""

    def __iter__(self) -> Iterator[State]:
        closed = zip(map(self.ids.__getitem__, self.closed), repeat(FOLDED), strict=False)
        return chain(closed, map(self._opened, self.opened))

    def _opened(self, position: int) -> State:
        return self.ids[position], OPEN if position in self.by_rule else None
