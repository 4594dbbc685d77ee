"""Other orders of a thread than the usual one, and parts of it: a thread made of a thread.

Whatever is asked for, each comment of the part stands in it exactly once.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from tui_blog.model.comment import Comment
from tui_blog.model.comment_list import picked
from tui_blog.model.ids import CommentId
from tui_blog.model.thread import Thread, ancestors

_NO_PARENT = -1
_NO_DATE = datetime.min.replace(tzinfo=UTC)


class Order(StrEnum):
    """What comes first: conversations in a tree, single comments in a flat list."""

    OLDEST = "oldest"
    NEWEST = "newest"
    ANSWERED = "answered"
    """Most replies first, counted at any depth; with as many, first what comes first anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """How a thread is shown."""

    is_flat: bool = False
    """One comment after the other; else replies stand below what they answer, oldest first."""
    order: Order = Order.OLDEST


USUAL = Arrangement()
"""The order that a thread has of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An author, told from others by the id where the source gives one, else by the name."""

    id: str | None
    name: str

    @classmethod
    def of(cls, comment: Comment) -> "Person":
        """Return who wrote a comment."""
        author = comment.author
        return cls(id=author.id, name="" if author.id is not None else author.name)


@dataclass(frozen=True, slots=True)
class OnlyBranch:
    """A comment, all below it, and what it answers up to the top level."""

    comment_id: CommentId


@dataclass(frozen=True, slots=True)
class OnlyPerson:
    """What one person wrote, in a flat list."""

    person: Person


Limit = OnlyBranch | OnlyPerson
Look = Callable[[int], tuple[datetime | None, Person]]
"""Tells when a comment was written and by whom, given its position in the whole thread."""


def limit_written(limit: Limit) -> str:
    """Return a limit as a line of text, to be kept."""
    if isinstance(limit, OnlyBranch):
        return f"branch {limit.comment_id}"
    person = limit.person
    return f"name {person.name}" if person.id is None else f"account {person.id}"


def limit_read(text: str | None) -> Limit | None:
    """Read what `limit_written` made; `None` for anything else."""
    kind, is_there, what = ("" if text is None else text).partition(" ")
    if not is_there:
        return None
    match kind:
        case "branch":
            return OnlyBranch(CommentId(what))
        case "account":
            return OnlyPerson(Person(id=what, name=""))
        case "name":
            return OnlyPerson(Person(id=None, name=what))
    return None


def look_into(thread: Thread) -> Look:
    """Return what looks at each comment itself; in a large thread that takes its time."""

    def look(position: int) -> tuple[datetime | None, Person]:
        comment = thread.comments[position]
        return comment.created_at, Person.of(comment)

    return look


def needs_look(arrangement: Arrangement, limit: Limit | None) -> bool:
    """Say whether every comment has to be looked at for this."""
    if isinstance(limit, OnlyBranch):
        return False
    return limit is not None or (arrangement.is_flat and arrangement.order is not Order.ANSWERED)


def arrange(thread: Thread, arrangement: Arrangement, limit: Limit | None, look: Look) -> Thread:
    """Return a thread in another order, or a part of it.

    Args:
        thread: As `build_thread` makes it.
        arrangement: The order.
        limit: The part; `None` for all. A branch stays in its usual order; one whose comment is
            not there is empty.
        look: See `Look`; asked only where `needs_look` says so.

    Returns:
        The thread itself where nothing is to be changed.
    """
    if isinstance(limit, OnlyBranch):
        return _branch(thread, thread.positions.get(limit.comment_id))
    if isinstance(limit, OnlyPerson):
        places = [place for place in range(len(thread)) if look(place)[1] == limit.person]
        return _flat(thread, _ordered(thread, places, arrangement.order, look))
    if arrangement.is_flat:
        places = list(range(len(thread)))
        return _flat(thread, _ordered(thread, places, arrangement.order, look))
    if arrangement.order is Order.OLDEST:
        return thread
    return _tree(thread, arrangement.order)


def _ordered(thread: Thread, places: list[int], order: Order, look: Look) -> list[int]:
    if order is Order.ANSWERED:
        return sorted(places, key=lambda place: -thread.sizes[place])
    dates = {place: look(place)[0] or _NO_DATE for place in places}
    return sorted(places, key=dates.__getitem__, reverse=order is Order.NEWEST)


def _flat(thread: Thread, places: Sequence[int]) -> Thread:
    none = array("l", bytes(array("l").itemsize * len(places)))
    return Thread(
        comments=picked(thread.comments, places),
        depths=none,
        sizes=array("l", [1]) * len(places),
        parents=array("l", [_NO_PARENT]) * len(places),
        orphans=_orphans(thread, places),
        whole=thread,
    )


def _branch(thread: Thread, position: int | None) -> Thread:
    if position is None:
        return _flat(thread, ())
    above = [*reversed(ancestors(thread, position))]
    size, length = thread.sizes[position], len(above)
    places = [*above, *range(position, position + size)]
    moved = (one - position + length for one in thread.parents[position + 1 : position + size])
    return Thread(
        comments=picked(thread.comments, places),
        depths=array("l", [thread.depths[place] for place in places]),
        sizes=array(
            "l", [*range(length + size, size, -1), *thread.sizes[position : position + size]]
        ),
        parents=array("l", [*range(-1, length), *moved]),
        orphans=_orphans(thread, places),
        whole=thread,
    )


def _tree(thread: Thread, order: Order) -> Thread:
    tops: Iterable[int] = thread.tops
    if order is Order.NEWEST:
        tops = reversed([*tops])
    else:
        tops = sorted(tops, key=lambda top: -thread.sizes[top])
    places, parents, depths, sizes = array("l"), array("l"), array("l"), array("l")
    for top in tops:
        behind, by = top + thread.sizes[top], len(places) - top
        places.extend(range(top, behind))
        # One by one: a thread that comes from disk has arrays of another kind.
        depths.extend(iter(thread.depths[top:behind]))
        sizes.extend(iter(thread.sizes[top:behind]))
        parents.append(_NO_PARENT)
        parents.extend(one + by for one in thread.parents[top + 1 : behind])
    return replace(
        thread,
        comments=picked(thread.comments, places),
        depths=depths,
        sizes=sizes,
        parents=parents,
        orphans=_orphans(thread, places),
        whole=thread,
    )


def _orphans(thread: Thread, places: Sequence[int]) -> frozenset[int]:
    if not thread.orphans:
        return frozenset()
    return frozenset(at for at, place in enumerate(places) if place in thread.orphans)
