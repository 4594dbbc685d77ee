"""One address in full, before anything is opened."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from tui_blog.resources import styles_folder
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.link_choice import LinkChoice, LinkEntry, LinkVerb


class AddressScreen(ModalScreen[LinkChoice | None]):
    """Shows where a link goes and asks. Returns `None` when the person went back."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        Command(
            id="address.open",
            chords=parse_chords("enter,o"),
            action="choose('open')",
            description="Open in the browser",
            group="Link",
        ),
        Command(
            id="address.copy",
            chords=parse_chords("y,ctrl+insert"),
            action="choose('copy')",
            description="Copy the address",
            group="Link",
        ),
        Command(
            id="address.back",
            chords=parse_chords("escape,q"),
            action="back",
            description="Back, without opening",
            group="Link",
        ),
    )
    CSS_PATH = styles_folder() / "dialogs.tcss"
    BINDINGS = to_bindings(COMMAND_TABLE)

    def __init__(self, entry: LinkEntry, *, glyphs: Glyphs = UNICODE_GLYPHS) -> None:
        super().__init__()
        self._entry = entry
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        """Lay out the address and the question."""
        entry = self._entry
        with Vertical(classes="dialog"):
            yield Label(Content("Open in the browser?"), classes="dialog--heading")
            for warning in entry.warnings:
                told = f"{warning.sign(self._glyphs)} {warning.sentence}"
                part = "dialog--warning" if warning.is_grave else "dialog--text"
                yield Label(Content(told), classes=part)
                if warning.is_text:
                    yield Label(Content(entry.shown_label), classes="dialog--text")
                    yield Label(Content(f"It goes to {entry.host}:"), classes="dialog--warning")
            with VerticalScroll(classes="dialog--scroll"):
                yield Static(Content(entry.shown_address), id="address")
            yield Label(
                Content("Enter open · y copy · Esc back"),
                classes="dialog--keys",
            )

    def action_choose(self, verb: str) -> None:
        """Return with the address."""
        self.dismiss(LinkChoice(verb=LinkVerb(verb), address=self._entry.address))

    def action_back(self) -> None:
        """Return without it."""
        self.dismiss(None)
