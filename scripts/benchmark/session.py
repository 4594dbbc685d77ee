"""One run of a program on a terminal, timed from outside.

What arrives is stamped when it is read; only when the program has gone quiet are the screens drawn
from it, so drawing them costs the program nothing. A frame counts when it is whole.
"""

import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from tests.pty_harness import Terminal

QUIET_S = 0.2
"""How long nothing arrives before a step is taken to be over."""
_NEVER_S = 60.0
_KEY_DEADLINE_S = 5.0
_SYNC_DEADLINE_S = 120.0
_IDLE_WINDOW_S = 0.5
_IDLE_CPU_SHARE = 0.02
# The ends of scrollbars creep while lines further down are measured: not what is read.
_SCROLLBAR_ENDS = re.compile("[▁-▇▔]")
_LEFT_OUT = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONUNBUFFERED", "TMUX", "CI", "NO_COLOR")


class WrongScreenError(Exception):
    """The program did not show what it should have."""


class Session:
    """A program on a terminal, whose steps are timed."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int,
        rows: int,
        home: Path,
        folder: Path,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Start the program.

        Args:
            command: The program and its arguments.
            columns: Cells in a row.
            rows: Rows.
            home: Its home folder.
            folder: Where it runs.
            more: Set in its environment beside the usual.
        """
        kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
        kept = {name: value for name, value in kept.items() if not name.startswith("XDG_")}
        environment = {
            **kept,
            "HOME": str(home),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            **more,
        }
        self._started_at = time.monotonic()
        self._terminal = Terminal(
            command, columns=columns, rows=rows, environment=environment, folder=folder
        )
        self._drawn = 0

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_unused: object) -> None:
        self._terminal.__exit__(None, None, None)

    @property
    def text(self) -> str:
        """The screen as last drawn."""
        return _SCROLLBAR_ENDS.sub(" ", self._terminal.screen.text)

    def time_start(self, shown: str) -> float:
        """Return the seconds from the start until a text was on the screen."""
        return self._time(self._started_at, lambda text: shown in text)

    def time_first_paint(self, shown: str, keys: str, answer: str) -> tuple[float, float]:
        """Wait for a text on the screen, type at once, and wait for the answer.

        Returns:
            The seconds from the start until the text, and until the answer, were on the screen.

        Raises:
            WrongScreenError: One of them did not come.
        """
        painted_s = self._time_at_once(shown)
        self._type(keys)
        return painted_s, self._time_at_once(answer)

    def end(self, keys: str) -> None:
        """Type keys, and wait for the end of the program."""
        self._type(keys)
        self._terminal.wait_for_end()

    def time_until(self, keys: str, shown: str) -> float:
        """Type keys; return the seconds until a text was on the screen.

        Raises:
            WrongScreenError: The text was there before, or did not come.
        """
        if shown in self.text:
            raise WrongScreenError(f"{shown!r} is there before {keys!r}\n{self.text}")
        return self._time(self._type(keys), lambda text: shown in text)

    def time_change(self, keys: str, expected: str) -> float:
        """Type keys; return the seconds until the screen said what it said when all was quiet.

        Raises:
            WrongScreenError: Nothing changed, or not to what matches `expected`.
        """
        return self._time_settled(self._type(keys), expected)

    def time_resize(self, columns: int, rows: int, expected: str) -> float:
        """Change the size of the window; return the seconds as `time_change` does.

        Raises:
            WrongScreenError: The screen stayed as it was, or does not match `expected`.
        """
        return self._time_settled(self._terminal.resize(columns, rows), expected)

    def time_shown(self, keys: str, shown: str) -> float:
        """Type keys; return the seconds until a text was there, however much else changes.

        Raises:
            WrongScreenError: It did not come.
        """
        if shown in self.text:
            return 0.0
        sent_at = self._type(keys) if keys else time.monotonic()
        while time.monotonic() < sent_at + _SYNC_DEADLINE_S:
            for stamp, text in self._frames_until_quiet(0.0):
                if shown in text:
                    return stamp - sent_at
            self._terminal.read(QUIET_S)
        raise WrongScreenError(self._terminal.describe())

    def type(self, keys: str) -> None:
        """Type keys, and wait until the program is quiet; not timed."""
        self._type(keys)
        self.settle()

    def settle(self) -> None:
        """Wait until the program is quiet."""
        self._frames_until_quiet(2 * QUIET_S)

    def peak_mb(self) -> float:
        """Return the most memory that the program has had at once, in MB."""
        status = Path(f"/proc/{self._terminal.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def hold(self, key: str, *, count: int, every_s: float) -> tuple[float, float]:
        """Type a key again and again at an even pace, as a key that is held down.

        Returns:
            The seconds from the last one to the last whole frame, and the bytes of a key.
        """
        self.settle()
        written = len(self._terminal.raw)
        due = sent_at = time.monotonic()
        for _ in range(count):
            while (left_s := due - time.monotonic()) > 0:
                self._terminal.read(left_s)
            sent_at = self._type(key)
            due += every_s
        frames = self._frames_until_quiet(2 * QUIET_S)
        drained_at = max([stamp for stamp, _ in frames], default=sent_at)
        return max(0.0, drained_at - sent_at), (len(self._terminal.raw) - written) / count

    def wait_until_idle(self) -> float:
        """Wait until the program does nothing, not even unseen; return the seconds it took."""
        begun_at = time.monotonic()
        while time.monotonic() < begun_at + _NEVER_S:
            _, cpu_share = self.rest(_IDLE_WINDOW_S)
            if cpu_share < _IDLE_CPU_SHARE:
                break
        return time.monotonic() - begun_at

    def rest(self, seconds: float) -> tuple[int, float]:
        """Type nothing for a while.

        Returns:
            The bytes written meanwhile, and the share of one processor that was used.
        """
        written, used_s = len(self._terminal.raw), self._cpu_s()
        begun_at = time.monotonic()
        while (left_s := begun_at + seconds - time.monotonic()) > 0:
            self._terminal.read(left_s)
        share = (self._cpu_s() - used_s) / (time.monotonic() - begun_at)
        return len(self._terminal.raw) - written, share

    def _cpu_s(self) -> float:
        tasks = Path(f"/proc/{self._terminal.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def _type(self, keys: str) -> float:
        return self._terminal.send(keys.encode())

    def _time_settled(self, sent_at: float, expected: str) -> float:
        # Nothing is looked at between the key and the first read: its stamp would bear it.
        self._read_until_quiet(QUIET_S)
        before = self.text  # nothing is drawn yet; of a resize, what the terminal itself cut
        frames = self._new_frames()
        while (settled := self.text) == before and time.monotonic() < sent_at + _KEY_DEADLINE_S:
            frames += self._frames_until_quiet(QUIET_S)
        if settled == before or not re.search(expected, settled):
            raise WrongScreenError(f"what was done did not lead to {expected!r}\n{settled}")
        return next(stamp for stamp, text in frames if text == settled) - sent_at

    def _time(self, begun_at: float, is_right: Callable[[str], bool]) -> float:
        deadline = time.monotonic() + _NEVER_S
        while time.monotonic() < deadline and self._terminal.exit_code is None:
            for stamp, text in self._frames_until_quiet(QUIET_S):
                if is_right(text):
                    self.settle()
                    return stamp - begun_at
        raise WrongScreenError(self._terminal.describe())

    def _time_at_once(self, shown: str) -> float:
        """Return the seconds from the start; unlike the others, draws while the program works."""
        deadline = time.monotonic() + _NEVER_S
        while time.monotonic() < deadline and self._terminal.exit_code is None:
            self._terminal.read(_KEY_DEADLINE_S)
            for stamp, text in self._new_frames():
                if shown in text:
                    return stamp - self._started_at
        raise WrongScreenError(self._terminal.describe())

    def _frames_until_quiet(self, quiet_s: float) -> list[tuple[float, str]]:
        self._read_until_quiet(quiet_s)
        return self._new_frames()

    def _read_until_quiet(self, quiet_s: float) -> None:
        while self._terminal.read(quiet_s):
            pass

    def _new_frames(self) -> list[tuple[float, str]]:
        terminal = self._terminal
        frames = []
        for stamp, received in terminal.reads[self._drawn :]:
            if terminal.screen.feed(received):
                frames.append((stamp, self.text))
        self._drawn = len(terminal.reads)
        return frames
