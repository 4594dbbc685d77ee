"""What changed between two texts, as it is shown."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text import word_changes as module
from tui_blog.text.blocks import Block, Paragraph
from tui_blog.text.document import parse_body
from tui_blog.text.excerpt import plain_text
from tui_blog.text.runs import Mark
from tui_blog.text.word_changes import source_changes, word_changes


def blocks(text: str) -> tuple[Block, ...]:
    """Read a text in Markdown."""
    return parse_body(Body(source=text, format=BodyFormat.MARKDOWN))


def changes(old: str, new: str) -> list[str]:
    """Return what is shown, paragraph by paragraph."""
    return plain_text(word_changes(blocks(old), blocks(new))).split("\n")


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("I like tea.", "I like coffee.", "I like [-tea-] {+coffee+}."),
        ("I like tea.", "I like black tea.", "I like {+black+} tea."),
        ("I really like tea.", "I like tea.", "I [-really-] like tea."),
        ("one two three", "eins zwei three", "[-one two-] {+eins zwei+} three"),
        ("tea,and cake", "tea, and cake", "tea, and cake"),
        ("tea , and cake", "tea, and cake", "tea, and cake"),
        ("今日は雨", "今日は雪", "今日は[-雨-] {+雪+}"),
    ],
)
def test_words_that_were_put_in_and_taken_out_are_marked(old: str, new: str, shown: str) -> None:
    """One would compare two texts by eye, or letters instead of words."""
    assert changes(old, new) == [shown]


def test_marks_say_it_in_style_too() -> None:
    """Changes would be hard to see among the words."""
    (paragraph,) = word_changes(blocks("a tea"), blocks("a coffee"))

    assert isinstance(paragraph, Paragraph)
    assert [(run.text, run.marks) for run in paragraph.runs] == [
        ("a ", Mark.NONE),
        ("[-tea-]", Mark.DELETED),
        (" ", Mark.NONE),
        ("{+coffee+}", Mark.INSERTED),
    ]


def test_what_is_the_same_is_left_out_but_for_its_edges() -> None:
    """The one changed word of a long post could not be found."""
    lines = [f"Paragraph {number}." for number in range(9)]
    old, new = [*lines, "tea", *lines], [*lines, "coffee", *lines]

    shown = changes("\n\n".join(old), "\n\n".join(new))

    assert shown == [
        "(8 paragraphs as before)",
        "Paragraph 8.",
        "[-tea-] {+coffee+}",
        "Paragraph 0.",
        "(8 paragraphs as before)",
    ]


def test_a_single_paragraph_is_shown_rather_than_counted() -> None:
    """A line would say that one line is left out."""
    assert changes("a\n\nb\n\ntea", "a\n\nb\n\ncoffee")[:2] == ["a", "b"]


def test_paragraphs_that_came_and_went_are_marked_whole() -> None:
    """A paragraph taken out would look like one that was never there."""
    assert changes("a\n\nb", "a") == ["a", "[-b-]"]
    assert changes("a", "a\n\nb") == ["a", "{+b+}"]


def test_texts_that_read_the_same_have_no_changes() -> None:
    """Markup alone would look like another text."""
    assert word_changes(blocks("**tea**"), blocks("tea")) == ()


def test_sources_are_compared_where_the_words_are_the_same() -> None:
    """A link that leads elsewhere now would pass for no change."""
    shown = plain_text(source_changes("[a](https://x.example)", "[a](https://y.example)"))

    assert shown == "[a](https://[-x-] {+y+}.example)"


def test_hostile_sources_are_clean_when_they_are_shown() -> None:
    """Looking at a change would retitle the terminal."""
    shown = plain_text(source_changes("\x1b]0;x\x07a", "\x1b[31mb"))

    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_very_long_texts_are_compared_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two long texts with the same few words would take minutes."""
    monkeypatch.setattr(module, "_MOST_PAIRS", 10)
    old = "the cat sat " * 200

    assert "{+dog+}" in "".join(changes(old, f"{old}dog"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n\n" * 700, "b\n\na\n\n" * 600),
        ("日本語" * 8000, "日本" * 8000),
        (
            " ".join(str(n * n % 127) for n in range(20_000)),
            " ".join(str(n * n * n % 131) for n in range(20_000)),
        ),
        ("a b " * 10_000, "a c b " * 30),
    ],
)
def test_texts_that_are_dear_to_compare_are_given_up_in_part(old: str, new: str) -> None:
    """One comment that somebody edits could keep a processor busy for an hour."""
    begin = process_time()

    shown = "".join(changes(old, new))

    assert process_time() - begin < 10
    assert "[-" in shown
    assert "{+" in shown


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared(old: str, new: str) -> None:
    """A strange edit would end the program."""
    word_changes(blocks(old), blocks(new))
    source_changes(old, new)
