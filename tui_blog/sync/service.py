"""One blog for everyone above storage: reading it, and writing to it through the outbox."""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import aclosing, suppress
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui_blog.model.capabilities import Capabilities
from tui_blog.model.ids import ChangeId, CommentId, PageToken, PostId
from tui_blog.model.post import Author, Body, BodyFormat, Post, PostSummary
from tui_blog.storage.adapter import (
    Forgotten,
    ListKeeper,
    Page,
    PostQuery,
    StorageAdapter,
    ThreadKeeper,
    TombstoneKeeper,
    at_once,
)

if TYPE_CHECKING:
    from tui_blog.model.change import AddComment, DeleteComment, EditComment
    from tui_blog.model.comment import Comment
    from tui_blog.model.thread import Thread
    from tui_blog.sync.drafts import DraftStore
    from tui_blog.sync.mirror import MirrorAdapter, Pulled
    from tui_blog.sync.outbox import Outbox
    from tui_blog.sync.reader_memory import ReaderMemory
    from tui_blog.sync.sending import Delivered, Sender

_DRAFTS, _OUTBOX, _READING = "drafts", "outbox", "reading.sqlite3"
_MAX_PAGES = 10_000
_RECENT_POSTS = 10
_ANY_POST = PostQuery()
_AT_ONCE = timedelta(0)
_OF_FOLDER = ("drafts", "outbox", "sender")


class ThreadView(NamedTuple):
    """A state of a thread while it is read."""

    thread: "Thread"
    total: int | None
    """How many comments there are, as the source says; `None` where it does not."""
    complete: bool
    """All pages were read."""


class BlogService:
    """Reads one blog, and writes to it through its outbox.

    Drafts work whether or not the blog can be reached. Reading raises what the adapter raises.
    """

    def __init__(
        self,
        adapter: StorageAdapter,
        *,
        folder: Callable[[], Path],
        earlier_folders: Callable[[], Collection[Path]] = tuple,
        reading_file: Path | None = None,
        mirror: "MirrorAdapter | None" = None,
        remove_traces: Callable[[], object] = int,
        clock: Callable[[], datetime],
        make_id: Callable[[], str],
        identity: Author,
        account: str = "",
    ) -> None:
        """Connect an adapter with the drafts and the outbox of its blog.

        Args:
            adapter: Where posts and comments are.
            folder: Names where drafts and outbox are kept, for this blog alone. Asked again once
                the blog is open: only then its own address is known.
            reading_file: Where reading is remembered, for all blogs; `None` for a file of this
                blog's own, beside its drafts.
            mirror: The adapter once more, where it is a copy that can be brought up to date.
            earlier_folders: Names others where there may be some of it; asked once it is open.
            remove_traces: Clears away what was made of texts that are here no more. Blocks.
            clock: The time of now.
            make_id: Makes strings that are unique for ever.
            identity: Whom one comments as where the source does not say.
            account: Who logs in at the source, or the guest; empty where that makes no difference.
        """
        self._adapter = adapter
        self._mirror = mirror
        self._remove_traces = remove_traces
        self._clock = clock
        self._make_id = make_id
        self._identity = identity
        self._account = account
        self._is_open = False
        self._name_folder = folder
        self._reading_file = reading_file
        self._name_earlier_folders = earlier_folders
        self._folder = folder()

    @property
    def name(self) -> str:
        """The blog's name for people."""
        return self._adapter.name

    @property
    def key(self) -> str:
        """What tells the blog from others for ever, once it is open: its folder's name."""
        return self._folder.name

    @cached_property
    def memory(self) -> "ReaderMemory":
        """What is remembered of reading here; for when the blog is open."""
        from tui_blog.sync.reader_memory import ReaderMemory

        path = self._reading_file or self._folder / _READING
        return ReaderMemory(path, key=self.key, clock=self._clock)

    @cached_property
    def drafts(self) -> "DraftStore":
        """What is being written here."""
        from tui_blog.sync.drafts import DraftStore

        return DraftStore(self._folder / _DRAFTS, clock=self._clock)

    @cached_property
    def outbox(self) -> "Outbox":
        """What is on its way to the blog."""
        from tui_blog.sync.outbox import Outbox

        return Outbox(self._folder / _OUTBOX, clock=self._clock)

    @cached_property
    def sender(self) -> "Sender":
        """Brings it there."""
        from tui_blog.sync.sending import Sender

        return Sender(
            adapter=self._adapter,
            drafts=self.drafts,
            outbox=self.outbox,
            clock=self._clock,
            author=lambda: self.capabilities.identity or self._identity,
            account=self._account,
        )

    @property
    def is_anything_pending(self) -> bool:
        """Whether there may be drafts or entries of the outbox; a look at two folders."""
        return any(_holds_something(self._folder / name) for name in (_DRAFTS, _OUTBOX))

    @property
    def is_mirror(self) -> bool:
        """Whether this reads a copy that `sync` brings up to date."""
        return self._mirror is not None

    @property
    def capabilities(self) -> Capabilities:
        """What can be done here; nothing as long as the blog could not be opened."""
        if self._is_open:
            return self._adapter.capabilities
        return Capabilities(refusal="This blog could not be reached yet.")

    @property
    def identities(self) -> tuple[Author, ...]:
        """Everybody that the person is here: whom they comment as, and who they are elsewhere."""
        account = self.capabilities.identity
        return (self._identity,) if account is None else (account, self._identity)

    async def open(self) -> None:
        """Get ready; may be called again after it failed.

        Raises:
            StorageError: As the adapter's `open`.
        """
        if self._is_open:
            return
        self._recover()
        await self._adapter.open()
        earlier = {*self._name_earlier_folders(), self._folder}
        self._folder = self._name_folder()
        for name in _OF_FOLDER:
            self.__dict__.pop(name, None)
        for folder in sorted(earlier - {self._folder}):
            self._adopt(folder)
        self._recover()
        self._is_open = True

    async def aclose(self) -> None:
        """Let go of connections and locks; what is remembered is on disk then."""
        if "memory" in self.__dict__:
            await asyncio.to_thread(self.memory.close)
        await self._adapter.aclose()

    async def list_posts(
        self, *, query: PostQuery = _ANY_POST, after: PageToken | None = None
    ) -> Page[PostSummary]:
        """List one page of posts, newest first.

        Raises:
            StorageError: As the adapter's `list_posts`.
        """
        return await self._adapter.list_posts(query, after=after)

    async def find_newest(self) -> Page[PostSummary] | None:
        """Return the first page of posts as it was the last time, where that is remembered.

        It is there at once, and may not be so any more: `list_posts` tells.
        """
        adapter = self._adapter
        return await adapter.find_newest() if isinstance(adapter, ListKeeper) else None

    async def load_post(self, post_id: PostId) -> Post:
        """Read one post.

        Raises:
            StorageError: As the adapter's `get_post`.
        """
        return await self._adapter.get_post(post_id)

    async def load_thread(self, post_id: PostId) -> AsyncIterator[ThreadView]:
        """Read a thread, with what is written here and not delivered in its place.

        Yields:
            The thread after the first page, then whenever it has doubled, then as a whole. At
            least one view; the last one is complete.

        Raises:
            StorageError: As the adapter's `list_comments`; what was yielded stays true.
        """
        thread = await self._find_thread(post_id)
        if thread is not None:
            yield ThreadView(
                thread=self._changed(post_id, thread), total=len(thread), complete=True
            )
            self.sender.forget_listed(post_id, thread.find)
            return
        comments: dict[CommentId, Comment] = {}
        tokens: set[PageToken] = set()
        token: PageToken | None = None
        total: int | None = None
        shown = 0
        for _ in range(_MAX_PAGES):
            page = await self._adapter.list_comments(post_id, after=token)
            comments.update((comment.id, comment) for comment in page.rows)
            token = page.next
            total = page.total if page.total is not None else total
            if token is None or token in tokens:
                break
            tokens.add(token)
            if not shown or len(comments) >= 2 * shown:
                shown = max(1, len(comments))
                yield self._view(post_id, comments, total=total, complete=False)
        yield self._view(post_id, comments, total=total, complete=True)
        self.sender.forget_listed(post_id, comments.get)

    async def send(
        self,
        *,
        post: PostSummary,
        parent_id: CommentId | None,
        text: str,
        undo_for: timedelta = _AT_ONCE,
    ) -> "AddComment":
        """Put a new comment into the outbox; see `Sender.queue`.

        What was there before, and was taken back, is the same one again: replies wait for it.
        """
        from tui_blog.model.change import AddComment

        draft = self.drafts.find(post.id, parent_id)
        was = draft.change_id if draft is not None and draft.text.strip() in text else None
        if was is not None and not self.sender.is_free(was):
            was = None
        formats = self.capabilities.comment_formats
        chosen = BodyFormat.MARKDOWN if BodyFormat.MARKDOWN in formats else BodyFormat.TEXT
        change = AddComment(
            change_id=was or self._new_id(),
            post_id=post.id,
            parent_id=parent_id,
            body=Body(source=text, format=chosen),
        )
        self.sender.queue(change, post_title=post.title, undo_for=undo_for)
        return change

    async def edit(
        self, comment: "Comment", text: str, *, post_title: str, undo_for: timedelta = _AT_ONCE
    ) -> "EditComment":
        """Put another text for a comment of one's own into the outbox; see `Sender.queue`."""
        from tui_blog.model.change import EditComment

        is_html = comment.body.format is BodyFormat.HTML
        change = EditComment(
            change_id=self._new_id(),
            post_id=comment.post_id,
            comment_id=comment.id,
            body=Body(source=text, format=BodyFormat.TEXT if is_html else comment.body.format),
            before=comment.body,
        )
        self.sender.queue(change, post_title=post_title, undo_for=undo_for)
        return change

    async def delete(
        self, comment: "Comment", *, post_title: str, undo_for: timedelta = _AT_ONCE
    ) -> "DeleteComment":
        """Put the deletion of a comment of one's own into the outbox; see `Sender.queue`."""
        from tui_blog.model.change import DeleteComment

        change = DeleteComment(
            change_id=self._new_id(), post_id=comment.post_id, comment_id=comment.id
        )
        self.sender.queue(change, post_title=post_title, undo_for=undo_for)
        return change

    async def list_tombstones(self, post_id: PostId | None = None) -> "tuple[Comment, ...]":
        """List the deleted comments that something is known of still.

        Args:
            post_id: Only those on this post.

        Raises:
            StorageError: As `TombstoneKeeper.list_tombstones`.
        """
        adapter = self._adapter
        if not isinstance(adapter, TombstoneKeeper):
            return ()
        return await adapter.list_tombstones(post_id)

    async def forget(self, comments: "Sequence[Comment]") -> Forgotten:
        """Forget for good what deleted comments said: in the files, and all that came of them.

        Args:
            comments: Some of those that `list_tombstones` lists.

        Raises:
            StorageError: As `TombstoneKeeper.forget`; also where the index for searching refuses:
                then the files are without them already.
        """
        adapter = self._adapter
        if not isinstance(adapter, TombstoneKeeper):
            return Forgotten(emptied=(), removed=())
        # First what nothing would lead to any more, should the program die in between.
        await self.memory.forget_texts(comments)
        forgotten = await adapter.forget(comments)
        await self.memory.note_forgotten(forgotten)
        await asyncio.to_thread(self._remove_traces)
        return forgotten

    async def sync(
        self,
        *,
        reading: Collection[PostId] = (),
        is_full: bool = False,
        give_way: Callable[[], Awaitable[object]] = at_once,
    ) -> "AsyncGenerator[Delivered | Pulled, None]":
        """Deliver what waits, then bring the copy up to date. May be left at any point.

        Args:
            reading: Posts whose threads are read again in any case, beside those that were read
                here lately.
            is_full: Read everything again.
            give_way: Awaited before each piece of the pull; whoever reads meanwhile goes first.

        Yields:
            What became of each delivery, then how far the pull is.

        Raises:
            StorageError: As the mirror's `pull`; nothing for a blog that is read where it is.
        """
        for delivered in await self.sender.deliver_waiting():
            yield delivered
        if self._mirror is not None:
            recent = await self.memory.list_recent(most=_RECENT_POSTS)
            pull = self._mirror.pull(
                reading=reading, recent=recent, is_full=is_full, give_way=give_way
            )
            async with aclosing(pull) as events:
                async for pulled in events:
                    yield pulled

    def _new_id(self) -> ChangeId:
        return ChangeId(self._make_id())

    def _adopt(self, folder: Path) -> None:
        """Take over drafts and outbox of a folder; what can't be moved now is moved next time."""
        if folder.is_dir():
            from tui_blog.sync.adopting import adopt_drafts, adopt_outbox
            from tui_blog.sync.drafts import DraftStore
            from tui_blog.sync.outbox import Outbox

            with suppress(OSError):
                theirs = Outbox(folder / _OUTBOX, clock=self._clock)
                adopt_outbox(theirs, self._folder / _OUTBOX)
                adopt_drafts(DraftStore(folder / _DRAFTS, clock=self._clock), self.drafts)

    def _recover(self) -> None:
        """Put in order what a program that died in the middle left behind.

        A disk that can't be written to is no reason not to read: nothing depends on this.
        """
        if not _holds_something(self._folder / _OUTBOX):
            return
        from tui_blog.sync.copies import settle_copies

        with suppress(OSError):
            self.outbox.recover()
            settle_copies(self.drafts, self.outbox)

    async def _find_thread(self, post_id: PostId) -> "Thread | None":
        """Open a thread that is too large to be listed, where the source can."""
        adapter = self._adapter
        return await adapter.find_thread(post_id) if isinstance(adapter, ThreadKeeper) else None

    def _changed(self, post_id: PostId, thread: "Thread") -> "Thread":
        from tui_blog.model.thread import with_comment

        for comment in self.sender.changes_to(post_id, thread.find):
            thread = with_comment(thread, comment)
        return thread

    def _view(
        self,
        post_id: PostId,
        comments: "dict[CommentId, Comment]",
        *,
        total: int | None,
        complete: bool,
    ) -> ThreadView:
        from tui_blog.model.thread import build_thread

        changes = self.sender.changes_to(post_id, comments.get)
        thread = build_thread([*comments.values(), *changes])
        return ThreadView(thread=thread, total=total, complete=complete)


def _holds_something(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(True for _ in entries)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # who reads it says what is wrong
