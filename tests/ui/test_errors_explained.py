"""Errors in words: what happened, what was kept, what to do."""

import subprocess
import sys

import pytest

from tui_blog.model import errors
from tui_blog.model.errors import BusyError, OfflineError, RejectedError, TuiBlogError
from tui_blog.ui.errors import Explanation, explain


def every_class(base: type[TuiBlogError]) -> list[type[TuiBlogError]]:
    """The whole tree."""
    return [base, *(one for child in base.__subclasses__() for one in every_class(child))]


@pytest.mark.parametrize("error_class", every_class(TuiBlogError), ids=lambda one: one.__name__)
def test_explain_given_any_class_says_what_to_do(error_class: type[TuiBlogError]) -> None:
    """Somebody would be left with an error and no way on."""
    told = explain(error_class("blog.example said no."))
    bare = explain(error_class(""))

    assert told.happened == "blog.example said no."
    assert bare.happened.endswith(".")
    assert told.todo.endswith(".")
    names = [name for name in vars(errors) if name.endswith("Error")]
    assert not any(name in bare.text for name in names)


def test_explain_says_what_was_kept() -> None:
    """The person would fear for a text."""
    told = explain(OfflineError("No connection."), kept="Your comment is kept as a draft.")

    assert told.text.splitlines()[:2] == ["No connection.", "Your comment is kept as a draft."]


def test_explanation_when_nothing_was_at_stake_has_two_lines() -> None:
    """An empty line would stand in the message."""
    told = Explanation(happened="One.", kept="", todo="Two.")

    assert told.text == "One.\nTwo."


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [(0.2, "in 1 second."), (30.0, "in 30 seconds."), (600.0, "in 10 minutes."), (None, "a while")],
)
def test_explain_given_a_busy_source_says_how_long_to_wait(
    seconds: float | None, wait: str
) -> None:
    """The person would try at once and be refused again."""
    assert wait in explain(BusyError("Too fast.", retry_after_s=seconds)).todo


def test_explain_given_a_hostile_message_cleans_it() -> None:
    """A server's words would drive the terminal."""
    told = explain(RejectedError("no \x1b]0;x\x07[/x]\u202e\nway"), kept="\x1b[6nkept")

    assert told.happened == "no [/x] way"
    assert told.kept == "kept"


def test_errors_module_needs_no_textual() -> None:
    """Plain commands would load the whole user interface to say a sentence."""
    code = "import sys, tui_blog.ui.errors; sys.exit('textual' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
