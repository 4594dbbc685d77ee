import signal
import sys
from pathlib import Path

import pytest

from tests.pty_harness import Screen, Terminal


def python(code: str) -> list[str]:
    return [sys.executable, "-I", "-c", code]


def test_terminal_shows_what_is_printed_and_passes_keys_on() -> None:
    """Every test on a terminal stands on this."""
    code = "import os; print(os.get_terminal_size()); print('got', input())"

    with Terminal(python(code), columns=100, rows=30) as terminal:
        terminal.wait_for("columns=100, lines=30")
        terminal.type("w", "o", "r", "d", "enter")
        terminal.wait_for("got word")

        assert terminal.wait_for_end() == 0


def test_terminal_is_the_programs_own(tmp_path: Path) -> None:
    """Ctrl+C and a closed window reach the program as they would in a real terminal."""
    code = "import signal, time; print('up', open('/dev/tty').isatty(), flush=True); signal.pause()"

    with Terminal(python(code), folder=tmp_path) as terminal:
        terminal.wait_for("up True")
        terminal.close()

        assert terminal.wait_for_end() == -signal.SIGHUP


def test_terminal_sends_ctrl_c_as_a_signal() -> None:
    """Tests of the end by Ctrl+C mean the real thing."""
    code = (
        "import signal; signal.signal(2, signal.SIG_DFL); print('up', flush=True); signal.pause()"
    )

    with Terminal(python(code)) as terminal:
        terminal.wait_for("up")
        terminal.type("ctrl+c")

        assert terminal.wait_for_end() == -signal.SIGINT


def test_terminal_when_hangup_is_ignored_then_program_lives_on() -> None:
    """A program under nohup has to notice the closed terminal itself."""
    code = "import signal; print(repr(signal.getsignal(1)), flush=True); input()"

    with Terminal(python(code), ignore_hangup=True) as terminal:
        terminal.wait_for("Handlers.SIG_IGN")


def test_terminal_answers_what_programs_ask() -> None:
    """A program that gets no answer runs without synchronised frames, so other code is tested."""
    code = (
        "import sys, tty; tty.setraw(0); sys.stdout.write('\\x1b[?2026$p'); sys.stdout.flush();"
        "print(ascii(sys.stdin.read(11)))"
    )

    with Terminal(python(code)) as terminal:
        terminal.wait_for("'\\x1b[?2026;2$y'")


def test_wait_when_text_does_not_come_then_shows_the_screen() -> None:
    """Without the screen nobody sees why a test failed."""
    with (
        Terminal(python("print('something else', flush=True); input()")) as terminal,
        pytest.raises(AssertionError, match=r"(?s)wanted did not come.*something else"),
    ):
        terminal.wait_for("wanted", timeout_s=0.5)


def test_wait_when_program_ends_then_says_so() -> None:
    """A crash is told at once, not after the deadline."""
    with (
        Terminal(python("raise SystemExit(7)")) as terminal,
        pytest.raises(AssertionError, match=r"ended before wanted[^|]*\(ended with 7\)"),
    ):
        terminal.wait_for("wanted")


def test_screen_holds_a_frame_back_until_it_is_whole() -> None:
    """Half a frame is never on a real screen, so no test may see it."""
    screen = Screen(20, 3)

    held = screen.feed(b"old\x1b[?2026h\x1b[Hnew")

    assert (held, screen.lines[0]) == (True, "old")
    assert screen.feed(b"\x1b[?2026l")
    assert screen.lines[0] == "new"


@pytest.mark.parametrize(
    "sequence",
    ["\x1b[>1u", "\x1b[<u", "\x1b[?2048$p", "\x1bP+q544e\x1b\\", "\x1b]11;?\x07", "\x1b[2 q"],
)
def test_screen_skips_what_prints_nothing(sequence: str) -> None:
    """Sequences that pyte does not know would stand on the screen as text."""
    whole = f"a{sequence}b".encode()
    screen = Screen(20, 3)

    for byte in whole:
        screen.feed(bytes([byte]))

    assert screen.lines[0] == "ab"
