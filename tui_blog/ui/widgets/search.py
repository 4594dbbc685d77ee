"""Finding words in what a document shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tui_blog.text.layout import Line

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: words in this order, whatever white space is between them."""

    pattern: re.Pattern[str]
    words: tuple[str, ...]
    """Runs of letters and digits, casefolded: each is in any text that matches."""

    def may_match(self, source: str) -> bool:
        """Say whether a text can hold a match, quickly; `source` is casefolded."""
        return all(word in source for word in self.words)


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
    found = []
    number = 0
    for match in query.pattern.finditer(" ".join(pieces)):
        while number + 1 < len(starts) and starts[number + 1] <= match.start():
            number += 1
        if not found or found[-1] != number:
            found.append(number)
    return found
