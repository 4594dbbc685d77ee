"""Searching everything that is here: results as one types, and the way to each."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from tui_blog.index.search import Hit
from tui_blog.model.errors import DamagedError, TuiBlogError, UsageError
from tui_blog.resources import styles_folder
from tui_blog.text import clean
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.widgets.hit_list import HitList
from tui_blog.ui.widgets.item_view import ItemView

if TYPE_CHECKING:
    from tui_blog.index.build import Progress
    from tui_blog.index.finder import Finder

_LIMIT = 200
_LANGUAGE = '"phrase" -not begin* *within* from: in: tag: before: after: is: has:'
_KEYS = "Enter open · Tab list these posts · arrows choose · Esc back"


def _command(verb: str, keys: str, action: str, description: str) -> Command:
    return Command(
        id=f"find.{verb}",
        chords=parse_chords(keys),
        action=action,
        description=description,
        group="Search everything",
    )


class FindScreen(ModalScreen[Hit | str | None]):
    """Asks what to look for, and lists what is found.

    Returns what was chosen; the text, where its posts are to be listed alone.
    """

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        _command("down", "down,ctrl+n", "move('cursor_down')", "Next hit"),
        _command("up", "up,ctrl+p", "move('cursor_up')", "Previous hit"),
        _command("page_down", "pagedown", "move('page_down')", "One page down"),
        _command("page_up", "pageup", "move('page_up')", "One page up"),
        _command("list", "tab", "list", "List only the posts of this blog that are found"),
        _command("back", "escape", "back", "Back"),
    )
    CSS_PATH = styles_folder() / "dialogs.tcss"
    BINDINGS = to_bindings(COMMAND_TABLE)
    AUTO_FOCUS = "#find-query"

    _query = getters.query_one("#find-query", Input)
    _hits = getters.query_one("#find-hits", HitList)
    _note = getters.query_one(".find--note", Label)

    def __init__(
        self, finder: "Finder", *, text: str, clock: Callable[[], datetime], glyphs: Glyphs
    ) -> None:
        """Set up.

        Args:
            finder: Searches.
            text: What was looked for last.
            clock: The time of now.
            glyphs: The signs to draw with.
        """
        super().__init__()
        self._finder = finder
        self._text = text
        self._clock = clock
        self._glyphs = glyphs
        self._is_left = False
        self._state = ""

    @property
    def text(self) -> str:
        """What is typed."""
        return self._text

    def compose(self) -> ComposeResult:
        """Lay out the line to type in, and the hits below it."""
        with Vertical(classes="dialog -full"):
            yield Input(self._text, id="find-query", compact=True, placeholder="Search everything")
            yield Label(Content(_LANGUAGE), classes="find--note")
            yield HitList(clock=self._clock, glyphs=self._glyphs, id="find-hits")
            yield Label(Content(_KEYS), classes="dialog--keys")

    def on_mount(self) -> None:
        """Show what was found last, and look for what changed since."""
        self._search()
        self._follow()

    def on_unmount(self) -> None:
        """Want nothing any more."""
        self._is_left = True
        self._finder.stop()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._text = event.value
        self._finder.stop()
        self._search()

    @on(Input.Submitted)
    @on(ItemView.ItemChosen)
    def _choose(self, event: Input.Submitted | ItemView.ItemChosen) -> None:
        event.stop()
        if self._hits.current is not None:
            self.dismiss(self._hits.current)

    def action_move(self, how: str) -> None:
        """Move among the hits; the caret stays where it is."""
        getattr(self._hits, f"action_{how}")()

    def action_list(self) -> None:
        """Return what is looked for, if there is anything."""
        if self._text.strip():
            self.dismiss(self._text.strip())

    def action_back(self) -> None:
        """Return without a choice."""
        self.dismiss(None)

    @work(exclusive=True, group="find")
    async def _search(self) -> None:
        text = self._text
        try:
            hits = await asyncio.to_thread(
                self._finder.search, text, limit=_LIMIT, is_being_typed=True
            )
        except UsageError as error:
            self._tell(str(error))
            return
        except TuiBlogError as error:
            self._tell(str(error))
            hits = []
        if text != self._text:
            return  # what was typed meanwhile is searched for already
        if hits:
            self._hits.show_rows_anew(hits)
        else:
            self._hits.clear("Nothing was found." if text.strip() else "", "")
        count = f"{len(hits)}{'+' if len(hits) == _LIMIT else ''} found"
        self._tell(self._state or (count if text.strip() else _LANGUAGE))

    @work(exclusive=True, group="follow")
    async def _follow(self) -> None:
        """Bring the index up to date behind what one types."""
        loop = asyncio.get_running_loop()

        def tell(progress: "Progress") -> None:
            if progress.changed and not self._is_left:
                loop.call_soon_threadsafe(self._show_progress, progress)

        for _ in range(2):  # once more if it has to be made anew
            try:
                await asyncio.to_thread(
                    self._finder.update, tell, is_wanted=lambda: not self._is_left
                )
            except DamagedError:
                continue
            except TuiBlogError as error:
                self._tell(str(error))
            break
        had_progress, self._state = bool(self._state), ""
        if had_progress:
            self._search()

    def _show_progress(self, progress: "Progress") -> None:
        if self._is_left:
            return
        self._state = f"reading {progress.done:,} of {progress.total:,} posts…"
        self._tell(self._state)

    def _tell(self, text: str) -> None:
        self._note.update(Content(clean.field(text)))
