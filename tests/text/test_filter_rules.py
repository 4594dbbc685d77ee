"""Rules about comments: what each asks of one."""

from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import START, a_comment, a_summary
from tui_blog.model.comment import Comment
from tui_blog.model.filtering import Action
from tui_blog.model.post import Author, Body, BodyFormat
from tui_blog.text.filter_rules import (
    Condition,
    HasAge,
    HasLinks,
    HasWords,
    Rule,
    Subject,
    WrittenBy,
    find_rule,
    matches_name,
)

NOW = START + timedelta(days=30)
POST = replace(a_summary(), author=Author(name="Mara", id="7"), permalink="https://blog.example/a/")


def a_subject(comment: Comment) -> Subject:
    """Take a comment on `POST`, read at `NOW`."""
    return Subject(comment, post=POST, now=NOW)


def a_rule(*conditions: Condition, action: Action = Action.HIDE, **other: object) -> Rule:
    """Make the first rule of a file."""
    rule = Rule(number=1, line=1, action=action, conditions=conditions)
    return replace(rule, **other)  # type: ignore[arg-type]  # a test names what it sets


def html(source: str) -> Comment:
    """Make a comment in HTML."""
    return replace(a_comment(), body=Body(source=source, format=BodyFormat.HTML))


@pytest.mark.parametrize(
    ("pattern", "name", "is_meant"),
    [
        ("Ana", "ana", True),
        ("ANA", "Ana", True),
        ("Ana", "Anabel", False),
        ("Ana*", "Anabel", True),
        ("Ana*", "Ana", True),
        ("*ana", "Diana", True),
        ("*ana", "Dianas", False),
        ("*", "anybody", True),
        ("**", "", True),
        ("a*b*c", "a-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("a*x*c", "abc", False),
        ("ab*bc", "abc", False),
        ("ab*bc", "abbc", True),
        ("a*b*b", "ab", False),
        ("Zoe\u0308", "Zoë", True),
        ("STRASSE", "Straße", True),
        ("Ana  Maria", "ana maria", True),
        ("a.c", "abc", False),
        ("[a]", "a", False),
        ("a?", "ab", False),
    ],
)
def test_names_are_meant_whatever_their_capitals(pattern: str, name: str, is_meant: bool) -> None:
    """A rule would miss its author, or hide somebody else."""
    comment = a_comment(author=name)

    assert WrittenBy((pattern,)).holds(a_subject(comment)) is (is_meant if name else True)
    assert (
        matches_name(pattern, " ".join(name.casefold().split())) is is_meant or "\u0308" in pattern
    )


def test_somebody_without_a_name_is_called_as_in_the_thread() -> None:
    """Nobody could filter those who give no name."""
    assert WrittenBy(("anonymous",)).holds(a_subject(a_comment(author="")))


def test_many_stars_take_no_time() -> None:
    """A rule could make a thread stand still."""
    begin = perf_counter()

    assert not matches_name("*a" * 200 + "b", "a" * 20_000)
    assert perf_counter() - begin < 1


@pytest.mark.parametrize(
    ("word", "text", "has_it"),
    [
        ("casino", "The CASINO!", True),
        ("casino", "casinos", False),
        ("casino*", "casinos", True),
        ("casino", "mycasino", False),
        ("casino", "my_casino_here", True),
        ("Café", "a cafe", True),
        ("cafe", "das Cafe\u0301", True),
        ("free money", "Get FREE,\n money", True),
        ("free money", "free of money", False),
        ("c++", "C or c++", True),
        ("垃圾", "這是垃圾嗎", True),
        ("垃圾", "垃的圾", False),
        ("casino", "cas\u200bino", True),
        ("ﬁne", "ﬁne", True),
        ("x", "", False),
    ],
)
def test_words_are_whole_ones_without_regard_to_capitals_and_accents(
    word: str, text: str, has_it: bool
) -> None:
    """A rule would hide what only looks like its word, or miss what is written otherwise."""
    assert HasWords.of((word,)).holds(a_subject(a_comment(text=text))) is has_it


@pytest.mark.parametrize(
    ("source", "has_it"),
    [
        ("<p>Win at the <b>cas</b>ino</p>", True),
        ("<p>cas</p><p>ino</p>", False),
        ("casin&#111;", True),
        ('<a href="https://casino.example/">here</a>', False),
    ],
)
def test_words_are_those_that_are_read_not_those_of_the_markup(source: str, has_it: bool) -> None:
    """Tags would hide a word from its rule, or an address count as one."""
    assert HasWords.of(("casino",)).holds(a_subject(html(source))) is has_it


def test_any_of_several_words_is_enough_and_the_one_is_told() -> None:
    """Nobody would know for which word a comment was hidden."""
    condition = HasWords.of(("poker", "Casino"))
    subject = a_subject(a_comment(text="casino"))

    assert condition.holds(subject)
    assert condition.tell(subject) == "it has “Casino”"


LINKED = "[a](https://a.example/) [b](https://b.example/) https://a.example/"


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("no links", 0),
        (LINKED, 3),
        ("[a][1]\n\n[1]: https://a.example/", 1),
        ("[a](javascript:alert)", 0),
        ("<https://a.example/>", 1),
        ("a < b and c > d", 0),
    ],
)
def test_links_are_counted_as_often_as_they_stand_there(source: str, count: int) -> None:
    """A comment full of links to one place would have only one."""
    assert a_subject(a_comment(text=source)).links == count


def test_links_of_html_are_counted_relative_ones_too() -> None:
    """They lead somewhere as well."""
    source = '<p><a href="/b/">b</a> <a href="https://c.example/">c</a></p>'

    assert a_subject(html(source)).links == 2
    assert Subject(html(source), post=None, now=NOW).links == 1


@pytest.mark.parametrize(
    ("comparison", "number", "holds"),
    [
        (">=", 3, True), (">=", 4, False), (">", 2, True), (">", 3, False), ("=", 3, True),
        ("=", 2, False), ("<=", 3, True), ("<=", 2, False), ("<", 4, True), ("<", 3, False),
    ],
)  # fmt: skip
def test_numbers_of_links_are_compared_as_written(
    comparison: str, number: int, holds: bool
) -> None:
    """A rule would mean one more or less."""
    condition = HasLinks(comparison=comparison, number=number)
    subject = a_subject(a_comment(text=LINKED))

    assert condition.holds(subject) is holds
    assert condition.tell(subject) == f"it has 3 links ({comparison} {number})"


def test_one_link_is_told_as_one() -> None:
    """The sentence would read wrong."""
    subject = a_subject(a_comment(text="https://a.example/"))

    assert HasLinks(comparison=">=", number=1).tell(subject) == "it has 1 link (>= 1)"


@pytest.mark.parametrize(
    ("minutes", "is_older", "is_newer"),
    [
        (0, True, False),
        (60 * 24 * 20, False, False),
        (60 * 24 * 25, False, True),
        (60 * 24 * 60, False, True),
        (None, False, False),
    ],
)
def test_age_is_that_of_now_and_what_has_no_date_is_neither(
    minutes: int | None, is_older: bool, is_newer: bool
) -> None:
    """What has no date would be hidden for its age."""
    subject = a_subject(a_comment(minutes=minutes))
    older = HasAge(is_older=True, span=timedelta(days=10), written="10d")
    newer = HasAge(is_older=False, span=timedelta(days=10), written="10d")

    assert (older.holds(subject), newer.holds(subject)) == (is_older, is_newer)
    assert (older.tell(subject), newer.tell(subject)) == (
        "it is older than 10d",
        "it is newer than 10d",
    )


def test_all_conditions_have_to_hold_and_all_are_told() -> None:
    """A rule for one person's links would hide all that this person wrote."""
    rule = a_rule(WrittenBy(("an*",)), HasLinks(comparison=">=", number=1))
    linking = a_subject(a_comment(author="Ana", text="https://a.example/"))

    assert rule.holds(linking)
    assert not rule.holds(a_subject(a_comment(author="Ana")))
    assert not rule.holds(a_subject(a_comment(author="Bo", text="https://a.example/")))
    assert rule.tell(linking) == "its author is an*, it has 1 link (>= 1)"


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("is_own", [True, False])
def test_own_comments_and_those_of_the_posts_author_are_hidden_only_by_name(
    action: Action, is_own: bool
) -> None:
    """One would not see what one wrote oneself."""
    writer = Author(name="Me") if is_own else Author(name="Mara", id="7")
    subject = a_subject(a_comment(text="casino", author=writer, own=is_own))
    words = HasWords.of(("casino",))

    assert a_rule(words, action=action).holds(subject) is (action is not Action.HIDE)
    assert a_rule(WrittenBy(("M*",)), words, action=action).holds(subject)


@pytest.mark.parametrize("post", [None, a_summary(), replace(POST, author=Author(name="Mara"))])
def test_somebody_with_the_name_of_the_posts_author_is_not_the_author(post: object) -> None:
    """Anybody could get round a rule by a name."""
    comment = a_comment(text="casino", author="Mara")
    subject = Subject(comment, post=post, now=NOW)  # type: ignore[arg-type]  # one of three

    assert a_rule(HasWords.of(("casino",))).holds(subject)


def test_the_first_rule_that_holds_decides() -> None:
    """Exceptions could not be made."""
    rules = (
        a_rule(WrittenBy(("Bo",)), action=Action.HIGHLIGHT),
        a_rule(HasWords.of(("casino",))),
        a_rule(HasWords.of(("casino",)), action=Action.FOLD),
    )

    found = [
        find_rule(rules, a_subject(a_comment(author=name, text=text)))
        for name, text in (("Bo", "casino"), ("Ana", "casino"), ("Ana", "roulette"))
    ]

    assert found == [0, 1, None]


def test_rules_are_for_their_blogs() -> None:
    """A rule for one blog would hide comments on another."""
    condition = WrittenBy(("x",))
    rule = a_rule(condition, blogs=("Garden", "notes-*"))

    assert [rule.is_for(blog) for blog in ("garden", "notes-2", "other")] == [True, True, False]
    assert a_rule(condition).is_for("other")


def test_a_rule_is_called_by_its_number_and_name() -> None:
    """It could not be found in the file."""
    rule = a_rule(WrittenBy(("x",)))

    assert (rule.called, replace(rule, name="spam").called) == ("rule 1", "rule 1, “spam”")


@given(st.text(max_size=60), st.text(max_size=200), st.sampled_from(BodyFormat))
def test_whatever_is_written_rules_have_an_answer(
    name: str, source: str, body_format: BodyFormat
) -> None:
    """One comment could keep a thread from being shown."""
    body = Body(source=source, format=body_format)
    subject = a_subject(replace(a_comment(author=name), body=body))
    conditions: tuple[Condition, ...] = (
        WrittenBy(("a*b",)),
        HasWords.of(("a", "b*")),
        HasLinks(comparison=">", number=0),
        HasAge(is_older=True, span=timedelta(1), written="1d"),
    )

    assert {condition.holds(subject) for condition in conditions} <= {True, False}
