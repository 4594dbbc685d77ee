"""The real program on a terminal, with a home of its own, and what it leaves behind."""

import json
import os
import sys
from pathlib import Path

from tests.pty_harness import Terminal

ROOT = Path(__file__).parents[1]
TYPED = "Half a thought, not yet"
_LEFT_BEHIND = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l")


def start(home: Path, *program: str, ignore_hangup: bool = False) -> Terminal:
    """Start the program, in a home of its own; unless told otherwise on the sample posts."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "TERM": "xterm-256color",
        "PYTHONPATH": str(ROOT),
    }
    return Terminal(
        [sys.executable, "-P", *(program or ("-m", "tui_blog"))],
        columns=100,
        rows=30,
        environment=environment,
        folder=home,
        ignore_hangup=ignore_hangup,
    )


def type_half_a_comment(terminal: Terminal) -> None:
    """Open the composer on the first post and type into it."""
    terminal.wait_for("Welcome. You are reading")
    terminal.type("c")
    terminal.wait_for("Comment on Start here")
    terminal.type(TYPED)
    terminal.wait_for(TYPED)


def drafts(home: Path) -> list[str]:
    """Return the texts that are kept."""
    found = (home / "data/tui-blog/blogs").glob("*/drafts/*.json")
    return [json.loads(path.read_text(encoding="utf-8"))["text"] for path in found]


def assert_is_restored(terminal: Terminal) -> None:
    """Check that the shell gets its terminal back as it was."""
    assert [sequence for sequence in _LEFT_BEHIND if sequence not in terminal.raw] == []
    opened = terminal.raw.rfind(b"\x1b[?1049h")
    assert all(terminal.raw.rfind(sequence) > opened for sequence in _LEFT_BEHIND)
    assert terminal.is_in_line_mode
