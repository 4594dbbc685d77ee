"""Words as searches know them."""

from hypothesis import given
from hypothesis import strategies as st

from tui_blog.text.words import folded, folded_with_places

TEXTS = st.text(st.sampled_from("aB é\u0301\u00c5ßŉ日\U0001f600İ\n"), max_size=30)


@given(TEXTS)
def test_each_folded_character_knows_where_it_comes_from(text: str) -> None:
    """A match would be marked beside where it stands."""
    found, places = folded_with_places(text)

    assert found == folded(text)
    assert len(places) == len(found) + 1
    assert places[-1] == len(text)
    assert all(
        character in folded(text[place]) for character, place in zip(found, places, strict=False)
    )
