"""What blocks hold beside their text: the links in them, and the headings that part them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from tui_blog.text.blocks import (
    Block,
    Code,
    Definition,
    Details,
    Embed,
    Footnote,
    Heading,
    Image,
    List,
    Paragraph,
    Quote,
    Rule,
    Table,
)
from tui_blog.text.links import is_misleading
from tui_blog.text.runs import Inline


@dataclass(frozen=True, slots=True)
class Link:
    """A link with the text that stands for it."""

    text: str
    """Clean, one line; may be empty."""
    address: str
    """Vetted: http, https or mailto."""


@dataclass(frozen=True, slots=True)
class HeadingPlace:
    """A heading, and where it is."""

    block: int
    """The block, counted from 0, that it is or that it stands in."""
    level: int
    """1 to 6."""
    text: str
    """Clean, one line; may be empty."""


def headings_in(blocks: Sequence[Block]) -> list[HeadingPlace]:
    """List the headings of a post in their order; those of quotations are not the post's."""
    found: list[HeadingPlace] = []
    for number, outer in enumerate(blocks):
        inner = [outer]
        while inner:
            block = inner.pop()
            if isinstance(block, Heading):
                text = " ".join("".join(run.text for run in block.runs).split())
                found.append(HeadingPlace(number, block.level, text))
            elif isinstance(block, Details):
                inner += reversed(block.blocks)
    return found


def links_in(blocks: Iterable[Block]) -> list[Link]:
    """List the links of blocks in reading order, each address once.

    It comes with the first of its texts, or the first one that names another host.
    """
    found: dict[str, Link] = {}
    for link in every_link(blocks):
        first = found.setdefault(link.address, link)
        if first is link or is_misleading(first.text, link.address):
            continue
        if is_misleading(link.text, link.address):
            found[link.address] = link
    return list(found.values())


def every_link(blocks: Iterable[Block]) -> Iterator[Link]:
    """List the links of blocks in reading order, as often as they are there."""
    stack: list[Iterator[Block]] = [iter(blocks)]
    while stack:
        block = next(stack[-1], None)
        if block is None:
            stack.pop()
            continue
        yield from _own_links(block)
        stack.extend(iter(inner) for inner in reversed(_inner_blocks(block)))


def _own_links(block: Block) -> list[Link]:
    match block:
        case Paragraph(runs) | Heading(_, runs):
            return _inline_links(runs)
        case Definition(term, _) | Details(term, _):
            return _inline_links(term)
        case Table():
            cells = [*block.header, *(cell for row in block.rows for cell in row), block.caption]
            return [link for cell in cells for link in _inline_links(cell)]
        case Image():
            own = [] if block.href is None else [Link(block.alt, block.href)]
            return [*own, *_inline_links(block.caption)]
        case Embed():
            return [] if block.href is None else [Link(block.title or block.service, block.href)]
        case List() | Quote() | Footnote() | Code() | Rule():
            return []
        case _:
            assert_never(block)


def _inner_blocks(block: Block) -> Sequence[tuple[Block, ...]]:
    match block:
        case List(items):
            return [entry.blocks for entry in items]
        case Definition(_, blocks) | Details(_, blocks) | Quote(blocks) | Footnote(_, blocks):
            return [blocks]
        case Paragraph() | Heading() | Table() | Image() | Embed() | Code() | Rule():
            return []
        case _:
            assert_never(block)


def _inline_links(runs: Inline) -> list[Link]:
    links: list[Link] = []
    before: str | None = None
    for run in runs:
        if run.href is not None and run.href == before:
            links[-1] = Link(links[-1].text + run.text, run.href)
        elif run.href is not None:
            links.append(Link(run.text, run.href))
        before = run.href
    return [Link(" ".join(link.text.split()), link.address) for link in links]
