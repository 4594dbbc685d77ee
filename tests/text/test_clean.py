import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.text import clean

_NASTY = (
    "\x00\x07\x08\x1b[]PX^_0;m\\\x7f\x85\x90\x9b\x9c\x9d\r\n\t \u200b\u200c\u200d\u200e\u202a\u202e"
    "\u2066\u2067\u2068\u2069\u2028\ufeff\ufe0f\u00ad\u0301\u0489\U000e0041\U000e007f\ud800ab≈"
    "क\u094dषم👩👧🏽❤"
)
_texts = st.one_of(st.text(st.characters()), st.text(alphabet=_NASTY, max_size=60))
_BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FUNCTIONS: list[Callable[[str], str]] = [clean.field, clean.body, clean.code, clean.strip]
_named = pytest.mark.parametrize("function", _FUNCTIONS, ids=lambda function: function.__name__)


def _has_forbidden(text: str, allowed: str) -> bool:
    return any(
        unicodedata.category(char) in ("Cc", "Cs") and char not in allowed for char in text
    ) or any("\u202a" <= char <= "\u202e" or "\U000e0000" <= char <= "\U000e007f" for char in text)


@_named
@given(text=_texts)
def test_cleaning_leaves_no_control_whatever_the_text(
    function: Callable[[str], str], text: str
) -> None:
    """A control that survives acts on the reader's terminal."""
    allowed = {"field": "", "body": "\n", "code": "\n", "strip": "\n\t"}[function.__name__]

    assert not _has_forbidden(function(text), allowed)


@_named
@given(text=_texts)
def test_cleaning_twice_changes_nothing(function: Callable[[str], str], text: str) -> None:
    """Text would change each time it passes from layer to layer."""
    once = function(text)

    assert function(once) == once


@given(text=_texts, max_chars=st.integers(1, 20))
def test_field_is_one_short_line(text: str, max_chars: int) -> None:
    """A name would break the row it stands in."""
    shown = clean.field(text, max_chars=max_chars)

    assert len(shown) <= max_chars
    assert "\n" not in shown
    assert not _BIDI & set(shown)
    assert clean.field(shown, max_chars=max_chars) == shown


@given(text=_texts)
def test_body_isolates_are_balanced_on_each_line(text: str) -> None:
    """What stands beside the text would be turned round."""
    for line in clean.body(text).split("\n"):
        opened = 0
        for char in line:
            opened += (char in "\u2066\u2067\u2068") - (char == "\u2069")
            assert opened >= 0
        assert opened == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07rest", "rest"),
        ("\x1b]52;c;aGk=\x1b\\rest", "rest"),
        ("\x1b]8;;unterminated", ""),
        ("\x9b31mred", "red"),
        ("\x1b\x1b[m[31mred", "red"),
        ("a\u202eb\u2066c\u200bd\u00ade", "abcde"),
        ("two\r\nlines\tand  blanks ", "two lines and blanks"),
        ("z" + "\u0301" * 9, "z" + "\u0301" * 4),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("a\u200db\u200cc", "abc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ud800", "\ufffd"),
        ("🏴\U000e0067\U000e007f", "🏴"),
        ("x" * 600, "x" * 499 + "…"),
    ],
)
def test_field_of_known_text(text: str, shown: str) -> None:
    """Sequences go as a whole, languages and emoji stay whole."""
    assert clean.field(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("a\x00\x7f\x9bb\x85c\r\nd", "a␀␡\ufffdb\nc\nd"),
        ("\u2067balanced\u2069", "\u2067balanced\u2069"),
        ("\u2067open", "open"),
        ("one\ttab", "one tab"),
        ("z" + "\u0301" * 40, "z" + "\u0301" * 16),
    ],
)
def test_body_shows_controls(text: str, shown: str) -> None:
    """A post about escape codes must stay readable."""
    assert clean.body(text) == shown


def test_code_names_what_can_not_be_seen() -> None:
    """Reordered or invisible program text would deceive whoever reads or copies it."""
    assert clean.code("if\u202e x\u200b:\n\ty") == "if⟨U+202E⟩ x⟨U+200B⟩:\n    y"


def test_strip_keeps_lines_and_tabs() -> None:
    """A copied program would lose its shape."""
    assert clean.strip("a\tb\r\n\x1b[1mc") == "a\tb\nc"
