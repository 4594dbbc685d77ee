"""A person's keymap: what is refused, and with which sentence."""

from tui_blog.ui.keymap import Command, parse_chords
from tui_blog.ui.keymap_check import check_keymap, find_clashes


def a_command(command_id: str, keys: str) -> Command:
    """A command that is only looked at."""
    return Command(
        id=command_id, chords=parse_chords(keys), action="x", description=command_id, group="Any"
    )


READER = (
    a_command("move.down", "j,down"),
    a_command("move.up", "k"),
    a_command("fold.toggle", "za"),
    a_command("fold.all", "zM"),
    a_command("comment.reply", "r"),
)
COMPOSER = (a_command("composer.send", "alt+enter"), a_command("composer.editor", "ctrl+o"))


def test_check_keymap_accepts_what_is_right_in_any_spelling() -> None:
    """A person's keys would be refused for their spelling."""
    accepted, problems = check_keymap(
        {"fold.toggle": "z t", "fold.all": "zf", "move.down": "J,PgDn"}, [READER, COMPOSER]
    )

    assert accepted == {"fold.toggle": "z t", "fold.all": "z f", "move.down": "J,pagedown"}
    assert problems == ()


def test_check_keymap_given_an_unknown_id_names_the_nearest() -> None:
    """Textual ignores a wrong id without a word."""
    accepted, problems = check_keymap({"comment.replly": "R", "nothing": "x"}, [READER])

    assert accepted == {}
    assert problems == (
        "[keys] comment.replly: there is no such command; did you mean comment.reply?",
        "[keys] nothing: there is no such command.",
    )


def test_check_keymap_given_no_key_says_which() -> None:
    """The command would silently lose its key."""
    accepted, problems = check_keymap({"move.up": "upp"}, [READER])

    assert accepted == {}
    assert problems == ("[keys] move.up: “upp” is not a key.",)


def test_check_keymap_given_a_taken_key_keeps_the_default() -> None:
    """Replying would stop working because moving took its key."""
    accepted, problems = check_keymap({"move.down": "r"}, [READER])

    assert accepted == {}
    assert problems == ("[keys] move.down: “r” is the key of comment.reply; not changed.",)


def test_check_keymap_given_two_wanting_one_key_refuses_the_later() -> None:
    """Which of the two acts would be chance."""
    accepted, problems = check_keymap({"move.up": "x", "comment.reply": "x"}, [READER])

    assert accepted == {"move.up": "x"}
    assert problems == ("[keys] comment.reply: “x” is the key of move.up; not changed.",)


def test_check_keymap_given_the_first_key_of_a_chord_refuses_it() -> None:
    """With "z" taken, "za" could never be typed."""
    accepted, problems = check_keymap({"comment.reply": "z"}, [READER])

    assert accepted == {}
    assert problems == ("[keys] comment.reply: “z” is the key of fold.toggle; not changed.",)


def test_check_keymap_given_a_swap_accepts_both() -> None:
    """Two keys could never change places."""
    accepted, problems = check_keymap({"move.down": "k", "move.up": "j"}, [READER])

    assert accepted == {"move.down": "k", "move.up": "j"}
    assert problems == ()


def test_check_keymap_given_a_refusal_that_breaks_a_swap_refuses_both() -> None:
    """A refused command takes its default back, from whoever has it meanwhile."""
    accepted, problems = check_keymap({"move.up": "j", "move.down": "r"}, [READER])

    assert accepted == {}
    assert len(problems) == 2


def test_check_keymap_given_the_same_key_in_another_scope_accepts_it() -> None:
    """A key of the composer is free in the reader."""
    accepted, problems = check_keymap({"comment.reply": "ctrl+o"}, [READER, COMPOSER])

    assert accepted == {"comment.reply": "ctrl+o"}
    assert problems == ()


def test_check_keymap_given_hostile_entries_makes_clean_sentences() -> None:
    """A shared configuration file could drive the terminal."""
    _, problems = check_keymap({"\x1b]0;x\x07[/x]": "j", "move.up": "\x1b[6n"}, [READER])

    assert len(problems) == 2
    assert all(problem.isprintable() for problem in problems)


def test_find_clashes_given_the_defaults_of_two_panes_finds_the_pair() -> None:
    """A command would shadow another from the start."""
    (clash,) = find_clashes([*READER, a_command("move.down", "j"), a_command("other.thing", "k")])

    assert (clash.first_id, clash.second_id) == ("move.up", "other.thing")


def test_check_keymap_accepts_a_key_that_a_search_shares() -> None:
    """One could write down the usual keys and have them refused."""
    scope = [a_command("search.next", "x"), a_command("unread.next", "n,tab")]

    accepted, problems = check_keymap({"search.next": "n"}, [scope])

    assert accepted == {"search.next": "n"}
    assert problems == ()
