"""Bodies of posts and comments to blocks, whatever their format; the way in for foreign text."""

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.blocks import Block, Mark, Paragraph, Run
from tui_blog.text.plain import text_blocks

POST_BYTES = 1024 * 1024
"""How much of a post is read."""
COMMENT_BYTES = 256 * 1024
"""How much of a comment is read."""


def parse_body(
    body: Body, *, base: str | None = None, max_bytes: int = POST_BYTES
) -> tuple[Block, ...]:
    """Make blocks of a body. Never raises, whatever the body holds.

    Args:
        body: As received.
        base: The absolute address that relative ones are relative to; `None` when unknown.
        max_bytes: What is longer in UTF-8 is cut, and a last paragraph says so.

    Returns:
        Blocks that hold clean strings and vetted addresses only; nothing for an empty body.
    """
    blocks: tuple[Block, ...]
    source, is_cut = _limited(body.source, max_bytes)
    match body.format:
        case BodyFormat.HTML:
            from tui_blog.text.html import html_blocks

            blocks = html_blocks(source, base)
        case BodyFormat.MARKDOWN:
            from tui_blog.text.markdown import markdown_blocks

            blocks = markdown_blocks(source, base)
        case BodyFormat.TEXT:
            blocks = text_blocks(source)
    if is_cut:
        sentence = f"This text is too long: only its first {max_bytes // 1024} KiB are shown."
        blocks = (*blocks, Paragraph((Run(sentence, Mark.WARNING),)))
    return blocks


def _limited(source: str, max_bytes: int) -> tuple[str, bool]:
    # No character takes more than four bytes; most texts need not be encoded to be known short.
    if len(source) * 4 <= max_bytes:
        return source, False
    encoded = source.encode("utf-8", errors="replace")
    if len(encoded) <= max_bytes:
        return source, False
    return encoded[:max_bytes].decode("utf-8", errors="ignore"), True
