"""Blocks as plain text, for lists, searching and quoting."""

from collections.abc import Iterable

from tui_blog.text import clean
from tui_blog.text.blocks import Block, List, Paragraph, Quote
from tui_blog.text.flatten import flatten
from tui_blog.text.runs import Mark

_SCANNED_FACTOR = 4


def plain_text(blocks: Iterable[Block]) -> str:
    """Return all text of blocks; blocks are parted by one line feed. May be empty."""
    return "".join(run.text for run in flatten(blocks) if not run.marks & Mark.WARNING)


def excerpt(blocks: Iterable[Block], max_chars: int = 300) -> str:
    """Return the beginning of what is to be read, in one clean line.

    Headings, code, images and tables are left out, unless there is nothing else.

    Args:
        blocks: Of a post or comment.
        max_chars: At least 1. What is longer is cut after a word and ends in an ellipsis.
    """
    blocks = tuple(blocks)
    most = max_chars * _SCANNED_FACTOR
    prose: list[str] = []
    length = 0
    for block in blocks:
        if isinstance(block, Paragraph | List | Quote):
            prose.append(plain_text((block,))[:most])
            length += len(prose[-1])
            if length > most:
                break
    # Cut before it is cleaned: what is short and plain is seen to be clean at a glance.
    text = clean.field((" ".join(prose) or plain_text(blocks))[:most], max_chars=most)
    if len(text) <= max_chars:
        return text
    cut = text[:max_chars]
    word_end = cut.rfind(" ")
    shortened = cut[:word_end] if word_end > max_chars // 2 else cut[: max_chars - 1]
    shortened = f"{shortened.rstrip(' ,;:–-')}…"
    # Cutting plain text leaves nothing behind that would have to be cleaned.
    return shortened if text.isascii() else clean.field(shortened, max_chars=max_chars)
