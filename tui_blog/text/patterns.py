"""Regular expressions that are compiled when they are first used.

Compiling those of all modules takes a tenth of the program's start, and most runs need few.
"""

import re
import sys
from collections.abc import Callable, Iterator
from functools import cached_property


class Pattern:
    """A regular expression with the methods of `re.Pattern`."""

    def __init__(self, source: str, flags: int = 0) -> None:
        """Keep the expression; one that makes no sense raises `re.error` when it is used.

        Args:
            source: The expression.
            flags: Those of `re`.
        """
        self._source = source
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._source, self._flags)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """See `re.Pattern.match`."""
        return self._compiled.match(text, start, end)

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """See `re.Pattern.fullmatch`."""
        return self._compiled.fullmatch(text, start, end)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """See `re.Pattern.search`."""
        return self._compiled.search(text, start, end)

    def finditer(
        self, text: str, start: int = 0, end: int = sys.maxsize
    ) -> Iterator[re.Match[str]]:
        """See `re.Pattern.finditer`."""
        return self._compiled.finditer(text, start, end)

    def findall(self, text: str) -> list[str]:
        """See `re.Pattern.findall`; for expressions with at most one group."""
        return self._compiled.findall(text)

    def split(self, text: str, most: int = 0) -> list[str]:
        """See `re.Pattern.split`; for expressions without groups that may stay empty."""
        return self._compiled.split(text, most)

    def sub(self, new: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """See `re.Pattern.sub`."""
        return self._compiled.sub(new, text, count)

    def subn(
        self, new: str | Callable[[re.Match[str]], str], text: str, count: int = 0
    ) -> tuple[str, int]:
        """See `re.Pattern.subn`."""
        return self._compiled.subn(new, text, count)
