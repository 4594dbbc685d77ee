"""What is measured: the keys, what they lead to, and how long that may take."""

from dataclasses import dataclass

_COMMENT = r"comment \d+/"


@dataclass(frozen=True, slots=True)
class Step:
    """Something to type in an open thread, many times."""

    name: str
    keys: tuple[str, ...]
    """Typed in turn, one after the other each time."""
    expected: str
    """What the screen matches when it is done; a regular expression."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be at most."""

    median: float
    worst: float | None = None


TO_POST = ("\r", "\t")
"""Opens the post under the cursor; then moves to its thread."""
NEXT_POST = "j"
STEPS = (
    Step("fold or unfold one", ("za",), _COMMENT),
    Step("fold or unfold all", ("zM", "zR"), _COMMENT),
    Step("j", ("j",), _COMMENT),
    Step("page down", ("\x1b[6~",), _COMMENT),
    Step("k", ("k",), _COMMENT),
)
KEY_TARGET = Target(median=16, worst=33)
"""Milliseconds, of each of the steps."""
OPEN_TARGETS = {1_000: Target(median=60), 10_000: Target(median=250)}
"""Milliseconds, by the number of comments."""
LONG_POST_TARGET = Target(median=100)
"""Milliseconds to open a post of 90 kB."""
START_RATIO_TARGET = Target(median=1.3)
"""Start to a readable list, over that of the minimal app beside it."""
