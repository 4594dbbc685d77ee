"""Quoting: what is answered, as lines that begin with a `>`."""

from collections.abc import Iterable

from tui_blog.text import clean
from tui_blog.text.blocks import Block, Code, List, Quote
from tui_blog.text.excerpt import plain_text

_MARK = ">"


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
            return [f"```{language}", *text.split("\n"), "```"]
        case Quote(inner):
            return quote_blocks(inner).split("\n")
        case List() as listed:
            return plain_text((listed,)).replace("• ", "- ").split("\n")
        case _:
            return [line for line in plain_text((block,)).split("\n") if line.strip()]


def _marked(line: str) -> str:
    return f"{_MARK} {line}".rstrip()
