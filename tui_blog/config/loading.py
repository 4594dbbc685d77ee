"""Reads the file of settings."""

import os
import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from tui_blog.config.settings import Config
from tui_blog.config.values import Values, sentence
from tui_blog.text.patterns import Pattern

MAX_BYTES = 1024 * 1024
"""A file of settings that is larger is not read."""
_PLACE = Pattern(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class UnusableError(Exception):
    """A file that can't be read, or is no TOML. Its text is what is wrong, for people."""

    def __init__(self, why: str, *, line: int = 0) -> None:
        """Say it.

        Args:
            why: What is wrong.
            line: Where, from 1; 0 for nowhere in particular.
        """
        super().__init__(why)
        self.line = line


class SettingsFile(NamedTuple):
    """What stands in a file of settings."""

    text: str
    table: Mapping[str, object]
    """The same, read as TOML."""


def load_config(path: Path) -> Config:
    """Read the settings. Never raises for what is in the file, nor for a missing file."""
    try:
        text, table = read_file(path)
    except FileNotFoundError:
        return Config()
    except UnusableError as error:
        told = f"{error}; defaults are used for everything."
        return Config(problems=(sentence(path, error.line, told),))
    from tui_blog.config.sections import read_sections

    return replace(read_sections(Values(path, text), table), file=path)


def read_file(path: Path) -> SettingsFile:
    """Read a file of settings; whether they make sense is not looked at.

    Raises:
        FileNotFoundError: There is none.
        UnusableError: It can't be read, or is no TOML.
    """
    try:
        data = _read(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnusableError(f"it can't be read ({error.strerror or 'unknown reason'})") from error
    if data is None:
        raise UnusableError("it is not a file")
    if len(data) > MAX_BYTES:
        raise UnusableError(f"it is larger than {MAX_BYTES // 1024} KiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnusableError("this is not UTF-8", line=line) from error
    import tomllib

    try:
        return SettingsFile(text, tomllib.loads(text))
    except RecursionError as error:
        raise UnusableError("it is nested too deeply") from error
    except ValueError as error:  # also for numbers that Python refuses to read
        raise _not_toml(text, str(error)) from error


def _read(path: Path) -> bytes | None:
    """Read a file; `None` when it is none: a pipe would keep us waiting."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        return file.read(MAX_BYTES + 1)


def _not_toml(text: str, message: str) -> UnusableError:
    place = _PLACE.search(message)
    line = 0
    if place is not None:
        line = int(place[1]) if place[1] else len(text.splitlines())
        message = message[: place.start()]
    return UnusableError(f"this is not TOML: {message}", line=line)
