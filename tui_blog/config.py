"""The person's settings: `config.toml`, read and never written.

A mistake in it never keeps the program from starting: a sentence says where it is and what is used
in its place.
"""

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from tui_blog.text import clean
from tui_blog.text.patterns import Pattern

MAX_BYTES = 1024 * 1024
"""A file of settings that is larger is not read."""
_NAME = Pattern(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_PLACE = Pattern(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_HEADER = Pattern(r"\s*\[\[?([^\]]*)\]")
_KEY = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
_ASSIGNMENT = Pattern(rf"\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=")
_KEY_PART = Pattern(rf"({_KEY})\s*(?:\.|$)")
_UNFIT_FOR_ADDRESS = Pattern(r"[\x00-\x20\x7f-\x9f]")
_BLOG_KEYS = ("url", "folder", "user", "password-command", "ssl-ca")
_IDENTITY_KEYS = ("name", "email", "url")
_TOP_KEYS = ("theme", "undo-send-s", "keys", "identity", "blogs")
_UNDO_S, _MAX_UNDO_S = 5.0, 600


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
    """http or https, with a host and without user and password."""
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
    undo_send_s: float = _UNDO_S
    """Seconds in which what was sent can be taken back."""
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Command ids and the keys wanted for them; not checked yet."""
    blogs: tuple[BlogConfig, ...] = ()
    """In the order of the file."""
    identity: Identity = field(default_factory=Identity)
    problems: tuple[str, ...] = ()
    """A sentence for each mistake, with file, line where it is known, and key. Clean."""


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

    try:
        table = tomllib.loads(text)
    except RecursionError:
        return _unusable(path, 0, "it is nested too deeply")
    except ValueError as error:  # also for numbers that Python refuses to read
        return _not_toml(path, text, str(error))
    return _Reader(path, text).read(table)


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
    return Config(problems=(_sentence(path, line, f"{why}; defaults are used for everything."),))


def _sentence(path: Path, line: int, what: str) -> str:
    place = f"{path}:{line}" if line else f"{path}"
    return clean.field(f"{place}: {what}", max_chars=1000)


class _Reader:
    """Turns a table into settings and collects what is wrong with it."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text_of_file = text
        self._problems: list[str] = []

    def read(self, table: Mapping[str, object]) -> Config:
        self._refuse_unknown(table, _TOP_KEYS, ())
        theme = self._text(table, ("theme",), instead="the usual theme is used")
        keys = self._table(table, "keys", instead="the usual keys are used")
        identity = self._identity(table)
        blogs = self._table(table, "blogs", instead="no blogs are configured")
        return Config(
            theme=theme or None,
            undo_send_s=self._undo_send_s(table),
            keys=MappingProxyType({key: text for key in keys if (text := self._key(keys, key))}),
            identity=identity,
            blogs=tuple(blog for name in blogs if (blog := self._blog(blogs, name)) is not None),
            problems=tuple(self._problems),
        )

    def _key(self, keys: Mapping[str, object], key: str) -> str:
        return self._text(keys, ("keys", key), instead="its usual keys are used")

    def _undo_send_s(self, top: Mapping[str, object]) -> float:
        value = top.get("undo-send-s", _UNDO_S)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and 0 <= (seconds := float(str(value))) <= _MAX_UNDO_S:
            return seconds
        self._complain(
            ("undo-send-s",), f"must be a number of seconds, at most {_MAX_UNDO_S}", "5 are used"
        )
        return _UNDO_S

    def _identity(self, top: Mapping[str, object]) -> Identity:
        table = self._table(top, "identity", instead="your login name is used")
        self._refuse_unknown(table, _IDENTITY_KEYS, ("identity",))
        name = self._text(table, ("identity", "name"), instead="your login name is used")
        email = self._text(table, ("identity", "email"), instead="none is used")
        return Identity(
            name=clean.field(name),
            email=clean.field(email),
            url=self._address(table, ("identity", "url"), instead="none is used") or "",
        )

    def _blog(self, blogs: Mapping[str, object], name: str) -> BlogConfig | None:
        where, instead = ("blogs", name), "this blog is left out"
        table = blogs[name]
        if not isinstance(table, dict):
            self._complain(where, "must be a table with url or folder", instead)
            return None
        if not _NAME.fullmatch(name):
            what = "is no name: it may have letters, digits, -, _ and . and begins with one of "
            self._complain(where, f"{what}the first two", instead)
            return None
        self._refuse_unknown(table, _BLOG_KEYS, where)
        if ("url" in table) == ("folder" in table):
            self._complain(where, "needs either url or folder", instead)
            return None
        url = self._address(table, (*where, "url"), instead=instead)
        folder = self._file(table, (*where, "folder"), instead=instead)
        if url is None and folder is None:
            return None
        return BlogConfig(
            name=name,
            url=url,
            folder=folder,
            user=self._text(table, (*where, "user"), instead="you read as a guest"),
            password_command=self._command(table, where),
            ca_file=self._file(table, (*where, "ssl-ca"), instead="the usual ones are trusted"),
        )

    def _address(
        self, table: Mapping[str, object], key: tuple[str, ...], *, instead: str
    ) -> str | None:
        if key[-1] not in table:
            return None
        before = len(self._problems)
        address = self._text(table, key, instead=instead)
        if len(self._problems) > before:
            return None
        problem = _problem_with(address)
        if problem:
            self._complain(key, problem, instead)
            return None
        return address

    def _file(
        self, table: Mapping[str, object], key: tuple[str, ...], *, instead: str
    ) -> Path | None:
        if key[-1] not in table:
            return None
        before = len(self._problems)
        text = self._text(table, key, instead=instead)
        if len(self._problems) > before:
            return None
        if not text or "\0" in text:
            self._complain(key, "must be a path", instead)
            return None
        try:
            path = Path(text).expanduser()
        except RuntimeError:
            self._complain(key, "begins with the home folder of nobody known here", instead)
            return None
        return path if path.is_absolute() else self._path.parent.absolute() / path

    def _command(self, table: Mapping[str, object], where: tuple[str, ...]) -> tuple[str, ...]:
        key, instead = (*where, "password-command"), "no command is run"
        value = table.get("password-command")
        if value is None:
            return ()
        parts: list[str] = []
        if isinstance(value, list):
            parts = [part for part in value if isinstance(part, str)]
            if len(parts) != len(value):
                parts = []
        elif isinstance(value, str):
            import shlex

            try:
                parts = shlex.split(value)
            except ValueError:
                self._complain(key, "has a quote without its other one", instead)
                return ()
        if not parts or not parts[0].strip() or any("\0" in part for part in parts):
            self._complain(key, "must be a command, or a list of its parts in quotes", instead)
            return ()
        return tuple(parts)

    def _text(self, table: Mapping[str, object], key: tuple[str, ...], *, instead: str) -> str:
        value = table.get(key[-1], "")
        if isinstance(value, str):
            return value
        self._complain(key, "must be text in quotes", instead)
        return ""

    def _table(self, table: Mapping[str, object], key: str, *, instead: str) -> dict[str, object]:
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self._complain((key,), f"must be a table: [{key}]", instead)
        return {}

    def _refuse_unknown(
        self, table: Mapping[str, object], known: tuple[str, ...], where: tuple[str, ...]
    ) -> None:
        for key in table:
            if key not in known:
                from difflib import get_close_matches

                near = get_close_matches(key.lower().replace("_", "-"), known, n=1)
                hint = f", did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
                self._complain((*where, key), f"is not a setting{hint}", "it is not used")

    def _complain(self, key: tuple[str, ...], what: str, instead: str) -> None:
        line = line_of(self._text_of_file, key)
        joint = "" if what.endswith("?") else ";"
        told = f"{'.'.join(key)} {what}{joint} {instead}."
        self._problems.append(_sentence(self._path, line, told))


def line_of(text: str, key: tuple[str, ...]) -> int:
    """Find the line that sets a key, counted from 1.

    Args:
        text: TOML.
        key: The parts of the key, tables first.

    Returns:
        Where the key is, else where the innermost of its tables is; 0 when there is neither.
    """
    best, best_line = 0, 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        assignment = None if header else _ASSIGNMENT.match(line)
        if header is not None:
            table = named = _parts(header[1])
        elif assignment is not None:
            named = (*table, *_parts(assignment[1]))
        else:
            continue
        shared = _shared(named, key)
        if shared > best:
            best, best_line = shared, number
    return best_line


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _KEY_PART.findall(dotted.strip()))


def _shared(named: tuple[str, ...], key: Iterable[str]) -> int:
    count = 0
    for mine, other in zip(named, key, strict=False):
        if mine != other:
            break
        count += 1
    return count


def _problem_with(address: str) -> str:
    """Say what is wrong with an address; empty when nothing is."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "is not an address"
    if parts.scheme not in ("http", "https") or not host:
        return "must begin with https:// and a host"
    if port == 0 or _UNFIT_FOR_ADDRESS.search(address):
        return "is not an address"
    if parts.username is not None or parts.password is not None:
        return "must not hold a user or password: user and password-command are for that"
    return ""
