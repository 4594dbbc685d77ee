"""The map of a thread: which comments a row stands for, and what it tells of them."""

from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_comment
from tui_blog.model.freshness import EDITED, SEEN, UNREAD
from tui_blog.model.post import Author
from tui_blog.model.thread import EMPTY_THREAD, build_thread
from tui_blog.model.thread_map import AUTHOR, OTHER, OWN, MapSign, ThreadMap, kinds_of


def a_map(count: int, *, kinds: bytes = b"", begins: bytes = b"") -> ThreadMap:
    return ThreadMap(count, begins or bytes(count), kinds)


@given(st.integers(1, 5000), st.integers(1, 120))
def test_every_comment_is_in_the_share_of_exactly_one_row(count: int, height: int) -> None:
    """Something new would be on no row, or one would be sent elsewhere."""
    the_map = a_map(count)
    rows = the_map.row_count(height)

    shares = [the_map.share(row, rows) for row in range(rows)]

    assert rows <= height
    assert [position for low, high in shares for position in range(low, high)] == list(range(count))
    assert all(low < high for low, high in shares)
    for row, (low, high) in enumerate(shares):
        assert the_map.row_of(low, rows) == the_map.row_of(high - 1, rows) == row


def test_a_short_thread_has_a_row_for_each_comment() -> None:
    """Three comments would fill the whole height."""
    assert a_map(3).row_count(20) == 3
    assert a_map(1000).row_count(20) == 20
    assert ThreadMap.of(EMPTY_THREAD).row_count(20) == 0
    assert a_map(3).row_count(-1) == 0


def test_conversations_begin_where_comments_are_at_top_level() -> None:
    """One would not see how the thread is parted."""
    thread = build_thread(
        [
            a_comment("a"),
            a_comment("a1", parent="a", minutes=1),
            a_comment("a2", parent="a", minutes=2),
            a_comment("b", minutes=3),
        ]
    )
    the_map = ThreadMap.of(thread)

    signs = [the_map.sign(row, 4, bytes(4)) for row in range(4)]

    assert signs == [MapSign.BEGIN, MapSign.LINE, MapSign.LINE, MapSign.BEGIN]
    assert [the_map.sign(row, 2, bytes(4)) for row in range(2)] == [MapSign.BEGIN] * 2


def test_a_row_tells_the_rarest_thing_in_it_and_whether_something_is_new() -> None:
    """One's own comments would be lost among what is new."""
    kinds = bytes([OTHER, OTHER, AUTHOR, AUTHOR, OWN, OWN, OTHER, OTHER, OTHER])
    fresh = bytes([SEEN, UNREAD, SEEN, EDITED, SEEN, UNREAD, SEEN, SEEN, EDITED])
    the_map = a_map(9, kinds=kinds, begins=bytes([0] * 7 + [1, 1]))

    signs = [the_map.sign(row, 9, fresh) for row in range(9)]

    assert signs == [
        MapSign.LINE, MapSign.NEW, MapSign.AUTHOR, MapSign.AUTHOR_NEW, MapSign.OWN,
        MapSign.OWN_NEW, MapSign.LINE, MapSign.BEGIN, MapSign.NEW,
    ]  # fmt: skip
    assert the_map.sign(0, 1, fresh) is MapSign.OWN_NEW


def test_a_row_leads_to_what_is_new_in_it_else_to_its_sign() -> None:
    """One would search the share for what the sign was about."""
    kinds = bytes([OTHER, OTHER, OTHER, AUTHOR, OTHER, OWN, OTHER, OTHER])
    the_map = a_map(8, kinds=kinds, begins=bytes([0, 0, 0, 0, 0, 0, 0, 1]))
    seen = bytes(8)
    fresh = bytes([SEEN, SEEN, EDITED, UNREAD, SEEN, SEEN, SEEN, UNREAD])

    assert the_map.target(0, 1, seen) == 5
    assert [the_map.target(row, 2, seen) for row in range(2)] == [3, 5]
    assert [the_map.target(row, 4, seen) for row in range(4)] == [0, 3, 5, 7]
    assert [the_map.target(row, 2, fresh) for row in range(2)] == [2, 7]


def test_comments_that_nobody_looked_at_yet_are_somebody_s() -> None:
    """The map would wait until a long thread is read."""
    the_map = a_map(10, kinds=bytes([OWN]))

    assert the_map.sign(0, 10, bytes(10)) is MapSign.OWN
    assert the_map.sign(9, 10, bytes(10)) is MapSign.LINE


def test_kinds_tell_the_person_and_the_author_from_others() -> None:
    """A namesake would pass for the author."""
    author = Author(name="Mara", id="1")
    comments = [
        a_comment("a", author=author),
        a_comment("b", author=Author(name="Mara", id="2")),
        a_comment("c", author=author, own=True),
        a_comment("d", author="Mara"),
    ]

    assert list(kinds_of(comments, "1")) == [AUTHOR, OTHER, OWN, OTHER]
    assert list(kinds_of(comments, None)) == [OTHER, OTHER, OWN, OTHER]
