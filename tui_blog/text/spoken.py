"""Blocks as one says them: words in place of bars, lines, columns and signs. Pure, no Textual."""

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
from tui_blog.text.layout import layout_blocks
from tui_blog.text.lines import Fragment, Line, Role
from tui_blog.text.runs import Inline, Mark, Run

_BULLETS = str.maketrans("•◦▪", "---")
_ARROW = "→ "


def layout_spoken(blocks: Iterable[Block], width_cells: int) -> list[Line]:
    """Lay out blocks for speech and Braille, with blank lines between them.

    Args:
        blocks: Any blocks.
        width_cells: What lines may take; only code is wider where it has to be.

    Returns:
        Lines without any character that draws, but for those the author wrote.
    """
    return [_plain_line(line) for line in layout_blocks(spoken_blocks(blocks), width_cells)]


def spoken_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return blocks that say what others show; words of this program are emphasised."""
    return tuple(said for block in blocks for said in _spoken(block))


def _spoken(block: Block) -> Sequence[Block]:
    match block:
        case Paragraph(runs):
            return (Paragraph(_inline(runs)),)
        case Heading(level, runs):
            return (Heading(level, (_word(f"Heading {level}: "), *_inline(runs))),)
        case List(items):
            said = tuple(ListItem(spoken_blocks(item.blocks), item.checked) for item in items)
            return (List(said, block.ordered, block.start),)
        case Definition(term, inner):
            return (Definition(_inline(term), spoken_blocks(inner)),)
        case Quote(inner):
            return _between("Quote: ", spoken_blocks(inner), "End of quote.")
        case Code(_, language):
            before = () if language else (Paragraph((_word("Code:"),)),)
            return (*before, block, Paragraph((_word("End of code."),)))
        case Table():
            return _table(block)
        case Footnote(label, inner):
            return (Footnote(label, spoken_blocks(inner)),)
        case Details(summary, inner):
            title = Paragraph((_word("Details: "), *_inline(summary)))
            return (title, *spoken_blocks(inner), Paragraph((_word("End of details."),)))
        case Image() | Embed():
            return (block,)
        case Rule():
            return (Paragraph((_word("A new section."),)),)
        case _:
            assert_never(block)


def _between(before: str, blocks: tuple[Block, ...], after: str) -> Sequence[Block]:
    """Say where something begins and ends; in its own paragraphs, where it has any there."""
    match blocks:
        case (Paragraph(runs), *rest):
            blocks = (Paragraph((_word(before), *runs)), *rest)
        case _:
            blocks = (Paragraph((_word(before.rstrip()),)), *blocks)
    match blocks:
        case (*rest, Paragraph(runs)):
            return (*rest, Paragraph((*runs, _word(f" {after}"))))
        case _:
            return (*blocks, Paragraph((_word(after),)))


def _table(table: Table) -> Sequence[Block]:
    """Say a table row by row, each cell behind the name of its column."""
    size = f"Table, {_counted(len(table.rows), 'row')}, {_counted(len(table.alignments), 'column')}"
    caption = (_word(": "), *_inline(table.caption)) if table.caption else ()
    headers = table.header or ((),) * len(table.alignments)
    said: list[Block] = [Paragraph((_word(size), *caption))]
    for row in table.rows:
        runs: list[Run] = []
        for header, cell in zip(headers, row, strict=True):
            if cell:
                runs += [Run("; ")] if runs else []
                runs += [*_inline(header), Run(": ")] if header else []
                runs += _inline(cell)
        if runs:
            said.append(Paragraph(tuple(runs)))
    return (*said, Paragraph((_word("End of table."),)))


def _inline(runs: Inline) -> Inline:
    return tuple(
        run._replace(text=run.text.replace(_ARROW, "goes to ")) if run.marks & Mark.WARNING else run
        for run in runs
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _word(text: str) -> Run:
    return Run(text, Mark.EMPHASIS)


def _plain_line(line: Line) -> Line:
    if not any(fragment.role is Role.BULLET for fragment in line.fragments):
        return line
    return line._replace(fragments=tuple(map(_plain_fragment, line.fragments)))


def _plain_fragment(fragment: Fragment) -> Fragment:
    if fragment.role is not Role.BULLET:
        return fragment
    return fragment._replace(text=fragment.text.translate(_BULLETS))
