"""Bringing the index up to date with the files: what changed is read again, nothing else.

A post and its comments are two files; each is known by its stamp. Readers are never in the way:
changes are made in small transactions, beside which the database can be read.
"""

import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tui_blog.index.schema import DATE_SHIFT
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.comment_list import mark_of
from tui_blog.model.errors import NotFoundError, StorageError
from tui_blog.model.post import Author, Post
from tui_blog.storage.archive.comments import read_comments
from tui_blog.storage.archive.manifest import read_manifest
from tui_blog.storage.archive.posts import read_post
from tui_blog.storage.archive.scan import PostFile, find_posts
from tui_blog.storage.archive.skeleton import open_thread
from tui_blog.text.filter_rules import count_links
from tui_blog.text.words import has_link, plain_text, segmented

_MOST_WAITING = 6_000
"""Texts whose words wait to be written, at most."""
_KEPT_S = 90 * 24 * 3600
"""How long a blog is kept that is not among the person's any more, such as a folder once opened."""
_SLICE_S = 0.1
"""How long it is between two looks at how far it is."""
_TRANSACTION_S = 3.0
"""How long a transaction takes, about."""
_NO_STEPS: Sequence[None] = (None,)
_NOT_SHOWN = (CommentStatus.SPAM, CommentStatus.TRASHED)
_MAX_NUMBER = (1 << DATE_SHIFT) - 1


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
    writer = _Writer(connection, cache_folder)
    with writer.slicing():
        done = 0
        for _ in writer.forget_others([archive.key for archive in archives]):
            if writer.slice_is_over():
                yield Progress(done, total, writer.changed)
                if not is_wanted():
                    return
        for archive, files in found:
            if files is None:
                continue  # not there now, perhaps on a disk that is not mounted: it stays
            writer.name(archive)
            known = writer.list_known(archive.key)
            for file in files:
                before, stamps = known.pop(file.id, None), _stamps_of(file)
                steps: Iterable[None] = _NO_STEPS
                if before is None or before[1:] != stamps:
                    steps = writer.follow(archive, file, before and _Known(*before), stamps)
                for _ in steps:
                    if writer.slice_is_over():
                        yield Progress(done, total, writer.changed)
                        if not is_wanted():
                            return
                done += 1
            for number, *_ in known.values():
                for _ in writer.forget(number):
                    if writer.slice_is_over():
                        yield Progress(done, total, writer.changed)
                        if not is_wanted():
                            return
        yield Progress(done, total, writer.changed)


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

    def __init__(self, connection: sqlite3.Connection, cache_folder: Path | None) -> None:
        self._run = connection.execute
        self._cache_folder = cache_folder
        self._slice_ends_at = time.monotonic() + _SLICE_S
        self._ends_at = 0.0
        self._waiting: dict[int, tuple[str, str]] = {}
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
        self._write_words()
        self._run("COMMIT")

    def _write_words(self) -> None:
        # In the order of their numbers: for each one that is out of order, SQLite writes all that
        # it has gathered, and merges it later.
        sql = "INSERT INTO words (rowid, text, author) VALUES (?, ?, ?)"
        for number in sorted(self._waiting):
            self._run(sql, (number, *self._waiting[number]))
        self._waiting.clear()

    def name(self, archive: Archive) -> None:
        """Note what an archive is called, and that it was here."""
        told = map(_storable, (archive.key, archive.name, str(archive.root)))
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
        self, archive: Archive, file: PostFile, known: _Known | None, stamps: tuple[str, str]
    ) -> Iterator[None]:
        """Bring one post with its comments up to date.

        Args:
            archive: The archive.
            file: A post of it.
            known: What is in the index of the post, with other stamps.
            stamps: Those of the post and of its comments, as they are now.

        Yields:
            After each text and at the end. It may be left there: the rest is done the next time.
        """
        stamp, comments_stamp = stamps
        self.changed += 1
        number = known.number if known is not None else None
        texts: dict[str, _Text] = {}
        if known is not None:
            is_alone = known.comments_stamp == comments_stamp  # the post's own text has changed
            texts = self._texts_of(known.number, comment="" if is_alone else None)
        if known is None or known.stamp != stamp:
            try:
                post = read_post(file)
            except NotFoundError:
                return
            number = self._put_post(archive, file, stamp, post, number, texts.get(""))
        assert number is not None  # noqa: S101  it was known, or is now
        if known is None or known.comments_stamp != comments_stamp:
            texts.pop("", None)
            try:
                yield from self._put_comments(number, file, archive.identity, texts)
            except OSError:
                comments_stamp = "?"  # read again the next time
            self._run("UPDATE posts SET comments_stamp = ? WHERE id = ?", (comments_stamp, number))
        yield

    def _put_post(
        self,
        archive: Archive,
        file: PostFile,
        stamp: str,
        post: Post,
        number: int | None,
        before: _Text | None,
    ) -> int:
        summary = post.summary
        tags = "".join(f"\n{tag.casefold()}\n" for tag in summary.tags)
        author_id = "" if summary.author is None else summary.author.id or ""
        told = (archive.key, file.id, file.path, stamp, summary.title, tags, author_id)
        row = tuple(map(_storable, told))
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
        author = "" if summary.author is None else summary.author.name
        is_mine = summary.author is not None and _is_same(summary.author, archive.identity)
        text = f"{summary.title}\n{plain_text(post.body)}"
        facts = (author_id, is_mine, has_link(post.body), 0, mark_of(post.body.source))
        self._add(summary.published_at, (number, "", author, *facts), text)
        return number

    def _put_comments(
        self, number: int, file: PostFile, identity: Author, texts: dict[str, _Text]
    ) -> Iterator[None]:
        """Put the comments of a file in the place of what was there; the same ones are left."""
        # A large thread is read a comment at a time: all of it would not fit into little memory.
        thread = open_thread(file.comments_path, file.id, identity, self._cache_folder)
        comments: Iterable[Comment]
        if thread is None:
            comments = read_comments(file.comments_path, file.id, identity)
        else:
            comments = thread.comments
        done = set()
        for comment in comments:
            mark = _mark_of(comment)
            before = texts.pop(comment.id, None)
            is_same = before is not None and before.mark == mark
            if not is_same and comment.id not in done:
                if before is not None:
                    self._remove(before)
                if comment.status not in _NOT_SHOWN:
                    body, author = comment.body, comment.author
                    links = count_links(body) if has_link(body) else 0
                    facts = (author.id or "", comment.own, links > 0 or has_link(body), links, mark)
                    told = (number, comment.id, author.name, *facts)
                    self._add(comment.created_at, told, plain_text(body))
            done.add(comment.id)
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

    def _add(self, when: datetime | None, details: tuple[object, ...], text: str) -> None:
        number, comment, author, *rest = details
        text, author = _storable(text.replace("\0", " ")), _storable(str(author))
        first = int((when or datetime.fromtimestamp(0, UTC)).timestamp()) << DATE_SHIFT
        place = zlib.crc32(f"{number} {comment}".encode(errors="replace")) & _MAX_NUMBER
        sql = "INSERT OR IGNORE INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        row = (number, _storable(str(comment)), author, *rest, text)
        while not self._run(sql, (first + place, *row)).rowcount:
            place = (place + 1) & _MAX_NUMBER
        self._waiting[first + place] = (segmented(text), segmented(author))
        if len(self._waiting) >= _MOST_WAITING:
            self._write_words()

    def _remove(self, text: _Text) -> None:
        if text.number in self._waiting:
            self._write_words()
        said = self._run("SELECT text, author FROM texts WHERE id = ?", (text.number,)).fetchone()
        self._run(
            "INSERT INTO words (words, rowid, text, author) VALUES ('delete', ?, ?, ?)",
            (text.number, *map(segmented, said)),
        )
        self._run("DELETE FROM texts WHERE id = ?", (text.number,))


def _mark_of(comment: Comment) -> int:
    """Return a number that is another one where anything that is in the index is."""
    writer = f"{comment.author.name} {comment.author.id}"
    facts = f"{comment.status} {comment.own} {comment.created_at} {writer}"
    return mark_of(facts) ^ mark_of(comment.body.source)


def _stamps_of(file: PostFile) -> tuple[str, str]:
    """Return what becomes another when a post, or when its comments change."""
    stamp = _storable(f"{file.mtime_ns}:{file.size}:{file.path}")
    return stamp, _stamp_of(file.comments_path) if file.has_comments else ""


def _storable(text: str) -> str:
    """Return a text that a database takes: half characters become question marks."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def _stamp_of(path: str) -> str:
    try:
        status = os.stat(path, follow_symlinks=False)  # noqa: PTH116  it is text already
    except OSError:
        return ""
    return f"{status.st_mtime_ns}:{status.st_size}:{status.st_ino}"


def _is_same(author: Author, identity: Author) -> bool:
    if author.id is not None:
        return author.id == identity.id
    return identity.id is None and author.name == identity.name
