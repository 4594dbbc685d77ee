"""The journal of what one person does in the reader: each act can be undone and redone.

`acts` has a row for each act, `changes` one for each state that an act has given; the states
themselves are in a table a `Part`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from tui_blog.model.ids import CommentId, PostId

if TYPE_CHECKING:
    from sqlite3 import Connection

THE_POST = CommentId("")
"""Stands for the post itself, where the id of a comment is asked for."""
ALL_POSTS = PostId("")
"""Stands for the blog itself, where the id of a post is asked for."""
FOLDED, OPEN = "", "open"
"""The states of a fold: also of one that a filter would close. Where there is neither, it stands as
the filters have it."""
SHOWN = "shown"
"""The state of what is shown though a filter hides it."""
ACTS_KEPT = 500
"""Acts of one blog that can be undone."""
_ROWS_AT_ONCE = 400
"""SQLite before 3.32 takes 999 values at once."""
CHANGES_KEPT = 300_000
"""Rows that the journal of one blog may hold; the last act is kept however many it has."""
JOURNAL_TABLES = """
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
"""


class Part(StrEnum):
    """What an act changes. The value is the name of its table."""

    SEEN = "seen"
    FOLDS = "folds"
    VIEWS = "views"
    SNOOZES = "snoozes"
    FILTERS = "filters"
    STARS = "stars"
    TAGS = "tags"


_SINCE = {Part.SEEN: "seen_at", Part.FOLDS: "folded_at", Part.VIEWS: "set_at"}
_STATE_TABLE = """
CREATE TABLE IF NOT EXISTS {part}(
    blog TEXT NOT NULL, post TEXT NOT NULL, comment TEXT NOT NULL,
    {since} INTEGER NOT NULL, version TEXT NOT NULL,
    PRIMARY KEY(blog, post, comment)) WITHOUT ROWID;"""


def since_in(part: Part) -> str:
    """Name the column that tells since when a state is so: seconds since 1970, UTC."""
    return _SINCE.get(part, "set_at")


STATE_TABLES = "".join(_STATE_TABLE.format(part=part, since=since_in(part)) for part in Part)
"""A table for each part; a row is there for what is not as usual."""


class Mark(NamedTuple):
    """The state that something of a post is given."""

    comment: CommentId
    """`THE_POST` for the post itself."""
    version: str | None
    """As `version_of` gives it, for a fold `FOLDED` or `OPEN`, for a view what it is called (for
    that of one post see `model.arrangement.limit_written`), for a snooze when it ends (ISO 8601),
    for what a filter hides `SHOWN`, for a star any text, for tags all of them
    (`model.own_tags.written`); `None`: not seen, as usual."""


State = tuple[CommentId, str | None]
"""As a `Mark`, for very many of them."""


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
class Doing:
    """An act of the person that is to be done."""

    post: PostId
    part: Part
    """What is changed."""
    states: Iterable[State]
    """The new states; of several for one comment the last one counts. It may be gone through more
    than once."""
    label: str
    """What the act is, in a few words."""
    passing: bool
    """It happened while reading on: those that follow one another in one post are one act."""


def do(database: "Connection", blog: str, doing: Doing, now: int) -> None:
    """Change states and write it into the journal; an act that changes nothing leaves no trace.

    Args:
        database: In a transaction.
        blog: The blog's key.
        doing: The act.
        now: Seconds since 1970, UTC.
    """
    part = doing.part
    database.execute(
        "CREATE TEMP TABLE IF NOT EXISTS wanted(comment TEXT PRIMARY KEY, version TEXT)"
        " WITHOUT ROWID"
    )
    _put_wanted(database, doing.states)
    # All at once and inside SQLite: there may be very many, and keys have their turn meanwhile.
    changed = (
        f"FROM wanted LEFT JOIN {part} AS known"
        " ON known.blog = :blog AND known.post = :post AND known.comment = wanted.comment"
        " WHERE known.version IS NOT wanted.version"
    )
    names = {"blog": blog, "post": doing.post, "part": part, "now": now}
    if database.execute(f"SELECT 1 {changed} LIMIT 1", names).fetchone() is None:
        return
    database.execute("DELETE FROM acts WHERE blog = ? AND undone = 1", (blog,))
    act = _find_passing_act(database, blog, doing) if doing.passing else None
    act = act or _new_act(database, (blog, now, doing.post, doing.label, doing.passing))
    database.execute(
        f"INSERT INTO changes SELECT :act, :part, :post, wanted.comment, {since_in(part)},"
        " known.version, iif(wanted.version IS NULL, NULL, :now), wanted.version"
        f" {changed}"
        " ON CONFLICT DO UPDATE"
        " SET after_at = excluded.after_at, after_version = excluded.after_version",
        {**names, "act": act},
    )
    _put(database, blog, act, "after")
    _forget_oldest(database, blog, act)


def _put_wanted(database: "Connection", states: Iterable[State]) -> None:
    """Fill the table of what is wanted; many rows at once, as keys have their turn between two."""
    database.execute("DELETE FROM wanted")
    rows = iter(states)
    while values := [*chain.from_iterable(islice(rows, _ROWS_AT_ONCE))]:
        places = ", ".join(["(?, ?)"] * (len(values) // 2))
        database.execute(f"INSERT OR REPLACE INTO wanted VALUES {places}", values)


def undo(database: "Connection", blog: str) -> Act | None:
    """Undo the last act in a blog that is not undone; `None` when there is none."""
    found = database.execute(
        "SELECT number, post, label FROM acts WHERE blog = ? AND undone = 0"
        " ORDER BY number DESC LIMIT 1",
        (blog,),
    ).fetchone()
    return None if found is None else _turn(database, blog, found, undone=True)


def redo(database: "Connection", blog: str) -> Act | None:
    """Do the act again that was undone last; `None` when there is none."""
    found = database.execute(
        "SELECT number, post, label FROM acts WHERE blog = ? AND undone = 1"
        " ORDER BY number LIMIT 1",
        (blog,),
    ).fetchone()
    return None if found is None else _turn(database, blog, found, undone=False)


def _find_passing_act(database: "Connection", blog: str, doing: Doing) -> int | None:
    """Return the last act, if it is one of reading on that can be gone on with."""
    row = database.execute(
        "SELECT number, passing AND post = ? AND label = ? FROM acts"
        " WHERE blog = ? ORDER BY number DESC LIMIT 1",
        (doing.post, doing.label, blog),
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


def _turn(database: "Connection", blog: str, found: tuple[int, str, str], *, undone: bool) -> Act:
    """Put an act's one side in the place of its other one."""
    number, act_post, label = found
    now, then = ("before", "after") if undone else ("after", "before")
    rows = database.execute(
        f"SELECT part, post, comment, {now}_version, {then}_version FROM changes WHERE act = ?",
        (number,),
    )
    # There may be very many, nearly always of one post: what is the same in all is one object.
    parts, posts = {part.value: part for part in Part}, dict[str, PostId]()
    changed = [
        Changed(
            parts[part], posts.setdefault(post, PostId(post)), CommentId(comment), version, before
        )
        for part, post, comment, version, before in rows
    ]
    _put(database, blog, number, now)
    database.execute("UPDATE acts SET undone = ? WHERE number = ?", (undone, number))
    return Act(
        post=PostId(act_post),
        label=label,
        changed=changed,
    )
