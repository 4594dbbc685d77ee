from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.model.post import BodyFormat
from tui_blog.storage.archive.fields import (
    author_of,
    comments_open_of,
    is_unpublished,
    parse_date,
    permalink_of,
    tags_of,
    text_of,
)
from tui_blog.storage.archive.outline import excerpt_of, heading_of, read_html_head
from tui_blog.text.front_matter import HeadKind


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-05-02", datetime(2024, 5, 2, tzinfo=UTC)),
        ("2021-9-1", datetime(2021, 9, 1, tzinfo=UTC)),
        ("2024/05/02 10:30", datetime(2024, 5, 2, 10, 30, tzinfo=UTC)),
        ("2024-05-02T10:30:15Z", datetime(2024, 5, 2, 10, 30, 15, tzinfo=UTC)),
        ("2024-05-02 10:30:15 +0200", datetime(2024, 5, 2, 8, 30, 15, tzinfo=UTC)),
        ("2024-05-02 10:30:15.123 -05:30", datetime(2024, 5, 2, 16, 0, 15, tzinfo=UTC)),
        ("2024-05-02 10:30:15 UTC", datetime(2024, 5, 2, 10, 30, 15, tzinfo=UTC)),
        ("2 May 2024", datetime(2024, 5, 2, tzinfo=UTC)),
        ("Thu, 02 May 2024 10:30:00 +0000", datetime(2024, 5, 2, 10, 30, tzinfo=UTC)),
        ("September 1, 2021", datetime(2021, 9, 1, tzinfo=UTC)),
        (date(2024, 5, 2), datetime(2024, 5, 2, tzinfo=UTC)),
        (datetime(2024, 5, 2, 10), datetime(2024, 5, 2, 10, tzinfo=UTC)),  # noqa: DTZ001
        ("2024-02-30", None),
        ("0000-00-00 00:00:00", None),
        ("yesterday", None),
        ("1 Foo 2024", None),
        ("", None),
        (None, None),
        (["2024-05-02"], None),
    ],
)
def test_parse_date_reads_what_blogs_write(value: object, expected: datetime | None) -> None:
    """Posts would stand in a wrong order."""
    assert parse_date(value) == expected


@given(st.one_of(st.text("0123456789-/:.TZ +UMay, ", max_size=40), st.datetimes(), st.dates()))
def test_parse_date_given_anything_gives_a_date_in_utc_or_nothing(value: object) -> None:
    """One odd date would end the program."""
    found = parse_date(value)

    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("fields", "kind", "tags"),
    [
        ({"tags": ["a", "b", "a"]}, HeadKind.YAML, ("a", "b")),
        ({"tags": "a b"}, HeadKind.YAML, ("a", "b")),
        ({"tags": "a b"}, HeadKind.PELICAN, ("a b",)),
        ({"tags": "a b, c"}, HeadKind.YAML, ("a b", "c")),
        ({"tags": ["a"], "categories": ["b"], "category": "c"}, HeadKind.TOML, ("a", "b", "c")),
        ({"tags": ["\x1b[31mred", {"x": "y"}, 5]}, HeadKind.TOML, ("red", "5")),
        ({"tags": {"a": "b"}}, HeadKind.YAML, ()),
        ({"tags": ["a", 1 << 20_000]}, HeadKind.TOML, ("a",)),
        ({}, HeadKind.NONE, ()),
    ],
)
def test_tags_of_reads_lists_and_lines(
    fields: dict[str, object], kind: HeadKind, tags: tuple[str, ...]
) -> None:
    """Tags would run into one another."""
    assert tags_of(fields, kind) == tags


def test_author_of_names_people_and_their_account() -> None:
    """The badge of the post's author would be missing in the thread."""
    table = author_of({"author": {"name": "Ada", "id": "7"}})
    plain = author_of({"author": "Ada\x07", "author_id": "ada"})
    several = author_of({"authors": ["Ada", {"name": "Eve"}]})

    assert (table and (table.name, table.id)) == ("Ada", "7")
    assert (plain and (plain.name, plain.id)) == ("Ada", "ada")
    assert (several and (several.name, several.id)) == ("Ada, Eve", None)
    assert author_of({"author": ["", 5]}) is None
    assert author_of({"author": {"name": None, "id": 1 << 20_000}}) is None


def test_a_number_beyond_all_bounds_is_no_title() -> None:
    """One post would keep all others of its folder from being listed."""
    assert text_of({"slug": 1 << 20_000, "title": 5}, "slug", "title") == "5"


def test_letters_that_become_two_when_small_leave_all_others_in_their_places() -> None:
    """Pages in Turkish would have no titles, or wrong ones."""
    page = '<meta name="description" content="İİİ"><title>A title</title><META name=x content="y">'

    assert heading_of("<p>İİİİİİ</p><H1>The heading</H1>", BodyFormat.HTML) == "The heading"
    head = read_html_head(page)
    assert head.title == "A title"
    assert head.fields == {"description": "İİİ"}


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"permalink": "https://blog.example/a"}, "https://blog.example/a"),
        ({"permalink": "/a/", "url": "http://blog.example/b"}, "http://blog.example/b"),
        ({"link": "javascript:alert(1)"}, None),
        ({"link": "https://"}, None),
        ({"permalink": ["x"]}, None),
    ],
)
def test_permalink_of_takes_absolute_addresses_only(
    fields: dict[str, object], address: str | None
) -> None:
    """`o` would open a path, or something worse."""
    assert permalink_of(fields) == address


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"comments": "false"}, False),
        ({"comments": True}, True),
        ({"disablecomments": True}, False),
        ({"comment_status": "closed"}, False),
        ({"comments": "maybe"}, None),
        ({}, None),
    ],
)
def test_comments_open_of_is_what_the_post_says(
    fields: dict[str, object], expected: bool | None
) -> None:
    """A closed post would take comments."""
    assert comments_open_of(fields) is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"draft": "true"}, True),
        ({"draft": False}, False),
        ({"published": "false"}, True),
        ({"published": "2024-01-01"}, False),
        ({"status": "Hidden"}, True),
        ({}, False),
    ],
)
def test_is_unpublished_is_what_the_author_says(fields: dict[str, object], expected: bool) -> None:
    """Drafts would be shown, or posts be missing."""
    assert is_unpublished(fields) is expected


def test_text_of_takes_the_first_key_that_says_something() -> None:
    """An empty key would hide one that says something."""
    assert text_of({"a": " ", "b": {"x": "y"}, "c": ["one", "two"], "d": "x"}, *"abcd") == "one two"
    assert text_of({"n": 5}, "n") == "5"
    assert text_of({}, "n") == ""


@pytest.mark.parametrize(
    ("text", "body_format", "expected"),
    [
        ("# T\n\nIntro\n---\n\nSome *words* with a [link](https://x.example).\n\nMore", "markdown",
         "Some words with a link."),
        ("```\ncode\n\nmore code\n```\n\nProse_with_lines.", "markdown", "Prose_with_lines."),
        ("![image](x)\n\n| a |\n\n> quoted\n> twice", "markdown", "quoted\ntwice"),
        ("<h1>T</h1><p class='x'>A &amp; <b>b</b></p><p>c</p>", "html", "A & b"),
        ("", "markdown", ""),
        ("# Only a heading", "markdown", ""),
    ],
)  # fmt: skip
def test_excerpt_of_is_the_first_prose(text: str, body_format: str, expected: str) -> None:
    """What one answers would be described by its heading or its code."""
    assert excerpt_of(text, BodyFormat(body_format)) == expected


@given(st.text("#=-*_`[]()<>! \nabh1/&;'\"", max_size=80), st.sampled_from(BodyFormat))
def test_outline_given_anything_finds_text_or_nothing(text: str, body_format: BodyFormat) -> None:
    """One odd post would end the listing of all."""
    assert isinstance(heading_of(text, body_format), str)
    assert isinstance(excerpt_of(text, body_format), str)
    assert isinstance(read_html_head(text).title, str)
