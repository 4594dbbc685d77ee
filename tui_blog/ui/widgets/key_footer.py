"""The last line of a screen: the keys that are most useful here and now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
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
        self._words: list[_Words] = []

    def watch_commands(self) -> None:
        """Put into words once what is drawn at each width."""
        ranked = [command for command in _by_rank(self.commands) if command.id != self.HELP_ID]
        helps = [command for command in self.commands if command.id == self.HELP_ID]
        self._words = [self._in_words(one) for one in (*ranked, *helps[:1])]

    def render(self) -> Content:
        """Draw the line."""
        key_style = self.get_visual_style("key-footer--key")
        description_style = self.get_visual_style("key-footer--description")
        parts: list[str | tuple[str, Style]] = []
        cells = 0
        for start, words in self._layout():
            parts += [
                " " * (start - cells),
                (words.key, key_style),
                " ",
                (words.description, description_style),
            ]
            cells = start + words.cells
        return Content.assemble(*parts)

    def on_click(self, event: Click) -> None:
        """Choose the command under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        for start, words in self._layout():
            if start <= offset.x < start + words.cells:
                self.post_message(self.Chosen(self, words.command))

    def _layout(self) -> list[tuple[int, "_Words"]]:
        """Place commands on the line: where each starts, in cells."""
        width = self.content_size.width
        last = [words for words in self._words if words.command.id == self.HELP_ID]
        room = width - sum(words.cells + _GAP for words in last)
        placed: list[tuple[int, _Words]] = []
        start = 0
        for words in self._words:
            is_last = words.command.id == self.HELP_ID
            if words.key and not is_last and start + words.cells <= room:
                placed.append((start, words))
                start += words.cells + _GAP
        placed.extend((max(0, width - words.cells), words) for words in last)
        return placed

    def _in_words(self, command: Command) -> "_Words":
        key = describe_chord(command.chords[0], self._glyphs) if command.chords else ""
        description = command.description[:1].lower() + command.description[1:]
        return _Words(command, key, description, cell_len(key) + 1 + cell_len(description))


class _Words(NamedTuple):
    """How a command stands in the footer: in small letters."""

    command: Command
    key: str
    description: str
    cells: int


def _by_rank(commands: Sequence[Command]) -> list[Command]:
    unique: dict[str, Command] = {}
    for command in commands:
        if command.footer_rank > 0:
            unique.setdefault(command.id, command)
    return sorted(unique.values(), key=lambda command: command.footer_rank)
