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


def html_beginning(source: str, base: str | None, chars: int) -> tuple[Block, ...]:
    """Return the first of the blocks that `html_blocks` gives: what so many characters tell."""
    builder = BlockBuilder(base=base)
    beginning, _ = _part_from_comments(source[:chars])
    # It is not closed: what is cut off at the end is waited for.
    _Reader(builder).feed(without_traps(beginning))
    return builder.settled


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
        source = "".join(_part_from_comments(source))
    if "<!" in source or "<?" in source:
        source = _DECLARATION.sub("", source)
    return _NO_TAG.sub("&lt;", source)


def _part_from_comments(source: str) -> tuple[str, str]:
    """Return HTML without its comments, and what begins with one that never ends."""
    kept = []
    done = 0
    while (start := source.find(_COMMENT_START, done)) >= 0:
        kept.append(source[done:start])
        end = source.find(_COMMENT_END, start + 2)
        if end < 0:
            return "".join(kept), source[start:]
        done = end + len(_COMMENT_END)
    return "".join([*kept, source[done:]]), ""


class _Reader(HTMLParser):
    def __init__(self, builder: BlockBuilder) -> None:
        super().__init__(convert_charrefs=True)
        self._builder = builder

    def updatepos(self, i: int, j: int) -> int:
        """Count no lines: nobody asks where an element stands, and it takes a sixth of the time."""
        del i
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._builder.start(tag, {name: value or "" for name, value in attrs})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # In HTML the slash means nothing: what has no end needs none.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._builder.end(tag)

    def handle_data(self, data: str) -> None:
        self._builder.text(data)
