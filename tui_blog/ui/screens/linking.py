"""Following links from the reader screen: shown first, then opened or copied."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported
from textual.widget import Widget

from tui_blog.text import clean, links
from tui_blog.ui.glyphs import Glyphs

if TYPE_CHECKING:
    from tui_blog.text.outline import Link
    from tui_blog.ui.browser import Browser
    from tui_blog.ui.link_choice import LinkChoice


class Linking:
    """Leads from a link to the browser or the clipboard."""

    def __init__(self, screen: Widget, *, glyphs: Glyphs, tell: Callable[[str], None]) -> None:
        """Connect to a screen.

        Args:
            screen: Opens the dialogs and owns the workers.
            glyphs: The signs to draw with.
            tell: Shows a sentence.
        """
        self._screen = screen
        self._glyphs = glyphs
        self._tell = tell

    def choose(self, found: "Sequence[Link]") -> None:
        """Let the person choose one of several links; say so when there is none."""
        from tui_blog.ui.link_choice import LinkEntry
        from tui_blog.ui.screens.links import LinkScreen

        entries = [LinkEntry(label=link.text, address=link.address) for link in found]
        if entries:
            self._screen.app.push_screen(LinkScreen(entries, glyphs=self._glyphs), self._follow)
        else:
            self._tell("There is no link here.")

    def ask(
        self,
        address: str | None,
        *,
        among: "Sequence[Link]" = (),
        opened: Callable[[], None] | None = None,
    ) -> None:
        """Show an address and ask what to do with it.

        Args:
            address: From the source, not vetted; `None` when there is none.
            among: Links that one of which was clicked: their texts say what was promised.
            opened: What to do once the browser has it.
        """
        from tui_blog.ui.link_choice import LinkEntry
        from tui_blog.ui.screens.address import AddressScreen

        vetted = None if address is None else links.vet(address)
        if vetted is None:
            self._tell("This has no address on the web.")
            return
        label = next((link.text for link in among if link.address == vetted), "")
        entry = LinkEntry(label=label, address=vetted)
        self._screen.app.push_screen(
            AddressScreen(entry, glyphs=self._glyphs), lambda choice: self._follow(choice, opened)
        )

    def open(self, address: str) -> None:
        """Open an address that the person has looked at and wants opened."""
        self._screen.run_worker(self._open(address, None), group="browser")

    def copy(self, address: str | None) -> None:
        """Put an address on the clipboard."""
        vetted = None if address is None else links.vet(address)
        if vetted is None:
            self._tell("This has no address on the web.")
            return
        self._screen.app.copy_to_clipboard(clean.strip(vetted))
        self._tell("The address is copied, if the terminal allows it (OSC 52).")

    def hand_over(self, text: str, address: str | None) -> None:
        """Put what was typed on the clipboard, and show the address where it is to be pasted."""
        self._screen.app.copy_to_clipboard(clean.strip(text))
        self._tell("Your text is copied, if the terminal allows it (OSC 52).")
        self.ask(address)

    def _follow(
        self, choice: "LinkChoice | None", opened: Callable[[], None] | None = None
    ) -> None:
        from tui_blog.ui.link_choice import LinkVerb

        if choice is None:
            return
        if choice.verb is LinkVerb.COPY:
            self.copy(choice.address)
        else:
            self._screen.run_worker(self._open(choice.address, opened), group="browser")

    async def _open(self, address: str, opened: Callable[[], None] | None) -> None:
        from tui_blog.ui.browser import BrowserError, find_browser, start_browser

        try:
            browser = find_browser(os.environ)
            if browser.needs_terminal:
                self._run_in_terminal(browser, address)
            else:
                await start_browser(browser, address)
                self._tell("Opened in the browser.")
            if opened is not None:
                opened()
        except BrowserError as error:
            self._tell(str(error))

    def _run_in_terminal(self, browser: "Browser", address: str) -> None:
        from tui_blog.ui.browser import BrowserError, run_in_terminal

        try:
            with self._screen.app.suspend():
                run_in_terminal(browser, address)
        except SuspendNotSupported as error:
            raise BrowserError("A browser of the terminal can't be opened from here.") from error
