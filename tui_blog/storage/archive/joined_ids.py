"""The ids of very many comments as one text: an eighth of what a string for each would take."""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import cast, overload

from tui_blog.model.ids import CommentId

ID_END = "\0"
"""Stands behind each id, and in none."""


def ends_of(ids: Iterable[str]) -> "array[int]":
    """Return where each id ends in the text of `JoinedIds`, in characters, `ID_END` included."""
    return array("i", accumulate(len(one) + 1 for one in ids))


class JoinedIds(Sequence[CommentId]):
    """Ids by their position. Each is a string only while somebody has it."""

    def __init__(self, text: str, ends: Sequence[int]) -> None:
        """Take over the ids.

        Args:
            text: All of them, `ID_END` behind each.
            ends: See `ends_of`.
        """
        self._text = text
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> CommentId: ...

    @overload
    def __getitem__(self, place: slice) -> "list[CommentId]": ...

    def __getitem__(self, place: int | slice) -> "CommentId | list[CommentId]":
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        end = self._ends[place]
        position = place if place >= 0 else place + len(self)
        start = self._ends[position - 1] if position else 0
        return CommentId(self._text[start : end - 1])

    def __iter__(self) -> Iterator[CommentId]:
        return iter(cast("list[CommentId]", self._text.split(ID_END)[:-1]))

    def index(self, value: object, start: int = 0, stop: int = sys.maxsize) -> int:
        """Return the position of an id.

        Raises:
            ValueError: It is not there.
        """
        if not isinstance(value, str) or ID_END in value:
            raise ValueError("this is no id")
        position = 0
        if not self._text.startswith(f"{value}{ID_END}"):
            # Looked for in all of the text at once, with the end of the one before.
            before = self._text.index(f"{ID_END}{value}{ID_END}") + 1
            position = bisect_left(self._ends, before) + 1
        if not start <= position < stop:
            raise ValueError("the id is not in this part")
        return position
