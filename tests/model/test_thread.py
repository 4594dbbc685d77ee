import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_comment
from tui_blog.model.comment import Comment
from tui_blog.model.comment_list import mark_of, words_of
from tui_blog.model.ids import CommentId
from tui_blog.model.thread import (
    EMPTY_THREAD,
    Thread,
    ancestors,
    build_thread,
    folds_to_level,
    hiding_ancestor,
    next_sibling,
    next_top_level,
    previous_sibling,
    previous_top_level,
    top_level_of,
    with_comment,
)

NAMES = st.sampled_from([f"wp:{number}" for number in range(12)])
COMMENTS = st.builds(
    a_comment,
    NAMES,
    parent=st.one_of(st.none(), NAMES, st.just("wp:elsewhere")),
    minutes=st.one_of(st.none(), st.integers(0, 5)),
)
LISTS = st.lists(COMMENTS, max_size=14)
UNIQUE = st.lists(COMMENTS, max_size=12, unique_by=lambda comment: comment.id)
TREE = {"a": None, "b": "a", "c": "b", "d": "a", "e": None, "f": "e", "g": None}
"""a(b(c), d), e(f), g: positions 0 to 6 in this order."""


def tree_of(parents: dict[str, str | None]) -> Thread:
    """Arrange comments whose dates follow the order of their names."""
    return build_thread(
        a_comment(name, parent=parent, minutes=number)
        for number, (name, parent) in enumerate(parents.items())
    )


def shape(thread: Thread) -> list[tuple[CommentId, int, int, int, bool]]:
    """Write down everything a thread says."""
    return [
        (
            comment.id,
            thread.depths[position],
            thread.sizes[position],
            thread.parents[position],
            position in thread.orphans,
        )
        for position, comment in enumerate(thread.comments)
    ]


@given(LISTS)
def test_build_thread_places_every_comment_exactly_once(comments: list[Comment]) -> None:
    """A comment would be missing from the page, or stand there twice."""
    thread = build_thread(comments)

    assert sorted(comment.id for comment in thread.comments) == sorted({c.id for c in comments})
    assert len(thread) == len(thread.depths) == len(thread.sizes) == len(thread.parents)
    assert [thread.positions[comment.id] for comment in thread.comments] == list(range(len(thread)))


@given(LISTS)
def test_build_thread_gives_depths_sizes_and_parents_that_fit_each_other(
    comments: list[Comment],
) -> None:
    """Folding would hide the wrong comments."""
    thread = build_thread(comments)

    for position in range(len(thread)):
        parent = thread.parents[position]
        end = position + thread.sizes[position]
        assert thread.depths[position] == (0 if parent < 0 else thread.depths[parent] + 1)
        assert parent < position < end <= len(thread)
        assert parent < 0 or end <= parent + thread.sizes[parent]
        assert all(
            thread.depths[below] > thread.depths[position] for below in range(position + 1, end)
        )


@given(LISTS)
def test_build_thread_hangs_a_comment_below_its_parent_or_marks_it(comments: list[Comment]) -> None:
    """An answer would stand at top level without a word, or below a stranger."""
    thread = build_thread(comments)

    for position, comment in enumerate(thread.comments):
        parent = thread.parents[position]
        if parent >= 0:
            assert thread.comments[parent].id == comment.parent_id
        else:
            assert (position in thread.orphans) == (comment.parent_id is not None)


@given(UNIQUE, st.data())
def test_build_thread_is_the_same_for_any_order(
    comments: list[Comment], data: st.DataObject
) -> None:
    """The page would jump about from one reading to the next."""
    shuffled = data.draw(st.permutations(comments))

    assert shape(build_thread(shuffled)) == shape(build_thread(comments))


@given(LISTS)
def test_build_thread_orders_siblings_by_date(comments: list[Comment]) -> None:
    """Answers would be read before the questions they follow."""
    thread = build_thread(comments)
    start = datetime.min.replace(tzinfo=UTC)

    for position in range(len(thread)):
        beside = next_sibling(thread, position)
        if beside is not None:
            earlier, later = thread.comments[position], thread.comments[beside]
            assert (earlier.created_at or start) <= (later.created_at or start)


def test_build_thread_when_an_id_comes_twice_takes_the_last() -> None:
    """An edited comment would be shown with its old text."""
    thread = build_thread([a_comment("c1", text="old"), a_comment("c1", text="new")])

    assert [comment.body.source for comment in thread.comments] == ["new"]


def test_build_thread_when_numbers_tie_in_date_counts_them_as_numbers() -> None:
    """Comment 10 would stand before comment 9 of the same second."""
    thread = build_thread([a_comment("wp:10"), a_comment("wp:9")])

    assert [comment.id for comment in thread.comments] == ["wp:9", "wp:10"]


def test_build_thread_when_parents_form_a_circle_cuts_it_at_the_earliest() -> None:
    """A circle would hang the program, or vanish with all its comments."""
    thread = tree_of({"a": "c", "b": "a", "c": "b", "self": "self", "tail": "c"})

    assert shape(thread) == [
        ("a", 0, 4, -1, True),
        ("b", 1, 3, 0, False),
        ("c", 2, 2, 1, False),
        ("tail", 3, 1, 2, False),
        ("self", 0, 1, -1, True),
    ]


def test_build_thread_when_it_is_10_000_deep_needs_no_stack() -> None:
    """A long quarrel would end the program."""
    deep = [
        a_comment(f"c{number}", parent=f"c{number - 1}" if number else None, minutes=number)
        for number in range(10_000)
    ]
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(200)
    try:
        thread = build_thread(reversed(deep))
        hiding = hiding_ancestor(thread, {5_000}, 9_999)
        above = ancestors(thread, 9_999)
    finally:
        sys.setrecursionlimit(limit)

    assert list(thread.depths) == list(range(10_000))
    assert thread.sizes[0] == 10_000
    assert hiding == 5_000
    assert len(above) == 9_999


def test_build_thread_when_a_circle_is_10_000_long_keeps_every_comment() -> None:
    """A hostile server could hang the program."""
    circle = [
        a_comment(f"c{number}", parent=f"c{(number - 1) % 10_000}", minutes=number)
        for number in range(10_000)
    ]

    thread = build_thread(circle)

    assert len(thread) == 10_000
    assert thread.orphans == {0}


def test_build_thread_when_it_is_100_000_wide_keeps_every_comment_in_order() -> None:
    """A popular post could not be opened."""
    one = a_comment("top")
    wide = [
        Comment(
            id=CommentId(f"wp:{number}"),
            post_id=one.post_id,
            parent_id=one.id,
            author=one.author,
            body=one.body,
        )
        for number in range(100_000)
    ]

    thread = build_thread([one, *wide])

    assert thread.sizes[0] == 100_001
    assert list(thread.comments.ids[1:]) == [comment.id for comment in wide]


@given(UNIQUE, st.lists(COMMENTS, min_size=1, max_size=4))
def test_with_comment_gives_what_building_anew_gives(
    comments: list[Comment], added: list[Comment]
) -> None:
    """What one has just sent would stand elsewhere after the next start."""
    thread = build_thread(comments)
    all_of_them = {comment.id: comment for comment in comments}
    for comment in added:
        thread = with_comment(thread, comment)
        all_of_them[comment.id] = comment

    assert shape(thread) == shape(build_thread(all_of_them.values()))
    assert len(thread.comments) == len(thread) == len(all_of_them)
    assert list(thread.comments.ids) == [comment.id for comment in thread.comments]
    assert list(thread.comments.lengths) == [len(c.body.source) for c in thread.comments]
    assert list(thread.comments.marks) == [mark_of(c.body.source) for c in thread.comments]
    words = [thread.comments.words_of(position) for position in range(len(thread))]
    assert words == [words_of(comment) for comment in thread.comments]
    wanted = {comment.id for comment in added} | {CommentId("elsewhere")}
    places = [place for place, one in enumerate(thread.comments.ids) if one in wanted]
    assert [*thread.places_of(wanted)] == places
    for _ in range(2):
        found = map(thread.find_position, wanted)
        assert sorted(place for place in found if place is not None) == places
        assert len(thread.positions) == len(thread)
    bodies = [thread.comments.body_of(position) for position in range(len(thread))]
    assert bodies == [comment.body for comment in thread.comments]


@given(UNIQUE.filter(len), COMMENTS, st.data())
def test_with_comment_leaves_nothing_of_what_it_takes_the_place_of(
    comments: list[Comment], comment: Comment, data: st.DataObject
) -> None:
    """The comment that was waiting would stand beside the one the blog made of it."""
    sent = replace(comment, own=True)
    waiting = data.draw(st.sampled_from(comments)).id

    thread = with_comment(build_thread(comments), sent, instead_of=waiting)

    kept = {one.id for one in comments} - {waiting} | {sent.id}
    assert set(thread.comments.ids) == kept
    assert sum(thread.depths[position] == 0 for position in range(len(thread))) > 0
    assert thread.comments[thread.positions[sent.id]] == sent
    assert sum(thread.sizes[top] for top in thread.tops) == len(thread)


@given(LISTS, st.sets(st.integers(0, 13), max_size=8))
def test_what_is_hidden_is_what_a_folded_branch_hides(
    comments: list[Comment], wanted: set[int]
) -> None:
    """A folded branch would stay on the screen, or an open one would be gone."""
    thread = build_thread(comments)
    folded = {position for position in wanted if position < len(thread)}

    visible = [
        position
        for position in range(len(thread))
        if not any(above in folded for above in ancestors(thread, position))
    ]

    hidden = set(range(len(thread))) - set(visible)
    assert all(hiding_ancestor(thread, folded, position) is None for position in visible)
    assert all(hiding_ancestor(thread, folded, position) in visible for position in hidden)


@given(LISTS)
def test_siblings_and_top_levels_lead_there_and_back(comments: list[Comment]) -> None:
    """J and K would skip comments, or go round for ever."""
    thread = build_thread(comments)

    tops = list(thread.tops)
    assert tops == [position for position in range(len(thread)) if not thread.depths[position]]
    for position in range(len(thread)):
        after = next_sibling(thread, position)
        if after is not None:
            assert thread.parents[after] == thread.parents[position]
            assert previous_sibling(thread, after) == position
        top = top_level_of(thread, position)
        assert top == max(number for number in tops if number <= position)
        later = [number for number in tops if number > position]
        assert next_top_level(thread, position) == (later[0] if later else None)
        earlier = [number for number in tops if number < position]
        assert previous_top_level(thread, position) == (earlier[-1] if earlier else None)


@pytest.mark.parametrize(
    ("level", "visible"),
    [(1, [0, 4, 6]), (2, [0, 1, 3, 4, 5, 6]), (3, [0, 1, 2, 3, 4, 5, 6])],
)
def test_folds_to_level_leave_that_many_levels(level: int, visible: list[int]) -> None:
    """z2 would show three levels, or one."""
    thread = tree_of(TREE)

    folds = folds_to_level(thread, level)

    shown = [
        position
        for position in range(len(thread))
        if hiding_ancestor(thread, folds, position) is None
    ]
    assert shown == visible


@given(LISTS, st.integers(1, 9))
def test_folds_to_level_are_the_last_shown_and_the_branches_below(
    comments: list[Comment], level: int
) -> None:
    """Opening one would show all below it at once."""
    thread = build_thread(comments)

    assert folds_to_level(thread, level) == {
        position
        for position, (depth, size) in enumerate(zip(thread.depths, thread.sizes, strict=True))
        if depth == level - 1 or (depth >= level and size > 1)
    }


def test_folds_to_level_are_right_in_a_very_deep_thread() -> None:
    """Depths beyond what fits a byte would be taken for others."""
    thread = build_thread(
        a_comment(f"{number:05}", parent=f"{number - 1:05}" if number else None)
        for number in range(600)
    )

    assert folds_to_level(thread, 3) == set(range(2, 599))


def test_an_empty_thread_has_nothing_to_go_to() -> None:
    """A post without comments could not be opened."""
    assert shape(EMPTY_THREAD) == shape(build_thread([])) == []
    assert list(EMPTY_THREAD.tops) == []
    assert folds_to_level(EMPTY_THREAD, 1) == frozenset()
