"""The palette: what can be done here and now, to type or to choose."""

import asyncio
from contextlib import aclosing, suppress
from typing import Never

from textual import on
from textual.command import Command, CommandList, CommandPalette, DiscoveryHit, Hit
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from tui_blog.text import clean
from tui_blog.ui.notify import toast

_SEARCH_S = 2.0
_SHOWN_CHARS = 40


class PaletteScreen(CommandPalette):
    """Textual's palette, whose Enter takes what fits the text as it is when Enter is pressed.

    Textual's own takes the list that is there, which may be the one before the last letters.
    """

    def __init__(self) -> None:
        """Set up."""
        super().__init__(id="--command-palette")
        self._listed_text = ""
        self._listing: Worker[Never] | None = None

    def _gather_commands(self, search_value: str) -> Worker[Never]:
        """Note for which text the list is filled."""
        self._listed_text = search_value
        self._listing = super()._gather_commands(search_value)
        return self._listing

    @on(Input.Submitted)
    async def _run_what_is_typed(self, event: Input.Submitted) -> None:
        event.stop()
        event.prevent_default()
        typed = event.value.strip()
        hit = self._highlighted_hit() if self._lists(typed) else await self._find_first(typed)
        if hit is not None:
            self._run(hit)
        elif typed:
            shown = clean.field(typed, max_chars=_SHOWN_CHARS)
            toast(self, f"No command is called “{shown}”.", severity="warning")

    def _lists(self, typed: str) -> bool:
        """Say whether the list has all that fits a text, and nothing else."""
        listing = self._listing
        is_complete = listing is not None and listing.state is WorkerState.SUCCESS
        return is_complete and self._listed_text == typed

    def _highlighted_hit(self) -> DiscoveryHit | Hit | None:
        option = self.query_one(CommandList).highlighted_option
        return option.hit if isinstance(option, Command) else None

    async def _find_first(self, typed: str) -> DiscoveryHit | Hit | None:
        """Search once more, for a list that is not there yet; nothing is chosen unseen."""
        if not typed:
            return None
        found: list[DiscoveryHit | Hit] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(_SEARCH_S) as limit:
                async with aclosing(self._search_for(typed)) as hits:
                    found.extend([hit async for hit in hits])
        if limit.expired():  # what was found first need not be the best
            return None
        return max(found, key=lambda hit: hit.score, default=None)

    def _run(self, hit: DiscoveryHit | Hit) -> None:
        self._selected_command = hit
        self._list_visible = False
        self._select_or_command(None)
