"""The comments of a thread in their order, whether they are all in memory or not."""

import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Protocol, TypeVar

from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId
from tui_blog.model.post import Body

_T = TypeVar("_T")


class CommentList(Protocol):
    """Comments by their position; what is asked of all of them is there without reading any."""

    @property
    def ids(self) -> Sequence[CommentId]:
        """The id of each."""
        ...

    @property
    def lengths(self) -> Sequence[int]:
        """Characters of each text, as received."""
        ...

    @property
    def marks(self) -> Sequence[int]:
        """A number for each text: another number, another text. See `mark_of`."""
        ...

    def body_of(self, position: int) -> Body:
        """Return the text of a comment alone, where that is quicker; nothing is kept of it."""
        ...

    @property
    def own_positions(self) -> Sequence[int]:
        """Those of the person's own comments, in any order."""
        ...

    def words_of(self, position: int) -> str:
        """Return a text with all words of a comment and of its author's name, quickly.

        It may hold other things too, and characters of HTML as they are written there.
        """
        ...

    def find_heights(self, width_cells: int) -> Sequence[int] | None:
        """Return the lines that each took at a width, if they were kept."""
        ...

    def keep_heights(self, width_cells: int, heights: Sequence[int]) -> None:
        """Keep the lines that each takes at a width, where there is a place for it. May wait."""
        ...

    def find_shapes(self) -> Callable[[int], str | None] | None:
        """Return what tells the shape of a plain text by its position, if shapes were kept.

        A shape has the lines and the blanks of the text, and letters that are all alike. What is
        returned gives `None` for a text without one and is quick from position to position; it
        raises `ValueError` where what was kept is damaged.
        """
        ...

    def __len__(self) -> int: ...

    def __getitem__(self, position: int, /) -> Comment: ...

    def __iter__(self) -> Iterator[Comment]: ...


class _WithoutHeights:
    """What is not kept anywhere has no heights of another time, and no shapes."""

    def find_shapes(self) -> Callable[[int], str | None] | None:
        """See `CommentList`."""
        return None

    def find_heights(self, width_cells: int) -> Sequence[int] | None:
        """See `CommentList`."""
        del width_cells  # none are known at any
        return None

    def keep_heights(self, width_cells: int, heights: Sequence[int]) -> None:
        """See `CommentList`."""


def mark_of(source: str) -> int:
    """Return a number for a text as it was received (CRC-32 of its UTF-8)."""
    return zlib.crc32(source.encode("utf-8", errors="surrogatepass"))


def words_of(comment: Comment) -> str:
    """Return the words of a comment and of its author's name; see `CommentList.words_of`."""
    return f"{comment.author.name} {comment.body.source}"


class LoadedComments(_WithoutHeights, tuple[Comment, ...]):
    """Comments that are in memory."""

    @cached_property
    def ids(self) -> Sequence[CommentId]:
        """See `CommentList`."""
        return [comment.id for comment in self]

    def body_of(self, position: int) -> Body:
        """See `CommentList`."""
        return self[position].body

    @cached_property
    def own_positions(self) -> Sequence[int]:
        """See `CommentList`."""
        return [position for position, comment in enumerate(self) if comment.own]

    def words_of(self, position: int) -> str:
        """See `CommentList`."""
        return words_of(self[position])

    @cached_property
    def lengths(self) -> Sequence[int]:
        """See `CommentList`."""
        return [len(comment.body.source) for comment in self]

    @cached_property
    def marks(self) -> Sequence[int]:
        """See `CommentList`."""
        return [mark_of(comment.body.source) for comment in self]


class ChangedComments(_WithoutHeights):
    """Other comments, with some put in between or in the place of some."""

    def __init__(self, base: CommentList) -> None:
        """Begin with what is there.

        Args:
            base: Stays as it is.
        """
        changed = base if isinstance(base, ChangedComments) else None
        self.base: CommentList = base if changed is None else changed.base
        """What is there without the changes."""
        order = array("l", range(len(base))) if changed is None else changed.order[:]
        self.order: array[int] = order
        """Where each one is in `base`, or -1 - n for number n of `own`."""
        self.own: list[Comment] = [] if changed is None else changed.own[:]
        """What was put in."""
        self.in_order: bool = True if changed is None else changed.in_order
        """What is there stands in the order that it has without the changes."""

    def put(self, position: int, comment: Comment, *, replacing: bool) -> None:
        """Put a comment at a position, before or in the place of what is there."""
        self.own.append(comment)
        self.order[position : position + replacing] = array("l", [-len(self.own)])

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, position: int, /) -> Comment:
        number = self.order[position]
        return self.base[number] if number >= 0 else self.own[-number - 1]

    def __iter__(self) -> Iterator[Comment]:
        return map(self.__getitem__, range(len(self.order)))

    @cached_property
    def ids(self) -> Sequence[CommentId]:
        """See `CommentList`."""
        return self._joined(self.base.ids, [comment.id for comment in self.own])

    @cached_property
    def lengths(self) -> Sequence[int]:
        """See `CommentList`."""
        own = [len(comment.body.source) for comment in self.own]
        return self._joined(self.base.lengths, own)

    @cached_property
    def marks(self) -> Sequence[int]:
        """See `CommentList`."""
        own = [mark_of(comment.body.source) for comment in self.own]
        return self._joined(self.base.marks, own)

    def body_of(self, position: int) -> Body:
        """See `CommentList`."""
        number = self.order[position]
        return self.base.body_of(number) if number >= 0 else self.own[-number - 1].body

    def find_shapes(self) -> Callable[[int], str | None] | None:
        """See `CommentList`."""
        find = self.base.find_shapes() if self.in_order else None
        if find is None:
            return None
        order = self.order
        return lambda position: find(order[position]) if order[position] >= 0 else None

    @cached_property
    def own_positions(self) -> Sequence[int]:
        """See `CommentList`."""
        numbers = frozenset(
            (*self.base.own_positions, *(-at for at, one in enumerate(self.own, 1) if one.own))
        )
        return [position for position, number in enumerate(self.order) if number in numbers]

    def words_of(self, position: int) -> str:
        """See `CommentList`."""
        number = self.order[position]
        return self.base.words_of(number) if number >= 0 else words_of(self.own[-number - 1])

    def _joined(self, base: Sequence[_T], own: Sequence[_T]) -> list[_T]:
        return [base[number] if number >= 0 else own[-number - 1] for number in self.order]


def picked(comments: CommentList, positions: Iterable[int]) -> CommentList:
    """Return some of the comments, in another order; none is read for it.

    Args:
        comments: Stay as they are.
        positions: Those wanted, each once.
    """
    chosen = ChangedComments(comments)
    chosen.order = array("l", map(chosen.order.__getitem__, positions))
    chosen.in_order = False
    return chosen
