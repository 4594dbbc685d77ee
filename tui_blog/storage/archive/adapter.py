"""A folder of posts as a blog: read as it is, and answered in files beside the posts."""

import asyncio
import fcntl
import os
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tui_blog.model.capabilities import Capabilities
from tui_blog.model.change import (
    AddComment,
    Change,
    DeleteComment,
    EditComment,
    ModerateComment,
    Outcome,
    Receipt,
)
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import (
    DamagedError,
    LockedError,
    NewerFormatError,
    NotFoundError,
    ReadOnlyError,
    RejectedError,
)
from tui_blog.model.ids import CommentId, Cursor, PageToken, PostId
from tui_blog.model.post import Author, BodyFormat, Post, PostSummary
from tui_blog.storage.adapter import Delta, Page, PostQuery
from tui_blog.storage.archive.comments import (
    DAMAGED,
    LOCAL,
    append_comment,
    read_comments,
    rewrite_comment,
)
from tui_blog.storage.archive.posts import read_post, read_summary
from tui_blog.storage.archive.scan import PostFile, find_posts
from tui_blog.text import clean

MANIFEST = "blog.toml"
SCHEMA = 1
_LOCK = ".lock"
_NO_DATE = datetime.min.replace(tzinfo=UTC)


class ArchiveAdapter:
    """Reads any folder with Markdown or HTML posts; writes comments made here."""

    def __init__(
        self,
        root: Path,
        *,
        identity: Author,
        clock: Callable[[], datetime],
        writable: bool = True,
    ) -> None:
        """Name the folder; nothing is read yet.

        Args:
            root: The folder.
            identity: Whom one comments as.
            clock: The time of now.
            writable: `False` to take no comments.
        """
        self._root = root
        self._identity = identity
        self._clock = clock
        self._writable = writable
        self._name = clean.field(root.name) or "posts"
        self._is_archive = False
        self._is_open = False
        self._capabilities = Capabilities(refusal="The folder is not open yet.")
        self._files: dict[PostId, PostFile] = {}
        self._summaries: dict[PostId, tuple[PostFile, PostSummary | None]] = {}

    @property
    def name(self) -> str:
        """The name in the manifest, else the folder's."""
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        """What can be done here."""
        return self._capabilities

    async def open(self) -> None:
        """Read the manifest.

        Raises:
            NotFoundError: There is no such folder.
            DamagedError: The folder or its manifest can't be read.
            NewerFormatError: A newer version of this program wrote it.
        """
        if not self._is_open:
            await asyncio.to_thread(self._read_manifest)
            self._is_open = True

    async def aclose(self) -> None:
        """Nothing is held between calls."""

    async def list_posts(
        self, query: PostQuery, *, after: PageToken | None = None
    ) -> Page[PostSummary]:
        """List all posts at once, newest first.

        Raises:
            DamagedError: The folder can't be read.
        """
        del after  # there is one page
        summaries = await asyncio.to_thread(self._list)
        found = [summary for summary in summaries if _matches(summary, query)]
        return Page(rows=tuple(found), next=None, total=len(found))

    async def get_post(self, post_id: PostId) -> Post:
        """Read one post; one that is damaged is there with what can be read of it.

        Raises:
            NotFoundError: There is no such post.
            DamagedError: The folder can't be read.
        """
        return await asyncio.to_thread(self._get_post, post_id)

    async def list_comments(
        self, post_id: PostId, *, after: PageToken | None = None
    ) -> Page[Comment]:
        """Read all comments of a post at once.

        Raises:
            NotFoundError: There is no such post.
            DamagedError: The comments can't be read.
        """
        del after  # there is one page
        comments = await asyncio.to_thread(self._comments, post_id)
        return Page(rows=comments, next=None, total=len(comments))

    async def changes_since(self, cursor: Cursor | None) -> Delta:
        """Bring everything, whatever the cursor is: the files are right here."""
        del cursor  # applying everything again does no harm
        page = await self.list_posts(PostQuery())
        posts = [await self.get_post(summary.id) for summary in page.rows]
        comments = [
            comment for post in posts for comment in (await self.list_comments(post.id)).rows
        ]
        return Delta(
            posts=tuple(posts), comments=tuple(comments), cursor=Cursor("all"), complete=True
        )

    async def submit(self, change: Change) -> Receipt:
        """Write a change into the files, durable when this returns.

        Raises:
            LockedError: Another program is writing there.
            ReadOnlyError: Nothing can be written there, or the disk is full.
            NotFoundError: The post or the comment is not there.
            RejectedError: It may not be done.
        """
        return await asyncio.to_thread(self._submit, change)

    # In a thread.

    def _read_manifest(self) -> None:
        if not self._root.is_dir():
            raise NotFoundError(f"There is no folder {clean.field(str(self._root))}.")
        path = self._root / MANIFEST
        try:
            manifest = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            manifest = {}
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise DamagedError(clean.field(f"{path} can't be read: {error}.")) from error
        else:
            self._is_archive = True
        schema = manifest.get("schema", SCHEMA)
        if isinstance(schema, int) and schema > SCHEMA:
            raise NewerFormatError(f"{self._root.name} was written by a newer tui-blog.")
        self._name = clean.field(str(manifest.get("name", ""))) or self._name
        self._capabilities = self._what_can_be_done()

    def _what_can_be_done(self) -> Capabilities:
        can_write = self._writable and os.access(self._root, os.W_OK | os.X_OK)
        return Capabilities(
            source_kind="folder of posts",
            add_comments=can_write,
            reply_to_comments=can_write,
            edit_own=can_write,
            delete_own=can_write,
            refusal="" if can_write else "This folder can only be read; nothing can be kept there.",
            held_first=False,
            identity=self._identity,
            comment_formats=frozenset({BodyFormat.MARKDOWN, BodyFormat.TEXT}),
            search=True,
        )

    def _scan(self) -> None:
        try:
            files = find_posts(self._root, is_archive=self._is_archive)
        except OSError as error:
            reason = clean.field(error.strerror or "unknown reason")
            raise DamagedError(
                f"{clean.field(str(self._root))} can't be read: {reason}."
            ) from error
        self._files = {file.id: file for file in files}

    def _list(self) -> list[PostSummary]:
        self._scan()
        known, self._summaries = self._summaries, {}
        for file in self._files.values():
            before = known.get(file.id)
            if before is not None and before[0] == file and not before[0].comments_path.exists():
                self._summaries[file.id] = before
            else:
                self._summaries[file.id] = (file, read_summary(file))
        summaries = [entry[1] for entry in self._summaries.values()]
        found = [summary for summary in summaries if summary is not None]
        found.sort(key=lambda summary: summary.id)
        found.sort(key=lambda summary: summary.published_at or _NO_DATE, reverse=True)
        return found

    def _file(self, post_id: PostId) -> PostFile:
        if post_id not in self._files:
            self._scan()
        if post_id not in self._files:
            raise NotFoundError("This post is not in the folder any more.")
        return self._files[post_id]

    def _get_post(self, post_id: PostId) -> Post:
        file = self._file(post_id)
        if not file.path.is_file():
            raise NotFoundError("This post is not in the folder any more.")
        return read_post(file)

    def _comments(self, post_id: PostId) -> tuple[Comment, ...]:
        path = self._file(post_id).comments_path
        try:
            return read_comments(path, post_id)
        except OSError as error:
            reason = clean.field(error.strerror or "unknown reason")
            raise DamagedError(f"{clean.field(path.name)} can't be read: {reason}.") from error

    def _submit(self, change: Change) -> Receipt:
        if not self._capabilities.add_comments:
            raise ReadOnlyError(self._capabilities.refusal)
        try:
            with self._locked():
                match change:
                    case AddComment():
                        return self._add(change)
                    case EditComment() | DeleteComment():
                        return self._change_own(change)
                    case ModerateComment():
                        raise RejectedError("Comments in a folder are not moderated.", code="kind")
        except OSError as error:
            reason = clean.field(error.strerror or "unknown reason")
            raise ReadOnlyError(f"It could not be written: {reason}.") from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the archive's lock for writing.

        Raises:
            LockedError: Another program holds it.
        """
        descriptor = os.open(self._root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                name = clean.field(self._root.name)
                raise LockedError(f"Another program is writing in {name}.") from error
            yield
        finally:
            os.close(descriptor)

    def _add(self, change: AddComment) -> Receipt:
        file = self._file(change.post_id)
        if read_post(file).summary.comments_open is False:
            raise RejectedError("Comments on this post are closed.", code="closed")
        known = {comment.id: comment for comment in self._comments(change.post_id)}
        comment_id = CommentId(f"{LOCAL}{change.change_id}")
        if comment_id in known:
            return Receipt(
                change_id=change.change_id,
                outcome=Outcome.ALREADY_STORED,
                comment=known[comment_id],
            )
        if change.parent_id is not None and change.parent_id.startswith(DAMAGED):
            raise RejectedError("A damaged comment can't be answered.", code="damaged")
        if change.parent_id is not None and change.parent_id not in known:
            raise NotFoundError("The comment it answers is not there any more.")
        comment = Comment(
            id=comment_id,
            post_id=change.post_id,
            parent_id=change.parent_id,
            author=self._identity,
            created_at=self._clock().replace(microsecond=0),
            body=change.body,
            own=True,
        )
        append_comment(file.comments_path, comment)
        return Receipt(change_id=change.change_id, outcome=Outcome.STORED, comment=comment)

    def _change_own(self, change: EditComment | DeleteComment) -> Receipt:
        file, comment = self._find_own(change.comment_id)
        if isinstance(change, EditComment):
            changed = replace(comment, body=change.body)
        else:
            changed = replace(comment, status=CommentStatus.DELETED)
        if changed == comment:
            return Receipt(
                change_id=change.change_id, outcome=Outcome.ALREADY_STORED, comment=comment
            )
        changed = replace(changed, modified_at=self._clock().replace(microsecond=0))
        rewrite_comment(file.comments_path, changed)
        return Receipt(change_id=change.change_id, outcome=Outcome.STORED, comment=changed)

    def _find_own(self, comment_id: CommentId) -> tuple[PostFile, Comment]:
        if not self._files:
            self._scan()
        for file in self._files.values():
            if file.comments_path.exists():
                for comment in self._comments(file.id):
                    if comment.id == comment_id:
                        if not comment.own:
                            raise RejectedError(
                                "Only your own comments can be changed.", code="own"
                            )
                        return file, comment
        raise NotFoundError("This comment is not there any more.")


def _matches(summary: PostSummary, query: PostQuery) -> bool:
    if query.slug and summary.slug != query.slug:
        return False
    text = f"{summary.title} {summary.excerpt} {' '.join(summary.tags)}".casefold()
    return all(word in text for word in query.text.casefold().split())
