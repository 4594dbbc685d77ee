from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_comment
from tui_blog.model.comment import CommentStatus
from tui_blog.model.comment_list import ChangedComments, CommentList, LoadedComments, mark_of
from tui_blog.model.freshness import (
    EDITED,
    SEEN,
    UNREAD,
    build_freshness,
    next_fresh,
    previous_fresh,
    tombstones,
)
from tui_blog.model.ids import CommentId

FLAGS = st.lists(st.sampled_from([SEEN, UNREAD, EDITED]), max_size=12).map(bytearray)


def a_list(*names: str, own: str = "") -> CommentList:
    """Make comments; the name is the text too."""
    return LoadedComments(a_comment(name, text=name, own=name == own) for name in names)


def test_each_comment_is_seen_unread_or_edited() -> None:
    """An edit would pass unnoticed, or what was read be new again."""
    seen = {CommentId("a"): mark_of("a"), CommentId("b"): mark_of("other"), CommentId("gone"): 0}

    assert list(build_freshness(a_list("a", "b", "c"), seen)) == [SEEN, EDITED, UNREAD]


def test_all_is_unread_in_a_thread_that_was_never_opened() -> None:
    """A new thread would look as if it had been read."""
    assert list(build_freshness(a_list("a", "b"), {})) == [UNREAD, UNREAD]


def test_what_one_wrote_is_never_new() -> None:
    """One would be sent from one's own comment to the next."""
    comments = a_list("a", "mine", "c", own="mine")
    changed = ChangedComments(comments)
    changed.put(0, replace(comments[0], id=CommentId("sent"), own=True), replacing=False)
    changed.put(3, replace(comments[2], body=comments[0].body), replacing=True)

    assert list(build_freshness(comments, {})) == [UNREAD, SEEN, UNREAD]
    assert list(build_freshness(changed, {})) == [SEEN, UNREAD, SEEN, UNREAD]


def test_what_is_deleted_and_keeps_its_place_is_known() -> None:
    """Nobody would be told that a comment one had read is deleted."""
    gone = CommentStatus.DELETED
    comments = LoadedComments(
        [
            a_comment("a"),
            a_comment("b", status=gone),
            a_comment("mine", status=gone, own=True),
        ]
    )
    changed = ChangedComments(comments)
    changed.put(0, a_comment("new", status=gone), replacing=False)

    assert list(tombstones(comments)) == [1]
    assert list(tombstones(changed)) == [0, 2]


def test_own_comments_of_a_list_that_is_not_in_memory_are_told_without_reading_them() -> None:
    """Opening a huge thread would read all of it, or call new what one wrote oneself."""

    class Filed:
        ids = (CommentId("a"), CommentId("b"))
        marks = (1, 2)
        own_positions = (1,)

        def __len__(self) -> int:
            return 2

    assert list(build_freshness(Filed(), {})) == [UNREAD, SEEN]  # type: ignore[arg-type]  # all it asks
    assert list(tombstones(Filed())) == []  # type: ignore[arg-type]  # all it asks


@given(flags=FLAGS, place=st.integers(-2, 14))
def test_next_and_previous_are_the_nearest_that_were_not_seen(flags: bytearray, place: int) -> None:
    """N would skip what is new."""
    fresh = [position for position, flag in enumerate(flags) if flag != SEEN]

    assert next_fresh(flags, place) == min((one for one in fresh if one > place), default=None)
    assert previous_fresh(flags, place) == max((one for one in fresh if one < place), default=None)
