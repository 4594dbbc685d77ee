"""Which comment of how many one is, among those that answer the same."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from tui_blog.model.thread import Thread

_TOP = -1


class Place(NamedTuple):
    """One of several."""

    number: int
    """Counted from 1."""
    total: int


class Siblings:
    """Finds places in one thread; the siblings are listed once, when one of them is asked for."""

    def __init__(self, thread: Thread) -> None:
        """Begin with nothing listed.

        Args:
            thread: The thread; it never changes.
        """
        self._thread = thread
        self._listed: dict[int, Sequence[int]] = {}

    def place_of(self, position: int) -> Place:
        """Return which of its siblings a comment is, in the order they stand in."""
        parent = self._thread.parents[position]
        siblings = self._listed.get(parent)
        if siblings is None:
            siblings = self._listed[parent] = self._list(parent)
        return Place(bisect_left(siblings, position) + 1, len(siblings))

    def _list(self, parent: int) -> "array[int]":
        thread = self._thread
        first = 0 if parent == _TOP else parent + 1
        end = len(thread) if parent == _TOP else parent + thread.sizes[parent]
        depths = thread.depths[first:end]
        is_sibling = map(depths[0].__eq__, depths)  # all in C: there may be 100,000
        return array("l", compress(range(first, end), is_sibling))
