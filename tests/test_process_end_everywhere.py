"""A signal or a closed window ends the program wherever it is, soon, and leaves nothing behind."""

import json
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.program import TYPED, assert_is_restored, drafts, start, type_half_a_comment
from tests.pty_harness import Terminal

ENDS_WITHIN_S = 4.0
"""The program gives itself 1.7; the rest is for a machine that has other things to do."""
_COMMENTS = 40_000
_F6 = "\x1b[17~"
_SLEEPER = "sleep 68719"
_WAITING_THREAD = """
import pathlib, time
import tui_blog.ui.loading_ahead

def wait():
    pathlib.Path("begun").touch()
    time.sleep(60)

tui_blog.ui.loading_ahead.STEPS = (wait,)
from tui_blog.cli import main
main()
"""
_STUCK = """
import pathlib, time
from tui_blog.ui.screens.composer import ComposerScreen

def wait(screen):
    pathlib.Path("begun").touch()
    time.sleep(60)

ComposerScreen.action_preview = wait
from tui_blog.cli import main
main()
"""
_LAST_WORDS = """
from tui_blog.app import TuiBlogApp
TuiBlogApp.farewell = "Something is kept."
from tui_blog.cli import main
main()
"""

Reach = Callable[[Terminal], None]


def terminate(terminal: Terminal) -> int:
    terminal.signal(signal.SIGTERM)
    return 143


def hang_up(terminal: Terminal) -> int:
    terminal.signal(signal.SIGHUP)
    return 129


def close(terminal: Terminal) -> int:
    terminal.close()
    return 129


def children(pid: int) -> list[str]:
    """Return the command lines of what a process has started and is still there."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == pid:
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except (FileNotFoundError, ProcessLookupError):  # it has ended just now
            continue
    return found


def commands() -> list[str]:
    """Return the command lines of all processes."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(file.read_bytes().replace(b"\0", b" ").decode())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def assert_ends(terminal: Terminal, end: Callable[[Terminal], int]) -> None:
    """End the program, and check how it did."""
    wanted = end(terminal)

    assert terminal.wait_for_end(timeout_s=ENDS_WITHIN_S) == wanted
    if end is not close:
        assert_is_restored(terminal)


def in_list(terminal: Terminal) -> None:
    del terminal


def in_post(terminal: Terminal) -> None:
    terminal.type("enter", "space")
    terminal.wait_until_quiet()


def in_thread(terminal: Terminal) -> None:
    terminal.type(_F6, _F6)
    terminal.wait_for("Tomasz Wieczorek")


def on_map(terminal: Terminal) -> None:
    in_thread(terminal)
    terminal.type("gm")
    terminal.wait_for("Map:")


def in_search(terminal: Terminal) -> None:
    terminal.type("F")
    terminal.wait_for("Search everything")
    terminal.type("flour")
    terminal.wait_for("found")


def in_help(terminal: Terminal) -> None:
    terminal.type("?")
    terminal.wait_for("Keys here")


def in_palette(terminal: Terminal) -> None:
    terminal.type(":")
    terminal.wait_for("Search for commands")


def at_hints(terminal: Terminal) -> None:
    terminal.type("G", "enter")
    terminal.wait_for("Emphasis")
    terminal.type("f")
    terminal.wait_for("letters of a link")


@pytest.mark.parametrize(
    ("reach", "end"),
    [
        (in_list, close),
        (in_post, hang_up),
        (in_thread, terminate),
        (on_map, close),
        (in_search, terminate),
        (in_help, hang_up),
        (in_palette, terminate),
        (at_hints, close),
    ],
)
def test_end_while_reading(tmp_path: Path, reach: Reach, end: Callable[[Terminal], int]) -> None:
    """A process without a terminal would stay for ever, or a shell would get a broken one."""
    with start(tmp_path) as terminal:
        terminal.wait_for("Welcome. You are reading")
        reach(terminal)

        assert_ends(terminal, end)


def test_end_while_it_begins_restores_the_terminal(tmp_path: Path) -> None:
    """An impatient person would get a broken shell, or a report of a bug."""
    with start(tmp_path) as terminal:
        terminal.wait_for_raw(b"\x1b[?1049h")

        assert_ends(terminal, terminate)


@pytest.mark.parametrize("end", [terminate, close])
def test_end_while_a_program_of_the_persons_runs_ends_that_too(
    tmp_path: Path, end: Callable[[Terminal], int]
) -> None:
    """What nobody sees would run on."""
    with start(tmp_path) as terminal:
        terminal.wait_for("Welcome. You are reading")
        terminal.type("|")
        terminal.wait_for("A command with its arguments")
        terminal.type(_SLEEPER, "enter")
        terminal.wait_for(lambda _screen: any(_SLEEPER in it for it in children(terminal.pid)))

        assert_ends(terminal, end)
    assert not any(_SLEEPER in command for command in commands())


@pytest.fixture
def silent_server() -> Iterator[socket.socket]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(ENDS_WITHIN_S * 5)
        yield server


@pytest.mark.parametrize("end", [terminate, close])
def test_end_while_a_server_does_not_answer(
    tmp_path: Path, silent_server: socket.socket, end: Callable[[Terminal], int]
) -> None:
    """It would wait for the server instead."""
    settings = tmp_path / ".config/tui-blog/config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'[blogs.garden]\nurl = "http://127.0.0.1:{port_of(silent_server)}/"\n')
    with start(tmp_path, "-m", "tui_blog", "garden") as terminal:
        connection, _ = silent_server.accept()
        with connection:
            connection.recv(1)  # it has asked, and waits

            assert_ends(terminal, end)


def port_of(server: socket.socket) -> int:
    """Return the port that a server listens on."""
    port: int = server.getsockname()[1]
    return port


def test_end_while_the_terminal_takes_nothing_keeps_the_text(tmp_path: Path) -> None:
    """Who draws would wait for the terminal for ever, deaf to signals."""
    with start(tmp_path) as terminal:
        type_half_a_comment(terminal)
        for _ in range(300):  # the screen is drawn again each time, and nobody reads it
            terminal.resize(100, 29)
            terminal.resize(100, 30)
        terminal.signal(signal.SIGTERM)

        assert terminal.wait_for_end_unread(timeout_s=ENDS_WITHIN_S) == 143
    assert drafts(tmp_path) == [TYPED]


@pytest.fixture(scope="module")
def large_blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog of one post with a thread whose skeleton takes seconds to make."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "long.md").write_text("---\ntitle: Talked about\ndate: 2026-11-02\n---\nWords.\n")
    with (folder / "long.comments.jsonl").open("w", encoding="utf-8") as file:
        for number in range(_COMMENTS):
            comment = {
                "author": {"name": f"Reader {number % 97}"},
                "body": f"Number {number}. " + "A few words more. " * 8,
                "created_at": "2026-11-02T10:00:00+00:00",
                "format": "markdown",
                "id": f"c{number}",
                "parent_id": f"c{number // 3}" if number % 3 else None,
            }
            file.write(json.dumps(comment) + "\n")
    return folder


@pytest.mark.parametrize("end", [terminate, close])
def test_end_while_another_process_prepares_a_thread_ends_that_too(
    tmp_path: Path, large_blog: Path, end: Callable[[Terminal], int]
) -> None:
    """It would read on in a file of gigabytes for nobody."""
    with start(tmp_path, "-m", "tui_blog", str(large_blog)) as terminal:
        terminal.wait_for(
            lambda _screen: any("skeleton_process" in it for it in children(terminal.pid))
        )

        assert_ends(terminal, end)
    assert not any(str(large_blog) in command for command in commands())


def test_end_while_the_heights_of_a_thread_are_found(tmp_path: Path, large_blog: Path) -> None:
    """All of them would be found first."""
    with start(tmp_path, "-m", "tui_blog", str(large_blog)) as terminal:
        terminal.wait_for("Words.")
        terminal.type(_F6, _F6)
        terminal.wait_for("Number 0.")

        assert_ends(terminal, hang_up)


def test_end_while_a_long_post_is_read_does_not_wait_for_its_end(tmp_path: Path) -> None:
    """A thread can't be broken off, and would be waited for."""
    folder = tmp_path / "blog"
    folder.mkdir()
    words = "\n\n".join(
        f"Paragraph {number} *with* [links](https://example.org/)." for number in range(60_000)
    )
    (folder / "long.md").write_text(f"---\ntitle: Long\ndate: 2026-11-02\n---\n{words}\n")
    with start(tmp_path, "-m", "tui_blog", str(folder)) as terminal:
        terminal.wait_for("post 1/1")

        assert_ends(terminal, terminate)


def test_quit_does_not_wait_for_a_thread(tmp_path: Path) -> None:
    """One that asks a name server waits for it, long after all is kept and closed."""
    with start(tmp_path, "-c", _WAITING_THREAD) as terminal:
        terminal.wait_for("Welcome. You are reading")
        terminal.wait_for(lambda _screen: (tmp_path / "begun").exists())
        terminal.type("q")

        assert terminal.wait_for_end(timeout_s=ENDS_WITHIN_S) == 0
        assert_is_restored(terminal)


def test_end_of_a_program_that_is_stuck_keeps_the_text_and_restores_the_terminal(
    tmp_path: Path,
) -> None:
    """What was typed last, and the shell's terminal, would hang on every mistake of ours."""
    with start(tmp_path, "-c", _STUCK) as terminal:
        type_half_a_comment(terminal)
        terminal.send(b"\x1bp")  # Alt+P
        terminal.wait_for(lambda _screen: (tmp_path / "begun").exists())

        assert_ends(terminal, terminate)
    assert drafts(tmp_path) == [TYPED]


def test_end_without_a_terminal_has_its_code_when_something_is_left_to_say(tmp_path: Path) -> None:
    """Whoever started it would take the end for another one."""
    with start(tmp_path, "-c", _LAST_WORDS) as terminal:
        terminal.wait_for("Welcome. You are reading")

        assert_ends(terminal, close)
