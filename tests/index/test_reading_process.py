"""Many posts are read in a process of their own; the index is the same, whatever becomes of it."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.factories import ME
from tests.index.shelf import Shelf, said
from tui_blog.index import build, schema
from tui_blog.index.reading_process import RecordsElsewhere
from tui_blog.model.comment import CommentStatus
from tui_blog.storage.archive.scan import find_posts

_COUNT = 40


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    for number in range(_COUNT):
        shelf.post(f"p{number:02}", f"frost {number} <b>日本語</b> café")
        shelf.comments(
            f"p{number:02}",
            [
                said(f"a{number}", f"snow https://example.org/{number}"),
                said(f"b{number}", "ice", status=CommentStatus.SPAM),
                said(f"a{number}", "the same line a second time"),
                said(f"c{number}", "日本語のテキスト \0 and more", minutes=number),
            ],
        )
    return shelf


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """List the processes that are started from now on, for however little."""
    processes: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(*arguments: object, **more: object) -> "subprocess.Popen[bytes]":
        processes.append(popen(*arguments, **more))  # type: ignore[call-overload]
        return processes[-1]

    monkeypatch.setattr(build, "MIN_BYTES", 0)
    monkeypatch.setattr(subprocess, "Popen", start)
    yield processes
    assert all(process.poll() is not None for process in processes), "one was left behind"


def _rows(shelf: Shelf) -> list[list[tuple[object, ...]]]:
    file = shelf.folder / "cache" / "index" / schema.FILE
    with closing(sqlite3.connect(file)) as index:
        tables = ("SELECT * FROM posts ORDER BY id", "SELECT * FROM texts ORDER BY id")
        return [index.execute(table).fetchall() for table in tables]


def test_what_a_process_reads_is_what_is_read_here(
    shelf: Shelf, started: list["subprocess.Popen[bytes]"], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One would find other things in a large archive than in a small one."""
    assert shelf.finder.update()
    elsewhere, found = _rows(shelf), shelf.find("日本語", update=False, limit=200)
    shelf.finder.discard()
    monkeypatch.setattr(build, "MIN_BYTES", 1 << 60)
    assert shelf.finder.update()

    assert len(started) == 1
    assert elsewhere == _rows(shelf)
    assert len(found) == 2 * _COUNT
    assert [len(rows) for rows in elsewhere] == [_COUNT, 3 * _COUNT]


def test_a_process_that_is_killed_leaves_nothing_out(
    shelf: Shelf, started: list["subprocess.Popen[bytes]"], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it had not read would never be found."""
    monkeypatch.setattr(build, "_SLICE_S", 0.0)
    shelf.post("a", "first")
    shelf.comments("a", [said(f"c{number}", "hail " * 20_000) for number in range(30)])

    def kill(_progress: build.Progress) -> None:
        for process in started:
            process.kill()

    assert shelf.finder.update(kill)
    partly = len(shelf.find("hail", update=False))

    assert 0 < partly < 30, "it was killed too late, or too early"
    assert len(shelf.find("frost", update=False, limit=200)) == _COUNT
    assert len(shelf.find("snow", update=False, limit=200)) == _COUNT
    assert len(shelf.find("hail")) == 30


def test_where_no_process_can_be_started_posts_are_read_here(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "MIN_BYTES", 0)
    monkeypatch.setattr("sys.executable", "/nowhere/python")

    assert len(shelf.find("snow", limit=200)) == _COUNT


def test_one_that_is_broken_off_ends_its_process(
    shelf: Shelf, started: list["subprocess.Popen[bytes]"], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would read on behind a program that has ended; the fixture looks."""
    monkeypatch.setattr(build, "_SLICE_S", 0.0)
    assert not shelf.finder.update(is_wanted=lambda: not started)

    assert len(started) == 1
    assert len(shelf.find("snow", limit=200)) == _COUNT


def test_what_can_not_be_read_is_told_and_the_rest_is_read(shelf: Shelf, tmp_path: Path) -> None:
    """Comments would be taken for gone when the disk has a bad moment."""
    files = find_posts(tmp_path / "garden", is_archive=False)[:3]
    (tmp_path / "in the way").mkdir()
    files[0] = files[0]._replace(comments_path=str(tmp_path / "in the way"))
    Path(files[1].path).unlink()
    with closing(RecordsElsewhere(files, ME, None)) as records:
        first = records.read_post(files[0])
        with pytest.raises(OSError, match="no ordinary file"):
            list(records.read_comments(files[0], {}))
        gone = records.read_post(files[1])
        third = records.read_post(files[2])
        comments = [name for name, _ in records.read_comments(files[2], {})]

    assert (first and first.title, gone, third and third.title) == ("p00", None, "p02")
    assert comments == ["a2", "c2"]


@pytest.mark.parametrize("waiting", [10, 10_000])
def test_texts_that_would_have_one_number_are_kept_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waiting: int
) -> None:
    """Of comments without a date one would be lost now and then."""
    monkeypatch.setattr(build, "_MOST_WAITING", waiting)
    monkeypatch.setattr(build, "DATE_SHIFT", 8)
    monkeypatch.setattr(build, "_MAX_NUMBER", (1 << 8) - 1)
    shelf = Shelf(tmp_path)
    shelf.post("a", "first")
    shelf.comments("a", [said(f"c{number}", f"snow{number}") for number in range(200)])

    assert len(shelf.find("snow0", limit=300)) == 1
    assert len(shelf.find("a", update=False, limit=300)) >= 1
    assert all(
        shelf.find(f"snow{number}", update=False) == [f"a/c{number}"] for number in range(200)
    )
