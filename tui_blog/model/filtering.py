"""What rules of the person's own make of the comments of a thread.

A rule is known here by its number only: what it asks of a comment somebody else knows. One byte
for each comment holds which rule decides, so that all of a large thread is gone through at C speed.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import compress, count, repeat
from operator import eq, mul, ne, or_

from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId
from tui_blog.model.thread import Thread

MOST_RULES = 200
"""More rules than this there can't be."""
_UNKNOWN, _NONE, _FIRST = 0, 1, 2


class Action(StrEnum):
    """What a rule makes of a comment."""

    HIDE = "hide"
    """One line says that it is hidden; what answers it stays where it is."""
    FOLD = "fold"
    """It stands folded, with what answers it, until the person opens it."""
    HIGHLIGHT = "highlight"


@dataclass(slots=True, kw_only=True)
class Shown:
    """What the person wants to see though a rule hides it."""

    everything: bool = False
    """All that is hidden."""
    comments: set[CommentId] = field(default_factory=set)
    """These comments of one post."""


class Sieve:
    """Tells which rule decides about each comment of one thread.

    It is found out when somebody asks for it, or for all at once by `sweep` in another thread.
    """

    def __init__(
        self,
        thread: Thread,
        actions: Sequence[Action],
        judge: Callable[[Comment], int | None],
        *,
        shown: Shown,
    ) -> None:
        """Begin without knowing anything.

        Args:
            thread: The thread.
            actions: What each rule does; at most `MOST_RULES`.
            judge: Finds the place in `actions` of the rule that decides about a comment; `None`
                where none does.
            shown: What is shown all the same; may change at any time.
        """
        self.thread = thread
        """What the positions are in."""
        self.shown = shown
        """What is shown all the same."""
        self._actions = actions
        self._judge = judge
        self._found = bytearray(len(thread))

    @property
    def is_complete(self) -> bool:
        """Whether it is known of every comment."""
        return self._found.find(_UNKNOWN) < 0

    def rule_at(self, position: int) -> int | None:
        """Return the place of the rule that decides about a comment; `None` where none does."""
        code = self._found[position]
        if code == _UNKNOWN:
            rule = self._judge(self.thread.comments[position])
            code = self._found[position] = _NONE if rule is None else rule + _FIRST
        return None if code == _NONE else code - _FIRST

    def action_at(self, position: int) -> Action | None:
        """Return what is made of a comment; `None` for nothing."""
        rule = self.rule_at(position)
        return None if rule is None else self._actions[rule]

    def hides(self, position: int) -> bool:
        """Say whether a comment is hidden now."""
        if self.shown.everything or self.action_at(position) is not Action.HIDE:
            return False
        return self.thread.comments.ids[position] not in self.shown.comments

    def places(self, action: Action) -> Sequence[int]:
        """List the comments of which something is made, ascending, as far as it is known."""
        return array("l", compress(range(len(self._found)), self._flags(action)))

    def count(self, action: Action) -> int:
        """Count the comments of which something is made, as far as it is known."""
        return self._flags(action).count(1)

    def hidden(self) -> Sequence[int]:
        """List the comments that are hidden now, ascending, as far as it is known."""
        return array("l", compress(range(len(self._found)), self._hidden_flags()))

    def pass_over_hidden(self, flags: bytearray) -> bytearray:
        """Return flags of the comments with 0 for those that are hidden now."""
        hidden = self._hidden_flags()
        if not hidden.count(1):
            return flags
        return bytearray(map(mul, flags, hidden.translate(bytes((1, 0, *bytes(254))))))

    def adopt(self, other: "Sieve") -> None:
        """Take over what another one, with the same rules, has found about the same texts."""
        before, now = other.thread.comments, self.thread.comments
        found = other._found  # noqa: SLF001  of its own class
        # Mostly the same, but for some that came or were changed: only those are looked up.
        least = min(len(before), len(now))
        ids, marks = (before.ids, now.ids), (before.marks, now.marks)
        head = _same_at_start(*ids, *marks, most=least)
        ids_back = (reversed(before.ids), reversed(now.ids))
        marks_back = (reversed(before.marks), reversed(now.marks))
        tail = min(_same_at_start(*ids_back, *marks_back, most=least), least - head)
        old, new = slice(head, len(before) - tail), slice(head, len(now) - tail)
        known = dict(zip(before.ids[old], found[old], strict=True))
        known_marks = dict(zip(before.ids[old], before.marks[old], strict=True))
        is_same = map(eq, map(known_marks.get, now.ids[new]), now.marks[new])
        looked_up = map(mul, map(known.get, now.ids[new], repeat(_UNKNOWN)), is_same)
        self._found = found[:head] + bytearray(looked_up) + found[old.stop :]

    def sweep(self, is_wanted: Callable[[], bool]) -> None:
        """Find it out about all comments, as long as that is wanted; may run in a thread."""
        position = self._found.find(_UNKNOWN)
        while position >= 0 and is_wanted():
            self.rule_at(position)
            position = self._found.find(_UNKNOWN, position + 1)

    def _flags(self, action: Action) -> bytearray:
        table = bytearray(256)
        for rule, one in enumerate(self._actions):
            table[rule + _FIRST] = one is action
        return self._found.translate(table)

    def _hidden_flags(self) -> bytearray:
        if self.shown.everything:
            return bytearray(len(self._found))
        flags = self._flags(Action.HIDE)
        for comment in self.shown.comments:
            position = self.thread.positions.get(comment)
            if position is not None:
                flags[position] = 0
        return flags


def _same_at_start(
    ids: Iterable[CommentId],
    other_ids: Iterable[CommentId],
    marks: Iterable[int],
    other_marks: Iterable[int],
    *,
    most: int,
) -> int:
    """Count how many comments in a row are the same with the same text."""
    differs = map(or_, map(ne, ids, other_ids), map(ne, marks, other_marks))
    return next(compress(count(), differs), most)
