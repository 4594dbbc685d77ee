"""What stands open while blocks are being built, and what becomes of it when it is closed."""

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from tui_blog.text import clean, links
from tui_blog.text.blocks import (
    MAX_DEPTH,
    Block,
    Definition,
    Details,
    Embed,
    Footnote,
    Heading,
    Image,
    List,
    ListItem,
    Paragraph,
    Quote,
    Table,
)
from tui_blog.text.embeds import service_name
from tui_blog.text.flatten import flatten
from tui_blog.text.runs import Inline, Mark, Run
from tui_blog.text.tables import Cell, Row, table_blocks

_MAX_FRAMES = 3 * MAX_DEPTH
"""Elements that may stand open at once; what opens beyond is taken for its content."""
_MAX_TABLES = 3


class Kind(Enum):
    """What a frame will become."""

    ROOT = auto()
    LIST = auto()
    ITEM = auto()
    QUOTE = auto()
    DETAILS = auto()
    SUMMARY = auto()
    TERMS = auto()
    TERM = auto()
    EXPLANATION = auto()
    FIGURE = auto()
    CAPTION = auto()
    HEADING = auto()
    FOOTNOTE = auto()
    TABLE = auto()
    ROW = auto()
    CELL = auto()


_FLATTENED = (Kind.HEADING, Kind.SUMMARY, Kind.CAPTION, Kind.TERM)
"""Frames that become running text; one in another would only be flattened twice."""
_NESTING = (Kind.ITEM, Kind.QUOTE, Kind.DETAILS, Kind.EXPLANATION, Kind.FOOTNOTE)
"""Frames whose content stands one level deeper than they do. Tuples, here and below: members of
enumerations are compared faster than hashed."""


@dataclass(slots=True)
class Frame:
    """An element that stands open."""

    kind: Kind
    tag: str
    """The element that opened it, whose end closes it."""
    marks: dict[Mark, int] = field(default_factory=dict)
    """The marks that were open when it was opened."""
    blocks: list[Block] = field(default_factory=list)
    items: list[ListItem] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    cell: Cell | None = None
    ordered: bool = False
    is_notes: bool = False
    in_head: bool = False
    number: int = 1
    """Where a list begins; the level of a heading."""
    checked: bool | None = None
    label: str = ""
    """Of a footnote; the classes of a figure."""
    inline: Inline = ()
    """A caption or summary."""


class FrameStack:
    """The open elements, the innermost last. Nesting is limited; nothing recurses."""

    def __init__(self) -> None:
        self._frames = [Frame(Kind.ROOT, "")]
        self._nesting = 0
        self._lifted: Counter[str] = Counter()

    @property
    def top(self) -> Frame:
        """The innermost open element."""
        return self._frames[-1]

    def __len__(self) -> int:
        return len(self._frames)

    def __getitem__(self, index: int) -> Frame:
        return self._frames[index]

    def push(self, kind: Kind, tag: str, marks: dict[Mark, int]) -> bool:
        """Open a frame, unless that would nest too deep: then its content stands where it is."""
        nests = kind in _NESTING
        needs_room = nests or kind is Kind.LIST
        is_full = needs_room and self._nesting >= MAX_DEPTH - 1
        if is_full or len(self._frames) >= _MAX_FRAMES or not self._fits(kind):
            self._lifted[tag] += 1
            return False
        self._nesting += nests
        self._frames.append(Frame(kind, tag, marks=dict(marks)))
        return True

    def _fits(self, kind: Kind) -> bool:
        if kind in _FLATTENED:
            return not self.find(*_FLATTENED)
        if kind is Kind.TABLE:
            return sum(frame.kind is Kind.TABLE for frame in self._frames) < _MAX_TABLES
        return True

    def pop(self) -> Frame:
        """Close the innermost frame and put what it has become into the one around it."""
        frame = self._frames.pop()
        self._nesting -= frame.kind in _NESTING
        _close(frame, self._frames[-1])
        return frame

    def end_lifted(self, tag: str) -> bool:
        """Say whether an end tag belongs to an element that was not opened for being too deep."""
        if not self._lifted[tag]:
            return False
        self._lifted[tag] -= 1
        return True

    def find(self, *kinds: Kind, barriers: tuple[Kind, ...] = ()) -> int:
        """Return the innermost frame of some kinds, or 0; it is not looked for beyond a barrier."""
        for index in range(len(self._frames) - 1, 0, -1):
            kind = self._frames[index].kind
            if kind in kinds:
                return index
            if kind in barriers:
                return 0
        return 0

    def find_tag(self, tag: str, *, barriers: tuple[Kind, ...]) -> int:
        """Return the innermost frame that an element opened, or 0."""
        for index in range(len(self._frames) - 1, 0, -1):
            frame = self._frames[index]
            if frame.tag == tag:
                return index
            if frame.kind in barriers:
                return 0
        return 0

    def add(self, block: Block) -> None:
        """Put a block into the innermost frame that can hold one."""
        index = len(self._frames) - 1
        while self._frames[index].kind in (Kind.TABLE, Kind.ROW):
            index -= 1
        frame = self._frames[index]
        if frame.kind is Kind.LIST:
            frame.items.append(ListItem((block,)))
        else:
            frame.blocks.append(block)

    @property
    def settled(self) -> tuple[Block, ...]:
        """The blocks that nothing that follows changes: a caption may go to the last one still."""
        return tuple(self._frames[0].blocks[:-1])

    def close_all(self) -> tuple[Block, ...]:
        """Close everything and return the blocks."""
        while len(self._frames) > 1:
            self.pop()
        return tuple(self._frames[0].blocks)


def _close(frame: Frame, parent: Frame) -> None:
    """Put what a frame has become into its parent."""
    blocks = tuple(frame.blocks)
    match frame.kind:
        case Kind.ITEM:
            parent.items.append(ListItem(blocks, frame.checked))
        case Kind.FOOTNOTE:
            parent.blocks.append(Footnote(frame.label, blocks))
        case Kind.LIST:
            if frame.items:
                parent.blocks.append(List(tuple(frame.items), frame.ordered, frame.number))
            parent.blocks.extend(frame.blocks)
        case Kind.QUOTE:
            if blocks:
                parent.blocks.append(Quote(blocks))
        case Kind.DETAILS:
            if blocks or frame.inline:
                parent.blocks.append(Details(frame.inline, blocks))
        case Kind.TERM:
            parent.blocks.append(Definition(flatten(blocks), ()))
        case Kind.EXPLANATION:
            _add_explanation(parent.blocks, blocks)
        case Kind.HEADING:
            _add_heading(frame, parent)
        case Kind.SUMMARY | Kind.CAPTION:
            _add_caption(frame, parent)
        case Kind.FIGURE:
            parent.blocks.extend(_figure_blocks(frame))
        case Kind.CELL if frame.cell is not None:
            frame.cell.blocks = frame.blocks
        case Kind.TABLE:
            # What stands between rows comes before the table, as in a browser.
            parent.blocks.extend(blocks)
            parent.blocks.extend(table_blocks(frame.rows, frame.inline))
        case _:
            parent.blocks.extend(blocks)


def _add_explanation(siblings: list[Block], blocks: tuple[Block, ...]) -> None:
    if siblings and isinstance(siblings[-1], Definition):
        siblings[-1] = replace(siblings[-1], blocks=siblings[-1].blocks + blocks)
    else:
        siblings.append(Definition((), blocks))


def _add_heading(frame: Frame, parent: Frame) -> None:
    runs = flatten(frame.blocks)
    if all(isinstance(block, Image) for block in frame.blocks):
        parent.blocks.extend(frame.blocks)
    elif runs:
        parent.blocks.append(Heading(frame.number, runs))


def _add_caption(frame: Frame, parent: Frame) -> None:
    runs = flatten(frame.blocks)
    if parent.kind in (Kind.FIGURE, Kind.TABLE, Kind.DETAILS) and not parent.inline:
        parent.inline = runs
    elif runs:
        last = parent.blocks.pop() if parent.blocks else None
        parent.blocks.extend(_with_caption([] if last is None else [last], runs))


def _figure_blocks(frame: Frame) -> list[Block]:
    match frame.blocks:
        case [Paragraph((Run(href=str(href)),))] if "wp-block-embed" in frame.label:
            title = clean.field("".join(run.text for run in frame.inline))
            return [Embed(service_name(links.display_host(href)), href, title)]
    return _with_caption(frame.blocks, frame.inline)


def _with_caption(blocks: list[Block], caption: Inline) -> list[Block]:
    """Give a caption to the one image or table it belongs to, or let it follow as a paragraph."""
    if not caption:
        return blocks
    owners = [block for block in blocks if isinstance(block, Image | Table)]
    if len(owners) == 1 and not owners[0].caption:
        captioned = replace(owners[0], caption=caption)
        return [captioned if block is owners[0] else block for block in blocks]
    emphasised = tuple(Run(run.text, run.marks | Mark.EMPHASIS, run.href) for run in caption)
    return [*blocks, Paragraph(emphasised)]
