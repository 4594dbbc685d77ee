"""Looking through an archive for damage, and setting aside what is damaged."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from tui_blog.files import append_durably, write_atomic
from tui_blog.model.errors import NotFoundError
from tui_blog.model.ids import PostId
from tui_blog.model.post import GONE, Author
from tui_blog.storage.archive.comments import MAX_BYTES, SET_ASIDE_SUFFIX
from tui_blog.storage.archive.manifest import read_manifest
from tui_blog.storage.archive.payloads import LineReader
from tui_blog.storage.archive.posts import read_post, reason_of
from tui_blog.storage.archive.scan import find_posts, read_bytes
from tui_blog.storage.archive.writer import locked


class Problem(NamedTuple):
    """Something that can't be read as it should."""

    path: str
    """The file, from the archive's folder on; as the system has it, not cleaned."""
    line: int | None
    """From 1; `None` for the file as a whole."""
    reason: str
    """A part of a sentence, cleaned."""
    can_be_set_aside: bool = False
    """It is a line of comments that the others can do without."""


def check_archive(root: Path) -> Iterator[Problem]:
    """Read every file of an archive, and tell what is damaged.

    Raises:
        OSError: The folder itself can't be read.
        NewerFormatError: A newer version of this program wrote the archive.
    """
    manifest = read_manifest(root)
    if manifest.damage:
        yield Problem("blog.toml", None, manifest.damage)
    for file in find_posts(root, is_archive=manifest.is_archive, id_prefix=manifest.id_prefix):
        try:
            damage = read_post(file).summary.damage
        except NotFoundError:
            continue
        if damage and damage != GONE:
            yield Problem(os.path.relpath(file.path, root), None, damage)
        if file.has_comments:
            yield from _check_comments(root, Path(file.comments_path))


def repair_archive(root: Path) -> list[Problem]:
    """Move the lines of comments that can't be read into a file beside the one they were in.

    Nothing is deleted, and all other lines stay byte for byte.

    Returns:
        What was set aside; lines have the numbers from before.

    Raises:
        LockedError: Another program is writing there.
        OSError: The disk refuses; no line is lost.
        NewerFormatError: A newer version of this program wrote the archive.
    """
    with locked(root):
        problems = [problem for problem in check_archive(root) if problem.can_be_set_aside]
        for name in dict.fromkeys(problem.path for problem in problems):
            numbers = {problem.line for problem in problems if problem.path == name}
            _set_aside(root / name, numbers)
    return problems


def _set_aside(path: Path, numbers: Collection[int | None]) -> None:
    lines = path.read_bytes().split(b"\n")
    damaged = [line for number, line in enumerate(lines, 1) if number in numbers]
    kept = [line for number, line in enumerate(lines, 1) if number not in numbers]
    # First where they go, then away from where they were: dying in between leaves them twice.
    append_durably(path.with_name(path.name + SET_ASIDE_SUFFIX), b"\n".join(damaged) + b"\n")
    end = b"" if not kept or kept[-1] == b"" else b"\n"
    write_atomic(path, b"\n".join(kept) + end, mode=path.stat().st_mode & 0o777)


def _check_comments(root: Path, path: Path) -> Iterator[Problem]:
    name = os.path.relpath(path, root)
    try:
        data = read_bytes(str(path), MAX_BYTES + 1)
    except OSError as error:
        yield Problem(name, None, f"it can't be read: {reason_of(error)}")
        return
    if len(data) > MAX_BYTES:
        yield Problem(name, None, "it is larger than 256 MiB")
        return
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line and not line.isspace():
            reason = _reason(line)
            if reason:
                yield Problem(name, number, reason, can_be_set_aside=True)


def _reason(line: bytes) -> str:
    try:
        LineReader(PostId(""), Author(name="")).read(line.decode())
    except UnicodeDecodeError:
        return "it is no UTF-8 text"
    except ValueError:
        return "it can't be read as a comment"
    return ""
