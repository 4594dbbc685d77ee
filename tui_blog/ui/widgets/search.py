"""Finding words in what a document shows."""

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tui_blog.text.lines import Line
from tui_blog.text.patterns import Pattern

_WORD = Pattern(r"[^\W_]+")


class Query(NamedTuple):
    """What is looked for: words in this order, whatever white space is between them."""

    pattern: re.Pattern[str]
    words: tuple[str, ...]
    """Runs of letters and digits, casefolded: each is in any text that matches."""

    def may_match(self, source: str) -> bool:
        """Say whether a text can hold a match, quickly; `source` is casefolded."""
        return all(word in source for word in self.words)


class Match(NamedTuple):
    """Where a search found something."""

    item: int
    line: int
    """Inside the item."""
    wrapped: bool
    """The search went past the end of the document and on at its other end."""


class Searchable(Protocol):
    """A document that can be searched."""

    def item_count(self) -> int:
        """Return how many items there are, hidden ones too."""
        ...

    def item_source(self, item: int) -> str | None:
        """Return casefolded text with all words of an item; `None` to look at its lines."""
        ...

    def lay_out_item(self, item: int) -> Sequence[Line]:
        """Return the lines of an item."""
        ...


def parse_query(text: str) -> Query | None:
    """Make a query of what was typed; `None` for nothing but white space.

    Capitals are told apart only when the query has one.
    """
    parts = text.split()
    if not parts:
        return None
    flags = re.NOFLAG if any(character.isupper() for character in text) else re.IGNORECASE
    pattern = re.compile(r"\s+".join(re.escape(part) for part in parts), flags)
    return Query(pattern, tuple(word.casefold() for word in _WORD.findall(text)))


def matching_lines(query: Query, lines: Sequence[Line]) -> list[int]:
    """List the lines on which matches begin; a match may go on over the end of a line."""
    starts = []
    pieces = []
    offset = 0
    for line in lines:
        text = line.text.strip()
        starts.append(offset)
        pieces.append(text)
        offset += len(text) + 1
    found: list[int] = []
    number = 0
    for match in query.pattern.finditer(" ".join(pieces)):
        while number + 1 < len(starts) and starts[number + 1] <= match.start():
            number += 1
        if not found or found[-1] != number:
            found.append(number)
    return found


def find_match(
    document: Searchable, query: Query, start: tuple[int, int], *, forward: bool = True
) -> Match | None:
    """Look for the nearest match, in one round through a whole document.

    Args:
        document: Where to look.
        query: What to look for.
        start: An item and a line in it; a match there does not count.
        forward: `False` to look upwards.
    """
    count = document.item_count()
    step = 1 if forward else -1
    first, first_line = start
    for turn in range(count + 1 if count else 0):
        item = (first + step * turn) % count
        source = document.item_source(item)
        if source is not None and not query.may_match(source):
            continue
        lines = matching_lines(query, document.lay_out_item(item))
        if turn == 0:
            lines = [line for line in lines if (line - first_line) * step > 0]
        if lines:
            is_past_end = turn > 0 and (item - first) * step <= 0
            return Match(item, lines[0 if forward else -1], is_past_end)
    return None
