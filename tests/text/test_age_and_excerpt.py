from datetime import UTC, datetime, timedelta

import pytest

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.age import age, age_in_words, date_text
from tui_blog.text.document import parse_body
from tui_blog.text.excerpt import excerpt, plain_text

_NOW = datetime(2026, 5, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(seconds=-59), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=2), "2 d"),
        (timedelta(days=59), "59 d"),
        (timedelta(days=60), "60 d"),
        (timedelta(days=61), "2 mo"),
        (timedelta(days=122), "4 mo"),
        (timedelta(days=730), "23 mo"),
        (timedelta(days=731), "2 y"),
        (timedelta(days=3 * 366), "3 y"),
        (timedelta(days=-1), "3 May 2026"),
    ],
)
def test_age_is_short_and_true(ago: timedelta, shown: str) -> None:
    """The reader would take an old comment for a new one."""
    assert age(_NOW - ago, _NOW) == shown


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(days=122), "4 months ago"),
        (timedelta(days=3 * 366), "3 years ago"),
        (timedelta(days=-1), "on 3 May 2026"),
    ],
)
def test_age_in_words_is_what_one_says(ago: timedelta, said: str) -> None:
    """Speech would read out "three em o"."""
    assert age_in_words(_NOW - ago, _NOW) == said


def test_date_text_names_the_day() -> None:
    """Dates read alike everywhere."""
    assert date_text(_NOW) == "2 May 2026"


def _markdown(source: str) -> Body:
    return Body(source=source, format=BodyFormat.MARKDOWN)


def test_excerpt_takes_prose_and_ends_after_a_word() -> None:
    """Lists of posts would begin with headings and code."""
    blocks = parse_body(_markdown("# Title\n\n```\ncode\n```\n\nSome *quiet* words to read here."))

    assert excerpt(blocks) == "Some quiet words to read here."
    assert excerpt(blocks, max_chars=16) == "Some quiet…"


def test_excerpt_of_post_without_prose_is_what_there_is() -> None:
    """A post that is one picture would have an empty line in the list."""
    assert excerpt(parse_body(_markdown("![A cat](cat.png)"))) == "[image: A cat]"
    assert excerpt(()) == ""


def test_plain_text_leaves_out_what_the_program_says() -> None:
    """Search and quotes must hold the author's words only."""
    blocks = parse_body(
        _markdown("- a [b.example](https://c.example/)\n\n| x | y |\n|-|-|\n| 1 | 2 |")
    )

    assert plain_text(blocks) == "• a b.example\nx | y\n1 | 2"
