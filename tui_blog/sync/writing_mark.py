"""A mark on disk of what is being written just now, for when that ends without being left."""

import fcntl
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tui_blog.model.ids import CommentId, PostId

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
_MOST_BYTES = 10_000


class Target(NamedTuple):
    """What a text is written for; see `Draft`."""

    post_id: PostId
    parent_id: CommentId | None
    edits: CommentId | None


class WritingMark:
    """Stands from when a composer is opened until it is left; a process that dies leaves it there.

    It is a help and no more: a disk that refuses is not told of.
    """

    def __init__(self, folder: Path) -> None:
        """Name the folder of the drafts; nothing is read yet."""
        self._path = folder / "writing"
        self._descriptor: int | None = None

    def begin(self, target: Target) -> None:
        """Put the mark up, unless another program has put up its own."""
        self.release()
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = self._lock(_FLAGS)
            if descriptor is not None:
                self._descriptor = descriptor
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, json.dumps(target).encode(), 0)

    def end(self) -> None:
        """Take the mark away: what was written was left, in whatever way."""
        if self._descriptor is not None:
            with suppress(OSError):
                os.ftruncate(self._descriptor, 0)
        self.release()

    def release(self) -> None:
        """Leave the mark as it is, for the next start."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def find_interrupted(self) -> Target | None:
        """Return what was being written when a program ended; `None` for nothing.

        Nothing, too, as long as another program has its mark up.
        """
        try:
            descriptor = self._lock(_FLAGS & ~os.O_CREAT)
        except OSError:
            return None
        if descriptor is None:
            return None
        try:
            post_id, parent_id, edits = json.loads(os.pread(descriptor, _MOST_BYTES, 0))
        except (OSError, ValueError, TypeError):
            return None
        finally:
            os.close(descriptor)
        if not isinstance(post_id, str):
            return None
        return Target(
            PostId(post_id),
            CommentId(parent_id) if isinstance(parent_id, str) else None,
            CommentId(edits) if isinstance(edits, str) else None,
        )

    def _lock(self, flags: int) -> int | None:
        """Open the file for nobody else; `None` when somebody has it.

        Raises:
            OSError: It can't be opened.
        """
        descriptor = os.open(self._path, flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return None
        return descriptor
