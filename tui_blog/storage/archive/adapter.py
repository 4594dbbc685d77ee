"""A folder of posts as a blog: read as it is, and answered in files beside the posts."""

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui_blog.model.capabilities import Capabilities
from tui_blog.model.errors import BadResponseError, DamagedError, NotFoundError, ReadOnlyError
from tui_blog.model.ids import CommentId, Cursor, PageToken, PostId
from tui_blog.model.post import Author, BodyFormat, Post, PostSummary
from tui_blog.storage.adapter import Delta, Forgotten, Page, PostQuery
from tui_blog.storage.archive.limits import MAX_COMMENT_BYTES
from tui_blog.storage.archive.list_cache import ListCache
from tui_blog.storage.archive.manifest import read_manifest
from tui_blog.storage.archive.post_lists import PostLists
from tui_blog.storage.archive.scan import PostFile, find_posts
from tui_blog.text import clean

if TYPE_CHECKING:
    from tui_blog.model.change import Change, Receipt
    from tui_blog.model.comment import Comment
    from tui_blog.model.thread import Thread

_NO_DATE = datetime.min.replace(tzinfo=UTC)
_DELTA_POSTS = 100
_BEHIND = "behind:"


class ArchiveAdapter:
    """Reads any folder with Markdown or HTML posts; writes comments made here.

    Damage is shown, not raised: a post that can't be read as it should says so in its summary, a
    line of comments that can't be read is there as a comment that says so.
    """

    def __init__(
        self,
        root: Path,
        *,
        identity: Author,
        clock: Callable[[], datetime],
        writable: bool = True,
        page_size: int = 1000,
        cache_folder: Path | None = None,
    ) -> None:
        """Name the folder; nothing is read yet.

        Args:
            root: The folder.
            identity: Whom one comments as.
            clock: The time of now.
            writable: `False` to take no comments.
            page_size: Posts of a page.
            cache_folder: Where it may keep what makes it quicker; `None` for nowhere.
        """
        self._root = root
        self._cache_folder = cache_folder
        self._lists = PostLists(ListCache(cache_folder, root), page_size=page_size)
        self._identity = identity
        self._writable = writable
        self._clock = clock
        self._name = clean.field(root.absolute().name) or "posts"
        self._is_archive = False
        self._id_prefix = ""
        self._is_open = False
        self._capabilities = Capabilities(refusal="The folder is not open yet.")
        self._listing = threading.Lock()
        self._files: dict[PostId, PostFile] = {}
        """Never changed, only replaced: several threads look things up here."""

    @property
    def name(self) -> str:
        """The name in the manifest or the site's settings, else the folder's."""
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        """What can be done here."""
        return self._capabilities

    async def open(self) -> None:
        """Read the manifest.

        Raises:
            NotFoundError: There is no such folder.
            DamagedError: The folder can't be read.
            NewerFormatError: A newer version of this program wrote it.
        """
        if not self._is_open:
            await asyncio.to_thread(self._open)
            self._is_open = True

    async def aclose(self) -> None:
        """Nothing is held between calls."""

    async def list_posts(
        self, query: PostQuery, *, after: PageToken | None = None
    ) -> Page[PostSummary]:
        """List one page of posts, newest first; what their authors keep back is left out.

        A post without a date has that of its file.

        Raises:
            DamagedError: The folder can't be read.
            BadResponseError: The page token is none of this adapter's.
        """
        return await asyncio.to_thread(self._list_posts, query, after)

    async def find_newest(self) -> Page[PostSummary] | None:
        """Return the newest posts as they were last; see `ListKeeper.find_newest`."""
        return await asyncio.to_thread(self._lists.find_newest)

    async def get_post(self, post_id: PostId) -> Post:
        """Read one post; one that is damaged is there with what can be read of it.

        Raises:
            NotFoundError: There is no such post.
            DamagedError: The folder can't be read.
        """
        return await asyncio.to_thread(self._get_post, post_id)

    async def list_comments(
        self, post_id: PostId, *, after: PageToken | None = None
    ) -> Page["Comment"]:
        """List all comments of a post at once, oldest first.

        Raises:
            NotFoundError: There is no such post.
            DamagedError: The file with the comments can't be read at all.
        """
        del after  # there is one page
        comments = await asyncio.to_thread(self._list_comments, post_id)
        return Page(rows=tuple(comments), next=None, total=len(comments))

    async def find_thread(self, post_id: PostId) -> "Thread | None":
        """Open a large thread; see `ThreadKeeper.find_thread`."""
        large = await asyncio.to_thread(self._find_unprepared, post_id)
        if large is not None and self._cache_folder is not None:
            from tui_blog.storage.archive.skeleton_process import make_elsewhere

            await make_elsewhere(large, self._cache_folder)
        return await asyncio.to_thread(self._find_thread, post_id)

    async def list_tombstones(self, post_id: PostId | None) -> "tuple[Comment, ...]":
        """List deleted comments; see `TombstoneKeeper.list_tombstones`."""
        return await asyncio.to_thread(self._list_tombstones, post_id)

    async def forget(self, comments: "Sequence[Comment]") -> Forgotten:
        """Forget deleted comments; see `TombstoneKeeper.forget`."""
        return await asyncio.to_thread(self._forget, comments)

    async def changes_since(self, cursor: Cursor | None) -> Delta:
        """Bring all posts with their comments, a hundred posts at a time, then all over again.

        No file tells reliably when it came here, and files are read faster than doubts are
        settled. Files that are gone are not told of: a folder that is not mounted would seem empty.

        Raises:
            DamagedError: The folder can't be read.
            BadResponseError: The cursor is none of this adapter's.
        """
        return await asyncio.to_thread(self._changes_since, cursor)

    async def submit(self, change: "Change") -> "Receipt":
        """Write a change into the files, durable when this returns.

        Raises:
            LockedError: Another program is writing there.
            ReadOnlyError: Nothing can be written there, or the disk is full.
            NotFoundError: The post or the comment is not there.
            RejectedError: It may not be done.
        """
        return await asyncio.to_thread(self._submit, change)

    # In a thread.

    def _open(self) -> None:
        if not self._root.is_dir():
            raise NotFoundError(f"There is no folder {clean.field(str(self._root))}.")
        manifest = read_manifest(self._root)
        self._name = manifest.name
        self._is_archive = manifest.is_archive
        self._id_prefix = manifest.id_prefix
        self._capabilities = self._what_can_be_done(manifest.damage)

    def _what_can_be_done(self, damage: str) -> Capabilities:
        refusal = ""
        if damage:
            refusal = f"{damage} Until it is repaired, nothing is written there."
        elif not (self._writable and os.access(self._root, os.W_OK | os.X_OK)):
            refusal = "This folder can only be read, so no comments can be kept there."
        return Capabilities(
            source_kind="folder of posts",
            add_comments=not refusal,
            reply_to_comments=not refusal,
            edit_own=not refusal,
            delete_own=not refusal,
            refusal=refusal,
            held_first=False,
            identity=self._identity,
            comment_formats=frozenset({BodyFormat.MARKDOWN, BodyFormat.TEXT}),
            max_comment_bytes=MAX_COMMENT_BYTES,
            search=True,
        )

    def _scan(self) -> None:
        try:
            files = find_posts(self._root, is_archive=self._is_archive, id_prefix=self._id_prefix)
        except OSError as error:
            from tui_blog.storage.archive.posts import reason_of

            where = clean.field(str(self._root))
            raise DamagedError(f"{where} can't be read: {reason_of(error)}.") from error
        self._files = {file.id: file for file in files}

    def _list_posts(self, query: PostQuery, after: PageToken | None) -> Page[PostSummary]:
        with self._listing:
            if after is None or not self._lists.is_read:
                self._scan()
                self._lists.read(self._files)
            return self._lists.page(query, after, files=self._files)

    def _file(self, post_id: PostId) -> PostFile:
        file = self._files.get(post_id)
        if not self._files:  # one begins with a post before the folder is looked through
            file = self._lists.find_file(post_id)
        if file is None or not os.path.isfile(file.path):  # noqa: PTH113  it is text already
            self._scan()
            file = self._files.get(post_id)
        if file is None:
            raise NotFoundError("This post is not in the folder any more.")
        return file

    def _get_post(self, post_id: PostId) -> Post:
        from tui_blog.storage.archive.posts import read_post

        file = self._file(post_id)
        post = read_post(file)
        return Post(summary=self._lists.counted(post.summary, file), body=post.body)

    def _list_comments(self, post_id: PostId) -> "list[Comment]":
        from tui_blog.storage.archive.comments import read_comments
        from tui_blog.storage.archive.posts import reason_of

        file = self._file(post_id)
        try:
            comments = read_comments(file.comments_path, post_id, self._identity)
        except OSError as error:
            raise DamagedError(f"The comments can't be read: {reason_of(error)}.") from error
        comments.sort(key=lambda comment: comment.created_at or _NO_DATE)
        return comments

    def _find_unprepared(self, post_id: PostId) -> str | None:
        """Return the file of a thread that is to be prepared in a process of its own."""
        from tui_blog.storage.archive.skeleton_process import wants_process

        path = self._file(post_id).comments_path
        return path if wants_process(path, self._cache_folder) else None

    def _find_thread(self, post_id: PostId) -> "Thread | None":
        from tui_blog.storage.archive.posts import reason_of
        from tui_blog.storage.archive.skeleton import open_thread

        file = self._file(post_id)
        try:
            return open_thread(file.comments_path, post_id, self._identity, self._cache_folder)
        except OSError as error:
            raise DamagedError(f"The comments can't be read: {reason_of(error)}.") from error

    def _list_tombstones(self, post_id: PostId | None) -> "tuple[Comment, ...]":
        from tui_blog.storage.archive.forgetting import list_tombstones
        from tui_blog.storage.archive.posts import reason_of

        self._scan()
        files = list(self._files.values()) if post_id is None else [self._file(post_id)]
        try:
            return tuple(list_tombstones(files, self._identity))
        except OSError as error:
            raise DamagedError(f"The comments can't be read: {reason_of(error)}.") from error

    def _forget(self, comments: "Sequence[Comment]") -> Forgotten:
        from tui_blog.storage.archive.forgetting import forget_comments
        from tui_blog.storage.archive.posts import reason_of

        wanted: dict[PostId, set[CommentId]] = {}
        for comment in comments:
            wanted.setdefault(comment.post_id, set()).add(comment.id)
        files = {post_id: self._file(post_id) for post_id in wanted}
        try:
            return forget_comments(self._root, files, wanted)
        except OSError as error:
            raise ReadOnlyError(f"They could not be forgotten: {reason_of(error)}.") from error

    def _changes_since(self, cursor: Cursor | None) -> Delta:
        last_id = _read_cursor(cursor)
        self._scan()
        due = sorted(post_id for post_id in self._files if post_id > last_id)
        posts, comments = [], []
        for post_id in due[:_DELTA_POSTS]:
            posts.append(self._get_post(post_id))
            comments += self._list_comments(post_id)
        complete = len(due) <= _DELTA_POSTS
        reached = "" if complete else posts[-1].id
        return Delta(
            posts=tuple(posts),
            comments=tuple(comments),
            cursor=Cursor(f"{_BEHIND}{reached}"),
            complete=complete,
        )

    def _submit(self, change: "Change") -> "Receipt":
        from tui_blog.model.change import AddComment, DeleteComment, EditComment, ModerateComment
        from tui_blog.storage.archive.writer import CommentWriter

        if not self._capabilities.add_comments:
            raise ReadOnlyError(self._capabilities.refusal)
        writer = CommentWriter(self._root, self._identity, self._clock)
        match change:
            case AddComment():
                return writer.add(change, self._file(change.post_id))
            case EditComment():
                return writer.edit(change, self._file(change.post_id))
            case DeleteComment():
                return writer.delete(change, self._file(change.post_id))
            case ModerateComment():
                raise ReadOnlyError("Comments in a folder are not moderated.")


def _read_cursor(cursor: Cursor | None) -> str:
    if cursor is None:
        return ""
    if not cursor.startswith(_BEHIND):
        raise BadResponseError("This cursor is none of this folder's.")
    return cursor.removeprefix(_BEHIND)
