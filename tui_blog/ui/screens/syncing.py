"""Syncing from the reader screen: in the background, with progress, and what became of it."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.worker import Worker

from tui_blog.model.errors import LockedError, StorageError, TransientError
from tui_blog.model.ids import PostId
from tui_blog.sync.service import BlogService
from tui_blog.text.age import time_left
from tui_blog.ui.errors import explain
from tui_blog.ui.key_words import key_for
from tui_blog.ui.screens.delivering import Notice
from tui_blog.ui.widgets.status_line import Tone

if TYPE_CHECKING:
    from tui_blog.sync.mirror import Pulled
    from tui_blog.sync.sending import Delivered


class Syncing:
    """Runs one sync at a time. The screen owns the worker, and shows what changed."""

    def __init__(
        self,
        screen: Screen[None],
        service: BlogService,
        *,
        clock: Callable[[], datetime],
        reading: Callable[[], Sequence[PostId]],
        show_delivered: "Callable[[Delivered], None]",
        after: Callable[[], None],
        refresh: Callable[[frozenset[PostId]], Awaitable[None]],
        tell: Callable[[Notice], None],
        touched_at: Callable[[], float],
    ) -> None:
        """Connect to a screen.

        Args:
            screen: Owns the worker.
            service: The blog.
            clock: The time of now.
            reading: Names the posts whose threads are to be read again.
            show_delivered: Shows what became of a comment that waited.
            after: Called when a sync has ended.
            refresh: Shows what is in the copy now, after these posts changed.
            tell: Shows a notice.
            touched_at: When something was last typed or clicked, by `time.monotonic`: a sync gives
                way to whoever types.
        """
        self._screen = screen
        self._service = service
        self._clock = clock
        self._reading = reading
        self._show_delivered = show_delivered
        self._after = after
        self._refresh = refresh
        self._tell = tell
        self._touched_at = touched_at
        self._worker: Worker[None] | None = None
        self._offline_since: datetime | None = None

    def start(self) -> None:
        """Sync in the background, unless that is under way."""
        if self._worker is None or self._worker.is_finished:
            self._worker = self._screen.run_worker(self._sync(), group="sync")

    async def _sync(self) -> None:
        if self._service.is_mirror:
            self._tell(Notice("Syncing…", Tone.BUSY))
        progress = _Progress(self._clock())
        from tui_blog.sync.sending import Delivered
        from tui_blog.ui.giving_way import GivingWay

        give_way = GivingWay(touched_at=self._touched_at).wait
        delivered: list[Delivered] = []
        notice: Notice | None
        try:
            sync = self._service.sync(reading=self._reading(), give_way=give_way)
            async with aclosing(sync) as events:
                async for event in events:
                    if isinstance(event, Delivered):
                        delivered.append(event)
                        self._show_delivered(event)
                        continue
                    if progress.note(event):
                        await self._refresh(progress.take_changed())
                    self._tell(Notice(progress.text(self._clock()), Tone.BUSY))
        except StorageError as error:
            notice = self._failed(error)
        else:
            self._offline_since = None
            notice = self._ended(delivered, new=len(progress.changed_ever))
        if progress.changed:
            await self._refresh(progress.take_changed())
        if notice is not None:
            self._tell(notice)
        self._after()

    def _failed(self, error: StorageError) -> Notice:
        if isinstance(error, LockedError):
            return Notice(str(error), Tone.QUIET)
        if isinstance(error, TransientError):
            self._offline_since = self._offline_since or self._clock()
            since = f"{self._offline_since.astimezone():%H:%M}"
            key = key_for(self._screen, "blog.sync")
            return Notice(f"Offline since {since}: {error} {key} tries again.", Tone.WARNING)
        return Notice(f"Not synced: {explain(error).text}", Tone.ERROR)

    def _ended(self, delivered: "list[Delivered]", *, new: int) -> Notice | None:
        unsent = sum(one.state is not None for one in delivered)
        if not self._service.is_mirror:
            # Why something was not sent is shown already, and says more.
            return None if delivered else Notice("Nothing waits to be sent.", Tone.QUIET)
        now = f"{self._clock().astimezone():%H:%M}"
        sent = f"{len(delivered) - unsent} sent, " if len(delivered) > unsent else ""
        changed = f"{new:,} posts changed" if new != 1 else "1 post changed"
        told = f"Synced {now}: {sent}{changed if new else 'nothing new'}."
        if not unsent:
            return Notice(told, Tone.QUIET)
        why = key_for(self._screen, "comment.pending")
        return Notice(f"{told} {unsent} not sent: {why} tells why.", Tone.WARNING)


class _Progress:
    """Says how far a sync is, and when enough has come to be shown."""

    def __init__(self, began_at: datetime) -> None:
        self._began_at = began_at
        self._first: int | None = None
        self._shown = 0
        self._last: Pulled | None = None
        self.changed: frozenset[PostId] = frozenset()
        self.changed_ever: frozenset[PostId] = frozenset()

    def note(self, pulled: "Pulled") -> bool:
        """Take over an event; say whether what came is to be shown now."""
        self._last = pulled
        self._first = pulled.done if self._first is None else self._first
        self.changed |= pulled.changed
        self.changed_ever |= pulled.changed
        return bool(self.changed) and pulled.done >= 2 * self._shown

    def take_changed(self) -> frozenset[PostId]:
        """Return what changed since it was shown."""
        self._shown = 0 if self._last is None else self._last.done
        changed, self.changed = self.changed, frozenset()
        return changed

    def text(self, now: datetime) -> str:
        """Say how far it is."""
        pulled = self._last
        if pulled is not None and pulled.pause_s is not None:
            return f"Syncing goes on in {pulled.pause_s:.0f} s: the blog asks to wait."
        if pulled is None or not pulled.total or pulled.done >= pulled.total:
            return "Syncing…"
        text = f"Syncing: {pulled.done:,} of {pulled.total:,} posts"
        come = pulled.done - (self._first or 0)
        if come > 0:
            elapsed_s = (now - self._began_at).total_seconds()
            text += f", {time_left(elapsed_s * (pulled.total - pulled.done) / come)} left"
        return text
