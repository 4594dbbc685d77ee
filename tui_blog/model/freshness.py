"""Which comments of a thread are new to its reader: one byte for each, so that all is quick."""

from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate, repeat
from operator import add, eq, is_

from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.comment_list import ChangedComments, CommentList, LoadedComments
from tui_blog.model.ids import CommentId
from tui_blog.model.thread import Thread

SEEN, UNREAD, EDITED = range(3)
"""What a comment is to its reader: seen as it is, never seen, changed since it was seen."""
_FLAG_OF_SUM = bytes.maketrans(bytes(range(3)), bytes((EDITED, SEEN, UNREAD)))


def build_freshness(comments: CommentList, seen: Mapping[CommentId, int]) -> bytearray:
    """Tell what each comment is to its reader.

    Args:
        comments: Those of a thread.
        seen: The mark of each text that was seen; may name comments that are not there.

    Returns:
        `SEEN`, `UNREAD` or `EDITED` for each position; `SEEN` for the person's own comments.
    """
    if seen:
        marks = list(map(seen.get, comments.ids))
        is_missing = list(map(is_, marks, repeat(None)))
        is_same = map(eq, marks, comments.marks)
        sums = bytearray(map(add, map(add, is_missing, is_missing), is_same))
        flags = sums.translate(_FLAG_OF_SUM)
    else:
        flags = bytearray((UNREAD,)) * len(comments)
    for position in comments.own_positions:
        flags[position] = SEEN
    return flags


def tombstones(comments: CommentList) -> Iterator[int]:
    """List the comments of others that are deleted and keep their place, as far as in memory."""
    return _positions(comments, lambda one: one.status is CommentStatus.DELETED and not one.own)


def _positions(comments: CommentList, holds: Callable[[Comment], bool]) -> Iterator[int]:
    if isinstance(comments, LoadedComments):
        yield from (position for position, comment in enumerate(comments) if holds(comment))
    elif isinstance(comments, ChangedComments):
        below = frozenset(_positions(comments.base, holds))
        for position, number in enumerate(comments.order):
            if number in below if number >= 0 else holds(comments.own[-number - 1]):
                yield position


def seen_branches(thread: Thread, flags: bytearray) -> set[int]:
    """List the largest branches of a thread that were seen as a whole."""
    fresh_before = [0, *accumulate(map(bool, flags))]
    branches = set()
    position = 0
    while position < len(flags):
        behind = position + thread.sizes[position]
        if fresh_before[position] == fresh_before[behind]:
            branches.add(position)
            position = behind
        else:
            position += 1
    return branches


def next_fresh(flags: bytearray, after: int) -> int | None:
    """Return the first position behind another that was not seen as it is; `None` if all were."""
    found = [
        position
        for flag in (UNREAD, EDITED)
        if (position := flags.find(flag, max(0, after + 1))) >= 0
    ]
    return min(found, default=None)


def previous_fresh(flags: bytearray, before: int) -> int | None:
    """Return the last position before another that was not seen as it is; `None` if all were."""
    found = max(flags.rfind(flag, 0, max(0, before)) for flag in (UNREAD, EDITED))
    return found if found >= 0 else None
