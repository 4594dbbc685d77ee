"""The ends a process can come to, each with half a comment in the composer."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program import TYPED, assert_is_restored, drafts, start, type_half_a_comment
from tests.pty_harness import Terminal

SECRET = "hunter2-in-a-variable"
# A bug in the preview, with a secret in a variable and in the message.
_BROKEN = f"""
from tui_blog.ui.screens.composer import ComposerScreen

def fail(screen):
    password = {SECRET!r}
    raise ValueError(password)

ComposerScreen.action_preview = fail
from tui_blog.cli import main
main()
"""
End = Callable[[Terminal], None]


@pytest.mark.parametrize(
    ("end", "exit_code"),
    [
        pytest.param(lambda terminal: terminal.signal(signal.SIGTERM), 143, id="SIGTERM"),
        pytest.param(lambda terminal: terminal.signal(signal.SIGHUP), 129, id="SIGHUP"),
        pytest.param(lambda terminal: terminal.signal(signal.SIGINT), 130, id="SIGINT"),
        pytest.param(lambda terminal: terminal.type("ctrl+c"), 130, id="Ctrl+C"),
    ],
)
def test_end_while_typing_keeps_the_text_and_restores_the_terminal(
    tmp_path: Path, end: End, exit_code: int
) -> None:
    """A shutdown or a habit would take what was typed, or leave a shell that shows nothing."""
    with start(tmp_path) as terminal:
        type_half_a_comment(terminal)
        end(terminal)

        assert terminal.wait_for_end() == exit_code
        assert_is_restored(terminal)
    assert drafts(tmp_path) == [TYPED]


@pytest.mark.parametrize("ignore_hangup", [False, True], ids=["hang-up", "hang-up ignored"])
def test_closed_terminal_while_typing_keeps_the_text(tmp_path: Path, ignore_hangup: bool) -> None:
    """A closed window would take what was typed, or leave a process that eats the processor."""
    with start(tmp_path, ignore_hangup=ignore_hangup) as terminal:
        type_half_a_comment(terminal)
        terminal.close()

        assert terminal.wait_for_end() == 129
    assert drafts(tmp_path) == [TYPED]


def test_kill_a_second_after_typing_keeps_the_text(tmp_path: Path) -> None:
    """A power cut would take more than the last words."""
    with start(tmp_path) as terminal:
        type_half_a_comment(terminal)
        terminal.wait_for(lambda _screen: drafts(tmp_path) == [TYPED], timeout_s=3)
        terminal.signal(signal.SIGKILL)

        assert terminal.wait_for_end() == -signal.SIGKILL
    with start(tmp_path) as terminal:
        terminal.wait_for("Welcome. You are reading")
        terminal.type("c")
        terminal.wait_for(TYPED)


def test_suspended_it_leaves_the_terminal_to_the_shell_and_comes_back(tmp_path: Path) -> None:
    """Ctrl+Z would do nothing, or leave a shell that shows nothing."""
    with start(tmp_path) as terminal:
        terminal.wait_for("Welcome. You are reading")
        terminal.type("ctrl+z")
        terminal.wait_for(lambda _screen: _is_stopped(terminal.pid))
        terminal.wait_for_raw(b"\x1b[?1049l")
        is_restored = terminal.is_in_line_mode
        before = len(terminal.raw)
        terminal.signal(signal.SIGCONT)
        terminal.wait_for(lambda _screen: b"Welcome. You" in terminal.raw[before:])
        terminal.type("Q")

        assert is_restored
        assert terminal.wait_for_end() == 0


def _is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def test_bug_while_typing_keeps_the_text_and_shows_no_insides(tmp_path: Path) -> None:
    """A crash would lose the text, or spill a password onto the screen and into a report."""
    with start(tmp_path, "-c", _BROKEN) as terminal:
        type_half_a_comment(terminal)
        terminal.send(b"\x1bp")  # Alt+P

        assert terminal.wait_for_end() == 70
        assert_is_restored(terminal)
        said = terminal.screen.text
    assert drafts(tmp_path) == [TYPED]
    assert "what you typed is kept" in said
    assert "Traceback" not in said
    assert "ValueError" not in said
    assert SECRET.encode() not in terminal.raw
    (report,) = (tmp_path / "state/tui-blog").glob("crash-*.txt")
    written = report.read_text(encoding="utf-8")
    assert "ValueError" in written
    assert SECRET not in written
    assert TYPED not in written
