"""Ids in one text behave as the list of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.storage.archive.joined_ids import ID_END, JoinedIds, ends_of

_IDS = st.lists(st.text("ab:é", min_size=0, max_size=4), max_size=12, unique=True)


def joined(ids: list[str]) -> JoinedIds:
    return JoinedIds("".join(f"{one}{ID_END}" for one in ids), ends_of(ids))


@given(_IDS, st.slices(12))
def test_joined_ids_are_those_they_were_made_of(ids: list[str], part: slice) -> None:
    """A fold or a mark would be kept for another comment."""
    there = joined(ids)

    assert [*there] == ids
    assert len(there) == len(ids)
    assert [there[place] for place in range(-len(ids), len(ids))] == [*ids, *ids]
    assert there[part] == ids[part]
    assert [there.index(one) for one in ids] == [*range(len(ids))]


@given(_IDS, st.text("ab:é\0", max_size=4))
def test_an_id_that_is_not_there_is_not_found_in_parts_of_others(ids: list[str], it: str) -> None:
    """The cursor would go back to another comment."""
    assert (it in joined(ids)) is (it in ids)
    if it not in ids:
        with pytest.raises(ValueError, match=r"id|substring"):
            joined(ids).index(it)


def test_an_id_is_looked_for_in_a_part() -> None:
    with pytest.raises(ValueError, match="part"):
        joined(["a", "b"]).index("a", 1)
    with pytest.raises(IndexError):
        joined(["a"])[1]
