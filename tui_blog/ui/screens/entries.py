"""A list over all blogs that are here, filled in a thread, and the way to each entry."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from tui_blog.resources import styles_folder
from tui_blog.sync.entries import Entry, ListEntries, NamedBlog, gather
from tui_blog.text import clean
from tui_blog.ui.counts import MOST_REPEATS, Count
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.widgets.entry_list import EntryList
from tui_blog.ui.widgets.item_view import ItemView

_SHOW_EACH_S = 0.1
MOST_ENTRIES = 2_000
"""What is listed at most: more of it nobody goes through one by one."""


def entry_command(verb: str, keys: str, action: str, description: str) -> Command:
    """Make a command of such a list."""
    return Command(
        id=f"entries.{verb}",
        chords=parse_chords(keys),
        action=action,
        description=description,
        group="Lists over all blogs",
    )


ENTRY_COMMANDS: tuple[Command, ...] = (
    entry_command("open", "enter,l,right", "open", "Go there"),
    entry_command("down", "j,down", "move('cursor_down')", "Next"),
    entry_command("up", "k,up", "move('cursor_up')", "Previous"),
    entry_command("page_down", "pagedown,space", "move('page_down')", "One page down"),
    entry_command("page_up", "pageup,b", "move('page_up')", "One page up"),
    entry_command("first", "home,g", "move('scroll_home')", "First"),
    entry_command("last", "end,G", "move('scroll_end')", "Last"),
    entry_command("back", "escape,q,h,left", "back", "Back"),
)
"""What each such list can do."""


class EntriesScreen(ModalScreen[Entry | None]):
    """Lists entries as they are found; returns the one that was chosen."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = ENTRY_COMMANDS
    CSS_PATH = styles_folder() / "dialogs.tcss"
    BINDINGS = to_bindings(ENTRY_COMMANDS)
    AUTO_FOCUS = "#entries"
    KEYS: ClassVar[str] = "Enter go there · j k choose · Esc back"

    list_view = getters.query_one("#entries", EntryList)
    _heading = getters.query_one(".dialog--heading", Label)
    _keys = getters.query_one(".dialog--keys", Label)

    def __init__(
        self,
        list_blogs: Callable[[], Sequence[NamedBlog]],
        list_entries: ListEntries,
        *,
        heading: str,
        nothing: str,
        clock: Callable[[], datetime],
        glyphs: Glyphs,
    ) -> None:
        """Set up.

        Args:
            list_blogs: Makes those ready that are here; called, opened and closed in a thread.
            list_entries: Lists the entries of one of them.
            heading: What is listed.
            nothing: What to say when there is none.
            clock: The time of now.
            glyphs: The signs to draw with.
        """
        super().__init__()
        self._list_blogs = list_blogs
        self._list_entries = list_entries
        self._listed = heading
        self._nothing = nothing
        self._clock = clock
        self._glyphs = glyphs
        self._found: list[Entry] = []
        self._told: list[str] = []
        self._is_complete = self._is_left = self._has_several_blogs = False
        self._shown_count = -1
        self._count = Count()
        self._gathering: asyncio.Task[None] | None = None
        self._gathering_loop: asyncio.AbstractEventLoop | None = None

    @property
    def found(self) -> list[Entry]:
        """All that was found, whether it is shown or not."""
        return self._found

    def compose(self) -> ComposeResult:
        """Lay out the heading, and the list below it."""
        with Vertical(classes="dialog -full"):
            yield Label(Content(self._listed), classes="dialog--heading")
            yield EntryList(clock=self._clock, glyphs=self._glyphs, id="entries")
            yield Label(Content(self.KEYS), classes="dialog--keys")

    def on_mount(self) -> None:
        """Look for entries; what is found is shown as it comes."""
        self.list_view.say("Looking through what is here…", "")
        self.set_interval(_SHOW_EACH_S, self._show_more)
        self._look()

    async def on_unmount(self) -> None:
        """Want nothing any more."""
        self._is_left = True
        loop, task = self._gathering_loop, self._gathering
        if loop is not None and task is not None and not self._is_complete:
            loop.call_soon_threadsafe(task.cancel)

    def select(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Return those of the entries that are to be shown."""
        return entries

    def heading_of(self, count: int) -> str:
        """Return the heading for a number of entries that are shown."""
        return f"{self._listed} ({count}{'+' if len(self._found) >= MOST_ENTRIES else ''})"

    def say(self, text: str) -> None:
        """Tell something in the line with the keys; empty for the keys themselves."""
        self._keys.update(Content(clean.field(text) if text else self.KEYS))

    def show_found(self) -> None:
        """Show what was found so far."""
        shown = self.select(self._found)
        self._shown_count = len(self._found)
        self.list_view.names_blogs = self._has_several_blogs
        if shown:
            self.list_view.show_rows_anew(shown)
        elif self._is_complete:
            self.list_view.clear(self._nothing, "")
        self._heading.update(Content(self.heading_of(len(shown))))

    # Keys.

    def action_open(self) -> None:
        """Return what is under the cursor."""
        if self.list_view.current is not None:
            self.dismiss(self.list_view.current)

    def on_key(self, event: events.Key) -> None:
        """Read the number before a movement."""
        if self._count.feed(event.key):
            event.stop()
            event.prevent_default()

    def action_move(self, how: str) -> None:
        """Move among the entries: so often as was typed before, or to the entry of that number."""
        count = self._count.take()
        if count is not None and how in ("scroll_home", "scroll_end"):
            self.list_view.go_to_number(count)
            return
        for _ in range(min(count or 1, MOST_REPEATS)):
            getattr(self.list_view, f"action_{how}")()

    def action_back(self) -> None:
        """Return without a choice."""
        self.dismiss(None)

    @on(ItemView.ItemChosen)
    def _choose(self, event: ItemView.ItemChosen) -> None:
        event.stop()
        self.action_open()

    # Looking for entries.

    @work(exclusive=True, group="entries")
    async def _look(self) -> None:
        """Read all blogs in a thread with a loop of its own: reading must not delay a key."""
        await asyncio.to_thread(lambda: asyncio.run(self._gather()))
        self._is_complete = True
        self.show_found()
        if self._told:
            more = f" (and {len(self._told) - 1} more)" if len(self._told) > 1 else ""
            self.say(f"{self._told[0]}{more}")

    async def _gather(self) -> None:
        self._gathering_loop = asyncio.get_running_loop()
        blogs = self._list_blogs()
        self._has_several_blogs = len(blogs) > 1
        self._gathering = asyncio.ensure_future(
            gather(blogs, self._list_entries, self._put, self._told.append)
        )
        if self._is_left:
            self._gathering.cancel()
        with suppress(asyncio.CancelledError):  # nobody looks any more, or it is enough
            await self._gathering

    def _put(self, entry: Entry) -> None:
        if len(self._found) < MOST_ENTRIES:
            self._found.append(entry)
        elif self._gathering is not None:
            self._gathering.cancel()

    def _show_more(self) -> None:
        if not self._is_complete and len(self._found) != self._shown_count and self._found:
            self.show_found()
