"""What is about to leave this machine, in full, before it does."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from tui_blog.text import clean
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.link_choice import LinkVerb
from tui_blog.ui.screens.taking_styles import TAKING_STYLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What is about to leave. All of it may be foreign."""

    heading: str
    """Where it goes."""
    text: str
    """What is said, as one reads it; may be empty."""
    label: str
    """What the line below is: an address, a command."""
    exact: str
    """To the letter."""
    verb: str
    """What Enter does."""


def _command(verb: str, keys: str, action: str, description: str) -> Command:
    return Command(
        id=f"leaving.{verb}",
        chords=parse_chords(keys),
        action=action,
        description=description,
        group="Share",
    )


class ShareCheck(ModalScreen[LinkVerb | None]):
    """Shows it and asks. Returns `None` when the person went back."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        _command("do", "enter", "choose('open')", "Share it"),
        _command("copy", "y,ctrl+insert", "choose('copy')", "Copy the address or command instead"),
        _command("down", "j,down", "scroll_text(1)", "Scroll down"),
        _command("up", "k,up", "scroll_text(-1)", "Scroll up"),
        _command("back", "escape,q", "back", "Back, without sharing"),
    )
    CSS_PATH = TAKING_STYLES
    BINDINGS = to_bindings(COMMAND_TABLE)
    AUTO_FOCUS = ""

    def __init__(self, leaving: Leaving) -> None:
        """Set up for what is about to leave."""
        super().__init__()
        self._leaving = leaving

    def compose(self) -> ComposeResult:
        """Lay out the text, the exact line and the question."""
        leaving = self._leaving
        with Vertical(classes="dialog"):
            yield Label(Content(clean.field(leaving.heading)), classes="dialog--heading -line")
            if leaving.text:
                with VerticalScroll(classes="dialog--scroll", can_focus=False):
                    yield Static(Content(clean.body(leaving.text)), id="leaving-text")
            place = "-part" if leaving.text else "-first"
            yield Label(Content(leaving.label), classes=f"dialog--heading {place}")
            with VerticalScroll(classes="dialog--scroll -exact", can_focus=False):
                yield Static(Content(clean.code(leaving.exact)), id="leaving-exact")
            yield Label(
                Content(f"Enter {leaving.verb} · y copy · j k scroll · Esc back"),
                classes="dialog--keys",
            )

    def action_choose(self, verb: str) -> None:
        """Return with what to do."""
        self.dismiss(LinkVerb(verb))

    def action_scroll_text(self, rows: int) -> None:
        """Move in the text, and in the exact line."""
        for part in self.query(VerticalScroll):
            part.scroll_relative(y=rows, animate=False)

    def action_back(self) -> None:
        """Return without sharing."""
        self.dismiss(None)
