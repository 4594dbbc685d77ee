"""The index follows what changes, and survives damage, being broken off, and being killed."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.index.shelf import Shelf, said
from tui_blog.index import archives, build, schema
from tui_blog.model.comment import CommentStatus
from tui_blog.model.errors import DamagedError, ReadOnlyError
from tui_blog.model.post import Author
from tui_blog.storage.archive import scan
from tui_blog.storage.archive.payloads import new_line
from tui_blog.storage.archive.scan import PostFile


@pytest.fixture(params=["listed anew", "known"])
def shelf(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    if request.param == "known":  # what is as new as all in a test is would be listed each time
        monkeypatch.setattr(archives, "_TOO_NEW_NS", -(10**15))
    return Shelf(tmp_path)


def test_following_reads_only_what_changed(shelf: Shelf) -> None:
    """Each search would take as long as the first."""
    for number in range(5):
        shelf.post(f"p{number}", "frost")
    seen: list[int] = []
    shelf.finder.update(lambda progress: seen.append(progress.changed))
    shelf.post("p3", "thaw, now")
    shelf.finder.update(lambda progress: seen.append(progress.changed))
    shelf.finder.update(lambda progress: seen.append(progress.changed))

    assert seen == [5, 1, 0]
    assert len(shelf.find("frost", update=False)) == 4


def test_edits_removals_and_renames_are_noticed(shelf: Shelf) -> None:
    """One would be led to what is not there, and miss what is."""
    first = shelf.post("a", "frost")
    comments = shelf.comments("a", [said("c1", "frost"), said("c2", "frost", minutes=1)])
    before = shelf.find("frost")
    shelf.comments("a", [said("c1", "thaw"), said("c3", "frost", minutes=2)])
    edited = (shelf.find("frost"), shelf.find("thaw"))
    first.rename(first.with_name("b.md"))
    comments.rename(comments.with_name("b.comments.jsonl"))
    renamed = shelf.find("frost")
    first.with_name("b.md").unlink()

    assert before == ["a/c2", "a/c1", "a/"]
    assert edited == (["a/c3", "a/"], ["a/c1"])
    assert renamed == ["b/c3", "b/"]
    assert shelf.find("frost") == shelf.find("") == []


def test_where_no_file_came_or_went_nothing_is_listed(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In 200,000 files that is three seconds of work instead of one."""
    monkeypatch.setattr(archives, "_TOO_NEW_NS", -(10**15))
    shelf.post("a", "frost")
    comments = shelf.comments("a", [said("c1", "frost")])
    (shelf.folder / "garden" / "below").mkdir()
    shelf.post("below/b", "frost")
    lists: list[Path] = []

    def find_posts(root: Path, **more: object) -> list[PostFile]:
        lists.append(root)
        return scan.find_posts(root, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(archives, "find_posts", find_posts)
    first = shelf.find("frost")
    shelf.post("below/b", "thaw, in place")
    with comments.open("ab") as file:
        file.write(new_line(said("c2", "thaw", minutes=1)))
    followed = shelf.find("thaw"), len(lists)
    shelf.post("below/c", "frost")
    added = shelf.find("frost"), len(lists)
    manifest = shelf.folder / "garden" / "blog.toml"
    manifest.write_text('format = 1\nname = "Garden"\n', encoding="utf-8")
    shelf.find("frost")
    listed = len(lists)
    manifest.write_text('format = 1\nname = "Garden"\nid_prefix = "wp:"\n', encoding="utf-8")
    shelf.find("frost")

    assert sorted(first) == ["a/", "a/c1", "below/b/"]
    assert (sorted(followed[0]), followed[1]) == (["a/c2", "below/b/"], 1)
    assert (sorted(added[0]), added[1]) == (["a/", "a/c1", "below/c/"], 2)
    assert len(lists) == listed + 1, "the manifest decides what the files are"


def test_a_blog_that_was_forgotten_is_read_when_it_is_back(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder is as it was, and nothing of it is in the index."""
    shelf.names = ["garden", "away"]
    shelf.post("a", "frost")
    shelf.post("b", "frost", blog="away")
    shelf.find("frost")
    shelf.names = ["garden"]
    with monkeypatch.context() as patched:
        patched.setattr(build, "_KEPT_S", -1)
        shelf.find("frost")
    shelf.names = ["garden", "away"]

    assert sorted(shelf.find("frost")) == ["a/", "b/"]


def test_a_comment_that_was_approved_or_taken_for_spam_is_found_or_not(shelf: Shelf) -> None:
    shelf.post("a")
    shelf.comments("a", [said("c1", "frost", status=CommentStatus.SPAM)])
    before = shelf.find("frost")
    shelf.comments("a", [said("c1", "frost")])
    approved = shelf.find("frost")
    shelf.comments("a", [said("c1", "frost", status=CommentStatus.TRASHED)])

    assert (before, approved, shelf.find("frost")) == ([], ["a/c1"], [])


@pytest.mark.parametrize("size", [10, 2_000])
def test_all_that_may_change_of_a_comment_is_followed_in_threads_of_any_size(
    shelf: Shelf, size: int
) -> None:
    """Spam would be found in large threads, and people by the names they had."""
    shelf.post("a")
    rest = [said(f"r{number}", "filler " * size, minutes=9) for number in range(50)]
    spam, renamed, moved = (said(f"c{number}", "frost", minutes=number) for number in range(3))
    shelf.comments("a", [spam, renamed, moved, *rest])
    before = shelf.find("frost")
    changed = [
        replace(spam, status=CommentStatus.SPAM),
        replace(renamed, author=Author(name="Mara")),
        replace(moved, created_at=datetime(2030, 1, 1, tzinfo=UTC)),
    ]
    shelf.comments("a", [*changed, *rest])

    assert before == ["a/c2", "a/c1", "a/c0"]
    assert shelf.find("frost") == ["a/c2", "a/c1"]
    assert shelf.find("frost from:mara") == ["a/c1"]
    assert shelf.find("frost after:2029") == ["a/c2"]


def test_a_blog_that_is_not_there_for_now_stays_and_one_that_was_removed_goes(
    shelf: Shelf,
) -> None:
    """A disk that is not mounted would cost the whole index."""
    shelf.names = ["garden", "away"]
    shelf.post("a", "frost")
    shelf.post("b", "frost", blog="away")
    shelf.find("frost")
    (shelf.folder / "away").rename(shelf.folder / "unmounted")
    unmounted = shelf.find("frost")
    shelf.names = ["garden"]

    assert sorted(unmounted) == ["a/", "b/"]
    assert shelf.find("frost") == ["a/"]


@pytest.mark.parametrize("harm", [b"", b"no database at all" * 100, None])
def test_a_damaged_index_is_made_anew(shelf: Shelf, harm: bytes | None) -> None:
    """Nothing could be found until somebody deleted it by hand."""
    for number in range(50):
        shelf.post(f"p{number:02}", "frost " * 50)
    expected = shelf.find("frost")
    file = shelf.folder / "cache" / "index" / schema.FILE
    for journal in file.parent.glob(f"{schema.FILE}-*"):
        journal.unlink()
    if harm is None:
        data = file.read_bytes()
        harm = data[:4096] + b"\xaa" * (len(data) - 4096)
    file.write_bytes(harm)

    with suppress(DamagedError):
        shelf.finder.search("frost")

    assert shelf.find("frost") == expected


def test_an_index_of_another_version_is_made_anew(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.post("a", "frost")
    shelf.find("frost")
    monkeypatch.setattr(schema, "VERSION", 99)

    assert shelf.find("frost", update=False) == []
    assert shelf.find("frost") == ["a/"]


def test_a_disk_that_refuses_is_told(shelf: Shelf) -> None:
    shelf.post("a", "frost")
    (shelf.folder / "cache").write_text("a file where the folder should be")

    with pytest.raises(ReadOnlyError, match="index"):
        shelf.finder.update()
    with pytest.raises(ReadOnlyError, match="index"):
        shelf.finder.search("frost")


def test_what_is_broken_off_is_gone_on_with(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_blog.index.build._SLICE_S", 0.0)
    for number in range(10):
        shelf.post(f"p{number}", "frost")
    turns = iter([True, True, True, False])

    finished = shelf.finder.update(is_wanted=lambda: next(turns, False))
    found = shelf.find("frost", update=False)

    assert not finished
    assert 0 < len(found) < 10
    assert len(shelf.find("frost")) == 10


@pytest.mark.parametrize("turns", range(1, 12))
def test_a_large_thread_may_be_broken_off_in_its_middle(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, turns: int
) -> None:
    """One could not quit for a minute; or what was left out would never be found."""
    monkeypatch.setattr("tui_blog.index.build._SLICE_S", 0.0)
    shelf.post("a", "frost")
    shelf.comments("a", [said(f"c{number}", "frost") for number in range(20)])
    wanted = iter([True] * turns)
    finished = shelf.finder.update(is_wanted=lambda: next(wanted, False))
    built = len(shelf.find("frost", update=False))
    whole = len(shelf.find("frost"))
    shelf.comments("a", [said(f"c{number}", "thaw") for number in range(19)])
    wanted = iter([True] * turns)
    shelf.finder.update(is_wanted=lambda: next(wanted, False))
    followed = len(shelf.find("thaw", update=False))

    assert not finished
    assert 0 < built < whole == 21
    assert followed < 19
    assert len(shelf.find("thaw")) == 19
    assert shelf.find("frost", update=False) == ["a/"]


def test_a_thread_whose_removal_was_broken_off_is_whole_when_it_is_back(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a checkout of another branch and back, comments would be missing for ever."""
    monkeypatch.setattr("tui_blog.index.build._SLICE_S", 0.0)
    post = shelf.post("a", "frost")
    shelf.comments("a", [said(f"c{number}", "frost") for number in range(20)])
    shelf.find("frost")
    post.rename(shelf.folder / "a.md")
    wanted = iter([True] * 5)
    shelf.finder.update(is_wanted=lambda: next(wanted, False))
    partly = len(shelf.find("frost", update=False))
    (shelf.folder / "a.md").rename(post)

    assert 0 < partly < 21
    assert len(shelf.find("frost")) == 21


def test_an_index_that_another_one_makes_just_now_is_not_thrown_away(tmp_path: Path) -> None:
    """Searching while the first index was made lost it now and then: nothing was found."""
    overtaken: list[int] = []

    class Overtaken(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            cursor = super().execute(sql, *values)
            if sql == "PRAGMA user_version" and not overtaken:
                overtaken.append(1)
                schema.open_index(tmp_path).close()
            return cursor

    connection = sqlite3.connect(tmp_path / schema.FILE, isolation_level=None, factory=Overtaken)
    connection.execute("PRAGMA journal_mode = wal")
    schema._prepare(connection)

    assert overtaken
    assert connection.execute("SELECT count(*) FROM texts").fetchone() == (0,)
    connection.close()


def test_many_can_make_the_index_at_once(tmp_path: Path) -> None:
    """One of them would say that it is locked, and nothing would be found."""
    for number in range(30):
        folder = tmp_path / str(number)
        with ThreadPoolExecutor(4) as pool:
            for opened in [pool.submit(_open_and_close, folder) for _ in range(4)]:
                opened.result()


def _open_and_close(folder: Path) -> None:
    with closing(schema.open_index(folder)) as connection:
        connection.execute("SELECT count(*) FROM texts").fetchone()


def test_only_one_program_builds_at_a_time(shelf: Shelf) -> None:
    """Both would write the same texts."""
    shelf.post("a", "frost")
    other = Shelf(shelf.folder)
    answers: list[bool] = []
    shelf.finder.update(lambda progress: answers.append(other.finder.update()))

    assert answers == [False]
    with pytest.raises(ReadOnlyError, match="soon"), shelf.finder._lock():
        other.finder.discard()


def test_killed_while_building_the_index_is_whole(shelf: Shelf) -> None:
    """Texts would be found twice, or never again."""
    for number in range(400):
        shelf.post(f"p{number:03}", f"frost number{number} " * 20)
        shelf.comments(f"p{number:03}", [said(f"c{number}", f"snow number{number}")])
    code = f"""
import os, sys
from contextlib import suppress
from pathlib import Path
from tests.index.shelf import Shelf
import tui_blog.index.build as build
build._SLICE_S = 0.0
count = 0
def tell(progress):
    global count
    count += 1
    if count == int(sys.argv[1]):
        os.kill(os.getpid(), 9)
Shelf(Path({str(shelf.folder)!r})).finder.update(tell)
"""
    for point in (1, 37, 90):
        root = str(Path(__file__).parents[2])
        died = subprocess.run([sys.executable, "-c", code, str(point)], cwd=root, check=False)
        assert died.returncode == -9

    assert len(shelf.find("frost", limit=1000)) == 400
    assert len(shelf.find("snow", update=False, limit=1000)) == 400
    assert (
        shelf.find("number7", update=False) == ["p007/", "p007/c7"]
        or len(shelf.find("number7", update=False)) == 2
    )
