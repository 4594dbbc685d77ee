"""A map of a thread in a few rows: what is new, whose it is, where conversations begin. Pure.

Each row stands for an equal share of the comments. Nothing here goes through all comments but
`ThreadMap.of`; a row is looked up at C speed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tui_blog.model.comment import Comment
from tui_blog.model.freshness import EDITED, UNREAD
from tui_blog.model.thread import Thread

OTHER, AUTHOR, OWN = range(3)
"""Who wrote a comment: somebody, the author of the post, the person."""
_YES = 1


class MapSign(StrEnum):
    """What a row tells; the first one that is true of a comment in its share."""

    OWN_NEW = "own_new"
    """The person's, and something new."""
    OWN = "own"
    AUTHOR_NEW = "author_new"
    """The post's author's, and something new."""
    NEW = "new"
    """New to the person, or changed."""
    AUTHOR = "author"
    BEGIN = "begin"
    """A conversation begins."""
    LINE = "line"
    """Replies of a conversation that began above."""


def kinds_of(comments: Iterable[Comment], author_id: str | None) -> bytes:
    """Tell who wrote each of some comments.

    Args:
        comments: Each is looked at, which in a large thread takes its time.
        author_id: That of the post's author; `None` where it is not known.
    """
    return bytes(
        OWN
        if comment.own
        else AUTHOR
        if author_id is not None and comment.author.id == author_id
        else OTHER
        for comment in comments
    )


@dataclass(frozen=True, slots=True)
class ThreadMap:
    """The map of one thread, for any height."""

    count: int
    """How many comments there are."""
    begins: bytes
    """1 for each comment at top level, 0 for each reply."""
    kinds: bytes = b""
    """What `kinds_of` says of the comments, as far as they were looked at."""

    @classmethod
    def of(cls, thread: Thread) -> "ThreadMap":
        """Make the map of a thread, before anybody looks at who wrote what."""
        return cls(len(thread), bytes(map((0).__eq__, thread.depths)))

    def row_count(self, height: int) -> int:
        """Return how many rows the map takes of those there are: one a comment at most."""
        return max(0, min(self.count, height))

    def share(self, row: int, rows: int) -> tuple[int, int]:
        """Return the position of the first comment of a row, and the one behind its last."""
        return row * self.count // rows, (row + 1) * self.count // rows

    def row_of(self, position: int, rows: int) -> int:
        """Return the row in whose share a comment is."""
        return ((position + 1) * rows - 1) // self.count

    def sign(self, row: int, rows: int, freshness: bytes | bytearray) -> MapSign:
        """Return what a row tells.

        Args:
            row: Counted from 0.
            rows: How many there are, from `row_count`.
            freshness: One flag for each comment (`model.freshness`).
        """
        low, high = self.share(row, rows)
        is_new = _first_fresh(freshness, low, high) is not None
        if self.kinds.find(OWN, low, high) >= 0:
            return MapSign.OWN_NEW if is_new else MapSign.OWN
        if self.kinds.find(AUTHOR, low, high) >= 0:
            return MapSign.AUTHOR_NEW if is_new else MapSign.AUTHOR
        if is_new:
            return MapSign.NEW
        return MapSign.BEGIN if self.begins.find(_YES, low, high) >= 0 else MapSign.LINE

    def target(self, row: int, rows: int, freshness: bytes | bytearray) -> int:
        """Return the comment that a row leads to: the first one that is new, else its sign's."""
        low, high = self.share(row, rows)
        fresh = _first_fresh(freshness, low, high)
        if fresh is not None:
            return fresh
        for found in (
            self.kinds.find(OWN, low, high),
            self.kinds.find(AUTHOR, low, high),
            self.begins.find(_YES, low, high),
        ):
            if found >= 0:
                return found
        return low


def _first_fresh(freshness: bytes | bytearray, low: int, high: int) -> int | None:
    found = [freshness.find(flag, low, high) for flag in (UNREAD, EDITED)]
    return min((position for position in found if position >= 0), default=None)
