"""The person's settings: `config.toml`, read and never written.

A mistake in it never keeps the program from starting: a sentence says where it is and what is used
in its place.
"""

import re
import shlex
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

_MAX_BYTES = 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom one comments as where no account says so."""

    name: str = ""
    email: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogConfig:
    """One configured blog: an address or a folder."""

    name: str
    """As in `[blogs.NAME]`; what one types to open it."""
    url: str | None = None
    """http or https."""
    folder: Path | None = None
    """Absolute; `~` is replaced."""
    user: str = ""
    password_command: tuple[str, ...] = ()
    """A program with its arguments, no shell; empty for none."""
    ca_file: Path | None = None
    """Certificates to trust beside the system's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings, with defaults for what is not set."""

    theme: str | None = None
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Command ids and the keys wanted for them; not checked yet."""
    blogs: tuple[BlogConfig, ...] = ()
    """In the order of the file."""
    identity: Identity = field(default_factory=Identity)
    problems: tuple[str, ...] = ()
    """A sentence for each mistake, with file, line where it is known, and key."""


def load_config(path: Path) -> Config:
    """Read the settings. Never raises for what is in the file, nor for a missing file."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        return Config()
    except OSError as error:
        return _unusable(path, f"it can't be read ({error.strerror or 'unknown reason'})")
    if len(data) > _MAX_BYTES:
        return _unusable(path, "it is larger than 1 MiB")
    try:
        text = data.decode("utf-8")
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return _unusable(path, f"line {line} is not UTF-8")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return _unusable(path, f"it is not TOML: {error}")
    return _Reader(path, text).read(table)


def _unusable(path: Path, why: str) -> Config:
    return Config(problems=(f"{path}: {why}; defaults are used.",))


class _Reader:
    """Turns a table into settings and collects what is wrong with it."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.splitlines()
        self._problems: list[str] = []

    def read(self, table: Mapping[str, object]) -> Config:
        self._refuse_unknown(table, ("theme", "keys", "identity", "blogs"), "")
        theme = self._text(table, "theme", "")
        keys = self._table(table, "keys", "")
        identity = self._table(table, "identity", "")
        blogs = self._table(table, "blogs", "")
        self._refuse_unknown(identity, ("name", "email", "url"), "identity.")
        return Config(
            theme=theme or None,
            keys=MappingProxyType({key: text for key in keys if (text := self._key(keys, key))}),
            identity=Identity(
                name=self._text(identity, "name", "identity."),
                email=self._text(identity, "email", "identity."),
                url=self._text(identity, "url", "identity."),
            ),
            blogs=tuple(blog for name in blogs if (blog := self._blog(blogs, name)) is not None),
            problems=tuple(self._problems),
        )

    def _key(self, keys: Mapping[str, object], key: str) -> str:
        return self._text(keys, key, "keys.")

    def _blog(self, blogs: Mapping[str, object], name: str) -> BlogConfig | None:
        where = f"blogs.{name}."
        table = blogs[name]
        if not isinstance(table, dict):
            self._complain(f"blogs.{name}", name, "must be a table with url or folder")
            return None
        if not _NAME.fullmatch(name):
            self._complain(f"blogs.{name}", name, "may have letters, digits, - _ and . only")
            return None
        self._refuse_unknown(table, ("url", "folder", "user", "password-command", "ssl-ca"), where)
        url = self._url(table, where)
        folder = self._path_of(table, "folder", where)
        if (url is None) == (folder is None):
            self._complain(f"blogs.{name}", name, "needs either url or folder; left out")
            return None
        return BlogConfig(
            name=name,
            url=url,
            folder=folder,
            user=self._text(table, "user", where),
            password_command=self._command(table, where),
            ca_file=self._path_of(table, "ssl-ca", where),
        )

    def _url(self, table: Mapping[str, object], where: str) -> str | None:
        url = self._text(table, "url", where)
        if not url:
            return None
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            self._complain(f"{where}url", "url", "must begin with https:// and a host")
            return None
        if parts.username is not None or parts.password is not None:
            self._complain(f"{where}url", "url", "must not hold a user or password")
            return None
        return url

    def _path_of(self, table: Mapping[str, object], key: str, where: str) -> Path | None:
        text = self._text(table, key, where)
        if not text:
            return None
        try:
            path = Path(text).expanduser()
        except RuntimeError:
            self._complain(f"{where}{key}", key, "names a home that is not there")
            return None
        return path if path.is_absolute() else self._path.parent / path

    def _command(self, table: Mapping[str, object], where: str) -> tuple[str, ...]:
        key = "password-command"
        value = table.get(key, "")
        if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            return tuple(str(part) for part in value)
        if isinstance(value, str):
            try:
                return tuple(shlex.split(value))
            except ValueError:
                self._complain(f"{where}{key}", key, "has a quote without its other one")
                return ()
        self._complain(f"{where}{key}", key, "must be a command or a list of its parts")
        return ()

    def _text(self, table: Mapping[str, object], key: str, where: str) -> str:
        value = table.get(key, "")
        if isinstance(value, str):
            return value
        self._complain(f"{where}{key}", key, "must be text in quotes")
        return ""

    def _table(self, table: Mapping[str, object], key: str, where: str) -> Mapping[str, object]:
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self._complain(f"{where}{key}", key, f"must be a table: [{key}]")
        return {}

    def _refuse_unknown(
        self, table: Mapping[str, object], known: tuple[str, ...], where: str
    ) -> None:
        for key in table:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                self._complain(f"{where}{key}", key, f"is not a setting{hint}")

    def _complain(self, name: str, key: str, what: str) -> None:
        line = self._line_of(key)
        place = f"{self._path}:{line}" if line else f"{self._path}"
        self._problems.append(f"{place}: {name} {what}; the default is used.")

    def _line_of(self, key: str) -> int:
        mentions: Callable[[str], object] = re.compile(
            rf"""^\s*(\[.*)?["']?{re.escape(key)}["']?\s*[\]=.]"""
        ).search
        return next((number for number, line in enumerate(self._lines, 1) if mentions(line)), 0)
