"""Tags as they are typed, completed and kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.model.own_tags import MOST_TAGS, complete, parse_tags, written


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("frost", ("frost",)),
        (" late  frost ,#Garden,, ", ("late frost", "Garden")),
        ("frost, Frost", ("frost",)),
        ("#, # ", ()),
        ("x" * 60, ("x" * 40,)),
    ],
)
def test_tags_are_read_as_people_type_them(typed: str, tags: tuple[str, ...]) -> None:
    """The same tag would be kept twice, or an empty one."""
    assert parse_tags(typed) == tags


def test_there_are_not_endlessly_many() -> None:
    """A pasted text would fill list and thread."""
    assert len(parse_tags(",".join(map(str, range(100))))) == MOST_TAGS


@given(st.text())
def test_what_is_kept_is_read_back(typed: str) -> None:
    """A tag would be another one after a restart."""
    tags = parse_tags(typed)

    assert parse_tags(written(tags)) == tags


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("gar", "garden"),
        ("frost, Ga", "frost, garden"),
        ("frost,ga", "frost,garden"),
        ("garden, ga", None),
        ("garden", None),
        ("frost, ", None),
        ("x", None),
        ("", None),
    ],
)
def test_the_last_tag_is_completed(typed: str, whole: str | None) -> None:
    """One would type each tag in full, or get one that is given already."""
    assert complete(typed, ["garden", "frost"]) == whole
