"""Layout: blocks and a width in terminal cells become lines. Pure, no Textual."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tui_blog.text.blocks import Block, Mark


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


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of one line, without line breaks or controls."""

    text: str
    role: Role = Role.TEXT
    marks: Mark = Mark.NONE
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of cells."""

    fragments: tuple[Fragment, ...]
    cells: int
    """Width in terminal cells; only lines of code may be wider than asked for."""

    @property
    def text(self) -> str:
        """The line as plain text."""
        return "".join(fragment.text for fragment in self.fragments)
