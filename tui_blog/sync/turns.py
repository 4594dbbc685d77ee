"""What is looked at again in turn: a sync with nothing new has one request to spare for it.

A request brings a hundred comments of one thread or of several short ones. Where that is not
enough for all that somebody follows, each sync takes one part, and the next one goes on.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from os import fsencode
from pathlib import Path
from typing import NamedTuple

from tui_blog.files import make_folder, write_atomic
from tui_blog.model.comment import Comment
from tui_blog.model.ids import PostId

REQUEST_ROWS = 100
"""Comments that a request brings."""
_STEP = REQUEST_ROWS - 1
"""Parts have one comment in common: nothing can be missing between them."""


class Part(NamedTuple):
    """Some comments of threads, oldest first."""

    posts: tuple[PostId, ...]
    offset: int
    """How many come before."""
    is_last: bool


Turn = Part | Comment
"""A part of threads; or a comment of one's own that a moderator holds back."""


class Turns(NamedTuple):
    """All that is looked at in turn."""

    open: tuple[Turn, ...]
    """Threads on the screen; short ones that were read lately go along."""
    others: tuple[Turn, ...]

    def __len__(self) -> int:
        """Count them."""
        return len(self.open) + len(self.others)

    def choose(self, number: int) -> Turn:
        """Return what has its turn: what is on the screen every other time, where there is both.

        Args:
            number: How many turns there were before; there has to be one.
        """
        if not (self.open and self.others):
            both = (*self.open, *self.others)
            return both[number % len(both)]
        half, is_other = divmod(number, 2)
        turns = self.others if is_other else self.open
        return turns[half % len(turns)]


def plan_turns(
    sizes: Mapping[PostId, int], *, reading: Iterable[PostId], held: Sequence[Comment]
) -> Turns:
    """Divide what is looked at again into turns.

    Args:
        sizes: How many comments of each post are looked at; in the order in which they matter.
        reading: Those of the posts that are on the screen.
        held: Comments that are asked for one by one.
    """
    first = [post for post in reading if sizes.get(post)]
    groups = _grouped(first, sizes)
    count = len(groups)
    for post in sizes:
        if sizes[post] and post not in first:
            _put(post, groups, sizes)
    parts = [tuple(_divided(group, sum(map(sizes.__getitem__, group)))) for group in groups]
    return Turns(
        open=tuple(part for group in parts[:count] for part in group),
        others=(*(part for group in parts[count:] for part in group), *held),
    )


class TurnCounter:
    """Counts turns, over the ends of programs where it can."""

    def __init__(self, folder: Path | None, root: Path, *, first: Callable[[], int]) -> None:
        """Name the archive; nothing is read yet.

        Args:
            folder: A cache; `None` for nowhere.
            root: The archive.
            first: Gives the number to begin with; another one now and then, as there are folders
                that nothing can be kept in.
        """
        name = sha256(fsencode(str(root.absolute()))).hexdigest()[:32]
        self._path = None if folder is None else folder / f"{name}.turn"
        self._first = first
        self._number: int | None = None

    @property
    def number(self) -> int:
        """How many turns there were; it need not be exact."""
        if self._number is None:
            self._number = self._first()
            if self._path is not None:
                with suppress(OSError, ValueError):
                    self._number = max(0, int(self._path.read_bytes()[:20]))
        return self._number

    def go_on(self, number: int) -> None:
        """Keep how many there were; a disk that refuses costs only an even order."""
        self._number = number
        if self._path is not None:
            with suppress(OSError):
                make_folder(self._path.parent, mode=0o700)
                write_atomic(self._path, b"%d\n" % number, mode=0o600, durable=False)


def _grouped(posts: Iterable[PostId], sizes: Mapping[PostId, int]) -> list[list[PostId]]:
    groups: list[list[PostId]] = []
    for post in posts:
        _put(post, groups, sizes)
    return groups


def _put(post: PostId, groups: list[list[PostId]], sizes: Mapping[PostId, int]) -> None:
    """Put a post to others that fit into one request with it, else by itself."""
    for group in groups:
        if sum(map(sizes.__getitem__, (*group, post))) <= REQUEST_ROWS:
            group.append(post)
            return
    groups.append([post])


def _divided(posts: Sequence[PostId], size: int) -> Iterable[Part]:
    offset = 0
    while offset + REQUEST_ROWS < size:
        yield Part(tuple(posts), offset, is_last=False)
        offset += _STEP
    yield Part(tuple(posts), offset, is_last=True)
