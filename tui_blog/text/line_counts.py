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
    if len(body.source) > _MOST_CHARS:
        return None
    texts = None
    if body.format is BodyFormat.MARKDOWN:
        texts = markdown_texts(body.source)
    elif body.format is BodyFormat.HTML:
        texts = html_texts(body.source)
    if texts is None:
        return None
    width = max(width_cells, MIN_WIDTH)
    count = max(0, len(texts) - 1)  # blank lines part them
    for text in texts:
        for line in text.split("\n"):
            count += count_lines(line, width)
    return count
