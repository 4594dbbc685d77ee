"""An archive that is the copy of a blog: what comes from there is put into its files.

All methods block; each leaves whole files behind, whenever the program dies.
"""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tui_blog.files import append_durably, make_folder, remove_left_overs, write_all_atomic
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import ReadOnlyError
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, Post
from tui_blog.storage.adapter import Delta, KnownComment, ReplacedText
from tui_blog.storage.archive.comments import read_comments
from tui_blog.storage.archive.payloads import LOCAL
from tui_blog.storage.archive.post_writing import file_bytes, file_name
from tui_blog.storage.archive.posts import is_on_blog, read_post, reason_of
from tui_blog.storage.archive.scan import COMMENTS_SUFFIX, PostFile, find_posts, read_bytes
from tui_blog.storage.archive.thread_writing import merge_thread
from tui_blog.storage.archive.writer import locked

_SYNC_LOCK = ".sync.lock"
_WRITE_WAIT_S = 5
_NOBODY = Author(name="")
_HELD = b'"status": "held"'
_UNLISTED = re.compile(rb'"status": "(?:deleted|spam|trashed)"')
_HELD_OR_UNLISTED = re.compile(rb'"status": "(?:deleted|spam|trashed|held)"')
_CREATED = re.compile(rb'"created_at": "([0-9T:-]{19})')
_NEVER = datetime.min.replace(tzinfo=UTC)


class Survey(NamedTuple):
    """What the files hold, at a glance."""

    listed: int
    """Comments that the blog would list."""
    held: list[Comment]
    """Own ones that wait for a moderator, where the blog does not list such."""


class _Plan(NamedTuple):
    """What is to be written."""

    fresh: dict[Path, bytes]
    """Whole files."""
    appended: dict[Path, bytes]
    """What is to be added at the end of files."""
    changed: list[PostId]
    replaced: list[ReplacedText]
    """Texts that go by it."""


class MirrorFiles:
    """Writes the files of one archive. Reading it is the archive adapter's."""

    def __init__(self, root: Path, *, id_prefix: str) -> None:
        """Name the folder.

        Args:
            root: The archive; made when something is written.
            id_prefix: What the ids of the blog's posts and comments begin with.
        """
        self._root = root
        self._id_prefix = id_prefix
        self._files: dict[PostId, PostFile] | None = None
        self.sees_held = False
        """The blog lists comments that wait for a moderator: we are one."""
        self.spares: Callable[[Comment], bool] = lambda comment: False
        """Tells of a comment that it may be newer than what the blog is known to have."""
        self.keeps: Callable[[Sequence[ReplacedText]], object] = len
        """Hears of texts before others take their places; what it keeps is durable first."""

    @property
    def post_ids(self) -> Collection[PostId]:
        """The posts that are here, gone ones too."""
        return self._found().keys()

    @contextmanager
    def syncing(self) -> Iterator[None]:
        """Keep other programs from syncing the same archive; what they left is cleared away.

        Raises:
            LockedError: Another program is at it.
            ReadOnlyError: Nothing can be written there.
        """
        with _disk_errors():
            make_folder(self._root)
            with locked(self._root, name=_SYNC_LOCK):
                self._files = None
                with locked(self._root, wait_s=_WRITE_WAIT_S):
                    remove_left_overs(self._root)
                yield

    def put(
        self,
        posts: Sequence[Post],
        threads: Mapping[PostId, Sequence[Comment]],
        *,
        whole_threads: Collection[PostId] = (),
    ) -> frozenset[PostId]:
        """Put what the blog has into the files; what is there already is not written again.

        Args:
            posts: Posts, new or changed or not.
            threads: Comments by their posts; those on posts that are not here are left out.
            whole_threads: Posts all of whose comments are given.

        Returns:
            The posts that changed, or whose comments did.

        Raises:
            ReadOnlyError: The disk refused; some of it may be written.
        """
        with self._writing():
            plan = self._plan(posts, threads, whole_threads)
            if plan.replaced:
                self.keeps(plan.replaced)
            for path, data in plan.appended.items():
                append_durably(path, data)
            for folder in {path.parent for path in plan.fresh}:
                make_folder(folder)
            write_all_atomic(plan.fresh)
        return frozenset(plan.changed)

    def list_differing(
        self, posts: Sequence[Post], threads: Mapping[PostId, Sequence[Comment]]
    ) -> frozenset[PostId]:
        """Tell which posts `put` would change.

        Raises:
            ReadOnlyError: A file can't be read.
        """
        with _disk_errors():
            return frozenset(self._plan(posts, threads, ()).changed)

    def mark_gone(self, post_ids: Collection[PostId]) -> frozenset[PostId]:
        """Note of posts that the blog does not have them any more; they stay.

        Raises:
            ReadOnlyError: The disk refused.
        """
        fresh: dict[PostId, tuple[Path, bytes]] = {}
        with self._writing():
            for post_id in post_ids:
                file = self._found().get(post_id)
                if file is None:
                    continue
                post = read_post(file)
                data = file_bytes(
                    replace(post, summary=replace(post.summary, id=post_id)), is_gone=True
                )
                if _read(Path(file.path)) != data:
                    fresh[post_id] = (Path(file.path), data)
            write_all_atomic(dict(fresh.values()))
        return frozenset(fresh)

    def bury(self, comments: Iterable[Comment]) -> frozenset[PostId]:
        """Make tombstones of comments that the blog does not have any more; their texts stay.

        Raises:
            ReadOnlyError: The disk refused.
        """
        threads: dict[PostId, list[Comment]] = {}
        for comment in comments:
            gone = replace(comment, status=CommentStatus.DELETED)
            threads.setdefault(comment.post_id, []).append(gone)
        return self.put((), threads)

    def list_known(self) -> list[KnownComment]:
        """List the comments that the blog would list, oldest first.

        Raises:
            ReadOnlyError: A file of comments can't be read.
        """
        with _disk_errors():
            known = [
                KnownComment(comment.created_at or _NEVER, comment.id, comment.post_id)
                for post_id, file in self._found().items()
                for comment in read_comments(file.comments_path, post_id, _NOBODY)
                if comment.status in self._listed and not comment.id.startswith(LOCAL)
            ]
        return sorted(known)

    def find(self, comment_ids: Collection[CommentId]) -> list[Comment]:
        """Find comments by their ids alone.

        Raises:
            ReadOnlyError: A file of comments can't be read.
        """
        with _disk_errors():
            return [
                comment
                for post_id, file in self._found().items()
                for comment in read_comments(file.comments_path, post_id, _NOBODY)
                if comment.id in comment_ids
            ]

    def list_later(self, moment: datetime) -> list[Comment]:
        """List the comments dated later that are deleted if the blog does not list them.

        Raises:
            ReadOnlyError: A file of comments can't be read.
        """
        stamp = moment.isoformat().encode()[:19]
        later: list[Comment] = []
        with _disk_errors():
            for post_id, file in self._found().items():
                data = _read(Path(file.comments_path))
                if data and max(_CREATED.findall(data), default=b"") >= stamp:
                    later += [
                        comment
                        for comment in read_comments(file.comments_path, post_id, _NOBODY)
                        if self._may_bury(comment)
                        and not comment.id.startswith(LOCAL)
                        and (comment.created_at or _NEVER) > moment
                    ]
        return later

    def list_gone(self, delta: Delta) -> list[Comment]:
        """List the comments that are deleted, as they are not among all of the latest ones.

        Raises:
            ReadOnlyError: A file of comments can't be read.
        """
        if delta.complete_after is None:
            return []
        there = {comment.id for comment in delta.comments}
        return [one for one in self.list_later(delta.complete_after) if one.id not in there]

    def list_followed(
        self, post_ids: Iterable[PostId], moment: datetime
    ) -> dict[PostId, list[KnownComment]]:
        """List the comments of some posts that are not dated later, and that the blog would list.

        Args:
            post_ids: Those that are gone from the blog, or need a password there, are left out.
            moment: UTC.

        Raises:
            ReadOnlyError: A file can't be read.
        """
        found: dict[PostId, list[KnownComment]] = {}
        with _disk_errors():
            for post_id in post_ids:
                file = self._found().get(post_id)
                if file is None or not is_on_blog(file):
                    continue
                found[post_id] = [
                    KnownComment(comment.created_at or _NEVER, comment.id, post_id)
                    for comment in read_comments(file.comments_path, post_id, _NOBODY)
                    if self._may_bury(comment)
                    and not comment.id.startswith(LOCAL)
                    and (comment.created_at or _NEVER) <= moment
                ]
        return found

    def list_older(self, post_ids: Iterable[PostId], moment: datetime) -> frozenset[PostId]:
        """Tell which of some threads have comments that are not dated later.

        Raises:
            ReadOnlyError: A file of comments can't be read.
        """
        stamp = moment.isoformat().encode()[:19]
        with _disk_errors():
            return frozenset(
                post_id
                for post_id in post_ids
                if min(_CREATED.findall(self._comments_data(post_id)), default=b"~") <= stamp
            )

    def count_copied(self, post_id: PostId) -> int:
        """Count the comments of a post that are here, whatever became of them.

        Raises:
            ReadOnlyError: Their file can't be read.
        """
        with _disk_errors():
            return self._comments_data(post_id).count(b"\n")

    def survey(self) -> Survey:
        """Count the comments that the blog would list, and pick out those that it holds back.

        Raises:
            ReadOnlyError: A file of comments can't be read.
        """
        count, held = 0, []
        unlisted = _UNLISTED if self.sees_held else _HELD_OR_UNLISTED
        with _disk_errors():
            for post_id, file in self._found().items():
                data = _read(Path(file.comments_path))
                if data:
                    count += data.count(b"\n") - len(unlisted.findall(data))
                    if _HELD in data and not self.sees_held:
                        comments = read_comments(file.comments_path, post_id, _NOBODY)
                        held += [one for one in comments if one.status is CommentStatus.HELD]
        return Survey(count, held)

    @property
    def _listed(self) -> Collection[CommentStatus]:
        held = [CommentStatus.HELD] if self.sees_held else []
        return (CommentStatus.APPROVED, *held)

    def _may_bury(self, comment: Comment) -> bool:
        return comment.status in self._listed and not self.spares(comment)

    def _replaced_by(self, post: Post) -> list[ReplacedText]:
        """Return the text of a post that is here, if another one comes."""
        body = read_post(self._found()[post.id]).body
        return [] if body == post.body else [ReplacedText(post.id, None, body)]

    def _plan(
        self,
        posts: Sequence[Post],
        threads: Mapping[PostId, Sequence[Comment]],
        whole_threads: Collection[PostId],
    ) -> _Plan:
        plan = _Plan({}, {}, [], [])
        for post in posts:
            path = self._path(post)
            data = file_bytes(post)
            before = _read(path)
            if before != data:
                plan.fresh[path] = data
                plan.changed.append(post.id)
                if before is not None:
                    plan.replaced.extend(self._replaced_by(post))
        for post_id in {*threads, *whole_threads}:
            comments_path = self._comments_path(post_id)
            if comments_path is None:
                continue
            old = _read(comments_path) or b""
            merged = merge_thread(
                old,
                threads.get(post_id, ()),
                is_whole=post_id in whole_threads,
                may_bury=self._may_bury,
            )
            if merged is None:
                continue
            plan.changed.append(post_id)
            plan.replaced.extend(ReplacedText(post_id, one.id, one.body) for one in merged.replaced)
            if old and merged.appended is not None:
                plan.appended[comments_path] = merged.appended
            else:
                plan.fresh[comments_path] = merged.data
        return plan

    def _path(self, post: Post) -> Path:
        """Name a post's file; it keeps its name when its title or date changes."""
        files = self._found()
        file = files.get(post.id)
        if file is None:
            path = self._root / file_name(post, self._id_prefix)
            files[post.id] = PostFile(
                id=post.id,
                path=str(path),
                stem=path.stem,
                format=post.body.format,
                mtime_ns=0,
                size=0,
                comments_path=str(path.with_name(path.stem + COMMENTS_SUFFIX)),
                has_comments=False,
            )
            return path
        return Path(file.path)

    def _comments_path(self, post_id: PostId) -> Path | None:
        file = self._found().get(post_id)
        return None if file is None else Path(file.comments_path)

    def _comments_data(self, post_id: PostId) -> bytes:
        path = self._comments_path(post_id)
        return b"" if path is None else _read(path) or b""

    def _found(self) -> dict[PostId, PostFile]:
        if self._files is None:
            try:
                files = find_posts(self._root, is_archive=True, id_prefix=self._id_prefix)
            except FileNotFoundError:
                files = []
            self._files = {file.id: file for file in files}
        return self._files

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with _disk_errors():
            make_folder(self._root)
            with locked(self._root, wait_s=_WRITE_WAIT_S):
                yield


def by_post(comments: Iterable[Comment]) -> dict[PostId, list[Comment]]:
    """Sort comments by their posts."""
    threads: dict[PostId, list[Comment]] = {}
    for comment in comments:
        threads.setdefault(comment.post_id, []).append(comment)
    return threads


def _read(path: Path) -> bytes | None:
    try:
        size = os.stat(path, follow_symlinks=False).st_size  # noqa: PTH116  no link is followed
        return read_bytes(str(path), size)
    except FileNotFoundError:
        return None


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ReadOnlyError(f"The copy could not be written: {reason_of(error)}.") from error
