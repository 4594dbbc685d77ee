"""How the app ends when a signal comes or its terminal is gone: in order, but within two seconds.

Threads that wait for a name server, or are deep in a long text, are not waited for. All that must
be on disk is there before: drafts and the outbox always are.
"""

import asyncio
import os
import select
import signal
from collections.abc import Callable
from contextlib import ExitStack, suppress

EXIT_HANGUP = 128 + signal.SIGHUP
_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_AT_LATEST_S = 1.5
_AT_REST_S = 1.0
"""How long what is left may take when all is kept and closed."""
_GIVING_BACK_S = 0.2


class Ending:
    """Listens for what ends a process, and sees to it that it does end."""

    def __init__(self, end: Callable[[int], None], *, keep: Callable[[], None]) -> None:
        """Set up; nothing is listened for yet.

        Args:
            end: Begins to end in an orderly way, with an exit code; called in the event loop.
            keep: Puts what was typed on disk; called when the orderly way takes too long.
        """
        self._end = end
        self._keep = keep
        self._loop: asyncio.AbstractEventLoop | None = None
        self._hurry: Callable[[], None] | None = None
        self._give_back: Callable[[], None] | None = None
        self._code: int | None = None
        self._is_timed = False
        self._is_up = False

    def take_terminal(self, *, hurry: Callable[[], None], give_back: Callable[[], None]) -> None:
        """Begin to listen, in the event loop's thread: the terminal is ours from now on.

        Args:
            hurry: Tells what writes to wait for the terminal no longer.
            give_back: Sets the terminal to what it was, by itself and at once.
        """
        self._loop = asyncio.get_running_loop()
        self._hurry, self._give_back = hurry, give_back
        for number in _SIGNALS:
            signal.signal(number, lambda number, _frame: self.end_soon(128 + number))
        signal.signal(signal.SIGALRM, lambda *_: self._leave())
        if self._code is not None:
            self.end_soon(self._code)

    def app_is_up(self) -> None:
        """From now on there is something that has to end in order."""
        self._is_up = True

    def leave_terminal(self) -> None:
        """Take note that the terminal is as it was: another program may have it now."""
        self._hurry = self._give_back = None

    def end_soon(self, code: int) -> None:
        """End, whatever the program is in the middle of; for a signal's handler too."""
        if self._loop is None or self._loop.is_closed():
            os._exit(code)
        self._code = code
        if not self._is_up:  # an app that is half made can't end in order
            self._leave()
        if self._hurry is not None:  # an editor that has the terminal is waited for
            self._hurry()
            self._set_timer(_AT_LATEST_S)
        with suppress(RuntimeError):  # it was closed just now
            self._loop.call_soon_threadsafe(self._end, code)

    def all_is_kept(self, code: int) -> None:
        """Give what is left a moment, and wait for nothing after it."""
        if self._loop is not None:
            self._code = self._code or code
            self._set_timer(_AT_REST_S)

    def check_terminal(self) -> None:
        """End when the terminal is gone; a hang-up may be ignored by whoever started us."""
        poll = select.poll()
        poll.register(0, select.POLLHUP)
        if any(events & (select.POLLHUP | select.POLLERR) for _, events in poll.poll(0)):
            self.end_soon(EXIT_HANGUP)

    def _set_timer(self, seconds: float) -> None:
        if not self._is_timed:
            self._is_timed = True
            signal.setitimer(signal.ITIMER_REAL, seconds)

    def _leave(self) -> None:
        code = self._code or 0
        signal.signal(signal.SIGALRM, lambda *_: os._exit(code))
        signal.setitimer(signal.ITIMER_REAL, _GIVING_BACK_S)
        with ExitStack() as steps:  # the last first, and each of them whatever those before did
            steps.callback(os._exit, code)
            if self._give_back is not None:
                steps.callback(self._give_back)
            steps.callback(self._keep)
