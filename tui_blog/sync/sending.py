"""Writing to one blog: every change goes through its outbox, and can come back out of it."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tui_blog.model.change import AddComment, DeleteComment, EditComment, Outcome, Receipt
from tui_blog.model.comment import Comment, Delivery, DeliveryState
from tui_blog.model.errors import (
    ConflictError,
    LockedError,
    ReadOnlyError,
    RejectedError,
    StorageError,
    TransientError,
)
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Author
from tui_blog.storage.adapter import StorageAdapter
from tui_blog.sync.copies import draft_key, hold_back, retire_draft
from tui_blog.sync.drafts import Draft, DraftStore
from tui_blog.sync.holding import (
    PARENT_TAKEN_BACK,
    UNSEEN,
    ParentWaitsError,
    local_id,
    may_have_arrived,
    pending_parent,
    why_parked,
)
from tui_blog.sync.outbox import Outbox, OutboxChange, OutboxEntry, act_of
from tui_blog.sync.outcomes import note_failure, note_repeated_failure

FindComment = Callable[[CommentId], Comment | None]
"""Finds a comment of a thread; `None` where it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of one attempt to deliver."""

    change_id: ChangeId
    state: DeliveryState | None
    """`None`: the source has it."""
    comment: Comment | None
    """As it is to stand in the thread now; `None` where only the thread as a whole tells that:
    after a deletion, or for a change of a comment that the source has not taken."""
    error: StorageError | None = None
    """Why it was not delivered."""


@dataclass(kw_only=True, slots=True)
class Sender:
    """Brings what is written to one blog, exactly once."""

    adapter: StorageAdapter
    drafts: DraftStore
    outbox: Outbox
    clock: Callable[[], datetime]
    author: Callable[[], Author]
    """Whom one comments as."""
    account: str = ""
    """Who logs in there, or the guest, as set here; empty where that makes no difference."""
    _delivered: dict[PostId, dict[CommentId, Comment]] = field(default_factory=dict)
    """What the blog has taken and its lists may not show yet."""
    _settled: dict[ChangeId, CommentId | None] = field(default_factory=dict)
    """What the blog has, should its entry still be there because the disk failed; and as which
    comment, if it was a new one."""
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while something is sent: one at a time."""

    def queue(self, change: OutboxChange, *, post_title: str, undo_for: timedelta) -> None:
        """Put a change into the outbox; its draft is taken away once that is durable.

        A draft for the same target that says something else is discarded, to be restored.

        Args:
            change: What is to be done.
            post_title: Of the post it belongs to; for lists, cleaned.
            undo_for: How long it is not sent by itself, so that it can be taken back.

        Raises:
            ReadOnlyError: It could not be written to the disk; the draft is as it was.
        """
        not_before = self.clock() + undo_for if undo_for else None
        try:
            self.outbox.add(change, post_title=post_title, not_before=not_before)
        except OSError as error:
            # The person keeps the draft and will send it again, so no entry may be left behind.
            with suppress(OSError):
                self.outbox.remove(change.change_id)
            raise _disk_error(error) from error
        # The text is safe; a draft that can't be removed is found to be a copy at next start.
        with suppress(OSError):
            retire_draft(self.drafts, change)

    async def deliver(self, change_id: ChangeId) -> Delivered:
        """Try once to deliver an entry of the outbox, even before its time.

        An entry whose outcome is not known is sent again as it is: the adapters tell a repeat
        from a new comment.

        Raises:
            ConflictError: There is no such entry (any more).
            ReadOnlyError: Its lock can not be taken, or a reply not be marked: the disk fails.
        """
        async with AsyncExitStack() as held:
            await held.enter_async_context(self._turn)
            with _disk_errors():
                is_ours = held.enter_context(self.outbox.lock(change_id))
            entry = self._entry(change_id)
            if not is_ours:
                return self._undelivered(entry, LockedError("Another window is sending it."))
            with _disk_errors():
                held_back = self._held_back(entry)
            return held_back or await self._submit(entry)

    async def deliver_waiting(self) -> tuple[Delivered, ...]:
        """Try to deliver, one at a time and oldest first, all that may leave now.

        It stops where the blog can't be reached or asks to wait: the rest would fare the same.
        What another program delivered meanwhile is left out, as is what can still be taken back
        and what the blog asked to come later with.
        """
        now = self.clock()
        return await self._deliver_all(
            entry
            for entry in self._list_unsettled()
            if entry.state is not DeliveryState.PARKED and not entry.is_held_until_later(now)
        )

    async def deliver_due(self) -> tuple[Delivered, ...]:
        """Try to deliver what goes by itself and has waited long enough, as `deliver_waiting`."""
        now = self.clock()
        return await self._deliver_all(
            entry
            for entry in self._list_unsettled()
            if entry.goes_by_itself and entry.due_at <= now
        )

    async def _deliver_all(self, entries: Iterable[OutboxEntry]) -> tuple[Delivered, ...]:
        attempts = []
        for entry in entries:
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

    def next_due(self) -> datetime | None:
        """Say when the next entry is to be sent without the person asking for it.

        Returns:
            Aware, UTC, perhaps past; `None` when nothing is waiting for its time.
        """
        entries = [
            entry for entry in self.outbox.list_all() if entry.change.change_id not in self._settled
        ]
        here = {entry.change.change_id for entry in entries} | self._taken_back()
        times = [
            entry.due_at
            for entry in entries
            if entry.goes_by_itself and pending_parent(entry) not in here
        ]
        return min(times, default=None)

    def is_free(self, change_id: ChangeId) -> bool:
        """Say whether an id is none of what waits here, or was delivered just now."""
        return change_id not in self._settled and self.outbox.find(change_id) is None

    def list_undoable(self) -> tuple[OutboxEntry, ...]:
        """List what was just sent and can be taken back, the newest last."""
        now = self.clock()
        return tuple(entry for entry in self.outbox.list_all() if entry.can_be_undone(now))

    def changes_to(self, post_id: PostId, find: FindComment) -> list[Comment]:
        """List what is written here and not delivered as it is to stand in a post's thread.

        Args:
            post_id: The post.
            find: Finds comments of its thread as the blog has it.

        Returns:
            New comments, parents before their replies, and those there with the changes made here.
        """
        changed: dict[CommentId, Comment] = {
            comment_id: comment
            for comment_id, comment in self._delivered.get(post_id, {}).items()
            if find(comment_id) is None
        }
        for entry in self.outbox.list_all():
            change = entry.change
            if change.post_id != post_id or change.change_id in self._settled:
                continue
            if isinstance(change, AddComment):
                pending = self.pending_comment(entry)
                if find(pending.id) is None:
                    changed.setdefault(pending.id, pending)
                continue
            comment = changed.get(change.comment_id) or find(change.comment_id)
            if comment is not None:  # else there is nothing to show it on
                if isinstance(change, EditComment):
                    comment = replace(comment, body=change.body)
                changed[change.comment_id] = replace(comment, delivery=_delivery(entry))
        return list(changed.values())

    def forget_listed(self, post_id: PostId, find: FindComment) -> None:
        """Leave it to the blog from now on to show those comments that it has."""
        delivered = self._delivered.get(post_id, {})
        for comment_id in [one for one in delivered if find(one) is not None]:
            del delivered[comment_id]

    def pending_comment(self, entry: OutboxEntry) -> Comment:
        """Return an entry that adds a comment as the comment that stands for it in the thread."""
        change = entry.change
        assert isinstance(change, AddComment)  # noqa: S101  others have no comment of their own
        return Comment(
            id=local_id(change.change_id),
            post_id=change.post_id,
            parent_id=change.parent_id,
            author=self.author(),
            created_at=entry.created_at,
            body=change.body,
            own=True,
            delivery=_delivery(entry),
        )

    def take_back(self, change_id: ChangeId) -> Draft | None:
        """Make an entry a draft again.

        Returns:
            The draft; `None` where there is no text: a deletion is given up.

        Raises:
            ConflictError: There is a draft for the same target, or the entry is gone.
            ReadOnlyError: It is being sent, or may have been stored; or the disk is full.
        """
        with self._giving_up(change_id) as entry:
            draft = self._draft_of(entry)
            if draft is not None:
                current = self.drafts.find(draft.post_id, draft.parent_id, draft.edits)
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
        with self._giving_up(change_id) as entry:
            draft = self._draft_of(entry)
            if draft is not None:
                hold_back(self.outbox, entry)
                self.drafts.put_aside(draft)
            self.outbox.remove(change_id)

    def rewrite(self, change_id: ChangeId, text: str) -> None:
        """Put another text in the place of an entry's; it waits to be sent again.

        Raises:
            ConflictError: The entry is gone, or has no text.
            ReadOnlyError: It is being sent, or may have been stored; or the disk is full.
        """
        with self._giving_up(change_id) as entry:
            change = entry.change
            if isinstance(change, DeleteComment):
                raise ConflictError("A deletion has no text.")
            body = replace(change.body, source=text)
            changed = replace(change, body=body)
            rewritten = replace(entry, change=changed, attempts=0, is_in_doubt=False)
            self.outbox.mark_queued(rewritten, reason="", not_before=None)

    def _draft_of(self, entry: OutboxEntry) -> Draft | None:
        """Return an entry as the draft it was."""
        change = entry.change
        if isinstance(change, DeleteComment):
            return None
        post_id, parent_id, edits = draft_key(change)
        return Draft(
            post_id=post_id,
            parent_id=parent_id,
            edits=edits,
            text=change.body.source,
            saved_at=self.clock(),
            cursor=len(change.body.source),
            post_title=entry.post_title,
            # What may be on the blog already must not pass for what is written anew.
            change_id=None if entry.is_in_doubt or edits else change.change_id,
        )

    def _entry(self, change_id: ChangeId) -> OutboxEntry:
        entry = None if change_id in self._settled else self.outbox.find(change_id)
        if entry is None:
            raise ConflictError("This comment is not in the outbox any more.")
        return entry

    @contextmanager
    def _giving_up(self, change_id: ChangeId) -> Iterator[OutboxEntry]:
        """Hold an entry that the blog certainly has not taken."""
        with _disk_errors(), self.outbox.lock(change_id) as is_ours:
            entry = self._entry(change_id)
            if not is_ours or entry.state in (DeliveryState.SENDING, DeliveryState.UNKNOWN):
                raise ReadOnlyError("It may already be on the blog; a sync finds out.")
            yield entry

    def _taken_back(self) -> set[ChangeId]:
        """List what was in the outbox, is a draft now, and may be there again."""
        return {draft.change_id for draft in self.drafts.list_all() if draft.change_id is not None}

    def _held_back(self, entry: OutboxEntry) -> Delivered | None:
        """Keep an entry here that must not leave now: for its parent's sake, or for who sent it."""
        parent_id = pending_parent(entry)
        parent = None if parent_id is None else self.outbox.find(parent_id)
        if parent is not None and parent.state is not DeliveryState.PARKED:
            waiting = ParentWaitsError("It waits for the comment it answers.")
            if entry.reason != str(waiting):
                entry = self.outbox.mark_queued(entry, reason=str(waiting), not_before=None)
            return self._undelivered(entry, waiting)
        if parent is None and parent_id is not None and parent_id in self._taken_back():
            return self._undelivered(entry, ParentWaitsError(PARENT_TAKEN_BACK))
        refusal = why_parked(entry, parent, account=self.account)
        if refusal is None:
            return None
        return self._undelivered(self.outbox.mark_parked(entry, reason=str(refusal)), refusal)

    async def _submit(self, entry: OutboxEntry) -> Delivered:
        in_doubt = may_have_arrived(entry)
        entry = replace(entry, is_in_doubt=in_doubt, sent_as=self.account)
        try:
            sending = self.outbox.mark_sending(entry)
        except OSError as error:
            return self._undelivered(entry, _disk_error(error))
        try:
            receipt = await self.adapter.submit(entry.change)
        except StorageError as error:
            return self._failed(sending, error, in_doubt=in_doubt)
        if _is_unseen(receipt, entry.change) and not in_doubt:
            # Nothing was sent before, so it is some other comment that can't be seen.
            return self._failed(sending, RejectedError(UNSEEN, code="unseen"), in_doubt=False)
        return self._stored(sending, receipt)

    def _failed(self, entry: OutboxEntry, error: StorageError, *, in_doubt: bool) -> Delivered:
        try:
            note = note_repeated_failure if in_doubt else note_failure
            noted = note(self.outbox, entry, error, now=self.clock())
        except OSError as disk_error:
            # On disk it stands as being sent, which is read as not known from now on.
            return self._undelivered(
                replace(entry, state=DeliveryState.UNKNOWN), _disk_error(disk_error)
            )
        return self._undelivered(noted, error)

    def _stored(self, entry: OutboxEntry, receipt: Receipt) -> Delivered:
        change = entry.change
        comment = receipt.comment
        if comment is None and isinstance(change, AddComment):
            comment = replace(self.pending_comment(entry), delivery=None)
        if comment is not None:
            self._delivered.setdefault(comment.post_id, {})[comment.id] = comment
        is_new = isinstance(change, AddComment)
        self._settled[change.change_id] = comment.id if comment is not None and is_new else None
        self._clear_away(change.change_id)
        return Delivered(change_id=change.change_id, state=None, comment=comment)

    def _list_unsettled(self) -> list[OutboxEntry]:
        """List what the blog does not have as far as is known; what it has is cleared away."""
        unsettled = []
        for entry in self.outbox.list_all():
            if entry.change.change_id in self._settled:
                self._clear_away(entry.change.change_id)
            else:
                unsettled.append(entry)
        return unsettled

    def _clear_away(self, change_id: ChangeId) -> None:
        """Take an entry out that was delivered, and send its replies on.

        Should the disk fail, or another program look at a reply right now, the next delivery tries
        again; at the next start it is found as `sending`, and the blog then says that it has the
        comment.
        """
        stored_id = self._settled[change_id]
        with suppress(OSError):
            if stored_id is None or self.outbox.adopt_replies(local_id(change_id), stored_id):
                self.outbox.remove(change_id)

    def _undelivered(self, entry: OutboxEntry, error: StorageError) -> Delivered:
        is_new = isinstance(entry.change, AddComment)
        return Delivered(
            change_id=entry.change.change_id,
            state=entry.state,
            comment=self.pending_comment(entry) if is_new else None,
            error=error,
        )


def _is_unseen(receipt: Receipt, change: OutboxChange) -> bool:
    """Say whether the blog claims to have a new comment that it does not show."""
    is_old = receipt.outcome is Outcome.ALREADY_STORED
    return is_old and receipt.comment is None and isinstance(change, AddComment)


def _delivery(entry: OutboxEntry) -> Delivery:
    return Delivery(
        change_id=entry.change.change_id,
        act=act_of(entry.change),
        state=entry.state,
        reason=entry.reason,
    )


def _is_out_of_reach(error: StorageError | None) -> bool:
    return isinstance(error, TransientError) and not isinstance(error, ParentWaitsError)


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
