"""Chords of several keys: waiting, choosing, cancelling, telling what may follow."""

from hypothesis import given
from hypothesis import strategies as st

from tui_blog.ui.keymap import Command, parse_chords, remap
from tui_blog.ui.sequences import Cancelled, Chosen, Continuation, Ignored, KeySequences, Waiting


def a_command(command_id: str, keys: str, action: str = "act") -> Command:
    """A command that is only looked at."""
    return Command(
        id=command_id, chords=parse_chords(keys), action=action, description=f"Do {command_id}"
    )


TOGGLE = a_command("fold.toggle", "za", "toggle_fold")
LEVEL = a_command("fold.level", "z1,z2,z3,z4", "fold_level('{key}')")
FIRST = a_command("move.first", "gg,home", "first")
NEXT = a_command("thread.next", "]],ctrl+n", "next_top")
COMMANDS = (TOGGLE, LEVEL, FIRST, NEXT, a_command("move.down", "j"))


def test_feed_given_a_whole_chord_waits_then_chooses() -> None:
    """Folding would not work."""
    keys = KeySequences(COMMANDS)

    steps = [keys.feed("z"), keys.feed("a")]

    assert steps == [Waiting(("z",)), Chosen(TOGGLE, "toggle_fold")]
    assert keys.pending == ()


def test_feed_given_a_key_with_a_place_in_the_action_fills_it_in() -> None:
    """Folding to a level would not know the level."""
    keys = KeySequences(COMMANDS)

    keys.feed("z")

    assert keys.feed("3") == Chosen(LEVEL, "fold_level('3')")


def test_feed_given_a_key_that_is_held_down_with_another_fills_in_its_own_name() -> None:
    """A person's Alt+3 for a level would be an action that makes no sense."""
    keys = KeySequences([a_command("fold.level", "alt+3", LEVEL.action)], COMMANDS)

    step = keys.feed("alt+3")

    assert isinstance(step, Chosen)
    assert step.action == "fold_level('3')"


def test_feed_given_a_doubled_key_chooses() -> None:
    """Jumping with ]] would not work."""
    keys = KeySequences(COMMANDS)

    keys.feed("right_square_bracket")

    assert keys.feed("right_square_bracket") == Chosen(NEXT, "next_top")


def test_feed_given_a_key_of_a_binding_leaves_it_alone() -> None:
    """Single keys, which Textual handles, would act twice or not at all."""
    keys = KeySequences(COMMANDS)

    assert [keys.feed(key) for key in ("j", "home", "ctrl+n", "escape")] == [Ignored()] * 4


def test_feed_given_a_wrong_second_key_says_so_and_starts_anew() -> None:
    """The person would not know why nothing happened, or the key would do something else."""
    keys = KeySequences(COMMANDS)

    keys.feed("z")
    step = keys.feed("question_mark")

    assert step == Cancelled("z? is not a key.")
    assert keys.feed("j") == Ignored()


def test_feed_given_escape_cancels_in_silence() -> None:
    """Esc would close the screen rather than the chord."""
    keys = KeySequences(COMMANDS)

    keys.feed("g")

    assert keys.feed("escape") == Cancelled("")
    assert keys.pending == ()


def test_cancel_forgets_the_prefix() -> None:
    """A click elsewhere would leave half a chord behind."""
    keys = KeySequences(COMMANDS)

    keys.feed("z")
    keys.cancel()

    assert keys.feed("a") == Ignored()


def test_continuations_lists_each_command_once() -> None:
    """What may follow would not be shown, or a level for each digit would fill the line."""
    keys = KeySequences(COMMANDS)

    assert keys.continuations(("z",)) == (
        Continuation("a", "Do fold.toggle"),
        Continuation("1…4", "Do fold.level"),
    )
    assert keys.continuations(("x",)) == ()


def test_sequences_given_a_chord_remapped_to_one_key_reads_that_key() -> None:
    """Textual has no binding for such a command; the person's key would do nothing."""
    keys = KeySequences(remap(COMMANDS, {"fold.toggle": "t"}), COMMANDS)

    step = keys.feed("t")

    assert isinstance(step, Chosen)
    assert step.action == "toggle_fold"
    assert keys.feed("j") == Ignored()


@given(st.lists(st.sampled_from(["z", "a", "g", "j", "escape", "1", "right_square_bracket"])))
def test_feed_never_waits_for_more_than_one_key(presses: list[str]) -> None:
    """The reader could be caught in a chord."""
    keys = KeySequences(COMMANDS)

    for press in presses:
        keys.feed(press)

        assert len(keys.pending) <= 1
