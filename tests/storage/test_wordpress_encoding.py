import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.storage.wordpress.encoding import (
    decode_text,
    encode_text,
    is_like_text,
    is_same_text,
    is_taken_for,
)


def test_text_when_encoded_holds_nothing_that_the_filter_changes() -> None:
    """The server would store something else than was sent, and take a repeat for new."""
    assert encode_text("a < b & c \\ d > e") == "a &lt; b &#038; c &#092; d &gt; e"
    assert encode_text("&#39; &amp;") == "&#038;#39; &#038;amp;"


def test_text_when_it_has_controls_or_foreign_line_ends_they_are_taken_out() -> None:
    """Control characters would be stored on the blog, or make the repeat look new."""
    assert encode_text("\r\n a\x1b[31m\x00\x9b\rb\ttab\u2028c \n") == "a[31m\nb\ttab\u2028c"
    assert encode_text("half \ud83d") == "half \ufffd"


@given(st.text())
def test_text_when_encoded_and_decoded_is_what_was_typed(text: str) -> None:
    """Text would be lost on its way."""
    typed = text.encode("utf-8", "ignore").decode()
    kept = decode_text(encode_text(typed))

    assert encode_text(kept) == encode_text(typed)
    assert not set(encode_text(typed)) & set("<>\\\x1b\r")
    if typed.isprintable():
        assert kept == typed.strip()


def test_rendered_text_when_only_made_pretty_counts_as_the_same() -> None:
    """A comment that is there would be called lost."""
    typed = "\"Quotes\" and 'more' -- it's...\n\nNew paragraph\nand line: a < b && c \\ d 2x3"
    rendered = (
        "<p>&#8220;Quotes&#8221; and &#8216;more&#8217; &#8212; it&#8217;s&#8230;</p>\n"
        "<p>New paragraph<br />\nand line: a &lt; b &amp;&amp; c &#092; d 2&#215;3</p>\n"
    )

    assert is_same_text(rendered, typed)
    assert not is_same_text(rendered, typed + "!")
    assert not is_same_text("<p>yes!</p>", "yes?")
    assert not is_same_text("<p>nowhere</p>", "now here")


def test_rendered_text_when_smileys_became_pictures_counts_as_like_it() -> None:
    """A repeat of a comment with a smiley would not be shown where it stands."""
    assert is_like_text("<p>Fine \U0001f642 see 8 more</p>", "Fine :-) see 8 more")
    assert not is_like_text("<p>Fine</p>", "Good :-)")


@pytest.mark.parametrize(
    ("rendered", "typed"),
    [
        ("<p>12, (tm) \u2122</p>", "12, (tm) (tm)"),
        ('<p><a href="http://www.b.test">http://www.b.test</a>.</p>', "www.b.test."),
        ("<p>?b&amp;c&amp;#092;</p>", "?b&c\\"),
    ],
)
def test_text_when_the_blog_makes_it_prettier_is_still_alike(rendered: str, typed: str) -> None:
    """A comment that is there would not be found again."""
    assert is_like_text(rendered, typed)


def test_texts_when_they_differ_in_case_and_accents_alone_are_taken_for_the_same() -> None:
    """What WordPress refuses as a repeat would be called stored."""
    assert is_taken_for("<p>Grüße, Zoe!</p>", "GRUSSE zoë")
    assert not is_taken_for("<p>Grüße, Zoe!</p>", "Grüße, Eve!")
