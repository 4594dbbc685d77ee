"""The links of a text, numbered, each with its true address."""

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from tui_blog.resources import styles_folder
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.link_choice import LinkChoice, LinkEntry, LinkVerb
from tui_blog.ui.screens.address import AddressScreen

_KEYS = "Enter or number: open · y copy · Esc back"


class LinkScreen(ModalScreen[LinkChoice | None]):
    """Chooses a link. Nothing is opened before its whole address was shown (`AddressScreen`)."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        Command(
            id="links.back",
            chords=parse_chords("escape,q"),
            action="back",
            description="Back, without opening",
            group="Links",
        ),
        Command(
            id="links.copy",
            chords=parse_chords("y,ctrl+insert"),
            action="copy",
            description="Copy the address",
            group="Links",
        ),
        Command(
            id="links.down",
            chords=parse_chords("j"),
            action="move(1)",
            description="Next link",
            group="Links",
        ),
        Command(
            id="links.up",
            chords=parse_chords("k"),
            action="move(-1)",
            description="Previous link",
            group="Links",
        ),
    )
    CSS_PATH = styles_folder() / "dialogs.tcss"
    BINDINGS = to_bindings(COMMAND_TABLE)

    _options = getters.query_one(OptionList)
    _hint = getters.query_one(".dialog--keys", Label)

    def __init__(self, entries: Sequence[LinkEntry], *, glyphs: Glyphs = UNICODE_GLYPHS) -> None:
        """Set up.

        Args:
            entries: The links in reading order; they get the numbers 1, 2, ….
            glyphs: The signs to use.
        """
        super().__init__()
        self._entries = tuple(entries)
        self._glyphs = glyphs
        self._digits = ""

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="dialog -list -wide"):
            yield Label(Content(_heading(len(self._entries))), classes="dialog--heading")
            yield OptionList(*self._rows(), markup=False, compact=True)
            yield Label(Content(_KEYS), classes="dialog--keys")

    def on_mount(self) -> None:
        """Start at the first link."""
        self._options.focus()
        if self._entries:
            self._options.highlighted = 0

    def on_key(self, event: Key) -> None:
        """Read a number; it counts as soon as no longer one is possible."""
        if event.character is None or not event.character.isdecimal() or not self._entries:
            self._set_digits("")
            return
        event.stop()
        digits = (self._digits + event.character).lstrip("0")
        number = int(digits or "0")
        if not 1 <= number <= len(self._entries):
            self._set_digits("")
            self._hint.update(Content(f"There is no link {number}."))
            return
        self._set_digits(digits)
        self._options.highlighted = number - 1
        if number * 10 > len(self._entries):
            self._set_digits("")
            self._ask(number - 1)

    @on(OptionList.OptionSelected)
    def _ask_for_option(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._ask(event.option_index)

    def action_copy(self) -> None:
        """Return with the highlighted address, to be copied."""
        if self._options.highlighted is not None:
            address = self._entries[self._options.highlighted].address
            self.dismiss(LinkChoice(verb=LinkVerb.COPY, address=address))

    def action_back(self) -> None:
        """Return without an address."""
        self.dismiss(None)

    def action_move(self, step: int) -> None:
        """Highlight the next or previous link."""
        if step > 0:
            self._options.action_cursor_down()
        else:
            self._options.action_cursor_up()

    def _ask(self, index: int) -> None:
        self.app.push_screen(AddressScreen(self._entries[index], glyphs=self._glyphs), self._answer)

    def _answer(self, choice: LinkChoice | None) -> None:
        if choice is not None:
            self.dismiss(choice)

    def _set_digits(self, digits: str) -> None:
        self._digits = digits
        self._hint.update(Content(f"Link {digits} … Enter" if digits else _KEYS))

    def _rows(self) -> list[Option]:
        digits = len(str(len(self._entries)))
        return [
            Option(_row(f"{number:>{digits}}", entry, self._glyphs))
            for number, entry in enumerate(self._entries, 1)
        ]


def _heading(count: int) -> str:
    return {0: "No links here", 1: "1 link"}.get(count, f"{count} links")


def _row(number: str, entry: LinkEntry, glyphs: Glyphs) -> Content:
    indent = " " * (len(number) + 2)
    host = Content(entry.host).stylize("$text-primary")
    if entry.warnings:
        told = [f"{one.sign(glyphs)} {one.short}" for one in entry.warnings]
        is_grave = any(one.is_grave for one in entry.warnings)
        style = "bold $text-error" if is_grave else "bold $text-warning"
        host = Content(" ".join(told)).stylize(style)
    address = Content(entry.shown_address).stylize("$foreground 60%")
    return Content.assemble(
        (number, "$foreground 60%"), "  ", entry.shown_label, "\n", indent, host, "  ", address
    )
