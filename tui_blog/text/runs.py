"""Running text: pieces with their marks and links, what all blocks are filled with.

All strings are clean (`tui_blog.text.clean`), addresses in `href` are vetted
(`tui_blog.text.links`).
"""

from enum import IntFlag
from typing import NamedTuple


class Mark(IntFlag):
    """How a run of text is set; marks combine."""

    NONE = 0
    STRONG = 1
    EMPHASIS = 2
    CODE = 4
    STRIKE = 8
    SUPERSCRIPT = 16
    SUBSCRIPT = 32
    IMAGE = 64
    """The text stands for an image: its alternative text and host."""
    FOOTNOTE = 128
    """The text is the label of a footnote."""
    WARNING = 256
    """Said by this program, not by the author: where a misleading link really goes."""
    DELETED = 512
    """Was in an older text; it carries signs that say so."""
    INSERTED = 1024
    """Was not in an older text; it carries signs that say so."""


class Run(NamedTuple):
    """Text with one set of marks. A line break is a line feed inside the text."""

    text: str
    marks: Mark = Mark.NONE
    href: str | None = None
    """A vetted address (http, https or mailto), or `None`."""


Inline = tuple[Run, ...]
