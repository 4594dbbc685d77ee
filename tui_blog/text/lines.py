"""Lines of styled text, and running text wrapped into them."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from tui_blog.text import clean
from tui_blog.text.runs import Inline, Mark, Run
from tui_blog.text.wrap import cells, wrap


class Role(StrEnum):
    """What a fragment is; the user interface gives each role its style."""

    TEXT = "text"
    HEADING = "heading"
    SUBHEADING = "subheading"
    QUOTE = "quote"
    CODE = "code"
    CAPTION = "caption"
    BULLET = "bullet"
    """Bullets, numbers and task boxes."""
    BORDER = "border"
    """Quote bars, table lines, rules."""
    LABEL = "label"
    """Words of this program: "image", "code: python"."""


class Fragment(NamedTuple):
    """A piece of one line, without line breaks or controls."""

    text: str
    role: Role = Role.TEXT
    marks: Mark = Mark.NONE
    href: str | None = None


class Line(NamedTuple):
    """One line of cells."""

    fragments: tuple[Fragment, ...]
    cells: int
    """Width in terminal cells; only lines of code may be wider than asked for."""

    @property
    def text(self) -> str:
        """The line as plain text."""
        return "".join(fragment.text for fragment in self.fragments)


BLANK = Line((), 0)
"""A line with nothing on it."""


def run_lines(runs: Inline, width_cells: int, role: Role) -> list[Line]:
    """Wrap running text; a link keeps its address on each line it reaches.

    Args:
        runs: Clean text; a line feed begins a new line.
        width_cells: At least 2.
        role: Of each fragment.
    """
    lines: list[Line] = []
    if len(runs) == 1:
        run = runs[0]
        for part in run.text.split("\n"):
            lines += [
                _line([Fragment(part[start:end], role, run.marks, run.href)], end - start)
                for start, end in wrap(part, width_cells)
            ]
        return lines
    text = "".join([run.text for run in runs])
    spans = _Spans(runs)
    offset = 0
    for part in text.split("\n"):
        for start, end in wrap(part, width_cells):
            lines.append(_line(spans.cut(offset + start, offset + end, role), end - start))
        offset += len(part) + 1
    return lines


def prefixed(lines: Sequence[Line], first: Fragment, rest: Fragment) -> list[Line]:
    """Put one fragment before the first line and another before each of the others.

    On lines without text only what can be seen of the prefix is kept.
    """
    result = []
    for prefix, members in ((first, lines[:1]), (rest, lines[1:])):
        width = cells(prefix.text)
        visible = prefix.text.rstrip(" ")
        empty = Line((prefix._replace(text=visible),), cells(visible)) if visible else BLANK
        result += [
            Line((prefix, *line.fragments), line.cells + width) if line.fragments else empty
            for line in members
        ]
    return result


def line_of(fragments: Sequence[Fragment]) -> Line:
    """Make a line; its width is what drawing its fragments takes."""
    return Line(tuple(fragments), sum([cells(fragment.text) for fragment in fragments]))


class _Spans:
    """Cuts runs at offsets that only ever grow, in one pass."""

    def __init__(self, runs: Inline) -> None:
        self._runs = runs
        self._index = 0
        self._begin = 0

    def cut(self, start: int, end: int, role: Role) -> list[Fragment]:
        fragments = []
        while self._index < len(self._runs):
            run: Run = self._runs[self._index]
            stop = self._begin + len(run.text)
            if stop > start and end > self._begin:
                text = run.text[max(0, start - self._begin) : end - self._begin]
                fragments.append(Fragment(text, role, run.marks, run.href))
            if stop > end:
                break
            self._begin = stop
            self._index += 1
        return fragments


def _line(fragments: list[Fragment], length: int) -> Line:
    if not length:
        return BLANK
    if len(fragments) == 1:
        text = fragments[0].text
        if text.isascii():
            return Line((fragments[0],), length)
        fragments = [fragments[0]._replace(text=clean.balance_isolates(text))]
    elif any(not fragment.text.isascii() for fragment in fragments):
        fragments = _with_balanced_isolates(fragments)
    return line_of(fragments)


def _with_balanced_isolates(fragments: list[Fragment]) -> list[Fragment]:
    """Let no isolate reach beyond its line, where it would turn round what stands beside it."""
    text = "".join(fragment.text for fragment in fragments)
    if clean.balance_isolates(text) == text:
        return fragments
    parted = [
        fragment._replace(text=clean.without_isolates(fragment.text)) for fragment in fragments
    ]
    return [fragment for fragment in parted if fragment.text]
