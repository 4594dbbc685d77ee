"""One question that is answered with a line of text."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from tui_blog.text import clean
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.screens.taking_styles import TAKING_STYLES


class AskScreen(ModalScreen[str | None]):
    """Asks for a line. Returns it trimmed; `None` when the person went back or wrote nothing."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        Command(
            id="ask.back",
            chords=parse_chords("escape"),
            action="back",
            description="Back",
            group="Question",
        ),
    )
    CSS_PATH = TAKING_STYLES
    BINDINGS = to_bindings(COMMAND_TABLE)

    def __init__(self, heading: str, *, label: str, value: str = "", verb: str = "go on") -> None:
        """Set up.

        Args:
            heading: What it is about; may be foreign.
            label: What to write, and what went wrong if this is asked again.
            value: What stands there to begin with.
            verb: What Enter does.
        """
        super().__init__()
        self._heading = heading
        self._label = label
        self._value = value
        self._verb = verb

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        with Vertical(classes="dialog"):
            heading = clean.field(self._heading, max_chars=200)
            yield Label(Content(heading), classes="dialog--heading")
            yield Label(Content(clean.field(self._label)), classes="dialog--text")
            yield Input(self._value, compact=True)
            keys = f"Enter {self._verb} · Esc back"
            yield Label(Content(keys), classes="dialog--keys")

    @on(Input.Submitted)
    def _answer(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip() or None)

    def action_back(self) -> None:
        """Return without an answer."""
        self.dismiss(None)
