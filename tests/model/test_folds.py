"""Folds behave as the set of what is folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.model.folds import NO_FOLDS, Folds

_COUNT = 12
_SETS = st.sets(st.integers(0, _COUNT - 1))


def folds(positions: set[int]) -> Folds:
    return Folds.of(positions, _COUNT)


@given(_SETS, _SETS)
def test_folds_are_the_sets_they_were_made_of(some: set[int], others: set[int]) -> None:
    """A branch would open or close that nobody asked for."""
    here, there = folds(some), folds(others)

    assert list(here) == sorted(some)
    assert here == some
    assert (here == there) is (some == others)
    assert (len(here), bool(here)) == (len(some), bool(some))
    assert [position in here for position in range(-1, _COUNT + 1)] == [
        position in some for position in range(-1, _COUNT + 1)
    ]
    assert here.plus(others) == some | others
    assert here.minus(others) == some - others
    assert here.holds(there) is (others <= some)
    assert here.parted(there) == (folds(some - others), folds(others - some))


@given(_SETS, st.integers(0, _COUNT - 1), st.data())
def test_a_branch_is_opened_as_a_whole_and_nothing_beside_it(
    some: set[int], position: int, data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, _COUNT - position))

    assert folds(some).without_branch(position, size) == some - set(
        range(position, position + size)
    )


@given(_SETS, st.integers(0, _COUNT))
def test_the_next_fold_is_found(some: set[int], start: int) -> None:
    """A folded branch would be drawn open."""
    assert folds(some).first_from(start) == min((one for one in some if one >= start), default=-1)


def test_folds_of_nothing_are_none_and_told_apart() -> None:
    assert not NO_FOLDS
    assert object() not in folds({1})
    assert repr(folds({1})) == "Folds.of([1], 12)"
    with pytest.raises(TypeError):
        hash(NO_FOLDS)
