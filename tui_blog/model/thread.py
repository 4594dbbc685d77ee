"""The thread of a post: its comments as flat arrays in depth-first order.

Sources deliver whatever they hold: parents that are missing, held, on another post, the comment
itself, or part of a cycle; the same comment twice; replies dated before what they answer.
`build_thread` places every comment exactly once, always the same way, without recursion.
"""

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import compress, repeat

from tui_blog.model.comment import Comment
from tui_blog.model.comment_list import ChangedComments, CommentList, LoadedComments
from tui_blog.model.folds import Folds
from tui_blog.model.ids import CommentId

_NO_DATE = datetime.min.replace(tzinfo=UTC)
_NO_PARENT = -1
_DEEPEST = 255


@dataclass(frozen=True, kw_only=True, eq=False)
class Thread:
    """Comments in depth-first order. All sequences have one entry for each comment.

    A *position* is an index into these sequences; a subtree is the slice
    ``[position : position + sizes[position]]``.
    """

    comments: CommentList
    """Each comment exactly once; siblings oldest first."""
    depths: Sequence[int]
    """Steps up to the top level; 0 at top level."""
    sizes: Sequence[int]
    """Comments in the subtree, itself included; at least 1."""
    parents: Sequence[int]
    """Position of the parent, or -1 at top level."""
    orphans: frozenset[int]
    """Positions of comments that stand at top level because their parent is not known, or
    because parents form a circle."""
    whole: "Thread | None" = None
    """What this is a part or another order of; `None` for a thread as it is of itself."""

    @cached_property
    def branch_flags(self) -> bytes:
        """For each comment 1 where it has replies, else 0."""
        return bytes(map((1).__lt__, self.sizes))

    @cached_property
    def top_folds(self) -> Folds:
        """All top-level comments, as if these stood folded and no others."""
        return Folds(self.shallow_depths.translate(bytes(map((0).__eq__, range(_DEEPEST + 1)))))

    @cached_property
    def tops(self) -> "array[int]":
        """Positions of all top-level comments, ascending."""
        return array("l", self.top_folds)

    @cached_property
    def shallow_depths(self) -> bytes:
        """The depth of each comment, 255 for all that are deeper."""
        return bytes(map(min, self.depths, repeat(_DEEPEST)))

    @cached_property
    def deepest(self) -> int:
        """The largest depth there is; 0 where there are no comments."""
        return max(self.depths, default=0)

    @cached_property
    def positions(self) -> dict[CommentId, int]:
        """Where each comment is."""
        ids = self.comments.ids
        return dict(zip(ids, range(len(ids)), strict=True))

    def __len__(self) -> int:
        return len(self.depths)

    def places_of(self, wanted: Collection[CommentId]) -> Iterator[int]:
        """List the positions of those of some comments that are there, ascending.

        For very many at once: `positions` takes much memory.
        """
        return compress(range(len(self)), map(wanted.__contains__, self.comments.ids))

    def find_position(self, comment_id: CommentId) -> int | None:
        """Return where a comment is; `None` when it is not there.

        For one or a few: `positions` takes a while, and much memory, where there are very many.
        """
        if "positions" in self.__dict__:
            return self.positions.get(comment_id)
        try:
            return self.comments.ids.index(comment_id)
        except ValueError:
            return None

    def find(self, comment_id: CommentId) -> Comment | None:
        """Return a comment; `None` when it is not there."""
        position = self.find_position(comment_id)
        return None if position is None else self.comments[position]


def build_thread(comments: Iterable[Comment]) -> Thread:
    """Arrange comments as a thread.

    Of comments with the same id the last one counts. Siblings are ordered by date, then id;
    comments without a date come first.

    Args:
        comments: Any comments in any order, of one post.

    Returns:
        A thread that holds each id exactly once; the same for the same comments in any order
        (as long as ids are unique).
    """
    by_id = {comment.id: comment for comment in comments}
    ordered = sorted(by_id.values(), key=_sibling_key)
    rank = {comment.id: number for number, comment in enumerate(ordered)}
    parent_rank = [
        _NO_PARENT if comment.parent_id is None else rank.get(comment.parent_id, _NO_PARENT)
        for comment in ordered
    ]
    _cut_cycles(parent_rank)
    children: dict[int, list[int]] = {}
    for number, parent in enumerate(parent_rank):
        children.setdefault(parent, []).append(number)
    return _flatten(ordered, parent_rank, children)


def with_comment(
    thread: Thread, comment: Comment, *, instead_of: CommentId | None = None
) -> Thread:
    """Return a thread with one comment more, or with a newer state of one.

    Args:
        thread: Stays as it is.
        comment: Goes where `build_thread` puts it; in the place of the one with its id.
        instead_of: The comment it takes the place of, if that is there.
    """
    at = thread.positions.get(comment.id)
    before = None if instead_of is None else thread.positions.get(instead_of)
    is_one_place = before is None or at is None or before == at
    at = before if at is None else at
    if at is None and not _is_awaited(thread, comment):
        return _inserted(thread, comment)
    if at is not None and is_one_place and _stands_well(thread, at, comment):
        comments = ChangedComments(thread.comments)
        comments.put(at, comment, replacing=True)
        return replace(thread, comments=comments)
    others = (one for one in thread.comments if one.id not in (comment.id, instead_of))
    return build_thread([*others, comment])


EMPTY_THREAD = Thread(
    comments=LoadedComments(),
    depths=array("l"),
    sizes=array("l"),
    parents=array("l"),
    orphans=frozenset(),
)
"""A thread without comments."""


def hiding_ancestor(thread: Thread, collapsed: Collection[int], position: int) -> int | None:
    """Return the outermost folded ancestor that hides a comment; `None` when it is visible."""
    hiding = None
    ancestor = thread.parents[position]
    while ancestor != _NO_PARENT:
        if ancestor in collapsed:
            hiding = ancestor
        ancestor = thread.parents[ancestor]
    return hiding


def ancestors(thread: Thread, position: int) -> tuple[int, ...]:
    """List the positions above a comment, from its parent up to the top level."""
    chain = []
    ancestor = thread.parents[position]
    while ancestor != _NO_PARENT:
        chain.append(ancestor)
        ancestor = thread.parents[ancestor]
    return tuple(chain)


def answered_by(thread: Thread, position: int) -> int | None:
    """Return the comment that one answers, in a flat list too; `None` where it is not there."""
    parent, wanted = thread.parents[position], None
    if parent == _NO_PARENT and thread.whole is not None:
        wanted = thread.comments[position].parent_id
    if wanted is not None and position not in thread.orphans:
        parent = thread.positions.get(wanted, _NO_PARENT)
    return None if parent == _NO_PARENT else parent


def top_level_of(thread: Thread, position: int) -> int:
    """Return the top-level comment that a comment belongs to; itself when it is one."""
    while thread.parents[position] != _NO_PARENT:
        position = thread.parents[position]
    return position


def next_sibling(thread: Thread, position: int) -> int | None:
    """Return the next comment with the same parent, or `None` at the last one."""
    after = position + thread.sizes[position]
    if after < len(thread) and thread.parents[after] == thread.parents[position]:
        return after
    return None


def previous_sibling(thread: Thread, position: int) -> int | None:
    """Return the previous comment with the same parent, or `None` at the first one."""
    parent = thread.parents[position]
    if parent == _NO_PARENT:
        tops = thread.tops
        number = bisect_right(tops, position) - 2
        return tops[number] if number >= 0 else None
    sibling = None
    candidate = parent + 1
    while candidate < position:
        sibling = candidate
        candidate += thread.sizes[candidate]
    return sibling


def next_top_level(thread: Thread, position: int) -> int | None:
    """Return the first top-level comment after a comment, or `None` behind the last one."""
    top = top_level_of(thread, position)
    after = top + thread.sizes[top]
    return after if after < len(thread) else None


def previous_top_level(thread: Thread, position: int) -> int | None:
    """Return the top-level comment above a reply, or the one before a top-level comment."""
    top = top_level_of(thread, position)
    return top if top != position else previous_sibling(thread, top)


def folds_to_level(thread: Thread, level: int) -> Folds:
    """Name the comments to fold so that `level` levels are seen, the last as one line each.

    Branches further down are folded too, so that opening one shows the next level only.

    Args:
        thread: Any thread.
        level: From 1, the top level only, to 255.
    """
    depths, last = thread.shallow_depths, level - 1
    # All bytes of all comments at once: there may be very many.
    is_last = depths.translate(bytes(depth == last for depth in range(_DEEPEST + 1)))
    is_below = depths.translate(bytes(depth > last for depth in range(_DEEPEST + 1)))
    shown, below, branches = (
        int.from_bytes(flags, "little") for flags in (is_last, is_below, thread.branch_flags)
    )
    return Folds((shown | below & branches).to_bytes(len(depths), "little"))


def _sibling_key(comment: Comment) -> tuple[datetime, int, str]:
    # Ids of one adapter share a prefix and mostly end in a number; "wp:9" comes before "wp:10".
    return (comment.created_at or _NO_DATE, len(comment.id), comment.id)


def _is_awaited(thread: Thread, comment: Comment) -> bool:
    """Tell whether replies to a comment that is not there stand at top level."""
    return any(thread.comments[orphan].parent_id == comment.id for orphan in thread.orphans)


def _stands_well(thread: Thread, position: int, comment: Comment) -> bool:
    """Tell whether a comment can take the place of another without going elsewhere."""
    here = thread.comments[position]
    if here.created_at != comment.created_at and not comment.own:
        return False
    if position in thread.orphans:
        return comment.parent_id == here.parent_id
    above = thread.parents[position]
    return comment.parent_id == (None if above == _NO_PARENT else thread.comments.ids[above])


def _inserted(thread: Thread, comment: Comment) -> Thread:
    """Return a thread with a new comment that nothing answers yet."""
    above = _NO_PARENT
    if comment.parent_id is not None:
        above = thread.positions.get(comment.parent_id, _NO_PARENT)
    is_orphan = comment.parent_id is not None and above == _NO_PARENT
    at = _place_among_siblings(thread, above, _sibling_key(comment))
    comments = ChangedComments(thread.comments)
    comments.put(at, comment, replacing=False)
    depths, sizes = array("l", thread.depths), array("l", thread.sizes)
    depths.insert(at, 0 if above == _NO_PARENT else thread.depths[above] + 1)
    sizes.insert(at, 1)
    parents = array("l", [one + (one >= at) for one in thread.parents])
    parents.insert(at, above)
    for ancestor in (above, *ancestors(thread, above)) if above != _NO_PARENT else ():
        sizes[ancestor] += 1
    orphans = {one + (one >= at) for one in thread.orphans} | ({at} if is_orphan else set())
    return Thread(
        comments=comments,
        depths=depths,
        sizes=sizes,
        parents=parents,
        orphans=frozenset(orphans),
    )


def _place_among_siblings(thread: Thread, above: int, key: tuple[datetime, int, str]) -> int:
    """Return the position of a new comment below another; -1: at top level."""
    siblings = array("l")
    position = above + 1
    end = len(thread) if above == _NO_PARENT else above + thread.sizes[above]
    while position < end:
        siblings.append(position)
        position += thread.sizes[position]
    # Nearly always it is the newest.
    for sibling in reversed(siblings):
        if _sibling_key(thread.comments[sibling]) < key:
            return sibling + thread.sizes[sibling]
    return above + 1


def _cut_cycles(parent_rank: list[int]) -> None:
    """Make the earliest comment of each circle of parents a top-level one."""
    unseen, on_path, done = 0, 1, 2
    state = bytearray(len(parent_rank))
    for start in range(len(parent_rank)):
        path = []
        number = start
        while number != _NO_PARENT and state[number] == unseen:
            state[number] = on_path
            path.append(number)
            number = parent_rank[number]
        if number != _NO_PARENT and state[number] == on_path:
            parent_rank[min(path[path.index(number) :])] = _NO_PARENT
        for member in path:
            state[member] = done


def _flatten(
    ordered: list[Comment], parent_rank: list[int], children: dict[int, list[int]]
) -> Thread:
    comments: list[Comment] = []
    depths, parents = array("l"), array("l")
    orphans = set()
    stack = [(number, 0, _NO_PARENT) for number in reversed(children.get(_NO_PARENT, []))]
    while stack:
        number, depth, parent = stack.pop()
        position = len(comments)
        comment = ordered[number]
        comments.append(comment)
        depths.append(depth)
        parents.append(parent)
        if parent == _NO_PARENT and comment.parent_id is not None:
            orphans.add(position)
        stack.extend((child, depth + 1, position) for child in reversed(children.get(number, ())))
    sizes = array("l", [1]) * len(comments)
    for position in range(len(comments) - 1, -1, -1):
        if parents[position] != _NO_PARENT:
            sizes[parents[position]] += sizes[position]
    return Thread(
        comments=LoadedComments(comments),
        depths=depths,
        sizes=sizes,
        parents=parents,
        orphans=frozenset(orphans),
    )
