"""Where to share: the list of targets, each with a letter."""

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

from tui_blog.text import clean
from tui_blog.text.sharing import (
    ClosedTarget,
    CommandTarget,
    CopyTarget,
    Target,
    WebTarget,
    letters_for,
)
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.screens.taking_styles import TAKING_STYLES

_KEYS = "Letter or Enter: choose · Esc back"
_OWN_LETTERS = "jkq"


def _command(verb: str, keys: str, action: str, description: str) -> Command:
    return Command(
        id=f"share.{verb}",
        chords=parse_chords(keys),
        action=action,
        description=description,
        group="Share",
    )


class ShareMenu(ModalScreen[Target | None]):
    """Chooses a target; one that is gone says so and is not chosen."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        _command("down", "j", "move(1)", "Next"),
        _command("up", "k", "move(-1)", "Previous"),
        _command("back", "escape,q", "back", "Back, without sharing"),
    )
    CSS_PATH = TAKING_STYLES
    BINDINGS = to_bindings(COMMAND_TABLE)

    _options = getters.query_one(OptionList)
    _hint = getters.query_one(".dialog--keys", Label)

    def __init__(self, targets: Sequence[Target], *, heading: str, has_url: bool) -> None:
        """Set up.

        Args:
            targets: In the order of the list.
            heading: What is shared; may be foreign.
            has_url: It has an address on the web, which some targets need.
        """
        super().__init__()
        self._targets = tuple(targets)
        self._letters = letters_for([target.name for target in targets], taken=_OWN_LETTERS)
        self._heading = heading
        self._has_url = has_url

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="dialog -list"):
            heading = clean.field(f"Share: {self._heading}", max_chars=200)
            yield Label(Content(heading), classes="dialog--heading -line")
            yield OptionList(*self._rows(), markup=False, compact=True)
            yield Label(Content(_KEYS), classes="dialog--keys")

    def on_mount(self) -> None:
        """Start at the first target."""
        self._options.focus()
        self._options.highlighted = 0

    def on_key(self, event: Key) -> None:
        """Read a letter."""
        self._hint.update(Content(_KEYS))
        if event.character and event.character in self._letters:
            event.stop()
            self._options.highlighted = self._letters.index(event.character)
            self._choose(self._targets[self._options.highlighted])

    @on(OptionList.OptionSelected)
    def _choose_option(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._choose(self._targets[event.option_index])

    def action_move(self, step: int) -> None:
        """Highlight the next or previous target."""
        if step > 0:
            self._options.action_cursor_down()
        else:
            self._options.action_cursor_up()

    def action_back(self) -> None:
        """Return without a target."""
        self.dismiss(None)

    def _choose(self, target: Target) -> None:
        if isinstance(target, ClosedTarget):
            self._hint.update(Content(target.told))
        elif self._lacks_url(target):
            told = "shares addresses, and this has none on the web."
            self._hint.update(Content(f"{clean.field(target.name)} {told}"))
        else:
            self.dismiss(target)

    def _lacks_url(self, target: Target) -> bool:
        return isinstance(target, WebTarget) and target.needs_url and not self._has_url

    def _rows(self) -> list[Option]:
        return [
            Option(
                Content.assemble(
                    (letter or " ", "$text-primary"),
                    "  ",
                    (clean.field(target.name), "$foreground 60%" if note else ""),
                    (f"  {note}" if note else "", "$foreground 60%"),
                )
            )
            for target, letter in zip(self._targets, self._letters, strict=True)
            for note in [self._note(target)]
        ]

    def _note(self, target: Target) -> str:
        match target:
            case ClosedTarget():
                return "closed"
            case WebTarget() if self._lacks_url(target):
                return "needs an address on the web"
            case WebTarget() | CommandTarget() | CopyTarget():
                return ""
