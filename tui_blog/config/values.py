"""Values of settings, each of the kind that it must have, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from tui_blog.config.lines import Key, Lines
from tui_blog.text import clean
from tui_blog.text.patterns import Pattern

_MOST_TOLD = 100
"""Mistakes that are told one by one."""
_UNFIT_FOR_ADDRESS = Pattern(r"[\x00-\x20\x7f-\x9f]")


def sentence(path: Path, line: int, what: str) -> str:
    """Say what is wrong with a file, and where in it (0: nowhere in particular). Clean."""
    place = f"{path}:{line}" if line else f"{path}"
    return clean.field(f"{place}: {what}", max_chars=1000)


class Values:
    """Takes values out of tables; a wrong one is told, and something else is used instead.

    In all of it `key` is the way to a value, its tables first, and `instead` says in a sentence's
    end what is used where the value is wrong.
    """

    def __init__(self, path: Path, source: str) -> None:
        """Begin without problems.

        Args:
            path: Where the settings are from.
            source: The text of that file.
        """
        self._path = path
        self._lines = Lines(source)
        self._problems: list[str] = []
        self.mistakes = 0
        """How many things are wrong."""

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences for what is wrong, in the order in which it was found. Clean.

        There is one for each thing, unless there are very many.
        """
        more = self.mistakes - len(self._problems)
        told = f"{more} more such mistakes are in it."
        return (*self._problems, *([sentence(self._path, 0, told)] if more else []))

    def address(self, table: Mapping[str, object], key: Key, *, instead: str) -> str | None:
        """Return a web address; `None` where none is set, or a wrong one."""
        if key[-1] not in table:
            return None
        before = self.mistakes
        address = self.text(table, key, instead=instead)
        if self.mistakes > before:
            return None
        problem = _problem_with(address)
        if problem:
            self.complain(key, problem, instead)
            return None
        return address

    def file(self, table: Mapping[str, object], key: Key, *, instead: str) -> Path | None:
        """Return a path, absolute, `~` replaced; `None` where none is set, or a wrong one.

        One that is not absolute is meant from the folder of the settings.
        """
        if key[-1] not in table:
            return None
        before = self.mistakes
        text = self.text(table, key, instead=instead)
        if self.mistakes > before:
            return None
        if not text or "\0" in text:
            self.complain(key, "must be a path", instead)
            return None
        try:
            path = Path(text).expanduser()
        except RuntimeError:
            self.complain(key, "begins with the home folder of nobody known here", instead)
            return None
        return path if path.is_absolute() else self._path.parent.absolute() / path

    def command(self, table: Mapping[str, object], key: Key, *, instead: str) -> tuple[str, ...]:
        """Return a program with its arguments; empty where none is set, or a wrong one.

        Text is taken apart as a shell does, without being given to one.
        """
        value = table.get(str(key[-1]))
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
                self.complain(key, "has a quote without its other one", instead)
                return ()
        if not parts or not parts[0].strip() or any("\0" in part for part in parts):
            self.complain(key, "must be a command, or a list of its parts in quotes", instead)
            return ()
        return tuple(parts)

    def text(self, table: Mapping[str, object], key: Key, *, instead: str) -> str:
        """Return text; empty where none is set, or something else. Not cleaned."""
        value = table.get(str(key[-1]), "")
        if isinstance(value, str):
            return value
        self.complain(key, "must be text in quotes", instead)
        return ""

    def table(self, table: Mapping[str, object], key: str, *, instead: str) -> dict[str, object]:
        """Return a table of the top level; empty where none is set, or something else."""
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self.complain((key,), f"must be a table: [{key}]", instead)
        return {}

    def refuse_unknown(
        self,
        table: Mapping[str, object],
        known: tuple[str, ...],
        where: Key,
        *,
        instead: str = "it is not used",
    ) -> None:
        """Tell of keys that mean nothing, with the nearest one that does."""
        for key in table:
            if key not in known:
                self.complain((*where, key), f"is not a setting{self._hint(key, known)}", instead)

    def line_of(self, key: Key) -> int:
        """Return the line that sets a key, or begins its table; 0 when there is neither."""
        return self._lines.find(key)

    def complain(self, key: Key, what: str, instead: str) -> None:
        """Tell what is wrong with a value."""
        self.mistakes += 1
        if self.mistakes > _MOST_TOLD:
            return
        line = self.line_of(key)
        joint = "" if what.endswith("?") else ";"
        told = f"{_written(key)} {what}{joint} {instead}."
        self._problems.append(sentence(self._path, line, told))

    def _hint(self, key: str, known: Sequence[str]) -> str:
        """Say what there is where a key means nothing."""
        if self.mistakes >= _MOST_TOLD:
            return ""  # nobody will read it, and looking for it takes a while
        from difflib import get_close_matches

        near = get_close_matches(key.lower().replace("_", "-"), known, n=1)
        return f", did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"


def _written(key: Key) -> str:
    """Write a key: `filters[2].words` for the words of the second filter."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in key)
    return "".join(parts).removeprefix(".")


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
