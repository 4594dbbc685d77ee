"""Which comments of a thread stand folded: a byte for each, so that all is quick."""

from collections.abc import Iterable, Iterator, Set
from itertools import compress

_FOLDED = 1


class Folds(Set[int]):
    """Positions that stand folded, in ascending order. It can't be changed.

    However many comments there are, everything here but going through all folds takes no longer
    than copying a byte for each comment.
    """

    __slots__ = ("flags",)

    flags: bytes
    """For each comment of the thread 1 where it is folded, else 0."""

    def __init__(self, flags: bytes = b"") -> None:
        """Take over what is folded.

        Args:
            flags: As they are kept here.
        """
        self.flags = flags

    @classmethod
    def of(cls, positions: Iterable[int], count: int) -> "Folds":
        """Fold some comments.

        Args:
            positions: Any, in any order, each below `count`.
            count: How many comments the thread has.
        """
        return cls(bytes(count)).plus(positions)

    def plus(self, positions: Iterable[int]) -> "Folds":
        """Return the same with these folded too."""
        return self._with(positions, _FOLDED)

    def minus(self, positions: Iterable[int]) -> "Folds":
        """Return the same with none of these folded."""
        return self._with(positions, 0)

    def without_branch(self, position: int, size: int) -> "Folds":
        """Return the same with nothing folded from a position on, as far as its branch goes."""
        behind = position + size
        return Folds(self.flags[:position] + bytes(size) + self.flags[behind:])

    def parted(self, before: "Folds") -> "tuple[Folds, Folds]":
        """Return what is folded here and was not before, and what was folded and is not here.

        Args:
            before: Other folds of the same thread.
        """
        count = len(self.flags)
        now, then = (int.from_bytes(flags, "little") for flags in (self.flags, before.flags))
        return (
            Folds((now & ~then).to_bytes(count, "little")),
            Folds((then & ~now).to_bytes(count, "little")),
        )

    def holds(self, others: "Folds") -> bool:
        """Say whether all these are folded, which are of the same thread."""
        now, then = (int.from_bytes(one.flags, "little") for one in (self, others))
        return now & then == then

    def first_from(self, position: int) -> int:
        """Return the first folded position at or behind one, or -1."""
        return self.flags.find(_FOLDED, position)

    def __contains__(self, position: object) -> bool:
        return (
            isinstance(position, int)
            and 0 <= position < len(self.flags)
            and self.flags[position] == _FOLDED
        )

    def __iter__(self) -> Iterator[int]:
        return compress(range(len(self.flags)), self.flags)

    def __len__(self) -> int:
        return self.flags.count(_FOLDED)

    def __bool__(self) -> bool:
        return _FOLDED in self.flags

    def __eq__(self, other: object) -> bool:
        return self.flags == other.flags if isinstance(other, Folds) else super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]  # as all that are equal to sets

    def __repr__(self) -> str:
        return f"Folds.of({list(self)}, {len(self.flags)})"

    def _with(self, positions: Iterable[int], flag: int) -> "Folds":
        flags = bytearray(self.flags)
        for position in positions:
            flags[position] = flag
        return Folds(bytes(flags))


NO_FOLDS = Folds()
"""Those of a thread without comments."""
