"""Large threads without reading them: where each comment's line is, and how they hang together.

That is the thread's *skeleton*. It is made when a file is first read and kept in a file of the
cache, which can be deleted at any time; it counts only for a file with exactly the same stamp.
The comments themselves are read line by line when somebody asks for them.

A skeleton's file begins with a line of JSON; then come columns of machine integers, one entry for
each comment in the order of the thread, and the ids with NUL characters between them.
"""

import hashlib
import json
import os
import sys
import weakref
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from tui_blog.files import make_folder, write_atomic
from tui_blog.model.comment import Comment
from tui_blog.model.comment_list import mark_of
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat
from tui_blog.model.thread import Thread, build_thread
from tui_blog.storage.archive.comments import MAX_BYTES
from tui_blog.storage.archive.payloads import LineReader

MIN_BYTES = 256 * 1024
"""Smaller files are read whole: that is as quick."""
_VERSION = 1
_COLUMNS = "qiiIiii"
"""Offset of the line and its bytes, characters and mark of the text, depth, size, parent."""
_OFFSET, _LINE_BYTES, _LENGTH, _MARK, _DEPTH, _SIZE, _PARENT = range(len(_COLUMNS))
_ID_END = "\0"
_READ_KEPT = 1000
_FILES_KEPT = 300
_NO_DATE = datetime.min.replace(tzinfo=UTC)
_NOTHING = Body(source="", format=BodyFormat.TEXT)


class _Stamp(NamedTuple):
    """What a file was when it was read."""

    path: str
    inode: int
    mtime_ns: int
    size: int


class Skeleton(NamedTuple):
    """The structure of a thread."""

    columns: "Sequence[array[int]]"
    """As `_COLUMNS` has them, one entry for each comment, in depth-first order."""
    orphans: frozenset[int]
    """See `Thread`."""
    joined_ids: str
    """All ids, with NUL characters between them."""


class FiledComments:
    """Comments that stay in their file until they are asked for; see `CommentList`."""

    def __init__(self, descriptor: int, skeleton: Skeleton, reader: LineReader) -> None:
        """Take over an open file.

        Args:
            descriptor: Of the file, which is closed when nobody uses this any more.
            skeleton: That of the file.
            reader: Reads the lines.
        """
        self._descriptor = descriptor
        self._skeleton = skeleton
        self._reader = reader
        self._read: dict[int, Comment] = {}
        weakref.finalize(self, os.close, descriptor)

    def __len__(self) -> int:
        return len(self._skeleton.columns[_OFFSET])

    def __getitem__(self, position: int, /) -> Comment:
        comment = self._read.get(position)
        if comment is None:
            if len(self._read) >= _READ_KEPT:
                self._read.clear()
            comment = self._read[position] = self._read_at(position)
        return comment

    def __iter__(self) -> Iterator[Comment]:
        return map(self._read_at, range(len(self)))

    @property
    def lengths(self) -> Sequence[int]:
        """See `CommentList`."""
        return self._skeleton.columns[_LENGTH]

    @property
    def marks(self) -> Sequence[int]:
        """See `CommentList`."""
        return self._skeleton.columns[_MARK]

    @cached_property
    def ids(self) -> Sequence[CommentId]:
        """See `CommentList`."""
        return [CommentId(part) for part in self._skeleton.joined_ids.split(_ID_END)]

    def _read_at(self, position: int) -> Comment:
        columns = self._skeleton.columns
        offset, size = columns[_OFFSET][position], columns[_LINE_BYTES][position]
        try:
            comment = self._reader.read(os.pread(self._descriptor, size, offset).decode())
            if comment.id == self.ids[position]:
                return comment
        except (OSError, ValueError):
            pass
        text = "Another program changed this comment's line just now. R reads the thread again."
        return Comment(
            id=self.ids[position],
            post_id=PostId(""),
            author=Author(name="(changed)"),
            body=Body(source=text, format=BodyFormat.TEXT),
        )


def open_thread(
    path: str, post_id: PostId, identity: Author, cache_folder: Path | None
) -> Thread | None:
    """Open the thread in a large file of comments.

    Args:
        path: The file.
        post_id: The post of the comments.
        identity: Whose comments, written here, are own ones.
        cache_folder: Where skeletons are kept; `None` to keep none.

    Returns:
        The thread, whose comments are read when they are asked for; `None` for a file that has to
        be read whole: a small one, or one with damaged lines.

    Raises:
        OSError: The file can't be read.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return None
    try:
        status = os.fstat(descriptor)
        stamp = _Stamp(path, status.st_ino, status.st_mtime_ns, status.st_size)
        skeleton = None
        if MIN_BYTES <= stamp.size <= MAX_BYTES:
            skeleton = _find(cache_folder, stamp)
            if skeleton is None:
                skeleton = _make(descriptor, stamp.size)
                _keep(cache_folder, stamp, skeleton)
    except BaseException:
        os.close(descriptor)
        raise
    if skeleton is None:
        os.close(descriptor)
        return None
    return Thread(
        comments=FiledComments(descriptor, skeleton, LineReader(post_id, identity)),
        depths=skeleton.columns[_DEPTH],
        sizes=skeleton.columns[_SIZE],
        parents=skeleton.columns[_PARENT],
        orphans=skeleton.orphans,
    )


def _make(descriptor: int, size: int) -> Skeleton | None:
    """Read a whole file; its texts are let go at once."""
    reader = LineReader(PostId(""), Author(name=""))
    comments: list[Comment] = []
    lines: list[tuple[int, int, int, int]] = []
    offset = 0
    with os.fdopen(os.dup(descriptor), "rb") as file:
        for line in file:
            if offset == 0 and line.startswith(b"\xef\xbb\xbf"):
                return None
            if offset + len(line) > size:
                return None  # it grows just now
            if not line.isspace():
                text = line.removesuffix(b"\n")
                try:
                    comment = reader.read(text.decode())
                except ValueError:
                    return None
                if _ID_END in comment.id:
                    return None
                source = comment.body.source
                lines.append((offset, len(text), len(source), mark_of(source)))
                comments.append(replace(comment, body=_NOTHING))
            offset += len(line)
    number_of = {id(comment): number for number, comment in enumerate(comments)}
    thread = build_thread(sorted(comments, key=lambda comment: comment.created_at or _NO_DATE))
    order = [number_of[id(comment)] for comment in thread.comments]
    columns = [
        array(kind, [lines[number][column] for number in order])
        for column, kind in enumerate(_COLUMNS[:_DEPTH])
    ]
    shape = (thread.depths, thread.sizes, thread.parents)
    return Skeleton(
        [*columns, *(array("i", column) for column in shape)],
        orphans=thread.orphans,
        joined_ids=_ID_END.join(thread.comments.ids),
    )


def _file_of(cache_folder: Path, stamp: _Stamp) -> Path:
    return cache_folder / hashlib.sha256(os.fsencode(stamp.path)).hexdigest()[:32]


def _find(cache_folder: Path | None, stamp: _Stamp) -> Skeleton | None:
    """Read a skeleton from the cache; `None` where there is none for exactly this file."""
    if cache_folder is None:
        return None
    try:
        head_line, _, data = _file_of(cache_folder, stamp).read_bytes().partition(b"\n")
        head = json.loads(head_line)
        count = head["count"]
        is_fit = head["for"] == _for_whom(stamp) and head["check"] == zlib.crc32(data)
        if not is_fit:
            return None
        columns: list[array[int]] = []
        at = 0
        for kind in _COLUMNS:
            column: array[int] = array(kind)
            end = at + count * column.itemsize
            column.frombytes(data[at:end])
            columns.append(column)
            at = end
        joined_ids = data[at:].decode(errors="surrogatepass")
        return Skeleton(columns, orphans=frozenset(head["orphans"]), joined_ids=joined_ids)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(cache_folder: Path | None, stamp: _Stamp, skeleton: Skeleton | None) -> None:
    """Put a skeleton into the cache; a disk that refuses costs only the next opening's time."""
    if cache_folder is None or skeleton is None:
        return
    file = _file_of(cache_folder, stamp)
    data = b"".join(column.tobytes() for column in skeleton.columns)
    data += skeleton.joined_ids.encode(errors="surrogatepass")
    head = {
        "for": _for_whom(stamp),
        "count": len(skeleton.columns[_OFFSET]),
        "check": zlib.crc32(data),
        "orphans": sorted(skeleton.orphans),
    }
    try:
        make_folder(cache_folder, mode=0o700)
        write_atomic(file, json.dumps(head).encode() + b"\n" + data, mode=0o600, durable=False)
        _tidy(cache_folder)
    except OSError:
        return


def _for_whom(stamp: _Stamp) -> list[object]:
    return [_VERSION, sys.byteorder, [array(kind).itemsize for kind in _COLUMNS], *stamp]


def _tidy(cache_folder: Path) -> None:
    """Throw the oldest files away when there are many: most are of threads nobody reads again."""
    files = [path for path in cache_folder.iterdir() if not path.name.startswith(".")]
    if len(files) > _FILES_KEPT:
        files.sort(key=lambda path: path.stat().st_mtime_ns)
        for path in files[: len(files) - _FILES_KEPT // 2]:
            path.unlink(missing_ok=True)
