"""Where one writes: a text area that holds clean text, and as much of it as stays quick."""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import TextArea

from tui_blog.text import clean

_JOINERS = frozenset("\u200c\u200d")
"""What Persian and many emoji are written with. Textual takes them for keys without a character."""


class ComposerInput(TextArea):
    """A text area for a comment. What is pasted is cleaned, or refused when it is too long."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # What terminals send for it is a line feed, which unbracketed pastes hold too.
        Binding("ctrl+j", "new_line", "New line", show=False),
    ]

    @dataclass
    class PasteRefused(Message):
        """A paste was too long and is not in the text."""

        composer_input: "ComposerInput"
        """Where."""
        chars: int
        """How long it was."""

        @property
        def control(self) -> "ComposerInput":
            """The sender."""
            return self.composer_input

    def __init__(self, *, max_bytes: int, id: str | None = None) -> None:  # noqa: A002  Textual's own name
        """Set up.

        Args:
            max_bytes: UTF-8 bytes that a paste may bring the text to.
            id: As for all widgets.
        """
        has_colours = find_spec("tree_sitter_markdown") is not None
        super().__init__(
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            language="markdown" if has_colours else None,
            id=id,
        )
        self._max_bytes = max_bytes

    @property
    def caret(self) -> int:
        """Where the caret is, in characters from the beginning."""
        return len(self.get_text_range((0, 0), self.cursor_location))

    @property
    def caret_share(self) -> float:
        """Where the caret's line is: 0 for the first, 1 for the last."""
        last = self.document.line_count - 1
        return self.cursor_location[0] / last if last else 0.0

    @property
    def used_bytes(self) -> int:
        """The length of the text in UTF-8."""
        return _bytes(self.text)

    def begin_with(self, text: str, caret: int | None) -> None:
        """Start with a text, the caret in it or at its end; there is nothing to undo."""
        self.load_text(clean.body(text))
        self.move_cursor(self.document.end if caret is None else _location(self.text, caret))

    def change_to(self, text: str) -> None:
        """Put a text in the place of all that is there; this can be undone."""
        self.replace(clean.body(text), (0, 0), self.document.end)
        self.move_cursor(self.document.end)

    def put_in(self, text: str) -> bool:
        """Put a text in the place of the selection, if it is not too long; say whether it is in."""
        room = self._max_bytes - self.used_bytes + _bytes(self.selected_text)
        # No character is less than a byte: what is far too long need not be cleaned to be known.
        if len(text) > room or _bytes(text := clean.body(text)) > room:
            return False
        placed = self.replace(text, *self.selection, maintain_selection_offset=False)
        self.move_cursor(placed.end_location)
        return True

    def on_key(self, event: Key) -> None:
        """Keep Alt with a letter from being read as the letter, and take what joins letters."""
        if event.key.startswith("alt+"):
            event.prevent_default()
        elif event.character in _JOINERS and not self.read_only:
            event.prevent_default()
            event.stop()
            self.replace(event.character, *self.selection, maintain_selection_offset=False)

    def on_paste(self, event: Paste) -> None:
        """Clean what the terminal pastes."""
        event.prevent_default()
        event.stop()
        self._paste(event.text)

    def action_paste(self) -> None:
        """Clean what was copied inside the program."""
        self._paste(self.app.clipboard)

    def action_new_line(self) -> None:
        """Begin a new line."""
        self.replace("\n", *self.selection, maintain_selection_offset=False)

    def _paste(self, text: str) -> None:
        if not self.read_only and not self.put_in(text):
            self.post_message(self.PasteRefused(self, len(text)))


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", errors="replace"))


def _location(text: str, offset: int) -> tuple[int, int]:
    """Return the row and column of a character in a text."""
    before = text[: max(0, offset)]
    return before.count("\n"), len(before) - before.rfind("\n") - 1
