"""The comments of a blog's post as a file of an archive: what is new and changed is merged in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author
from tui_blog.storage.archive.payloads import LineReader, copied_line, new_line

_NEVER = datetime.min.replace(tzinfo=UTC)


class MergedThread(NamedTuple):
    """A file of comments as it is to be."""

    data: bytes
    appended: bytes | None
    """What is to be added at the end of the old file; `None` where more than that changed."""
    replaced: Sequence[Comment] = ()
    """Those with another text than before, as they were."""


def merge_thread(
    old: bytes,
    comments: Iterable[Comment],
    *,
    is_whole: bool,
    may_bury: Callable[[Comment], bool] = lambda comment: True,
) -> MergedThread | None:
    """Merge comments into a file of them, oldest first.

    Lines that can't be read stay, at the end; so do comments that the blog does not have any
    more, as tombstones with their text.

    Args:
        old: The file as it is; empty where there is none.
        comments: What the blog has now.
        is_whole: These are all of the post's: what is missing was deleted.
        may_bury: Tells of a comment that is missing whether it was deleted.

    Returns:
        The new file; `None` where the old one says the same.
    """
    copies, ruins = _read(old)
    incoming = {comment.id: comment for comment in comments}
    if is_whole:
        for older in copies.values():
            if older.comment.id not in incoming and may_bury(older.comment):
                gone = replace(older.comment, status=CommentStatus.DELETED)
                incoming[gone.id] = gone
    fresh: list[_Copy] = []
    replaced: list[Comment] = []
    has_changed = bool(old) and not old.endswith(b"\n")
    for comment in incoming.values():
        copy = copies.get(comment.id)
        if copy is None:
            copies[comment.id] = _Copy(comment, new_line(comment))
            fresh.append(copies[comment.id])
            continue
        line = copied_line(copy.line.decode("utf-8"), comment)
        if line != copy.line:
            if comment.body != copy.comment.body:
                replaced.append(copy.comment)
            copies[comment.id] = _Copy(comment, line)
            has_changed = True
    if not (fresh or has_changed):
        return None
    if ruins and any(copy.line.startswith(ruins[-1].removesuffix(b"\n")) for copy in fresh):
        ruins.pop()  # it was being written when the program died
    ordered = sorted(copies.values(), key=_age)
    data = b"".join([*(copy.line for copy in ordered), *ruins])
    fresh.sort(key=_age)
    is_appended = not (has_changed or ruins) and ordered[-len(fresh) :] == fresh
    appended = b"".join(copy.line for copy in fresh)
    if is_appended and data == old + appended:
        return MergedThread(data, appended)
    return MergedThread(data, None, replaced)


class _Copy(NamedTuple):
    comment: Comment
    line: bytes
    """With its line feed."""


def _read(data: bytes) -> tuple[dict[CommentId, _Copy], list[bytes]]:
    reader = LineReader(PostId(""), Author(name=""))
    copies: dict[CommentId, _Copy] = {}
    ruins: list[bytes] = []
    for line in data.splitlines(keepends=True) if b"\r" not in data else _lines(data):
        if not line.strip():
            continue
        whole = line if line.endswith(b"\n") else line + b"\n"
        try:
            comment = reader.read(whole.decode("utf-8"))
        except ValueError:
            ruins.append(whole)
            continue
        copies[comment.id] = _Copy(comment, whole)
    return copies, ruins


def _lines(data: bytes) -> list[bytes]:
    return [line + b"\n" for line in data.split(b"\n")]


def _age(copy: _Copy) -> tuple[datetime, int, str]:
    """Oldest first; of the same second the lower number first, as blogs count."""
    comment = copy.comment
    return (comment.created_at or _NEVER, len(comment.id), comment.id)
