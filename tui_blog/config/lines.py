"""Where in a TOML file something is set."""

from collections.abc import Iterable

from tui_blog.text.patterns import Pattern

_HEADER = Pattern(r"\s*\[\[?([^\]]*)\]")
_KEY = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
_ASSIGNMENT = Pattern(rf"\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=")
_KEY_PART = Pattern(rf"({_KEY})\s*(?:\.|$)")


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
