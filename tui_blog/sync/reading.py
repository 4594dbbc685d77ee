"""What one person has read, folded and where they were: `reading.sqlite3`, one for all blogs.

Every act on it is in a journal and can be undone and redone, after a restart too. Several programs
may use the file at once. It is not derived from anything.

`seen` has a row for each comment that was seen (the comment ``''`` is the post itself), `folds` one
for each that stands folded; `views` says how the threads of a blog are arranged, and of a post
which part of its thread is shown; `snoozes` has a row for each reply that is put off, `stars` and
`tags` for what has such, `filters` one for each comment that is shown though a filter hides it (of
the post ``''``: all of them); `acts` and `changes` are the journal; `counts`: see `Tally`;
`places`: see `Place`; `earlier`: see `sync.earlier`; `frames`: how the panes of a blog stood, see
`sync.frames`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tui_blog.model.comment import Comment
from tui_blog.model.comment_list import mark_of
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.own_tags import parse_tags
from tui_blog.model.post import Body
from tui_blog.storage.adapter import Forgotten, ReplacedText
from tui_blog.sync import earlier, journal
from tui_blog.sync.durable_database import DurableDatabase
from tui_blog.sync.earlier import EARLIER_TABLE
from tui_blog.sync.journal import (
    ALL_POSTS,
    JOURNAL_TABLES,
    OPEN,
    STATE_TABLES,
    THE_POST,
    Act,
    Doing,
    Mark,
    Part,
    State,
)

if TYPE_CHECKING:
    from sqlite3 import Connection

_SCHEMA = 7
_TABLES = f"""{STATE_TABLES}
{EARLIER_TABLE}{JOURNAL_TABLES}CREATE TABLE IF NOT EXISTS counts(
    blog TEXT NOT NULL, post TEXT NOT NULL, beside INTEGER NOT NULL,
    PRIMARY KEY(blog, post)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS places(
    blog TEXT NOT NULL, post TEXT NOT NULL, pane TEXT NOT NULL, comment TEXT NOT NULL,
    screen_row INTEGER NOT NULL, post_row INTEGER NOT NULL, left_at INTEGER NOT NULL,
    PRIMARY KEY(blog, post)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS frames(blog TEXT PRIMARY KEY, frame TEXT NOT NULL) WITHOUT ROWID;
"""
_HELD, _GONE = " held", " gone"
_RECENTLY = timedelta(days=1)
_BLOCK_BITS = 20
"""In the table a block is put before the line in it; older files have a row of the post alone."""
_PLACE = "post, pane, comment, screen_row, post_row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How much of a post was seen."""

    comments: int = 0
    """Comments that were seen, deleted ones and one's own too."""
    is_post_seen: bool = False
    beside: int = 0
    """What is to be added to (comments of the post - `comments`) for the number of those unread:
    deleted comments were seen and are not there, waiting ones are there and not in the count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody was in a post and its thread."""

    post: PostId
    pane: str
    """The pane that had the focus."""
    comment: CommentId | None
    """The comment under the cursor; `None` when there was none."""
    screen_row: int
    """Rows between the top of the thread pane and that comment; may be negative."""
    post_row: int
    """The line at the top of the post's pane, counted in `post_block`."""
    post_block: int = 0
    """The block of the post that it is in, from 0: rows change with the width."""
    frame: str = ""
    """What stood on screen beside it, as `sync.frames` writes it; kept of the last place only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostMemory:
    """What is remembered of one post."""

    seen: Mapping[CommentId, str] = field(default_factory=dict)
    """The version of each that was seen; the post itself is `THE_POST`."""
    folds: frozenset[CommentId] = frozenset()
    """Comments that stand folded."""
    opened: frozenset[CommentId] = frozenset()
    """Comments that were opened though a filter folds them."""
    place: Place | None = None
    limit: str | None = None
    """The part of its thread that is shown, as `model.arrangement` writes it; `None`: all."""


NOTHING = PostMemory()
"""Of a post that was never opened."""


def version_of(mark: int, *, held: bool = False, gone: bool = False) -> str:
    """Return the version of a text.

    Args:
        mark: See `model.comment_list.mark_of`.
        held: It was seen while it waited for a moderator.
        gone: The person was told that it is deleted.

    Returns:
        8 hex digits, and a word behind them for what is held or gone.
    """
    return f"{mark:08x}{_HELD if held else _GONE if gone else ''}"


def mark_in(version: str) -> int:
    """Return the mark of the text that was seen; -1 for what no `version_of` has made."""
    try:
        return int(version.partition(" ")[0], 16)
    except ValueError:
        return -1


def is_held(version: str) -> bool:
    """Say whether it was seen while it waited for a moderator."""
    return version.endswith(_HELD)


def is_gone(version: str) -> bool:
    """Say whether the person was told that it is deleted."""
    return version.endswith(_GONE)


_FORGOTTEN = version_of(mark_of(""), gone=True)
_WHICH = "blog = ? AND post = ? AND comment = ?"


class ReadingFile:
    """The database; see `DurableDatabase` for what happens when the disk does not play along."""

    def __init__(self, path: Path, *, clock: Callable[[], datetime]) -> None:
        """Name the file; it is made or opened when it is first needed.

        Args:
            path: The file; its folder is made if need be.
            clock: The time of now.
        """
        self._database = DurableDatabase(
            path, schema=_SCHEMA, tables=_TABLES, what="What you have read"
        )
        self._clock = clock

    @property
    def problems(self) -> tuple[str, ...]:
        """See `DurableDatabase`."""
        return self._database.problems

    def load_tallies(self, blog: str) -> dict[PostId, Tally]:
        """Count what was seen of each post of a blog."""

        def load(database: "Connection") -> dict[PostId, Tally]:
            counts = database.execute("SELECT post, beside FROM counts WHERE blog = ?", (blog,))
            beside: dict[str, int] = dict(counts)
            rows = database.execute(
                "SELECT post, sum(comment <> ''), max(comment = '') FROM seen"
                " WHERE blog = ? GROUP BY post",
                (blog,),
            )
            tallies = {
                PostId(post): Tally(
                    comments=comments, is_post_seen=bool(is_seen), beside=beside.pop(post, 0)
                )
                for post, comments, is_seen in rows
            }
            others = {PostId(post): Tally(beside=number) for post, number in beside.items()}
            return tallies | others

        return self._database.read(load, {})

    def load_post(self, blog: str, post: PostId) -> PostMemory:
        """Return what is remembered of a post."""

        def load(database: "Connection") -> PostMemory:
            key = (blog, post)
            seen = database.execute(
                "SELECT comment, version FROM seen WHERE blog = ? AND post = ?", key
            )
            folds = database.execute(
                "SELECT comment, version = ? FROM folds WHERE blog = ? AND post = ?", (OPEN, *key)
            ).fetchall()
            place = database.execute(
                f"SELECT {_PLACE} FROM places WHERE blog = ? AND post = ?", key
            )
            return PostMemory(
                seen=dict(seen),
                folds=frozenset(comment for comment, is_open in folds if not is_open),
                opened=frozenset(comment for comment, is_open in folds if is_open),
                place=_place_of(place.fetchone()),
                limit=_find_view(database, blog, post),
            )

        return self._database.read(load, NOTHING)

    def load_states(self, blog: str, part: Part) -> dict[tuple[PostId, CommentId], str]:
        """Return what of a blog is not as usual in one part, such as all that is put off."""

        def load(database: "Connection") -> dict[tuple[PostId, CommentId], str]:
            rows = database.execute(
                f"SELECT post, comment, version FROM {part} WHERE blog = ?", (blog,)
            )
            return {(PostId(post), CommentId(comment)): version for post, comment, version in rows}

        return self._database.read(load, {})

    def list_tags(self) -> list[str]:
        """List the tags that the person has given, on any blog; those given most often first."""

        def load(database: "Connection") -> list[str]:
            rows = database.execute("SELECT version FROM tags ORDER BY set_at")
            given = Counter(tag for (version,) in rows for tag in parse_tags(version))
            return [tag for tag, _ in given.most_common()]

        return self._database.read(load, [])

    def find_view(self, blog: str) -> str | None:
        """Return how the person wants the threads of a blog arranged; `None`: as usual."""
        return self._database.read(lambda database: _find_view(database, blog, ALL_POSTS), None)

    def find_last_place(self, blog: str) -> Place | None:
        """Return where the person was last in a blog."""

        def load(database: "Connection") -> Place | None:
            rows = database.execute(
                f"SELECT {_PLACE} FROM places WHERE blog = ? ORDER BY left_at DESC LIMIT 1", (blog,)
            )
            place = _place_of(rows.fetchone())
            frames = database.execute("SELECT frame FROM frames WHERE blog = ?", (blog,))
            frame = frames.fetchone()
            return place if place is None or frame is None else replace(place, frame=frame[0])

        return self._database.read(load, None)

    def list_recent(self, blog: str, *, most: int) -> list[PostId]:
        """List the posts that the person left in the last day, the latest first."""
        since_ms = int((self._clock() - _RECENTLY).timestamp() * 1000)

        def load(database: "Connection") -> list[PostId]:
            rows = database.execute(
                "SELECT post FROM places WHERE blog = ? AND left_at > ?"
                " ORDER BY left_at DESC LIMIT ?",
                (blog, since_ms, most),
            )
            return [PostId(post) for (post,) in rows]

        return self._database.read(load, [])

    def save_place(self, blog: str, place: Place) -> None:
        """Keep where the person was; not in the journal."""

        def save(database: "Connection") -> None:
            # Two places of one second would have no order.
            (latest,) = database.execute(
                "SELECT coalesce(max(left_at), 0) FROM places WHERE blog = ?", (blog,)
            ).fetchone()
            now_ms = int(self._clock().timestamp() * 1000)
            post_row = (place.post_block << _BLOCK_BITS) + place.post_row
            row = (place.post, place.pane, place.comment or "", place.screen_row, post_row)
            database.execute(
                "INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?, ?, ?, ?)",
                (blog, *row, max(now_ms, latest + 1)),
            )
            database.execute("INSERT OR REPLACE INTO frames VALUES (?, ?)", (blog, place.frame))

        self._database.write(save, None)

    def save_beside(self, blog: str, post: PostId, beside: int) -> None:
        """Keep what a post's count is to be corrected by; see `Tally`."""

        def save(database: "Connection") -> None:
            database.execute("INSERT OR REPLACE INTO counts VALUES (?, ?, ?)", (blog, post, beside))

        self._database.write(save, None)

    def note_seen(self, blog: str, post: PostId, marks: Iterable[Mark]) -> None:
        """Keep what was seen without an act of anybody's, such as what one wrote oneself.

        It is not in the journal.
        """

        def save(database: "Connection") -> None:
            rows = [(blog, post, mark.comment, self._now(), mark.version) for mark in marks]
            database.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)", rows)

        self._database.write(save, None)

    def forget_gone(self, blog: str, post: PostId, comments: Iterable[CommentId]) -> None:
        """Forget comments that the person was told are deleted: not in the journal."""

        def forget(database: "Connection") -> None:
            database.executemany(
                "DELETE FROM seen WHERE blog = ? AND post = ? AND comment = ?",
                ((blog, post, comment) for comment in comments),
            )

        self._database.write(forget, None)

    def note_unfolded(self, blog: str, post: PostId, comments: Iterable[CommentId]) -> None:
        """Keep that folds were opened on the way to something: not in the journal.

        Those that the person opened before count as such on.
        """

        def forget(database: "Connection") -> None:
            database.executemany(
                "DELETE FROM folds WHERE blog = ? AND post = ? AND comment = ? AND version <> ?",
                ((blog, post, comment, OPEN) for comment in comments),
            )

        self._database.write(forget, None)

    def note_whole(self, blog: str, post: PostId) -> None:
        """Keep that all of a thread is shown, on the way to something: not in the journal."""

        def forget(database: "Connection") -> None:
            database.execute("DELETE FROM views WHERE blog = ? AND post = ?", (blog, post))

        self._database.write(forget, None)

    def keep_earlier(self, blog: str, texts: Iterable[ReplacedText]) -> None:
        """Keep texts that are about to be replaced, where the person saw them so."""
        self._database.write(
            lambda database: earlier.keep(database, blog, texts, self._now()), None
        )

    def forget_texts(self, blog: str, comments: Iterable[Comment]) -> None:
        """Let go of the earlier texts of comments, so that nothing of them is in the file."""
        keys = [(blog, one.post_id, one.id) for one in comments]
        self._database.write(lambda database: earlier.forget(database, keys), None)
        self._database.rewrite()

    def note_forgotten(self, blog: str, forgotten: Forgotten) -> None:
        """Keep that comments are forgotten: no news, and nothing that can be undone."""
        emptied = [(blog, one.post_id, one.id) for one in forgotten.emptied]
        removed = [(blog, one.post_id, one.id) for one in forgotten.removed]

        def note(database: "Connection") -> None:
            # Whoever lets go of it has seen it; but a post that is new as a whole stays so.
            database.executemany(
                "INSERT OR REPLACE INTO seen SELECT ?, ?, ?, ?, ? WHERE EXISTS"
                " (SELECT 1 FROM seen WHERE blog = ? AND post = ?)",
                ((*key, self._now(), _FORGOTTEN, *key[:2]) for key in emptied),
            )
            for key in removed:
                gone = database.execute(f"DELETE FROM seen WHERE {_WHICH}", key).rowcount
                # They were seen, and in no count of comments: now they are in neither.
                database.execute(
                    "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT(blog, post)"
                    " DO UPDATE SET beside = beside - ?",
                    (*key[:2], -gone, gone),
                )
            for key in (*emptied, *removed):
                database.execute(
                    "DELETE FROM changes WHERE part = 'seen' AND post = ? AND comment = ?"
                    " AND act IN (SELECT number FROM acts WHERE blog = ?)",
                    (*key[1:], key[0]),
                )

        self._database.write(note, None)

    def find_earlier(self, blog: str, post: PostId, comment: CommentId) -> Body | None:
        """Return the text as it was seen, where a newer one came since; see `sync.earlier`."""
        return self._database.read(
            lambda database: earlier.find(database, blog, post, comment), None
        )

    def do(
        self,
        blog: str,
        post: PostId,
        part: Part,
        marks: Iterable[State],
        *,
        label: str,
        passing: bool = False,
    ) -> None:
        """Give comments of a post another state: one act, whole or not at all.

        What was undone before can't be redone any more. An act that changes nothing leaves no
        trace.

        Args:
            blog: The blog's key.
            post: The post.
            part: What is changed.
            marks: The new states, as `Mark`s or plain tuples; of several for one comment the last
                one counts.
            label: What the act is, in a few words.
            passing: It happened while reading on: those that follow one another in one post are
                one act.
        """
        # When the file turns out to be damaged they are gone through again.
        states = [*marks] if isinstance(marks, Iterator) else marks
        doing = Doing(post=post, part=part, states=states, label=label, passing=passing)
        self._database.write(lambda database: journal.do(database, blog, doing, self._now()), None)

    def undo(self, blog: str) -> Act | None:
        """Undo the last act in a blog that is not undone; `None` when there is none."""
        return self._database.write(lambda database: journal.undo(database, blog), None)

    def redo(self, blog: str) -> Act | None:
        """Do the act again that was undone last; `None` when there is none."""
        return self._database.write(lambda database: journal.redo(database, blog), None)

    def close(self) -> None:
        """Let go of the file; it is opened again when it is needed."""
        self._database.close()

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _find_view(database: "Connection", blog: str, post: PostId) -> str | None:
    row = database.execute(
        "SELECT version FROM views WHERE blog = ? AND post = ? AND comment = ?",
        (blog, post, THE_POST),
    ).fetchone()
    return None if row is None else str(row[0])


def _place_of(row: tuple[str, str, str, int, int] | None) -> Place | None:
    if row is None:
        return None
    post, pane, comment, screen_row, post_row = row
    return Place(
        post=PostId(post),
        pane=pane,
        comment=CommentId(comment) if comment else None,
        screen_row=screen_row,
        post_row=post_row & (1 << _BLOCK_BITS) - 1,
        post_block=post_row >> _BLOCK_BITS,
    )
