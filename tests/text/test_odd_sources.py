"""What is odd, or nests too deep, is read to its end: its words stay, and stay in their order."""

import pytest

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text import clean, limits
from tui_blog.text.document import parse_body
from tui_blog.text.layout import layout_blocks

DEEP = "<blockquote>" * 20
TABLES = "<table><tr><td>" * 3
FULL = "<figure>" * 60


def shown(source: str, body_format: BodyFormat, width_cells: int = 60) -> str:
    """Return a text as it stands on a screen, without what is drawn before its lines."""
    lines = layout_blocks(parse_body(Body(source=source, format=body_format)), width_cells)
    return "\n".join(line.text.strip(" │") for line in lines)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("one</br>two", "one\ntwo"),
        ("<b>one<i>two</b>three", "onetwothree"),
        ("<pre>one<code class=language-x>two</code><br>three<p>four</p>five</pre>", "code: x"),
        ("<pre>one<div>two</div></pre>", "two"),
        ("<pre><div>one</div></pre>", "one"),
        ("<pre>one\n<li>two</li></pre>", "two"),
        ("<pre class=wp-block-verse>a rose\nis</pre>", "a rose\nis"),
        ("<dd>alone</dd>", "alone"),
        ("<dl><dd>no term</dd><dt>term<dd>words</dl>", "term"),
        ('<dl class="gallery-item"><dt class="gallery-icon"><b>icon</b></dt></dl>', "icon"),
        (
            '<dl><dt><img src=a alt=picture></dt><dd class="wp-caption-text">words</dd></dl>',
            "words",
        ),
        ('<p class="wp-caption-text">one<div>two</div>', "two"),
        ('<p class="wp-caption-text">one</p>two', "two"),
        ("<figure><p class=wp-caption-text>one<p>two</figure>", "one"),
        ("<form role=search>find</form>after", "after"),
        ("<form>before<input name=a></form>after", "[embed: form]"),
        ("<iframe></iframe>after", "after"),
        ("<video><source></video>after", "after"),
        ("<video><source src=/a.mp4></video>after", "after"),
        ("<video><video></video>inner</video>after", "after"),
        ("<svg><svg></svg></svg>after", "after"),
        (f"{DEEP}<ul><li>item</ul>", "item"),
        (f"{DEEP}<li>item", "item"),
        (f"{DEEP}<ol><li>one<ul><li>two</ul></ol>", "two"),
        (f"{FULL}<h2>heading</h2>after", "heading"),
        (f"{FULL}<table><tr><td>cell", "cell"),
        (f"{FULL[: -8 * 13]}<table><tr><td>cell", "cell"),
        (f"{'<figure>' * 46}<table><tr><td>cell", "cell"),
        (f"{'<figure>' * 45}<table><tr><td>cell", "cell"),
        (f"{TABLES}<table><tr><td>cell", "cell"),
        ("<tr><td>no table", "no table"),
        ("<dl><dt></dt><dd>words</dl>", "words"),
        ("<h2></h2>after", "after"),
        ("<h2><img src=a alt=picture></h2>", "picture"),
        ("<table><caption>named</caption></table>", "named"),
        ("<table><tr><td>only</table>", "only"),
        ("<table><caption>named</caption><tr><td><p>one<p>two</table>", "named"),
        (f"<table><tr>{'<td>x' * 70}</table>", "x"),
        ("<table><tr><td rowspan=2>a<td rowspan=2>b<tr><td>c</table>", "c"),
        ("<ol><li>1<ul><li>2</ul><ul><li>3</ul></ol>", "3"),
        ("<ul><li>one<ol></ol></li></ul>", "one"),
        ("<ul><ul><li>one</ul><li>two</ul>", "two"),
        ("<a href='#fn1'><sup>1</sup></a>after", "after"),
        ("<a class=noteref href='#fn'> </a>after", "after"),
        ("<sup><a href='#fn'>[ ]</a></sup>after", "after"),
        ("<a href='#top'>\u21a9</a>after", "after"),
        ("<a href='#top'>up</a>", "up"),
        ("<b><p><i>one</p>two", "two"),
    ],
)
def test_html_that_is_odd_keeps_its_words(source: str, words: str) -> None:
    """A part of a comment would be missing."""
    assert words in shown(source, BodyFormat.HTML)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<script>`code`</script> after", "after"),
        ("one `code` <video>`hidden`</video> after", "one"),
        ("<video>\n\n```\nhidden\n```\n\n</video>\n\nafter", "after"),
        ("> " * 38 + "deep", "deep"),
        ("- " * 18 + "deep", "deep"),
        ("> " * 18 + "deep[^1]\n\n[^1]: note", "note"),
        ("one\ntwo", "one two"),
        ("one\n漢", "one 漢"),
        ("漢\n字", "漢字"),
        ("- [ ] \n- [x] done", "done"),
        ("text [x] not a task", "[x]"),
        ("[^1]\n\n[^1]: " + "> " * 18 + "deep", "deep"),
    ],
)
def test_markdown_that_is_odd_keeps_its_words(source: str, words: str) -> None:
    """The same, for who writes Markdown."""
    assert words in shown(source, BodyFormat.MARKDOWN)


@pytest.mark.parametrize(
    "source", [">", "> >", ">\n> \n", "\u200d", "a\n>\u200d\nb", "> a\n\n>> b\n>\n", ">> a\nb"]
)
def test_quoted_lines_without_words_leave_no_empty_quotation(source: str) -> None:
    """A bar would stand there with nothing beside it."""
    lines = layout_blocks(parse_body(Body(source=source, format=BodyFormat.TEXT)), 40)

    assert not any(line.text.strip() == "│" for line in lines)


def test_addresses_end_before_what_closes_the_sentence_around_them() -> None:
    """The link would lead nowhere."""
    source = "(https://a.example/b) [https://c.example/d], https://e.example/f(g). https://)))"

    links = [
        fragment.href
        for line in layout_blocks(parse_body(Body(source=source, format=BodyFormat.TEXT)), 200)
        for fragment in line.fragments
        if fragment.href
    ]

    assert links == ["https://a.example/b", "https://c.example/d", "https://e.example/f(g)"]


def test_isolates_end_with_their_line_though_its_words_are_drawn_apart() -> None:
    """What stands beside the line would be turned round."""
    source = "*one* \u2067two **three** " + "word " * 20

    for line in shown(source, BodyFormat.MARKDOWN, 20).split("\n"):
        assert clean.balance_isolates(line) == line


def test_markdown_that_costs_too_much_is_cut_before_the_line_that_does() -> None:
    """One comment would keep the program busy for minutes."""
    line = "[" * 200 + "\n"

    cut = limits.limit_markdown(line * 2_000)

    assert 0 < len(cut) < len(line) * 2_000
    assert cut.endswith("[")
    assert limits.limit_markdown("[" * 400_000) == "[" * len(limits.limit_markdown("[" * 400_000))


def test_wide_tables_stand_as_records_without_their_empty_cells() -> None:
    """A table would be cut off at the edge, or blank lines stand for cells."""
    head = "|".join(f"heading{number}" for number in range(12))
    row = "|".join("" if number % 2 else "words" for number in range(12))
    text = shown(f"{head}\n{'|'.join(['-'] * 12)}\n{row}\n{row}\n", BodyFormat.MARKDOWN, 40)

    assert text.count("heading0: words") == 2
    assert "heading1:" not in text


def test_removed_sequences_that_splice_new_ones_leave_no_control() -> None:
    """Half a sequence inside another would reach the terminal once the inner one is gone."""
    nested = "\x1b[" * 40 + "31m" * 40

    assert "\x1b" not in clean.strip(nested)
