"""Pieces of a text: what can be quoted, where it stands. TUI_BLOG_WRITE_GOLDEN=1 writes anew."""

import os
from collections.abc import Sequence
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.test_text_golden import _FORMATS, _SOURCES
from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.blocks import Block
from tui_blog.text.document import parse_body
from tui_blog.text.layout import layout_blocks
from tui_blog.text.pieces import pieces_of, places_in

_FOLDER = Path(__file__).parents[1] / "data" / "pieces"
_OWN = sorted(path for path in _FOLDER.iterdir() if path.suffix in (".md", ".html"))
WIDTH = 40
_WRITES_GOLDEN = bool(os.environ.get("TUI_BLOG_WRITE_GOLDEN"))  # tests see none of these


def read(source: str, body_format: BodyFormat = BodyFormat.MARKDOWN) -> tuple[Block, ...]:
    return parse_body(Body(source=source, format=body_format))


def notation(blocks: Sequence[Block]) -> str:
    """Write down each piece: where it begins, what is quoted of it."""
    pieces, tagged = pieces_of(blocks)
    begins: dict[int, str] = {}
    for place in places_in(layout_blocks(tagged, WIDTH)):
        begins.setdefault(place.tag, f"{place.line + 1}:{place.column + 1}")
    told = []
    for piece in pieces:
        kind = "whole" if piece.is_whole else "sentence"
        told += [f"{begins[piece.first]} {kind} {piece.first}-{piece.last}", piece.quoted, ""]
    return "\n".join(told)


@pytest.mark.parametrize("source", _OWN, ids=lambda path: path.name)
def test_pieces_are_what_was_looked_at(source: Path) -> None:
    """A label would stand in the wrong place, or quote something else."""
    written = notation(read(source.read_text("utf-8"), _FORMATS[source.suffix]))

    golden = _FOLDER / f"{source.name}.txt"
    if _WRITES_GOLDEN:
        golden.write_text(written, "utf-8")
    assert written == golden.read_text("utf-8")


@pytest.mark.parametrize("source", [*_OWN, *_SOURCES], ids=lambda path: path.name)
@pytest.mark.parametrize("width", [24, 60])
def test_tags_leave_every_line_where_it_is(source: Path, width: int) -> None:
    """Labels would stand beside what they quote."""
    blocks = read(source.read_text("utf-8"), _FORMATS[source.suffix])
    pieces, tagged = pieces_of(blocks)

    lines, tagged_lines = layout_blocks(blocks, width), layout_blocks(tagged, width)

    code_starts = [number for number, line in enumerate(tagged_lines) if "piece:" in line.text]
    assert [line.text for number, line in enumerate(lines) if number not in code_starts] == [
        line.text for number, line in enumerate(tagged_lines) if number not in code_starts
    ]
    tags = {place.tag for place in places_in(tagged_lines)}
    assert {tag for piece in pieces for tag in range(piece.first, piece.last + 1)} <= tags


@given(st.text(st.sampled_from("aB. !?。\n>-*`12| ")))
def test_any_text_has_pieces_that_are_quoted_line_by_line(text: str) -> None:
    """Words of others would seem to be one's own."""
    for piece in pieces_of(read(text)).pieces:
        assert all(line.startswith(">") for line in piece.quoted.split("\n"))
        assert piece.first <= piece.last


def test_a_paragraph_covers_its_sentences_and_no_others() -> None:
    """What is picked twice would be quoted twice."""
    one, first, second, other = pieces_of(read("One. Two.\n\nThree.")).pieces

    assert one.covers(first)
    assert one.covers(second)
    assert not one.covers(other)
    assert not first.covers(second)


@pytest.mark.parametrize("line", ["piece:abc", "piece:7", "\0piece:7"])
def test_code_that_looks_like_a_tag_is_none(line: str) -> None:
    """Quoting from such a text would end the program, or quote something else."""
    pieces, tagged = pieces_of(read(f"```\none\n{line}\n```\n\nLast."))

    places = places_in(layout_blocks(tagged, WIDTH))

    assert [place.tag for place in places] == [piece.first for piece in pieces]


def test_thousands_of_sentences_in_thousands_of_runs_take_no_time() -> None:
    """One comment could make quoting stand still."""
    begin = process_time()

    pieces = pieces_of(read(f"<p>{'<b>One</b>. ' * 8000}</p>", BodyFormat.HTML)).pieces

    assert process_time() - begin < 5
    assert len(pieces) == 8001
    assert pieces[1].quoted == "> One."
