"""Saving while one types: soon after a key, in a thread, one at a time, the newest text last."""

import asyncio
from collections.abc import Callable

from textual.screen import Screen
from textual.timer import Timer

from tui_blog.ui.composer_draft import DraftKeeper, Snapshot
from tui_blog.ui.composer_target import Submission


class Autosave:
    """Sees to it that the draft follows the text. The screen owns timer and worker."""

    def __init__(
        self,
        screen: Screen[Submission],
        keeper: DraftKeeper,
        *,
        take: Callable[[], Snapshot],
        tell: Callable[[OSError | None], None],
        delay_s: float,
    ) -> None:
        """Connect.

        Args:
            screen: Where one types.
            keeper: Writes.
            take: Takes the text of now.
            tell: Told after each save: what went wrong, or `None`.
            delay_s: Seconds from the first key to the save; later keys do not put it off.
        """
        self._screen = screen
        self._keeper = keeper
        self._take = take
        self._tell = tell
        self._delay_s = delay_s
        self._timer: Timer | None = None
        self._is_writing = False
        self._is_due = False

    def text_changed(self, text: str) -> None:
        """Save soon, unless just this text is on disk."""
        if self._timer is not None or (not self._is_writing and self._keeper.has(text)):
            return
        self._timer = self._screen.set_timer(self._delay_s, self._save_soon)

    def save_now(self) -> OSError | None:
        """Save at once, blocking; return what went wrong."""
        try:
            self._keeper.write(self._take())
        except OSError as error:
            return error
        return None

    def _save_soon(self) -> None:
        self._timer = None
        self._is_due = True
        if not self._is_writing:
            self._is_writing = True
            self._screen.run_worker(self._save(), group="autosave")

    async def _save(self) -> None:
        try:
            while self._is_due:
                self._is_due = False
                self._tell(await self._write(self._take()))
        finally:
            self._is_writing = False

    async def _write(self, snapshot: Snapshot) -> OSError | None:
        try:
            await asyncio.to_thread(self._keeper.write, snapshot)
        except OSError as error:
            return error
        return None
