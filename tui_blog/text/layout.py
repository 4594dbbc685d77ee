"""Layout: blocks and a width in terminal cells become lines. Pure, no Textual."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from tui_blog.text.blocks import (
    Block,
    Code,
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
    Rule,
    Table,
)
from tui_blog.text.flatten import embed_text
from tui_blog.text.inline import image_text
from tui_blog.text.lines import BLANK, Fragment, Line, Role, line_of, prefixed, run_lines
from tui_blog.text.runs import Inline, Mark, Run
from tui_blog.text.table_layout import table_lines
from tui_blog.text.wrap import cells

__all__ = ["MIN_WIDTH", "Fragment", "Line", "Role", "gap_lines", "layout_block", "layout_blocks"]

MIN_WIDTH = 10
"""Cells that lines are made for at least; a narrower view cuts them off."""
_BULLETS = "•◦▪"
_QUOTE_BAR = Fragment("▎ ", Role.BORDER)
_INDENT = Fragment("  ")
_CODE_INDENT = Fragment("  ", Role.CODE)
_LARGE_HEADINGS = 2


def layout_block(block: Block, width_cells: int) -> list[Line]:
    """Lay out one block.

    Args:
        block: Any block.
        width_cells: What lines may take; less than `MIN_WIDTH` counts as that. Only code is
            wider where it has to be.

    Returns:
        Its lines, without blank ones before or after; empty for a block without text.
    """
    return _block(block, max(width_cells, MIN_WIDTH), Role.TEXT, 0)


def layout_blocks(blocks: Iterable[Block], width_cells: int) -> list[Line]:
    """Lay out blocks with blank lines between them."""
    return _stack(blocks, max(width_cells, MIN_WIDTH), Role.TEXT, 0)


def gap_lines(before: Block, after: Block) -> int:
    """Return how many blank lines part two blocks."""
    return 0 if isinstance(before, Footnote | Definition) and type(before) is type(after) else 1


def _stack(blocks: Iterable[Block], width: int, role: Role, level: int) -> list[Line]:
    lines: list[Line] = []
    previous: Block | None = None
    for block in blocks:
        inner = _block(block, width, role, level)
        if inner and lines and previous is not None and gap_lines(previous, block):
            lines.append(BLANK)
        lines += inner
        if inner:
            previous = block
    return lines


def _block(block: Block, width: int, role: Role, level: int) -> list[Line]:
    match block:
        case Paragraph(runs):
            return run_lines(runs, width, role)
        case Heading(size, runs):
            large = size <= _LARGE_HEADINGS
            return run_lines(runs, width, Role.HEADING if large else Role.SUBHEADING)
        case List():
            return _list_lines(block, width, role, level)
        case Quote(inner):
            content = _stack(inner, _inside(width, _QUOTE_BAR), Role.QUOTE, level)
            return _indented(content, width, _QUOTE_BAR, _QUOTE_BAR)
        case Code():
            return _code_lines(block)
        case Table():
            return table_lines(block, width, role)
        case Footnote(label, inner):
            return _hanging(inner, width, f"[{label}] ", role, level)
        case Definition(term, inner):
            return _titled(_strong(term), inner, width, role, level)
        case Details(summary, inner):
            title = (Run("▾ "), *(_strong(summary) or (Run("Details", Mark.STRONG),)))
            return _titled(title, inner, width, role, level)
        case Image():
            named = (Run(image_text(block), Mark.IMAGE, block.href),)
            caption = run_lines(block.caption, width, Role.CAPTION) if block.caption else []
            return run_lines(named, width, Role.LABEL) + caption
        case Embed():
            return run_lines((Run(embed_text(block), Mark.NONE, block.href),), width, Role.LABEL)
        case Rule():
            return [line_of([Fragment("─" * width, Role.BORDER)])]
        case _:
            assert_never(block)


def _list_lines(block: List, width: int, role: Role, level: int) -> list[Line]:
    bullets = _bullets(block, level)
    loose = any(_is_loose(item) for item in block.items)
    lines: list[Line] = []
    for item, bullet in zip(block.items, bullets, strict=True):
        if lines and loose:
            lines.append(BLANK)
        lines += _hanging(item.blocks, width, bullet, role, level + 1)
    return lines


def _bullets(block: List, level: int) -> Sequence[str]:
    if block.ordered:
        numbers = [f"{block.start + index}. " for index in range(len(block.items))]
        widest = max(map(len, numbers), default=0)
        marks = [number.rjust(widest) for number in numbers]
    else:
        marks = [f"{_BULLETS[level % len(_BULLETS)]} "] * len(block.items)
    boxes = {None: "", True: "[x] ", False: "[ ] "}
    return [
        mark if item.checked is None else (mark if block.ordered else "") + boxes[item.checked]
        for mark, item in zip(marks, block.items, strict=True)
    ]


def _is_loose(item: ListItem) -> bool:
    return sum(not isinstance(block, List) for block in item.blocks) > 1


def _hanging(
    blocks: Sequence[Block], width: int, bullet: str, role: Role, level: int
) -> list[Line]:
    """Lay out blocks behind a bullet; following lines stand below the first one's text."""
    first = Fragment(bullet, Role.BULLET)
    rest = Fragment(" " * cells(bullet), role)
    inner = _tight_stack(blocks, _inside(width, first), role, level) or [BLANK]
    return _indented(inner, width, first, rest)


def _tight_stack(blocks: Sequence[Block], width: int, role: Role, level: int) -> list[Line]:
    """Lay out the blocks of a list item: a list inside follows its paragraph at once."""
    lines: list[Line] = []
    for block in blocks:
        inner = _block(block, width, role, level)
        if lines and inner and not isinstance(block, List):
            lines.append(BLANK)
        lines += inner
    return lines


def _titled(
    title: Inline, blocks: Sequence[Block], width: int, role: Role, level: int
) -> list[Line]:
    lines = run_lines(title, width, role) if title else []
    inner = _stack(blocks, _inside(width, _INDENT), role, level)
    return lines + _indented(inner, width, _INDENT, _INDENT)


def _inside(width: int, prefix: Fragment) -> int:
    """Return the cells left behind a prefix; all of them where the prefix must do without."""
    left = width - cells(prefix.text)
    return left if left >= MIN_WIDTH else width


def _indented(lines: Sequence[Line], width: int, first: Fragment, rest: Fragment) -> list[Line]:
    if width - cells(first.text) >= MIN_WIDTH:
        return prefixed(lines, first, rest)
    if first.role is Role.BULLET:
        return run_lines((Run(first.text.strip()),), width, Role.BULLET) + list(lines)
    return list(lines)


def _code_lines(block: Code) -> list[Line]:
    label = f"code: {block.language}" if block.language else ""
    lines = [line_of([Fragment(label, Role.LABEL)])] if label else []
    for text in block.text.expandtabs(4).split("\n"):
        if text:
            lines.append(line_of([_CODE_INDENT, Fragment(text, Role.CODE)]))
        else:
            lines.append(BLANK)
    return lines


def _strong(runs: Inline) -> Inline:
    return tuple(run._replace(marks=run.marks | Mark.STRONG) for run in runs)
