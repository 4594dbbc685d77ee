"""Opens a vetted address in the person's browser; no shell, no option ever."""

import asyncio
import shlex
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from subprocess import DEVNULL

from tui_blog.text import clean, links
from tui_blog.text.patterns import Pattern

_TEXT_BROWSERS = frozenset({"elinks", "links", "links2", "lynx", "w3m", "browsh", "carbonyl"})
_OPENERS = ("xdg-open", "x-www-browser", "wslview", "termux-open-url")
_MAIL_TO_NOBODY = Pattern(r"mailto:\?subject=[A-Za-z0-9%._~-]*&body=[A-Za-z0-9%._~-]*")
"""What sharing by mail makes. `links.vet` lets no stranger's link have this form."""
_START_S = 2.0
"""A browser that fails does so at once; one that runs longer has started."""
_LOOK_EVERY_S = 0.02


class BrowserError(Exception):
    """The address was not opened; the message is a sentence for the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """How to open an address."""

    argv: tuple[str, ...]
    """The program with its arguments; the address comes last, or in place of `%s`."""
    needs_terminal: bool
    """It draws in this terminal: the app has to step aside for it."""

    def argv_for(self, address: str) -> list[str]:
        """Return the arguments that open an address."""
        if any("%s" in argument for argument in self.argv[1:]):
            return [argument.replace("%s", address) for argument in self.argv]
        return [*self.argv, address]


def find_browser(
    environ: Mapping[str, str], *, which: Callable[[str], str | None] = shutil.which
) -> Browser:
    """Find the person's browser: `BROWSER`, else what the desktop opens addresses with.

    Args:
        environ: The environment.
        which: Finds a program on the path.

    Raises:
        BrowserError: There is none, or no screen to show it on.
    """
    for command in filter(None, environ.get("BROWSER", "").split(":")):
        try:
            argv = shlex.split(command)
        except ValueError:
            continue
        if argv and which(argv[0]) is not None:
            return Browser(
                argv=tuple(argv), needs_terminal=PurePath(argv[0]).name in _TEXT_BROWSERS
            )
    if sys.platform == "darwin":
        return Browser(argv=("open",), needs_terminal=False)
    has_screen = any(
        environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")
    )
    if has_screen or environ.get("TERMUX_VERSION"):
        for name in _OPENERS:
            if which(name) is not None:
                return Browser(argv=(name,), needs_terminal=False)
    for name in sorted(_TEXT_BROWSERS):
        if which(name) is not None:
            return Browser(argv=(name,), needs_terminal=True)
    raise BrowserError("No browser was found; set BROWSER, or copy the address with y.")


def check_address(address: str) -> str:
    """Return an address as a browser may get it.

    Raises:
        BrowserError: It is none of http, https, mailto.
    """
    if len(address) <= links.MAX_ADDRESS_CHARS and _MAIL_TO_NOBODY.fullmatch(address):
        return address
    vetted = links.vet(address)
    if vetted is None:
        raise BrowserError("Only http, https and mailto addresses are opened.")
    return vetted


def run_in_terminal(browser: Browser, address: str) -> None:
    """Run a browser that draws in this terminal, until the person leaves it.

    Args:
        browser: One that needs the terminal.
        address: Any address; it is vetted here.

    Raises:
        BrowserError: The address is unfit, or the program did not start.
    """
    try:
        subprocess.run(browser.argv_for(check_address(address)), check=False)
    except OSError as error:
        raise _not_started(error) from error


def find_opener(environ: Mapping[str, str]) -> Callable[[str], Awaitable[str]] | None:
    """Find how a command that has the terminal to itself opens an address.

    Returns:
        What opens it, and returns a sentence when that failed, else nothing; `None` where there
        is no browser.
    """
    try:
        browser = find_browser(environ)
    except BrowserError:
        return None

    async def open_address(address: str) -> str:
        try:
            if browser.needs_terminal:
                run_in_terminal(browser, address)
            else:
                await start_browser(browser, address)
        except BrowserError as error:
            return str(error)
        return ""

    return open_address


async def start_browser(browser: Browser, address: str) -> None:
    """Start a browser that has a window of its own, and leave it running.

    Args:
        browser: One that does not need the terminal.
        address: Any address; it is vetted here.

    Raises:
        BrowserError: The address is unfit, or the program failed to start.
    """
    argv = browser.argv_for(check_address(address))
    try:
        # Not asyncio's: that kills the browser when the app ends.
        process = subprocess.Popen(
            argv, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
        )
    except OSError as error:
        raise _not_started(error) from error
    deadline = asyncio.get_running_loop().time() + _START_S
    while (code := process.poll()) is None:
        if asyncio.get_running_loop().time() > deadline:
            return
        await asyncio.sleep(_LOOK_EVERY_S)
    if code != 0:
        name = clean.field(PurePath(argv[0]).name)
        raise BrowserError(f"The browser did not open the address ({name} ended with {code}).")


def _not_started(error: OSError) -> BrowserError:
    reason = clean.field(error.strerror or "unknown reason")
    return BrowserError(f"The browser did not start: {reason}.")
