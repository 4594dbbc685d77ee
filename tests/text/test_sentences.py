"""Sentences: where one ends, in several languages and in spite of dots that end nothing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.text.sentences import sentence_spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("Dr. Who met Mr. Bean, e.g. on Mon. morning. Then they left.",
         ["Dr. Who met Mr. Bean, e.g. on Mon. morning.", "Then they left."]),
        ("J. R. R. Tolkien wrote it. I read it.", ["J. R. R. Tolkien wrote it.", "I read it."]),
        ("It costs 3.50 at example.org. Really.", ["It costs 3.50 at example.org.", "Really."]),
        ("Das war am 3. Mai, z. B. bei Dr. Li. Danach nichts.",
         ["Das war am 3. Mai, z. B. bei Dr. Li.", "Danach nichts."]),
        ("It was in 2024. Then it ended.", ["It was in 2024.", "Then it ended."]),
        ('"Why?" she asked. "No!" He left (at last.) Then nothing.',
         ['"Why?" she asked.', '"No!"', "He left (at last.)", "Then nothing."]),
        ("今日は晴れです。明日は雨でしょう！「本当？」はい",
         ["今日は晴れです。", "明日は雨でしょう！", "「本当？」", "はい"]),
        ("Wait... what is that?! Nothing.", ["Wait... what is that?!", "Nothing."]),
        ("यह है। वह है।", ["यह है।", "वह है।"]),
        ("هل هذا؟ نعم.", ["هل هذا؟", "نعم."]),
        ("Thank you! 🎉 Next :) – And more. – Last.",
         ["Thank you! 🎉", "Next :) – And more.", "– Last."]),
        ("See etc.", ["See etc."]),
        ("A line\nthat goes on. Another\none.", ["A line\nthat goes on.", "Another\none."]),
        ("… and so on.", ["… and so on."]),
        ("One. 🎉", ["One. 🎉"]),
        ("One. ***", ["One. ***"]),
        ("no end at all", ["no end at all"]),
    ],
)  # fmt: skip
def test_sentences_are_parted_where_a_reader_would_part_them(
    text: str, sentences: list[str]
) -> None:
    """One would quote half a sentence."""
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@given(st.text(st.sampled_from("aB. !?…。「」\n3)")))
def test_no_character_is_lost_and_none_is_in_two_sentences(text: str) -> None:
    """A quotation would leave words out."""
    spans = sentence_spans(text)

    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(
        text.split()
    )
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_no_sentence_in_blanks() -> None:
    """A label would stand on nothing."""
    assert sentence_spans(" \n ") == []
