"""Bringing the index up to date with the files: what changed is read again, nothing else.

A post and its comments are two files; each is known by its stamp. Readers are never in the way:
changes are made in small transactions, beside which the database can be read.
"""

import sqlite3
import time
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from tui_blog.index.archives import (
    UNSURE,
    Archive,
    Change,
    Changes,
    find_changes,
    keep_folders,
    list_known,
    place_of,
)
from tui_blog.index.reading_process import MIN_BYTES, RecordsElsewhere
from tui_blog.index.records import PostRecord, Record, RecordReader, RecordsHere, storable
from tui_blog.index.schema import DATE_SHIFT
from tui_blog.storage.archive.scan import PostFile
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
_NEW_POST = (
    "INSERT INTO posts (blog, post, path, stem, format, comments_path, stamp, title, tags, "
    "author_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CHANGED_POST = (
    "UPDATE posts SET (blog, post, path, stem, format, comments_path, stamp, title, tags, "
    "author_id) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?"
)
_NEW_TEXT = "INSERT OR IGNORE INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


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
    found = [(archive, find_changes(connection, archive)) for archive in archives]
    total = sum(changes.total for _, changes in found if changes is not None)
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
    found: Sequence[tuple[Archive, Changes | None]],
    cache_folder: Path | None,
) -> Generator[int, None, None]:
    """Follow all archives; yields often, and how many posts were done since."""
    for _ in writer.forget_others([archive.key for archive, _ in found]):
        yield 0
    for archive, changes in found:
        if changes is not None:  # else it stays
            yield from _follow_archive(writer, archive, changes, cache_folder)


def _follow_archive(
    writer: "_Writer", archive: Archive, changes: Changes, cache_folder: Path | None
) -> Generator[int, None, None]:
    writer.name(archive)
    yield changes.total - len(changes.changed)
    here: RecordReader = RecordsHere(archive.identity, cache_folder)
    with ExitStack() as ending:
        reader = here
        new = [change for change in changes.changed if change.known is None]
        if new and sum(change.size for change in new) >= MIN_BYTES:
            files = [change.file for change in new]
            reader = elsewhere = RecordsElsewhere(files, archive.identity, cache_folder)
            ending.callback(elsewhere.close)
        for change in changes.changed:
            for _ in writer.follow(archive, change, reader if change.known is None else here):
                yield 0
            yield 1
    for number in changes.gone:
        for _ in writer.forget(number):
            yield 0
    writer.keep_folders(archive, changes)


class _Text(NamedTuple):
    """A text that is in the index."""

    number: int
    mark: int


class _Writer:
    """Writes posts and comments, several in a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
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

    def keep_folders(self, archive: Archive, changes: Changes) -> None:
        """Note that all of an archive was followed."""
        keep_folders(self._connection, archive.key, changes.folders)

    def forget_others(self, keys: Sequence[str]) -> Iterator[None]:
        """Forget the archives that are not among these, and will hardly be again; see `follow`."""
        long_ago = time.time() - _KEPT_S
        for key, root, seen_at in self._run("SELECT key, root, seen_at FROM blogs").fetchall():
            if key not in keys and (seen_at < long_ago or not Path(root).is_dir()):
                keep_folders(self._connection, key, {})
                for known in list_known(self._connection, key).values():
                    yield from self.forget(known.number)
                self._run("DELETE FROM blogs WHERE key = ?", (key,))

    def forget(self, number: int) -> Iterator[None]:
        """Take a post with its comments out of the index; see `follow`."""
        # Should it come back before all of it is gone, it is read as if it were another.
        self._run("UPDATE posts SET stamp = '?', comments_stamp = '?' WHERE id = ?", (number,))
        for text in self._texts_of(number).values():
            self._remove(text)
            yield
        self._run("DELETE FROM posts WHERE id = ?", (number,))

    def follow(self, archive: Archive, change: Change, records: RecordReader) -> Iterator[None]:
        """Bring one post with its comments up to date.

        Args:
            archive: The archive.
            change: A post of it.
            records: Reads it.

        Yields:
            After each text. It may be left there: the rest is done the next time.
        """
        file, known, stamp, comments_stamp = change
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
                comments_stamp = UNSURE  # read again the next time
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
        told = (storable(archive.key), storable(file.id), *place_of(file))
        row = (*told, stamp, post.title, post.tags, post.author_id)
        if number is None:
            number = self._run(_NEW_POST, row).lastrowid
            assert number is not None  # noqa: S101  a row was inserted
        else:
            self._run(_CHANGED_POST, (*row, number))
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
