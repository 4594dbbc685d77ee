"""Letting go of what deleted comments said: in the files of an archive, for good.

A blog that deletes a comment leaves a tombstone with its text in the copy. Once it is forgotten, a
comment that others answer keeps its place, without text and name; one that nobody answers goes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from tui_blog.files import remove_durably, write_atomic
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat
from tui_blog.storage.adapter import Forgotten
from tui_blog.storage.archive.comments import MAX_BYTES, read_comments
from tui_blog.storage.archive.payloads import LineReader, damaged_comment, new_line
from tui_blog.storage.archive.scan import PostFile, read_bytes
from tui_blog.storage.archive.writer import locked

_NOBODY = Author(name="")
_NOTHING = Body(source="", format=BodyFormat.TEXT)
_WAIT_S = 2.0
"""Seconds that another writer is waited for: a sync writes only now and then."""


class _Line(NamedTuple):
    raw: bytes
    comment: Comment | None
    """`None` where it can't be read, or is blank."""
    answers: CommentId | None
    """The parent, as far as it is told."""


def list_tombstones(files: Iterable[PostFile], identity: Author) -> Iterator[Comment]:
    """List the deleted comments that something is known of still, in the order of the files.

    Args:
        files: The posts whose comments are looked at.
        identity: Whose comments are own ones.

    Raises:
        OSError: A file of comments can't be read.
    """
    for file in files:
        found = {one.id: one for one in read_comments(file.comments_path, file.id, identity)}
        yield from (one for one in found.values() if _is_deleted(one) and not one.is_forgotten)


def forget_comments(
    root: Path, files: Mapping[PostId, PostFile], wanted: Mapping[PostId, Collection[CommentId]]
) -> Forgotten:
    """Forget deleted comments; others that are named stay as they are.

    Args:
        root: The archive.
        files: Its posts.
        wanted: The comments, by their posts.

    Returns:
        What became of them.

    Raises:
        LockedError: Another program is writing there.
        OSError: The disk refuses; of each post all are forgotten or none.
    """
    emptied: list[Comment] = []
    removed: list[Comment] = []
    with locked(root, wait_s=_WAIT_S):
        for post_id, ids in wanted.items():
            path = Path(files[post_id].comments_path)
            lines = list(_read(path, post_id))
            gone, blank = _sort_out(lines, ids)
            if not (gone or blank):
                continue
            data = b"".join(_rewritten(lines, gone.keys(), blank.keys()))
            if data.strip():
                write_atomic(path, data, mode=path.stat().st_mode & 0o777)
            else:
                remove_durably(path)
            emptied += blank.values()
            removed += gone.values()
    return Forgotten(emptied=tuple(emptied), removed=tuple(removed))


def _read(path: Path, post_id: PostId) -> Iterator[_Line]:
    reader = LineReader(post_id, _NOBODY)
    try:
        data = read_bytes(str(path), MAX_BYTES)
    except FileNotFoundError:
        return
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        text = raw.decode("utf-8", errors="replace")
        if not text.strip():
            continue
        try:
            comment = reader.read(text)
        except ValueError:
            ruin = damaged_comment(text, number, post_id, path.name)
            yield _Line(raw, None, ruin.parent_id)
        else:
            yield _Line(raw, comment, comment.parent_id)


def _sort_out(
    lines: Iterable[_Line], wanted: Collection[CommentId]
) -> tuple[dict[CommentId, Comment], dict[CommentId, Comment]]:
    """Tell which comments go with their place, and which leave it behind."""
    # Of several lines for one comment the last one counts.
    there = {line.comment.id: line.comment for line in lines if line.comment is not None}
    named = {one for one in wanted if one in there and _is_deleted(there[one])}
    if not named:
        return {}, {}
    may_go = named | {one.id for one in there.values() if one.is_forgotten}
    answers = Counter(one.parent_id for one in there.values())
    answers.update(line.answers for line in lines if line.comment is None)
    gone: dict[CommentId, Comment] = {}
    due = [one for one in may_go if not answers[one]]
    while due:
        comment = there[due.pop()]
        gone[comment.id] = comment
        parent = comment.parent_id
        answers[parent] -= 1
        # What was forgotten before, and kept its place for this one alone, goes with it.
        if parent is not None and parent in may_go and not answers[parent]:
            due.append(parent)
    return gone, {one: there[one] for one in named - gone.keys()}


def _rewritten(
    lines: Iterable[_Line], gone: Collection[CommentId], blank: Collection[CommentId]
) -> Iterator[bytes]:
    done: set[CommentId] = set()
    for raw, comment, _ in lines:
        if comment is None or comment.id not in (*gone, *blank):
            yield raw + b"\n"
        elif comment.id in blank and comment.id not in done:
            done.add(comment.id)
            yield new_line(_emptied(comment))


def _emptied(comment: Comment) -> Comment:
    return replace(
        comment,
        author=_NOBODY,
        body=_NOTHING,
        status=CommentStatus.DELETED,
        modified_at=None,
        permalink=None,
        own=False,
    )


def _is_deleted(comment: Comment) -> bool:
    return comment.status is CommentStatus.DELETED
