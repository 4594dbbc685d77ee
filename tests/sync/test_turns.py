"""Who has its turn of what a sync with nothing new looks at again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_comment
from tui_blog.model.comment import CommentStatus
from tui_blog.model.ids import PostId
from tui_blog.sync.turns import REQUEST_ROWS, Part, TurnCounter, plan_turns

HELD = a_comment("mine", status=CommentStatus.HELD)
A, B, C, D = (PostId(f"wp:{number}") for number in range(1, 5))


def a_counter(folder: Path | None, root: Path) -> TurnCounter:
    return TurnCounter(folder, root, first=lambda: 3)


def part(*posts: PostId, offset: int = 0, is_last: bool = True) -> Part:
    return Part(posts, offset, is_last)


def test_short_threads_are_looked_at_together() -> None:
    """Each would cost a request of its own."""
    turns = plan_turns({A: 60, B: 30, C: 20, D: 10}, reading=(), held=())

    assert turns.others == (part(A, B, D), part(C))
    assert turns.open == ()


def test_long_thread_is_looked_at_in_parts_that_meet() -> None:
    """What was deleted where two parts meet would be seen in neither."""
    turns = plan_turns({A: 250}, reading=(), held=())

    assert turns.others == (
        part(A, is_last=False),
        part(A, offset=99, is_last=False),
        part(A, offset=198),
    )


def test_short_threads_go_along_with_the_one_on_the_screen() -> None:
    turns = plan_turns({A: 50, B: 50, C: 40}, reading=(A,), held=(HELD,))

    assert turns.open == (part(A, B),)
    assert turns.others == (part(C), HELD)


def test_what_is_on_the_screen_has_every_other_turn() -> None:
    """An edit that one looks at would be seen after all others."""
    turns = plan_turns({A: 150, B: 80, C: 70}, reading=(A,), held=())

    chosen = [turns.choose(number) for number in range(6)]

    first, second = turns.open
    assert chosen == [first, part(B), second, part(C), first, part(B)]


@pytest.mark.parametrize("reading", [(), (A,)])
def test_all_have_their_turn_where_nothing_else_has(reading: tuple[PostId, ...]) -> None:
    turns = plan_turns({A: 300}, reading=reading, held=())

    chosen = [turns.choose(number) for number in range(8)]

    assert chosen[:4] == chosen[4:]
    assert len(set(chosen)) == 4


def test_threads_without_older_comments_have_no_turn() -> None:
    """All of them came already."""
    assert not plan_turns({A: 0, B: 0}, reading=(A, C), held=())


@given(
    sizes=st.dictionaries(st.sampled_from((A, B, C, D)), st.integers(0, 1_000)),
    reading=st.sets(st.sampled_from((A, B, C, D))),
    number=st.integers(0, 1_000),
)
def test_each_comment_has_its_turn_and_no_turn_is_too_long(
    sizes: dict[PostId, int], reading: set[PostId], number: int
) -> None:
    """One would never be looked at, or a sync cost more requests."""
    turns = plan_turns(sizes, reading=sorted(reading), held=())
    parts = [one for one in (*turns.open, *turns.others) if isinstance(one, Part)]

    due = {turns.choose(number + later) for later in range(2 * len(parts))}

    assert due == set(parts)
    covered = dict.fromkeys(sizes, 0)
    for one in parts:
        whole = sum(sizes[post] for post in one.posts)
        assert one.is_last == (one.offset + REQUEST_ROWS >= whole)
        assert len(one.posts) == 1 or whole <= REQUEST_ROWS
        for post in one.posts:
            assert one.offset <= covered[post]
            covered[post] = one.offset + REQUEST_ROWS
    assert all(covered[post] >= size for post, size in sizes.items())


def test_turns_go_on_after_an_end(tmp_path: Path) -> None:
    """Each start would look at the same again, and the rest would have to wait for ever."""
    first = a_counter(tmp_path / "cache", tmp_path / "blog")
    assert first.number == 3
    first.go_on(7)

    assert a_counter(tmp_path / "cache", tmp_path / "blog").number == 7
    assert a_counter(tmp_path / "cache", tmp_path / "other").number == 3


@pytest.mark.parametrize("data", [b"", b"seven", b"-3"])
def test_damaged_counter_begins_anew(tmp_path: Path, data: bytes) -> None:
    counter = a_counter(tmp_path, tmp_path / "blog")
    counter.go_on(7)
    (file,) = tmp_path.iterdir()
    file.write_bytes(data)

    assert a_counter(tmp_path, tmp_path / "blog").number == (0 if data == b"-3" else 3)


def test_counter_works_without_a_disk(tmp_path: Path) -> None:
    """A full cache would stop all syncs."""
    (tmp_path / "file").write_bytes(b"")
    for folder in (None, tmp_path / "file" / "below"):
        counter = a_counter(folder, tmp_path / "blog")
        counter.go_on(counter.number + 1)
        assert counter.number == 4
