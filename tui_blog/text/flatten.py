"""Blocks as running text: for table cells, headings and captions, which hold nothing else."""

from collections.abc import Iterable
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
    Paragraph,
    Quote,
    Rule,
    Table,
)
from tui_blog.text.inline import image_text
from tui_blog.text.runs import Inline, Mark, Run

_LINE_BREAK = Run("\n")


def flatten(blocks: Iterable[Block]) -> Inline:
    """Return the text of blocks, one line for each part."""
    runs: list[Run] = []
    for line in _lines(blocks):
        if runs:
            runs.append(_LINE_BREAK)
        runs.extend(line)
    return tuple(runs)


def embed_text(embed: Embed) -> str:
    """Return what stands for an embedded thing."""
    name = " – ".join(part for part in (embed.service, embed.title) if part)
    return f"[embed: {name}]" if name else "[embed]"


def _lines(blocks: Iterable[Block]) -> Iterable[Inline]:
    for block in blocks:
        match block:
            case Paragraph(runs) | Heading(_, runs):
                yield runs
            case List():
                yield from _list_lines(block)
            case Definition(term, inner) | Details(term, inner):
                yield term
                yield from _lines(inner)
            case Quote(inner):
                yield from _lines(inner)
            case Footnote(label, inner):
                yield (Run(f"[{label}] "), *flatten(inner))
            case Code(text):
                yield (Run(text, Mark.CODE),)
            case Image():
                yield (Run(image_text(block), Mark.IMAGE, block.href),)
                if block.caption:
                    yield block.caption
            case Embed():
                yield (Run(embed_text(block), Mark.IMAGE, block.href),)
            case Table():
                if block.caption:
                    yield block.caption
                if block.header:
                    yield _row_line(block.header)
                yield from map(_row_line, block.rows)
            case Rule():
                pass
            case _:
                assert_never(block)


def _list_lines(block: List) -> Iterable[Inline]:
    for number, item in enumerate(block.items, block.start):
        if item.checked is not None:
            bullet = "[x] " if item.checked else "[ ] "
        else:
            bullet = f"{number}. " if block.ordered else "• "
        yield (Run(bullet), *flatten(item.blocks))


def _row_line(cells: Iterable[Inline]) -> Inline:
    runs: list[Run] = []
    for cell in cells:
        if not cell:
            continue
        if runs:
            runs.append(Run(" | "))
        runs.extend(cell)
    return tuple(runs)
