from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_blog.text import clean
from tui_blog.text import wrap as wrapping
from tui_blog.text.patterns import Pattern
from tui_blog.text.wrap import cells, longest_word, wrap

_ALPHABET = "ab  -é—’漢、。「」ー한ไทยعר👩👧🏽👍❤\ufe0f\u200d\u0301🇩🇪☺½ｶ\u3000"
_texts = st.one_of(st.text(alphabet=_ALPHABET, max_size=80), st.text(max_size=80)).map(
    lambda text: clean.body(text).replace("\n", " ")
)


@given(text=_texts)
def test_cells_agree_with_what_draws_them(text: str) -> None:
    """Rows would be cut off or overwrite what stands beside them."""
    assert cells(text) == cell_len(text)


def test_characters_counted_fast_take_one_cell() -> None:
    """The fast way must not know other widths than the slow one."""
    everything = [chr(number) for number in range(0x20, 0x3000) if clean.field(chr(number))]

    assert [char for char in everything if cells(char) != cell_len(char)] == []


@given(text=_texts, width=st.integers(2, 20))
def test_wrapped_lines_fit_and_lose_only_blanks(text: str, width: int) -> None:
    """Words would be lost at the end of lines."""
    lines = wrap(text, width)

    assert "".join(text[start:end] for start, end in lines).replace(" ", "") == text.replace(
        " ", ""
    )
    assert all(cells(text[start:end]) <= width for start, end in lines)
    assert all(before[1] <= after[0] for before, after in pairwise(lines))


@given(words=st.lists(st.text("abc", min_size=1, max_size=9), max_size=30))
def test_fast_and_slow_way_wrap_alike(words: list[str]) -> None:
    """A single emoji in a paragraph would set all of it differently."""
    text = " ".join(words)

    slow = wrap(f"{text} 👍", 12)

    assert [text[start:end] for start, end in wrap(text, 12)][:-1] == [
        text[start:end] for start, end in slow
    ][: len(wrap(text, 12)) - 1]


def _wrapped(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, width)]


def test_wrap_breaks_at_blanks_and_inside_long_words() -> None:
    """Text is set as people expect it."""
    assert _wrapped("the quick brown fox", 10) == ["the quick", "brown fox"]
    assert _wrapped("a   b", 3) == ["a", "b"]
    assert _wrapped("abcdefghijkl m", 5) == ["abcde", "fghij", "kl m"]
    assert _wrapped("", 5) == [""]
    assert _wrapped("     ", 3) == [""]


def test_wrap_breaks_chinese_and_japanese_anywhere_but_before_closing_signs() -> None:
    """A line would begin with a full stop."""
    assert _wrapped("漢字漢字。漢字", 8) == ["漢字漢", "字。漢字"]
    assert _wrapped("漢字「漢字", 6) == ["漢字", "「漢字"]


def test_wrap_never_parts_what_is_one_sign() -> None:
    """Families and flags would fall apart into other signs."""
    assert _wrapped("👨\u200d👩\u200d👧👨\u200d👩\u200d👧", 2) == ["👨\u200d👩\u200d👧"] * 2
    assert _wrapped("🇩🇪🇯🇵", 3) == ["🇩🇪", "🇯🇵"]


def test_longest_word_is_measured_in_cells() -> None:
    """Table columns would break words that had room."""
    assert longest_word("a bcd\n漢字") == 4


@given(st.text("漢字中文（、。a \u0301\ufe0f\u200d🇦👨\u3099", max_size=60), st.integers(2, 12))
@example("（漢字漢字漢字\ufe0f。", 4)
def test_runs_of_ideographs_are_wrapped_as_anything_else(text: str, width: int) -> None:
    """A megabyte of Chinese without a blank held every key up for two seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wrapping, "_IDEOGRAPHS", Pattern("x{999}"))
        slowly = wrap(text, width)

    assert wrap(text, width) == slowly
