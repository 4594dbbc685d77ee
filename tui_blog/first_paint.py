"""The first paint: what stands on the terminal while everything else is still being imported.

The app keeps the frame it begins with (`tui_blog.ui.start_frame`), and the next start of the same
thing on a terminal like that one writes it at once. The app then draws over it.

A frame's file begins with the line of what it is for. Then comes a line for each row: runs with
tabs between them, each the parameters of an SGR sequence, an ``m``, and text. There is no escape
character in it. Those that are written are made here, so whatever the file says can colour text
and nothing else.

This is imported before all else, so it imports only what Python itself has loaded at its start,
and two small modules in C. Source: ECMA-48, 8.3.117 (SGR); xterm's control sequences, DECSET.
"""

import os
import stat
import sys
import termios
import zlib

from tui_blog import __version__

TYPE_CHECKING = False  # that of `typing` takes as long to import as the whole first paint
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ENTER_SCREEN = "\x1b[?1049h"
"""Switches to the screen of full-screen programs; some terminals clear it each time."""
LEAVE_SCREEN = "\x1b[?1049l"
FRAMES = "first-paint"
"""The folder of the frames, in the person's cache."""
MAX_FILE_BYTES = 512 * 1024
_SHOW = f"{ENTER_SCREEN}\x1b[?25l\x1b[?7l"  # no cursor, and nothing wraps
_TAKE_DOWN = f"\x1b[0m\x1b[?7h{LEAVE_SCREEN}\x1b[?25h"
_MAX_PARAMETERS = 80
_DIGITS = "0123456789;"
# What is text although Python does not call it printable: spaces, joiners, direction marks.
_FIT = dict.fromkeys([*b"\t\n", 0xA0, *range(0x2000, 0x2010), 0x202F, 0x205F, 0x3000])
_SETTINGS = (
    *("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"),
    *("COLUMNS", "LINES", "TUI_BLOG_GLYPHS", "TUI_BLOG_USER", "TZ", "LANG", "LC_ALL"),
    *("TEXTUAL_DRIVER", "TEXTUAL_THEME", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FILTERS"),
    *("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"),
)
_INPUT_FLAGS, _LOCAL_FLAGS, _CONTROL_CHARACTERS = 0, 3, 6  # of what tcgetattr returns


class FirstPaint:
    """The terminal from the start of the program until the app has it."""

    def __init__(self, arguments: "Sequence[str]", environ: "Mapping[str, str]") -> None:
        """Find out what is opened, and on what terminal; nothing is written yet.

        Args:
            arguments: Those of the command line.
            environ: The environment.
        """
        self.key = ""
        """What decides how the first frame looks; empty where there is to be no first paint."""
        self.file = ""
        """Where the frame for that is kept; absolute."""
        self.size = (0, 0)
        """Columns and rows of the terminal."""
        self.is_painted = False
        """Whether a frame was written."""
        self._mode_before: list[int | list[bytes | int]] | None = None
        folders = _folders(environ)
        if folders is None or not _is_ours():
            return
        cache_folder, config_file, copies = folders
        try:
            columns, rows = os.get_terminal_size(1)
            here = os.getcwd() if arguments else ""
        except OSError:
            return
        self.size = (columns, rows)
        settings = [environ.get(name) for name in _SETTINGS]
        stamps = (_stamp(config_file), _stamp(copies))
        self.key = repr((__version__, self.size, list(arguments), here, settings, stamps))
        self.file = f"{cache_folder}/{FRAMES}/{zlib.crc32(self.key.encode()):08x}"

    def paint(self) -> None:
        """Write the kept frame, if there is one; from then on keys wait for the app."""
        rows = load_rows(self.file, self.key) if self.key else None
        if rows is None or len(rows) != self.size[1]:
            return
        try:
            self._begin_to_wait_for_keys()
        except termios.error:
            self._mode_before = None
            return
        lines = [
            f"\x1b[{number};1H\x1b[" + row.replace("\t", "\x1b[")
            for number, row in enumerate(rows, 1)
        ]
        self.is_painted = True
        _write(f"{_SHOW}{''.join(lines)}\x1b[0m")
        _end_tidily(self)

    def hand_over(self) -> "list[int | list[bytes | int]] | None":
        """Leave the terminal to the app, which from now on restores it.

        Returns:
            How the terminal was set before; `None` if nothing was painted, or the app has it.
        """
        mode, self._mode_before = self._mode_before, None
        return mode

    def take_down(self) -> None:
        """Give the terminal back as it was, unless the app has it or nothing was painted."""
        mode = self.hand_over()
        if mode is not None:
            _write(_TAKE_DOWN)
            try:
                # What was typed was meant for the app, and is not given to the shell.
                termios.tcsetattr(0, termios.TCSAFLUSH, mode)
            except termios.error:
                pass  # the terminal is gone

    def _begin_to_wait_for_keys(self) -> None:
        mode = termios.tcgetattr(0)
        self._mode_before = termios.tcgetattr(0)
        # As Textual sets it, but that Ctrl+C still ends a start that takes too long.
        mode[_INPUT_FLAGS] &= ~(
            termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
        )
        mode[_LOCAL_FLAGS] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
        for key in (termios.VSUSP, termios.VQUIT):
            mode[_CONTROL_CHARACTERS][key] = b"\0"
        mode[_CONTROL_CHARACTERS][termios.VMIN] = 1
        termios.tcsetattr(0, termios.TCSANOW, mode)


def load_rows(file: str, key: str) -> "list[str] | None":
    """Read a frame.

    Args:
        file: Where it is kept.
        key: What it has to be for.

    Returns:
        Its rows, checked, from above; `None` if it can't be used, whatever the reason.
    """
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        is_private = status.st_uid == os.geteuid() and not status.st_mode & 0o077
        if not stat.S_ISREG(status.st_mode) or not is_private or status.st_size > MAX_FILE_BYTES:
            return None
        text = os.read(descriptor, MAX_FILE_BYTES).decode()
    except (OSError, UnicodeDecodeError):
        return None
    finally:
        os.close(descriptor)
    written_for, _, body = text.partition("\n")
    rows = body.removesuffix("\n").split("\n")
    return rows if written_for == key and is_fit(rows) else None


def is_fit(rows: "Sequence[str]") -> bool:
    """Say whether rows hold nothing but coloured text."""
    if not "\n".join(rows).translate(_FIT).isprintable():
        return False
    for row in rows:
        for run in row.split("\t"):
            parameters, end, _text = run.partition("m")
            if not end or parameters.strip(_DIGITS) or len(parameters) > _MAX_PARAMETERS:
                return False
    return True


def _folders(environ: "Mapping[str, str]") -> tuple[str, str, str] | None:
    """Return the cache folder, the settings, and the folder of copies, as `paths` has them."""
    home = environ.get("HOME", "")
    is_mac = sys.platform == "darwin"
    usual = (
        ("CACHE", "Library/Caches" if is_mac else ".cache", ""),
        ("CONFIG", "Library/Application Support" if is_mac else ".config", "/config.toml"),
        ("DATA", "Library/Application Support" if is_mac else ".local/share", "/archives"),
    )
    cache, config, data = (
        (environ.get(f"XDG_{name}_HOME", "").strip() or f"{home}/{folder}") + f"/tui-blog{rest}"
        for name, folder, rest in usual
    )
    is_absolute = cache[0] == config[0] == data[0] == "/"
    return (cache, config, data) if is_absolute else None


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _is_ours() -> bool:
    """Say whether we are on a terminal, and it listens to us rather than to another program."""
    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    try:
        numbers = [stream.fileno() for stream in streams if stream is not None]
        return (
            numbers == [0, 1, 2]
            and all(map(os.isatty, numbers))
            and os.tcgetpgrp(0) == os.getpgrp()
        )
    except (OSError, ValueError):
        return False


def _write(text: str) -> None:
    left = text.encode()
    try:
        while left:
            left = left[os.write(2, left) :]
    except OSError:
        pass  # the terminal is gone, or nobody reads it; the app will notice


def _end_tidily(painted: FirstPaint) -> None:
    """See to it that a signal during the imports leaves no dead picture behind."""
    import signal

    def end(number: int, _frame: object) -> None:
        painted.take_down()
        os._exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end)
