"""Plain mode of the real program on a terminal: what speech and Braille follow."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty_harness import Terminal

ROOT = Path(__file__).parents[1]


def start(home: Path, *arguments: str, columns: int = 100) -> Terminal:
    """Start the program on the sample posts, in a home of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TERM": "xterm-256color",
        "PYTHONPATH": str(ROOT),
    }
    return Terminal(
        [sys.executable, "-P", "-m", "tui_blog", *arguments],
        columns=columns,
        rows=24,
        environment=environment,
        folder=home,
    )


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """The program in plain mode, with its list on the screen."""
    with start(tmp_path, "--plain") as started:
        started.wait_for("Start here")
        started.wait_for(lambda screen: screen.has_cursor)
        yield started


def row_of(terminal: Terminal, text: str, *, column: int = 0) -> None:
    """Wait until the cursor is seen on the row that begins with a text."""

    def is_there(screen: object) -> bool:
        shown = terminal.screen
        row, at = shown.cursor
        return shown.has_cursor and at == column and shown.lines[row].strip().startswith(text)

    terminal.wait_for(is_there)


def test_cursor_is_on_the_post_that_has_the_focus(terminal: Terminal) -> None:
    """A Braille display would show another line than the one that keys speak of."""
    row_of(terminal, "Start here")
    terminal.type("j")
    row_of(terminal, "Folding a long conversation")
    terminal.type("G")
    row_of(terminal, "Everything a post can hold")


def test_cursor_is_on_the_comment_that_has_the_focus(terminal: Terminal) -> None:
    """A reply would be written to another comment than the one that is read out."""
    terminal.type("enter", "enter")
    row_of(terminal, "comment 1 of 3")
    terminal.type("j")
    row_of(terminal, "reply 1 of 1, level 2, to Tomasz")
    terminal.type("G")
    row_of(terminal, "comment 3 of 3")
    terminal.type("zM", "k")
    row_of(terminal, "comment 2 of 3")


def test_cursor_reaches_every_line_of_a_post(terminal: Terminal) -> None:
    """The last screen of a post could not be read line by line."""
    terminal.type("enter")
    terminal.wait_for("Welcome. You are reading")
    row_of(terminal, "Start here")
    terminal.type("j")
    row_of(terminal, "Mara Lindqvist")
    terminal.type("G")
    terminal.wait_for("100 %")
    terminal.type("50j", "k")
    row_of(terminal, "conversation to practise on.")
    terminal.type("k")
    row_of(terminal, "When you have found")
    terminal.type("gg")
    row_of(terminal, "Start here")


def test_cursor_is_where_one_types(terminal: Terminal) -> None:
    """What one types would not be echoed."""
    terminal.type("/")
    terminal.wait_for(lambda screen: screen.cursor == (23, 3))
    terminal.type("frost")
    terminal.wait_for(lambda screen: screen.cursor == (23, 8))
    terminal.type("escape")
    row_of(terminal, "Start here")


def test_cursor_is_on_the_choice_of_a_dialog(terminal: Terminal) -> None:
    """One would choose what was not read out."""
    terminal.type("G", "enter")
    terminal.wait_for("Heading 2: Words")
    terminal.type("U")
    terminal.wait_for("links")
    terminal.wait_for(lambda screen: screen.cursor[0] == 2)
    terminal.type("j")
    terminal.wait_for(lambda screen: screen.lines[screen.cursor[0]].startswith("2  "))


def test_picture_of_the_other_mode_is_not_shown(tmp_path: Path) -> None:
    """Lines and signs would be read out before the first word."""
    with start(tmp_path, columns=160) as terminal:
        terminal.wait_for("Tomasz Wieczorek")  # all three panes are there
        terminal.wait_until_quiet(0.5)
        terminal.type("q")
        terminal.wait_for_end()
    with start(tmp_path, "--plain", columns=160) as terminal:
        terminal.wait_for("Start here")
        terminal.type("enter", "enter")
        row_of(terminal, "comment 1 of 3")
        terminal.type("q", "q", "q")
        terminal.wait_for_end()

    assert len(list((tmp_path / ".cache/tui-blog/first-paint").glob("*"))) == 1
    assert "│" not in terminal.raw.decode()


def test_setting_in_the_file_is_as_good_as_the_option(tmp_path: Path) -> None:
    """Who can't see the screen would have to type an option at each start."""
    (tmp_path / ".config/tui-blog").mkdir(parents=True)
    (tmp_path / ".config/tui-blog/config.toml").write_text("plain = true\n", encoding="utf-8")

    with start(tmp_path) as terminal:
        row_of(terminal, "Start here")


def test_cursor_is_hidden_where_nobody_asked_for_it(tmp_path: Path) -> None:
    """A block would blink somewhere on the screen."""
    with start(tmp_path) as terminal:
        terminal.wait_for("Start here")
        terminal.wait_until_quiet(0.3)

        assert not terminal.screen.has_cursor
