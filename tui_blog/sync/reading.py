"""What one person has read, folded and where they were: `reading.sqlite3`, one for all blogs.

Every act on it is in a journal and can be undone and redone, after a restart too. Several programs
may use the file at once. It is not derived from anything.

`seen` has a row for each comment that was seen (the comment ``''`` is the post itself), `folds` one
for each that stands folded; `views` says how the threads of a blog are arranged; `acts` and
`changes` are the journal; `counts`: see `Tally`; `places`: see `Place`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui_blog.model.ids import CommentId, PostId
from tui_blog.sync.durable_database import DurableDatabase

if TYPE_CHECKING:
    from sqlite3 import Connection

THE_POST = CommentId("")
"""Stands for the post itself, where the id of a comment is asked for."""
ALL_POSTS = PostId("")
"""Stands for the blog itself, where the id of a post is asked for."""
ACTS_KEPT = 500
"""Acts of one blog that can be undone."""
CHANGES_KEPT = 300_000
"""Rows that the journal of one blog may hold; the last act is kept however many it has."""
_SCHEMA = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS seen(
    blog TEXT NOT NULL, post TEXT NOT NULL, comment TEXT NOT NULL,
    seen_at INTEGER NOT NULL, version TEXT NOT NULL,
    PRIMARY KEY(blog, post, comment)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS folds(
    blog TEXT NOT NULL, post TEXT NOT NULL, comment TEXT NOT NULL,
    folded_at INTEGER NOT NULL, version TEXT NOT NULL,
    PRIMARY KEY(blog, post, comment)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS views(
    blog TEXT NOT NULL, post TEXT NOT NULL, comment TEXT NOT NULL,
    set_at INTEGER NOT NULL, version TEXT NOT NULL,
    PRIMARY KEY(blog, post, comment)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS acts(
    number INTEGER PRIMARY KEY AUTOINCREMENT, blog TEXT NOT NULL, done_at INTEGER NOT NULL,
    post TEXT NOT NULL, label TEXT NOT NULL, passing INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0, size INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS acts_of_blog ON acts(blog, undone, number);
CREATE TABLE IF NOT EXISTS changes(
    act INTEGER NOT NULL REFERENCES acts(number) ON DELETE CASCADE,
    part TEXT NOT NULL, post TEXT NOT NULL, comment TEXT NOT NULL,
    before_at INTEGER, before_version TEXT, after_at INTEGER, after_version TEXT,
    PRIMARY KEY(act, part, post, comment)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counts(
    blog TEXT NOT NULL, post TEXT NOT NULL, beside INTEGER NOT NULL,
    PRIMARY KEY(blog, post)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS places(
    blog TEXT NOT NULL, post TEXT NOT NULL, pane TEXT NOT NULL, comment TEXT NOT NULL,
    screen_row INTEGER NOT NULL, post_row INTEGER NOT NULL, left_at INTEGER NOT NULL,
    PRIMARY KEY(blog, post)) WITHOUT ROWID;
"""
_HELD = " held"
_PLACE = "post, pane, comment, screen_row, post_row"
_ABSENT = (None, None)
_SINCE = {"seen": "seen_at", "folds": "folded_at", "views": "set_at"}


class Part(StrEnum):
    """What an act changes. The value is the name of its table."""

    SEEN = "seen"
    FOLDS = "folds"
    VIEWS = "views"


class Mark(NamedTuple):
    """The state that something of a post is given."""

    comment: CommentId
    """`THE_POST` for the post itself."""
    version: str | None
    """As `version_of` gives it, for a fold any text, for a view what it is called; `None`: not
    seen, not folded, as usual."""


class Changed(NamedTuple):
    """What undoing or redoing an act has done to one comment or post."""

    part: Part
    post: PostId
    comment: CommentId
    version: str | None
    """The state of now; see `Mark`."""
    before: str | None
    """The state before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act of the person that was undone or done again."""

    post: PostId
    label: str
    """What the act was, in a few words."""
    changed: Sequence[Changed]
    """Each comment once, the post too."""


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
    """The row of the post at the top of its pane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostMemory:
    """What is remembered of one post."""

    seen: Mapping[CommentId, str] = field(default_factory=dict)
    """The version of each that was seen; the post itself is `THE_POST`."""
    folds: frozenset[CommentId] = frozenset()
    """Comments that stand folded."""
    place: Place | None = None


NOTHING = PostMemory()
"""Of a post that was never opened."""


def version_of(mark: int, *, held: bool = False) -> str:
    """Return the version of a text.

    Args:
        mark: See `model.comment_list.mark_of`.
        held: It was seen while it waited for a moderator.

    Returns:
        8 hex digits, and a word behind them for what is held.
    """
    return f"{mark:08x}{_HELD if held else ''}"


def mark_in(version: str) -> int:
    """Return the mark of the text that was seen; -1 for what no `version_of` has made."""
    try:
        return int(version.removesuffix(_HELD), 16)
    except ValueError:
        return -1


def is_held(version: str) -> bool:
    """Say whether it was seen while it waited for a moderator."""
    return version.endswith(_HELD)


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
            folds = database.execute("SELECT comment FROM folds WHERE blog = ? AND post = ?", key)
            place = database.execute(
                f"SELECT {_PLACE} FROM places WHERE blog = ? AND post = ?", key
            )
            return PostMemory(
                seen=dict(seen),
                folds=frozenset(comment for (comment,) in folds),
                place=_place_of(place.fetchone()),
            )

        return self._database.read(load, NOTHING)

    def find_view(self, blog: str) -> str | None:
        """Return how the person wants the threads of a blog arranged; `None`: as usual."""

        def find(database: "Connection") -> str | None:
            row = database.execute(
                "SELECT version FROM views WHERE blog = ? AND post = ? AND comment = ?",
                (blog, ALL_POSTS, THE_POST),
            ).fetchone()
            return None if row is None else str(row[0])

        return self._database.read(find, None)

    def find_last_place(self, blog: str) -> Place | None:
        """Return where the person was last in a blog."""

        def load(database: "Connection") -> Place | None:
            rows = database.execute(
                f"SELECT {_PLACE} FROM places WHERE blog = ? ORDER BY left_at DESC LIMIT 1", (blog,)
            )
            return _place_of(rows.fetchone())

        return self._database.read(load, None)

    def save_place(self, blog: str, place: Place) -> None:
        """Keep where the person was; not in the journal."""

        def save(database: "Connection") -> None:
            # Two places of one second would have no order.
            (latest,) = database.execute(
                "SELECT coalesce(max(left_at), 0) FROM places WHERE blog = ?", (blog,)
            ).fetchone()
            now_ms = int(self._clock().timestamp() * 1000)
            row = (place.post, place.pane, place.comment or "", place.screen_row, place.post_row)
            database.execute(
                "INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?, ?, ?, ?)",
                (blog, *row, max(now_ms, latest + 1)),
            )

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
        self._forget(Part.SEEN, blog, post, comments)

    def note_unfolded(self, blog: str, post: PostId, comments: Iterable[CommentId]) -> None:
        """Keep that folds were opened on the way to something: not in the journal."""
        self._forget(Part.FOLDS, blog, post, comments)

    def do(
        self,
        blog: str,
        post: PostId,
        part: Part,
        marks: Iterable[Mark],
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
            marks: The new states; of several for one comment the last one counts.
            label: What the act is, in a few words.
            passing: It happened while reading on: those that follow one another in one post are
                one act.
        """
        wanted = {mark.comment: mark.version for mark in marks}

        def save(database: "Connection") -> None:
            now = self._now()
            # One by one: a mark in a large post must not cost what all of its marks do.
            state = f"SELECT {_SINCE[part]}, version FROM {part} WHERE (blog, post, comment) ="
            rows = {
                comment: database.execute(f"{state} (?, ?, ?)", (blog, post, comment)).fetchone()
                for comment in wanted
            }
            known = {comment: row for comment, row in rows.items() if row is not None}
            changes = [
                (part, post, comment, *known.get(comment, _ABSENT), *after)
                for comment, version in wanted.items()
                if known.get(comment, _ABSENT)[1] != version
                for after in [_ABSENT if version is None else (now, version)]
            ]
            if changes:
                database.execute("DELETE FROM acts WHERE blog = ? AND undone = 1", (blog,))
                act = passing and _find_passing_act(database, blog, post, label)
                act = act or _new_act(database, (blog, now, post, label, passing))
                database.executemany(
                    "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT DO UPDATE"
                    " SET after_at = excluded.after_at, after_version = excluded.after_version",
                    ((act, *change) for change in changes),
                )
                _put(database, blog, act, "after")
                _forget_oldest(database, blog, act)

        self._database.write(save, None)

    def undo(self, blog: str) -> Act | None:
        """Undo the last act in a blog that is not undone; `None` when there is none."""
        return self._database.write(lambda database: _undo(database, blog), None)

    def redo(self, blog: str) -> Act | None:
        """Do the act again that was undone last; `None` when there is none."""
        return self._database.write(lambda database: _redo(database, blog), None)

    def close(self) -> None:
        """Let go of the file; it is opened again when it is needed."""
        self._database.close()

    def _forget(self, part: Part, blog: str, post: PostId, comments: Iterable[CommentId]) -> None:
        def forget(database: "Connection") -> None:
            database.executemany(
                f"DELETE FROM {part} WHERE blog = ? AND post = ? AND comment = ?",
                ((blog, post, comment) for comment in comments),
            )

        self._database.write(forget, None)

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _place_of(row: tuple[str, str, str, int, int] | None) -> Place | None:
    if row is None:
        return None
    post, pane, comment, screen_row, post_row = row
    return Place(
        post=PostId(post),
        pane=pane,
        comment=CommentId(comment) if comment else None,
        screen_row=screen_row,
        post_row=post_row,
    )


def _find_passing_act(database: "Connection", blog: str, post: PostId, label: str) -> int | None:
    """Return the last act, if it is one of reading on that can be gone on with."""
    row = database.execute(
        "SELECT number, passing AND post = ? AND label = ? FROM acts"
        " WHERE blog = ? ORDER BY number DESC LIMIT 1",
        (post, label, blog),
    ).fetchone()
    return row[0] if row is not None and row[1] else None


def _new_act(database: "Connection", row: tuple[str, int, PostId, str, bool]) -> int | None:
    return database.execute(
        "INSERT INTO acts(blog, done_at, post, label, passing) VALUES (?, ?, ?, ?, ?)", row
    ).lastrowid


def _put(database: "Connection", blog: str, act: int | None, state: str) -> None:
    """Give all that an act changed the state `before` or `after` it."""
    for part in Part:
        database.execute(
            f"DELETE FROM {part} WHERE (blog, post, comment) IN"
            " (SELECT ?, post, comment FROM changes WHERE act = ? AND part = ?)",
            (blog, act, part),
        )
        database.execute(
            f"INSERT INTO {part} SELECT ?, post, comment, {state}_at, {state}_version"
            f" FROM changes WHERE act = ? AND part = ? AND {state}_at IS NOT NULL",
            (blog, act, part),
        )


def _forget_oldest(database: "Connection", blog: str, act: int | None) -> None:
    database.execute(
        "UPDATE acts SET size = (SELECT count(*) FROM changes WHERE act = number) WHERE number = ?",
        (act,),
    )
    database.execute(
        "DELETE FROM acts WHERE number IN (SELECT number FROM ("
        " SELECT number, row_number() OVER newest AS place, sum(size) OVER newest AS total"
        " FROM acts WHERE blog = ? WINDOW newest AS (ORDER BY number DESC))"
        " WHERE place > 1 AND (place > ? OR total > ?))",
        (blog, ACTS_KEPT, CHANGES_KEPT),
    )


def _undo(database: "Connection", blog: str) -> Act | None:
    found = database.execute(
        "SELECT number, post, label FROM acts WHERE blog = ? AND undone = 0"
        " ORDER BY number DESC LIMIT 1",
        (blog,),
    ).fetchone()
    return None if found is None else _turn(database, blog, found, undone=True)


def _redo(database: "Connection", blog: str) -> Act | None:
    found = database.execute(
        "SELECT number, post, label FROM acts WHERE blog = ? AND undone = 1"
        " ORDER BY number LIMIT 1",
        (blog,),
    ).fetchone()
    return None if found is None else _turn(database, blog, found, undone=False)


def _turn(database: "Connection", blog: str, found: tuple[int, str, str], *, undone: bool) -> Act:
    """Put an act's one side in the place of its other one."""
    number, act_post, label = found
    now, then = ("before", "after") if undone else ("after", "before")
    changed = database.execute(
        f"SELECT part, post, comment, {now}_version, {then}_version FROM changes WHERE act = ?",
        (number,),
    ).fetchall()
    _put(database, blog, number, now)
    database.execute("UPDATE acts SET undone = ? WHERE number = ?", (undone, number))
    return Act(
        post=PostId(act_post),
        label=label,
        changed=[
            Changed(Part(part), PostId(post), CommentId(comment), version, before)
            for part, post, comment, version, before in changed
        ],
    )
