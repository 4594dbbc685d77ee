"""Bringing the index up to date with the files: what changed is read again, nothing else.

A post and its comments are two files; each is known by its stamp. Readers are never in the way:
changes are made in small transactions, beside which the database can be read.
"""

import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from tui_blog.index.reading_process import MIN_BYTES, RecordsElsewhere
from tui_blog.index.records import PostRecord, Record, RecordReader, RecordsHere, storable
from tui_blog.index.schema import DATE_SHIFT
from tui_blog.model.errors import StorageError
from tui_blog.model.post import Author
from tui_blog.storage.archive.manifest import read_manifest
from tui_blog.storage.archive.scan import PostFile, find_posts
from tui_blog.text.words import segmented

_MOST_WAITING = 6_000
"""Texts that wait to be written, at most."""
_KEPT_S = 90 * 24 * 3600
"""How long a blog is kept that is not among the person's any more, such as a folder once opened."""
_SLICE_S = 0.1
"""How long it is between two looks at how far it is."""
_TRANSACTION_S = 3.0
"""How long a transaction takes, about."""
_LOG_PAGES = 8_000
"""Pages of 4 kB in the log before they are put into their places: most change again soon."""
_MAX_NUMBER = (1 << DATE_SHIFT) - 1
_NEW_TEXT = "INSERT OR IGNORE INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


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


class Progress(NamedTuple):
    """How far the index is."""

    done: int
    """Posts that are looked at."""
    total: int
    """Posts of all archives."""
    changed: int
    """Posts of those that had to be read."""


def update_index(
    connection: sqlite3.Connection,
    archives: Sequence[Archive],
    *,
    cache_folder: Path | None = None,
    is_wanted: Callable[[], bool] = lambda: True,
) -> Iterator[Progress]:
    """Read what changed in archives since the last time.

    What is not among them any more is forgotten after a while, or when its folder is gone.

    Args:
        connection: The index; nobody else uses it meanwhile.
        archives: All that are to be searched now.
        cache_folder: Where large threads are prepared for being opened; see `ArchiveAdapter`.
        is_wanted: Asked now and then; where it says no, the rest is left for the next time.

    Yields:
        How far it is, several times a second.

    Raises:
        sqlite3.Error: The index can't be written.
    """
    found = [(archive, _files_of(archive)) for archive in archives]
    total = sum(len(files) for _, files in found if files is not None)
    writer, done = _Writer(connection), 0
    with writer.slicing(), closing(_steps(writer, found, cache_folder)) as steps:
        for count in steps:
            done += count
            if writer.slice_is_over():
                yield Progress(done, total, writer.changed)
                if not is_wanted():
                    return
        yield Progress(done, total, writer.changed)


def _steps(
    writer: "_Writer",
    found: Sequence[tuple[Archive, Sequence[PostFile] | None]],
    cache_folder: Path | None,
) -> Generator[int, None, None]:
    """Follow all archives; yields often, and how many posts were done since."""
    for _ in writer.forget_others([archive.key for archive, _ in found]):
        yield 0
    for archive, files in found:
        if files is not None:  # else not there now, perhaps on a disk that is not mounted: it stays
            yield from _follow_archive(writer, archive, files, cache_folder)


def _follow_archive(
    writer: "_Writer", archive: Archive, files: Sequence[PostFile], cache_folder: Path | None
) -> Generator[int, None, None]:
    writer.name(archive)
    known = writer.list_known(archive.key)
    changed: list[tuple[PostFile, _Known | None, tuple[str, str]]] = []
    for file in files:
        before, stamps = known.pop(file.id, None), _stamps_of(file)
        if before is None or before[1:] != stamps:
            changed.append((file, before and _Known(*before), stamps))
    yield len(files) - len(changed)
    here: RecordReader = RecordsHere(archive.identity, cache_folder)
    with ExitStack() as ending:
        reader = here
        new = [file for file, before, _ in changed if before is None]
        if sum(_size_of(file, stamps) for file, _, stamps in changed) >= MIN_BYTES and new:
            reader = elsewhere = RecordsElsewhere(new, archive.identity, cache_folder)
            ending.callback(elsewhere.close)
        for file, before, stamps in changed:
            records = here if before is not None else reader
            for _ in writer.follow(archive, file, before, stamps, records):
                yield 0
            yield 1
    for number, *_ in known.values():
        for _ in writer.forget(number):
            yield 0


def _files_of(archive: Archive) -> list[PostFile] | None:
    try:
        manifest = read_manifest(archive.root)
        return find_posts(
            archive.root, is_archive=manifest.is_archive, id_prefix=manifest.id_prefix
        )
    except (OSError, StorageError):
        return None


class _Known(NamedTuple):
    """What is in the index of a post."""

    number: int
    stamp: str
    comments_stamp: str


class _Text(NamedTuple):
    """A text that is in the index."""

    number: int
    mark: int


class _Writer:
    """Writes posts and comments, several in a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._run, self._run_for = connection.execute, connection.executemany
        self._run(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        self._slice_ends_at = time.monotonic() + _SLICE_S
        self._ends_at = 0.0
        self._waiting: dict[int, tuple[int, Record]] = {}
        self.changed = 0
        """Posts that were read."""

    @contextmanager
    def slicing(self) -> Iterator[None]:
        """Keep a transaction open; one that fails is taken back."""
        self._begin()
        try:
            yield
        except GeneratorExit:
            self._commit()
            raise
        except BaseException:
            self._run("ROLLBACK")
            raise
        self._commit()

    def slice_is_over(self) -> bool:
        """Say so several times a second; keep what is there when it is time."""
        now = time.monotonic()
        if now < self._slice_ends_at:
            return False
        self._slice_ends_at = now + _SLICE_S
        if now >= self._ends_at:
            self._commit()
            self._begin()
        return True

    def _begin(self) -> None:
        self._run("BEGIN IMMEDIATE")
        self._ends_at = time.monotonic() + _TRANSACTION_S

    def _commit(self) -> None:
        self._write()
        self._run("COMMIT")

    def _write(self) -> None:
        # In the order of their numbers: for each one that is out of order, SQLite writes all words
        # that it has gathered, and merges them later.
        waiting = sorted(self._waiting.items())
        self._waiting.clear()
        rows = [_row_of(number, *told) for number, told in waiting]
        if self._run_for(_NEW_TEXT, rows).rowcount < len(rows):
            waiting = [(self._own_number(number, *told), told) for number, told in waiting]
        sql = "INSERT INTO words (rowid, text, author) VALUES (?, ?, ?)"
        words = [(number, record.words, record.author_words) for number, (_, record) in waiting]
        self._run_for(sql, words)

    def _own_number(self, number: int, post: int, record: Record) -> int:
        """Return the number of a text that is in the index, or put it there under a free one."""
        sql = "SELECT 1 FROM texts WHERE id = ? AND post = ? AND comment = ?"
        if self._run(sql, (number, post, record.comment)).fetchone():
            return number
        while not self._run(_NEW_TEXT, _row_of(number, post, record)).rowcount:
            number = _next_number(number)
        return number

    def name(self, archive: Archive) -> None:
        """Note what an archive is called, and that it was here."""
        told = map(storable, (archive.key, archive.name, str(archive.root)))
        self._run("INSERT OR REPLACE INTO blogs VALUES (?, ?, ?, ?)", (*told, int(time.time())))

    def list_known(self, key: str) -> "dict[str, tuple[int, str, str]]":
        """List the posts of an archive that are in the index, each as `_Known` has it."""
        sql = "SELECT post, id, stamp, comments_stamp FROM posts WHERE blog = ?"
        return {row[0]: row[1:] for row in self._run(sql, (key,))}

    def forget_others(self, keys: Sequence[str]) -> Iterator[None]:
        """Forget the archives that are not among these, and will hardly be again; see `follow`."""
        long_ago = time.time() - _KEPT_S
        for key, root, seen_at in self._run("SELECT key, root, seen_at FROM blogs").fetchall():
            if key not in keys and (seen_at < long_ago or not Path(root).is_dir()):
                for number, *_ in self.list_known(key).values():
                    yield from self.forget(number)
                self._run("DELETE FROM blogs WHERE key = ?", (key,))

    def forget(self, number: int) -> Iterator[None]:
        """Take a post with its comments out of the index; see `follow`."""
        # Should it come back before all of it is gone, it is read as if it were another.
        self._run("UPDATE posts SET stamp = '?', comments_stamp = '?' WHERE id = ?", (number,))
        for text in self._texts_of(number).values():
            self._remove(text)
            yield
        self._run("DELETE FROM posts WHERE id = ?", (number,))

    def follow(
        self,
        archive: Archive,
        file: PostFile,
        known: _Known | None,
        stamps: tuple[str, str],
        records: RecordReader,
    ) -> Iterator[None]:
        """Bring one post with its comments up to date.

        Args:
            archive: The archive.
            file: A post of it.
            known: What is in the index of the post, with other stamps.
            stamps: Those of the post and of its comments, as they are now.
            records: Reads them.

        Yields:
            After each text. It may be left there: the rest is done the next time.
        """
        stamp, comments_stamp = stamps
        self.changed += 1
        number = known.number if known is not None else None
        texts: dict[str, _Text] = {}
        if known is not None:
            is_alone = known.comments_stamp == comments_stamp  # the post's own text has changed
            texts = self._texts_of(known.number, comment="" if is_alone else None)
        if known is None or known.stamp != stamp:
            post = records.read_post(file)
            if post is None:
                return
            number = self._put_post(archive, file, stamp, post, number, texts.get(""))
        assert number is not None  # noqa: S101  it was known, or is now
        yield
        if known is None or known.comments_stamp != comments_stamp:
            texts.pop("", None)
            try:
                yield from self._put_comments(number, file, records, texts)
            except OSError:
                comments_stamp = "?"  # read again the next time
            self._run("UPDATE posts SET comments_stamp = ? WHERE id = ?", (comments_stamp, number))

    def _put_post(
        self,
        archive: Archive,
        file: PostFile,
        stamp: str,
        post: PostRecord,
        number: int | None,
        before: _Text | None,
    ) -> int:
        told = map(storable, (archive.key, file.id, file.path))
        row = (*told, stamp, post.title, post.tags, post.author_id)
        if number is None:
            sql = "INSERT INTO posts VALUES (NULL, ?, ?, ?, ?, '?', ?, ?, ?)"
            number = self._run(sql, row).lastrowid
            assert number is not None  # noqa: S101  a row was inserted
        else:
            sql = (
                "UPDATE posts SET blog = ?, post = ?, path = ?, stamp = ?, title = ?, tags = ?, "
                "author_id = ? WHERE id = ?"
            )
            self._run(sql, (*row, number))
        if before is not None:
            self._remove(before)
        self._add(number, post.record)
        return number

    def _put_comments(
        self, number: int, file: PostFile, records: RecordReader, texts: dict[str, _Text]
    ) -> Iterator[None]:
        """Put the comments of a file in the place of what was there; the same ones are left."""
        marks = {comment: text.mark for comment, text in texts.items()}
        for comment, record in records.read_comments(file, marks):
            before = texts.pop(comment, None)
            if record is not None:
                if before is not None:
                    self._remove(before)
                self._add(number, record)
            yield
        for gone in texts.values():
            self._remove(gone)
            yield

    def _texts_of(self, number: int, *, comment: str | None = None) -> dict[str, _Text]:
        sql, known = "SELECT comment, id, mark FROM texts WHERE post = ?", [number]
        rows = (
            self._run(sql, known)
            if comment is None
            else self._run(f"{sql} AND comment = ?", [number, comment])
        )
        return {comment: _Text(*rest) for comment, *rest in rows}

    def _add(self, post: int, record: Record) -> None:
        place = zlib.crc32(f"{post} {record.comment}".encode()) & _MAX_NUMBER
        number = (record.when << DATE_SHIFT) + place
        while number in self._waiting:
            number = _next_number(number)
        self._waiting[number] = (post, record)
        if len(self._waiting) >= _MOST_WAITING:
            self._write()

    def _remove(self, text: _Text) -> None:
        said = self._run("SELECT text, author FROM texts WHERE id = ?", (text.number,)).fetchone()
        self._run(
            "INSERT INTO words (words, rowid, text, author) VALUES ('delete', ?, ?, ?)",
            (text.number, *map(segmented, said)),
        )
        self._run("DELETE FROM texts WHERE id = ?", (text.number,))


def _row_of(number: int, post: int, record: Record) -> tuple[object, ...]:
    return (number, post, *record[:1], *record[2:-2])


def _next_number(number: int) -> int:
    """Return the next number of the same second."""
    return (number & ~_MAX_NUMBER) | ((number + 1) & _MAX_NUMBER)


def _stamps_of(file: PostFile) -> tuple[str, str]:
    """Return what becomes another when a post, or when its comments change."""
    stamp = storable(f"{file.mtime_ns}:{file.size}:{file.path}")
    return stamp, _stamp_of(file.comments_path) if file.has_comments else ""


def _stamp_of(path: str) -> str:
    try:
        status = os.stat(path, follow_symlinks=False)  # noqa: PTH116  it is text already
    except OSError:
        return ""
    return f"{status.st_mtime_ns}:{status.st_size}:{status.st_ino}"


def _size_of(file: PostFile, stamps: tuple[str, str]) -> int:
    """Return the bytes of a post and of its comments."""
    return file.size + int(stamps[1].split(":")[1]) if stamps[1] else file.size
