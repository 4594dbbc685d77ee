"""The last line of a screen: the keys that are most useful here and now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.keymap import Command, describe_chord
from tui_blog.ui.widgets.unscrolled import never_scrolled

_GAP = 2


class KeyFooter(Widget):
    """Shows as many commands as fit, by `footer_rank`; those of rank 0 are left out.

    The help command (`HELP_ID`) stands at the right end and is never left out.
    """

    HELP_ID = "app.help"
    DEFAULT_CSS = """
    KeyFooter { height: 1; width: 1fr; dock: bottom; padding: 0 1; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-footer--key", "key-footer--description"}
    ALLOW_SELECT = False
    virtual_size = never_scrolled()

    commands: reactive[tuple[Command, ...]] = reactive(())
    """What can be done here and now, with the keys in force."""

    @dataclass
    class Chosen(Message):
        """A command was clicked."""

        key_footer: "KeyFooter"
        command: Command

        @property
        def control(self) -> "KeyFooter":
            """The footer it comes from."""
            return self.key_footer

    def __init__(self, *, glyphs: Glyphs = UNICODE_GLYPHS, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._glyphs = glyphs

    def render(self) -> Content:
        """Draw the line."""
        key_style = self.get_visual_style("key-footer--key")
        description_style = self.get_visual_style("key-footer--description")
        parts: list[Content] = []
        cells = 0
        for start, command in self._layout():
            parts.append(Content(" " * (start - cells)))
            key, description = self._key(command), _word(command)
            parts.append(Content.assemble((key, key_style), " ", (description, description_style)))
            cells = start + self._width(command)
        return Content("").join(parts)

    def on_click(self, event: Click) -> None:
        """Choose the command under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for start, command in self._layout():
            if start <= offset.x < start + self._width(command):
                self.post_message(self.Chosen(self, command))

    def _layout(self) -> list[tuple[int, Command]]:
        """Place commands on the line: where each starts, in cells."""
        width = self.content_size.width
        helps = [command for command in self.commands if command.id == self.HELP_ID]
        room = width - sum(self._width(command) + _GAP for command in helps[:1])
        placed: list[tuple[int, Command]] = []
        start = 0
        for command in _by_rank(self.commands):
            if command.id == self.HELP_ID or not command.chords:
                continue
            if start + self._width(command) <= room:
                placed.append((start, command))
                start += self._width(command) + _GAP
        placed.extend((max(0, width - self._width(command)), command) for command in helps[:1])
        return placed

    def _key(self, command: Command) -> str:
        return describe_chord(command.chords[0], self._glyphs) if command.chords else ""

    def _width(self, command: Command) -> int:
        return cell_len(self._key(command)) + 1 + cell_len(_word(command))


def _by_rank(commands: Sequence[Command]) -> list[Command]:
    unique: dict[str, Command] = {}
    for command in commands:
        if command.footer_rank > 0:
            unique.setdefault(command.id, command)
    return sorted(unique.values(), key=lambda command: command.footer_rank)


def _word(command: Command) -> str:
    """The description as it stands in a footer: in small letters."""
    return command.description[:1].lower() + command.description[1:]
