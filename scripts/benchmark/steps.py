"""What is measured: the keys, what they lead to, and how long that may take."""

from dataclasses import dataclass

_COMMENT = r"comment \d+/"


@dataclass(frozen=True, slots=True)
class Step:
    """Something to type in an open thread, many times."""

    turns: tuple[tuple[str, str], ...]
    """What it is called and what is typed, in turn."""
    expected: str = _COMMENT
    """What the screen matches when it is done; a regular expression."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be at most."""

    median: float
    worst: float | None = None
    is_ratio: bool = False
    """It is the ratio to the floor that should be no more."""


TO_POST = ("\r", "\x1b[17~")
"""Opens the post under the cursor; then moves to its thread."""
NEXT_POST = "j"
STEPS = (
    Step((("fold one", "za"), ("unfold one", "za"))),
    Step((("fold all", "zM"), ("unfold all", "zR"))),
    Step((("j", "j"),)),
    Step((("page down", "\x1b[6~"),)),
    Step((("k", "k"),)),
)


def key_target(name: str, count: int) -> Target:
    """Return what a step may take in a thread of so many comments."""
    if "fold" not in name:
        return KEY_TARGET
    return FOLD_TARGET if count <= 10_000 else LARGE_FOLD_TARGET


HELD_KEY = "j"
HELD_COUNT, HELD_EVERY_S = 60, 1 / 30
REST_S = 5.0
PAUSE_S = 5.0
"""Before that: garbage is collected once when nobody has typed for a while."""
KEY_TARGET = Target(median=8, worst=16)
"""Milliseconds, of a movement in a thread of any size."""
FOLD_TARGET, LARGE_FOLD_TARGET = Target(median=16), Target(median=32)
"""Milliseconds, of a fold in a thread of up to 10,000 comments, and in a larger one."""
NEOMUTT_TARGET = Target(median=5)
"""The key over the same one in neomutt."""
MEMORY_TARGET = Target(median=80)
"""MB at most, with any thread open."""
START_TARGETS = {10_000: Target(median=0.8, is_ratio=True), 100_000: Target(0.15, is_ratio=True)}
"""Start to a thread of so many comments, over neomutt's."""
LIST_TARGETS = {10_000: Target(median=0.9, is_ratio=True), 100_000: Target(0.12, is_ratio=True)}
"""Start to a list of so many posts, over newsboat's."""
LIST_FLOOR_TARGET = Target(median=1.25)
"""Start to a list of any length, over that of the minimal app."""
COMMENT_SHOWN = _COMMENT
NARROW = 80
"""Columns that a window is made narrow to."""
RESIZE_TARGET = Target(median=40)
"""Milliseconds to the first frame that is right, at any size of a thread."""
OPEN_TARGETS = {
    1_000: Target(median=50),
    10_000: Target(median=60),
    100_000: Target(median=100),
}
"""Milliseconds, by the number of comments."""
LONG_POST_TARGET = Target(median=75)
"""Milliseconds to open a post of 90 kB."""
EXACT_TARGET = Target(median=2)
"""Seconds until all heights are exact, behind the screen."""
QUIT = "Q"
FIRST_ANSWER = "post 2/"
"""What the status line says after `NEXT_POST` in the list."""
FIRST_PAINT_TARGET = Target(median=2)
"""First paint of what was open before, over ``python -c pass`` beside it."""
START_RATIO_TARGET = Target(median=1.3)
"""Start to a readable list, over that of the minimal app beside it."""
SYNC_TARGET = Target(median=1.3, is_ratio=True)
"""Seconds of a first sync, over those of fetching the same pages only."""
NOTHING_NEW_TARGET = Target(median=3, worst=3)
"""Requests."""
NOTHING_CHANGED_TARGET = Target(median=0, worst=0)
SYNC_KEY_TARGET = Target(median=33, worst=100)
"""Milliseconds, of a key while a first sync runs."""
SYNC_MEMORY_TARGET = Target(median=250)
"""MB."""
HELD_TARGET = Target(median=16)
"""Milliseconds from the last of the keys held down to the last frame."""
REST_BYTES_TARGET = Target(median=0, worst=0)
REST_CPU_TARGET = Target(median=0.2)
"""Per cent of one processor while nothing is typed."""
FIND_KEY = "\\"
"""Opens the search over everything."""
FIND_SHOWN = "Esc back"
FOUND = r"\d+\+? found"
INDEX_TARGET = Target(median=55)
"""Microseconds a post or comment, when the index is made from nothing."""
REFRESH_TARGETS = {20_000: Target(median=150), 200_000: Target(median=1_300)}
"""Milliseconds to follow ten changed files, by how many there are."""
QUERY_TARGET = Target(median=5)
"""Milliseconds of nineteen out of twenty searches, without a screen."""
SEARCH_TARGET = Target(median=20)
"""Milliseconds from a key in the search to its hits."""
LAST_POST, SEARCH_KEY, BACK_KEY, PAGE_DOWN = "G", "/", "\x1b", "\x1b[6~"
SEARCH_SHOWN = "\n /"
"""The line that is typed into, below all."""
HOSTILE_KEY_TARGET = Target(median=200, worst=200)
"""Milliseconds, of a key while a text made to be slow is opened, and in it."""
HOSTILE_READ_TARGET = Target(median=2, worst=2)
"""Seconds until nothing is worked at any more."""
HOSTILE_MEMORY_TARGET = Target(median=300, worst=300)
"""MB."""
