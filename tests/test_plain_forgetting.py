"""`tui-blog archive forget`, as it is called."""

import fcntl
from pathlib import Path

import pytest

from tests.factories import a_comment, a_post, an_archive
from tests.fakes.wordpress import FakeWordPress
from tests.fakes.wordpress_blog import instead_of_the_network
from tests.test_plain_syncing import Answers
from tui_blog.cli import run
from tui_blog.model.comment import CommentStatus
from tui_blog.storage.archive.writer import locked

Captured = pytest.CaptureFixture[str]
LONG = " Long secret." * 2000
"""More than a database keeps on one of its pages."""
FORGET = ["archive", "forget", "garden"]


@pytest.fixture(autouse=True)
def _no_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the signals of the tests alone."""
    monkeypatch.setattr("signal.signal", lambda number, handler: None)


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    """A folder of posts in the settings; two comments there are deleted, one has a reply."""
    deleted = CommentStatus.DELETED
    folder = an_archive(
        tmp_path / "garden",
        [a_post(), a_post("second", title="Another post")],
        [
            a_comment("top", text=f"My \x1b[31msecret words{LONG}", author="Eve", status=deleted),
            a_comment("reply", parent="top", minutes=1),
            a_comment("last", post="second", text="Another secret", author="Eve", status=deleted),
        ],
    )
    settings = Path.home() / ".config/tui-blog/config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'[blogs.garden]\nfolder = "{folder}"\n', encoding="utf-8")
    return folder


def secrets_in(*folders: Path) -> list[str]:
    """List the files that hold what was said."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    words = (b"secret", b"Eve")
    return sorted(path.name for path in files if any(word in path.read_bytes() for word in words))


def test_what_would_go_is_listed_and_nothing_goes(garden: Path, capsys: Captured) -> None:
    """One would have to do it to see what it does."""
    code = run(FORGET)

    printed = capsys.readouterr()
    assert code == 0
    assert printed.out.splitlines() == [
        "top · Eve · 2 May 2024 · on file:hello",
        "  My secret words Long secret. Long secret. Long secret. Long…",
        "last · Eve · 2 May 2024 · on file:second",
        "  Another secret",
    ]
    assert "Nothing was forgotten: --all, --post POST or --comment ID says which." in printed.err
    assert len(secrets_in(garden)) == 2


def test_all_is_forgotten_everywhere(garden: Path, capsys: Captured) -> None:
    """It would be found by a search, or stand in the index or the kept screen."""
    run(["search", "secret"])
    frames = Path.home() / ".cache/tui-blog/first-paint"
    frames.mkdir(parents=True)
    (frames / "0a").write_text("my secret words")
    found = secrets_in(garden, Path.home())
    capsys.readouterr()

    code = run([*FORGET, "--all", "--yes"])

    told = capsys.readouterr().out
    assert found == ["0a", "hello.comments.jsonl", "index.sqlite3", "second.comments.jsonl"]
    assert code == 0
    assert told.endswith("2 comments are forgotten; 1 place stays for the replies below.\n")
    assert secrets_in(garden, Path.home()) == []
    assert run(["search", "secret"]) == 1
    assert run(["comments", "hello"]) == 0
    thread = capsys.readouterr().out
    assert "Forgotten · 2 May 2024 · deleted · top\n\n" in thread
    assert "reply to Forgotten" in thread
    assert run([*FORGET, "--all", "--yes"]) == 0
    assert "There is nothing to forget" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("which", "told", "left"),
    [
        (["--post", "hello"], "1 comment is forgotten; 1 place stays", ["last"]),
        (["--post", "2"], "1 comment is forgotten", None),
        (["--comment", "last"], "1 comment is forgotten.", ["top"]),
        (["--comment", "last", "--comment", "top"], "2 comments are forgotten;", []),
    ],
)
def test_some_are_forgotten_alone(
    garden: Path, capsys: Captured, which: list[str], told: str, left: list[str] | None
) -> None:
    code = run([*FORGET, *which, "--yes"])

    printed = capsys.readouterr().out
    run(FORGET)
    listed = [line.split(" ")[0] for line in capsys.readouterr().out.splitlines()[::2]]
    assert code == 0
    assert told in printed
    assert len(listed) == 1 if left is None else listed == left


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--all"], 2, "Nothing was forgotten: with --yes it is done without asking."),
        (["--all", "--post", "1"], 2, "--all means all of the blog"),
        (["--comment", "reply", "--yes"], 1, "There is no deleted comment reply with a text here"),
        (["--post", "nowhere", "--yes"], 1, "There is no post nowhere"),
        (["other", "--all"], 2, "forget takes the name of one blog"),
    ],
)
def test_what_makes_no_sense_is_refused(
    garden: Path, capsys: Captured, arguments: list[str], code: int, told: str
) -> None:
    assert run([*FORGET, *arguments]) == code
    assert told in capsys.readouterr().err
    assert len(secrets_in(garden)) == 2


def test_other_verbs_take_nothing_that_is_for_forgetting(garden: Path, capsys: Captured) -> None:
    """One would think that something was forgotten."""
    assert run(["archive", "check", "--all"]) == 2
    assert "belong to archive forget" in capsys.readouterr().err


@pytest.mark.parametrize(("answer", "code", "left"), [("y\n", 0, 0), ("\n", 1, 2), ("no\n", 1, 2)])
def test_somebody_at_a_terminal_is_asked(
    garden: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    code: int,
    left: int,
) -> None:
    """It can't be undone."""
    monkeypatch.setattr("tui_blog.plain.terminal.Questions", Answers)
    monkeypatch.setattr(Answers, "given", [answer])

    assert run([*FORGET, "--all"]) == code
    assert len(secrets_in(garden)) == left
    assert ("Nothing was forgotten." in capsys.readouterr().err) == bool(left)


def test_another_program_at_work_is_told(
    garden: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its comments would be lost."""
    monkeypatch.setattr("tui_blog.storage.archive.forgetting._WAIT_S", 0)
    with locked(garden):
        code = run([*FORGET, "--all", "--yes"])

    assert code == 1
    assert "Another program is writing in garden right now." in capsys.readouterr().err
    assert len(secrets_in(garden)) == 2


def test_copy_is_without_it_and_is_not_asked_of_the_blog(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A network would be needed, or the next sync would bring it."""
    blog: FakeWordPress = instead_of_the_network(monkeypatch)
    run(["add", "https://blog.example/"])
    blog.comments[0]["status"] = "trash"
    run(["sync"])
    blog.requests.clear()
    capsys.readouterr()

    code = run(["archive", "forget", "blog-example", "--all", "--yes"])

    printed = capsys.readouterr().out
    asked = len(blog.requests)
    assert (code, asked) == (0, 0)
    assert "Hello" in printed
    assert run(["sync"]) == 0
    assert "nothing new" in capsys.readouterr().out
    assert run(["archive", "forget", "blog-example"]) == 0
    assert capsys.readouterr().out == ""


def test_index_that_another_program_uses_is_told(
    garden: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One would believe that nothing is left of it."""
    run(["search", "secret"])
    lock = (Path.home() / ".cache/tui-blog/index/index.lock").open("rb")
    fcntl.flock(lock, fcntl.LOCK_EX)

    code = run([*FORGET, "--all", "--yes"])

    lock.close()
    assert code == 1
    assert "It is gone from the files, but another program" in capsys.readouterr().err
    assert secrets_in(garden) == []
    assert run(["archive", "reindex"]) == 0
    assert secrets_in(Path.home()) == []
