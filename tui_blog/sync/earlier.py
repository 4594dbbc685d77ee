"""Texts as the person saw them, kept when a sync puts others in their place.

An archive holds what a blog says now, and must be the same files for everybody. What one person
saw there before is therefore kept in their own `reading.sqlite3`: one text for each post and
comment at most, that of the version which is marked as seen. It is on disk before the new text is.
Texts are let go of once the person saw a newer one a while ago, and when they become too many.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui_blog.model.comment_list import mark_of
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.storage.adapter import ReplacedText
from tui_blog.sync.journal import THE_POST

if TYPE_CHECKING:
    from sqlite3 import Connection

TEXTS_KEPT = 2_000
"""Texts of all blogs together."""
CHARS_KEPT = 16_000_000
"""Characters of all of them together; the newest is kept however long it is."""
_KEPT_S = 30 * 24 * 3600
"""Seconds for which one can still look at a change after it was read."""
_FORMATS = {member.value: member for member in BodyFormat}
EARLIER_TABLE = """
CREATE TABLE IF NOT EXISTS earlier(
    number INTEGER PRIMARY KEY, blog TEXT NOT NULL, post TEXT NOT NULL, comment TEXT NOT NULL,
    version TEXT NOT NULL, kept_at INTEGER NOT NULL, format TEXT NOT NULL, source TEXT NOT NULL,
    UNIQUE(blog, post, comment));
"""


def keep(database: "Connection", blog: str, texts: Iterable[ReplacedText], now: int) -> None:
    """Keep those of some texts that the person saw as they are; see the module.

    Args:
        database: In a transaction.
        blog: The blog's key.
        texts: What is about to be replaced.
        now: Seconds since 1970, UTC.
    """
    for text in texts:
        key = (blog, text.post_id, text.comment_id or THE_POST)
        seen = database.execute(
            "SELECT version FROM seen WHERE blog = ? AND post = ? AND comment = ?", key
        ).fetchone()
        # What was seen may be older still; then its text is here already, or never was.
        mark = f"{mark_of(text.body.source):08x}"
        if seen is not None and seen[0].partition(" ")[0] == mark:
            source = text.body.source.encode(errors="replace").decode()
            database.execute(
                "INSERT OR REPLACE INTO earlier VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
                (*key, mark, now, text.body.format.value, source),
            )
    database.execute(
        "DELETE FROM earlier WHERE EXISTS (SELECT 1 FROM seen WHERE seen.blog = earlier.blog"
        " AND seen.post = earlier.post AND seen.comment = earlier.comment"
        " AND substr(seen.version, 1, 8) <> earlier.version AND seen.seen_at < ?)",
        (now - _KEPT_S,),
    )
    database.execute(
        "DELETE FROM earlier WHERE number IN (SELECT number FROM ("
        " SELECT number, row_number() OVER newest AS place,"
        " sum(length(source)) OVER newest AS total"
        " FROM earlier WINDOW newest AS (ORDER BY number DESC))"
        " WHERE place > 1 AND (place > ? OR total > ?))",
        (TEXTS_KEPT, CHARS_KEPT),
    )


def find(database: "Connection", blog: str, post: PostId, comment: CommentId) -> Body | None:
    """Return the text that was seen before a newer one came; `None` where none is kept."""
    row = database.execute(
        "SELECT source, format FROM earlier WHERE blog = ? AND post = ? AND comment = ?",
        (blog, post, comment),
    ).fetchone()
    if row is None:
        return None
    source, body_format = row
    return Body(source=source, format=_FORMATS.get(body_format, BodyFormat.TEXT))


def forget(database: "Connection", keys: Iterable[tuple[str, PostId, CommentId]]) -> None:
    """Let go of texts.

    Args:
        database: In a transaction.
        keys: Blog, post and comment of each.
    """
    database.executemany("DELETE FROM earlier WHERE blog = ? AND post = ? AND comment = ?", keys)


def keeper(
    path: Path, key: str, clock: Callable[[], datetime]
) -> Callable[[Iterable[ReplacedText]], None]:
    """Return what keeps texts of a blog; it blocks, and never raises: a sync goes on without.

    Args:
        path: The file of what was read.
        key: Names the blog.
        clock: The time of now.
    """

    def keep_texts(texts: Iterable[ReplacedText]) -> None:
        from tui_blog.sync.reading import ReadingFile

        file = ReadingFile(path, clock=clock)
        try:
            file.keep_earlier(key, texts)
        finally:
            file.close()

    return keep_texts
