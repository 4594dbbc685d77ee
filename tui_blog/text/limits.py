"""How much of a body is read: bytes, and the work that its parser would have with it.

Parsers take time in proportion to their input, but some inputs cost a hundred times more than
text does: a megabyte of "[" keeps a Markdown parser busy for half a minute. So what is costly is
counted before a parser sees it.
"""

import re
from itertools import islice

from tui_blog.text.patterns import Pattern

MAX_TAGS = 30_000
"""Signs "<" that are read of HTML; the longest posts have some thousands."""
MAX_LINES = 120_000
"""Lines that are read of plain text."""
MAX_TABLE_CELLS = 25_000
"""Markdown that could make more cells is read without tables: short rows are filled up."""
MARKDOWN_BUDGET_US = 1_000_000
"""What reading Markdown may cost, roughly in microseconds."""
_SLICE_CHARS = 1024
_NEAR_CHARS = 4096
_PER_SLICE_US = 400
_COSTS_US = {
    "\n": 45,
    "[": 25,
    "*": 10,
    "_": 6,
    "`": 6,
    "<": 16,
    "&": 7,
    "\\": 4,
    "~": 10,
    "!": 12,
    "|": 20,
    ">": 8,
    ":": 4,
    "^": 25,
}
_COSTLIEST_US = max(_COSTS_US.values())
_FENCED = Pattern(r"(?:\A|\n\n)```[^`\n]*\n(?:(?! {0,3}```).*\n)*```(?=\n|\Z)")
_OTHER_FENCES = Pattern(r"(?m)^[ >]*(?:<|~~~)")


def limit_bytes(source: str, max_bytes: int) -> str:
    """Return as much of a text as fits into some bytes of UTF-8."""
    # No character takes more than four bytes; most texts need not be encoded to be known short.
    if len(source) * 4 <= max_bytes:
        return source
    encoded = source.encode("utf-8", errors="replace")
    if len(encoded) <= max_bytes:
        return source
    return encoded[:max_bytes].decode("utf-8", errors="ignore")


def limit_html(source: str) -> str:
    """Return as much of some HTML as is read in bounded time."""
    if source.count("<") <= MAX_TAGS:
        return source
    beyond = next(islice(re.finditer("<", source), MAX_TAGS, None))
    return source[: beyond.start()]


def limit_text(source: str) -> str:
    """Return as much of a plain text as is read in bounded time."""
    if source.count("\n") <= MAX_LINES:
        return source
    beyond = next(islice(re.finditer("\n", source), MAX_LINES, None))
    return source[: beyond.start()]


def may_hold_tables(source: str) -> bool:
    """Say whether the tables that some Markdown could hold would be read in bounded time."""
    if source.count("|") < 2 or len(source) < MAX_TABLE_CELLS:
        return True
    lines = source.split("\n")
    return len(lines) * max(line.count("|") for line in lines) <= MAX_TABLE_CELLS


def limit_markdown(source: str) -> str:
    """Return as much of some Markdown as is read in bounded time."""
    if len(source) * _COSTLIEST_US <= MARKDOWN_BUDGET_US:
        return source
    if _cost_us(_without_code(source)) <= MARKDOWN_BUDGET_US:
        return source
    start, spent = 0, _cost_us(source[:_SLICE_CHARS])
    while spent <= MARKDOWN_BUDGET_US and start < len(source):
        start += _SLICE_CHARS
        spent += _cost_us(source[start : start + _SLICE_CHARS])
    line_end = source.rfind("\n", max(0, start - _NEAR_CHARS), start)
    return source[: line_end if line_end > 0 else start]


def _without_code(source: str) -> str:
    """Return Markdown without the lines of code between fences: they cost next to nothing.

    A fence that follows a blank line and begins its line is one to every parser, unless it stands
    in HTML or in code between other fences: where there is any of that, all is left as it is.
    """
    if "```" not in source or _OTHER_FENCES.search(source):
        return source
    return _FENCED.sub("", source)


def _cost_us(source: str) -> int:
    plain = len(source) * _PER_SLICE_US // _SLICE_CHARS
    return plain + sum(source.count(char) * cost for char, cost in _COSTS_US.items())
