"""Sharing what is under the cursor: a target, a look at what leaves, then it leaves."""

import shlex
from typing import TYPE_CHECKING

from tui_blog.text import clean
from tui_blog.text.passage import Passage
from tui_blog.text.sharing import (
    ClosedTarget,
    CommandTarget,
    CopyTarget,
    Shared,
    Target,
    WebTarget,
    address_of,
    all_targets,
    instance_of,
)
from tui_blog.ui.browser import BrowserError, check_address
from tui_blog.ui.link_choice import LinkVerb
from tui_blog.ui.screens.asking import AskScreen
from tui_blog.ui.screens.share_check import Leaving, ShareCheck
from tui_blog.ui.screens.share_menu import ShareMenu
from tui_blog.ui.screens.taking import COPIED, with_passage
from tui_blog.ui.widgets.status_line import Tone

if TYPE_CHECKING:
    from tui_blog.ui.screens.acts import ActTable
    from tui_blog.ui.screens.reader import ReaderScreen

_ASK_INSTANCE = "Your server, like fosstodon.org; [share] mastodon in config.toml keeps it."
_TOO_LONG = "The address of this is too long to be shared so; copy it with y."
_NO_INSTANCE = "This is no name of a server. Write it like fosstodon.org."


class Sharing:
    """Leads from a key to a browser, a program or the clipboard."""

    def __init__(self, reader: "ReaderScreen") -> None:
        """Connect to the screen with the cursor."""
        self._reader = reader

    @property
    def acts(self) -> "ActTable":
        """What keys can ask for."""
        return {"choose": lambda: with_passage(self._reader, self._choose_for, group="share")}

    async def _choose_for(self, passage: Passage) -> None:
        self.choose(Shared.of(passage), passage.heading)

    def choose(self, shared: Shared, heading: str) -> None:
        """Let the person choose where to share something.

        Args:
            shared: What.
            heading: What it is, in a few words; may be foreign.
        """
        targets = all_targets(self._reader.share_config.targets)
        menu = ShareMenu(targets, heading=heading, has_url=bool(shared.url))

        def go_on(target: Target | None) -> None:
            if target is not None:
                self._go_on(target, shared)

        self._reader.app.push_screen(menu, go_on)

    def _go_on(self, target: Target, shared: Shared) -> None:
        match target:
            case WebTarget() if target.needs_instance and not self._reader.share_config.mastodon:
                self._ask_instance(target, shared, _ASK_INSTANCE)
            case WebTarget():
                self._check_address(target, shared)
            case CommandTarget():
                self._check_command(target, shared)
            case CopyTarget():
                self._reader.app.copy_to_clipboard(clean.strip(target.copied(shared)))
                self._reader.status_line.say(f"It is {COPIED}")
            case ClosedTarget():
                self._reader.status_line.say(target.told)

    def _ask_instance(self, target: WebTarget, shared: Shared, label: str) -> None:
        def take(text: str | None) -> None:
            if text is None:
                return
            instance = instance_of(text)
            if instance is None:
                self._ask_instance(target, shared, _NO_INSTANCE)
            else:
                config = self._reader.share_config
                self._reader.share_config = config._replace(mastodon=instance)
                self._check_address(target, shared)

        screen = AskScreen(f"Share with {target.name}", label=label, value="")
        self._reader.app.push_screen(screen, take)

    def _check_address(self, target: WebTarget, shared: Shared) -> None:
        made = address_of(target, shared, instance=self._reader.share_config.mastodon)
        try:
            address = check_address(made.address)
        except BrowserError:
            # Only what is too long is unfit; its text was cut already.
            self._reader.status_line.say(_TOO_LONG, Tone.WARNING)
            return
        leaving = Leaving(
            heading=f"Share by {target.name}",
            text=made.said,
            label="The browser opens:",
            exact=address,
            verb="open",
        )

        def follow(verb: LinkVerb | None) -> None:
            if verb is LinkVerb.COPY:
                self._copy(address)
            elif verb is LinkVerb.OPEN:
                self._reader.linking.open(address)

        self._reader.app.push_screen(ShareCheck(leaving), follow)

    def _check_command(self, target: CommandTarget, shared: Shared) -> None:
        argv = target.argv(shared)
        leaving = Leaving(
            heading=f"Share by {target.name}",
            text="",
            label="This is run, without a shell:",
            exact=shlex.join(argv),
            verb="run",
        )

        def follow(verb: LinkVerb | None) -> None:
            if verb is LinkVerb.COPY:
                self._copy(shlex.join(argv))
            elif verb is LinkVerb.OPEN:
                from tui_blog.ui.screens.output import OutputScreen

                self._reader.app.push_screen(OutputScreen(argv, given=""))

        self._reader.app.push_screen(ShareCheck(leaving), follow)

    def _copy(self, exact: str) -> None:
        self._reader.app.copy_to_clipboard(clean.strip(exact))
        self._reader.status_line.say(f"It is {COPIED}")
