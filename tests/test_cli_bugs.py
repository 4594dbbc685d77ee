"""A bug in a command ends in words and a report, whatever else fails."""

from pathlib import Path

import pytest
from textual.worker import WorkerFailed

from tui_blog.cli import run

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def own_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program would change what signals do to the tests."""
    monkeypatch.setattr("signal.signal", lambda number, handler: None)


def test_a_bug_ends_in_words_and_a_report_without_values(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Exit code 70; a password in a variable or a message is nowhere."""
    password = "secret-7"

    def failing() -> None:
        raise KeyError(password)

    def broken(*_: object, **__: object) -> None:
        try:
            failing()
        except KeyError as error:
            raise ExceptionGroup(password, [ValueError(f"{password}\x1b[2J")]) from error

    monkeypatch.setattr("tui_blog.wiring.Library.open", broken)

    assert run(["list"]) == 70

    told = capsys.readouterr().err
    (path,) = (Path.home() / ".local/state/tui-blog").glob("crash-*.txt")
    assert str(path) in told
    assert "Traceback" not in told
    assert path.stat().st_mode & 0o777 == 0o600
    report = path.read_text()
    assert "secret-7" not in told + report
    for expected in (
        "KeyError",
        "ExceptionGroup",
        "ValueError",
        "test_cli_bugs.py",
        " broken",
        "tui_blog/cli.py",
    ):
        assert expected in report
    assert str(Path.home()) not in report
    assert str(Path(__file__).parent) not in report


def test_a_report_says_what_failed_in_a_worker(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """It would only say that some worker failed, not where."""

    def broken(*_: object, **__: object) -> None:
        raise WorkerFailed(LookupError())

    monkeypatch.setattr("tui_blog.wiring.Library.open", broken)

    assert run(["list"]) == 70

    (path,) = (Path.home() / ".local/state/tui-blog").glob("crash-*.txt")
    assert "LookupError" in path.read_text()
    assert str(path) in capsys.readouterr().err


def test_a_bug_where_no_report_can_be_written_still_ends_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A full disk is no reason for a traceback."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tui_blog.wiring.Library.open", broken)
    (Path.home() / ".local").write_text("in the way")

    assert run(["list"]) == 70

    assert "could not be written" in capsys.readouterr().err


def test_a_bug_where_nobody_has_a_home_still_ends_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Whatever fails last, it is told."""

    def broken(_: object) -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr("platformdirs.PlatformDirs.user_data_path", property(broken))
    monkeypatch.setattr("tui_blog.cli._parse", broken)

    assert run(["list"]) == 70

    assert "set HOME" in capsys.readouterr().err
