"""Lines that are only counted are as many as are drawn."""

import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.text.test_prose import HTML_PIECES, MARKDOWN_PIECES, texts
from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.document import COMMENT_BYTES, parse_body
from tui_blog.text.layout import layout_blocks
from tui_blog.text.line_counts import count_comment_lines, count_text_lines
from tui_blog.text.shapes import pack_shapes, shape_finder
from tui_blog.text.wrap import count_lines, wrap

_WIDTHS = st.integers(1, 40)
_PLAIN_WORDS = st.lists(st.text("abé—", min_size=1, max_size=25), max_size=40).map(" ".join)


def lines_drawn(body: Body, width: int) -> int:
    return len(layout_blocks(parse_body(body, max_bytes=COMMENT_BYTES), width))


@given(texts(MARKDOWN_PIECES), _WIDTHS)
@example("*a b* c\n\n\n**d** `e`, f\ng", 10)
def test_lines_of_markdown_are_counted_as_they_are_drawn(source: str, width: int) -> None:
    """All comments below would jump when the one that was counted comes into view."""
    body = Body(source=source, format=BodyFormat.MARKDOWN)

    assert count_comment_lines(body, width) in (None, lines_drawn(body, width))


@given(texts(HTML_PIECES), _WIDTHS)
@example("<p>a<br>b &lt;br&gt; c</p>\n<p></p><p>d<br/><br/></p>", 10)
def test_lines_of_html_are_counted_as_they_are_drawn(source: str, width: int) -> None:
    """All comments below would jump when the one that was counted comes into view."""
    body = Body(source=source, format=BodyFormat.HTML)

    assert count_comment_lines(body, width) in (None, lines_drawn(body, width))


@given(_PLAIN_WORDS, st.integers(2, 40))
def test_lines_of_words_are_counted_as_they_are_wrapped(text: str, width: int) -> None:
    """A word that is longer than a line would be counted once."""
    assert count_lines(text, width) == len(wrap(text, width))


@pytest.mark.parametrize(
    ("source", "body_format", "lines"),
    [
        ("One *two* three `four`.\n\nFive.", BodyFormat.MARKDOWN, 5),
        ("<p>It&#8217;s so.<br />\nYes.</p>\n<p>More</p>", BodyFormat.HTML, 4),
        ("# heading", BodyFormat.MARKDOWN, None),
        ("one *two", BodyFormat.MARKDOWN, None),
        ("<ul><li>one</li></ul>", BodyFormat.HTML, None),
        ("> quoted", BodyFormat.TEXT, None),
        ("word " * COMMENT_BYTES, BodyFormat.MARKDOWN, None),
    ],
)
def test_what_most_comments_are_is_counted_and_only_that(
    source: str, body_format: BodyFormat, lines: int | None
) -> None:
    """The scroll bar of a large thread would creep for a minute."""
    assert count_comment_lines(Body(source=source, format=body_format), 10) == lines


@given(st.lists(st.one_of(texts(MARKDOWN_PIECES), _PLAIN_WORDS), max_size=600), _WIDTHS)
@example(["", "", "# heading", "é — “word” " * 3, "# another"], 10)
@example([""] * 257, 10)
def test_shapes_have_as_many_lines_as_their_texts(sources: list[str], width: int) -> None:
    """The scroll bar of a large thread would jump when its comments come into view."""
    bodies = [Body(source=source, format=BodyFormat.MARKDOWN) for source in sources]
    find_shape = shape_finder(list(pack_shapes(bodies)).__getitem__)

    shapes = list(map(find_shape, range(len(bodies))))
    counts = [None if shape is None else count_text_lines(shape, width) for shape in shapes]

    assert counts == [count_comment_lines(body, width) for body in bodies]
    assert set("".join(filter(None, shapes))) <= set("x \n")


@pytest.mark.parametrize("blocks", [[], [b"other"], [zlib.compress(b"x")]])
def test_damaged_shapes_are_told_of(blocks: list[bytes]) -> None:
    """Heights would be counted from another thread, or a key would end the program."""
    find_shape = shape_finder(blocks.__getitem__)

    with pytest.raises(ValueError, match="shapes"):
        find_shape(1)
