"""The line at the bottom where one types what to look for."""

from dataclasses import dataclass

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Label

from tui_blog.text import clean
from tui_blog.ui.keymap import Command, parse_chords, to_bindings


class SearchBar(Horizontal):
    """One line of input. Hidden until `open`; says what is typed, submitted, or given up."""

    COMMAND_TABLE = (
        Command(
            id="search.cancel",
            chords=parse_chords("escape"),
            action="cancel",
            description="End the search",
            tooltip="Close the search line and forget what was typed",
            group="Search",
        ),
    )
    BINDINGS = to_bindings(COMMAND_TABLE)
    DEFAULT_CSS = """
    SearchBar { height: 1; width: 1fr; dock: bottom; display: none; }
    SearchBar.-open { display: block; }
    SearchBar Label { width: auto; }
    SearchBar .search-bar--prompt { padding: 0 0 0 1; }
    SearchBar .search-bar--note { padding: 0 1; }
    SearchBar Input { width: 1fr; height: 1; border: none; padding: 0; }
    """

    @dataclass
    class Changed(Message):
        """The text changed while typing."""

        search_bar: "SearchBar"
        text: str
        """Cleaned, one line; may be empty."""

        @property
        def control(self) -> "SearchBar":
            """The bar it comes from."""
            return self.search_bar

    @dataclass
    class Submitted(Message):
        """Enter was pressed; the bar has closed."""

        search_bar: "SearchBar"
        text: str
        """Cleaned, one line; may be empty."""

        @property
        def control(self) -> "SearchBar":
            """The bar it comes from."""
            return self.search_bar

    @dataclass
    class Cancelled(Message):
        """Esc was pressed; the bar has closed."""

        search_bar: "SearchBar"

        @property
        def control(self) -> "SearchBar":
            """The bar it comes from."""
            return self.search_bar

    _input = getters.query_one(Input)
    _note = getters.query_one(".search-bar--note", Label)

    def __init__(self, *, prompt: str = "/", id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._prompt = prompt

    def compose(self) -> ComposeResult:
        """Lay out the prompt, the input and the note."""
        yield Label(clean.field(self._prompt), markup=False, classes="search-bar--prompt")
        # Or the screen would give it the focus at the start, before it is hidden.
        yield Input(compact=True, disabled=True)
        yield Label("", markup=False, classes="search-bar--note")

    @property
    def text(self) -> str:
        """What is typed; cleaned, one line."""
        return clean.field(self._input.value)

    @property
    def is_open(self) -> bool:
        """Whether the bar is shown."""
        return self.has_class("-open")

    def open(self, text: str = "") -> None:
        """Show the bar with a text and put the caret there."""
        with self.prevent(Input.Changed):
            self._input.value = clean.field(text)
        self.say("")
        self.add_class("-open")
        self._input.disabled = False
        self._input.focus()

    def close(self) -> None:
        """Hide the bar; the text stays. The caller moves the focus."""
        self.remove_class("-open")

    def say(self, note: str) -> None:
        """Show a few words at the right: "3 of 12", "not found"."""
        self._note.update(clean.field(note))

    def action_cancel(self) -> None:
        """Close without searching."""
        self.close()
        self.post_message(self.Cancelled(self))

    @on(Input.Changed)
    def _tell_change(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self, self.text))

    @on(Input.Submitted)
    def _tell_submission(self, event: Input.Submitted) -> None:
        event.stop()
        self.close()
        self.post_message(self.Submitted(self, self.text))
