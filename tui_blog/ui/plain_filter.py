"""Plain mode's net: no line, block or box is drawn, whoever wrote it.

What this program draws itself is words and ASCII in plain mode already (`SPOKEN_GLYPHS`, the style
sheet ``plain.tcss``, `text.spoken`). This is for what others wrote: a tree of files in a post is
read out as "box drawings light vertical and right", but understood as a bar.
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
_find_drawn = Pattern("[\u2500-\u259f]").search
_SEPARATOR, _PAUSE = " · ", ",  "
"""A dot between short facts is read out as its name; a comma is a pause. Both are 3 cells."""


def _replacements() -> Mapping[int, str]:
    signs = dict.fromkeys(range(_FIRST, _FIRST_BLOCK), "+")
    signs |= dict.fromkeys(range(_FIRST_BLOCK, _END), " ")
    signs |= dict.fromkeys(map(ord, _HORIZONTAL), "-")
    signs |= dict.fromkeys(map(ord, _VERTICAL), "|")
    return signs | {ord(sign): plain for sign, plain in _SLOPES.items()}


_PLAIN: Mapping[int, str] = _replacements()


class PlainLines(LineFilter):
    """Puts ASCII of the same width in the place of box drawing and block characters."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Look at the segments of one line; called by Textual.

        Returns:
            The same list when there is nothing to replace, as nearly always.
        """
        text = "".join([segment.text for segment in segments])
        if _SEPARATOR not in text and _find_drawn(text) is None:
            return segments
        return [
            Segment(plain_text(segment.text), segment.style, segment.control)
            for segment in segments
        ]


def plain_text(text: str) -> str:
    """Return a text of the same width in cells that draws nothing."""
    return text.replace(_SEPARATOR, _PAUSE).translate(_PLAIN)
