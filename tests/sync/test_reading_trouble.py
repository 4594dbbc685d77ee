"""What is remembered where files are damaged, locked, newer, or shared with other programs."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.factories import a_clock
from tests.sync.reading_marks import see, seen
from tui_blog.sync import durable_database
from tui_blog.sync.durable_database import DurableDatabase
from tui_blog.sync.reading import (
    ReadingFile,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "reading.sqlite3"


@pytest.fixture
def file(path: Path) -> ReadingFile:
    return ReadingFile(path, clock=a_clock())


@pytest.mark.parametrize("damage", [b"no database at all" * 100, b""])
def test_a_damaged_file_is_kept_aside_and_said_once(path: Path, damage: bytes) -> None:
    """One could not read, or the memory of years would be deleted."""
    before = ReadingFile(path, clock=a_clock())
    see(before, "c1")
    before.close()
    header = path.read_bytes()[:100]
    path.write_bytes(damage or header + b"\xff" * 20_000)
    file = ReadingFile(path, clock=a_clock())

    see(file, "c2")
    see(file, "c3")

    assert seen(file) == {"c2": "1", "c3": "1"}
    (problem,) = file.problems
    assert "reading.sqlite3.damaged-1" in problem
    kept = path.with_name("reading.sqlite3.damaged-1")
    assert kept.read_bytes()[:18] == (damage or header)[:18]


def test_a_file_that_another_program_has_healed_is_not_moved_aside_again(path: Path) -> None:
    """What the first program remembered since would be lost."""
    see(ReadingFile(path, clock=a_clock()), "c1")
    database = DurableDatabase(path, schema=7, tables="", what="What you have read")
    damage = sqlite3.DatabaseError("database disk image is malformed")
    damage.sqlite_errorcode = 11
    answers = iter([damage, None])

    def work(connection: sqlite3.Connection) -> list[tuple[str]]:
        answer = next(answers)
        if answer is not None:
            raise answer
        return connection.execute("SELECT comment FROM seen").fetchall()

    assert database.read(work, [("nothing",)]) == [("c1",)]
    assert database.problems == ()
    assert [one.name for one in path.parent.glob("*damaged*")] == []


def test_a_file_that_stays_damaged_is_given_up(path: Path) -> None:
    """The program would try for ever."""
    database = DurableDatabase(path, schema=7, tables="", what="What you have read")

    def work(connection: sqlite3.Connection) -> str:
        path.write_bytes(b"no database" * 1000)
        damage = sqlite3.DatabaseError("file is not a database")
        damage.sqlite_errorcode = 26
        raise damage

    assert database.read(work, "given up") == "given up"
    assert "kept as reading.sqlite3.damaged-1" in database.problems[0]


def test_a_file_of_a_newer_program_is_left_alone(file: ReadingFile, path: Path) -> None:
    """An older program would spoil it."""
    see(file, "c1")
    file.close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    older = ReadingFile(path, clock=a_clock())

    see(older, "c2")

    DurableDatabase(path, schema=7, tables="", what="It").rewrite()
    assert seen(older) == {}
    assert "newer" in older.problems[0]
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT comment FROM seen").fetchall() == [("c1",)]


def test_a_folder_that_can_not_be_written_to_is_said_and_reading_goes_on(tmp_path: Path) -> None:
    """A full disk would end the program."""
    (tmp_path / "data").write_text("a file in the way")
    file = ReadingFile(tmp_path / "data" / "reading.sqlite3", clock=a_clock())

    see(file, "c1")
    see(file, "c2")

    assert seen(file) == {}
    assert len(file.problems) == 1


def test_a_file_that_is_locked_for_too_long_is_said(
    file: ReadingFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mark would be lost without a word, or the file taken for damaged."""
    monkeypatch.setattr(durable_database, "_WAIT_S", 0.01)
    see(file, "c1")
    file.close()
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        see(file, "c2")
        other.execute("ROLLBACK")

    see(file, "c3")

    assert set(seen(file)) == {"c1", "c3"}
    assert "locked" in file.problems[0]
    assert [one.name for one in path.parent.glob("*damaged*")] == []


def test_a_file_that_another_program_is_making_is_waited_for(file: ReadingFile, path: Path) -> None:
    """Of two programs that are started for the first time at once, one would lose a mark."""
    path.parent.mkdir()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.2, other.execute, ["ROLLBACK"])
    release.start()

    see(file, "c1")

    release.join()
    other.close()
    assert set(seen(file)) == {"c1"}
    assert file.problems == ()


def test_a_new_file_that_stays_locked_is_said(
    file: ReadingFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading would wait for ever for a program that hangs."""
    monkeypatch.setattr(durable_database, "_WAIT_S", 0.01)
    path.parent.mkdir()
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")

        see(file, "c1")

        other.execute("ROLLBACK")
    assert "locked" in file.problems[0]


def test_two_programs_mark_at_once_and_nothing_is_lost(path: Path) -> None:
    """The second window would overwrite what was read in the first."""
    first, second = ReadingFile(path, clock=a_clock()), ReadingFile(path, clock=a_clock())

    for number in range(20):
        see(first, f"a{number}")
        see(second, f"b{number}")

    assert len(seen(first)) == len(seen(second)) == 40


def test_what_is_marked_is_kept_when_another_program_has_come_and_gone(path: Path) -> None:
    """After a list was opened in the app, all that was read from the next program on was lost."""
    file, list_of_news = ReadingFile(path, clock=a_clock()), ReadingFile(path, clock=a_clock())
    see(file, "c1")
    assert set(seen(list_of_news)) == {"c1"}
    look = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT * FROM seen').close()"

    subprocess.run([sys.executable, "-c", look, str(path)], check=True)
    see(file, "c2")

    later = ReadingFile(path, clock=a_clock())
    assert set(seen(later)) == {"c1", "c2"}
