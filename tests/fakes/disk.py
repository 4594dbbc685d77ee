"""A disk that stops at a chosen moment, as it does for a program that is killed."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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


class OwnDisk:
    """A disk that fails for one task and those it starts; others have one that works.

    Args:
        die: How the program dies.
    """

    def __init__(self, die: Callable[[], None]) -> None:
        self._die = die
        self._dies: set[int] = set()
        self._full: range = range(0)
        self._is_dead = False
        self._done = 0

    def use(self) -> None:
        """Be the disk of this task from now on."""
        _own_disk.set(self)

    def die_around(self, operation: int, *, is_after: bool) -> None:
        """Die before or after an operation; the next one is 0."""
        self._dies = {2 * (self._done + operation) + is_after}

    def be_full(self, operation: int, count: int) -> None:
        """Have no space left for some operations."""
        self._full = range(self._done + operation, self._done + operation + count)

    def come_back(self) -> None:
        """Work again."""
        self._dies, self._full, self._is_dead = set(), range(0), False

    def do(self, operation: Callable[[], object], *, needs_space: bool) -> object:
        """Carry an operation out, or not."""
        number, self._done = self._done, self._done + 1
        self._pass(2 * number)
        if needs_space and number in self._full:
            raise OSError(errno.ENOSPC, "No space left on device")
        result = operation()
        self._pass(2 * number + 1)
        return result

    def _pass(self, moment: int) -> None:
        if moment in self._dies:
            self._is_dead = True
            self._die()
        if self._is_dead:
            raise Killed


_own_disk: ContextVar[OwnDisk | None] = ContextVar("own_disk", default=None)


@contextmanager
def own_disks() -> Iterator[None]:
    """Let tasks have disks of their own for a while; nothing is waited for by any of them."""

    def guarded(operation: Callable[..., object], *, needs_space: bool) -> Callable[..., object]:
        def act(*arguments: object, **options: object) -> object:
            disk = _own_disk.get()
            if disk is None:
                return operation(*arguments, **options)
            return disk.do(lambda: operation(*arguments, **options), needs_space=needs_space)

        return act

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", guarded(lambda descriptor: None, needs_space=True))
        for name in ("replace", "unlink", "mkdir"):
            operation = guarded(getattr(Path, name), needs_space=name != "unlink")
            patch.setattr(Path, name, operation)
        yield
