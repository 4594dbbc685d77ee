"""Saving what is under the cursor as a file of the person's; never over another one unasked."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from tui_blog import files
from tui_blog.text import clean
from tui_blog.text.passage import Passage
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.screens.asking import AskScreen
from tui_blog.ui.screens.taking import with_passage
from tui_blog.ui.screens.taking_styles import TAKING_STYLES

if TYPE_CHECKING:
    from tui_blog.ui.screens.acts import ActTable
    from tui_blog.ui.screens.reader import ReaderScreen

_PLAIN_ENDINGS = (".txt", ".text")
_MAX_SHOWN_CHARS = 300


class OverwriteScreen(ModalScreen[bool]):
    """Asks whether a file may go."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        Command(
            id="overwrite.yes",
            chords=parse_chords("y,f2"),
            action="answer(True)",
            description="Overwrite it",
            group="Save",
        ),
        Command(
            id="overwrite.no",
            chords=parse_chords("escape,n,q"),
            action="answer(False)",
            description="Choose another name",
            group="Save",
        ),
    )
    CSS_PATH = TAKING_STYLES
    BINDINGS = to_bindings(COMMAND_TABLE)

    def __init__(self, path: Path) -> None:
        """Set up.

        Args:
            path: What is there already.
        """
        super().__init__()
        self._path = path

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="dialog"):
            yield Label(Content("There is such a file already:"), classes="dialog--heading")
            yield Label(Content(_shown(self._path)), classes="dialog--text")
            keys = "y or F2 overwrite it · Esc another name"
            yield Label(Content(keys), classes="dialog--keys")

    def action_answer(self, may_go: bool) -> None:
        """Return with the answer."""
        self.dismiss(may_go)


class Saving:
    """Asks where to, and writes."""

    def __init__(self, reader: "ReaderScreen") -> None:
        """Connect to the screen with the cursor."""
        self._reader = reader

    @property
    def acts(self) -> "ActTable":
        """What keys can ask for."""
        return {"save": lambda: with_passage(self._reader, self._begin, group="save")}

    async def _begin(self, passage: Passage) -> None:
        self._ask(passage, passage.file_name())

    def _ask(self, passage: Passage, name: str, problem: str = "") -> None:
        def take(text: str | None) -> None:
            if text is not None:
                self._write(passage, text, may_overwrite=False)

        kinds = ".txt for plain text, else Markdown"
        label = problem or f"In {_shown(Path.cwd())}; {kinds}"
        heading = f"Save: {passage.heading}"
        screen = AskScreen(heading, label=label, value=name, verb="save")
        self._reader.app.push_screen(screen, take)

    def _write(self, passage: Passage, text: str, *, may_overwrite: bool) -> None:
        writing = self._write_file(passage, text, may_overwrite=may_overwrite)
        self._reader.run_worker(writing, group="save")

    async def _write_file(self, passage: Passage, text: str, *, may_overwrite: bool) -> None:
        path = Path(text)
        write = files.write_atomic if may_overwrite else files.write_new
        try:
            path = path.expanduser()
            if path.is_dir():
                path /= passage.file_name()
            is_plain = path.suffix.lower() in _PLAIN_ENDINGS
            document = passage.plain_document() if is_plain else passage.markdown_document()
            await asyncio.to_thread(write, path, document.encode())
        except FileExistsError:
            self._ask_to_overwrite(passage, text, path)
        except FileNotFoundError:
            self._ask(passage, text, "Not saved: there is no such folder.")
        except (OSError, ValueError, RuntimeError) as error:
            reason = clean.field(getattr(error, "strerror", "") or "this is no name of a file")
            self._ask(passage, text, f"Not saved: {reason}.")
        else:
            self._reader.status_line.say(f"Saved as {_shown(path)}")

    def _ask_to_overwrite(self, passage: Passage, text: str, path: Path) -> None:
        def take(may_go: bool | None) -> None:
            if may_go:
                self._write(passage, text, may_overwrite=True)
            else:
                self._ask(passage, text)

        self._reader.app.push_screen(OverwriteScreen(path), take)


def _shown(path: Path) -> str:
    return clean.field(str(path), max_chars=_MAX_SHOWN_CHARS)
