"""How the app begins: on top of the first paint, with a frame that is complete.

Source: Textual 8.2.8, `textual.drivers.linux_driver`: a frame goes out in one piece which begins by
moving to the first cell.
"""

import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.message import Message
from textual.timer import Timer

from tui_blog.first_paint import FirstPaint
from tui_blog.text.patterns import Pattern
from tui_blog.ui.ending import Ending
from tui_blog.ui.start_frame import Frame, keep_frame
from tui_blog.ui.terminal_driver import driver_over

_OTHER_DRIVER = "TEXTUAL_DRIVER"
"""The environment variable by which Textual is told to draw elsewhere than on a terminal."""
_FIRST_CELL = "\x1b[1;1H"
_is_frame = Pattern(r"\x1b\[[0-9]+;[0-9]+H").match
_MOST_HELD_S = 1.5
_AT_REST_S = 0.3
"""How long after all is shown the scroll bars are taken to stand."""
_ACTS = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)
_INPUT = (events.InputEvent, events.Paste)


class Beginning:
    """Holds keys back until there is a list, and frames until one is complete, which is kept."""

    def __init__(
        self,
        app: App[None],
        first_paint: FirstPaint | None,
        ending: Ending,
        *,
        is_plain: bool = False,
    ) -> None:
        """Connect to an app that is being made.

        Args:
            app: The app.
            first_paint: What stands on the terminal until it draws; `None` for nothing.
            ending: How it ends, from when it has the terminal.
            is_plain: Show the terminal's cursor, and keep no frame: a screen that is drawn twice
                is read out twice.
        """
        self._app = app
        self._is_plain = is_plain
        self._first_paint = first_paint
        self._ending = ending
        self._drops_frames = first_paint is not None and first_paint.is_painted
        self._keeps_input = self._drops_frames
        self._input: list[Callable[[], None]] = []
        self._lock = Lock()  # the driver reads keys in a thread of its own
        self._is_touched = False
        self._touched_at = 0.0
        self._rest: Timer | None = None
        self._wants_frame = False
        self._passing_rows: Sequence[int] = ()
        self._frame: Frame | None = None

    @property
    def driver_class(self) -> type[Driver] | None:
        """What draws on the terminal; `None` for what Textual chooses."""
        if _OTHER_DRIVER in os.environ:
            return None
        return driver_over(self._first_paint, self, self._ending, shows_cursor=self._is_plain)

    @property
    def touched_at(self) -> float:
        """When something was last typed or clicked, by `time.monotonic`; 0 for never."""
        return self._touched_at

    def hold(self) -> None:
        """Let the first paint stand until there is a complete frame, but not for long."""
        if self._drops_frames:
            self._app.set_timer(_MOST_HELD_S, self.show)

    def listen(self) -> None:
        """Let keys act; once one does, the frame that was waited for is not the next one."""
        self._pass_input_on()
        if self._is_touched:
            self._draw()  # at once: the list stands, and its bar beside it

    def show(self) -> None:
        """Hold nothing back any more."""
        self._pass_input_on()
        if self._drops_frames:
            # A layout gives scroll bars their place; they are drawn in the frame after it.
            self._app.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if self._drops_frames:
            self._drops_frames = False
            self._app.screen.refresh()

    def _pass_input_on(self) -> None:
        with self._lock:
            self._keeps_input = False
            for pass_on in self._input:
                pass_on()
            self._input.clear()

    def settle(self, passing_rows: Callable[[], Sequence[int]]) -> None:
        """Show what one begins with, and take it for the next start when it stands.

        Args:
            passing_rows: Tells which rows, from 0, will not be true at the next start.
        """
        self.show()
        if self._first_paint is None or self._is_touched or self._is_plain:
            return
        if self._rest is not None:
            self._rest.stop()
        self._rest = self._app.set_timer(_AT_REST_S, lambda: self._take_frame(passing_rows()))

    def keep_frame(self) -> None:
        """Put the frame that was taken on disk; for when the app has ended."""
        if self._first_paint is not None and self._frame is not None:
            keep_frame(self._frame, self._first_paint)

    def forget_frame(self) -> None:
        """Keep no frame of this time."""
        self._frame = None

    def _take_frame(self, passing_rows: Sequence[int]) -> None:
        screen = self._app.screen
        if not self._is_touched and not screen.is_modal and not screen.query("Toast"):
            self._passing_rows = passing_rows
            self._wants_frame = True
            screen.refresh()

    # What the driver tells.

    def is_to_be_written(self, written: str) -> bool:
        """Look at what goes to the terminal, and say whether it may."""
        if not _is_frame(written):
            return True
        if self._drops_frames:
            return False
        is_wanted = self._wants_frame and not self._is_touched
        if not is_wanted or not written.startswith(_FIRST_CELL):
            return True
        columns, rows = self._app.size
        if written.count("\n") == rows - 1:
            self._wants_frame = False
            self._frame = Frame(written, columns, rows, self._passing_rows)
        return True

    def note_message(self, message: Message, pass_on: Callable[[Message], None]) -> None:
        """Pass on what the terminal tells; keys wait until there is something they can act on."""
        is_act = isinstance(message, _ACTS)
        if is_act:
            self._is_touched, self._touched_at = True, time.monotonic()
        with self._lock:
            if self._keeps_input and isinstance(message, _INPUT):
                self._input.append(partial(pass_on, message))
                return
            pass_on(message)
        if is_act and self._drops_frames:
            self._app.call_later(self.show)
