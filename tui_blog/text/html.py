"""HTML to blocks: the standard library's parser, made safe to use, feeds the builder."""

import re
from html.parser import HTMLParser

from tui_blog.text.blocks import Block
from tui_blog.text.building import BlockBuilder

_DECLARATION = re.compile("<[!?][^<>]*>")
_NO_TAG = re.compile("<(?=[^<>]*(?:<|$(?![\n])))|<(?=/[^a-zA-Z]|[!?])")
_COMMENT_START, _COMMENT_END = "<!--", "-->"


def html_blocks(source: str, base: str | None) -> tuple[Block, ...]:
    """Read HTML as a browser would, as far as its meaning goes.

    Args:
        source: Anything; not cleaned.
        base: What relative addresses are relative to; `None` when unknown.
    """
    builder = BlockBuilder(base=base)
    feed_html(source, builder)
    return builder.finish()


def feed_html(source: str, builder: BlockBuilder) -> None:
    """Give the elements and the text of some HTML to a builder."""
    reader = _Reader(builder)
    reader.feed(without_traps(source))
    reader.close()


def without_traps(source: str) -> str:
    """Take out of HTML what makes the parser slow or fail.

    The parser takes quadratic time for what is opened and never closed (CVE-2025-6069 and others),
    and people's Pythons are old: so comments and declarations go, and a "<" that no ">" follows
    before the next "<" becomes text. So does one that begins a declaration only now that what stood
    inside it is gone.
    """
    if _COMMENT_START in source:
        source = _without_comments(source)
    if "<!" in source or "<?" in source:
        source = _DECLARATION.sub("", source)
    return _NO_TAG.sub("&lt;", source)


def _without_comments(source: str) -> str:
    kept = []
    done = 0
    while (start := source.find(_COMMENT_START, done)) >= 0:
        end = source.find(_COMMENT_END, start + 2)
        if end < 0:
            break
        kept.append(source[done:start])
        done = end + len(_COMMENT_END)
    kept.append(source[done:])
    return "".join(kept)


class _Reader(HTMLParser):
    def __init__(self, builder: BlockBuilder) -> None:
        super().__init__(convert_charrefs=True)
        self._builder = builder

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._builder.start(tag, {name: value or "" for name, value in attrs})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # In HTML the slash means nothing: what has no end needs none.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._builder.end(tag)

    def handle_data(self, data: str) -> None:
        self._builder.text(data)
