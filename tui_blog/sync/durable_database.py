"""A small SQLite database of the person's own: durable, shared by programs, healed when damaged."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import TYPE_CHECKING, TypeVar

from tui_blog.files import make_folder, sync_folder

if TYPE_CHECKING:
    from sqlite3 import Connection, DatabaseError

_T = TypeVar("_T")

_WAIT_S = 5.0
"""How long another program that writes is waited for."""
_PAUSE_S = 0.01
"""How long to wait between two tries, where SQLite itself doesn't wait."""
_BUSY = 5
"""SQLITE_BUSY. Source: sqlite.org/rescode.html."""
_DAMAGE = frozenset((11, 26))
"""SQLITE_CORRUPT and SQLITE_NOTADB. Source: sqlite.org/rescode.html."""
_BESIDE = ("", "-wal", "-shm")
_making = Lock()
"""No thread gets as far as a lock on a file that another one is making."""


class DurableDatabase:
    """One file, for one thread at a time. Blocks; nothing raises for what the disk does.

    SQLite is imported when the file is first used.
    """

    def __init__(self, path: Path, *, schema: int, tables: str, what: str) -> None:
        """Name the file; it is made or opened when it is first used.

        Args:
            path: The file; its folder is made if need be.
            schema: The number of the tables' form; a file with a higher one is left alone.
            tables: Makes the tables that are not there yet.
            what: What is kept there, for sentences: "what you read".
        """
        self._path = path
        self._schema = schema
        self._tables = tables
        self._what = what
        self._connection: Connection | None = None
        self._problems: list[str] = []

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each thing that went wrong, oldest first, none twice."""
        return tuple(self._problems)

    def read(self, work: "Callable[[Connection], _T]", otherwise: _T) -> _T:
        """Read a state of all tables; return something else where that can't be."""
        return self._run("BEGIN", work, otherwise)

    def write(self, work: "Callable[[Connection], _T]", otherwise: _T) -> _T:
        """Write all of it, durably, or nothing; return something else where that can't be."""
        return self._run("BEGIN IMMEDIATE", work, otherwise)

    def rewrite(self) -> None:
        """Write the file anew, so that nothing that was deleted is left in it.

        Where other programs use it just now, what is left is written over some time.
        """
        import sqlite3

        try:
            connection = self._opened()
            if connection is not None:
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (OSError, sqlite3.DatabaseError) as error:
            self._note(f"{self._what} could not be written anew: {error}.")

    def close(self) -> None:
        """Let go of the file; it is opened again when it is needed."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.close()

    def _run(self, begin: str, work: "Callable[[Connection], _T]", otherwise: _T) -> _T:
        import sqlite3

        for _ in range(2):
            try:
                connection = self._opened()
                if connection is None:
                    return otherwise
                with connection:
                    connection.execute(begin)
                    return work(connection)
            except sqlite3.DatabaseError as error:
                self.close()
                if not _is_damage(error):
                    self._note(f"{self._what} can't be kept just now: {error}.")
                    return otherwise
            except OSError as error:
                self._note(f"{self._what} can't be kept: {error.strerror}.")
                return otherwise
            with suppress(OSError):
                self._heal()
        return otherwise

    def _opened(self) -> "Connection | None":
        """Return the open file; `None` where a newer program made it."""
        if self._connection is None:
            make_folder(self._path.parent, mode=0o700)
            _make_file(self._path)
            connection = _connect(self._path)
            try:
                if not self._prepare(connection):
                    connection.close()
                    return None
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _prepare(self, connection: "Connection") -> bool:
        """Make the tables; say whether this program knows their form."""
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        if schema > self._schema:
            self._note(f"{self._what} is kept by a newer tui-blog: this one leaves it alone.")
            return False
        _keep_log_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        if schema < self._schema:
            tables = f"BEGIN IMMEDIATE;{self._tables};PRAGMA user_version = {self._schema};COMMIT"
            connection.executescript(tables)
            sync_folder(self._path.parent)
        return True

    def _heal(self) -> None:
        """Move a damaged file aside, unless another program has just done so."""
        with _locked(self._path.with_name(f"{self._path.name}.lock")):
            if _is_sound(self._path):
                return
            aside = _free_name(self._path)
            for suffix in _BESIDE:
                with suppress(FileNotFoundError):
                    Path(f"{self._path}{suffix}").rename(f"{aside}{suffix}")
            self._note(f"{self._what} could not be read: kept as {aside.name}, begun anew.")

    def _note(self, problem: str) -> None:
        if problem not in self._problems:
            self._problems.append(problem)


def _make_file(path: Path) -> None:
    """Make the file for its owner alone, if it is not there; SQLite gives those beside its mode.

    One that is there is never opened here: closing it would drop the locks that SQLite holds on it
    anywhere in this process, and the next program to end would take its log away.
    Source: sqlite.org/howtocorrupt.html, 2.2.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with _making, suppress(FileExistsError):
        os.close(os.open(path, flags, 0o600))


def _connect(path: Path) -> "Connection":
    import sqlite3

    return sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)


def _keep_log_ahead(connection: "Connection") -> None:
    """Turn the write-ahead log on; SQLite waits for no program that is making the same file."""
    import sqlite3

    end = monotonic() + _WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != _BUSY or monotonic() > end:
                raise
            sleep(_PAUSE_S)
        else:
            return


def _is_damage(error: "DatabaseError") -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def _is_sound(path: Path) -> bool:
    import sqlite3

    try:
        with closing(_connect(path)) as connection:
            return bool(connection.execute("PRAGMA quick_check").fetchall() == [("ok",)])
    except sqlite3.DatabaseError as error:
        return not _is_damage(error)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.damaged-{number}") for number in count(1))
    return next(name for name in names if not name.exists())
