"""What can be quoted of a text piece by piece: paragraphs and sentences, code and tables whole.

A piece is found again among laid-out lines by its *tag*: in a copy of the blocks, each sentence has
its own address in place of the links it has. Such a copy takes the same lines.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, assert_never

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
    ListItem,
    Paragraph,
    Quote,
    Rule,
    Table,
)
from tui_blog.text.excerpt import plain_text
from tui_blog.text.lines import Line, Role
from tui_blog.text.quoting import quote_blocks
from tui_blog.text.runs import Inline, Run
from tui_blog.text.sentences import sentence_spans
from tui_blog.text.wrap import cells

_TAG = "\0piece:"
"""No text that is clean holds this, nor does an address."""


class Piece(NamedTuple):
    """A part of a text that can be quoted."""

    quoted: str
    """Lines that begin with a `>`."""
    plain: str
    """The words alone."""
    first: int
    """The first tag of it."""
    last: int
    """The last tag of it; the same as the first for one sentence."""
    is_whole: bool
    """A whole block, not a sentence of one."""

    def covers(self, other: "Piece") -> bool:
        """Say whether another piece of the same text is a part of this one."""
        return self.is_whole and self.first <= other.first and other.last <= self.last


class Pieces(NamedTuple):
    """The pieces of a text, in reading order; a paragraph comes before its sentences."""

    pieces: tuple[Piece, ...]
    tagged: tuple[Block, ...]
    """The blocks with tags."""


class Place(NamedTuple):
    """Where a tag stands on a line."""

    tag: int
    line: int
    column: int
    """In cells."""


def pieces_of(blocks: Iterable[Block]) -> Pieces:
    """Take a text to pieces."""
    tagger = _Tagger()
    tagged = tagger.blocks(blocks, ())
    return Pieces(tuple(tagger.pieces), tagged)


def places_in(lines: Sequence[Line]) -> list[Place]:
    """List where tags stand among the lines of tagged blocks: once for each line they reach."""
    places = []
    for number, line in enumerate(lines):
        column, seen = 0, -1
        for fragment in line.fragments:
            mark = fragment.href or (fragment.text if fragment.role is Role.CODE else "")
            if mark.startswith(_TAG):
                tag = int(mark.removeprefix(_TAG))
                if tag != seen:
                    blanks = len(fragment.text) - len(fragment.text.lstrip(" "))
                    places.append(Place(tag, number, column + blanks))
                seen = tag
            column += cells(fragment.text)
    return places


class _Tagger:
    """Walks through blocks, numbers what can be quoted, and makes the copy with tags."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._next_tag = 0

    def blocks(self, blocks: Iterable[Block], around: tuple[Block, ...]) -> tuple[Block, ...]:
        """Tag blocks that stand in quotations or list items.

        Args:
            blocks: Some.
            around: The quotations and the item around them, empty but for that, the outermost
                first.
        """
        return tuple(self._block(block, around) for block in blocks)

    def _block(self, block: Block, around: tuple[Block, ...]) -> Block:
        match block:
            case Paragraph(runs):
                return Paragraph(self._sentences(runs, block, around))
            case Heading(_, runs):
                return replace(block, runs=self._whole(runs, block, around))
            case List():
                return self._list(block, around)
            case Quote(inner):
                return Quote(self.blocks(inner, (*around, Quote(()))))
            case Code(text):
                tag = self._tag_whole(block, around)
                # Code is never wrapped: another first line leaves all lines where they are.
                return replace(block, text="\n".join([f"{_TAG}{tag}", *text.split("\n")[1:]]))
            case Table():
                return self._table(block, around)
            case Image() | Embed():
                return replace(block, href=f"{_TAG}{self._tag_whole(block, around)}")
            case Definition(term, inner):
                named = self._whole(term, Paragraph(term), around)
                return Definition(named, self.blocks(inner, around))
            case Details(summary, inner):
                named = self._whole(summary, Paragraph(summary), around)
                return Details(named, self.blocks(inner, around))
            case Footnote(label, inner):
                return Footnote(label, self.blocks(inner, around))
            case Rule():
                return block
            case _:
                assert_never(block)

    def _list(self, block: List, around: tuple[Block, ...]) -> List:
        items = []
        for number, item in enumerate(block.items, block.start):
            bullet = List((ListItem((), item.checked),), block.ordered, number)
            outside = tuple(one for one in around if isinstance(one, Quote))
            first = self.blocks(item.blocks[:1], (*outside, bullet))
            others = self.blocks(item.blocks[1:], outside)
            items.append(replace(item, blocks=(*first, *others)))
        return replace(block, items=tuple(items))

    def _table(self, block: Table, around: tuple[Block, ...]) -> Table:
        address = f"{_TAG}{self._tag_whole(block, around)}"

        def tagged(runs: Inline) -> Inline:
            return tuple(run._replace(href=address) for run in runs)

        return replace(
            block,
            header=tuple(map(tagged, block.header)),
            rows=tuple(tuple(map(tagged, row)) for row in block.rows),
            caption=tagged(block.caption),
        )

    def _whole(self, runs: Inline, block: Block, around: tuple[Block, ...]) -> Inline:
        if not runs:
            return runs
        tag = self._tag_whole(block, around)
        return tuple(run._replace(href=f"{_TAG}{tag}") for run in runs)

    def _tag_whole(self, block: Block, around: tuple[Block, ...]) -> int:
        tag = self._next_tag
        self._next_tag += 1
        self._add(block, around, tag, tag, is_whole=True)
        return tag

    def _sentences(self, runs: Inline, block: Block, around: tuple[Block, ...]) -> Inline:
        spans = sentence_spans("".join(run.text for run in runs))
        if len(spans) <= 1:
            return self._whole(runs, block, around)
        first = self._next_tag
        self._next_tag += len(spans)
        self._add(block, around, first, self._next_tag - 1, is_whole=True)
        outside = tuple(one for one in around if isinstance(one, Quote))
        tagged: list[Run] = []
        # The blanks behind a sentence go with it, so that nothing of the text is lost.
        ends = [*(start for start, _ in spans[1:]), sum(len(run.text) for run in runs)]
        for tag, sentence in enumerate(_parts(runs, ends), first):
            tagged += [run._replace(href=f"{_TAG}{tag}") for run in sentence]
            self._add(Paragraph(sentence), outside, tag, tag, is_whole=False)
        return tuple(tagged)

    def _add(
        self, block: Block, around: tuple[Block, ...], first: int, last: int, *, is_whole: bool
    ) -> None:
        wrapped = block
        for one in reversed(around):
            wrapped = _filled(one, wrapped)
        quoted = quote_blocks((wrapped,))
        if quoted:
            plain = plain_text((block,)).strip()
            self.pieces.append(Piece(quoted, plain, first, last, is_whole))


def _filled(around: Block, block: Block) -> Block:
    if isinstance(around, List):
        return replace(around, items=(replace(around.items[0], blocks=(block,)),))
    return Quote((block,))


def _parts(runs: Inline, ends: Sequence[int]) -> Iterator[Inline]:
    """Part running text at offsets that only ever grow, in one pass."""
    number = start = begin = 0
    for end in ends:
        part: list[Run] = []
        while number < len(runs):
            run = runs[number]
            text = run.text[max(0, begin - start) : end - start]
            if text:
                part.append(run._replace(text=text))
            if start + len(run.text) > end:
                break
            start += len(run.text)
            number += 1
        begin = end
        yield tuple(part)
