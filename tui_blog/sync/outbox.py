"""The outbox: every change on its way to a blog, one file each, every step durable.

States::

    queued ──► sending ──► (removed: the blog has it)
      ▲           ├──────► queued     nothing left this machine, or the blog asked to wait
      │           ├──────► unknown    no clear answer; also what `sending` is found as at start
      │           └──────► parked     refused; waits for the person
      └── unknown is sent again, identical and one at a time

Whoever sends holds the entry's lock, so that two programs never send one entry at the same time,
and so that `sending` without a lock means that the sender died.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import assert_never

from tui_blog.files import make_folder, remove_durably, sync_folder
from tui_blog.model.change import AddComment, DeleteComment, EditComment
from tui_blog.model.comment import DeliveredAct, DeliveryState
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.sync.records import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    Record,
    RecordError,
    choice_of,
    find_record,
    number_of,
    optional_text_of,
    optional_time_of,
    save_record,
    text_of,
    time_of,
)

OutboxChange = AddComment | EditComment | DeleteComment
"""What can be on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """A change that the blog does not have yet, as far as is known."""

    change: OutboxChange
    state: DeliveryState
    created_at: datetime
    """Aware, UTC; also the order of delivery."""
    attempts: int = 0
    tried_at: datetime | None = None
    """When the last attempt began; aware, UTC."""
    is_in_doubt: bool = False
    """An attempt may have stored it. Stays so, whatever becomes of later ones."""
    sent_as: str = ""
    """Who the last attempt was made as (`Sender.account`); empty before the first one."""
    not_before: datetime | None = None
    """Until then it can be taken back, or the blog asked to wait; `None`: any time."""
    reason: str = ""
    """For the person: why it waits, or is parked. Cleaned, one line."""
    post_title: str = ""
    """For lists; cleaned."""

    @property
    def text(self) -> str:
        """As it was typed; empty for a deletion."""
        return "" if isinstance(self.change, DeleteComment) else self.change.body.source

    @property
    def parent_id(self) -> CommentId | None:
        """The comment that a new one answers; `None` at top level, and for other changes."""
        return self.change.parent_id if isinstance(self.change, AddComment) else None

    @property
    def goes_by_itself(self) -> bool:
        """Whether it will be sent without the person asking for it."""
        return self.state in (DeliveryState.QUEUED, DeliveryState.UNKNOWN)

    @property
    def due_at(self) -> datetime:
        """When it is to be sent, if it goes by itself; after failures later and later."""
        times = [self.created_at, self.not_before]
        if self.tried_at is not None and self.attempts:
            times.append(self.tried_at + back_off(self.attempts, self.change.change_id))
        return max(time for time in times if time is not None)

    def is_held_until_later(self, now: datetime) -> bool:
        """Say whether it must not be sent yet."""
        return self.not_before is not None and self.not_before > now

    def can_be_undone(self, now: datetime) -> bool:
        """Say whether it was just sent by the person and has not left."""
        is_fresh = self.state is DeliveryState.QUEUED and not self.attempts
        return is_fresh and self.is_held_until_later(now)


class Outbox:
    """The outbox of one blog. All methods work on the disk at once; `OSError` passes through."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime]) -> None:
        """Name the folder; it is made when something is written.

        Args:
            folder: Where the files are, for this blog alone.
            clock: The time of now.
        """
        self._folder = folder
        self._clock = clock
        self._problems: dict[Path, str] = {}

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each file that can't be read. The files stay as they are."""
        return tuple(self._problems.values())

    def add(
        self, change: OutboxChange, *, post_title: str, not_before: datetime | None = None
    ) -> OutboxEntry:
        """Queue a change; once this returns it survives a crash."""
        entry = OutboxEntry(
            change=change,
            state=DeliveryState.QUEUED,
            created_at=self._clock(),
            not_before=not_before,
            post_title=post_title,
        )
        self._write(entry)
        return entry

    def find(self, change_id: ChangeId) -> OutboxEntry | None:
        """Return an entry, or `None` when the blog has it or it was never there."""
        return self._read(self._path(change_id))

    def list_all(self) -> tuple[OutboxEntry, ...]:
        """List all entries, oldest first."""
        entries = [self._read(path) for path in sorted(self._folder.glob("*.json"))]
        found = [entry for entry in entries if entry is not None]
        return tuple(sorted(found, key=lambda entry: (entry.created_at, entry.change.change_id)))

    def mark_sending(self, entry: OutboxEntry) -> OutboxEntry:
        """Note, before the first byte leaves, that it is about to."""
        tried = replace(entry, attempts=entry.attempts + 1, tried_at=self._clock())
        return self._change(tried, state=DeliveryState.SENDING, reason="")

    def mark_queued(
        self, entry: OutboxEntry, *, reason: str, not_before: datetime | None
    ) -> OutboxEntry:
        """Note that nothing was stored and that it is to be tried again."""
        return self._change(entry, state=DeliveryState.QUEUED, reason=reason, not_before=not_before)

    def mark_unknown(
        self, entry: OutboxEntry, *, reason: str, not_before: datetime | None
    ) -> OutboxEntry:
        """Note that it may have been stored."""
        doubted = replace(entry, is_in_doubt=True)
        return self._change(
            doubted, state=DeliveryState.UNKNOWN, reason=reason, not_before=not_before
        )

    def mark_parked(self, entry: OutboxEntry, *, reason: str) -> OutboxEntry:
        """Note that it was refused and waits for the person."""
        return self._change(entry, state=DeliveryState.PARKED, reason=reason)

    def remove(self, change_id: ChangeId) -> None:
        """Take an entry out: the blog has it, or its text is safe elsewhere."""
        remove_durably(self._path(change_id))

    def move(self, change_id: ChangeId, folder: Path) -> None:
        """Put an entry, whose lock is held, into the outbox of another folder."""
        path = self._path(change_id)
        make_folder(folder, mode=PRIVATE_FOLDER)
        path.replace(folder / path.name)
        sync_folder(folder)
        sync_folder(self._folder)

    def adopt_replies(self, local_id: CommentId, stored_id: CommentId) -> bool:
        """Give the replies to a comment that was delivered the id it has on the blog.

        Replies that were parked for its sake alone wait to be sent again.

        Returns:
            Whether all have it; one that another program holds right now has not.
        """
        all_free = True
        for entry in self.list_all():
            if not isinstance(entry.change, AddComment) or entry.change.parent_id != local_id:
                continue
            with self.lock(entry.change.change_id) as is_ours:
                reply = self.find(entry.change.change_id)
                if is_ours and reply is not None and reply.attempts == 0:
                    change = replace(entry.change, parent_id=stored_id)
                    waiting = replace(reply, change=change)
                    self.mark_queued(waiting, reason="", not_before=reply.not_before)
                all_free = all_free and is_ours
        return all_free

    def recover(self) -> None:
        """Find entries whose sender died: nobody knows whether they were stored."""
        for entry in self.list_all():
            if entry.state is DeliveryState.SENDING:
                with self.lock(entry.change.change_id) as is_ours:
                    current = self.find(entry.change.change_id)
                    if is_ours and current is not None and current.state is DeliveryState.SENDING:
                        reason = "The program ended while it was being sent."
                        self.mark_unknown(current, reason=reason, not_before=None)

    @contextmanager
    def lock(self, change_id: ChangeId) -> Iterator[bool]:
        """Hold an entry for sending; gives `False` when somebody else holds it.

        The lock's file goes with the entry.
        """
        make_folder(self._folder, mode=PRIVATE_FOLDER)
        path = self._path(change_id).with_suffix(".lock")
        descriptor = _hold(path)
        if descriptor is None:
            yield False
            return
        try:
            yield True
        finally:
            try:
                if not self._path(change_id).exists():
                    with suppress(OSError):
                        path.unlink(missing_ok=True)
            finally:
                os.close(descriptor)

    def _path(self, change_id: ChangeId) -> Path:
        return self._folder / f"{hashlib.sha256(change_id.encode()).hexdigest()[:32]}.json"

    def _change(
        self,
        entry: OutboxEntry,
        *,
        state: DeliveryState,
        reason: str,
        not_before: datetime | None = None,
    ) -> OutboxEntry:
        changed = replace(entry, state=state, reason=reason, not_before=not_before)
        self._write(changed)
        return changed

    def _write(self, entry: OutboxEntry) -> None:
        save_record(self._path(entry.change.change_id), _record(entry))

    def _read(self, path: Path) -> OutboxEntry | None:
        self._problems.pop(path, None)
        try:
            return _find_entry(path)
        except RecordError as error:
            self._problems[path] = f"An unsent comment can't be read. {error} It is kept as {path}."
            return None


def act_of(change: OutboxChange) -> DeliveredAct:
    """Say what kind of change it is."""
    match change:
        case AddComment():
            return DeliveredAct.ADD
        case EditComment():
            return DeliveredAct.EDIT
        case DeleteComment():
            return DeliveredAct.DELETE
        case _:
            assert_never(change)


def back_off(attempts: int, change_id: ChangeId) -> timedelta:
    """Return how long to wait after some failed attempts: 5 s, doubled each time, to 15 min.

    Each entry has its own rhythm, up to a fifth slower, so that they don't all come at once.
    """
    doubled = min(max(attempts - 1, 0), 10)
    slower = hashlib.sha256(change_id.encode()).digest()[0] / 255 / 5
    return timedelta(seconds=min(900, 5 * 2**doubled) * (1 + slower))


def _hold(path: Path) -> int | None:
    """Open and lock a file; `None` when somebody else has it locked.

    Whoever is done with an entry removes its lock's file, so a lock counts only on the file that
    bears the name now.
    """
    while True:
        with ExitStack() as opened:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
            opened.callback(os.close, descriptor)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return None
            if _is_file(descriptor, path):
                opened.pop_all()
                return descriptor


def _is_file(descriptor: int, path: Path) -> bool:
    """Say whether a path still names the file that is open."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _record(entry: OutboxEntry) -> Record:
    return {
        **_change_record(entry.change),
        "state": entry.state.value,
        "created_at": entry.created_at.isoformat(),
        "attempts": entry.attempts,
        "is_in_doubt": entry.is_in_doubt,
        "sent_as": entry.sent_as,
        "tried_at": None if entry.tried_at is None else entry.tried_at.isoformat(),
        "not_before": None if entry.not_before is None else entry.not_before.isoformat(),
        "reason": entry.reason,
        "post_title": entry.post_title,
    }


def _change_record(change: OutboxChange) -> Record:
    record: Record = {
        "act": act_of(change).value,
        "change_id": change.change_id,
        "post_id": change.post_id,
    }
    if not isinstance(change, DeleteComment):
        record |= {"text": change.body.source, "format": change.body.format.value}
    if isinstance(change, AddComment):
        return record | {"parent_id": change.parent_id}
    record |= {"comment_id": change.comment_id}
    if isinstance(change, EditComment) and change.before is not None:
        record |= {"before": change.before.source, "before_format": change.before.format.value}
    return record


def _find_entry(path: Path) -> OutboxEntry | None:
    record = find_record(path)
    if record is None:
        return None
    # The first versions could only add, and noted neither when and as whom they tried nor an old
    # doubt.
    before = {"act": DeliveredAct.ADD.value, "tried_at": None, "is_in_doubt": 0, "sent_as": ""}
    record = {**before, **record}
    return OutboxEntry(
        change=_change_of(record),
        state=choice_of(record, "state", DeliveryState),
        created_at=time_of(record, "created_at"),
        attempts=number_of(record, "attempts"),
        is_in_doubt=bool(number_of(record, "is_in_doubt")),
        sent_as=text_of(record, "sent_as"),
        tried_at=optional_time_of(record, "tried_at"),
        not_before=optional_time_of(record, "not_before"),
        reason=text_of(record, "reason"),
        post_title=text_of(record, "post_title"),
    )


def _change_of(record: Record) -> OutboxChange:
    change_id, post_id = ChangeId(text_of(record, "change_id")), PostId(text_of(record, "post_id"))
    match choice_of(record, "act", DeliveredAct):
        case DeliveredAct.ADD:
            parent_id = optional_text_of(record, "parent_id")
            return AddComment(
                change_id=change_id,
                post_id=post_id,
                parent_id=None if parent_id is None else CommentId(parent_id),
                body=_body_of(record, "text", "format"),
            )
        case DeliveredAct.EDIT:
            return EditComment(
                change_id=change_id,
                post_id=post_id,
                comment_id=CommentId(text_of(record, "comment_id")),
                body=_body_of(record, "text", "format"),
                before=_body_of(record, "before", "before_format") if "before" in record else None,
            )
        case DeliveredAct.DELETE:
            return DeleteComment(
                change_id=change_id,
                post_id=post_id,
                comment_id=CommentId(text_of(record, "comment_id")),
            )
        case act:
            assert_never(act)


def _body_of(record: Record, text: str, body_format: str) -> Body:
    return Body(source=text_of(record, text), format=choice_of(record, body_format, BodyFormat))
