"""Crash reports: where the program was, never what it was handling.

A traceback with the values of variables could hold a password or a stranger's text, and so could
the message of an exception; only file, line and function of each step and the exception's class
are written.
"""

import platform
import traceback
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tui_blog import __version__
from tui_blog.files import make_folder, write_atomic


def write_report(error: BaseException, folder: Path) -> str:
    """Write a report and say so in two sentences.

    Args:
        error: What ended the program.
        folder: Where reports are kept; made if need be.
    """
    now = datetime.now(UTC)
    path = folder / f"crash-{now:%Y%m%d-%H%M%S}.txt"
    try:
        make_folder(folder, mode=0o700)
        write_atomic(path, _report(error, now).encode(), mode=0o600)
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
    cause: BaseException | None = error
    for _ in range(10):
        if cause is None:
            break
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__, limit=-100)
        ]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines) + "\n"


def _textual_version() -> str:
    try:
        return version("textual")
    except PackageNotFoundError:
        return "missing"
