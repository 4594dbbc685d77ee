"""One blog for everyone above storage: reading it, and writing to it through the outbox."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Iterator
from contextlib import ExitStack, aclosing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui_blog.model.capabilities import Capabilities
from tui_blog.model.change import AddComment, Receipt
from tui_blog.model.comment import Comment, Delivery, DeliveryState
from tui_blog.model.errors import (
    ConflictError,
    LockedError,
    ReadOnlyError,
    StorageError,
    TransientError,
)
from tui_blog.model.ids import ChangeId, CommentId, PageToken, PostId
from tui_blog.model.post import Author, Body, BodyFormat, Post, PostSummary
from tui_blog.model.thread import Thread, build_thread
from tui_blog.storage.adapter import Page, PostQuery, StorageAdapter
from tui_blog.sync.adopting import adopt_drafts, adopt_outbox
from tui_blog.sync.copies import hold_back, retire_draft, settle_copies
from tui_blog.sync.drafts import Draft, DraftStore
from tui_blog.sync.outbox import Outbox, OutboxEntry
from tui_blog.sync.outcomes import note_failure, note_repeated_failure

if TYPE_CHECKING:
    from tui_blog.sync.mirror import MirrorAdapter, Pulled

_LOCAL = "local:"
_DRAFTS, _OUTBOX = "drafts", "outbox"
_MAX_PAGES = 10_000
_ANY_POST = PostQuery()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView:
    """A state of a thread while it is read."""

    thread: Thread
    total: int | None
    """How many comments there are, as the source says; `None` where it does not."""
    complete: bool
    """All pages were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of one attempt to deliver."""

    change_id: ChangeId
    state: DeliveryState | None
    """`None`: the source has it."""
    comment: Comment
    """As it is to stand in the thread now."""
    error: StorageError | None = None
    """Why it was not delivered."""


class _ParentWaitsError(TransientError):
    """A reply can't leave before the comment that it answers."""


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
        mirror: "MirrorAdapter | None" = None,
        clock: Callable[[], datetime],
        make_id: Callable[[], str],
        identity: Author,
    ) -> None:
        """Connect an adapter with the drafts and the outbox of its blog.

        Args:
            adapter: Where posts and comments are.
            folder: Names where drafts and outbox are kept, for this blog alone. Asked again once
                the blog is open: only then its own address is known.
            mirror: The adapter once more, where it is a copy that can be brought up to date.
            earlier_folders: Names others where there may be some of it; asked once it is open.
            clock: The time of now.
            make_id: Makes strings that are unique for ever.
            identity: Whom one comments as where the source does not say.
        """
        self._adapter = adapter
        self._mirror = mirror
        self._clock = clock
        self._make_id = make_id
        self._identity = identity
        self._is_open = False
        self._delivered: dict[PostId, dict[CommentId, Comment]] = {}
        self._settled: set[ChangeId] = set()
        self._name_folder = folder
        self._name_earlier_folders = earlier_folders
        self._folder = folder()
        self._open_folder()

    @property
    def name(self) -> str:
        """The blog's name for people."""
        return self._adapter.name

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
        self._open_folder()
        for folder in sorted(earlier - {self._folder}):
            self._adopt(folder)
        self._recover()
        self._is_open = True

    async def aclose(self) -> None:
        """Let go of connections and locks."""
        await self._adapter.aclose()

    async def list_posts(
        self, *, query: PostQuery = _ANY_POST, after: PageToken | None = None
    ) -> Page[PostSummary]:
        """List one page of posts, newest first.

        Raises:
            StorageError: As the adapter's `list_posts`.
        """
        return await self._adapter.list_posts(query, after=after)

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
        delivered = self._delivered.get(post_id, {})
        for comment_id in delivered.keys() & comments.keys():
            del delivered[comment_id]

    async def send(
        self, *, post: PostSummary, parent_id: CommentId | None, text: str
    ) -> AddComment:
        """Put a comment into the outbox; its draft is taken away once that is durable.

        A draft for the same target that says something else is discarded, to be restored.

        Raises:
            ReadOnlyError: It could not be written to the disk; the draft is as it was.
        """
        formats = self.capabilities.comment_formats
        chosen = BodyFormat.MARKDOWN if BodyFormat.MARKDOWN in formats else BodyFormat.TEXT
        change = AddComment(
            change_id=ChangeId(self._make_id()),
            post_id=post.id,
            parent_id=parent_id,
            body=Body(source=text, format=chosen),
        )
        try:
            self.outbox.add(change, post_title=post.title)
        except OSError as error:
            # The person keeps the draft and will send it again, so no entry may be left behind.
            with suppress(OSError):
                self.outbox.remove(change.change_id)
            raise _disk_error(error) from error
        # The comment is safe; a draft that can't be removed is found to be a copy at next start.
        with suppress(OSError):
            retire_draft(self.drafts, change)
        return change

    async def deliver(self, change_id: ChangeId) -> Delivered:
        """Try once to deliver an entry of the outbox.

        An entry whose outcome is not known is sent again as it is: the adapters tell a repeat
        from a new comment.

        Raises:
            ConflictError: There is no such entry (any more).
            ReadOnlyError: Its lock can not be taken, or a reply not be marked: the disk fails.
        """
        with ExitStack() as held:
            with _disk_errors():
                is_ours = held.enter_context(self.outbox.lock(change_id))
            entry = self._entry(change_id)
            if not is_ours:
                return self._undelivered(entry, LockedError("Another window is sending it."))
            with _disk_errors():
                waiting = self._waits_for_parent(entry)
            return waiting or await self._submit(entry)

    async def deliver_waiting(self) -> tuple[Delivered, ...]:
        """Try to deliver, one at a time and oldest first, all that is not parked.

        It stops where the blog can't be reached or asks to wait: the rest would fare the same.
        What another program delivered meanwhile is left out.
        """
        attempts = []
        for entry in self.outbox.list_all():
            if entry.state is DeliveryState.PARKED:
                continue
            try:
                delivered = await self.deliver(entry.change.change_id)
            except ConflictError:
                continue
            except ReadOnlyError as error:
                delivered = self._undelivered(entry, error)
            attempts.append(delivered)
            if _is_out_of_reach(delivered.error):
                break
        return tuple(attempts)

    async def sync(
        self, *, reading: Collection[PostId] = (), is_full: bool = False
    ) -> "AsyncGenerator[Delivered | Pulled, None]":
        """Deliver what waits, then bring the copy up to date. May be left at any point.

        Args:
            reading: Posts whose threads are read again in any case.
            is_full: Read everything again.

        Yields:
            What became of each delivery, then how far the pull is.

        Raises:
            StorageError: As the mirror's `pull`; nothing for a blog that is read where it is.
        """
        for delivered in await self.deliver_waiting():
            yield delivered
        if self._mirror is not None:
            async with aclosing(self._mirror.pull(reading=reading, is_full=is_full)) as pull:
                async for pulled in pull:
                    yield pulled

    def pending_comment(self, entry: OutboxEntry) -> Comment:
        """Return an entry as the comment that stands for it in the thread."""
        change = entry.change
        return Comment(
            id=CommentId(f"{_LOCAL}{change.change_id}"),
            post_id=change.post_id,
            parent_id=change.parent_id,
            author=self.capabilities.identity or self._identity,
            created_at=entry.created_at,
            body=change.body,
            own=True,
            delivery=Delivery(state=entry.state, reason=entry.reason),
        )

    def take_back(self, change_id: ChangeId) -> Draft:
        """Make an entry a draft again.

        Raises:
            ConflictError: There is a draft for the same target, or the entry is gone.
            ReadOnlyError: It is being sent, or may have been stored; or the disk is full.
        """
        with self._giving_up(change_id) as (entry, draft):
            current = self.drafts.find(draft.post_id, draft.parent_id)
            if current is not None and current.text != draft.text:
                raise ConflictError("There is a draft for the same target; send that first.")
            hold_back(self.outbox, entry)
            self.drafts.save(draft)
            self.outbox.remove(change_id)
        return draft

    def drop(self, change_id: ChangeId) -> None:
        """Give an entry up; its text can be restored as a discarded draft.

        Raises:
            ConflictError: The entry is gone.
            ReadOnlyError: It is being sent, or may have been stored; or the disk is full.
        """
        with self._giving_up(change_id) as (entry, draft):
            hold_back(self.outbox, entry)
            self.drafts.put_aside(draft)
            self.outbox.remove(change_id)

    def _open_folder(self) -> None:
        self.drafts = DraftStore(self._folder / _DRAFTS, clock=self._clock)
        self.outbox = Outbox(self._folder / _OUTBOX, clock=self._clock)

    def _adopt(self, folder: Path) -> None:
        """Take over drafts and outbox of a folder; what can't be moved now is moved next time."""
        if folder.is_dir():
            with suppress(OSError):
                theirs = Outbox(folder / _OUTBOX, clock=self._clock)
                adopt_outbox(theirs, self._folder / _OUTBOX)
                adopt_drafts(DraftStore(folder / _DRAFTS, clock=self._clock), self.drafts)

    def _recover(self) -> None:
        """Put in order what a program that died in the middle left behind.

        A disk that can't be written to is no reason not to read: nothing depends on this.
        """
        with suppress(OSError):
            self.outbox.recover()
            settle_copies(self.drafts, self.outbox)

    def _entry(self, change_id: ChangeId) -> OutboxEntry:
        entry = None if change_id in self._settled else self.outbox.find(change_id)
        if entry is None:
            raise ConflictError("This comment is not in the outbox any more.")
        return entry

    @contextmanager
    def _giving_up(self, change_id: ChangeId) -> Iterator[tuple[OutboxEntry, Draft]]:
        """Hold an entry that is certainly not on the blog, with the draft it becomes."""
        with _disk_errors(), self.outbox.lock(change_id) as is_ours:
            entry = self._entry(change_id)
            if not is_ours or entry.state in (DeliveryState.SENDING, DeliveryState.UNKNOWN):
                raise ReadOnlyError("It may already be on the blog; $ finds out.")
            change = entry.change
            yield (
                entry,
                Draft(
                    post_id=change.post_id,
                    parent_id=change.parent_id,
                    text=change.body.source,
                    saved_at=self._clock(),
                    cursor=len(change.body.source),
                    post_title=entry.post_title,
                ),
            )

    def _view(
        self,
        post_id: PostId,
        comments: dict[CommentId, Comment],
        *,
        total: int | None,
        complete: bool,
    ) -> ThreadView:
        merged = {**self._delivered.get(post_id, {}), **comments}
        for entry in self.outbox.list_all():
            pending = self.pending_comment(entry)
            change = entry.change
            if change.post_id == post_id and change.change_id not in self._settled:
                merged.setdefault(pending.id, pending)
        return ThreadView(thread=build_thread(merged.values()), total=total, complete=complete)

    def _waits_for_parent(self, entry: OutboxEntry) -> Delivered | None:
        """Hold a reply back whose parent was written here and is not delivered."""
        parent_id = entry.change.parent_id
        if parent_id is None or not parent_id.startswith(_LOCAL):
            return None
        parent = self.outbox.find(ChangeId(parent_id.removeprefix(_LOCAL)))
        if parent is None:
            return None
        if parent.state is DeliveryState.PARKED:
            refusal = ReadOnlyError("The comment it answers was not accepted.")
            return self._undelivered(self.outbox.mark_parked(entry, reason=str(refusal)), refusal)
        waiting = _ParentWaitsError("It waits for the comment it answers.")
        if entry.reason != str(waiting):
            entry = self.outbox.mark_queued(entry, reason=str(waiting), not_before=None)
        return self._undelivered(entry, waiting)

    async def _submit(self, entry: OutboxEntry) -> Delivered:
        # Found as `sending` under our lock, its sender died or gave up in the middle.
        in_doubt = entry.state in (DeliveryState.UNKNOWN, DeliveryState.SENDING)
        try:
            sending = self.outbox.mark_sending(entry)
        except OSError as error:
            return self._undelivered(entry, _disk_error(error))
        try:
            receipt = await self._adapter.submit(entry.change)
        except StorageError as error:
            return self._failed(sending, error, in_doubt=in_doubt)
        return self._stored(sending, receipt)

    def _failed(self, entry: OutboxEntry, error: StorageError, *, in_doubt: bool) -> Delivered:
        try:
            note = note_repeated_failure if in_doubt else note_failure
            noted = note(self.outbox, entry, error, now=self._clock())
        except OSError as disk_error:
            # On disk it stands as being sent, which is read as not known from now on.
            return self._undelivered(
                replace(entry, state=DeliveryState.UNKNOWN), _disk_error(disk_error)
            )
        return self._undelivered(noted, error)

    def _stored(self, entry: OutboxEntry, receipt: Receipt) -> Delivered:
        change_id = entry.change.change_id
        comment = receipt.comment or replace(self.pending_comment(entry), delivery=None)
        self._delivered.setdefault(comment.post_id, {})[comment.id] = comment
        self._settled.add(change_id)
        # Should the disk fail, the entry is found as `sending` at next start, and the blog then
        # says that it has the comment.
        with suppress(OSError):
            self.outbox.adopt_replies(CommentId(f"{_LOCAL}{change_id}"), comment.id)
            self.outbox.remove(change_id)
        return Delivered(change_id=change_id, state=None, comment=comment)

    def _undelivered(self, entry: OutboxEntry, error: StorageError) -> Delivered:
        return Delivered(
            change_id=entry.change.change_id,
            state=entry.state,
            comment=self.pending_comment(entry),
            error=error,
        )


def _is_out_of_reach(error: StorageError | None) -> bool:
    return isinstance(error, TransientError) and not isinstance(error, _ParentWaitsError)


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Turn what the system says about the disk into what the person is told."""
    try:
        yield
    except OSError as error:
        raise _disk_error(error) from error


def _disk_error(error: OSError) -> ReadOnlyError:
    reason = error.strerror or "unknown reason"
    return ReadOnlyError(f"It could not be written to the disk ({reason}).")
