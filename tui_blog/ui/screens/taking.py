"""Taking along what is under the cursor: as a quotation on the clipboard."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tui_blog.model.errors import StorageError
from tui_blog.text.passage import Passage
from tui_blog.ui.errors import explain
from tui_blog.ui.widgets.status_line import Tone

if TYPE_CHECKING:
    from tui_blog.ui.screens.acts import ActTable
    from tui_blog.ui.screens.reader import ReaderScreen

COPIED = "on the clipboard, if the terminal allows that (OSC 52)."


def with_passage(
    reader: "ReaderScreen", use: Callable[[Passage], Awaitable[None]], *, group: str
) -> None:
    """Do something with what is under the cursor, once it is there; say so where nothing is.

    Args:
        reader: The screen with the cursor.
        use: What to do.
        group: Of the worker; a newer one ends an older one.
    """
    reader.run_worker(_use_passage(reader, use), group=group, exclusive=True)


async def _use_passage(reader: "ReaderScreen", use: Callable[[Passage], Awaitable[None]]) -> None:
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

    @property
    def acts(self) -> "ActTable":
        """What keys can ask for."""
        return {
            "quote": lambda: with_passage(self._reader, self._copy_quote, group="take"),
        }

    async def _copy_quote(self, passage: Passage) -> None:
        self._reader.app.copy_to_clipboard(passage.quotation())
        self._reader.status_line.say(f"The quotation is {COPIED}")
