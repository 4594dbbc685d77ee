"""A disk that stops at a chosen moment, as it does for a program that is killed."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Killed(BaseException):
    """The program died here."""


class DyingDisk:
    """Lets some file operations happen; from then on none, as after a kill."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._left: int | None = None
        self.happened = 0
        patch.setattr(os, "fsync", self._guarded(lambda descriptor: None))
        for name in ("replace", "unlink", "mkdir"):
            patch.setattr(Path, name, self._guarded(getattr(Path, name)))

    def die_after(self, operations: int) -> None:
        """Let so many operations happen and no more."""
        self._left = operations

    def come_back(self) -> None:
        """Let all operations happen again."""
        self._left = None

    def _guarded(self, operation: Callable[..., object]) -> Callable[..., object]:
        def act(*arguments: object, **options: object) -> object:
            self.happened += 1
            if self._left is not None:
                self._left -= 1
                if self._left < 0:
                    raise Killed
            return operation(*arguments, **options)

        return act


@contextmanager
def dying_disk() -> Iterator[DyingDisk]:
    """Put such a disk in the place of the real one for a while."""
    with pytest.MonkeyPatch.context() as patch:
        yield DyingDisk(patch)
