"""The outline of a post: its headings, to go to one of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList

from tui_blog.resources import styles_folder
from tui_blog.text.outline import HeadingPlace, headings_in
from tui_blog.ui.keymap import Command, parse_chords, to_bindings

if TYPE_CHECKING:
    from tui_blog.ui.screens.acts import ActTable
    from tui_blog.ui.screens.reader import ReaderScreen

_INDENT = "  "


class Headings:
    """Shows the outline of the post in view, and goes to what is chosen there."""

    def __init__(self, reader: "ReaderScreen") -> None:
        """Remember whose post it is.

        Args:
            reader: Shows the post.
        """
        self._reader = reader

    @property
    def acts(self) -> "ActTable":
        """What keys can ask for."""
        return {"list": self._list}

    def _list(self) -> None:
        pane = self._reader.post_pane
        headings = headings_in(pane.blocks)
        if pane.post is None:
            self._reader.status_line.say("There is no post here.")
        elif not headings:
            self._reader.status_line.say("This post has no headings.")
        else:
            above = [place.block <= pane.block_in_view for place in headings]
            screen = OutlineScreen(headings, here=max(0, sum(above) - 1))
            self._reader.app.push_screen(screen, self._go)

    def _go(self, block: int | None) -> None:
        if block is None:
            return
        reader = self._reader
        reader.focus_pane("post")

        def go() -> None:
            reader.post_pane.go_to_block(block)
            reader.show_position()

        # A pane that was not shown learns its size first.
        reader.call_after_refresh(go)


class OutlineScreen(ModalScreen[int | None]):
    """Chooses a heading. Returns the number of its block, or `None` when the person went back."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        Command(
            id="outline.back",
            chords=parse_chords("escape,q"),
            action="back",
            description="Back, without going anywhere",
            group="Outline",
        ),
        Command(
            id="outline.down",
            chords=parse_chords("j"),
            action="move(1)",
            description="Next heading",
            group="Outline",
        ),
        Command(
            id="outline.up",
            chords=parse_chords("k"),
            action="move(-1)",
            description="Previous heading",
            group="Outline",
        ),
    )
    CSS_PATH = styles_folder() / "dialogs.tcss"
    BINDINGS = to_bindings(COMMAND_TABLE)

    _options = getters.query_one(OptionList)

    def __init__(self, headings: Sequence[HeadingPlace], *, here: int) -> None:
        """Set up.

        Args:
            headings: In their order; at least one.
            here: The number, from 0, of the one that is being read.
        """
        super().__init__()
        self._headings = tuple(headings)
        self._here = here

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        least = min(place.level for place in self._headings)
        rows = [
            Content(_INDENT * (place.level - least) + (place.text or "(no words)"))
            for place in self._headings
        ]
        with Vertical(classes="dialog -list"):
            yield Label(Content("Headings of this post"), classes="dialog--heading")
            yield OptionList(*rows, markup=False, compact=True)
            yield Label(Content("Enter go there · Esc back"), classes="dialog--keys")

    def on_mount(self) -> None:
        """Begin at the heading that is being read."""
        self._options.focus()
        self._options.highlighted = self._here

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._headings[event.option_index].block)

    def action_back(self) -> None:
        """Return without a heading."""
        self.dismiss(None)

    def action_move(self, step: int) -> None:
        """Highlight the next or previous heading."""
        if step > 0:
            self._options.action_cursor_down()
        else:
            self._options.action_cursor_up()
