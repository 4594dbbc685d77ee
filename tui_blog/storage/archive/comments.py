"""A post's comments on disk: one JSON object a line, oldest first, keys sorted."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tui_blog.files import append_durably, write_atomic
from tui_blog.model.comment import Comment, CommentKind, CommentStatus
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat
from tui_blog.text import clean

LOCAL = "local:"
"""Begins the ids of comments that were written here."""
DAMAGED = "damaged:"
"""Begins the ids of what stands for lines that can't be read."""
_MAX_BYTES = 512 * 1024 * 1024


def read_comments(path: Path, post_id: PostId) -> tuple[Comment, ...]:
    """Read all comments of a post, in the order of the lines; none when there is no file.

    A line that can't be read is there as a comment that says so.

    Raises:
        OSError: The file is there and can't be read.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES)
    except FileNotFoundError:
        return ()
    comments = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line or line.isspace():
            continue
        try:
            comments.append(_parse(line, post_id))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            comments.append(_damaged(path, number, post_id))
    return tuple(comments)


def append_comment(path: Path, comment: Comment) -> None:
    """Add a comment at the end. A torn last line is ended first, so that it stays what it is.

    Raises:
        OSError: It was not added, or not wholly; what is torn is ended by the next one.
    """
    append_durably(path, (b"\n" if _is_torn(path) else b"") + _line(comment))


def rewrite_comment(path: Path, comment: Comment) -> None:
    """Put a newer state of a comment in its line's place; all other lines stay byte for byte.

    Raises:
        OSError: Nothing was changed.
    """
    lines = path.read_bytes().split(b"\n")
    for index, line in enumerate(lines):
        if _id_of(line) == comment.id:
            lines[index] = _line(comment).rstrip(b"\n")
    write_atomic(path, b"\n".join(lines))


def encode_comments(comments: Iterable[Comment]) -> bytes:
    """Return the content of a file with these comments, in this order."""
    return b"".join(_line(comment) for comment in comments)


def _parse(line: bytes, post_id: PostId) -> Comment:
    record = json.loads(line)
    author = record.get("author") or {}
    parent = record.get("parent")
    comment_id = str(record["id"])
    author_id = author.get("id")
    return Comment(
        id=CommentId(comment_id),
        post_id=post_id,
        parent_id=None if parent is None else CommentId(str(parent)),
        author=Author(
            name=clean.field(str(author.get("name", ""))),
            id=None if author_id is None else clean.field(str(author_id)),
            url=clean.field(str(author["url"])) if author.get("url") else None,
        ),
        created_at=_time(record.get("created_at")),
        modified_at=_time(record.get("modified_at")),
        body=Body(source=str(record["body"]), format=BodyFormat(record.get("format", "markdown"))),
        status=CommentStatus(record.get("status", "approved")),
        kind=CommentKind(record.get("kind", "comment")),
        own=comment_id.startswith(LOCAL),
        permalink=clean.field(str(record["permalink"])) if record.get("permalink") else None,
    )


def _time(value: object) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(str(value))
    if moment.tzinfo is UTC:
        return moment
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _damaged(path: Path, number: int, post_id: PostId) -> Comment:
    text = f"Line {number} of {path.name} can't be read. It is kept as it is."
    return Comment(
        id=CommentId(f"{DAMAGED}{number}"),
        post_id=post_id,
        author=Author(name="A damaged comment"),
        body=Body(source=text, format=BodyFormat.TEXT),
    )


def _line(comment: Comment) -> bytes:
    author: dict[str, object] = {"name": comment.author.name}
    if comment.author.id is not None:
        author["id"] = comment.author.id
    if comment.author.url is not None:
        author["url"] = comment.author.url
    record: dict[str, object] = {
        "id": comment.id,
        "parent": comment.parent_id,
        "author": author,
        "created_at": None if comment.created_at is None else comment.created_at.isoformat(),
        "body": comment.body.source,
        "format": comment.body.format.value,
    }
    if comment.modified_at is not None:
        record["modified_at"] = comment.modified_at.isoformat()
    if comment.status is not CommentStatus.APPROVED:
        record["status"] = comment.status.value
    if comment.kind is not CommentKind.COMMENT:
        record["kind"] = comment.kind.value
    if comment.permalink is not None:
        record["permalink"] = comment.permalink
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return text.encode("utf-8", errors="surrogatepass") + b"\n"


def _id_of(line: bytes) -> str | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return str(record.get("id")) if isinstance(record, dict) else None


def _is_torn(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            stream.seek(0, 2)
            if stream.tell() == 0:
                return False
            stream.seek(-1, 2)
            return stream.read(1) != b"\n"
    except FileNotFoundError:
        return False
