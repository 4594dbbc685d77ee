"""Writing comments into an archive, under its lock, durable before it is said to be done."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tui_blog.model.change import AddComment, DeleteComment, EditComment, Outcome, Receipt
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import (
    ConflictError,
    LockedError,
    NotFoundError,
    ReadOnlyError,
    RejectedError,
)
from tui_blog.model.ids import CommentId
from tui_blog.model.post import Author, Body
from tui_blog.storage.archive.comments import append_line, read_comments, rewrite_line
from tui_blog.storage.archive.limits import MAX_COMMENT_BYTES
from tui_blog.storage.archive.payloads import DAMAGED, LOCAL, changed_line, new_line
from tui_blog.storage.archive.posts import read_post, reason_of
from tui_blog.storage.archive.scan import PostFile
from tui_blog.text import clean

_LOCK = ".lock"
_LOCK_PAUSE_S = 0.02


class CommentWriter:
    """Adds, edits and deletes comments of one identity."""

    def __init__(self, root: Path, identity: Author, clock: Callable[[], datetime]) -> None:
        """Name the archive.

        Args:
            root: Its folder.
            identity: Who writes.
            clock: The time of now.
        """
        self._root = root
        self._identity = identity
        self._clock = clock

    def add(self, change: AddComment, file: PostFile) -> Receipt:
        """Append a comment to those of a post.

        Raises:
            LockedError: Another program is writing there.
            ReadOnlyError: Nothing can be written there, or the disk is full.
            NotFoundError: The parent is not there.
            RejectedError: It may not be done.
        """
        self._check(change.body)
        if read_post(file).summary.comments_open is False:
            raise RejectedError("Comments on this post are closed.", code="closed")
        with self._writing():
            known = {comment.id: comment for comment in self._comments(file)}
            comment_id = CommentId(f"{LOCAL}{change.change_id}")
            if comment_id in known:
                return _receipt(change, Outcome.ALREADY_STORED, known[comment_id])
            self._check_parent(change.parent_id, known)
            comment = Comment(
                id=comment_id,
                post_id=change.post_id,
                parent_id=change.parent_id,
                author=self._identity,
                created_at=self._clock(),
                body=change.body,
                own=True,
            )
            append_line(Path(file.comments_path), new_line(comment))
        return _receipt(change, Outcome.STORED, comment)

    def edit(self, change: EditComment, file: PostFile) -> Receipt:
        """Put a new text in the place of an own comment's.

        Raises:
            ConflictError: Its text is not the one that was edited.
            LockedError, ReadOnlyError, NotFoundError, RejectedError: As `add`.
        """
        self._check(change.body)
        with self._writing():
            comment = self._own(file, change.comment_id)
            if comment.status is CommentStatus.DELETED:
                raise NotFoundError("This comment was deleted.")
            if comment.body == change.body:
                return _receipt(change, Outcome.ALREADY_STORED, comment)
            if change.before not in (None, comment.body):
                raise ConflictError("The comment was changed elsewhere since you opened it.")
            changed = replace(comment, body=change.body, modified_at=self._clock())
            rewrite_line(
                Path(file.comments_path), comment.id, lambda line: changed_line(line, changed)
            )
        return _receipt(change, Outcome.STORED, changed)

    def delete(self, change: DeleteComment, file: PostFile) -> Receipt:
        """Remove an own comment; where it has replies, a tombstone without its text stays.

        Raises:
            LockedError, ReadOnlyError, NotFoundError, RejectedError: As `add`.
        """
        with self._writing():
            comment = self._own(file, change.comment_id)
            if comment.status is CommentStatus.DELETED:
                return _receipt(change, Outcome.ALREADY_STORED, comment)
            path = Path(file.comments_path)
            if not any(other.parent_id == comment.id for other in self._comments(file)):
                rewrite_line(path, comment.id, lambda line: None)
                return _receipt(change, Outcome.STORED, None)
            tombstone = replace(
                comment,
                body=Body(source="", format=comment.body.format),
                status=CommentStatus.DELETED,
                modified_at=self._clock(),
            )
            rewrite_line(path, comment.id, lambda line: changed_line(line, tombstone))
        return _receipt(change, Outcome.STORED, tombstone)

    def _comments(self, file: PostFile) -> list[Comment]:
        return read_comments(file.comments_path, file.id, self._identity)

    def _own(self, file: PostFile, comment_id: CommentId) -> Comment:
        for comment in reversed(self._comments(file)):
            if comment.id == comment_id:
                if not comment.own:
                    raise RejectedError("Only your own comments can be changed.", code="not-own")
                return comment
        raise NotFoundError("This comment is not there any more.")

    def _check(self, body: Body) -> None:
        if not body.source.strip():
            raise RejectedError("There is no text to store.", code="empty")
        if len(body.source.encode("utf-8", errors="replace")) > MAX_COMMENT_BYTES:
            raise RejectedError("The text is longer than 256 KiB.", code="too-long")

    def _check_parent(self, parent_id: CommentId | None, known: dict[CommentId, Comment]) -> None:
        if parent_id is None:
            return
        if parent_id not in known:
            raise NotFoundError("The comment it answers is not there any more.")
        if parent_id.startswith(DAMAGED):
            raise RejectedError("A damaged comment can't be answered.", code="damaged")
        if known[parent_id].status is CommentStatus.DELETED:
            raise RejectedError("The comment it answers was deleted.", code="deleted")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the archive's lock; say what went wrong in the words of adapters."""
        try:
            with locked(self._root):
                yield
        except OSError as error:
            raise ReadOnlyError(f"It could not be written: {reason_of(error)}.") from error


@contextmanager
def locked(root: Path, *, name: str = _LOCK, wait_s: float = 0) -> Iterator[None]:
    """Hold a lock of an archive; the system frees it if the program dies.

    Args:
        root: The archive.
        name: The lock's file in it; without one, that for writing.
        wait_s: Seconds to wait for whoever holds it, blocking.

    Raises:
        LockedError: Another program, or another part of this one, holds it.
        OSError: There can be no lock.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(root / name, flags, 0o644)
    try:
        give_up_at = time.monotonic() + wait_s
        while not _is_taken(descriptor):
            if time.monotonic() >= give_up_at:
                shown = clean.field(root.name)
                raise LockedError(f"Another program is writing in {shown} right now.")
            time.sleep(_LOCK_PAUSE_S)
        yield
    finally:
        os.close(descriptor)


def _is_taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _receipt(
    change: AddComment | EditComment | DeleteComment, outcome: Outcome, comment: Comment | None
) -> Receipt:
    return Receipt(change_id=change.change_id, outcome=outcome, comment=comment)
