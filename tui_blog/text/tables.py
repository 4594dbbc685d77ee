"""Tables while they are being read: spans, ragged rows, headers, alignments."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tui_blog.text.blocks import Alignment, Block, Paragraph, Table
from tui_blog.text.flatten import flatten
from tui_blog.text.runs import Inline, Mark, Run

MAX_COLUMNS = 64
"""What a row holds beyond is put into its last cell."""
MAX_ROW_SPAN = 1000
"""Rows that a cell reaches over at most."""
MAX_CELLS = 50_000
"""Larger tables become paragraphs, one for each row."""
_ALIGNMENT = re.compile(r"text-align\s*[:-]\s*(left|center|right)")


@dataclass(slots=True)
class Cell:
    """One cell as it was read."""

    blocks: list[Block]
    is_header: bool = False
    columns: int = 1
    rows: int = 1
    alignment: Alignment | None = None


@dataclass(slots=True)
class Row:
    """One row as it was read."""

    in_head: bool = False
    cells: list[Cell] = field(default_factory=list)

    @property
    def is_header(self) -> bool:
        """Whether it names the columns."""
        return self.in_head or (bool(self.cells) and all(cell.is_header for cell in self.cells))


def find_alignment(declaration: str) -> Alignment | None:
    """Return the alignment that a style, a class or an attribute asks for."""
    declaration = declaration.lower()
    found = _ALIGNMENT.search(declaration)
    name = found[1] if found else declaration.strip()
    return Alignment(name) if name in ("left", "center", "right") else None


def table_blocks(rows: Sequence[Row], caption: Inline) -> tuple[Block, ...]:
    """Make a table of rows; what is no table in truth becomes other blocks.

    Returns:
        Nothing for a table without text; the blocks themselves of one that has one column and
        more than running text in it; paragraphs for one that is too large; else one table.
    """
    rows = [row for row in rows if row.cells]
    if _is_mere_frame(rows):
        inner = tuple(block for row in rows for cell in row.cells for block in cell.blocks)
        return (*inner, *((Paragraph(caption),) if caption else ()))
    grid = list(_grid(rows))
    width = max(map(len, grid), default=0)
    if width * len(grid) > MAX_CELLS:
        return tuple(Paragraph(runs) for cells in grid if (runs := _joined(cells)))
    if not any(any(cells) for cells in grid):
        return (Paragraph(caption),) if caption else ()
    padded = [tuple(cells) + ((),) * (width - len(cells)) for cells in grid]
    has_header = rows[0].is_header and len(rows) > 1
    table = Table(
        header=padded[0] if has_header else (),
        rows=tuple(padded[1:] if has_header else padded),
        alignments=_alignments(rows, width),
        caption=caption,
    )
    return (table,)


def _is_mere_frame(rows: Sequence[Row]) -> bool:
    if any(len(row.cells) > 1 for row in rows):
        return False
    return any(
        len(cell.blocks) > 1 or not isinstance(cell.blocks[0], Paragraph)
        for row in rows
        for cell in row.cells
        if cell.blocks
    )


def _grid(rows: Sequence[Row]) -> Iterator[list[Inline]]:
    """Yield the cells of each row with empty ones where others reach over."""
    reaching: dict[int, int] = {}
    for row in rows:
        line: list[Inline] = []
        below: dict[int, int] = {}
        surplus: list[Inline] = []
        is_header = row.is_header
        for cell in row.cells:
            while reaching.get(len(line), 0) and len(line) < MAX_COLUMNS:
                line.append(())
            runs = flatten(cell.blocks)
            if cell.is_header and not is_header:
                runs = tuple(run._replace(marks=run.marks | Mark.STRONG) for run in runs)
            if len(line) >= MAX_COLUMNS:
                surplus.append(runs)
                continue
            first = len(line)
            line.append(runs)
            line.extend([()] * (min(cell.columns, MAX_COLUMNS - first) - 1))
            if cell.rows > 1:
                below |= dict.fromkeys(range(first, len(line)), cell.rows - 1)
        if surplus:
            line[-1] = _joined([line[-1], *surplus])
        reaching = {column: left - 1 for column, left in reaching.items() if left > 1} | below
        yield line


def _joined(cells: Sequence[Inline]) -> Inline:
    runs: list[Run] = []
    for cell in cells:
        if cell:
            runs.extend((Run(" | "), *cell) if runs else cell)
    return tuple(runs)


def _alignments(rows: Sequence[Row], width: int) -> tuple[Alignment, ...]:
    found: list[Alignment | None] = [None] * width
    for row in rows:
        for column, cell in enumerate(row.cells[:width]):
            if found[column] is None:
                found[column] = cell.alignment
    return tuple(alignment or Alignment.LEFT for alignment in found)
