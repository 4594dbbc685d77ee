"""Crash reports: where the program was, never what it was handling.

A traceback with the values of variables could hold a password or a stranger's text, and so could
the message of an exception; only file, line and function of each step and the exception's class
are written.
"""

import os
import platform
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tui_blog import __version__
from tui_blog.files import make_folder, write_atomic

_MOST_CAUSES = 10
_MOST_STEPS = 100
_FOLDERS_NAMED = ("site-packages", "dist-packages")


def write_report(error: BaseException, folder: Path) -> str:
    """Write a report and say so in two sentences.

    Args:
        error: What ended the program.
        folder: Where reports are kept; made if need be.
    """
    now = datetime.now(UTC)
    path = folder / f"crash-{now:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    try:
        make_folder(folder, mode=0o700)
        write_atomic(path, _report(error, now).encode(errors="replace"), mode=0o600)
    except OSError:
        where = "A report could not be written."
    else:
        where = f"Where it happened is written in {path}; please send it to the developers."
    return f"tui-blog met an error of its own and had to stop; what you typed is kept.\n{where}"


def _report(error: BaseException, now: datetime) -> str:
    lines = [
        f"tui-blog {__version__}, {now:%Y-%m-%d %H:%M} UTC",
        f"Python {platform.python_version()} on {platform.system()}, Textual {_textual_version()}",
    ]
    for cause in _causes(error):
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        steps = list(traceback.walk_tb(cause.__traceback__))[-_MOST_STEPS:]
        lines += [
            f"  {_place(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
            for frame, line in steps
        ]
    return "\n".join(lines) + "\n"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Bring an error, what it came from and what it is made of, each once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting and len(seen) < _MOST_CAUSES:
        cause = waiting.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            waiting += cause.exceptions
        failed = getattr(cause, "error", None)  # Textual's `WorkerFailed` keeps there what it was
        waiting.append(failed if isinstance(failed, BaseException) else None)
        waiting.append(cause.__cause__ or cause.__context__)


def _place(file: str) -> str:
    """Name a file without the folders it is installed in: those may tell who somebody is."""
    parts = Path(file).parts
    for number in range(len(parts) - 1, -1, -1):
        if parts[number] == "tui_blog":
            return "/".join(parts[number:])
        if parts[number] in _FOLDERS_NAMED:
            return "/".join(parts[number + 1 :])
    return Path(file).name


def _textual_version() -> str:
    try:
        return version("textual")
    except PackageNotFoundError:
        return "missing"
