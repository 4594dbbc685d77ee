"""Small rules of the text engine, each with the case that it is there for."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import a_post
from tests.text.test_odd_sources import shown
from tui_blog.model.post import Body, BodyFormat
from tui_blog.text import clean, limits, links
from tui_blog.text.age import DateStyle, parse_span, tell_date, time_left
from tui_blog.text.blocks import Details, Footnote, Paragraph, Quote
from tui_blog.text.document import parse_body
from tui_blog.text.embeds import embed_of
from tui_blog.text.excerpt import excerpt
from tui_blog.text.excerpt import plain_text as plain_words
from tui_blog.text.filter_rules import has_letters
from tui_blog.text.layout import layout_blocks
from tui_blog.text.outline import headings_in, links_in
from tui_blog.text.passage import Passage
from tui_blog.text.prose import html_texts
from tui_blog.text.runs import Run
from tui_blog.text.sharing import Shared
from tui_blog.text.spoken import spoken_blocks
from tui_blog.text.words import folded_with_places, has_link, joined, plain_text
from tui_blog.text.wrap import wrap

NOW = datetime(2026, 5, 12, 12, tzinfo=UTC)


def parsed(source: str, body_format: BodyFormat = BodyFormat.HTML) -> Body:
    """Make a body."""
    return Body(source=source, format=body_format)


@pytest.mark.parametrize(
    ("style", "told"),
    [
        (DateStyle.AGE, "3 d"),
        (DateStyle.WORDS, "3 days ago"),
        (DateStyle.DATE, "9 May 2026"),
        (DateStyle.ISO, "2026-05-09"),
    ],
)
def test_a_day_is_told_in_the_style_that_is_set(style: DateStyle, told: str) -> None:
    """The setting would do nothing."""
    assert tell_date(NOW - timedelta(days=3), NOW, style) == told


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.2, "1 s"), (59.1, "60 s"), (61, "2 min"), (3601, "2 h")]
)
def test_time_that_is_left_is_rounded_up(seconds: float, told: str) -> None:
    """It would be over before it is."""
    assert time_left(seconds) == told


def test_a_span_is_a_number_with_a_letter_and_nothing_else() -> None:
    """A mistyped rule would hide comments of another age."""
    assert parse_span(" 12H ") == timedelta(hours=12)
    assert parse_span("2w") == timedelta(days=14)
    assert parse_span("soon") is None


def test_what_is_embedded_from_nowhere_and_has_no_name_is_not_told() -> None:
    """A line would stand there that says nothing."""
    assert embed_of("", base=None) is None


def test_an_excerpt_reads_no_further_than_it_is_long() -> None:
    """Lists of posts would take as long as their posts are."""
    body = parsed("".join(f"<p>word {number}</p>" for number in range(1000)))

    assert excerpt(parse_body(body), 20).startswith("word 0 word 1")


def test_signs_alone_are_nothing_to_look_for() -> None:
    """A rule would match every comment."""
    assert has_letters("snow")
    assert not has_letters("?!")


def test_headings_and_links_are_found_inside_of_what_is_folded_or_listed() -> None:
    """One could not go to them."""
    body = parsed(
        "<h2>one</h2><details><summary><a href='https://a.example/'>s</a></summary><h3>two</h3>"
        "</details><blockquote><h2>not of the post</h2></blockquote>"
        "<ul><li><a href='https://b.example/'>b</a></ul>"
        "<table><tr><th>x<th>y<tr><td><a href='https://c.example/'>c</a><td>z</table>"
        "<a href='https://d.example/'><img src=d alt=d></a><pre>code</pre><hr>"
        "<iframe src='https://e.example/'></iframe>"
        "<a href='https://f.example/'>https://g.example/</a> "
        "<a href='https://a.example/'>https://other.example/</a>"
    )
    blocks = parse_body(body)

    assert [heading.text for heading in headings_in(blocks)] == ["one", "two"]
    found = {link.address: link.text for link in links_in(blocks)}
    assert [address[8] for address in found] == list("abcdef")
    assert found["https://a.example/"] == "https://other.example/"


@pytest.mark.parametrize(
    ("text", "address", "is_misleading"),
    [
        ("me@a.example", "mailto:me@a.example", False),
        ("me@a.example", "mailto:me@b.example", True),
        ("https://[a.example/", "https://a.example/", True),
        ("a.example/[", "https://a.example/", False),
        ("notes.txt", "https://a.example/", False),
        ("bücher.example", "https://xn--bcher-kva.example/", False),
        ("e" + "\u00e9" * 60 + ".example", "https://a.example/", True),
        ("https://a.example@b.example/", "https://a.example/", False),
    ],
)
def test_a_text_that_names_another_host_misleads(
    text: str, address: str, is_misleading: bool
) -> None:
    """One would go where one did not want to."""
    assert links.is_misleading(text, address) is is_misleading


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example:0/",
        "https://[::1/",
        "https://[not:ipv6]/",
        "https://" + "\u00e9" * 254 + ".example/",
        "https://" + "a\u00e9" * 40 + ".example/",
        "https://a..example/",
        "mailto:nobody",
        "ftp://a.example/",
        "https://a.example/" + "x" * 5000,
    ],
)
def test_addresses_that_nothing_can_be_opened_by_are_no_links(address: str) -> None:
    """A key would open them."""
    assert links.vet(address) is None


def test_addresses_are_shown_clean_and_hosts_readable_where_they_deceive_nobody() -> None:
    """An address would do something on the way to the screen, or pass for another one."""
    assert links.shown_address("https://a.example/\x1b[31m") == "https://a.example/"
    assert links.display_host("https://xn--bcher-kva.example/") == "bücher.example"
    assert links.display_host("https://xn--pple-43d.example/") == "xn--pple-43d.example"
    assert links.display_host("https://xn--a.example/") == "xn--a.example"


def test_folding_knows_where_each_character_stood() -> None:
    """What matches would be marked beside itself."""
    folded, places = folded_with_places("Ab é ﬁn")

    assert folded == "ab e fin"
    assert list(places) == [0, 1, 2, 3, 4, 5, 5, 6, 7]
    assert list(folded_with_places("Ab")[1]) == [0, 1, 2]


def test_words_of_scripts_without_blanks_are_put_together_again() -> None:
    """A suggestion would stand there with blanks that nobody writes."""
    assert joined(["日", "本", "snow", "字"]) == ["日本", "snow", "字"]


def test_a_body_says_whether_it_links_and_what_it_reads_like() -> None:
    """A rule for links would not see them."""
    assert has_link(parsed("<a href='https://a.example/'>a</a>"))
    assert not has_link(parsed("no link"))
    assert plain_text(parsed("a<br>b<i>c</i> &amp; d")) == "a\nbc & d"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("aa   bb", 3, ["aa", "bb"]),
        ("    aa", 3, ["aa"]),
        ("漢 a  b", 3, ["漢", "a", "b"]),
        ("漢  ", 4, ["漢"]),
        ("漢 字", 2, ["漢", "字"]),
        ("漢 abcdef", 3, ["漢", "abc", "def"]),
    ],
)
def test_blanks_between_lines_are_not_drawn(text: str, width: int, lines: list[str]) -> None:
    """Lines would begin one cell further right."""
    assert [text[start:end].replace("  ", " ") for start, end in wrap(text, width)] == lines


def test_empty_lines_of_code_stay() -> None:
    """Code would lose its paragraphs."""
    assert "a\n\n" in shown("<pre>a\n\nb</pre>", BodyFormat.HTML)


def test_isolates_that_a_line_breaks_off_end_with_it_in_each_of_its_parts() -> None:
    """What stands beside the line would be turned round."""
    text = shown("*one* \u2067two three four five six\u2069 seven", BodyFormat.MARKDOWN, 16)

    assert all(clean.balance_isolates(line) == line for line in text.split("\n"))
    assert "three" in text


def test_markdown_with_a_dear_spot_is_read_whole_when_it_is_short() -> None:
    """A short comment would be cut for one bracket too many."""
    source = "[" * 2000

    assert limits.limit_markdown(source) == source


def test_sequences_in_sequences_leave_no_control_however_often() -> None:
    """Each removal makes another one, and one would stay."""
    nested = "\x1b" * 12 + "[m" * 12

    assert "\x1b" not in clean.strip(nested)


def test_an_address_that_can_not_be_read_is_taken_to_mislead() -> None:
    """It would be opened without a question."""
    assert links.is_misleading("https://a.example/", "https://[")


def test_blocks_without_words_leave_no_gap() -> None:
    """Blank lines would stand for what is not there."""
    one, two = Paragraph((Run("one"),)), Paragraph((Run("two"),))
    lines = layout_blocks((one, Quote(()), two), 40)

    assert [line.text for line in lines] == ["one", "", "two"]


def test_what_is_shared_of_a_post_is_its_beginning_and_its_address() -> None:
    """Mail would hold a whole post, or nothing."""
    shared = Shared.of(Passage.of_post(a_post()))

    assert shared.title == a_post().summary.title
    assert shared.text == "Some words."
    assert not shared.is_quotation


def test_addresses_beside_a_base_that_is_no_page_are_no_links() -> None:
    """A key would open what no browser does."""
    assert links.vet("there", base="ftp://a.example/") is None


def test_emphasis_ends_where_it_is_taken_back_once() -> None:
    """All that follows a quotation would be bold, or nothing."""
    text = "<b>one<blockquote><b>two</blockquote>three"

    assert "three" in shown(text, BodyFormat.HTML)


def test_html_whose_paragraph_begins_with_a_break_is_no_plain_text() -> None:
    """Heights would be counted wrong, and rows jump as one reads."""
    assert html_texts("<p><br>a</p>") is None


def test_a_table_of_too_many_cells_stands_as_paragraphs() -> None:
    """It would take seconds to draw."""
    row = f"<tr>{'<td>x' * 64}"

    assert "x" in shown(f"<table>{row * 800}</table>", BodyFormat.HTML)


def test_a_heading_cell_among_others_is_told_by_its_weight() -> None:
    """It would look like all cells."""
    text = "<table><tr><th>a<td>b<tr><th>c<td>d</table>"

    assert "a" in shown(text, BodyFormat.HTML)


def test_long_words_in_one_column_share_its_width() -> None:
    """A table would be wider than the screen."""
    words = "a-word-that-is-longer-than-columns-are"
    row = f"<tr><td>{words}<td>{'some words ' * 9}"

    assert words[:9] in shown(f"<table>{row}{row}</table>", BodyFormat.HTML)


def test_empty_rows_are_not_spoken() -> None:
    """One would hear nothing, and wonder."""
    spoken = spoken_blocks(parse_body(parsed("|a|b|\n|-|-|\n| | |\n|c|d|", BodyFormat.MARKDOWN)))

    assert plain_words(spoken).count("a: ") == 1


def test_headings_without_words_are_left_out_and_notes_stand_in_headings() -> None:
    """A blank line in bold would stand there, or a note be missing."""
    assert parse_body(parsed("<h2><hr></h2>")) == ()
    assert "[1]" in plain_words((Details((), (Footnote("1", (Paragraph((Run("n"),)),)),)),))


def test_a_wide_character_on_a_narrow_line_stands_alone() -> None:
    """It would never be drawn, or for ever."""
    assert wrap("漢字", 1) == [(0, 1), (1, 2)]


def test_joiners_at_the_end_of_a_run_join_nothing_beside_it() -> None:
    """Two words would be drawn as one sign."""
    text = shown("\u0645\u06cc\u200c**\u062e\u0648**", BodyFormat.MARKDOWN)

    assert "\u200c" not in text
