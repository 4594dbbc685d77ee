"""Where in a TOML file something is set."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from tui_blog.text.patterns import Pattern

Key = tuple[str | int, ...]
"""The way to a value: names of tables and keys, and numbers from 0 into arrays of tables."""
_DEEPEST = 16
"""Parts of a key that are looked at; no setting has as many."""
_HEADER = Pattern(r"\s*(\[\[?)([^\]]*)\]")
_KEY = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
_ASSIGNMENT = Pattern(rf"\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=")
_STRING_OR_COMMENT = Pattern(
    r'"""(?:\\.|[^\\])*?"""' + r"|'''.*?'''" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'|#[^\n]*",
    re.DOTALL,
)
_SIGNS = Pattern(r"[][{}]")
_NOT_A_LINE_END = Pattern(r"[^\n]")
_KEY_PART = Pattern(rf"({_KEY})\s*(?:\.|$)")


class Lines:
    """Finds the lines of one file; all of it is looked through when it is first asked."""

    def __init__(self, text: str) -> None:
        """Keep the text.

        Args:
            text: TOML that can be read.
        """
        self._text = text

    def find(self, key: Key) -> int:
        """Find the line that sets a key, counted from 1.

        Args:
            key: The parts of the key, tables first. Behind the name of an array of tables, as
                `[[name]]` or `name = [{ … }]` writes it, a number from 0 says which of them.

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
        lines = _STRING_OR_COMMENT.sub(_without_lines, self._text).split("\n")
        for number, line in enumerate(lines, 1):
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
            if assignment is not None and "[" in line:
                text = "\n".join(lines[number - 1 :])
                for place, below in enumerate(_lines_in_array(text[assignment.end() :])):
                    first.setdefault((*named, place), number + below)
        return first


def _without_lines(found: re.Match[str]) -> str:
    """Blank what may look like TOML and is none; a string on one line may be a key."""
    text = found[0]
    return text if text[0] != "#" and "\n" not in text else _NOT_A_LINE_END.sub(" ", text)


def _lines_in_array(text: str) -> Iterator[int]:
    """Tell in which lines, from 0, the tables begin that are in an array at the start of a text."""
    depth = 0
    for found in _SIGNS.finditer(_STRING_OR_COMMENT.sub(_without_signs, text.lstrip(" "))):
        sign = found[0]
        if not depth and (found.start() or sign != "["):
            return  # something else is set
        if sign == "{" and depth == 1:
            yield text.count("\n", 0, found.start() + len(text) - len(text.lstrip(" ")))
        depth += 1 if sign in "[{" else -1
        if not depth:
            return


def _without_signs(found: re.Match[str]) -> str:
    return _NOT_A_LINE_END.sub(" ", found[0])


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
