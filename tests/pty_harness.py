"""The real program on a pseudo-terminal: keys in, bytes and screens out.

    with Terminal([sys.executable, "-m", "tui_blog"], columns=80, rows=24) as terminal:
        terminal.wait_for("Start here")
        terminal.type("j")

The terminal answers what programs ask at their start, and shows a synchronised frame (DEC mode
2026) only when it is whole, as real terminals do. Nothing here sleeps: every wait ends with the
bytes it waits for, with the program, or with a deadline.
"""

import codecs
import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

DEADLINE_S = 20.0
"""How long a wait lasts at most, unless told otherwise."""
_FRAME_START = b"\x1b[?2026h"
_FRAME_END = b"\x1b[?2026l"
_HANGUP = {True: signal.SIG_IGN, False: signal.SIG_DFL}
_KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "alt+enter": "\x1b\r",
    "ctrl+c": "\x03",
    "ctrl+d": "\x04",
    "ctrl+o": "\x0f",
    "ctrl+z": "\x1a",
}
_ANSWERS = (
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>0?q"), b"\x1bP>|harness(1)\x1b\\"),
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\[\?2048\$p"), b"\x1b[?2048;0$y"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\]11;\?(?:\x07|\x1b\\)"), b"\x1b]11;rgb:1212/1212/1212\x1b\\"),
)
# What pyte would print as text or mistake for something else. The tail of what was fed may hold
# the beginning of such a sequence; it waits for the rest.
_UNKNOWN_TO_PYTE = re.compile(
    r"\x1b\[[<=>][0-?]*[ -/]*[@-~]"  # private sequences: keyboard protocols, versions
    r"|\x1b\[[0-?]*[ -/]+[@-~]"  # with intermediate bytes: DECRQM, cursor shapes
    r"|\x1b[P_^X][^\x1b]*\x1b\\"  # strings
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[P_^X\]][^\x1b\x07]*\x1b?)?\Z")


class Screen:
    """What a terminal shows of the bytes it was fed."""

    def __init__(self, columns: int, rows: int) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = b""
        self._rest = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The rows, without trailing blanks."""
        return tuple(str(line).rstrip() for line in self._screen.display)

    @property
    def text(self) -> str:
        """The rows, joined by line feeds."""
        return "\n".join(self.lines)

    @property
    def styles(self) -> tuple[tuple[tuple[str, str, bool, bool], ...], ...]:
        """Foreground, background, bold and reverse of every cell, row by row."""
        buffer = self._screen.buffer
        return tuple(
            tuple(
                (cell.fg, cell.bg, cell.bold, cell.reverse)
                for cell in (buffer[row][column] for column in range(self._screen.columns))
            )
            for row in range(self._screen.lines)
        )

    @property
    def cursor(self) -> tuple[int, int]:
        """The row and the column of the cursor, from 0."""
        return self._screen.cursor.y, self._screen.cursor.x

    @property
    def has_cursor(self) -> bool:
        """Whether the cursor is to be seen."""
        return not self._screen.cursor.hidden

    def feed(self, received: bytes) -> bool:
        """Show bytes; those of a frame that has not ended are held back.

        Returns:
            Whether anything was shown.
        """
        self._held += received
        start = self._held.rfind(_FRAME_START)
        if start >= 0 and self._held.find(_FRAME_END, start) < 0:
            shown, self._held = self._held[:start], self._held[start:]
        else:
            shown, self._held = self._held, b""
        self._show(shown)
        return bool(shown)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, as the window would."""
        self._screen.resize(rows, columns)

    def _show(self, shown: bytes) -> None:
        text = self._rest + self._decoder.decode(shown)
        unfinished = _UNFINISHED.search(text)
        cut = unfinished.start() if unfinished else len(text)
        text, self._rest = text[:cut], text[cut:]
        self._stream.feed(_UNKNOWN_TO_PYTE.sub("", text))


class Terminal:
    """A program that runs on a pseudo-terminal of its own."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        ignore_hangup: bool = False,
    ) -> None:
        """Start a program.

        Args:
            command: The program and its arguments.
            columns: Cells in a row.
            rows: Rows.
            environment: All its environment variables; `None`: this process's own.
            folder: Where it runs; `None`: where this process does.
            ignore_hangup: Start it with SIGHUP ignored, as nohup does.
        """
        self.screen = Screen(columns, rows)
        self.raw = bytearray()
        """Every byte the program wrote."""
        self.reads: list[tuple[float, bytes]] = []
        """What was read, with the time of each read (`time.monotonic`, seconds)."""
        self.exit_code: int | None = None
        """What the program ended with, minus the number of the signal that killed it."""
        self._fed = 0
        self._answered = 0
        self._fd, self._other_end = os.openpty()
        self._set_size(columns, rows)
        # The shell is the leader of a new session: the terminal that it opens becomes its own.
        script = 'exec "$@" <>"$0" >&0 2>&1'
        inherited = signal.signal(signal.SIGHUP, _HANGUP[ignore_hangup])
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", script, os.ttyname(self._other_end), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            env=environment,
            cwd=folder,
        )
        signal.signal(signal.SIGHUP, inherited)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()
        if self.exit_code is None:
            self._process.kill()
            self._process.wait()

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._process.pid

    @property
    def is_in_line_mode(self) -> bool:
        """Whether the terminal edits lines and echoes keys, as a shell finds it and wants it."""
        wanted = termios.ICANON | termios.ECHO | termios.ISIG
        local_modes: int = termios.tcgetattr(self._fd)[3]
        return local_modes & wanted == wanted

    # What the person does.

    def type(self, *keys: str) -> None:
        """Type keys by name (``enter``, ``ctrl+o``), and everything else as it stands."""
        self.send("".join(_KEYS.get(key, key) for key in keys).encode())

    def send(self, data: bytes) -> float:
        """Send bytes as they are; returns when that was (`time.monotonic`, seconds)."""
        sent_at = time.monotonic()
        while data:
            data = data[os.write(self._fd, data) :]
        return sent_at

    def resize(self, columns: int, rows: int) -> float:
        """Change the size of the window; returns when that was (`time.monotonic`, seconds)."""
        self.show_read()
        self.screen.resize(columns, rows)
        resized_at = time.monotonic()  # what the screen here took is not the program's time
        self._set_size(columns, rows)
        return resized_at

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        self._process.send_signal(number)

    def close(self) -> None:
        """Close the terminal, as closing its window does."""
        self._close_other_end()
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    # What the person sees.

    def wait_for(
        self, wanted: str | Callable[[Screen], bool], *, timeout_s: float = DEADLINE_S
    ) -> None:
        """Wait until the screen holds a text, or is as a function says.

        Raises:
            AssertionError: It did not come about; shows the screen.
        """

        def is_there() -> bool:
            self.show_read()
            screen = self.screen
            return wanted in screen.text if isinstance(wanted, str) else wanted(screen)

        self._wait(is_there, str(wanted), timeout_s)

    def wait_for_raw(self, wanted: bytes, *, timeout_s: float = DEADLINE_S) -> None:
        """Wait until the program wrote certain bytes.

        Raises:
            AssertionError: It did not write them; shows the screen.
        """
        self._wait(lambda: wanted in self.raw, repr(wanted), timeout_s)

    def wait_until_quiet(self, quiet_s: float = 0.15, *, timeout_s: float = DEADLINE_S) -> None:
        """Wait until the program wrote nothing for a while."""
        deadline = time.monotonic() + timeout_s
        while self.read(quiet_s) and time.monotonic() < deadline:
            pass
        self.show_read()

    def wait_for_end(self, *, timeout_s: float = DEADLINE_S) -> int:
        """Wait until the program ends, and return its exit code.

        Raises:
            AssertionError: It did not end.
        """
        deadline = time.monotonic() + timeout_s
        while self.exit_code is None:
            assert time.monotonic() < deadline, f"It did not end.\n{self.describe()}"
            # A terminal that was closed can't be read; then the end of the process is polled.
            if not self.read(0.05):
                self._reap()
        while self.read(0):  # what it wrote just before
            pass
        self.show_read()
        return self.exit_code

    def wait_for_end_unread(self, *, timeout_s: float = DEADLINE_S) -> int:
        """The same, with nobody who reads what the program still writes."""
        self.exit_code = self._process.wait(timeout_s)
        return self.exit_code

    def read(self, timeout_s: float) -> bool:
        """Read what there is, waiting for it at most so long; answer what it asks."""
        if self._fd < 0:
            select.select([], [], [], timeout_s)
            return False
        ready, _, _ = select.select([self._fd], [], [], timeout_s)
        if not ready:
            return False
        try:
            received = os.read(self._fd, 1 << 16)
        except OSError:  # the program has closed its side
            self._reap()
            return False
        self.reads.append((time.monotonic(), received))
        self._close_other_end()
        self.raw += received
        self._answer(received)
        return True

    def show_read(self) -> None:
        """Bring the screen up to what was read."""
        for _, received in self.reads[self._fed :]:
            self.screen.feed(received)
        self._fed = len(self.reads)

    def describe(self) -> str:
        """Return the screen in a frame, for messages."""
        self.show_read()
        ended = "" if self.exit_code is None else f" (ended with {self.exit_code})"
        return "\n".join([f"The screen{ended}:", *(f"|{line}" for line in self.screen.lines)])

    def _wait(self, is_there: Callable[[], bool], wanted: str, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while not is_there():
            assert self.exit_code is None, f"It ended before {wanted}.\n{self.describe()}"
            left_s = deadline - time.monotonic()
            assert left_s > 0, f"{wanted} did not come.\n{self.describe()}"
            if not self.read(min(left_s, 0.1)):
                self._reap()

    def _answer(self, received: bytes) -> None:
        # A read may have cut a question in two.
        recent = max(self._answered, len(self.raw) - len(received) - 16)
        found = [
            (recent + match.end(), answer)
            for pattern, answer in _ANSWERS
            for match in pattern.finditer(self.raw[recent:])
        ]
        for end, answer in sorted(found):
            self._answered = end
            with contextlib.suppress(OSError):
                self.send(answer)

    def _reap(self) -> None:
        self.exit_code = self._process.poll()
        if self.exit_code is not None:
            self._close_other_end()

    def _close_other_end(self) -> None:
        # It was held open until the program had opened it too: else there is nothing to read yet.
        if self._other_end >= 0:
            os.close(self._other_end)
            self._other_end = -1

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
