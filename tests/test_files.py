import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tui_blog.files import append_durably, make_folder, remove_durably, write_atomic, write_new

Break = Callable[..., None]


@pytest.fixture
def break_call(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Make a function of `os` fail, as a full or broken disk does."""

    def break_now(name: str, code: int = errno.EIO) -> None:
        def fail(*_arguments: object, **_options: object) -> None:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, name, fail)

    return break_now


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_write_atomic_puts_the_new_content_in_place_with_its_mode(tmp_path: Path) -> None:
    """A file would keep its old content, or be open to everybody."""
    path = tmp_path / "file"
    path.write_bytes(b"old and longer")

    write_atomic(path, b"new", mode=0o600)

    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert names_in(tmp_path) == ["file"]


@pytest.mark.parametrize("name", ["fsync", "replace"])
def test_write_atomic_when_the_disk_fails_keeps_the_old_file_and_leaves_nothing(
    tmp_path: Path, break_call: Break, name: str
) -> None:
    """A full disk would cost what was there before."""
    path = tmp_path / "file"
    path.write_bytes(b"old")
    break_call(name, errno.ENOSPC)

    with pytest.raises(OSError, match="No space left"):
        write_atomic(path, b"new")

    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["file"]


def test_write_atomic_syncs_the_content_before_the_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut the file could be there and empty."""
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(descriptor: int) -> None:
        is_folder = os.path.isdir(f"/dev/fd/{descriptor}")  # noqa: PTH112
        steps.append("sync folder" if is_folder else "sync file")
        fsync(descriptor)

    def noted_replace(source: Path, target: Path) -> None:
        steps.append("rename")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)

    write_atomic(tmp_path / "file", b"new")

    assert steps == ["sync file", "rename", "sync folder"]


def test_write_atomic_when_the_name_is_as_long_as_names_can_be_works(tmp_path: Path) -> None:
    """A post with a long title could not be answered."""
    path = tmp_path / ("é" * 127)

    write_atomic(path, b"x")

    assert path.read_bytes() == b"x"


def test_append_durably_adds_at_the_end_and_makes_the_file(tmp_path: Path) -> None:
    """A second comment would take the first one's place."""
    path = tmp_path / "file"

    append_durably(path, b"one\n")
    append_durably(path, b"two\n")

    assert path.read_bytes() == b"one\ntwo\n"


def test_append_durably_when_it_can_not_be_made_durable_says_so(
    tmp_path: Path, break_call: Break
) -> None:
    """A comment would be called stored that a power cut takes away."""
    break_call("fsync")

    with pytest.raises(OSError, match="error"):
        append_durably(tmp_path / "file", b"one\n")


def test_append_durably_when_the_file_is_a_link_does_not_follow_it(tmp_path: Path) -> None:
    """A folder from elsewhere could make the program write into any file."""
    target = tmp_path / "target"
    target.write_bytes(b"mine")
    (tmp_path / "link").symlink_to(target)

    with pytest.raises(OSError, match=r"symbolic|Too many"):
        append_durably(tmp_path / "link", b"theirs")

    assert target.read_bytes() == b"mine"


def test_remove_durably_removes_and_takes_what_is_gone_as_removed(tmp_path: Path) -> None:
    """A draft that was sent would come back, or its second removal would be an error."""
    path = tmp_path / "file"
    path.write_bytes(b"x")

    remove_durably(path)
    remove_durably(path)

    assert not path.exists()


def test_make_folder_makes_every_folder_with_its_mode_and_leaves_those_there(
    tmp_path: Path,
) -> None:
    """Drafts would be readable for everybody, or the first start would fail."""
    tmp_path.chmod(0o755)

    make_folder(tmp_path / "a" / "b", mode=0o700)
    make_folder(tmp_path / "a", mode=0o755)

    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_make_folder_when_a_file_is_in_the_way_says_so(tmp_path: Path) -> None:
    """The reason why nothing can be kept would not be told."""
    (tmp_path / "a").write_bytes(b"x")

    with pytest.raises(OSError, match="exists"):
        make_folder(tmp_path / "a")


def test_write_new_leaves_what_is_there(tmp_path: Path) -> None:
    """A file of the person's would be gone."""
    path = tmp_path / "file"
    write_new(path, b"first")

    with pytest.raises(FileExistsError):
        write_new(path, b"second")
    assert path.read_bytes() == b"first"


def test_write_new_that_fails_leaves_no_part_of_a_file(tmp_path: Path, break_call: Break) -> None:
    """Half a post would look like a whole one."""
    break_call("fsync", errno.ENOSPC)

    with pytest.raises(OSError, match="No space"):
        write_new(tmp_path / "file", b"text")
    assert list(tmp_path.iterdir()) == []
