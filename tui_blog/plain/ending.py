"""How a plain command ends when a signal comes: in an orderly way, but soon.

A handler may run between any two steps of Python, also inside a library that would not survive an
exception there. So a signal cancels what is awaited, and raises only where nothing is awaited.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Coroutine, Iterator
from typing import TypeVar

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_AT_LATEST_S = 2
_T = TypeVar("_T")


class Ending:
    """Listens for the signals that end a process, from when it is made."""

    def __init__(self) -> None:
        self._number: int | None = None
        self._task: asyncio.Task[object] | None = None
        self._may_raise = False
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, or a shell's background
                signal.signal(number, self._end)

    def run(self, work: Coroutine[object, object, _T]) -> _T:
        """Do the work in a loop of its own, and return what it returns.

        Raises:
            SystemExit: A signal came; with 128 and its number.
        """
        try:
            result = asyncio.run(self._cancellable(work))
        except asyncio.CancelledError:
            self._leave()
            raise
        finally:
            self._task = None  # its loop is closed
        self._leave()
        return result

    @contextlib.contextmanager
    def raising(self) -> Iterator[None]:
        """Let a signal raise `SystemExit` at once: in here the process blocks, nothing awaits."""
        self._may_raise = True
        try:
            self._leave()
            yield
        finally:
            self._may_raise = False

    async def _cancellable(self, work: Coroutine[object, object, _T]) -> _T:
        self._task = asyncio.current_task()
        if self._number is not None:
            work.close()
            raise asyncio.CancelledError
        return await work

    def _leave(self) -> None:
        if self._number is not None:
            sys.exit(128 + self._number)

    def _end(self, number: int, _frame: object) -> None:
        """End; threads that wait for a server are not waited for, nor is a second signal."""
        for other in (*_SIGNALS, signal.SIGALRM):
            signal.signal(other, lambda *_: os._exit(128 + number))
        signal.alarm(_AT_LATEST_S)
        self._number = number
        if self._may_raise:
            sys.exit(128 + number)
        if self._task is not None:
            self._task.get_loop().call_soon_threadsafe(self._task.cancel)
