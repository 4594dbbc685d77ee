"""How many lines a text takes, counted without laying it out: for very many of them at once."""

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.document import COMMENT_BYTES
from tui_blog.text.layout import MIN_WIDTH
from tui_blog.text.prose import html_texts, markdown_texts
from tui_blog.text.wrap import count_lines

_MOST_CHARS = COMMENT_BYTES // 16
"""Longer texts may be cut, which is not looked into here."""


def count_comment_lines(body: Body, width_cells: int) -> int | None:
    """Count the lines that a comment of plain paragraphs takes.

    Args:
        body: As received.
        width_cells: As `layout_blocks` has it.

    Returns:
        As many lines as `layout_blocks` makes of what `parse_body` reads; `None` for what has to be
        laid out to be counted.
    """
    text = counted_text(body)
    return None if text is None else count_text_lines(text, width_cells)


def counted_text(body: Body) -> str | None:
    """Return what is counted of a comment of plain paragraphs.

    Returns:
        Its lines as they would be in a window of any width, a blank one between paragraphs; `None`
        for what has to be laid out to be counted.
    """
    if len(body.source) > _MOST_CHARS:
        return None
    texts = None
    if body.format is BodyFormat.MARKDOWN:
        texts = markdown_texts(body.source)
    elif body.format is BodyFormat.HTML:
        texts = html_texts(body.source)
    return None if texts is None else "\n\n".join(texts)


def count_text_lines(text: str, width_cells: int) -> int:
    """Count the lines of what `counted_text` returned, or of its shape.

    Args:
        text: Each character is as wide as any other.
        width_cells: As `layout_blocks` has it.
    """
    if not text:
        return 0
    width = max(width_cells, MIN_WIDTH)
    return sum([count_lines(line, width) for line in text.split("\n")])
