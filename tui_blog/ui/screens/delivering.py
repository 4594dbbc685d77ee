"""Delivering from the reader screen: what is in the outbox leaves when its time has come."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from textual.screen import Screen
from textual.timer import Timer

from tui_blog.model.comment import Comment, CommentStatus, DeliveryState
from tui_blog.model.errors import BusyError, NeedsBrowserError, StorageError
from tui_blog.model.ids import ChangeId, CommentId
from tui_blog.sync.service import BlogService
from tui_blog.ui.errors import explain
from tui_blog.ui.key_words import key_for
from tui_blog.ui.widgets.status_line import Tone

if TYPE_CHECKING:
    from tui_blog.sync.outbox import OutboxEntry
    from tui_blog.sync.sending import Delivered

_SOONEST_S = 0.05
_AFTER_FAILURE_S = 5.0
"""Seconds until what failed is looked at again, should nothing say how long to wait."""


class Notice(NamedTuple):
    """What to tell the person, and how it is to be taken."""

    text: str
    tone: Tone


class Delivering:
    """Sends entries of the outbox, one at a time. The screen shows what became of them."""

    def __init__(
        self,
        screen: Screen[None],
        service: BlogService,
        *,
        clock: Callable[[], datetime],
        put: Callable[[Comment, CommentId | None], None],
        refresh: Callable[[], None],
        count: Callable[[], object],
        tell: Callable[[Notice], None],
    ) -> None:
        """Connect to a screen.

        Args:
            screen: Owns workers and timers.
            service: Sends.
            clock: The time of now.
            put: Shows a comment, in the place of another one if that is given.
            refresh: Reads the thread in view again.
            count: Shows how many comments the posts have now.
            tell: Shows a notice.
        """
        self._screen = screen
        self._service = service
        self._clock = clock
        self._put = put
        self._refresh = refresh
        self._count = count
        self._tell = tell
        self._timer: Timer | None = None
        self._has_stopped = False

    def send(self, change_id: ChangeId) -> None:
        """Try to send one entry now."""
        self._screen.run_worker(self._send(change_id), group="deliver")

    def schedule(self, *, soonest_s: float = _SOONEST_S) -> None:
        """Send what is waiting once its time has come."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._has_stopped or not self._service.is_anything_pending:
            return
        due_at = self._service.sender.next_due()
        if due_at is None:
            return
        delay_s = (due_at - self._clock()).total_seconds()
        self._timer = self._screen.set_timer(max(delay_s, soonest_s), self._send_due)

    def stop(self) -> None:
        """Send nothing more by itself: the blog is left."""
        self._has_stopped = True
        self.schedule()

    def show(self, delivered: "Delivered") -> None:
        """Show what became of an attempt to deliver."""
        from tui_blog.sync.holding import local_id

        if delivered.comment is None:
            self._refresh()
        else:
            self._put(delivered.comment, local_id(delivered.change_id))
        if delivered.state is None:
            self._count()
        self._tell(self._notice(delivered))

    def _send_due(self) -> None:
        self._screen.run_worker(self._send_all_due(), group="deliver")

    async def _send_all_due(self) -> None:
        self._tell(Notice("Sending…", Tone.BUSY))
        attempts = await self._service.sender.deliver_due()
        for delivered in attempts:
            self.show(delivered)
        if not attempts:
            self._tell(Notice("", Tone.QUIET))
        self._schedule_after(*attempts)

    async def _send(self, change_id: ChangeId) -> None:
        self._tell(Notice("Sending…", Tone.BUSY))
        try:
            delivered = await self._service.sender.deliver(change_id)
        except StorageError as error:
            self._tell(Notice(explain(error).happened, Tone.WARNING))
            self.schedule(soonest_s=_AFTER_FAILURE_S)
        else:
            self.show(delivered)
            self._schedule_after(delivered)

    def _schedule_after(self, *attempts: "Delivered") -> None:
        has_failed = any(one.error is not None for one in attempts)
        self.schedule(soonest_s=_AFTER_FAILURE_S if has_failed else _SOONEST_S)

    def _notice(self, delivered: "Delivered") -> Notice:
        reason = "" if delivered.error is None else explain(delivered.error).happened

        def key(command_id: str) -> str:
            return key_for(self._screen, command_id)

        match delivered.state:
            case None:
                comment = delivered.comment
                done = Notice("Deleted.", Tone.QUIET)
                return done if comment is None else _stored_notice(comment.status)
            case DeliveryState.PARKED if isinstance(delivered.error, NeedsBrowserError):
                return Notice(
                    f"Not sent: {reason} {key('comment.pending')}, then o, does so.", Tone.ERROR
                )
            case DeliveryState.PARKED:
                text = f"Not accepted: {reason} Your text is kept: {key('comment.edit')} edits it."
                return Notice(text, Tone.ERROR)
            case DeliveryState.UNKNOWN:
                text = f"Not known if sent: {reason} It is kept; {key('blog.sync')} looks again."
                return Notice(text, Tone.WARNING)
            case DeliveryState.QUEUED | DeliveryState.SENDING | DeliveryState.DRAFT:
                if isinstance(delivered.error, BusyError):
                    return Notice(f"Goes by itself in a moment: {reason}", Tone.QUIET)
                return Notice(
                    f"Waits in the outbox: {reason} {key('blog.sync')} tries at once.", Tone.WARNING
                )


def tell_undelivered(entries: "Sequence[OutboxEntry]", *, key: str) -> str:
    """Say for the end of the program what has not reached the blog; empty when everything has.

    Args:
        entries: All that are in the outbox.
        key: The key that lists them.
    """
    parked = sum(entry.state is DeliveryState.PARKED for entry in entries)
    waiting = len(entries) - parked
    told = []
    if waiting:
        told.append(f"{_counted(waiting)} not sent yet: kept, and sent at the next start.")
    if parked:
        told.append(f"{_counted(parked)} not accepted: kept; {key} lists what waits for you.")
    return "\n".join(told)


def _counted(number: int) -> str:
    return "1 comment was" if number == 1 else f"{number} comments were"


def _stored_notice(status: CommentStatus) -> Notice:
    match status:
        case CommentStatus.APPROVED:
            return Notice("Sent.", Tone.QUIET)
        case CommentStatus.HELD:
            return Notice("Sent; a moderator has to approve it.", Tone.WARNING)
        case CommentStatus.SPAM:
            return Notice("Sent, but the blog took it for spam.", Tone.WARNING)
        case CommentStatus.TRASHED | CommentStatus.DELETED:
            return Notice("Sent, but the blog put it into the trash.", Tone.WARNING)
