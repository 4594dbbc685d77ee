"""Taking along what is under the cursor: as a quotation, or to a command of the person's."""

import shlex
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tui_blog.model.errors import StorageError
from tui_blog.text.passage import Passage
from tui_blog.ui.errors import explain
from tui_blog.ui.widgets.status_line import Tone

if TYPE_CHECKING:
    from tui_blog.ui.screens.acts import ActTable
    from tui_blog.ui.screens.linked_panes import LinkedPanes
    from tui_blog.ui.screens.reader import ReaderScreen

COPIED = "copied, if the terminal allows it (OSC 52)."
"""The end of a sentence that fits beside where one is, at 80 columns."""


def with_passage(
    reader: "LinkedPanes", use: Callable[[Passage], Awaitable[None]], *, group: str
) -> None:
    """Do something with what is under the cursor, once it is there; say so where nothing is.

    Args:
        reader: The screen with the cursor.
        use: What to do.
        group: Of the worker; a newer one ends an older one.
    """
    reader.run_worker(_use_passage(reader, use), group=group, exclusive=True)


async def _use_passage(reader: "LinkedPanes", use: Callable[[Passage], Awaitable[None]]) -> None:
    try:
        passage = await reader.load_passage_here()
    except StorageError as error:
        reader.status_line.say(explain(error).text, Tone.ERROR)
        return
    if passage is None:
        reader.status_line.say("There is no post here.")
    else:
        await use(passage)


class Taking:
    """Hands over the comment or post under the cursor."""

    def __init__(self, reader: "ReaderScreen") -> None:
        """Connect to the screen with the cursor."""
        self._reader = reader
        self._command_line = ""

    @property
    def acts(self) -> "ActTable":
        """What keys can ask for."""
        return {
            "quote": lambda: with_passage(self._reader, self._copy_quote, group="take"),
            "pipe": lambda: with_passage(self._reader, self._pipe, group="take"),
            "pipe_text": lambda: with_passage(self._reader, self._pipe_text, group="take"),
        }

    async def _copy_quote(self, passage: Passage) -> None:
        self._reader.app.copy_to_clipboard(passage.quotation())
        self._reader.status_line.say(f"The quotation is {COPIED}")

    async def _pipe(self, passage: Passage) -> None:
        self._ask(f"Pipe as Markdown: {passage.heading}", passage.markdown())

    async def _pipe_text(self, passage: Passage) -> None:
        self._ask(f"Pipe as plain text: {passage.heading}", passage.plain())

    def _ask(self, heading: str, given: str, problem: str = "") -> None:
        """Ask for a command, then run it on a text."""
        from tui_blog.ui.screens.asking import AskScreen
        from tui_blog.ui.screens.output import OutputScreen

        def take(text: str | None) -> None:
            if text is None:
                return
            self._command_line = text
            try:
                argv = shlex.split(text)
            except ValueError:
                self._ask(heading, given, "There is a quote without its other one.")
                return
            if argv:
                self._reader.app.push_screen(OutputScreen(argv, given=f"{given}\n"))

        label = problem or "A command with its arguments; it runs without a shell."
        screen = AskScreen(heading, label=label, value=self._command_line, verb="run")
        self._reader.app.push_screen(screen, take)
