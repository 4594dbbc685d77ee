"""Comments as lines of JSON, keys sorted. The only place that knows the fields.

A line::

    {"author": {"id": "ada", "name": "Ada"}, "body": "Hello", "created_at": "2024-05-02T10:00:00Z",
     "format": "markdown", "id": "c1", "parent_id": null}

`id`, `author` and `body` must be there. `author` may have `id` and `url`; further fields are
`modified_at`, `status`, `kind` and `permalink`. What else is in a line stays there. `sent_here`
marks a guest's comment that was sent from here: no blog tells whose such a comment is.
"""

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zlib import crc32

from tui_blog.model.comment import Comment, CommentKind, CommentStatus
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat
from tui_blog.text import clean
from tui_blog.text.patterns import Pattern

LOCAL = "local:"
"""Begins the ids of comments that were written here."""
DAMAGED = "damaged:"
"""Begins the ids of what stands for lines that can't be read and do not tell their own id."""
_MAX_SHOWN_CHARS = 2000
_NAMES_KEPT = 1000
_DECODE = json.JSONDecoder().raw_decode
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_FORMATS = {member.value: member for member in BodyFormat}
_STATUSES = {member.value: member for member in CommentStatus}
_KINDS = {member.value: member for member in CommentKind}
_SENT_HERE = '"sent_here":'
"""As it stands in no text: there the quotation marks are escaped."""
_KNOWN = frozenset(
    [
        "author",
        "body",
        "created_at",
        "format",
        "id",
        "kind",
        "modified_at",
        "parent_id",
        "permalink",
        "status",
    ]
)
_ID_IN_RUINS = Pattern(r'"id": ?("[^"\\]{1,200}")(?=\s*[,}])')
_PARENT_IN_RUINS = Pattern(r'"parent_id": ?("[^"\\]{1,200}")(?=\s*[,}])')


class LineReader:
    """Reads the lines of one post's comments."""

    def __init__(self, post_id: PostId, identity: Author) -> None:
        """Begin a file.

        Args:
            post_id: The post of the comments.
            identity: Whose comments, written here, are own ones.
        """
        self._post_id = post_id
        self._identity = identity
        self._authors: dict[tuple[object, object, object], Author] = {}

    def read(self, line: str) -> Comment:
        """Read one line.

        Raises:
            ValueError: It is not a comment.
        """
        try:
            record, end = _DECODE(line)
            if end != len(line) and not line[end:].isspace():
                raise ValueError("the line goes on behind the comment")
            comment_id, body, author = record["id"], record["body"], record["author"]
            told = record.get
            if not (isinstance(comment_id, str) and comment_id and isinstance(body, str)):
                raise ValueError("the line has no id or no text")
            writer = self._author(author)
            modified_at = told("modified_at")
            permalink = told("permalink")
            return Comment(
                id=CommentId(comment_id),
                post_id=self._post_id,
                parent_id=_parent(told("parent_id")),
                author=writer,
                created_at=_time(told("created_at")),
                modified_at=None if modified_at is None else _time(modified_at),
                body=Body(source=body, format=_FORMATS[told("format", "markdown")]),
                status=_STATUSES[told("status", "approved")],
                kind=_KINDS[told("kind", "comment")],
                own=self._is_own(comment_id, writer, is_sent_here=told("sent_here") is True),
                permalink=None if permalink is None else clean.field(str(permalink)),
            )
        except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            raise ValueError("the line is not a comment") from error

    def _is_own(self, comment_id: str, writer: Author, *, is_sent_here: bool) -> bool:
        if comment_id.startswith(LOCAL) or (is_sent_here and writer.id is None):
            return writer.name == self._identity.name
        return writer.id is not None and writer.id == self._identity.id

    def _author(self, record: Any) -> Author:
        key = (record["name"], record.get("id"), record.get("url"))
        author = self._authors.get(key)
        if author is None:
            name, account, url = (None if part is None else _field(str(part)) for part in key)
            author = Author(name=name or "", id=account or None, url=url or None)
            self._authors[key] = author
        return author


@lru_cache(_NAMES_KEPT)
def _field(text: str) -> str:
    """Clean a name: the same people write below many posts."""
    return clean.field(text)


def claim_of(comment: Comment, line: str) -> int:
    """Return a number for whoever would say that a comment is their own; 0 for nobody.

    Args:
        comment: A comment, read from a line.
        line: That line.
    """
    is_sent_here = _SENT_HERE in line and comment.author.id is None
    if comment.id.startswith(LOCAL) or is_sent_here:
        return _claim("name", comment.author.name)
    return 0 if comment.author.id is None else _claim("id", comment.author.id)


def claims_of(identity: Author) -> frozenset[int]:
    """Return the numbers that `claim_of` gives for the comments of somebody."""
    by_id = () if identity.id is None else (_claim("id", identity.id),)
    return frozenset((_claim("name", identity.name), *by_id))


def _claim(kind: str, text: str) -> int:
    return crc32(f"{kind} {text}".encode(errors="surrogatepass")) or 1


def read_body(line: str) -> tuple[object, Body]:
    """Read the id and the text of a line that `LineReader` reads, and nothing else of it.

    Raises:
        ValueError: It is not a comment.
    """
    try:
        record, _ = _DECODE(line)
        source = "" + record["body"]  # which raises for all that is no text
        body_format = _FORMATS[record.get("format", "markdown")]
        return record["id"], Body(source=source, format=body_format)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("the line is not a comment") from error


def damaged_comment(line: str, number: int, post_id: PostId, file_name: str) -> Comment:
    """Return what stands in the thread for a line that can't be read, with what it holds.

    Where the line still tells its id and parent, it stands in its place, above its replies.
    """
    own_id, parent_id = _ID_IN_RUINS.search(line), _PARENT_IN_RUINS.search(line)
    parent: str | None = None if parent_id is None else parent_id[1][1:-1]
    what = f"Line {number} of {clean.field(file_name)} is damaged and can't be read as a comment."
    return Comment(
        id=CommentId(own_id[1][1:-1] if own_id else f"{DAMAGED}{number}"),
        post_id=post_id,
        parent_id=None if parent is None else CommentId(parent),
        author=Author(name="(damaged)"),
        body=Body(
            source=f"{what} It is kept as it is:\n\n{line[:_MAX_SHOWN_CHARS]}",
            format=BodyFormat.TEXT,
        ),
    )


def new_line(comment: Comment) -> bytes:
    """Write a comment as a line, with its line feed."""
    return _encoded(_record(comment))


def copied_line(line: str, comment: Comment) -> bytes:
    """Write what a blog has over an older copy of it; fields unknown here stay.

    Args:
        line: What `LineReader.read` reads.
        comment: The comment as it is there now.
    """
    old: dict[str, Any] = json.loads(line)
    unknown = {key: value for key, value in old.items() if key not in _KNOWN}
    return _encoded(unknown | _record(comment))


def _record(comment: Comment) -> dict[str, object]:
    author: dict[str, object] = {"name": comment.author.name}
    if comment.author.id is not None:
        author["id"] = comment.author.id
    if comment.author.url is not None:
        author["url"] = comment.author.url
    record: dict[str, object] = {"id": comment.id, "parent_id": comment.parent_id, "author": author}
    if comment.kind is not CommentKind.COMMENT:
        record["kind"] = comment.kind.value
    if comment.permalink is not None:
        record["permalink"] = comment.permalink
    if comment.own and comment.author.id is None and not comment.id.startswith(LOCAL):
        record["sent_here"] = True
    return record | _changing_fields(comment)


def changed_line(line: str, comment: Comment) -> bytes:
    """Write a newer state of a comment over its line; fields unknown here stay.

    Args:
        line: What `LineReader.read` reads.
        comment: Its text, format, status and time of change count.
    """
    record: dict[str, Any] = json.loads(line)
    return _encoded(record | _changing_fields(comment))


def _changing_fields(comment: Comment) -> dict[str, object]:
    fields: dict[str, object] = {"body": comment.body.source, "format": comment.body.format.value}
    if comment.created_at is not None:
        fields["created_at"] = _written(comment.created_at)
    if comment.modified_at is not None:
        fields["modified_at"] = _written(comment.modified_at)
    if comment.status is not CommentStatus.APPROVED:
        fields["status"] = comment.status.value
    return fields


def _encoded(record: dict[str, object]) -> bytes:
    try:
        return f"{_ENCODE(record)}\n".encode()
    except UnicodeEncodeError:
        # Half a character (a lone surrogate) is no text; JSON can keep it all the same.
        return f"{json.dumps(record, sort_keys=True)}\n".encode()


def _parent(value: object) -> CommentId | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise TypeError("a parent is named by text")
    return CommentId(value)


def _time(value: Any) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is UTC:
        return moment
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _written(moment: datetime) -> str:
    # Nearly all are in UTC already, which need not be computed again.
    moment = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")
