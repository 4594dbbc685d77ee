"""The archives that are searched, and what changed in them since the index saw them.

Files are known by their stamps. Where no folder has changed, no file has come or gone: then the
files that are known are looked at, and nothing is listed.
"""

import os
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tui_blog.index.records import storable
from tui_blog.model.errors import StorageError
from tui_blog.model.ids import PostId
from tui_blog.model.post import Author, BodyFormat
from tui_blog.storage.archive.manifest import Manifest, read_manifest
from tui_blog.storage.archive.scan import COMMENTS_SUFFIX, PostFile, find_posts

UNSURE = "?"
"""The stamp of what is to be read again in any case."""
_TOO_NEW_NS = 2_000_000_000
"""A folder that changed so shortly before it was looked at may change again within its stamp."""
_MANIFEST = ""
"""Stands among the folders for what the manifest says."""


class Archive(NamedTuple):
    """A folder of posts that is searched."""

    key: str
    """What tells it from all others, for ever."""
    name: str
    """What the person calls it."""
    root: Path
    """The folder."""
    identity: Author
    """Whose comments are own ones."""


class Known(NamedTuple):
    """What is in the index of a post."""

    number: int
    stamp: str
    comments_stamp: str


class Change(NamedTuple):
    """A post that the index has otherwise, or not at all."""

    file: PostFile
    known: Known | None
    stamp: str
    comments_stamp: str

    @property
    def size(self) -> int:
        """Bytes of the post and of its comments."""
        told = self.comments_stamp.split(":")
        return self.file.size + int(told[1]) if len(told) > 1 else self.file.size


class Changes(NamedTuple):
    """What changed in an archive."""

    total: int
    """How many posts it has."""
    changed: list[Change]
    gone: list[int]
    """The numbers of posts that are not there any more."""
    folders: Mapping[str, str]
    """The stamps of its folders, to be kept when all is followed."""


def find_changes(index: sqlite3.Connection, archive: Archive) -> Changes | None:
    """Look through the files of an archive.

    Args:
        index: What is known of it.
        archive: The archive.

    Returns:
        What changed; `None` where it is not there now, perhaps on a disk that is not mounted.
    """
    try:
        manifest = read_manifest(archive.root)
        return _in_known_files(index, archive, manifest) or _in_all(index, archive, manifest)
    except (OSError, StorageError):
        return None


def keep_folders(index: sqlite3.Connection, key: str, folders: Mapping[str, str]) -> None:
    """Keep the stamps of an archive's folders, and no others of it."""
    index.execute("DELETE FROM folders WHERE blog = ?", (key,))
    rows = [(key, storable(path), stamp) for path, stamp in folders.items()]
    index.executemany("INSERT OR REPLACE INTO folders VALUES (?, ?, ?)", rows)


def list_known(index: sqlite3.Connection, key: str) -> dict[str, Known]:
    """List the posts of an archive that are in the index, by their ids."""
    sql = "SELECT post, id, stamp, comments_stamp FROM posts WHERE blog = ?"
    return {row[0]: Known._make(row[1:]) for row in index.execute(sql, (key,))}


def _in_all(index: sqlite3.Connection, archive: Archive, manifest: Manifest) -> Changes:
    begun_at = time.time_ns()
    folders: list[str] = []
    files = find_posts(
        archive.root,
        is_archive=manifest.is_archive,
        id_prefix=manifest.id_prefix,
        folders=folders,
    )
    known, changed = list_known(index, archive.key), []
    for file in files:
        before = known.pop(file.id, None)
        stamp = _stamp_of_post(file.mtime_ns, file.size, file.path)
        comments_stamp = _stamp_of_comments(file.comments_path) if file.has_comments else ""
        if before is None or before[1:] != (stamp, comments_stamp):
            changed.append(Change(file, before, stamp, comments_stamp))
    stamps = {path: _folder_stamp(path, before_ns=begun_at - _TOO_NEW_NS) for path in folders}
    stamps[_MANIFEST] = _told_by(manifest)
    return Changes(len(files), changed, [one.number for one in known.values()], stamps)


def _in_known_files(
    index: sqlite3.Connection, archive: Archive, manifest: Manifest
) -> Changes | None:
    """Look at the files that are known; `None` where there may be others."""
    rows = index.execute("SELECT path, stamp FROM folders WHERE blog = ?", (archive.key,))
    folders = dict(rows.fetchall())
    if folders.pop(_MANIFEST, None) != _told_by(manifest):
        return None
    if any(stamp != _folder_stamp(path) for path, stamp in folders.items()):
        return None
    sql = "SELECT id, stamp, comments_stamp, path, comments_path FROM posts WHERE blog = ?"
    changed, total = [], 0
    for number, stamp, comments_stamp, path, own_path in index.execute(sql, (archive.key,)):
        total += 1
        try:
            status = os.stat(path)  # noqa: PTH116  it is text already
        except OSError:
            return None
        stamp_now = _stamp_of_post(status.st_mtime_ns, status.st_size, path)
        comments_stamp_now = ""
        if comments_stamp:
            comments_stamp_now = _stamp_of_comments(own_path or _usual_comments_path(path))
        if stamp_now != stamp or comments_stamp_now != comments_stamp:
            known = Known(number, stamp, comments_stamp)
            file = _known_file(index, number, status)
            changed.append(Change(file, known, stamp_now, comments_stamp_now))
    return Changes(total, changed, [], {**folders, _MANIFEST: _told_by(manifest)})


def place_of(file: PostFile) -> tuple[str, str, str, str]:
    """Return what `_known_file` needs: path, stem, format, and where unusual the comments' path."""
    unusual = "" if file.comments_path == _usual_comments_path(file.path) else file.comments_path
    return storable(file.path), storable(file.stem), file.format.value, storable(unusual)


def _known_file(index: sqlite3.Connection, number: int, status: os.stat_result) -> PostFile:
    sql = "SELECT post, path, stem, format, comments_path, comments_stamp FROM posts WHERE id = ?"
    row = index.execute(sql, (number,)).fetchone()
    post, path, stem, body_format, own_path, comments_stamp = row
    return PostFile(
        id=PostId(post),
        path=path,
        stem=stem,
        format=BodyFormat(body_format),
        mtime_ns=status.st_mtime_ns,
        size=status.st_size,
        comments_path=own_path or _usual_comments_path(path),
        has_comments=bool(comments_stamp),
    )


def _usual_comments_path(path: str) -> str:
    return path[: path.rfind(".")] + COMMENTS_SUFFIX


def _told_by(manifest: Manifest) -> str:
    return f"{manifest.is_archive} {manifest.id_prefix}"


def _stamp_of_post(mtime_ns: int, size: int, path: str) -> str:
    stamp = f"{mtime_ns}:{size}:{path}"
    return stamp if stamp.isascii() else storable(stamp)


def _stamp_of_comments(path: str) -> str:
    try:
        status = os.stat(path, follow_symlinks=False)  # noqa: PTH116  it is text already
    except OSError:
        return ""
    return f"{status.st_mtime_ns}:{status.st_size}:{status.st_ino}"


def _folder_stamp(path: str, *, before_ns: int | None = None) -> str:
    """Return what becomes another when files come or go.

    Args:
        path: The folder.
        before_ns: One that changed later gets a stamp that no folder has.
    """
    try:
        status = os.stat(path)  # noqa: PTH116  it is text already
    except OSError:
        return ""
    # Its time of modification can be set by hand, or by unpacking; the other one can't.
    changed_ns = max(status.st_mtime_ns, status.st_ctime_ns)
    if before_ns is not None and changed_ns > before_ns:
        return UNSURE
    return f"{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"
