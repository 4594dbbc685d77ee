"""What was being written when a program ended is known to the next one, and to that alone."""

from pathlib import Path

import pytest

from tui_blog.model.ids import CommentId, PostId
from tui_blog.sync.writing_mark import Target, WritingMark

POST = PostId("wp:1")
TARGETS = [
    Target(POST, None, None),
    Target(POST, CommentId("wp:7"), None),
    Target(POST, None, CommentId("wp:9")),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


@pytest.mark.parametrize("target", TARGETS)
def test_what_was_written_when_the_program_died_is_found(folder: Path, target: Target) -> None:
    """One would have to look for it."""
    dying = WritingMark(folder)
    dying.begin(TARGETS[0])
    dying.begin(target)
    dying.release()

    assert WritingMark(folder).find_interrupted() == target


def test_what_was_left_is_not_found(folder: Path) -> None:
    """A composer that one has closed would open by itself."""
    mark = WritingMark(folder)
    assert mark.find_interrupted() is None
    mark.begin(TARGETS[1])
    mark.end()
    mark.end()

    assert WritingMark(folder).find_interrupted() is None


def test_what_another_program_writes_is_its_own(folder: Path) -> None:
    """Two programs would write one text; or one's mark would be taken for the other's."""
    first, second = WritingMark(folder), WritingMark(folder)
    first.begin(TARGETS[1])

    assert second.find_interrupted() is None
    second.begin(TARGETS[2])
    second.end()
    first.release()

    assert second.find_interrupted() == TARGETS[1]


@pytest.mark.parametrize(
    "found", [b"", b"{", b"[1, 2, 3]", b'["a", "b"]', b"7", b"\xff\xfe", b"[null, null, null]"]
)
def test_a_mark_that_makes_no_sense_is_none(folder: Path, found: bytes) -> None:
    """The program would not start."""
    folder.mkdir()
    (folder / "writing").write_bytes(found)

    assert WritingMark(folder).find_interrupted() is None


def test_a_disk_that_refuses_costs_nothing_but_the_help(folder: Path, tmp_path: Path) -> None:
    """One could not even write."""
    folder.write_text("this is no folder")
    mark = WritingMark(folder)
    mark.begin(TARGETS[0])
    mark.end()

    assert mark.find_interrupted() is None


def test_a_mark_that_can_not_be_taken_away_is_let_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leaving the composer would fail."""
    mark = WritingMark(folder)
    mark.begin(TARGETS[0])

    def refuse(descriptor: int, length: int) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("os.ftruncate", refuse)
    mark.end()

    assert WritingMark(folder).find_interrupted() == TARGETS[0]
