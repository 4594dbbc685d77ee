import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text import limits, links
from tui_blog.text.blocks import MAX_DEPTH, Code, Footnote, Paragraph, Table
from tui_blog.text.document import COMMENT_BYTES, parse_body
from tui_blog.text.excerpt import plain_text
from tui_blog.text.layout import MIN_WIDTH, Line, Role, layout_block, layout_blocks
from tui_blog.text.runs import Mark, Run
from tui_blog.text.wrap import cells

_BASE = "https://blog.example/post/"
_HTML_PARTS = [
    *("<p>", "</p>", "<b>", "</b>", "<i>", "<sup>", "</sup>", "<a href='https://a.example/'>"),
    *("<a href='#x'>", "</a>", "<ul>", "</ul>", "<ol>", "<li>", "</li>", "<blockquote>"),
    *("</blockquote>", "<table>", "<tr>", "<td>", "<th>", "</table>", "<td rowspan=3>"),
    *("<details>", "<summary>", "</summary>", "</details>", "<pre>", "</pre>", "<code>"),
    *("</code>", "<figure>", "</figure>", "<figcaption>", "<img alt=x>", "<dl>", "<dt>", "<dd>"),
    *("</dl>", "<h2>", "</h2>", "<br>", "<hr>", "<iframe>", "</iframe>", "<script>", "</script>"),
    *("<!--", "-->", "<!x>", "<?", "<", ">", "&", "&#x1b;", "&#x202e;", "word", " ", "漢字"),
    *("👩\u200d👧", "\x1b[31m", "\x00", "\u202e"),
]
_MARKDOWN_PARTS = [
    *("# ", "> ", "- ", "1. ", "\n", "\n\n", "    ", "```", "`", "*", "**", "~~", "[", "](", ")"),
    *("[^1]", "[^1]: ", "|", "|-|-|\n", "![", "<b>", "</b>", "<details>", "<script>", "<!--"),
    *("&#27;", "\\", ": ", "[ ] ", "word", " ", "漢字", "\x1b]0;", "\x9b", "https://a.example/"),
]
_sources = {
    BodyFormat.HTML: st.lists(st.sampled_from(_HTML_PARTS), max_size=40).map("".join),
    BodyFormat.MARKDOWN: st.lists(st.sampled_from(_MARKDOWN_PARTS), max_size=40).map("".join),
    BodyFormat.TEXT: st.text(alphabet="> \nab\x1b漢\u202ehttps://.", max_size=80),
}
_bodies = st.sampled_from(BodyFormat).flatmap(
    lambda kind: st.one_of(_sources[kind], st.text()).map(
        lambda source: Body(source=source, format=kind)
    )
)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for member in value:
            yield from _strings(member)
    elif is_dataclass(value):
        for member in fields(value):
            yield from _strings(getattr(value, member.name))


def _depth(value: object) -> int:
    if isinstance(value, tuple):
        return max(map(_depth, value), default=0)
    inner = getattr(value, "blocks", ()) or getattr(value, "items", ())
    return (0 if hasattr(value, "checked") else 1) + _depth(inner)


@given(body=_bodies)
def test_parsing_never_raises_and_gives_clean_text(body: Body) -> None:
    """A comment could take the app down, or act on the terminal."""
    for text in _strings(parse_body(body, base=_BASE)):
        controls = [char for char in text if unicodedata.category(char) in ("Cc", "Cs")]
        assert set(controls) <= {"\n"}
        assert not set("\u202a\u202b\u202c\u202d\u202e") & set(text)


@given(body=_bodies, width=st.integers(1, 50))
def test_layout_stays_within_its_width(body: Body, width: int) -> None:
    """Lines would run into the pane beside them."""
    for line in layout_blocks(parse_body(body, base=_BASE), width):
        assert line.cells == sum(cells(fragment.text) for fragment in line.fragments)
        assert "\n" not in line.text
        is_code = any(fragment.role is Role.CODE for fragment in line.fragments)
        assert is_code or line.cells <= max(width, MIN_WIDTH)


@given(body=_bodies, width=st.integers(10, 50))
def test_layout_keeps_every_address_vetted(body: Body, width: int) -> None:
    """A click would lead where no link may lead."""
    for line in layout_blocks(parse_body(body, base=_BASE), width):
        for fragment in line.fragments:
            assert fragment.href is None or links.vet(fragment.href) == fragment.href


_HARMLESS = [
    part for part in _HTML_PARTS if part.isascii() and not re.search("scr|ifr|[!?;]", part)
]
_WORD = st.text("XYZQ", min_size=1, max_size=12)


@given(pairs=st.lists(st.tuples(st.sampled_from(_HARMLESS), _WORD), max_size=30))
def test_no_word_is_lost_whatever_stands_around_it(pairs: list[tuple[str, str]]) -> None:
    """Readers would miss what somebody wrote."""
    source = "".join(f"{part} {word} " for part, word in pairs)
    written = Counter("".join(word for _, word in pairs))

    blocks = parse_body(Body(source=source, format=BodyFormat.HTML), base=_BASE)
    shown = "".join(line.text for line in layout_blocks(blocks, 40))

    assert Counter(re.findall("[XYZQ]", plain_text(blocks))) == written
    assert Counter(re.findall("[XYZQ]", shown)) == written


@pytest.mark.parametrize("opening", ["<blockquote>", "<ul><li>", "<div>", "<table><tr><td>", "<b>"])
def test_deep_nesting_is_lifted(opening: str) -> None:
    """A page nested without end would take the app down."""
    blocks = parse_body(Body(source=opening * 9_000 + "word", format=BodyFormat.HTML))

    assert _depth(blocks) <= MAX_DEPTH
    assert "word" in plain_text(blocks)
    assert layout_blocks(blocks, 20)


@pytest.mark.parametrize("source", ["> " * 5000 + "word", "- " * 5000 + "word", "[" * 5000])
def test_deep_markdown_is_read(source: str) -> None:
    """The same for Markdown."""
    blocks = parse_body(Body(source=source, format=BodyFormat.MARKDOWN))

    assert _depth(blocks) <= MAX_DEPTH


@pytest.mark.parametrize("kind", list(BodyFormat))
def test_long_body_is_cut_and_says_so(kind: BodyFormat) -> None:
    """The reader would take a part for the whole."""
    body = Body(source="word " * 60_000, format=kind)

    blocks = parse_body(body, max_bytes=COMMENT_BYTES)

    assert isinstance(blocks[-1], Paragraph)
    assert blocks[-1].runs[0].marks is Mark.WARNING
    assert len(plain_text(blocks)) < COMMENT_BYTES + 10


@pytest.mark.parametrize(
    ("limit", "source", "kept"),
    [
        (limits.limit_html, "<b>" * (limits.MAX_TAGS + 5), limits.MAX_TAGS * 3),
        (limits.limit_text, "a\n" * (limits.MAX_LINES + 5), limits.MAX_LINES * 2 + 1),
        (limits.limit_html, "<b>", 3),
        (limits.limit_text, "a\n", 2),
        (limits.limit_markdown, "[" * 100, 100),
    ],
)
def test_costly_source_is_cut(limit: Callable[[str], str], source: str, kept: int) -> None:
    """A parser would be busy for half a minute."""
    assert len(limit(source)) == kept


def test_costly_markdown_is_cut_at_a_line() -> None:
    """What is left of the last line would be read as something else."""
    source = "[[[[[[[[[[\n" * 50_000

    kept = limits.limit_markdown(source)

    assert 1000 < len(kept) < 100_000
    assert kept.endswith("[")
    assert len(kept) % 11 == 10


def test_markdown_words_are_not_cut_for_their_length() -> None:
    """A long but ordinary post must be read whole."""
    source = "Some ordinary words with *one* mark in a line of eighty characters or so. \n" * 9_000

    assert limits.limit_markdown(source) == source


def test_long_code_is_read_whole() -> None:
    """Code has many lines, and costs a parser nothing."""
    code = "\n".join(f"value_{number} = [{number}]" for number in range(20_000))
    source = f"Look:\n\n```python\n{code}\n```\n\nThat was it."

    assert limits.limit_markdown(source) == source


_COSTLY = "[" * 200_000


@pytest.mark.parametrize(
    "source",
    [
        f"~~~\n\n```\n~~~\n\n{_COSTLY}\n```\n",
        f"<pre>\n\n```\n</pre>\n\n{_COSTLY}\n```\n",
        f"<!--\n\n```\n-->\n{_COSTLY}\n```\n",
        f"> ~~~\n\n```\n\n{_COSTLY}\n```\n",
        f"\n\n```\n   ```\n{_COSTLY}\n```\n",
        f"\n\n```\n``` \n{_COSTLY}\n```\n",
        f"\n\n````\n\n```\n````\n{_COSTLY}\n```\n",
        f"text\n```\n```\n{_COSTLY}\n```\n",
        f"\n\n```a`b\n{_COSTLY}\n```\n",
    ],
)
def test_what_only_looks_like_code_is_cut(source: str) -> None:
    """Half a minute of parsing would be had by two fences around it."""
    assert len(limits.limit_markdown(source)) < 100_000


def test_plain_paragraphs_are_read_whole_however_many_they_are() -> None:
    """They need no parser, and a long post is the one that one wants whole."""
    source = "\n\n".join(f"Paragraph {number} of many." for number in range(30_000))

    assert len(parse_body(Body(source=source, format=BodyFormat.MARKDOWN))) == 30_000


def test_wide_markdown_table_with_short_rows_is_no_table() -> None:
    """A few kilobytes could be filled up to millions of cells."""
    source = "a|" * 500 + "\n" + "-|" * 500 + "\n" + "a\n" * 20_000
    blocks = parse_body(Body(source=source, format=BodyFormat.MARKDOWN))

    assert not any(isinstance(block, Table) for block in blocks)


def test_table_reaching_over_everything_is_bounded() -> None:
    """Spans multiply: a small page could ask for a huge table."""
    source = "<table><tr><td>x" + "<td colspan=99999 rowspan=99999>x" * 399
    blocks = parse_body(Body(source=source, format=BodyFormat.HTML))

    assert isinstance(blocks[0], Table)
    assert len(blocks[0].alignments) == 64
    assert plain_text(blocks).count("x") == 400


def test_link_keeps_its_address_on_every_line() -> None:
    """A link that wraps could be clicked on its first line only."""
    blocks = [Paragraph((Run("see "), Run("a link of many words", href="https://a.example/")))]

    lines = layout_blocks(blocks, 10)

    assert [line.text for line in lines] == ["see a link", "of many", "words"]
    assert {line.fragments[-1].href for line in lines} == {"https://a.example/"}


def test_isolate_does_not_reach_beyond_its_line() -> None:
    """What stands beside the line would be turned round."""
    lines = layout_blocks([Paragraph((Run("\u2067one two three\u2069"),))], 10)

    assert [line.text for line in lines] == ["one two", "three"]


def test_image_and_word_in_one_line_stay_in_the_line() -> None:
    """A small picture in a sentence would tear it apart."""
    body = Body(source="<p>a <img src='/x.png' alt='dot'> b</p>", format=BodyFormat.HTML)

    (line,) = layout_blocks(parse_body(body, base=_BASE), 60)

    assert line.text == "a [image: dot] b"


def test_plain_text_keeps_lines_and_quotes() -> None:
    """A quoted answer would be taken for the writer's own words."""
    body = Body(source="one\ntwo\n\n> said\n>> before\nown", format=BodyFormat.TEXT)

    lines = layout_blocks(parse_body(body), 40)

    assert [line.text for line in lines] == [
        "one",
        "two",
        "",
        "▎ said",
        "▎",
        "▎ ▎ before",
        "",
        "own",
    ]


def test_narrow_layout_gives_up_indentation_before_words() -> None:
    """A deep list in a narrow pane would have one letter a line."""
    body = Body(source="- a\n  - b\n    - c\n      - some words here", format=BodyFormat.MARKDOWN)

    lines = layout_blocks(parse_body(body), 12)

    assert [line.text for line in lines] == [
        "• a",
        *("  ◦", "  b"),
        *("  ▪", "  c"),
        *("  •", "  some words", "  here"),
    ]


def _shown(
    source: str, kind: BodyFormat = BodyFormat.HTML, *, base: str | None = None
) -> list[str]:
    blocks = parse_body(Body(source=source, format=kind), base=base)
    return [line.text for line in layout_blocks(blocks, 60)]


def test_text_between_rows_of_a_table_stands_before_it() -> None:
    """Words that stand in a table but in no cell would be lost."""
    source = "<table>lost <ul><li>kept</ul><tr><td>a<td>b</table>"

    assert _shown(source) == ["lost", "", "• kept", "", "a │ b"]


def test_footnotes_of_other_programs_are_footnotes() -> None:
    """Each note would end in a link that leads nowhere, or look like an ordinary list."""
    source = (
        '<p>Text<sup id="fnref:1"><a href="#fn:1" class="footnote-ref">1</a></sup></p>'
        '<section class="footnotes"><ol><li>Note <a href="#fnref:1" class="footnote-backref">'
        "back</a></li></ol></section>"
    )

    assert _shown(source) == ["Text[1]", "", "[1] Note"]


def test_cells_of_narrow_tables_keep_what_stands_in_them() -> None:
    """Lists, code, pictures and tables inside cells would be lost."""
    source = (
        "<table><tr><td><ul><li>one</li></ul><ol><li>two</ol><pre>code</pre><td>"
        "<blockquote>said</blockquote><img src=x alt=cat><hr><dl><dt>term<dd>what</dl>"
        "<details><summary>more</summary>inside</details><iframe title=film></iframe>"
        "<table><caption>tiny</caption><tr><th>h<th>i<tr><td>c<td>d</table></table>"
    )

    shown = " ".join(_shown(source))

    words = ["• one", "1. two", "code", "said", "[image: cat]", "term", "what", "more", "inside"]
    words += ["[embed: film]", "tiny", "h ", "c "]
    assert [word for word in words if word not in shown] == []


def test_a_form_is_one_line_and_what_is_written_in_it_stays() -> None:
    """Names of fields that can't be filled in would stand between the paragraphs."""
    source = (
        "<p>Before.</p><form><legend>You</legend><label>Name <input name=n></label>"
        "<input type=checkbox> <p>We answer within a day.</p><textarea>given</textarea>"
        "<button>Send</button></form><p>After.</p><label>kept</label>"
        "<form role=search><label>Search</label><button>Go</button></form>"
    )

    shown = [line for line in _shown(source, base="https://blog.example/a/") if line]

    assert shown == [
        "Before.",
        "[embed: form, blog.example]",
        "We answer within a day.",
        "After.",
        "kept",
    ]


def test_markdown_inside_html_and_html_inside_markdown() -> None:
    """Half of what people write in Markdown is HTML."""
    source = (
        "a <kbd>k</kbd> <!-- gone --> <script>gone()</script> <q>said</q> <x-y>z</x-y> "
        '<span title="x">s</span>\n\n<video>\n\nafter [ ] <input type=checkbox>'
    )

    assert _shown(source, BodyFormat.MARKDOWN) == ["a k “said” z s", "", "after [ ] [ ]"]


def test_layout_of_single_blocks() -> None:
    """Blocks without text take no place; code is never wrapped."""
    long_code = Code("x" * 100, "sh")

    assert [line.cells for line in layout_block(long_code, 20)] == [8, 102]
    assert layout_block(Footnote("1", ()), 20) == [
        Line(layout_block(Footnote("1", ()), 20)[0].fragments, 3)
    ]


def test_word_of_a_megabyte_is_laid_out() -> None:
    """One endless word would freeze the app."""
    lines = layout_blocks([Paragraph((Run("x" * 1_000_000),))], 80)

    assert len(lines) == 12_500
