"""Bodies of posts and comments to blocks, whatever their format; the way in for foreign text."""

from typing import assert_never

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.blocks import Block, Paragraph
from tui_blog.text.limits import limit_bytes, limit_html, limit_markdown, limit_text
from tui_blog.text.plain import text_blocks
from tui_blog.text.prose import plain_html, plain_markdown
from tui_blog.text.runs import Mark, Run

POST_BYTES = 1024 * 1024
"""How much of a post is read."""
COMMENT_BYTES = 256 * 1024
"""How much of a comment is read."""
BEGINNING_CHARS = 6 * 1024
"""How much of a long post is read first; more than the largest screens show."""
_LONG_TIMES = 2
_CUT = "The text goes on, but it is too long to be shown whole."


def parse_body(
    body: Body, *, base: str | None = None, max_bytes: int = POST_BYTES
) -> tuple[Block, ...]:
    """Make blocks of a body. Never raises, whatever the body holds.

    Args:
        body: As received.
        base: The absolute address that relative ones are relative to; `None` when unknown.
        max_bytes: What is longer in UTF-8, or would take seconds to read, is cut, and a last
            paragraph says so.

    Returns:
        Blocks that hold clean strings and vetted addresses only; nothing for an empty body.
    """
    blocks: tuple[Block, ...]
    source = limit_bytes(body.source, max_bytes)
    match body.format:
        case BodyFormat.HTML:
            source = limit_html(source)
            blocks = _html_blocks(source, base)
        case BodyFormat.MARKDOWN:
            plain = plain_markdown(source)
            source = source if plain is not None else limit_markdown(source)
            blocks = _markdown_blocks(source, base) if plain is None else plain
        case BodyFormat.TEXT:
            source = limit_text(source)
            blocks = text_blocks(source)
        case _:
            assert_never(body.format)
    if len(source) < len(body.source):
        blocks = (*blocks, Paragraph((Run(_CUT, Mark.WARNING),)))
    return blocks


def parse_beginning(
    body: Body, *, base: str | None = None, chars: int = BEGINNING_CHARS
) -> tuple[Block, ...]:
    """Make the first blocks of a long body, so that something is there to be read at once.

    Args:
        body: As received.
        base: See `parse_body`.
        chars: About how much of it is read.

    Returns:
        The first of the blocks that `parse_body` makes, the same ones; none for a body that is not
        several times as long, that is read whole about as soon, or whose beginning could mean
        something else by what follows.
    """
    if len(body.source) < _LONG_TIMES * chars:
        return ()
    # So little of it is never beyond any limit.
    match body.format:
        case BodyFormat.HTML:
            from tui_blog.text.html import html_beginning

            return html_beginning(body.source, base, chars)
        case BodyFormat.MARKDOWN:
            from tui_blog.text.markdown import markdown_beginning

            return markdown_beginning(body.source, base, chars)
        case BodyFormat.TEXT:
            return ()
        case _:
            assert_never(body.format)


def _html_blocks(source: str, base: str | None) -> tuple[Block, ...]:
    blocks = plain_html(source)
    if blocks is None:
        from tui_blog.text.html import html_blocks

        blocks = html_blocks(source, base)
    return blocks


def _markdown_blocks(source: str, base: str | None) -> tuple[Block, ...]:
    from tui_blog.text.markdown import markdown_blocks

    return markdown_blocks(source, base)
