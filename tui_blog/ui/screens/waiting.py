"""Who waits for an answer, on any blog that is here; and the inbox of all replies to the person."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from textual import events

from tui_blog.sync.entries import Entry, EntryKind, ListEntries, NamedBlog
from tui_blog.sync.journal import Mark, Part
from tui_blog.sync.reader_memory import ReaderMemory
from tui_blog.sync.service import BlogService
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.key_words import key_for
from tui_blog.ui.keymap import Command, to_bindings
from tui_blog.ui.screens.entries import ENTRY_COMMANDS, EntriesScreen, entry_command

_WAITING, _INBOX = "Waiting for you", "All replies to you"
_DELAYS = {"1": (1, "1 day"), "enter": (1, "1 day"), "3": (3, "3 days"), "7": (7, "1 week")}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_ASKED = "Put off for: Enter or 1 a day · 3 three days · 7 a week · Esc not at all"


class WaitingScreen(EntriesScreen):
    """Lists the replies that wait, or all of them; puts some off."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        *ENTRY_COMMANDS,
        entry_command("inbox", "tab,i", "inbox", "All replies, or those that wait"),
        entry_command("put_off", "z,delete", "put_off", "Put off for some days"),
        entry_command("undo", "u,ctrl+z", "undo", "Undo what was put off here"),
    )
    BINDINGS = to_bindings(COMMAND_TABLE[len(ENTRY_COMMANDS) :])
    KEYS: ClassVar[str] = "Enter go there · Tab all or waiting · z put off · u undo · Esc back"

    def __init__(
        self,
        list_blogs: Callable[[], Sequence[NamedBlog]],
        list_entries: ListEntries,
        *,
        current: BlogService,
        make_memory: Callable[[str], ReaderMemory],
        clock: Callable[[], datetime],
        glyphs: Glyphs,
    ) -> None:
        """Set up.

        Args:
            list_blogs: See `EntriesScreen`.
            list_entries: Lists all replies to the person.
            current: The blog that is open: what is done to its replies goes through its memory.
            make_memory: Makes what is remembered of another blog, by its key.
            clock: The time of now.
            glyphs: The signs to draw with.
        """
        super().__init__(
            list_blogs,
            list_entries,
            heading=_WAITING,
            nothing="Nobody waits for an answer of yours.",
            clock=clock,
            glyphs=glyphs,
        )
        self._current = current
        self._make_memory = make_memory
        self._memories: dict[str, ReaderMemory] = {}
        self._is_inbox = False
        self._asks_delay = self._is_touched = False
        self._acted_on: list[str] = []

    async def on_unmount(self) -> None:
        """Let go of what was opened here."""
        for memory in self._memories.values():
            await asyncio.to_thread(memory.close)

    def select(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Return all replies, or those that wait, the newest first, as a mailbox has them."""
        wanted = [one for one in entries if self._is_inbox or one.kind is EntryKind.WAITING]
        return sorted(wanted, key=lambda one: one.date or _LONG_AGO, reverse=True)

    def show_found(self) -> None:
        """Show what was found so far; as long as nobody chooses, from its beginning."""
        super().show_found()
        if not self._is_touched and self.list_view.listed:
            self.list_view.move_to(0)

    def heading_of(self, count: int) -> str:
        """Return the heading; where some wait for later, say how many."""
        put_off = sum(one.kind is EntryKind.PUT_OFF for one in self.found)
        later = f" · {put_off} put off: Tab lists them" if put_off and not self._is_inbox else ""
        return f"{_INBOX if self._is_inbox else _WAITING} ({count}){later}"

    def on_key(self, event: events.Key) -> None:
        """Read for how long something is put off, when that was asked."""
        self._is_touched = True
        if not self._asks_delay:
            return
        event.stop()
        event.prevent_default()
        self._asks_delay = False
        if event.key in _DELAYS:
            days, named = _DELAYS[event.key]
            self._put_off(timedelta(days=days), named)
        else:
            self.say("")

    def action_inbox(self) -> None:
        """Go from those that wait to all replies, and back."""
        self._is_inbox = not self._is_inbox
        self.show_found()

    def action_put_off(self) -> None:
        """Ask for how long; one that is put off comes back at once instead."""
        entry = self.list_view.current
        if entry is None:
            return
        if entry.kind is EntryKind.ANSWERED:
            self.say("This one is answered already.")
        elif entry.kind is EntryKind.PUT_OFF:
            self._mark(entry, None, "taking a reply back to those that wait")
            self.say("It waits again; u undoes it.")
        else:
            self._asks_delay = True
            self.say(_ASKED)

    async def action_undo(self) -> None:
        """Undo what was put off here last."""
        if not self._acted_on:
            undo = key_for(self, "comment.undo")
            self.say(f"Nothing was put off here; in the reader {undo} undoes what was done before.")
            return
        blog = self._acted_on.pop()
        memory = self._find_memory(blog)
        act = await memory.undo()
        for one in () if act is None else act.changed:
            if one.part is Part.SNOOZES:
                until = None if one.version is None else datetime.fromisoformat(one.version)
                self._replace(blog, (one.post, one.comment), until)
        self.say("" if act is None else f"Undone: {act.label}.")

    def _find_memory(self, blog: str) -> ReaderMemory:
        if blog == self._current.key:
            return self._current.memory
        if blog not in self._memories:
            self._memories[blog] = self._make_memory(blog)
        return self._memories[blog]

    def _put_off(self, delay: timedelta, named: str) -> None:
        entry = self.list_view.current
        if entry is not None:
            until = (self._clock() + delay).astimezone(UTC).replace(microsecond=0)
            self._mark(entry, until, f"putting a reply off for {named}")
            self.say(f"Put off for {named}: it comes back then. u undoes it.")

    def _mark(self, entry: Entry, until: datetime | None, label: str) -> None:
        if entry.comment_id is None:
            return
        version = None if until is None else until.isoformat()
        memory = self._find_memory(entry.blog)
        memory.do(entry.post_id, Part.SNOOZES, [Mark(entry.comment_id, version)], label=label)
        self._acted_on.append(entry.blog)
        self._replace(entry.blog, (entry.post_id, entry.comment_id), until)

    def _replace(self, blog: str, place: tuple[str, str], until: datetime | None) -> None:
        """Show an entry as it is now."""
        is_put_off = until is not None and until > self._clock()
        kind = EntryKind.PUT_OFF if is_put_off else EntryKind.WAITING
        self.found[:] = [
            replace(one, kind=kind, until=until)
            if (one.blog, (one.post_id, one.comment_id)) == (blog, place)
            else one
            for one in self.found
        ]
        self.show_found()
