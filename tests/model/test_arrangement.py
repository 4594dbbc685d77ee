"""Other orders of a thread, and parts of it."""

from array import array
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_comment
from tests.model.test_thread import COMMENTS, TREE, UNIQUE, tree_of
from tui_blog.model.arrangement import (
    USUAL,
    Arrangement,
    Limit,
    OnlyBranch,
    OnlyPerson,
    Order,
    Person,
    arrange,
    limit_read,
    limit_written,
    look_into,
    needs_look,
)
from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId
from tui_blog.model.post import Author
from tui_blog.model.thread import Thread, build_thread, with_comment

ARRANGEMENTS = st.builds(Arrangement, is_flat=st.booleans(), order=st.sampled_from(Order))
FLAT_NEWEST = Arrangement(is_flat=True, order=Order.NEWEST)


def arranged(
    thread: Thread, arrangement: Arrangement = USUAL, limit: Limit | None = None
) -> Thread:
    """Arrange a thread, looking at its comments."""
    return arrange(thread, arrangement, limit, look_into(thread))


def ids(thread: Thread) -> str:
    """Name the comments of a tree with names of one letter."""
    return "".join(thread.comments.ids)


def assert_fits(thread: Thread, whole: Thread) -> None:
    """Check that all that a thread says of its comments fits."""
    assert len(thread.comments) == len(thread.sizes) == len(thread.parents) == len(thread)
    for position, comment in enumerate(thread.comments):
        above = thread.parents[position]
        if above >= 0:
            assert thread.comments[above].id == comment.parent_id
            assert thread.depths[position] == thread.depths[above] + 1
            assert above < position < above + thread.sizes[above]
        else:
            assert thread.depths[position] == 0
        below = range(position + 1, position + thread.sizes[position])
        assert all(thread.depths[one] > thread.depths[position] for one in below)
        assert (position in thread.orphans) is (whole.positions[comment.id] in whole.orphans)


@given(UNIQUE, ARRANGEMENTS)
def test_every_order_holds_every_comment_once(
    comments: list[Comment], arrangement: Arrangement
) -> None:
    """A comment would be missing in one order, or be there twice."""
    whole = build_thread(comments)

    thread = arranged(whole, arrangement)

    assert Counter(thread.comments.ids) == Counter(whole.comments.ids)
    assert list(thread.comments.ids) == [comment.id for comment in thread.comments]
    assert_fits(thread, whole)


@pytest.mark.parametrize("kind", ["b", "i", "q"])
@given(comments=UNIQUE, arrangement=ARRANGEMENTS)
def test_a_thread_from_disk_is_arranged_as_one_that_was_built(
    comments: list[Comment], arrangement: Arrangement, kind: str
) -> None:
    """Its numbers are kept in fewer bytes: the program would end when a large thread is sorted."""
    whole = build_thread(comments)
    kept = replace(
        whole,
        depths=array(kind, whole.depths),
        sizes=array(kind, whole.sizes),
        parents=array(kind, whole.parents),
    )

    built, read = arranged(whole, arrangement), arranged(kept, arrangement)

    assert list(read.comments.ids) == list(built.comments.ids)
    assert list(read.sizes) == list(built.sizes)
    assert list(read.depths) == list(built.depths)
    assert list(read.parents) == list(built.parents)


@given(UNIQUE.filter(len), COMMENTS, ARRANGEMENTS, st.data())
def test_every_part_holds_what_belongs_to_it_once(
    comments: list[Comment], more: Comment, arrangement: Arrangement, data: st.DataObject
) -> None:
    """Somebody would look for a reply where it should be, and not find it."""
    whole = with_comment(build_thread(comments), more)
    chosen = whole.positions[data.draw(st.sampled_from([*whole.positions]))]
    comment, size = whole.comments[chosen], whole.sizes[chosen]

    branch = arranged(whole, arrangement, OnlyBranch(comment.id))
    person = arranged(whole, arrangement, OnlyPerson(Person.of(comment)))

    assert_fits(branch, whole)
    assert_fits(person, whole)
    assert set(branch.comments.ids) >= set(whole.comments.ids[chosen : chosen + size])
    assert len(branch) == size + whole.depths[chosen]
    wanted = [one.id for one in whole.comments if Person.of(one) == Person.of(comment)]
    assert Counter(person.comments.ids) == Counter(wanted)


@pytest.mark.parametrize(
    ("arrangement", "expected"),
    [
        (USUAL, "abcdefg"),
        (Arrangement(order=Order.NEWEST), "gefabcd"),
        (Arrangement(order=Order.ANSWERED), "abcdefg"),
        (Arrangement(is_flat=True), "abcdefg"),
        (FLAT_NEWEST, "gfedcba"),
        (Arrangement(is_flat=True, order=Order.ANSWERED), "abecdfg"),
    ],
)
def test_orders_are_what_their_names_say(arrangement: Arrangement, expected: str) -> None:
    """What one looks for first would not be first."""
    assert ids(arranged(tree_of(TREE), arrangement)) == expected


def test_most_answered_conversation_comes_first_wherever_it_was() -> None:
    thread = tree_of({"a": None, "b": None, "c": "b", "d": None, "e": "d", "f": "e"})

    assert ids(arranged(thread, Arrangement(order=Order.ANSWERED))) == "defbca"


def test_comments_without_a_date_are_the_oldest() -> None:
    """They would raise where dates are compared."""
    thread = build_thread([a_comment("b", minutes=3), a_comment("a", minutes=None)])

    assert ids(arranged(thread, FLAT_NEWEST)) == "ba"


def test_part_of_a_branch_leads_from_the_top_to_all_below() -> None:
    """One would see an answer, and not what it answers."""
    assert ids(arranged(tree_of(TREE), USUAL, OnlyBranch(CommentId("b")))) == "abc"


def test_branch_of_a_comment_that_is_gone_is_empty() -> None:
    thread = arranged(tree_of(TREE), USUAL, OnlyBranch(CommentId("x")))

    assert len(thread) == 0


def test_usual_order_is_the_thread_itself() -> None:
    """Large threads would be made anew each time they are opened."""
    thread = tree_of(TREE)

    assert arranged(thread) is thread
    assert arranged(thread, FLAT_NEWEST).whole is thread


@given(ARRANGEMENTS, st.sampled_from([None, OnlyBranch(CommentId("b"))]))
def test_comments_are_looked_at_only_where_that_is_said(
    arrangement: Arrangement, limit: Limit | None
) -> None:
    """A hundred thousand comments would be read for a key that has no use for them."""
    thread, looked = tree_of(TREE), []

    def look(position: int) -> tuple[None, Person]:
        looked.append(position)
        return None, Person(id=None, name="")

    arrange(thread, arrangement, limit, look)

    assert bool(looked) is needs_look(arrangement, limit)


def test_people_of_one_name_are_told_by_their_ids() -> None:
    """What a stranger wrote would stand among the words of another."""
    anas = [Author(name="Ana", id="1"), Author(name="Ana", id="2"), Author(name="A.", id="1")]
    thread = build_thread(
        a_comment(name, author=author, minutes=number)
        for number, (name, author) in enumerate(zip("abc", anas, strict=True))
    )

    only = OnlyPerson(Person.of(thread.comments[0]))

    assert ids(arranged(thread, USUAL, only)) == "ac"


@pytest.mark.parametrize(
    "limit",
    [
        OnlyBranch(CommentId("wp:12 and more")),
        OnlyPerson(Person(id="7", name="")),
        OnlyPerson(Person(id=None, name="Ana of the Frost")),
        OnlyPerson(Person(id=None, name="")),
    ],
)
def test_a_part_comes_back_as_it_was_written(limit: Limit) -> None:
    """Another part would be shown at the next start."""
    assert limit_read(limit_written(limit)) == limit


@pytest.mark.parametrize("text", [None, "", "branch", "later than"])
def test_what_is_no_part_shows_all(text: str | None) -> None:
    """A thread would be empty for what another version wrote."""
    assert limit_read(text) is None
