import contextlib
import gc
import io
import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.factories import a_post, an_archive
from tests.fakes.wordpress import FakeWordPress, page
from tests.fakes.wordpress_blog import instead_of_the_network
from tui_blog import __version__
from tui_blog.cli import run
from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    BusyError,
    ConfigError,
    ConflictError,
    DamagedError,
    ForbiddenError,
    LockedError,
    NewerFormatError,
    NotFoundError,
    OfflineError,
    OutcomeUnknownError,
    ReadOnlyError,
    RejectedError,
    StorageError,
    TransientError,
    TuiBlogError,
    UsageError,
)
from tui_blog.plain.command_names import COMMANDS, names_only_target
from tui_blog.plain.exit_codes import exit_code
from tui_blog.storage.archive.writer import locked
from tui_blog.storage.wordpress.adapter import WordPressAdapter

ADDRESS = "https://blog.example/"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """The program changes its own process: put back what it changed."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    handlers = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, handlers, strict=True):
        signal.signal(number, handler)
    gc.enable()


@pytest.fixture
def blog(monkeypatch: pytest.MonkeyPatch) -> FakeWordPress:
    """A WordPress in the place of the network."""
    return instead_of_the_network(monkeypatch)


def log_in(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    """Name an account in the environment."""
    monkeypatch.setenv("TUI_BLOG_USER", "reader")
    monkeypatch.setenv("TUI_BLOG_PASSWORD", password)


@pytest.fixture
def pipe_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Puts a text on the standard input."""
    reader, writer = os.pipe()
    stream = os.fdopen(reader, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", stream)

    def write(text: str) -> None:
        os.write(writer, text.encode())
        os.close(writer)

    yield write
    stream.close()


def unsent_texts() -> list[str]:
    """Texts that were kept as files."""
    folder = Path.home() / ".local/share/tui-blog/unsent"
    return [path.read_text() for path in sorted(folder.glob("*"))]


# Exit codes.


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TuiBlogError(), 1),
        (UsageError(), 2),
        (ConfigError(), 2),
        (StorageError(), 1),
        (TransientError(), 3),
        (OfflineError(), 3),
        (BusyError(""), 3),
        (OutcomeUnknownError(), 3),
        (BadResponseError(), 3),
        (NotFoundError(), 1),
        (AuthError(), 4),
        (ForbiddenError(), 4),
        (RejectedError(""), 1),
        (ConflictError(), 1),
        (ReadOnlyError(), 1),
        (LockedError(), 1),
        (DamagedError(), 5),
        (NewerFormatError(), 5),
    ],
)
def test_each_error_has_the_exit_code_of_the_readme(error: TuiBlogError, code: int) -> None:
    """Scripts decide by it."""
    assert exit_code(error) == code


# Help.


def test_version_is_printed_alone(capsys: Captured) -> None:
    """For bug reports."""
    with pytest.raises(SystemExit) as caught:
        run(["--version"])

    assert caught.value.code == 0
    assert capsys.readouterr().out == f"tui-blog {__version__}\n"


def test_help_begins_with_examples_and_names_every_command(capsys: Captured) -> None:
    """Examples are what most people came for."""
    with pytest.raises(SystemExit) as caught:
        run(["--help"])

    assert caught.value.code == 0
    text = capsys.readouterr().out
    assert text.index("tui-blog https://blog.example/a-post/") < text.index("--version")
    assert text.index("| tui-blog reply 1 --to ID") < text.index("--version")
    assert all(command in text.partition("Read blogs")[0] for command in COMMANDS)
    assert "128 + signal" in text


@pytest.mark.parametrize(
    ("arguments", "is_only_target"),
    [
        ([], True),
        (["garden"], True),
        (["https://blog.example/"], True),
        ([""], True),
        (["list"], False),
        (["--plain"], False),
        (["-h"], False),
        (["garden", "--plain"], False),
        (["garden", "list"], False),
    ],
)
def test_only_what_is_no_option_and_no_command_is_taken_without_a_parser(
    arguments: list[str], is_only_target: bool
) -> None:
    """A command would be looked for as a folder, or every start would load the parser."""
    assert names_only_target(arguments) is is_only_target


@pytest.mark.parametrize("arguments", [[], *([command] for command in COMMANDS)])
def test_help_fits_into_80_columns(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A line that the terminal breaks takes the table of examples apart."""
    monkeypatch.setenv("COLUMNS", "80")

    with pytest.raises(SystemExit):
        run([*arguments, "--help"])

    assert [line for line in capsys.readouterr().out.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example_that_can_be_parsed(
    command: str, capsys: Captured
) -> None:
    """Help that is wrong is worse than none."""
    with pytest.raises(SystemExit) as caught:
        run([command, "--help"])

    assert caught.value.code == 0
    text = capsys.readouterr().out
    assert f"tui-blog {command}" in text.partition("options:")[0].partition("\n\n")[2]
    assert ("--json" in text) == (command not in ("add", "sync", "archive"))
    assert ("--blog" in text) == ("[BLOG" not in text and command not in ("add", "config", "keys"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "1"],
        ["show", "1", "2"],
        ["--json"],
        ["a", "b"],
        ["list", "--to", "x"],
        ["reply", "--t", "x"],
    ],
)
def test_arguments_that_make_no_sense_are_wrong_use(arguments: list[str], capsys: Captured) -> None:
    """With how it is meant."""
    with pytest.raises(SystemExit) as caught:
        run(arguments)

    assert caught.value.code == 2
    assert "usage: tui-blog" in capsys.readouterr().err


# A blog on the network.


def test_list_brings_the_posts_of_an_address(blog: FakeWordPress, capsys: Captured) -> None:
    """A blog nobody configured."""
    assert run(["list", "--blog", ADDRESS]) == 0

    printed = capsys.readouterr()
    assert "   1  Second" in printed.out
    assert "   2  First" in printed.out
    assert printed.err == ""
    assert len(blog.requests) < 6


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", f"{ADDRESS}post-100/"],
        ["show", "--blog", f"{ADDRESS}post-100/"],
        ["show", "wp:100", "--blog", ADDRESS],
        ["show", "post-100", "--blog", ADDRESS],
        ["show", "2", "--blog", ADDRESS],
        ["show", f"{ADDRESS}post-100/", "--blog", ADDRESS],
    ],
)
def test_show_finds_a_post_by_all_its_names(
    blog: FakeWordPress, arguments: list[str], capsys: Captured
) -> None:
    """Whatever is at hand, the address from a browser first of all."""
    assert run(arguments) == 0

    assert capsys.readouterr().out.startswith("First\n")
    assert blog.requests


def test_comments_of_a_post_address_come_without_naming_the_blog(
    blog: FakeWordPress, capsys: Captured
) -> None:
    """One pasted address is enough."""
    assert run(["comments", f"{ADDRESS}post-100/"]) == 0

    assert "Hello" in capsys.readouterr().out
    assert blog.requests


def test_reply_is_posted_with_the_account_of_the_environment(
    blog: FakeWordPress,
    monkeypatch: pytest.MonkeyPatch,
    pipe_in: Callable[[str], None],
    capsys: Captured,
) -> None:
    """The whole way, and the password is not in any word."""
    log_in(monkeypatch, "sesame")
    pipe_in("Thank you & all <the best>\n")
    (parent,) = [row["id"] for row in blog.comments]

    code = run(["reply", f"{ADDRESS}post-100/", "--to", f"wp:{parent}"])

    printed = capsys.readouterr()
    assert (code, printed.err) == (
        0,
        "A moderator may have to approve it first.\nIt is on the blog.\n",
    )
    stored = blog.comments[-1]
    assert (stored["post"], stored["parent"]) == (100, parent)
    assert printed.out == f"wp:{stored['id']}\n"
    assert "sesame" not in printed.out + printed.err


def test_reply_of_a_guest_goes_through_the_form_in_the_configured_name(
    blog: FakeWordPress, pipe_in: Callable[[str], None], capsys: Captured
) -> None:
    """The whole way, from the settings to the blog."""
    settings = Path.home() / ".config/tui-blog/config.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('[identity]\nname = "Mara"\nemail = "mara@example.test"\n')
    pipe_in("Thank you & all <the best>\n")

    code = run(["reply", f"{ADDRESS}post-100/"])

    printed = capsys.readouterr()
    assert code == 0
    assert "You comment as a guest; the blog gets your e-mail address." in printed.err
    assert "It is on the blog." in printed.err
    text = "Thank you &#038; all &lt;the best&gt;"
    assert blog.guests_said == [(100, 0, "Mara", "mara@example.test", text)]


def test_reply_of_a_guest_is_refused_with_what_to_do_and_the_text_is_kept(
    blog: FakeWordPress,
    pipe_in: Callable[[str], None],
    capsys: Captured,
) -> None:
    """Exit code 4: credentials."""
    pipe_in("Thank you\n")

    assert run(["reply", f"{ADDRESS}post-100/"]) == 4

    told = capsys.readouterr().err
    assert 'put name = "…" and email = "…" under [identity] in config.toml' in told
    assert "TUI_BLOG_PASSWORD" in told
    assert "kept as a draft" in told
    assert len(blog.comments) == 1


def test_a_wrong_password_is_told_and_the_text_kept(
    blog: FakeWordPress,
    monkeypatch: pytest.MonkeyPatch,
    pipe_in: Callable[[str], None],
    capsys: Captured,
) -> None:
    """Nothing is sent as somebody else, and the password is not repeated."""
    log_in(monkeypatch, "secret-7")
    pipe_in("Thank you\n")

    assert run(["reply", "1", "--blog", ADDRESS]) == 4

    printed = capsys.readouterr()
    assert "does not accept the name reader" in printed.err
    assert "secret-7" not in printed.err
    assert unsent_texts() == ["Thank you\n"]
    assert len(blog.comments) == 1


def test_a_post_that_is_not_there_is_another_failure_than_a_blog_that_is_not(
    blog: FakeWordPress, capsys: Captured
) -> None:
    """1 and 3: trying later helps with neither, but a script can tell them apart."""
    assert run(["show", "post-999", "--blog", ADDRESS]) == 1
    assert "no post post-999" in capsys.readouterr().err

    assert run(["show", f"{ADDRESS}post-999/"]) == 1
    assert blog.requests


def test_an_address_where_no_blog_is_tells_so_with_the_code_for_servers(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """The address is wrong, or the server is: nothing here can be changed to help."""
    empty = httpx.MockTransport(lambda _: page("<p>Not here</p>", status=404))
    connected = partial(WordPressAdapter, transport=empty)
    monkeypatch.setattr("tui_blog.storage.wordpress.adapter.WordPressAdapter", connected)

    assert run(["list", "--blog", ADDRESS]) == 3

    assert "Check that the address is that of a blog." in capsys.readouterr().err


def test_without_a_named_post_a_blogs_address_is_not_enough(
    blog: FakeWordPress, capsys: Captured
) -> None:
    """It says what is missing."""
    assert run(["show", "--blog", ADDRESS]) == 2

    assert "Which post?" in capsys.readouterr().err
    assert blog.requests


# Where texts are kept.


def folders_of_drafts() -> list[Path]:
    """Folders of blogs for which something is kept."""
    return sorted((Path.home() / ".local/share/tui-blog/blogs").glob("*"))


@contextlib.contextmanager
def piped_in(text: bytes) -> Iterator[None]:
    """Put a text on the standard input for a while."""
    reader, writer = os.pipe()
    os.write(writer, text)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as stream, pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.stdin", stream)
        yield


def test_a_draft_is_kept_for_the_blog_whatever_address_led_there(blog: FakeWordPress) -> None:
    """Begun on a pasted address of a post, it is found when the blog is opened."""
    with piped_in(b"Words"):
        assert run(["reply", f"{ADDRESS}post-100/"]) == 4
    with piped_in(b"Other words"):
        assert run(["reply", "post-101", "--blog", ADDRESS.rstrip("/")]) == 4

    (folder,) = folders_of_drafts()
    assert len(list((folder / "drafts").glob("*.json"))) == 2
    assert blog.requests


def test_two_blogs_on_one_host_keep_their_texts_apart(blog: FakeWordPress) -> None:
    """Both have a post of number 100; a draft must not turn up below the wrong one."""
    with piped_in(b"Words"):
        assert run(["reply", "wp:100", "--blog", ADDRESS]) == 4
    blog.address = f"{ADDRESS}second"
    with piped_in(b"Other words"):
        assert run(["reply", "wp:100", "--blog", f"{ADDRESS}second/post-100/"]) == 4

    kept = [len(list((folder / "drafts").glob("*.json"))) for folder in folders_of_drafts()]
    assert kept == [1, 1]


def test_while_another_program_writes_a_reply_waits_and_reading_goes_on(
    tmp_path: Path, capsys: Captured
) -> None:
    """Two of us at once are nothing unusual."""
    site = an_archive(tmp_path / "site", [a_post("hello")])

    with locked(site), piped_in(b"Words"):
        assert run(["reply", "1", "--blog", str(site)]) == 1
        assert run(["comments", "1", "--blog", str(site)]) == 0

    printed = capsys.readouterr()
    assert "Another program is writing in site" in printed.err
    assert "kept in the outbox" in printed.err
    assert "not sent yet" in printed.out
    assert "  Words" in printed.out


# Settings.


def test_mistakes_in_the_settings_are_told_and_the_command_goes_on(capsys: Captured) -> None:
    """Apart from the data."""
    settings = Path.home() / ".config/tui-blog/config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("thme = 'nord'\n")

    assert run(["list"]) == 0

    printed = capsys.readouterr()
    assert printed.err == (
        f"{settings}:1: thme is not a setting, did you mean theme? it is not used.\n"
    )
    assert "Start here" in printed.out


def test_messages_can_not_act_on_the_terminal(capsys: Captured) -> None:
    """An argument may have come from a page somebody copied."""
    assert run(["show", "a\x1b[2J\x9b31mb"]) == 1
    assert run(["list", "--blog", "a\x1b]0;gone\x07b"]) == 2

    told = capsys.readouterr().err
    assert told.replace("\n", "").isprintable()


class FakeTerminal(io.StringIO):
    """Somebody sits behind it."""

    def isatty(self) -> bool:
        return True


def test_talk_on_a_terminal_when_long_then_is_broken_between_words_and_an_address_is_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Half words at the edge are hard to read, and half an address can't be copied."""
    folder = f"/nowhere/{'a' * 60}"
    said = FakeTerminal()
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.stderr", said)

    run(["list", "--blog", folder])

    lines = said.getvalue().splitlines()
    assert len(lines) > 1
    assert max(len(line) for line in lines if folder not in line) <= 40
    assert folder in said.getvalue()
