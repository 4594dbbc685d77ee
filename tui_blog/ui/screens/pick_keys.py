"""Takes all keys while one picks what to quote: nothing of it is seen."""

from enum import StrEnum
from typing import ClassVar, Protocol

from textual import events
from textual.screen import ModalScreen

from tui_blog.resources import styles_folder
from tui_blog.ui.keymap import Command, parse_chords, to_bindings

_WHEEL_ROWS = 3


class PickEnd(StrEnum):
    """What to do with what was picked."""

    REPLY = "reply"
    SHARE = "share"
    COPY = "copy"
    GIVE_UP = "give up"


class Picks(Protocol):
    """What keys change while one picks."""

    def take_letter(self, letter: str) -> None:
        """Go on with the letters of a label."""
        ...

    def erase(self) -> None:
        """Take back a letter, or what was picked last."""
        ...

    async def move(self, action: str) -> None:
        """Move in the pane one is in, by one of its actions."""
        ...

    def scroll(self, rows: int) -> None:
        """Scroll the pane one is in."""
        ...

    def change_pane(self) -> None:
        """Go to the other one of post and thread."""
        ...


def _command(verb: str, keys: str, action: str, description: str, footer_rank: int = 0) -> Command:
    return Command(
        id=f"pick.{verb}",
        chords=parse_chords(keys),
        action=action,
        description=description,
        group="Pick",
        footer_rank=footer_rank,
    )


class PickKeys(ModalScreen[PickEnd]):
    """Reads letters of labels over the screen below, and moves there, until one is done."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        _command("reply", "enter,greater_than_sign", "end('reply')", "Reply", 1),
        _command("down", "down", "move('cursor_down')", "Move", 2),
        _command("up", "up", "move('cursor_up')", "Up"),
        _command("page_down", "space,pagedown,ctrl+f", "move('page_down')", "Page down", 3),
        _command("page_up", "pageup,ctrl+b", "move('page_up')", "Page up"),
        _command("half_down", "ctrl+d", "move('half_page_down')", "Half a page down"),
        _command("half_up", "ctrl+u", "move('half_page_up')", "Half a page up"),
        _command("first", "home", "move('scroll_home')", "First"),
        _command("last", "end", "move('scroll_end')", "Last"),
        _command("pane", "tab,f6", "change_pane", "Other pane", 4),
        _command("erase", "backspace", "erase", "Take back", 7),
        _command("share", "S", "end('share')", "Share", 5),
        _command("copy", "Y", "end('copy')", "Copy", 6),
        _command("back", "escape", "end('give up')", "Give up", 8),
    )
    CSS_PATH = styles_folder() / "dialogs.tcss"
    BINDINGS = to_bindings(COMMAND_TABLE)

    def __init__(self, picks: Picks) -> None:
        """Set up.

        Args:
            picks: What keys change.
        """
        super().__init__()
        self._picks = picks

    def on_key(self, event: events.Key) -> None:
        """Read a small letter; all else is bound."""
        letter = event.character or ""
        if letter.isalpha() and letter.islower():
            event.stop()
            self._picks.take_letter(letter)

    def on_mouse_scroll_down(self) -> None:
        """Scroll below."""
        self._picks.scroll(_WHEEL_ROWS)

    def on_mouse_scroll_up(self) -> None:
        """Scroll below."""
        self._picks.scroll(-_WHEEL_ROWS)

    async def action_move(self, action: str) -> None:
        """Move below."""
        await self._picks.move(action)

    def action_change_pane(self) -> None:
        """Go to the other pane."""
        self._picks.change_pane()

    def action_erase(self) -> None:
        """Take something back."""
        self._picks.erase()

    def action_end(self, how: str) -> None:
        """Be done."""
        self.dismiss(PickEnd(how))
