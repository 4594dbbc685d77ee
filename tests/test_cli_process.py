import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.factories import a_comment, a_post, an_archive
from tests.pty_harness import Terminal

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "tui_blog")
TIMEOUT_S = 20


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment in which nothing is set."""
    return {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **more}


def run(
    home: Path,
    *arguments: str,
    typed: bytes = b"",
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the program without a terminal."""
    return subprocess.run(
        [*COMMAND, *arguments],
        input=typed,
        capture_output=True,
        check=False,
        timeout=TIMEOUT_S,
        env=environment(home) if env is None else env,
        cwd=home,
    )


def run_in_shell(home: Path, script: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a shell redirects it; it is called tb there."""
    return subprocess.run(
        ["/bin/sh", "-c", f'tb() {{ "$PYTHON" -m tui_blog "$@"; }}; {script}'],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=TIMEOUT_S,
        env=environment(home, PYTHON=sys.executable),
        cwd=home,
    )


def a_site(home: Path, title: str = "Hello") -> Path:
    """A folder with one post that has a comment."""
    post = a_post("hello", title=title, text="Words — «here».")
    return an_archive(home / "site", [post], [a_comment("c1", text="Schön.")])


@contextlib.contextmanager
def a_program(home: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the program, and end it whatever happens."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
        cwd=home,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def silent_server() -> Iterator[socket.socket]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(TIMEOUT_S)
        yield server


def address_of(server: socket.socket) -> str:
    return f"http://127.0.0.1:{server.getsockname()[1]}/"


# Without a terminal.


@pytest.mark.parametrize("arguments", [(), ("site",), ("https://blog.example/a-post/",)])
def test_without_a_terminal_the_app_says_what_there_is_instead(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """It would draw into a file for ever."""
    a_site(tmp_path)

    ended = run(tmp_path, *arguments)

    assert ended.returncode == 2
    assert ended.stdout == b""
    for command in ("list", "show POST", "comments POST", "reply POST"):
        blog = f" --blog {arguments[0]}" if arguments else ""
        assert f"tui-blog {command}{blog}".encode() in ended.stderr
    assert b"\x1b" not in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_mistyped_target_is_told_also_without_a_terminal(tmp_path: Path) -> None:
    """The nearest name, and exit code 2."""
    ended = run(tmp_path, "lisst")

    assert ended.returncode == 2
    assert b"did you mean list?" in ended.stderr


def test_a_terminal_that_can_only_print_is_not_drawn_on(tmp_path: Path) -> None:
    """An editor's shell window, for one."""
    env = environment(tmp_path, TERM="dumb")

    with Terminal([*COMMAND], environment=env, folder=tmp_path) as terminal:
        assert terminal.wait_for_end() == 2
        assert "TERM=dumb" in terminal.screen.text
        assert b"\x1b" not in terminal.raw


def test_a_folder_called_like_a_command_is_reached_by_its_path(tmp_path: Path) -> None:
    """`./list`."""
    an_archive(tmp_path / "list", [a_post(title="In the folder")])

    assert b"In the folder" in run(tmp_path, "list", "--blog", "./list").stdout
    assert b"tui-blog list --blog ./list" in run(tmp_path, "./list").stderr
    assert b"Start here" in run(tmp_path, "list").stdout


# What is printed.


@pytest.mark.parametrize(
    "locale",
    [{}, {"LC_ALL": "C"}, {"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}],
)
def test_output_is_utf_8_whatever_the_locale(tmp_path: Path, locale: dict[str, str]) -> None:
    """Blogs are written in every script."""
    site = a_site(tmp_path, "Zoë 日本 👩\u200d💻")
    env = environment(tmp_path, **locale)

    ended = run(tmp_path, "comments", "1", "--blog", str(site), env=env)

    assert ended.returncode == 0
    assert ended.stderr == b""
    assert "Zoë 日本 👩\u200d💻" in ended.stdout.decode()
    assert "Schön." in ended.stdout.decode()


def test_commands_change_nothing_in_a_folder_that_is_only_read(tmp_path: Path) -> None:
    """Someone's own site."""
    site = a_site(tmp_path)
    before = {path: path.read_bytes() for path in site.iterdir()}

    for arguments in (("list",), ("show", "1"), ("comments", "hello")):
        assert run(tmp_path, *arguments, "--blog", "site").returncode == 0

    assert {path: path.read_bytes() for path in site.iterdir()} == before


def test_a_reply_by_pipe_is_in_the_thread_afterwards(tmp_path: Path) -> None:
    """The README's example."""
    a_site(tmp_path)

    sent = run(
        tmp_path, "reply", "1", "--to", "c1", "--blog", "site", typed="Danke, Zoë!\n".encode()
    )
    listed = run(tmp_path, "comments", "1", "--blog", "site", "--json")

    rows = json.loads(listed.stdout)["comments"]
    assert sent.returncode == 0
    assert [(row["id"], row["parent_id"]) for row in rows] == [
        ("c1", None),
        (sent.stdout.decode().strip(), "c1"),
    ]
    assert rows[1]["body"]["source"] == "Danke, Zoë!"
    assert rows[1]["own"] is True


# Pipes and files that end early.


@pytest.mark.parametrize(
    "arguments", ["list", "comments 2", "show 5 --json", "--help", "list --help"]
)
def test_a_reader_that_has_seen_enough_is_no_failure(tmp_path: Path, arguments: str) -> None:
    """`tui-blog list | head -1`."""
    ended = run_in_shell(tmp_path, f"{{ tb {arguments}; echo $? >&2; }} | true")

    assert ended.stderr == b"0\n"


def test_a_full_disk_under_the_output_is_told(tmp_path: Path) -> None:
    """A list that is cut must not look whole."""
    ended = run_in_shell(tmp_path, "tb list >/dev/full")

    assert ended.returncode == 1
    assert ended.stderr == b"No space left on device\n"


@pytest.mark.parametrize(
    ("redirected", "code"),
    [("list >&-", 2), ("list 2>&-", 0), ("list <&-", 0), ("reply 1 <&-", 2), ("<&- >&- 2>&-", 2)],
)
def test_streams_that_are_closed_are_no_bug(tmp_path: Path, redirected: str, code: int) -> None:
    """Daemons start programs so."""
    ended = run_in_shell(tmp_path, f"tb {redirected}")

    assert ended.returncode == code
    assert b"Traceback" not in ended.stderr
    assert not (tmp_path / ".local/state").exists()


# What is not there.


def test_a_server_that_can_not_be_reached_is_offline(tmp_path: Path) -> None:
    """Exit code 3, and the text that was piped in is kept."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = address_of(server)

    listed = run(tmp_path, "list", "--blog", address)
    replied = run(tmp_path, "reply", "1", "--blog", address, typed=b"Hello")

    assert (listed.returncode, replied.returncode) == (3, 3)
    (kept,) = (tmp_path / ".local/share/tui-blog/unsent").iterdir()
    assert kept.read_bytes() == b"Hello"
    assert str(kept).encode() in replied.stderr
    assert b"Traceback" not in listed.stderr + replied.stderr


def test_a_reply_to_a_known_post_waits_for_a_connection(tmp_path: Path) -> None:
    """Exit code 3, and it is in the outbox."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = address_of(server)

    ended = run(tmp_path, "reply", "wp:1", "--blog", address, typed=b"Hello")

    assert ended.returncode == 3
    assert ended.stdout == b""
    assert b"kept in the outbox" in ended.stderr
    (entry,) = (tmp_path / ".local/share/tui-blog/blogs").glob("*/outbox/*.json")
    assert json.loads(entry.read_text())["text"] == "Hello"


def test_a_home_that_can_not_be_written_is_no_reason_not_to_read(tmp_path: Path) -> None:
    """A full disk, a live system."""
    (tmp_path / ".local").write_text("in the way")

    ended = run(tmp_path, "list")

    assert ended.returncode == 0
    assert b"Start here" in ended.stdout


# Signals.

ENDINGS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


@pytest.mark.parametrize(("number", "code"), ENDINGS)
def test_a_signal_while_waiting_for_a_server_ends_the_command(
    tmp_path: Path, silent_server: socket.socket, number: int, code: int
) -> None:
    """Ctrl-C works at once, and says nothing."""
    with a_program(tmp_path, "list", "--blog", address_of(silent_server)) as process:
        connection, _ = silent_server.accept()
        with connection:
            connection.recv(1)  # it has asked, and waits
            process.send_signal(number)
            out, err = process.communicate(timeout=TIMEOUT_S)

    assert process.returncode == code
    assert (out, err) == (b"", b"")


def test_a_signal_is_not_kept_waiting_by_a_password_command(
    tmp_path: Path, silent_server: socket.socket
) -> None:
    """A command that asks for a passphrase may wait for ever."""
    port = silent_server.getsockname()[1]
    code = (
        f"import socket; it = socket.create_connection(('127.0.0.1', {port})); "
        "it.sendall(b'p'); it.recv(1)"
    )
    settings = tmp_path / ".config/tui-blog/config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        f'[blogs.garden]\nurl = "{address_of(silent_server)}"\nuser = "mara"\n'
        f'password-command = [{json.dumps(sys.executable)}, "-c", {json.dumps(code)}]\n'
    )

    with a_program(tmp_path, "list") as process:
        page, _ = silent_server.accept()
        with page:
            page.recv(1)
            link = f'Link: <{address_of(silent_server)}wp-json/>; rel="https://api.w.org/"'
            page.sendall(f"HTTP/1.0 200 OK\r\n{link}\r\n\r\n".encode())
        command, _ = silent_server.accept()
        with command:  # it ends when this is closed
            assert command.recv(1) == b"p"
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=TIMEOUT_S)

    assert process.returncode == 143


def test_a_signal_when_the_work_is_done_is_no_bug_of_the_program(tmp_path: Path) -> None:
    """Ctrl+C would leave a report of a crash where the last of a long text is being printed."""
    program = (
        "import os, signal\n"
        "from tui_blog.plain.ending import Ending\n"
        "async def work(): return 'done'\n"
        "ending = Ending()\n"
        "print(ending.run(work()))\n"
        "os.kill(os.getpid(), signal.SIGINT)\n"
        "print('printed')\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        timeout=TIMEOUT_S,
        env=environment(tmp_path),
    )

    assert (done.stdout, done.stderr) == (b"done\nprinted\n", b"")


@pytest.mark.parametrize(("number", "code"), ENDINGS)
def test_a_signal_while_text_is_piped_in_keeps_what_came(
    tmp_path: Path, number: int, code: int
) -> None:
    """The pipe can't be read again."""
    a_site(tmp_path)
    with a_program(tmp_path, "reply", "1", "--blog", "site") as process:
        assert process.stdin is not None
        # A pipe holds 64 KiB: once more than that is gone, the program has begun to read.
        process.stdin.write(b"word " * 16_000)
        process.stdin.flush()
        process.send_signal(number)
        _, err = process.communicate(timeout=TIMEOUT_S)

    assert process.returncode == code
    assert b"kept as a draft" in err
    (draft,) = (tmp_path / ".local/share/tui-blog/blogs").glob("*/drafts/*.json")
    text = json.loads(draft.read_text())["text"]
    assert text.startswith("word word ")
    assert len(text) >= 80_000 - 65_536


def test_an_ignored_hang_up_stays_ignored(tmp_path: Path, silent_server: socket.socket) -> None:
    """`nohup tui-blog list > posts`."""
    command = [*COMMAND, "list", "--blog", address_of(silent_server)]
    env = environment(tmp_path)

    with Terminal(command, environment=env, folder=tmp_path, ignore_hangup=True) as terminal:
        connection, _ = silent_server.accept()
        with connection:
            connection.recv(1)
            terminal.signal(signal.SIGHUP)
            terminal.signal(signal.SIGTERM)
            assert terminal.wait_for_end() == 143


def bytes_read(process: int) -> int:
    """How many bytes a process has read since it began."""
    told = Path(f"/proc/{process}/io").read_text()
    return int(told.split("rchar: ")[1].split()[0])


def test_ctrl_c_while_typing_keeps_what_was_typed(tmp_path: Path) -> None:
    """The person is told how to end, and that the words are safe."""
    a_site(tmp_path)
    command = [*COMMAND, "reply", "1", "--blog", "site"]

    with Terminal(command, environment=environment(tmp_path), folder=tmp_path) as terminal:
        terminal.wait_for("Ctrl+D")
        before = bytes_read(terminal.pid)
        terminal.type("First line", "enter")
        # A terminal throws away at Ctrl-C what was not read yet.
        terminal.wait_for(lambda _: bytes_read(terminal.pid) >= before + len("First line\n"))
        terminal.type("ctrl+c")
        assert terminal.wait_for_end() == 130
        assert "kept as a draft" in terminal.screen.text

    (draft,) = (tmp_path / ".local/share/tui-blog/blogs").glob("*/drafts/*.json")
    assert json.loads(draft.read_text())["text"] == "First line\n"


def test_ctrl_d_sends_what_was_typed(tmp_path: Path) -> None:
    """The way to end a text on a terminal."""
    a_site(tmp_path)
    command = [*COMMAND, "reply", "1", "--blog", "site"]

    with Terminal(command, environment=environment(tmp_path), folder=tmp_path) as terminal:
        terminal.wait_for("Ctrl+D")
        terminal.type("First line", "enter", "ctrl+d")
        assert terminal.wait_for_end() == 0

    assert "First line" in (tmp_path / "site/hello.comments.jsonl").read_text()


# Start.


def imported(code: str) -> Sequence[str]:
    """Modules that some code loads."""
    printed = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=TIMEOUT_S,
        cwd=ROOT,
    ).stdout
    return printed.split()


def test_the_command_line_alone_loads_next_to_nothing() -> None:
    """It is loaded before anything can be shown."""
    loaded = imported("import tui_blog.cli")

    assert {name for name in loaded if name.startswith("tui_blog")} == {
        "tui_blog",
        "tui_blog.cli",
        "tui_blog.model",
        "tui_blog.model.errors",
        "tui_blog.plain",
        "tui_blog.plain.command_names",
        "tui_blog.plain.exit_codes",
        "tui_blog.plain.talk",
        "tui_blog.plain.terminal",
    }
    assert not {"argparse", "asyncio", "dataclasses", "pathlib", "subprocess"} & set(loaded)


def test_plain_commands_on_a_folder_load_no_terminal_and_no_network(tmp_path: Path) -> None:
    """They are run by scripts, often."""
    site = a_site(tmp_path)

    loaded = imported(f"from tui_blog.cli import run; run(['list', '--blog', {str(site)!r}])")

    assert not {"textual", "httpx", "yaml", "html.parser", "tui_blog.ui"} & set(loaded)
