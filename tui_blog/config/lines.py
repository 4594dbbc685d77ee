"""Where in a TOML file something is set."""

from collections.abc import Mapping
from functools import cached_property

from tui_blog.text.patterns import Pattern

Key = tuple[str | int, ...]
"""The way to a value: names of tables and keys, and numbers from 0 into arrays of tables."""
_DEEPEST = 16
"""Parts of a key that are looked at; no setting has as many."""
_HEADER = Pattern(r"\s*(\[\[?)([^\]]*)\]")
_KEY = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
_ASSIGNMENT = Pattern(rf"\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=")
_KEY_PART = Pattern(rf"({_KEY})\s*(?:\.|$)")


class Lines:
    """Finds the lines of one file; all of it is looked through when it is first asked."""

    def __init__(self, text: str) -> None:
        """Keep the text.

        Args:
            text: TOML.
        """
        self._text = text

    def find(self, key: Key) -> int:
        """Find the line that sets a key, counted from 1.

        Args:
            key: The parts of the key, tables first. Behind the name of an array of tables, as
                `[[name]]` writes it, a number from 0 says which of them.

        Returns:
            Where the key is, else where the innermost of its tables is; 0 when there is neither.
        """
        ways = (key[:end] for end in range(min(len(key), _DEEPEST), 0, -1))
        return next((self._first[way] for way in ways if way in self._first), 0)

    @cached_property
    def _first(self) -> Mapping[Key, int]:
        """The first line that names each key, or something in it."""
        first: dict[Key, int] = {}
        table: Key = ()
        counts: dict[tuple[str, ...], int] = {}
        for number, line in enumerate(self._text.splitlines(), 1):
            header = _HEADER.match(line)
            assignment = None if header else _ASSIGNMENT.match(line)
            if header is not None:
                parts = _parts(header[2])
                if len(header[1]) > 1:
                    counts[parts] = counts.get(parts, -1) + 1
                table = named = _numbered(parts, counts)
            elif assignment is not None:
                named = (*table, *_parts(assignment[1]))
            else:
                continue
            for end in range(1, min(len(named), _DEEPEST) + 1):
                first.setdefault(named[:end], number)
        return first


def _numbered(parts: tuple[str, ...], counts: Mapping[tuple[str, ...], int]) -> Key:
    """Put behind the name of each array of tables which of them it is now."""
    key: list[str | int] = []
    for end, part in enumerate(parts, 1):
        key.append(part)
        if parts[:end] in counts:
            key.append(counts[parts[:end]])
    return tuple(key)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _KEY_PART.findall(dotted.strip()))
