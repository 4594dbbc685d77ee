"""Which comment of how many one is: what is said above each in plain mode."""

from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_comment
from tui_blog.model.siblings import Place, Siblings
from tui_blog.model.thread import build_thread


def test_each_comment_is_counted_among_those_that_answer_the_same() -> None:
    """One would be told that there is more to come, or less."""
    thread = build_thread(
        [
            a_comment("a"),
            a_comment("a1", parent="a", minutes=1),
            a_comment("a1x", parent="a1", minutes=2),
            a_comment("a2", parent="a", minutes=3),
            a_comment("b", minutes=4),
        ]
    )
    siblings = Siblings(thread)

    places = {comment.id: siblings.place_of(at) for at, comment in enumerate(thread.comments)}

    assert list(places.values()) == [
        Place(1, 2),
        Place(1, 2),
        Place(1, 1),
        Place(2, 2),
        Place(2, 2),
    ]


@given(st.lists(st.integers(min_value=-1, max_value=30), max_size=30))
def test_places_of_any_thread_count_up_to_their_totals(parents: list[int]) -> None:
    """A number would be given twice, or be larger than how many there are."""
    thread = build_thread(
        a_comment(str(number), parent=None if parent < 0 else str(parent), minutes=number)
        for number, parent in enumerate(parents)
    )
    siblings = Siblings(thread)

    told: dict[int, list[Place]] = {}
    for position, parent in enumerate(thread.parents):
        told.setdefault(parent, []).append(siblings.place_of(position))

    for places in told.values():
        assert places == [Place(number, len(places)) for number in range(1, len(places) + 1)]
