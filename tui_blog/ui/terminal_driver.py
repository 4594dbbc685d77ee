"""How the app has the terminal: it draws over the first paint, and a dead one does not hold it up.

Source: Textual 8.2.8, `textual.drivers.linux_driver`: what is written when an app begins and ends.
"""

import os
import termios
from contextlib import suppress
from typing import Protocol

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui_blog.first_paint import ENTER_SCREEN, LEAVE_SCREEN, FirstPaint
from tui_blog.ui.ending import Ending
from tui_blog.ui.terminal_output import TerminalOutput

SHOW_CURSOR = "\x1b[?25h"
_ERROR_OUTPUT = 2
# What Textual switches on: the mouse, focus reports, pasting in brackets, its keyboard protocol.
_SWITCHED_OFF = "".join(f"\x1b[?{mode}l" for mode in (1000, 1003, 1015, 1006, 1004, 2004, 2048))
_GIVE_BACK = f"\x1b[?2026l{_SWITCHED_OFF}\x1b[<u\x1b[0m\x1b[?7h{LEAVE_SCREEN}{SHOW_CURSOR}"


class Watcher(Protocol):
    """Who sees what goes to the terminal and comes from it."""

    def is_to_be_written(self, written: str) -> bool:
        """Look at what goes to the terminal, and say whether it may."""
        ...

    def note_message(self, message: Message, pass_on: "PassOn") -> None:
        """Pass on what the terminal tells, now or later."""
        ...


class PassOn(Protocol):
    """Takes a message."""

    def __call__(self, message: Message, /) -> None:
        """Give a message to the app."""


def driver_over(
    first_paint: FirstPaint | None, watcher: Watcher, ending: Ending, *, shows_cursor: bool
) -> type[Driver]:
    """Make the class that Textual is to have the terminal by.

    Args:
        first_paint: What stands on the terminal until the app draws; `None` for nothing.
        watcher: Is told of all that goes to the terminal and comes from it.
        ending: Is told when the app has the terminal, and when no longer.
        shows_cursor: Show the terminal's cursor.
    """

    class OverpaintDriver(LinuxDriver):
        """Leaves what stands on the terminal until the first frame is drawn over it."""

        _is_entered = False
        _output = TerminalOutput(_ERROR_OUTPUT)

        def start_application_mode(self) -> None:
            ending.take_terminal(hurry=self._output.hurry, give_back=self._give_back)
            self._output.start()
            mode = None if first_paint is None else first_paint.hand_over()
            self._is_entered = mode is not None
            super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's
            if mode is not None:
                self.attrs_before = mode
            if shows_cursor:
                self.write(SHOW_CURSOR)

        def close(self) -> None:
            self._output.finish()
            super().close()
            ending.leave_terminal()

        def write(self, data: str) -> None:
            if self._is_entered and data == ENTER_SCREEN:
                self._is_entered = False  # some terminals clear the screen whenever it is entered
                return
            if watcher.is_to_be_written(data):
                self._output.write(data)

        def process_message(self, message: Message) -> None:
            watcher.note_message(message, super().process_message)

        def _give_back(self) -> None:
            self._output.drop()
            with suppress(termios.error):
                if self.attrs_before is not None:
                    termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            with suppress(OSError):
                os.write(_ERROR_OUTPUT, _GIVE_BACK.encode())

    return OverpaintDriver
