"""Takes all keys while labels are shown: nothing of it is seen."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.screen import ModalScreen

from tui_blog.resources import styles_folder
from tui_blog.ui.keymap import Command, parse_chords, to_bindings


class HintKeys(ModalScreen[str | None]):
    """Reads the letters of a label over the screen below. Returns `None` when given up."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        Command(
            id="hints.back",
            chords=parse_chords("escape"),
            action="give_up",
            description="Give up",
            group="Hints",
            footer_rank=1,
        ),
        Command(
            id="hints.erase",
            chords=parse_chords("backspace"),
            action="erase",
            description="Take a letter back",
            group="Hints",
            footer_rank=2,
        ),
    )
    CSS_PATH = styles_folder() / "dialogs.tcss"
    BINDINGS = to_bindings(COMMAND_TABLE)

    def __init__(
        self,
        labels: Sequence[str],
        show: Callable[[str, str], bool],
        *,
        size: tuple[int, int],
    ) -> None:
        """Set up.

        Args:
            labels: In small letters; none begins with another one.
            show: Shows the labels that begin with its first argument, and says that none begins
                with its second one, if that is not empty; returns whether there still are labels.
            size: Columns and rows of the terminal that the labels were placed for.
        """
        super().__init__()
        self._labels = labels
        self._show = show
        self._typed = ""
        self._size_of_labels = size
        self._is_over = False

    def on_resize(self, event: events.Resize) -> None:
        """Give up when the labels are not where they were."""
        if self._size_of_labels != event.size:
            self._end(None)

    def on_key(self, event: events.Key) -> None:
        """Read a letter; a label counts as soon as it is complete."""
        letter = (event.character or "").lower()
        if not letter.isalpha():
            return
        event.stop()
        typed = self._typed + letter
        if not any(label.startswith(typed) for label in self._labels):
            self._go_on(self._typed, refused=typed)
        elif self._go_on(typed) and typed in self._labels:
            self._end(typed)

    def on_click(self) -> None:
        """Give up."""
        self._end(None)

    def action_erase(self) -> None:
        """Take back the letter that was typed."""
        self._go_on(self._typed[:-1])

    def action_give_up(self) -> None:
        """Choose nothing."""
        self._end(None)

    def _end(self, label: str | None) -> None:
        # More than one thing may end it before it is gone.
        if not self._is_over:
            self._is_over = True
            self.dismiss(label)

    def _go_on(self, typed: str, *, refused: str = "") -> bool:
        self._typed = typed
        is_there = self._show(typed, refused)
        if not is_there:
            self._end(None)
        return is_there
