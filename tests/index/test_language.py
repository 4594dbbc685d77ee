"""What can be typed into a search, and what is said where it makes no sense."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.index.language import Kind, Query, Term, parse_query
from tui_blog.model.errors import UsageError

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TYPED = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(
            [
                *("word", '"two words"', '"open', "-", "-no", "from:", "from:mara", "in:x", "tag:"),
                *("before:2024", "after:7d", "is:mine", "is:new", "has:link", "sort:rank", "a:b"),
                *("https://a.example/", "*", "be*", "日本", "AND", "NEAR(", "^x", "{text}:", "''"),
            ]
        ),
        max_size=6,
    ).map(" ".join),
)


def parsed(text: str, *, is_being_typed: bool = False) -> Query:
    return parse_query(text, now=NOW, is_being_typed=is_being_typed)


def words(value: str, *found: str, is_prefix: bool = False, is_negated: bool = False) -> Term:
    return Term(
        kind=Kind.WORDS, value=value, words=found, is_prefix=is_prefix, is_negated=is_negated
    )


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        ("  ?! ", ()),
        ("First frost", (words("First", "first"), words("frost", "frost"))),
        ('"First  frost"', (words("First  frost", "first", "frost"),)),
        ('"not closed', (words("not closed", "not", "closed"),)),
        ("-snow", (words("snow", "snow", is_negated=True),)),
        ("gard*", (words("gard*", "gard", is_prefix=True),)),
        ("*Été*", (Term(kind=Kind.PART, value="ete"),)),
        ("-*now", (Term(kind=Kind.PART, value="now", is_negated=True),)),
        ("Crème", (words("Crème", "creme"),)),
        ("日本", (words("日本", "日", "本"),)),
        ("from:Mara", (Term(kind=Kind.AUTHOR, value="mara"),)),
        ('from:"Mara L"', (Term(kind=Kind.AUTHOR, value="mara l"),)),
        ("-in:garden", (Term(kind=Kind.BLOG, value="garden", is_negated=True),)),
        ("TAG:Notes", (Term(kind=Kind.TAG, value="notes"),)),
        ("is:mine has:link", (Term(kind=Kind.MINE), Term(kind=Kind.LINK))),
        ("-is:unread", (Term(kind=Kind.UNREAD, is_negated=True),)),
        ("note:this", (words("note this", "note", "this"),)),
    ],
)
def test_what_is_typed_means_what_it_looks_like(text: str, terms: tuple[Term, ...]) -> None:
    """Other posts would be found than those one asked for."""
    assert parsed(text).terms == terms


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("before:2024", datetime(2024, 1, 1, tzinfo=UTC)),
        ("before:2024-05", datetime(2024, 5, 1, tzinfo=UTC)),
        ("before:2024-05-31", datetime(2024, 5, 31, tzinfo=UTC)),
        ("before:7d", datetime(2026, 3, 3, 12, tzinfo=UTC)),
        ("before:2W", datetime(2026, 2, 24, 12, tzinfo=UTC)),
        ("before:3h", datetime(2026, 3, 10, 9, tzinfo=UTC)),
    ],
)
def test_dates_are_days_or_so_long_ago(text: str, moment: datetime) -> None:
    (term,) = parsed(text).terms

    assert (term.kind, term.moment) == (Kind.BEFORE, moment)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("form:mara", "from:"),
        ("befor:2024", "before:"),
        ("from:", "from:mara"),
        ("before:soon", "before:2024-05-31"),
        ("after:2024-13", "after:2024-05-31"),
        ("after:99999y", "after:7d"),
        ("is:read", "is:mine"),
        ("has:image", "has:link"),
    ],
)
def test_what_makes_no_sense_is_told_with_what_would(text: str, told: str) -> None:
    """One would think that nothing was written about it."""
    with pytest.raises(UsageError, match=told):
        parsed(f"word {text}")
    with pytest.raises(UsageError, match=told):
        parsed(f"{text} word", is_being_typed=True)


@pytest.mark.parametrize("text", ["frost from:", "frost befo:20", "frost before:20", "frost is:m"])
def test_what_is_still_being_typed_is_no_mistake(text: str) -> None:
    """A complaint would flash at each key."""
    assert parsed(text, is_being_typed=True).terms[0] == words("frost", "frost")


def test_the_word_being_typed_may_go_on() -> None:
    """Nothing would be found before the last letter."""
    assert parsed("first fro", is_being_typed=True).terms == (
        words("first", "first"),
        words("fro", "fro", is_prefix=True),
    )
    assert parsed("first fro ", is_being_typed=True).terms[-1] == words("fro", "fro")


@pytest.mark.parametrize(("text", "goes_on"), [("fr", False), ("fr*", True), ("日", True)])
def test_what_begins_nearly_every_word_is_taken_as_a_word_while_it_is_typed(
    text: str, goes_on: bool
) -> None:
    """With a million comments each of the first two letters would take seconds."""
    term = parsed(text, is_being_typed=True).terms[0]

    assert term.is_prefix is goes_on


@given(TYPED, st.booleans())
def test_anything_typed_is_read_or_answered_with_a_sentence(
    text: str, is_being_typed: bool
) -> None:
    told, terms = ".", tuple[Term, ...]()
    try:
        terms = parsed(text, is_being_typed=is_being_typed).terms
    except UsageError as error:
        told = str(error)

    assert told.endswith((".", "?", "from:mara", "in:mara", "tag:mara"))
    assert all(term.words for term in terms if term.kind is Kind.WORDS)
