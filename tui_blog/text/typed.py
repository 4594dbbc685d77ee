"""A comment as somebody could have typed it, to be edited again."""

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.blocks import Paragraph
from tui_blog.text.document import COMMENT_BYTES, parse_body
from tui_blog.text.runs import Mark, Run


def typed_text(body: Body) -> str | None:
    """Return the text that makes this body when it is sent as it is.

    Returns:
        The source of text and Markdown; of HTML, the text of its paragraphs. `None` for HTML that
        has formatting, which would be lost.
    """
    if body.format is not BodyFormat.HTML:
        return body.source
    paragraphs = []
    for block in parse_body(body, max_bytes=COMMENT_BYTES):
        if not isinstance(block, Paragraph) or not all(map(_is_plain, block.runs)):
            return None
        paragraphs.append("".join(run.text for run in block.runs))
    return "\n\n".join(paragraphs)


def _is_plain(run: Run) -> bool:
    """Say whether a run is only text; an address that a blog made a link of itself is."""
    return run.marks is Mark.NONE and (run.href is None or run.href == run.text)
