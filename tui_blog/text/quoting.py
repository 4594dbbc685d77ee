"""Quoting: what is answered, as lines that begin with a `>`, and whose words they are."""

from collections.abc import Iterable
from dataclasses import dataclass

from tui_blog.text import clean
from tui_blog.text.blocks import Block, Code, List, Quote
from tui_blog.text.code_marks import fence
from tui_blog.text.excerpt import plain_text

_MARK = ">"
_NAME_CHARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What is quoted of one post or comment."""

    name: str
    """Who wrote it; empty where that is not known."""
    address: str
    """Where it stands on the web, vetted; empty where it has no address."""
    pieces: tuple[str, ...]
    """Quoted lines, as `quote_blocks` and `quote_text` make them; in reading order."""


def quotation_text(quotations: Iterable[Quotation]) -> str:
    """Return what begins an answer: for each writer a line that says so, then the pieces.

    Returns:
        Markdown, without a line feed at the end; empty when nothing is quoted.
    """
    parts = []
    for quotation in quotations:
        pieces = [piece for piece in quotation.pieces if piece]
        if pieces:
            first, *others = pieces
            parts += [f"{attribution(quotation.name, quotation.address)}\n{first}", *others]
    return "\n\n".join(parts)


def attribution(name: str, address: str) -> str:
    """Return the line that says who wrote what is quoted below it."""
    who = clean.field(name, max_chars=_NAME_CHARS) or "Somebody"
    return f"{who} wrote ({address}):" if address else f"{who} wrote:"


def quote_blocks(blocks: Iterable[Block]) -> str:
    """Quote blocks as Markdown; an empty quoted line parts one from the next.

    Returns:
        Lines without a line feed at the end; empty when there is nothing to read.
    """
    quoted = [lines for block in blocks if (lines := _block_lines(block))]
    return f"\n{_MARK}\n".join("\n".join(map(_marked, lines)) for lines in quoted)


def quote_text(text: str) -> str:
    """Quote text line by line; blank lines around it are left out."""
    return "\n".join(map(_marked, clean.body(text).strip("\n").splitlines()))


def _block_lines(block: Block) -> list[str]:
    match block:
        case Code(text, language):
            marks = fence(text)
            return [f"{marks}{language.replace('`', '')}", *text.split("\n"), marks]
        case Quote(inner):
            return quote_blocks(inner).split("\n")
        case List() as listed:
            return plain_text((listed,)).replace("• ", "- ").split("\n")
        case _:
            return [line for line in plain_text((block,)).split("\n") if line.strip()]


def _marked(line: str) -> str:
    return f"{_MARK} {line}".rstrip()
