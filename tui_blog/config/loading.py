"""Reads the file of settings."""

import os
import stat
from pathlib import Path

from tui_blog.config.settings import Config
from tui_blog.config.values import Values, sentence
from tui_blog.text.patterns import Pattern

MAX_BYTES = 1024 * 1024
"""A file of settings that is larger is not read."""
_PLACE = Pattern(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def load_config(path: Path) -> Config:
    """Read the settings. Never raises for what is in the file, nor for a missing file."""
    try:
        data = _read(path)
    except FileNotFoundError:
        return Config()
    except OSError as error:
        return _unusable(path, 0, f"it can't be read ({error.strerror or 'unknown reason'})")
    if data is None:
        return _unusable(path, 0, "it is not a file")
    if len(data) > MAX_BYTES:
        return _unusable(path, 0, f"it is larger than {MAX_BYTES // 1024} KiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unusable(path, data[: error.start].count(b"\n") + 1, "this is not UTF-8")
    import tomllib

    from tui_blog.config.sections import read_sections

    try:
        table = tomllib.loads(text)
    except RecursionError:
        return _unusable(path, 0, "it is nested too deeply")
    except ValueError as error:  # also for numbers that Python refuses to read
        return _not_toml(path, text, str(error))
    return read_sections(Values(path, text), table)


def _read(path: Path) -> bytes | None:
    """Read a file; `None` when it is none: a pipe would keep us waiting."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        return file.read(MAX_BYTES + 1)


def _not_toml(path: Path, text: str, message: str) -> Config:
    place = _PLACE.search(message)
    line = 0
    if place is not None:
        line = int(place[1]) if place[1] else len(text.splitlines())
        message = message[: place.start()]
    return _unusable(path, line, f"this is not TOML: {message}")


def _unusable(path: Path, line: int, why: str) -> Config:
    return Config(problems=(sentence(path, line, f"{why}; defaults are used for everything."),))
