"""The block model: what HTML, Markdown and plain text become before they are laid out.

All strings in blocks are clean (`tui_blog.text.clean`), addresses in `href` are vetted
(`tui_blog.text.links`), and nesting is at most `MAX_DEPTH` deep: deeper blocks are lifted.
"""

from dataclasses import dataclass
from enum import StrEnum

from tui_blog.text.runs import Inline

MAX_DEPTH = 16
"""Levels of nesting that are kept."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    runs: Inline


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 to 6."""

    level: int
    runs: Inline


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list."""

    blocks: "tuple[Block, ...]"
    checked: bool | None = None
    """For a task: done or not. `None` for an ordinary item."""


@dataclass(frozen=True, slots=True)
class List:
    """A list, numbered from `start` or bulleted."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Definition:
    """A term with its explanation."""

    term: Inline
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code; the text keeps its line breaks and has no trailing one."""

    text: str
    language: str = ""
    """Lower case, as the author named it; empty when not named."""


class Alignment(StrEnum):
    """How a table's column is set."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Every row has as many cells as there are alignments."""

    header: tuple[Inline, ...]
    """Empty when the table has no header."""
    rows: tuple[tuple[Inline, ...], ...]
    alignments: tuple[Alignment, ...]
    caption: Inline = ()


@dataclass(frozen=True, slots=True)
class Image:
    """An image: never fetched, only named."""

    alt: str
    host: str
    """The host it would come from; empty for one beside the post."""
    href: str | None
    caption: Inline = ()


@dataclass(frozen=True, slots=True)
class Embed:
    """A video, a post of another service, a frame: one line that names it."""

    service: str
    """The host or the name of the service."""
    href: str | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """A part that pages show folded; here it stands open under its summary."""

    summary: Inline
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Footnote:
    """The text of a footnote, with its label."""

    label: str
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


Block = (
    Paragraph
    | Heading
    | List
    | Definition
    | Quote
    | Code
    | Table
    | Image
    | Embed
    | Details
    | Footnote
    | Rule
)
