"""The terminal that plain commands were called on: what is typed there, and asked."""

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from tui_blog.plain.ending import Ending

_CHUNK_BYTES = 64 * 1024
_WIDTH, _WIDTH_IN_FILES, _MAX_WIDTH = 80, 72, 100


def is_terminal(stream: TextIO | None) -> bool:
    """Say whether somebody sits behind a stream."""
    return stream is not None and not stream.closed and stream.isatty()


def text_width() -> int:
    """Return the cells of a line that is printed."""
    from shutil import get_terminal_size

    usual = _WIDTH if is_terminal(sys.stdout) else _WIDTH_IN_FILES
    return min(get_terminal_size((usual, 24)).columns, _MAX_WIDTH)


class StandardInput:
    """Text from the standard input."""

    def __init__(self, ending: "Ending") -> None:
        """Listen for an end meanwhile."""
        self._ending = ending

    @property
    def is_interactive(self) -> bool:
        """Whether somebody types it."""
        return is_terminal(sys.stdin)

    def read_into(self, received: bytearray, max_bytes: int) -> None:
        """Append what comes to what was received, to its end or until that is too long."""
        if sys.stdin is None:
            return
        read = partial(os.read, sys.stdin.fileno(), _CHUNK_BYTES)
        # No step of Python lies between reading and keeping, where a signal could lose text.
        with self._ending.raising():
            for _ in map(received.extend, iter(read, b"")):
                if len(received) > max_bytes:
                    return


class Questions:
    """Questions on the terminal; the answers come from there too."""

    def __init__(self, ending: "Ending") -> None:
        """Listen for an end meanwhile."""
        self._ending = ending

    @property
    def is_interactive(self) -> bool:
        """Whether there is somebody to ask."""
        return is_terminal(sys.stdin) and is_terminal(sys.stderr)

    def ask(self, question: str) -> str:
        """Ask for a line."""
        sys.stderr.write(question)
        sys.stderr.flush()
        with self._ending.raising():
            return sys.stdin.readline()

    def ask_secret(self, question: str) -> str:
        """Ask for a line that is not shown."""
        from getpass import getpass

        with self._ending.raising():
            return getpass(question, stream=sys.stderr)
