"""Large threads without reading them: where each comment's line is, and how they hang together.

That is the thread's *skeleton*. It is made when a file is first read, and kept in the cache. The
comments themselves are read line by line when somebody asks for them.

In the cache a skeleton is columns of machine integers, one entry for each comment in the order of
the thread, and the ids with a NUL character behind each.
"""

import os
import weakref
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from tui_blog.model.comment import Comment
from tui_blog.model.comment_list import mark_of, words_of
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat
from tui_blog.model.thread import Thread, build_thread
from tui_blog.storage.archive.comments import MAX_BYTES
from tui_blog.storage.archive.joined_ids import ID_END, JoinedIds, ends_of
from tui_blog.storage.archive.payloads import LineReader, claim_of, claims_of, read_body
from tui_blog.storage.archive.scan import open_descriptor
from tui_blog.storage.archive.thread_cache import Stamp, ThreadCache

MIN_BYTES = 256 * 1024
"""Smaller files are read whole: that is as quick."""
_NAME = "skeleton-3"  # another number with other columns
_SHAPES = "shapes-1"
_COLUMNS = "qiiIIiiii"
"""Offset of the line and its bytes, characters and mark of the text, whose it is, depth, size,
parent, and where the id ends among all ids."""
_OFFSET, _LINE_BYTES, _LENGTH, _MARK, _CLAIM, _DEPTH, _SIZE, _PARENT, _ID_STOP = range(
    len(_COLUMNS)
)
_ESCAPE = "\\u"
_READ_KEPT = 1000
_NO_DATE = datetime.min.replace(tzinfo=UTC)
_NOTHING = Body(source="", format=BodyFormat.TEXT)


class Skeleton(NamedTuple):
    """The structure of a thread."""

    columns: "Sequence[array[int]]"
    """As `_COLUMNS` has them, one entry for each comment, in depth-first order."""
    orphans: frozenset[int]
    """See `Thread`."""
    joined_ids: str
    """All ids, each with a NUL character behind it."""


class FiledComments:
    """Comments that stay in their file until they are asked for; see `CommentList`."""

    def __init__(
        self,
        descriptor: int,
        skeleton: Skeleton,
        reader: LineReader,
        *,
        claims: frozenset[int],
        cache: ThreadCache,
    ) -> None:
        """Take over an open file.

        Args:
            descriptor: Of the file, which is closed when nobody uses this any more.
            skeleton: That of the file.
            reader: Reads the lines.
            claims: The person's; see `payloads.claims_of`.
            cache: Where heights are kept.
        """
        self._claims = claims
        self._cache = cache
        self._descriptor = descriptor
        self._skeleton = skeleton
        self._ids = JoinedIds(skeleton.joined_ids, skeleton.columns[_ID_STOP])
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
    def own_positions(self) -> Sequence[int]:
        """See `CommentList`."""
        column = self._skeleton.columns[_CLAIM]
        return [position for claim in self._claims for position in _places_of(claim, column)]

    @property
    def ids(self) -> Sequence[CommentId]:
        """See `CommentList`."""
        return self._ids

    def find_heights(self, width_cells: int) -> Sequence[int] | None:
        """See `CommentList`."""
        kept = self._cache.find(_heights_at(width_cells))
        heights = array("i")
        if kept is None or len(kept[1]) != len(self) * heights.itemsize:
            return None
        heights.frombytes(kept[1])
        return heights

    def keep_heights(self, width_cells: int, heights: Sequence[int]) -> None:
        """See `CommentList`."""
        self._cache.keep(_heights_at(width_cells), {}, array("i", heights).tobytes())

    def find_shapes(self) -> Callable[[int], str | None] | None:
        """See `CommentList`."""
        kept = self._cache.find_parts(_SHAPES)
        if kept is None:
            return None
        from tui_blog.text.shapes import shape_finder

        ends = [0, *kept.facts["ends"]]
        return shape_finder(lambda block: kept.read(ends[block], ends[block + 1]))

    def body_of(self, position: int) -> Body:
        """See `CommentList`."""
        try:
            comment_id, body = read_body(self._line(position).decode())
        except (OSError, ValueError):
            comment_id, body = None, _NOTHING
        return body if comment_id == self.ids[position] else self[position].body

    def words_of(self, position: int) -> str:
        """See `CommentList`."""
        try:
            line = self._line(position).decode()
        except (OSError, ValueError):
            line = _ESCAPE
        # Letters that are written as numbers are not found in the line.
        return words_of(self[position]) if _ESCAPE in line else line

    def _line(self, position: int) -> bytes:
        columns = self._skeleton.columns
        size, offset = columns[_LINE_BYTES][position], columns[_OFFSET][position]
        return os.pread(self._descriptor, size, offset)

    def _read_at(self, position: int) -> Comment:
        try:
            comment = self._reader.read(self._line(position).decode())
            if comment.id == self.ids[position]:
                return comment
        except (OSError, ValueError):
            pass
        text = "Another program changed this comment's line just now: reload the thread."
        return Comment(
            id=self.ids[position],
            post_id=PostId(""),
            author=Author(name="(changed)"),
            body=Body(source=text, format=BodyFormat.TEXT),
        )


def _places_of(value: int, column: "array[int]") -> Iterator[int]:
    """List where a number stands in a column, at the speed of a search in bytes."""
    size, wanted, numbers = column.itemsize, array(column.typecode, (value,)), column.tobytes()
    at = numbers.find(wanted.tobytes())
    while at >= 0:
        if at % size == 0:
            yield at // size
        at = numbers.find(wanted.tobytes(), at + 1)


def _heights_at(width_cells: int) -> str:
    return f"heights-{width_cells}"


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
    try:
        descriptor = open_descriptor(path)
    except FileNotFoundError:
        return None
    try:
        stamp = _stamp_of(path, os.fstat(descriptor))
        cache = ThreadCache(cache_folder, stamp)
        skeleton = None
        if MIN_BYTES <= stamp.size <= MAX_BYTES:
            skeleton = _find(cache) or _make_and_keep(descriptor, stamp.size, cache)
    except BaseException:
        os.close(descriptor)
        raise
    if skeleton is None:
        os.close(descriptor)
        return None
    comments = FiledComments(
        descriptor,
        skeleton,
        LineReader(post_id, identity),
        claims=claims_of(identity),
        cache=cache,
    )
    return Thread(
        comments=comments,
        depths=skeleton.columns[_DEPTH],
        sizes=skeleton.columns[_SIZE],
        parents=skeleton.columns[_PARENT],
        orphans=skeleton.orphans,
    )


def has_skeleton(path: str, cache_folder: Path) -> bool:
    """Say whether the skeleton of a file is in the cache, as the file is now."""
    try:
        stamp = _stamp_of(path, os.lstat(path))
    except OSError:
        return False
    return ThreadCache(cache_folder, stamp).has(_NAME)


def keep_skeleton(
    path: str, cache_folder: Path, *, tell: Callable[[], object] = lambda: None
) -> None:
    """Put the skeleton of a file and the shapes of its texts into the cache, if it can have one.

    Args:
        path: The file.
        cache_folder: Where both are kept.
        tell: Called when the skeleton is there; the shapes take as long again.

    Raises:
        OSError: The file can't be read.
    """
    descriptor = open_descriptor(path)
    stamp = _stamp_of(path, os.fstat(descriptor))
    cache, skeleton = ThreadCache(cache_folder, stamp), None
    try:
        if stamp.size <= MAX_BYTES:
            skeleton = _make_and_keep(descriptor, stamp.size, cache)
        tell()
        if skeleton is not None:
            _keep_shapes(os.dup(descriptor), skeleton, cache)
    finally:
        os.close(descriptor)


def _keep_shapes(descriptor: int, skeleton: Skeleton, cache: ThreadCache) -> None:
    from tui_blog.text.shapes import pack_shapes

    reader = LineReader(PostId(""), Author(name=""))
    comments = FiledComments(descriptor, skeleton, reader, claims=frozenset(), cache=cache)
    blocks = list(pack_shapes(map(comments.body_of, range(len(comments)))))
    ends = list(accumulate(map(len, blocks)))
    cache.keep(_SHAPES, {"ends": ends}, b"".join(blocks))


def _stamp_of(path: str, status: os.stat_result) -> Stamp:
    return Stamp(path, status.st_ino, status.st_mtime_ns, status.st_size)


def _make_and_keep(descriptor: int, size: int, cache: ThreadCache) -> Skeleton | None:
    skeleton = _make(descriptor, size)
    if skeleton is not None:
        _keep(cache, skeleton)
    return skeleton


def _make(descriptor: int, size: int) -> Skeleton | None:
    """Read a whole file; its texts are let go at once."""
    reader = LineReader(PostId(""), Author(name=""))
    comments: list[Comment] = []
    lines: list[tuple[int, int, int, int, int]] = []
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
                    comment = reader.read(decoded := text.decode())
                except ValueError:
                    return None
                if ID_END in comment.id:
                    return None
                source = comment.body.source
                claim = claim_of(comment, decoded)
                lines.append((offset, len(text), len(source), mark_of(source), claim))
                comments.append(replace(comment, body=_NOTHING))
            offset += len(line)
    number_of = {id(comment): number for number, comment in enumerate(comments)}
    thread = build_thread(sorted(comments, key=lambda comment: comment.created_at or _NO_DATE))
    order = [number_of[id(comment)] for comment in thread.comments]
    columns = [
        array(kind, [lines[number][column] for number in order])
        for column, kind in enumerate(_COLUMNS[:_DEPTH])
    ]
    ids = thread.comments.ids
    shape = (thread.depths, thread.sizes, thread.parents, ends_of(ids))
    return Skeleton(
        [*columns, *(array("i", column) for column in shape)],
        orphans=thread.orphans,
        joined_ids="".join([f"{comment_id}{ID_END}" for comment_id in ids]),
    )


def _find(cache: ThreadCache) -> Skeleton | None:
    """Read a skeleton from the cache."""
    kept = cache.find(_NAME)
    if kept is None:
        return None
    facts, data = kept[0], memoryview(kept[1])  # of which no part is copied
    columns: list[array[int]] = []
    at = 0
    try:
        for kind in _COLUMNS:
            column: array[int] = array(kind)
            end = at + facts["count"] * column.itemsize
            column.frombytes(data[at:end])
            columns.append(column)
            at = end
        joined_ids = str(data[at:], "utf-8", "surrogatepass")
        return Skeleton(columns, orphans=frozenset(facts["orphans"]), joined_ids=joined_ids)
    except (ValueError, KeyError, TypeError):
        return None


def _keep(cache: ThreadCache, skeleton: Skeleton) -> None:
    """Put a skeleton into the cache."""
    data = b"".join(column.tobytes() for column in skeleton.columns)
    data += skeleton.joined_ids.encode(errors="surrogatepass")
    facts = {"count": len(skeleton.columns[_OFFSET]), "orphans": sorted(skeleton.orphans)}
    cache.keep(_NAME, facts, data)
