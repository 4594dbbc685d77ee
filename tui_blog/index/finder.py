"""The index of one person's blogs: kept up to date behind what one does, and searched."""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from tui_blog.files import make_folder
from tui_blog.index.archives import Archive
from tui_blog.index.build import Progress, update_index
from tui_blog.index.language import Kind, Query, parse_query
from tui_blog.index.schema import FILE, attach_reading, discard_index, open_index
from tui_blog.index.search import FoundText, Hit, search, search_posts
from tui_blog.model.errors import DamagedError, ReadOnlyError
from tui_blog.model.ids import PostId
from tui_blog.text.filter_rules import Rule

_LOCK = "index.lock"
_Found = TypeVar("_Found")


class Finder:
    """Searches the posts and comments of all archives. Calls may take a while: use threads."""

    def __init__(
        self,
        folder: Path,
        archives: Callable[[], Sequence[Archive]],
        *,
        archives_folder: Path,
        reading_file: Path,
        clock: Callable[[], datetime],
        rules: Sequence[Rule] = (),
    ) -> None:
        """Name the folders; nothing is read yet.

        Args:
            folder: Where the index is kept: a cache.
            archives: Lists what is to be searched.
            archives_folder: Where large threads are prepared; see `ArchiveAdapter`.
            reading_file: What was read, if there is such a file; see `attach_reading`.
            clock: The time of now.
            rules: The person's filters.
        """
        self._rules = rules
        self._folder = folder
        self._archives = archives
        self._archives_folder = archives_folder
        self._reading_file = reading_file
        self._clock = clock
        self._searching: sqlite3.Connection | None = None

    def update(
        self,
        tell: Callable[[Progress], None] = lambda progress: None,
        *,
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> bool:
        """Read what changed in the archives, unless another program does it just now.

        Args:
            tell: Hears how far it is, several times a second.
            is_wanted: Asked as often; where it says no, the rest is left for the next time.

        Returns:
            Whether the index is up to date now.

        Raises:
            ReadOnlyError: The disk refuses.
        """
        with self._turning_errors(), self._lock() as is_ours:
            if not is_ours:
                return False
            with closing(open_index(self._folder)) as connection:
                steps = update_index(
                    connection,
                    self._archives(),
                    cache_folder=self._archives_folder,
                    is_wanted=is_wanted,
                )
                for progress in steps:
                    tell(progress)
        return is_wanted()

    def search(
        self,
        text: str,
        *,
        limit: int = 50,
        is_being_typed: bool = False,
        with_hidden: bool = False,
    ) -> list[Hit]:
        """Find what is in the index; see `language` for what can be asked.

        Args:
            text: What was typed.
            limit: How many hits at most.
            is_being_typed: See `parse_query`.
            with_hidden: Find also what filters hide; else only where the text asks for it.

        Returns:
            The newest hits first, unless asked for otherwise; nothing if `stop` was called.

        Raises:
            UsageError: A filter makes no sense.
            ReadOnlyError: There can be no index, or what was read is not known: the disk refuses.
            DamagedError: The index was damaged; it is thrown away, and `update` makes it anew.
        """
        query = parse_query(text, now=self._clock(), is_being_typed=is_being_typed)
        keys = [archive.key for archive in self._archives()]
        may_hide = bool(self._rules) and (query.is_hidden or not with_hidden)

        def ask(index: sqlite3.Connection) -> list[Hit]:
            is_wanted = self._choosing(index, query) if may_hide else None
            return search(index, query, blogs=keys, limit=limit, is_wanted=is_wanted)

        return self._ask(query, ask)

    def find_posts(self, text: str, blog: str, limit: int) -> list[PostId]:
        """Find the newest posts that have anything of what is looked for, in them or below.

        Args:
            text: What was typed.
            blog: The key of the blog.
            limit: How many posts at most.

        Raises:
            TuiBlogError: As `search`.
        """
        query = parse_query(text, now=self._clock(), is_being_typed=True)

        def ask(index: sqlite3.Connection) -> list[PostId]:
            is_wanted = self._choosing(index, query) if self._rules else None
            return search_posts(index, query, blog=blog, limit=limit, is_wanted=is_wanted)

        return self._ask(query, ask)

    def _ask(self, query: Query, ask: Callable[[sqlite3.Connection], list[_Found]]) -> list[_Found]:
        with self._turning_errors(), closing(open_index(self._folder)) as connection:
            self._searching = connection
            try:
                kinds = {term.kind for term in query.terms}
                if query.is_hidden and not self._rules:
                    return []
                if kinds & {Kind.UNREAD, Kind.STARRED}:
                    attach_reading(connection, self._reading_file)
                elif self._rules or Kind.TAG in kinds:
                    with suppress(OSError):  # the tags of the blogs are known all the same
                        attach_reading(connection, self._reading_file)
                return ask(connection)
            except sqlite3.OperationalError as error:
                if "interrupted" in str(error):
                    return []
                raise
            finally:
                self._searching = None

    def stop(self) -> None:
        """End the search that is running, because its answer is not wanted any more."""
        searching = self._searching
        if searching is not None:
            with suppress(sqlite3.ProgrammingError):  # it ended just now
                searching.interrupt()

    def discard(self) -> None:
        """Throw the index away; `update` makes it anew.

        Raises:
            ReadOnlyError: Another program uses it, or the disk refuses.
        """
        with self._turning_errors(), self._lock() as is_ours:
            if not is_ours:
                raise ReadOnlyError("Another program works at the index just now. Try again soon.")
            discard_index(self._folder)

    def purge(self) -> None:
        """Bring the index up to date so that nothing of what is gone is left in its files.

        Raises:
            ReadOnlyError: Another program uses it, or the disk refuses.
        """
        if not (self._folder / FILE).exists():
            return
        is_new = self.update()
        with self._turning_errors(), self._lock() as is_ours:
            if not (is_new and is_ours):
                raise ReadOnlyError(
                    "It is gone from the files, but another program uses the index for searching: "
                    "tui-blog archive reindex clears that."
                )
            with closing(open_index(self._folder)) as connection:
                connection.execute("INSERT INTO words (words) VALUES ('optimize')")
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _choosing(
        self, connection: sqlite3.Connection, query: Query
    ) -> Callable[[FoundText], bool]:
        from tui_blog.index.hiding import Hiding

        hiding = Hiding(connection, self._rules, now=self._clock())
        return lambda found: hiding.hides(found) is query.is_hidden

    @contextmanager
    def _lock(self) -> Iterator[bool]:
        make_folder(self._folder, mode=0o700)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        descriptor = os.open(self._folder / _LOCK, flags, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(descriptor)

    @contextmanager
    def _turning_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise ReadOnlyError(f"The index for searching can't be used: {error}.") from error
        except sqlite3.DatabaseError as error:
            with suppress(OSError):
                discard_index(self._folder)
            raise DamagedError("The index for searching was damaged; it is made anew.") from error
        except OSError as error:
            why = error.strerror or "the disk refuses"
            raise ReadOnlyError(f"The index for searching can't be used: {why}.") from error
