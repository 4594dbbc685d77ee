"""Markdown to blocks: markdown-it-py reads it, its tokens go to the builder as elements."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import takewhile

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from tui_blog.text.blocks import Block
from tui_blog.text.building import BlockBuilder
from tui_blog.text.elements import HIDDEN_ELEMENTS, KNOWN_ELEMENTS
from tui_blog.text.inline import parts_words
from tui_blog.text.limits import may_hold_tables

_TAG = re.compile("<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[ ]*(/?>)?")
_MAX_NESTING = 40
"""Quotations in one another, or half as many lists, whose words are read; the usual 20 lose words
that people write, and more would double the time that a source made of brackets takes."""
_BLANK_LINE = "\n\n"
_EXPLAINS = "]:"
"""Is part of all that says what a link or a note means that is only named elsewhere."""
_TASKS = {"[ ]": False, "[x]": True, "[X]": True}


def markdown_blocks(source: str, base: str | None) -> tuple[Block, ...]:
    """Read Markdown: CommonMark with tables, tasks, strikes, footnotes, definitions and HTML.

    Args:
        source: Anything; not cleaned; without front matter.
        base: What relative addresses are relative to; `None` when unknown.
    """
    builder = BlockBuilder(base=base)
    _take(_parser(with_tables=may_hold_tables(source)).parse(source), builder)
    return builder.finish()


def markdown_beginning(source: str, base: str | None, chars: int) -> tuple[Block, ...]:
    """Return the first of the blocks that `markdown_blocks` gives: what so many characters tell.

    Nothing where they can't tell: where a link or a note could be explained behind them, or where
    there is too much of a table.
    """
    source = source.replace("\r\n", "\n")
    # No explanation goes on behind a blank line, so all of each is on one side of the cut.
    cut = source.rfind(_BLANK_LINE, 0, chars) + len(_BLANK_LINE)
    may_mean_else = "[" in source[:cut] and _EXPLAINS in source[cut:]
    # Tables are read or not by the whole of the source.
    if cut < len(_BLANK_LINE) or may_mean_else or not may_hold_tables(source):
        return ()
    parsed = _parser(with_tables=True).parse(source[:cut])
    # All notes stand behind all else.
    tokens = [*takewhile(lambda token: token.type != "footnote_block_open", parsed)]
    outermost = [
        number for number, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0
    ]
    builder = BlockBuilder(base=base)
    # The last one may go on behind the cut.
    _take(tokens[: outermost[-1] if outermost else 0], builder)
    return builder.settled


def _take(tokens: Sequence[Token], builder: BlockBuilder) -> None:
    may_be_task = False
    for token in tokens:
        if token.type == "inline":
            _take_inline(token, builder, may_be_task=may_be_task)
        else:
            _take_block(token, builder)
        may_be_task = token.type in ("list_item_open", "paragraph_open") and (
            may_be_task or token.type == "list_item_open"
        )


@cache
def _parser(*, with_tables: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("strikethrough")
    if with_tables:
        parser.enable("table")
    parser.use(footnote_plugin).use(deflist_plugin)
    # It sorts its rules when it first reads something, and a second thread would find half of them.
    parser.parse("x")
    return parser


def _take_block(token: Token, builder: BlockBuilder) -> None:
    match token.type:
        case "fence" | "code_block":
            builder.code_block(token.content, token.info.strip().partition(" ")[0])
        case "html_block":
            from tui_blog.text.html import feed_html

            feed_html(token.content, builder)
            builder.show_again()
        case "hr":
            builder.start("hr", {})
        case "footnote_open":
            builder.start_note(_note_label(token))
        case "footnote_close":
            builder.end("li")
        case "footnote_block_open" | "footnote_block_close" | "footnote_anchor":
            pass
        case _ if token.hidden:
            builder.start("p", {})
        case _ if token.nesting == 1:
            builder.start(token.tag, {name: str(value) for name, value in token.attrs.items()})
        case _:  # an end: all that is neither that nor a start is named above
            builder.end(token.tag)


def _take_inline(token: Token, builder: BlockBuilder, *, may_be_task: bool) -> None:
    children: Sequence[Token] = token.children or ()
    if may_be_task and token.content[:3] in _TASKS and token.content[3:4] in (" ", "\n"):
        builder.check_item(checked=_TASKS[token.content[:3]])
        children[0].content = children[0].content[3:].lstrip()
    last_ends = _last_ends(children)
    for number, child in enumerate(children):
        match child.type:
            case "text" | "text_special":
                builder.text(child.content)
            case "softbreak":
                after = children[number + 1].content if number + 1 < len(children) else ""
                if parts_words(children[number - 1].content, after):
                    builder.text("\n")
            case "hardbreak":
                builder.start("br", {})
            case "code_inline":
                builder.code_text(child.content)
            case "image":
                attributes = {name: str(value) for name, value in child.attrs.items()}
                builder.start("img", attributes | {"alt": child.content})
            case "html_inline":
                _take_tag(child.content, builder, last_ends=last_ends, number=number)
            case "footnote_ref":
                builder.note_reference(_note_label(child))
            case _ if child.nesting == 1:
                builder.start(child.tag, {name: str(value) for name, value in child.attrs.items()})
            case _:  # an end: all that is neither that nor a start is named above
                builder.end(child.tag)


def _last_ends(children: Sequence[Token]) -> Mapping[str, int]:
    """Return where the last end tag of each hidden element stands."""
    ends: dict[str, int] = {}
    for number, child in enumerate(children):
        if child.type == "html_inline" and child.content.startswith("</"):
            found = _TAG.match(child.content)
            if found and found[2].lower() in HIDDEN_ELEMENTS:
                ends[found[2].lower()] = number
    return ends


def _take_tag(
    tag: str, builder: BlockBuilder, *, last_ends: Mapping[str, int], number: int
) -> None:
    """Take one tag, comment or declaration; what was hardly meant as a tag stays to be read."""
    found = _TAG.match(tag)
    if found is None:
        return
    name, is_end = found[2].lower(), bool(found[1])
    is_known = name in KNOWN_ELEMENTS or "-" in name or ":" in name
    if name in HIDDEN_ELEMENTS and not is_end:
        is_known = last_ends.get(name, -1) > number
    if not is_known:
        builder.text(tag)
    elif not found[3]:
        from tui_blog.text.html import feed_html

        feed_html(tag, builder)
    elif is_end:
        builder.end(name)
    else:
        builder.start(name, {})


def _note_label(token: Token) -> str:
    number = token.meta.get("id", 0)
    return str(number + 1 if isinstance(number, int) else 1)
