"""Layout of tables: columns fitted to the width, or one line for each cell where they can't be."""

from collections.abc import Sequence

from tui_blog.text.blocks import Alignment, Table
from tui_blog.text.lines import BLANK, Fragment, Line, Role, line_of, prefixed, run_lines
from tui_blog.text.runs import Inline, Mark, Run
from tui_blog.text.wrap import cells, longest_word

_GAP = " │ "
_CROSSING = "─┼─"
_NARROWEST = 6
_WORD_KEPT_WHOLE = 14
_HANGING = Fragment("  ")


def table_lines(table: Table, width_cells: int, role: Role) -> list[Line]:
    """Lay out a table.

    Args:
        table: Rows as long as there are alignments.
        width_cells: At least 10.
        role: Of the text in cells.

    Returns:
        Rows of columns; where those would be too narrow, records: a line "header: cell" for each
        cell, rows parted by a blank line.
    """
    widths = _column_widths(table, width_cells)
    lines = _records(table, width_cells, role) if widths is None else _grid(table, widths, role)
    if table.caption:
        lines = [*lines, *run_lines(table.caption, width_cells, Role.CAPTION)]
    return lines


def _column_widths(table: Table, width: int) -> list[int] | None:
    """Return the cells each column gets; `None` when they can't stand beside one another."""
    natural = [1] * len(table.alignments)
    floors = list(natural)
    for row in (table.header, *table.rows):
        for column, runs in enumerate(row):
            text = "".join([run.text for run in runs])
            natural[column] = max(natural[column], *map(cells, text.split("\n")))
            if floors[column] < _WORD_KEPT_WHOLE:
                floors[column] = max(floors[column], min(longest_word(text), _WORD_KEPT_WHOLE))
    room = width - len(_GAP) * (len(natural) - 1)
    if sum(natural) <= room:
        return natural
    floors = [
        min(whole, max(floor, _NARROWEST)) for whole, floor in zip(natural, floors, strict=True)
    ]
    if sum(floors) > room:
        return None
    return _shared_out(natural, floors, room)


def _shared_out(natural: Sequence[int], floors: Sequence[int], room: int) -> list[int]:
    """Give narrow columns what they want, and the rest to the wide ones in equal shares."""
    widths = list(floors)
    spare = room - sum(widths)
    growing = [column for column, whole in enumerate(natural) if whole > widths[column]]
    while growing and spare >= len(growing):
        share = min(spare // len(growing), *(natural[c] - widths[c] for c in growing))
        for column in growing:
            widths[column] += share
        spare -= share * len(growing)
        growing = [column for column in growing if natural[column] > widths[column]]
    return widths


def _grid(table: Table, widths: Sequence[int], role: Role) -> list[Line]:
    rule = line_of([Fragment(_CROSSING.join("─" * width for width in widths), Role.BORDER)])
    lines: list[Line] = []
    if table.header:
        lines += _row(_strong(table.header), widths, table.alignments, role)
        lines.append(rule)
    rows = [_row(row, widths, table.alignments, role) for row in table.rows]
    parted = any(len(row) > 1 for row in rows)
    for number, row in enumerate(rows):
        if number and parted:
            lines.append(rule)
        lines += row
    return lines


def _row(
    row: Sequence[Inline], widths: Sequence[int], alignments: Sequence[Alignment], role: Role
) -> list[Line]:
    columns = [
        run_lines(runs, width, role) if runs else []
        for runs, width in zip(row, widths, strict=True)
    ]
    lines = []
    for number in range(max(map(len, columns), default=0)):
        fragments: list[Fragment] = []
        for column, width, alignment in zip(columns, widths, alignments, strict=True):
            if fragments:
                fragments.append(Fragment(_GAP, Role.BORDER))
            line = column[number] if number < len(column) else BLANK
            fragments += _aligned(line, width, alignment, role)
        while fragments and not fragments[-1].text.strip(" "):
            fragments.pop()
        lines.append(line_of(fragments))
    return lines


def _aligned(line: Line, width: int, alignment: Alignment, role: Role) -> list[Fragment]:
    spare = width - line.cells
    before = {Alignment.LEFT: 0, Alignment.CENTER: spare // 2, Alignment.RIGHT: spare}[alignment]
    fragments = list(line.fragments)
    if before > 0:
        fragments.insert(0, Fragment(" " * before, role))
    if spare > before:
        fragments.append(Fragment(" " * (spare - before), role))
    return fragments


def _records(table: Table, width: int, role: Role) -> list[Line]:
    lines: list[Line] = []
    headers = table.header or ((),) * len(table.alignments)
    for row in table.rows:
        if lines:
            lines.append(BLANK)
        for header, runs in zip(headers, row, strict=True):
            if not runs:
                continue
            named = (*_strong((header,))[0], Run(": "), *runs) if header else runs
            inner = run_lines(named, width - len(_HANGING.text), role)
            lines += prefixed(inner, _HANGING._replace(text=""), _HANGING)
    return lines


def _strong(row: Sequence[Inline]) -> list[Inline]:
    return [tuple(run._replace(marks=run.marks | Mark.STRONG) for run in runs) for runs in row]
