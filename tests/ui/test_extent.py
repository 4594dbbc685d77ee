"""Rows of long documents: every row belongs to exactly one visible item, folded or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_comment
from tui_blog.model.folds import Folds
from tui_blog.model.thread import (
    ancestors,
    build_thread,
    folds_to_level,
    hiding_ancestor,
)
from tui_blog.ui.widgets.extent import ESTIMATED, MEASURED, Extent


@st.composite
def folded_documents(draw: st.DrawFn) -> tuple[list[int], list[int], set[int]]:
    """Draw parents, heights, and what is folded."""
    count = draw(st.integers(1, 40))
    parents = [draw(st.integers(-1, number - 1)) for number in range(count)]
    heights = draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
    collapsed = draw(st.sets(st.integers(0, count - 1)))
    return parents, heights, collapsed


@given(folded_documents())
def test_rows_are_those_of_the_visible_items_in_order(
    document: tuple[list[int], list[int], set[int]],
) -> None:
    parents, heights, collapsed = document
    thread = build_thread(
        a_comment(f"{number:03}", parent=None if parent < 0 else f"{parent:03}", minutes=number)
        for number, parent in enumerate(parents)
    )
    extent = Extent(heights)
    extent.set_folds(Folds.of(collapsed, len(thread)), thread.sizes)

    visible = [
        position
        for position in range(len(thread))
        if not collapsed.intersection(ancestors(thread, position))
    ]
    rows = [
        (position, line)
        for position in visible
        for line in range(1 if position in collapsed else heights[position])
    ]
    assert list(extent.visible) == visible
    assert extent.total == len(rows)
    assert [extent.item_at(row) for row in range(extent.total)] == rows
    for position in range(len(thread)):
        hiding = hiding_ancestor(thread, collapsed, position)
        shown = extent.visible[extent.place_of(position)]
        assert shown == (position if hiding is None else hiding)
        assert extent.is_folded(position) == (position in collapsed and hiding is None)


@given(folded_documents(), st.integers(1, 6))
def test_folding_to_a_level_shows_all_comments_down_to_it_and_none_below(
    document: tuple[list[int], list[int], set[int]], level: int
) -> None:
    parents, heights, _ = document
    thread = build_thread(
        a_comment(f"{number:03}", parent=None if parent < 0 else f"{parent:03}", minutes=number)
        for number, parent in enumerate(parents)
    )
    extent = Extent(heights)
    extent.set_folds(folds_to_level(thread, level), thread.sizes)

    assert list(extent.visible) == [
        position for position, depth in enumerate(thread.depths) if depth < level
    ]


@given(folded_documents(), st.data())
def test_rows_that_follow_some_heights_are_as_if_all_were_summed_up_again(
    document: tuple[list[int], list[int], set[int]], data: st.DataObject
) -> None:
    """Lines would be drawn over one another, or left out, once heights become exact."""
    parents, heights, collapsed = document
    thread = build_thread(
        a_comment(f"{number:03}", parent=None if parent < 0 else f"{parent:03}", minutes=number)
        for number, parent in enumerate(parents)
    )
    extent = Extent([4] * len(heights), known=ESTIMATED)
    extent.set_folds(Folds.of(collapsed, len(thread)), thread.sizes)
    low = data.draw(st.integers(0, len(extent.visible)))
    high = data.draw(st.integers(low, len(extent.visible)))
    assert extent.total
    before = [extent.top_of(place) for place in range(len(extent.visible) + 1)]

    for item in extent.visible[low:high]:
        extent.heights[item] = heights[item]
    is_other = extent.follow(low, high)

    after = [extent.top_of(place) for place in range(len(extent.visible) + 1)]
    extent.rebuild()
    assert after == [extent.top_of(place) for place in range(len(extent.visible) + 1)]
    assert is_other == (after != before or extent.total != before[-1])
    assert not extent.follow(0, len(extent.visible))


def test_changed_heights_count_once_the_rows_are_rebuilt() -> None:
    extent = Extent([5, 5, 5], known=ESTIMATED)
    assert extent.total == 15
    extent.heights[1] = 2
    extent.known[1] = MEASURED

    extent.rebuild()
    assert not extent.follow(0, 3)
    assert (extent.top_of(2), extent.total) == (7, 12)
    assert (extent.first_estimated(0), extent.first_estimated(1), extent.first_estimated(3)) == (
        0,
        2,
        None,
    )


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 70_000])
def test_all_items_are_visible_in_their_order(count: int) -> None:
    """Comments would be shown twice, or not at all."""
    assert list(Extent([1] * count).visible) == list(range(count))
