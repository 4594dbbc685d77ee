"""A net for where no line, block or box is to be drawn, whoever wrote it.

In plain mode this is for what others wrote: what the program draws itself is words and ASCII there
already (`SPOKEN_GLYPHS`, the style sheet ``plain.tcss``, `text.spoken`). A tree of files in a post
is read out as "box drawings light vertical and right", but understood as a bar. With ASCII glyphs
it is for frames, quotations and bullets, too.
"""

from collections.abc import Mapping

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui_blog.text.patterns import Pattern

_FIRST, _END = 0x2500, 0x25A0
_FIRST_BLOCK = 0x2580
_HORIZONTAL = "─━┄┅┈┉╌╍═╴╶╸╺╼╾"
_VERTICAL = "│┃┆┇┊┋╎╏║╵╷╹╻╽╿"
_SLOPES = {"╱": "/", "╲": "\\", "╳": "X"}
_LEFT_BLOCKS = "▌▍▎▏"
_SIGNS = {
    "•": "*",
    "◦": "o",
    "▪": "-",
    "›": ">",
    "→": ">",
    "…": "~",
    "·": "-",
    "↳": "\\",
    "←": "<",
    "↑": "^",
    "↓": "v",
    "×": "x",
}
_SEPARATOR, _PAUSE = " · ", ",  "
"""A dot between short facts is read out as its name; a comma is a pause. Both are 3 cells."""
_Table = Mapping[int, str]


def _lines_and_blocks() -> dict[int, str]:
    signs = dict.fromkeys(range(_FIRST, _FIRST_BLOCK), "+")
    signs |= dict.fromkeys(range(_FIRST_BLOCK, _END), " ")
    signs |= dict.fromkeys(map(ord, _HORIZONTAL), "-")
    signs |= dict.fromkeys(map(ord, _VERTICAL), "|")
    return signs | {ord(sign): plain for sign, plain in _SLOPES.items()}


_SPOKEN: _Table = _lines_and_blocks()
_ASCII: _Table = {
    **_lines_and_blocks(),
    **dict.fromkeys(map(ord, _LEFT_BLOCKS), "|"),
    **{ord(sign): plain for sign, plain in _SIGNS.items()},
}


class DrawnLines(LineFilter):
    """Puts ASCII of the same width in the place of what is drawn with characters."""

    def __init__(self, table: _Table, *, separator: str) -> None:
        """Begin.

        Args:
            table: What stands for what; each of one cell.
            separator: Stands between short facts, 3 cells; empty to leave it as it is.
        """
        super().__init__()
        self._table = table
        self._separator = separator
        signs = "".join(map(chr, table))
        self._find = Pattern(f"[{signs}]" if not separator else f"[{signs}]|{_SEPARATOR}").search

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Look at the segments of one line; called by Textual.

        Returns:
            The same list when there is nothing to replace, as nearly always.
        """
        if self._find("".join([segment.text for segment in segments])) is None:
            return segments
        return [
            Segment(self.plain(segment.text), segment.style, segment.control)
            for segment in segments
        ]

    def plain(self, text: str) -> str:
        """Return a text of the same width in cells that draws nothing."""
        if self._separator:
            text = text.replace(_SEPARATOR, self._separator)
        return text.translate(self._table)


def spoken_lines() -> DrawnLines:
    """Return the net of plain mode."""
    return DrawnLines(_SPOKEN, separator=_PAUSE)


def ascii_lines() -> DrawnLines:
    """Return the net of ASCII glyphs."""
    return DrawnLines(_ASCII, separator="")
