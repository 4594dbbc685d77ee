import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.text.test_document import _HTML_PARTS, _MARKDOWN_PARTS
from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.document import parse_beginning, parse_body

_BASE = "https://blog.example/post/"
_MORE_MARKDOWN = [
    *(
        "\n\n",
        "\n\n",
        "\n\n",
        "[a]",
        "[a]: /x\n",
        "[^1]",
        "[^1]: note\n\n    more\n\n",
        "^[at once]",
    ),
    *("term\n\n: explained\n\n", ": also\n\n", "~~~\n", "<div>\n\n", "</div>\n\n", "<pre>\n\n"),
    *(
        "<!-- hidden\n\n",
        "-->\n\n",
        "- item\n\n",
        "  more\n\n",
        "1. one\n\n",
        "words\n===\n",
        "\r\n",
    ),
    *("<!-- x\n\n<p>a</p><p>b</p>\n\n", "<details>\n\n", "</details>\n\n", "[a]:", "[^1]:"),
    *("> quoted\n\n", "|a|b|\n|-|-|\n|c|d|\n\n", "![x](/y)\n\n", "*caption*\n\n", "\n\r\n"),
]
_MORE_HTML = ["<p>one</p>", "<dl><dt>t</dt><dd>e</dd></dl>", "<figcaption>c</figcaption>", "<li>i"]


_markdown = st.lists(st.sampled_from([*_MARKDOWN_PARTS, *_MORE_MARKDOWN]), max_size=20)
_html = st.lists(st.sampled_from([*_HTML_PARTS, *_MORE_HTML]), max_size=20)


@settings(max_examples=300)
@given(first=_markdown, rest=_markdown)
@example(first=["<!-- x\n\n<p>a</p><p>b</p>\n\n"], rest=["-->"])
@example(first=["[a]\n\nb\n\nc"], rest=["[a]: https://a.example/"])
@example(first=["a[^1]\n\nb\n\nc"], rest=["[^1]: note"])
@example(first=["a^[note]\n\nb^[note]\n\nc^[note]\n\nd"], rest=["e"])
@example(first=["a\n\nterm\n\n: explained\n\nb"], rest=[": again"])
@example(first=["a\n\nb\n\n|c|d|"], rest=["|-|-|\n"])
def test_the_beginning_of_markdown_is_that_of_the_whole(first: list[str], rest: list[str]) -> None:
    """What one reads already would change under one's eyes."""
    _check("".join([*first, "\n\n"]), "".join(rest), BodyFormat.MARKDOWN)


@settings(max_examples=300)
@given(first=_html, rest=_html)
@example(first=["<p>a</p><img alt=x src=/y><p>"], rest=["<figcaption>c</figcaption>"])
@example(first=["<p>a</p><p>b</p><!-- <p>c</p><p>d</p>"], rest=["-->"])
@example(first=["<p>a</p><p>b</p><p title='"], rest=["'>c</p>"])
@example(first=["<p>a</p><script><p>b</p><p>c</p>"], rest=["</script>"])
def test_the_beginning_of_html_is_that_of_the_whole(first: list[str], rest: list[str]) -> None:
    """What one reads already would change under one's eyes."""
    _check("".join(first), "".join(rest), BodyFormat.HTML)


def _check(first: str, rest: str, text_format: BodyFormat) -> None:
    body = Body(source=f"{first}{rest}\n\n{'end ' * len(first)}", format=text_format)

    begun = parse_beginning(body, base=_BASE, chars=len(first))

    assert parse_body(body, base=_BASE)[: len(begun)] == begun


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_long_text_has_a_beginning(line_end: str) -> None:
    """A long post would be waited for as a whole."""
    source = f"## Heading{line_end * 2}Words *and* more.{line_end * 2}" * 1000

    begun = parse_beginning(Body(source=source, format=BodyFormat.MARKDOWN))

    assert 100 < len(begun) < 1000


def test_long_html_has_a_beginning() -> None:
    """A long post would be waited for as a whole."""
    source = "<h2>Heading</h2><p>Words <em>and</em> more.</p>" * 1000

    begun = parse_beginning(Body(source=source, format=BodyFormat.HTML))

    assert 100 < len(begun) < 1000


@pytest.mark.parametrize(
    ("source", "text_format"),
    [
        ("Words *and* more.\n\n" * 20, BodyFormat.MARKDOWN),
        ("Words.\n" * 9_000, BodyFormat.TEXT),
        ("Words *and* more.\n" * 9_000, BodyFormat.MARKDOWN),
        ("Words, [see].\n\n" * 2_000 + "[see]: /here", BodyFormat.MARKDOWN),
    ],
    ids=["short", "plain text", "one paragraph", "explained at the end"],
)
def test_what_can_not_begin_alone_has_no_beginning(source: str, text_format: BodyFormat) -> None:
    """A link would be shown as brackets, or be read twice for nothing."""
    assert parse_beginning(Body(source=source, format=text_format)) == ()
