"""What rules make of the comments of a thread."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_comment
from tui_blog.model.arrangement import Arrangement, Order, arrange, look_into
from tui_blog.model.comment import Comment
from tui_blog.model.filtering import Action, Shown, Sieve
from tui_blog.model.ids import CommentId
from tui_blog.model.thread import Thread, build_thread, with_comment

ACTIONS = (Action.HIDE, Action.FOLD, Action.HIGHLIGHT)
TEXTS = ("hide", "fold", "highlight", "nothing")


def judge(comment: Comment) -> int | None:
    """Find the rule that a comment's text names."""
    place = TEXTS.index(comment.body.source)
    return place if place < len(ACTIONS) else None


def a_thread(*texts: str) -> Thread:
    """Make a thread in which each comment answers the one before."""
    return build_thread(
        a_comment(f"c{number}", parent=f"c{number - 1}" if number else None, text=text)
        for number, text in enumerate(texts)
    )


def a_sieve(thread: Thread, shown: Shown | None = None) -> Sieve:
    """Make a sieve that knows nothing yet."""
    return Sieve(thread, ACTIONS, judge, shown=shown or Shown())


def swept(thread: Thread, shown: Shown | None = None) -> Sieve:
    """Make a sieve that knows everything."""
    sieve = a_sieve(thread, shown)
    sieve.sweep(lambda: True)
    return sieve


def asked(calls: list[str]) -> Callable[[Comment], int | None]:
    """Judge, and note whom."""

    def judge_and_note(comment: Comment) -> int | None:
        calls.append(comment.id)
        return judge(comment)

    return judge_and_note


def test_a_comment_is_looked_at_when_somebody_asks_and_once() -> None:
    """A large thread would be gone through before anything of it is shown, or again and again."""
    calls: list[str] = []
    sieve = Sieve(a_thread("hide", "nothing", "fold"), ACTIONS, asked(calls), shown=Shown())

    found = [sieve.action_at(2), sieve.action_at(2), sieve.rule_at(1), sieve.rule_at(1)]

    assert found == [Action.FOLD, Action.FOLD, None, None]
    assert calls == ["c2", "c1"]
    assert not sieve.is_complete


def test_a_sweep_leaves_out_what_is_known_and_ends_when_nobody_wants_it() -> None:
    """A post that was left would go on being worked on."""
    calls: list[str] = []
    sieve = Sieve(a_thread("hide", "nothing", "fold"), ACTIONS, asked(calls), shown=Shown())
    sieve.rule_at(1)

    sieve.sweep(lambda: len(calls) < 2)
    after_two = list(calls)
    sieve.sweep(lambda: True)

    assert after_two == ["c1", "c0"]
    assert calls == ["c1", "c0", "c2"]
    assert sieve.is_complete


def test_places_and_counts_are_those_of_each_action() -> None:
    """The dry run would count wrong, or the wrong ones be folded."""
    sieve = swept(a_thread("fold", "hide", "nothing", "highlight", "hide"))

    assert {action: list(sieve.places(action)) for action in Action} == {
        Action.HIDE: [1, 4],
        Action.FOLD: [0],
        Action.HIGHLIGHT: [3],
    }
    assert [sieve.count(action) for action in Action] == [2, 1, 1]


def test_what_is_shown_all_the_same_is_not_hidden() -> None:
    """One could not look at what a rule hides."""
    shown = Shown()
    sieve = swept(a_thread("hide", "hide", "fold"), shown)
    seen = [list(sieve.hidden())]
    shown.comments.update((CommentId("c0"), CommentId("gone")))
    seen.append(list(sieve.hidden()))
    singly = [sieve.hides(position) for position in range(3)]
    shown.everything = True
    seen.append(list(sieve.hidden()))

    assert seen == [[0, 1], [1], []]
    assert singly == [False, True, False]
    assert not any(sieve.hides(position) for position in range(3))


def test_what_is_hidden_is_not_new() -> None:
    """One would be led to comments that one does not want to see."""
    shown = Shown()
    sieve = swept(a_thread("hide", "nothing", "hide", "fold"), shown)

    flags = sieve.pass_over_hidden(bytearray((1, 1, 2, 2)))
    shown.everything = True

    assert flags == bytearray((0, 1, 0, 2))
    assert sieve.pass_over_hidden(bytearray((1, 1, 2, 2))) == bytearray((1, 1, 2, 2))


def test_a_newer_state_of_a_thread_takes_over_what_is_known_of_the_same_texts() -> None:
    """Each comment that arrives would have all of a large thread looked at again."""
    old = a_thread("hide", "nothing", "fold")
    newer = with_comment(old, a_comment("c1", parent="c0", text="highlight"))
    newer = with_comment(newer, a_comment("new", text="hide"))
    calls: list[str] = []
    sieve = Sieve(newer, ACTIONS, asked(calls), shown=Shown())

    sieve.adopt(swept(old))
    sieve.sweep(lambda: True)

    assert sorted(calls) == ["c1", "new"]
    assert [
        sieve.action_at(newer.positions[one]) for one in map(CommentId, ("c0", "c1", "c2"))
    ] == [
        Action.HIDE,
        Action.HIGHLIGHT,
        Action.FOLD,
    ]


THREADS = st.lists(
    st.tuples(st.sampled_from(TEXTS), st.integers(min_value=-1, max_value=20)), max_size=25
).map(
    lambda drawn: build_thread(
        a_comment(f"c{number}", parent=None if parent < 0 else f"c{parent}", text=text)
        for number, (text, parent) in enumerate(drawn)
    )
)


@given(THREADS, THREADS)
def test_whatever_changed_in_a_thread_what_is_taken_over_is_right(
    before: Thread, after: Thread
) -> None:
    """A comment would be hidden for what another one says."""
    sieve = a_sieve(after)

    sieve.adopt(swept(before))

    known = {one.id: one.body.source for one in before.comments}
    calls: list[str] = []
    sieve._judge = asked(calls)
    sieve.sweep(lambda: True)
    assert calls == [one.id for one in after.comments if known.get(one.id) != one.body.source]
    right = swept(after)
    positions = range(len(after))
    assert [sieve.rule_at(one) for one in positions] == [right.rule_at(one) for one in positions]


@given(THREADS, st.sampled_from(Order), st.booleans())
def test_in_every_order_the_same_comments_are_hidden(
    thread: Thread, order: Order, is_flat: bool
) -> None:
    """Another order would bring back what is hidden, or lose what is not."""
    whole = swept(thread)
    arrangement = Arrangement(is_flat=is_flat, order=order)
    arranged = arrange(thread, arrangement, None, look_into(thread))
    sieve = a_sieve(arranged)

    sieve.adopt(whole)

    ids = arranged.comments.ids
    assert sieve.is_complete
    assert {ids[one] for one in sieve.hidden()} == {
        thread.comments.ids[one] for one in whole.hidden()
    }


@given(THREADS)
def test_without_the_rule_every_comment_is_there_again(thread: Thread) -> None:
    """A rule that is taken out of the settings would leave holes."""
    swept(thread)
    without = Sieve(thread, (), lambda comment: None, shown=Shown())

    without.sweep(lambda: True)

    assert not len(without.hidden())
    assert all(without.rule_at(position) is None for position in range(len(thread)))
