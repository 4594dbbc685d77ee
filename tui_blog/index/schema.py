"""The database of the index: its tables, and a new one where there is none that can be used.

All in it is derived from the files of the archives. It can be deleted at any time; one that is
damaged, or of another version, is.

A text's number begins with its date, so that the newest texts have the highest numbers, and the
newest hits are found first without sorting.
"""

import sqlite3
import time
from contextlib import suppress
from pathlib import Path

from tui_blog.files import make_folder

VERSION = 6
FILE = "index.sqlite3"
OWN_MARKS = ("stars", "tags", "filters")
"""Tables of what the person marked: with `attach_reading`, they are there."""
DATE_SHIFT = 20
"""Bits of a text's number behind its date in seconds."""
INDEXED_BEGINNING = 3  # the `prefix` below
"""Letters of a beginning that is as quick to look for as a whole word."""
_BUSY_S = 10.0
_AGAIN_S = 0.01
_TABLES = """
CREATE TABLE blogs (
  key TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  root TEXT NOT NULL,
  seen_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE folders (
  blog TEXT NOT NULL,
  path TEXT NOT NULL,
  stamp TEXT NOT NULL,
  PRIMARY KEY (blog, path)
) WITHOUT ROWID;
CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  blog TEXT NOT NULL,
  post TEXT NOT NULL,
  path TEXT NOT NULL,
  stem TEXT NOT NULL,
  format TEXT NOT NULL,
  comments_path TEXT NOT NULL,
  stamp TEXT NOT NULL,
  comments_stamp TEXT NOT NULL DEFAULT '?',
  title TEXT NOT NULL,
  tags TEXT NOT NULL,
  author_id TEXT NOT NULL,
  UNIQUE (blog, post)
);
CREATE TABLE texts (
  id INTEGER PRIMARY KEY,
  post INTEGER NOT NULL,
  comment TEXT NOT NULL,
  author TEXT NOT NULL,
  author_id TEXT NOT NULL,
  is_own INTEGER NOT NULL,
  has_link INTEGER NOT NULL,
  links INTEGER NOT NULL,
  mark INTEGER NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX texts_of_a_post ON texts (post, comment);
CREATE VIRTUAL TABLE words USING fts5 (
  text, author, content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '3'
);
CREATE VIRTUAL TABLE spellings USING fts5vocab ('words', 'instance');
INSERT INTO words (words, rank) VALUES ('hashsize', 8388608);
"""


def open_index(folder: Path) -> sqlite3.Connection:
    """Open the index, made anew if it has to be. A connection is for one thread.

    Args:
        folder: The cache.

    Raises:
        OSError: There can be none: the disk refuses.
    """
    make_folder(folder, mode=0o700)
    path = folder / FILE
    for _ in range(2):
        connection = None
        try:
            connection = _connect(path)
            _prepare(connection)
        except sqlite3.DatabaseError as error:
            if connection is not None:
                connection.close()
            if isinstance(error, sqlite3.OperationalError) and not _is_unreadable(path):
                raise OSError(0, str(error), str(path)) from error
            discard_index(folder)
        else:
            return connection
    raise OSError(0, "the index can't be made", str(path))


def attach_reading(connection: sqlite3.Connection, path: Path) -> None:
    """Make known to a connection what was read, to be read only; nothing was if there is no file.

    Args:
        connection: The index.
        path: The file; its table ``seen`` has a row for each post and comment that was seen.

    Raises:
        OSError: The file is there and can't be used. The index is not to blame.
    """
    if not path.exists():
        connection.execute("ATTACH ':memory:' AS reading")
        connection.execute("CREATE TABLE reading.seen (blog TEXT, post TEXT, comment TEXT)")
        _fill_in_tables(connection)
        return
    try:
        connection.execute("ATTACH ? AS reading", (f"{path.absolute().as_uri()}?mode=ro",))
        connection.execute("SELECT blog, post, comment FROM reading.seen LIMIT 1").fetchone()
        _fill_in_tables(connection)
    except sqlite3.DatabaseError as error:
        raise OSError(0, f"what was read is not known: {error}", str(path)) from error


def _fill_in_tables(connection: sqlite3.Connection) -> None:
    """Make tables without rows, in memory, where a file of an older form has none."""
    rows = connection.execute("SELECT name FROM reading.sqlite_schema WHERE type = 'table'")
    there = {name for (name,) in rows}
    for name in OWN_MARKS:
        if name not in there:
            columns = "(blog TEXT, post TEXT, comment TEXT, version TEXT)"
            connection.execute(f"CREATE TEMP TABLE {name} {columns}")


def discard_index(folder: Path) -> None:
    """Delete the index; the next one who opens it makes it anew."""
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            (folder / f"{FILE}{suffix}").unlink()


def _connect(path: Path) -> sqlite3.Connection:
    address = path.absolute().as_uri()
    connection = sqlite3.connect(address, timeout=_BUSY_S, isolation_level=None, uri=True)
    _keep_log(connection)
    connection.execute("PRAGMA synchronous = normal")
    connection.execute("PRAGMA temp_store = memory")
    return connection


def _keep_log(connection: sqlite3.Connection) -> None:
    """Have changes written ahead, so that one can read beside them."""
    deadline = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = wal")
        except sqlite3.OperationalError as error:
            # Of a file that is just being made SQLite says so at once, however long it may wait.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
            time.sleep(_AGAIN_S)
        else:
            return


def _prepare(connection: sqlite3.Connection) -> None:
    if _version(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version(connection) != VERSION:  # else another one was quicker
            _make_tables(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _make_tables(connection: sqlite3.Connection) -> None:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables:
        raise sqlite3.DatabaseError("another version")
    for statement in _TABLES.split(";\n"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _is_unreadable(path: Path) -> bool:
    """Tell a damaged file from a disk that is full, or one that is not ours."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return False
    return bool(head) and head != b"SQLite format 3\0"
