"""Where in a TOML file something is set."""

from collections.abc import Mapping

from tui_blog.text.patterns import Pattern

Key = tuple[str | int, ...]
"""The way to a value: names of tables and keys, and numbers from 0 into arrays of tables."""
_HEADER = Pattern(r"\s*(\[\[?)([^\]]*)\]")
_KEY = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
_ASSIGNMENT = Pattern(rf"\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=")
_KEY_PART = Pattern(rf"({_KEY})\s*(?:\.|$)")


def line_of(text: str, key: Key) -> int:
    """Find the line that sets a key, counted from 1.

    Args:
        text: TOML.
        key: The parts of the key, tables first. Behind the name of an array of tables, as
            `[[name]]` writes it, a number from 0 says which of them.

    Returns:
        Where the key is, else where the innermost of its tables is; 0 when there is neither.
    """
    best, best_line = 0, 0
    table: Key = ()
    counts: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.splitlines(), 1):
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
        shared = _shared(named, key)
        if shared > best:
            best, best_line = shared, number
    return best_line


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


def _shared(named: Key, key: Key) -> int:
    count = 0
    for mine, other in zip(named, key, strict=False):
        if mine != other:
            break
        count += 1
    return count
