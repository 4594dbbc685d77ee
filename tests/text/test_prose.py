"""What is read without a parser is exactly what the parser would make of it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_blog.text.blocks import Paragraph
from tui_blog.text.html import html_blocks
from tui_blog.text.markdown import markdown_blocks
from tui_blog.text.prose import plain_html, plain_markdown
from tui_blog.text.runs import Mark, Run

WORDS = st.sampled_from(
    [
        *("word", "Ärger", "it's", "(so)", "1.", "2)", "3", "x.y", "“said”", "—", "a_b", "10%"),
        *("日本", "é", "a", "b"),
    ]
)
MARKDOWN_PIECES = st.one_of(
    WORDS,
    st.sampled_from(["*", "**", "`", "*a*", "**a b**", "`c d`", "*a", "b*", "***a***", "*a**"]),
    st.sampled_from(["\n", "\n\n", "\n\n\n", " ", "  ", "  \n", "\t", "\r\n", "\\", "&amp;", "|"]),
    st.sampled_from(["- ", "+ ", "= ", "===", "---", "# ", ":", ": ", "~", "    ", "> ", "[^1]"]),
    st.sampled_from(["https://a.example/", "www.a.example", "a@b.example", "<b>", "^", "!", "_c_"]),
)
HTML_PIECES = st.one_of(
    WORDS,
    st.sampled_from(["<p>", "</p>", "</p>\n<p>", "<br>", "<br />", "<br />\n", "<br/>", "<b>"]),
    st.sampled_from(["&amp;", "&lt;", "&#8217;", "&nbsp;", "&#0;", "&copy", "&", "&#x1b;"]),
    st.sampled_from([" ", "  ", "\n", "\n\n", "\t", "*", "`", "_", "https://a.example/", "\x1b"]),
)


def texts(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(pieces, max_size=12).map("".join) | st.lists(pieces, max_size=8).map(" ".join)


@given(texts(MARKDOWN_PIECES))
@example("a\n\n\n\nb\n")
@example("*a* *b*\n**c**.")
@example("a *b*, `c`(d)")
def test_plain_markdown_is_what_the_parser_makes_of_it(source: str) -> None:
    """A comment would look otherwise than its author meant it, if only now and then."""
    blocks = plain_markdown(source)

    assert blocks is None or blocks == markdown_blocks(source, None)


@given(texts(HTML_PIECES))
@example("<p>a<br />\nb</p>\n<p>c</p>\n")
@example("<p> a <br> <br> b </p>")
@example("<p>a &lt;br&gt; b</p>")
def test_plain_html_is_what_the_parser_makes_of_it(source: str) -> None:
    """A comment would look otherwise than its author meant it, if only now and then."""
    blocks = plain_html(source)

    assert blocks is None or blocks == html_blocks(source, None)


@pytest.mark.parametrize(
    ("source", "runs"),
    [
        ("Words,\nmore: words.", [[Run("Words, more: words.")]]),
        ("One.\n\nTwo — “so”…\n", [[Run("One.")], [Run("Two — “so”…")]]),
        (
            "It *is*, `x` and **very so**!",
            [
                [
                    Run("It "),
                    Run("is", Mark.EMPHASIS),
                    Run(", "),
                    Run("x", Mark.CODE),
                    Run(" and "),
                    Run("very so", Mark.STRONG),
                    Run("!"),
                ]
            ],
        ),
    ],
)
def test_the_commonest_markdown_needs_no_parser(source: str, runs: list[list[Run]]) -> None:
    """A thread of ten thousand comments would take minutes until its scroll bar is true."""
    assert plain_markdown(source) == tuple(Paragraph(tuple(one)) for one in runs)


def test_the_commonest_html_needs_no_parser() -> None:
    """WordPress sends every comment like this."""
    source = "<p>It&#8217;s so.<br />\nYes &amp; no.</p>\n<p>More</p>\n"

    blocks = plain_html(source)

    assert blocks == (Paragraph((Run("It’s so.\nYes & no."),)), Paragraph((Run("More"),)))
