"""The list of an archive's posts from the last time, so that it need not be read again.

Three parts: the newest posts, to be shown at once and checked behind the screen; where their files
are, so that one can be opened before the folder is looked through; and what was read of every
file, which counts as long as the file has the same stamp.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tui_blog.model.ids import PostId
from tui_blog.model.post import Author, BodyFormat, PostSummary
from tui_blog.storage.archive.scan import PostFile
from tui_blog.storage.archive.thread_cache import Stamp, ThreadCache

if TYPE_CHECKING:
    from tui_blog.storage.archive.posts import PostHead

FileStamp = tuple[int, int]
"""Time of the last change in nanoseconds, and bytes."""
KnownHead = tuple[str, FileStamp, "PostHead"]
"""The file, its stamp, and what was read of it."""
_NEWEST, _PLACES, _HEADS = "newest", "places", "heads"
_LINE_RECORDS = 200
_PART = b"\n\n"


class _Place(NamedTuple):
    """What of a `PostFile` stays as it is as long as the file is there."""

    path: str
    stem: str
    format: BodyFormat
    comments_path: str


class ListCache:
    """What is kept of one archive's list."""

    def __init__(self, folder: Path | None, root: Path) -> None:
        """Name the archive; nothing is read yet.

        Args:
            folder: Where the cache is; `None` where there is none.
            root: The archive's folder.
        """
        self._cache = ThreadCache(folder, Stamp(str(root.absolute()), 0, 0, 0))
        self._kept: Sequence[PostSummary] | None = None
        self._places: Mapping[PostId, _Place] | None = None

    def find_newest(self) -> tuple[tuple[PostSummary, ...], int] | None:
        """Return the newest posts as they were listed last, and how many there were in all."""
        kept = self._cache.find(_NEWEST)
        if kept is None:
            return None
        try:
            rows = tuple(_read_summary(record) for record in _decoded(kept[1]))
            total = int(kept[0]["total"])
        except (ValueError, KeyError, TypeError, IndexError):
            return None
        self._kept = rows
        return rows, total

    def keep_newest(self, rows: Sequence[PostSummary], total: int) -> None:
        """Keep the newest posts, unless they are the same."""
        if rows != self._kept:
            self._kept = rows
            self._cache.keep(_NEWEST, {"total": total}, _encoded(map(_record, rows)))

    def find_file(self, post_id: PostId) -> PostFile | None:
        """Return the file of one of the newest posts, if it is where it was last."""
        if self._places is None:
            self._places = self._read_places()
        place = self._places.get(post_id)
        if place is None:
            return None
        try:
            status = os.stat(place.path, follow_symlinks=False)  # noqa: PTH116  it is text already
        except OSError:
            return None
        return PostFile(
            id=post_id,
            path=place.path,
            stem=place.stem,
            format=place.format,
            mtime_ns=status.st_mtime_ns,
            size=status.st_size,
            comments_path=place.comments_path,
            has_comments=os.path.isfile(place.comments_path),  # noqa: PTH113  the same
        )

    def keep_places(self, files: Iterable[PostFile]) -> None:
        """Keep where the files of the newest posts are, unless that is kept already."""
        places = _encoded(
            [file.id, file.path, file.stem, file.format, file.comments_path] for file in files
        )
        kept = self._cache.find(_PLACES)
        if kept is None or kept[1] != places:
            self._cache.keep(_PLACES, {}, places)

    def _read_places(self) -> Mapping[PostId, _Place]:
        kept = self._cache.find(_PLACES)
        if kept is None:
            return {}
        try:
            return {
                PostId(post_id): _Place(path, stem, BodyFormat(body_format), comments_path)
                for post_id, path, stem, body_format, comments_path in _decoded(kept[1])
            }
        except (ValueError, TypeError):
            return {}

    def find_heads(self) -> tuple[dict[PostId, KnownHead], dict[str, tuple[FileStamp, int | None]]]:
        """Return what was read of posts, and how many comments there were in files."""
        from tui_blog.storage.archive.posts import PostHead

        kept = self._cache.find(_HEADS)
        if kept is None:
            return {}, {}
        try:
            heads, counts = kept[1].split(_PART, 1)
            return (
                {PostId(record[3][0]): _read_head(record, PostHead) for record in _decoded(heads)},
                {path: ((mtime, size), count) for path, mtime, size, count in _decoded(counts)},
            )
        except (ValueError, KeyError, TypeError, IndexError):
            return {}, {}

    def keep_heads(
        self,
        heads: Iterable[KnownHead],
        counts: Mapping[str, tuple[FileStamp, int | None]],
    ) -> None:
        """Keep what was read of posts, and how many comments there are in files."""
        records = [
            [path, *stamp, _record(head.summary), head.is_unpublished]
            for path, stamp, head in heads
        ]
        counted = [[path, *stamp, count] for path, (stamp, count) in counts.items()]
        self._cache.keep(_HEADS, {}, _encoded(records) + _PART + _encoded(counted))


def _read_head(record: Sequence[Any], make: "type[PostHead]") -> KnownHead:
    path, mtime, size, summary, is_unpublished = record
    head = make(replace(_read_summary(summary), comment_count=None), bool(is_unpublished))
    return path, (mtime, size), head


def _encoded(records: Iterable[object]) -> bytes:
    """Write records as lines of JSON, several in each.

    All in one piece would be quicker to read, but nothing else would run meanwhile.
    """
    rest = iter(records)
    lines = []
    while chunk := list(islice(rest, _LINE_RECORDS)):
        # ASCII: file names may hold half characters, which JSON can keep as escapes.
        lines.append(json.dumps(chunk, separators=(",", ":")).encode("ascii"))
    return b"\n".join(lines)


def _decoded(data: bytes) -> Iterator[Any]:
    for line in data.split(b"\n") if data else ():
        yield from json.loads(line)


def _record(summary: PostSummary) -> list[object]:
    author = summary.author
    return [
        summary.id,
        summary.title,
        summary.slug,
        summary.permalink,
        None if author is None else [author.name, author.id, author.url],
        None if summary.published_at is None else summary.published_at.isoformat(),
        None if summary.modified_at is None else summary.modified_at.isoformat(),
        summary.excerpt,
        summary.tags,
        summary.comment_count,
        summary.comments_open,
        summary.protected,
        summary.damage,
    ]


def _read_summary(record: Sequence[Any]) -> PostSummary:
    (
        post_id,
        title,
        slug,
        permalink,
        author,
        published_at,
        modified_at,
        excerpt,
        tags,
        comment_count,
        comments_open,
        protected,
        damage,
    ) = record
    return PostSummary(
        id=PostId(post_id),
        title=title,
        slug=slug,
        permalink=permalink,
        author=None if author is None else Author(name=author[0], id=author[1], url=author[2]),
        published_at=None if published_at is None else datetime.fromisoformat(published_at),
        modified_at=None if modified_at is None else datetime.fromisoformat(modified_at),
        excerpt=excerpt,
        tags=tuple(tags),
        comment_count=comment_count,
        comments_open=comments_open,
        protected=protected,
        damage=damage,
    )
