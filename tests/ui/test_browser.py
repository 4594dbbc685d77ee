"""Opening addresses: no shell, no option, errors as sentences."""

import asyncio
import gc
import os
import signal
import sys
from pathlib import Path

import pytest

from tui_blog.ui import browser as browser_module
from tui_blog.ui.browser import Browser, BrowserError, check_address, find_browser, start_browser

ADDRESS = "https://example.org/a?b=c&d=$(touch%20x)"


def a_path(*names: str) -> dict[str, str]:
    """Programs that are installed."""
    return {name: f"/usr/bin/{name}" for name in names}


def test_find_browser_given_the_persons_own_uses_it() -> None:
    """The desktop's browser would open instead."""
    found = find_browser({"BROWSER": "gone:firefox --new-tab"}, which=a_path("firefox").get)

    assert found.argv_for(ADDRESS) == ["firefox", "--new-tab", ADDRESS]
    assert not found.needs_terminal


def test_find_browser_given_a_place_for_the_address_fills_it_in() -> None:
    """The address would be given twice, or not at all."""
    found = find_browser({"BROWSER": "'my browser' --open=%s -q"}, which=a_path("my browser").get)

    assert found.argv_for(ADDRESS) == ["my browser", f"--open={ADDRESS}", "-q"]


def test_find_browser_given_damaged_quotes_takes_the_next() -> None:
    """A slip in the environment would end the app."""
    found = find_browser({"BROWSER": "'broken:firefox"}, which=a_path("firefox").get)

    assert found.argv == ("firefox",)


def test_find_browser_on_a_desktop_asks_the_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing would open for whoever set no BROWSER."""
    monkeypatch.setattr(sys, "platform", "linux")

    found = find_browser({"WAYLAND_DISPLAY": "wayland-0"}, which=a_path("xdg-open", "w3m").get)

    assert found == Browser(argv=("xdg-open",), needs_terminal=False)


def test_find_browser_without_a_screen_takes_one_for_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Over ssh a window would open nowhere."""
    monkeypatch.setattr(sys, "platform", "linux")

    found = find_browser({}, which=a_path("xdg-open", "w3m").get)

    assert found == Browser(argv=("w3m",), needs_terminal=True)


def test_find_browser_on_a_mac_uses_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing would open on a Mac."""
    monkeypatch.setattr(sys, "platform", "darwin")

    assert find_browser({}, which=a_path().get).argv == ("open",)


def test_find_browser_without_any_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key would do nothing."""
    monkeypatch.setattr(sys, "platform", "linux")

    with pytest.raises(BrowserError, match="copy the address with y"):
        find_browser({"DISPLAY": ":0"}, which=a_path().get)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "-rf", "--help", "ssh://-oProxyCommand=x", ""],
)
def test_check_address_given_anything_else_refuses(address: str) -> None:
    """A post could run a program or read a file."""
    with pytest.raises(BrowserError, match="Only http"):
        check_address(address)


def test_check_address_given_a_control_character_gives_none_on() -> None:
    """A program would get an escape sequence."""
    assert check_address("https://example.org/\x1b[6n").isprintable()


def a_program(folder: Path, text: str) -> Browser:
    """A browser of our own: a script that the interpreter runs."""
    script = folder / "browser.py"
    script.write_text(text, encoding="utf-8")
    return Browser(argv=(sys.executable, str(script)), needs_terminal=False)


async def test_start_browser_gives_the_address_as_one_argument(tmp_path: Path) -> None:
    """A shell would read what stands in the address."""
    seen = tmp_path / "seen"
    browser = a_program(
        tmp_path, f"import sys, pathlib; pathlib.Path({str(seen)!r}).write_text(repr(sys.argv[1:]))"
    )

    await start_browser(browser, ADDRESS)

    assert seen.read_text() == repr([ADDRESS])


async def test_start_browser_when_it_fails_says_so(tmp_path: Path) -> None:
    """The person would wait for a window that never comes."""
    browser = a_program(tmp_path, "import sys; sys.exit(3)")

    with pytest.raises(BrowserError, match="ended with 3"):
        await start_browser(browser, ADDRESS)


async def test_start_browser_when_there_is_no_program_says_so() -> None:
    """The app would end with a traceback."""
    with pytest.raises(BrowserError, match="did not start"):
        await start_browser(Browser(argv=("/nowhere/browser",), needs_terminal=False), ADDRESS)


async def text_of(path: Path) -> str:
    """Wait until another process has written a file."""
    async with asyncio.timeout(8):
        while not (path.exists() and path.read_text()):
            await asyncio.sleep(0.02)
    return path.read_text()


@pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")
async def test_start_browser_when_it_keeps_running_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading would stop until the browser is closed, or the browser end with the app."""
    monkeypatch.setattr(browser_module, "_START_S", 0.1)
    seen = tmp_path / "pid"
    browser = a_program(
        tmp_path,
        "import os, pathlib, signal; signal.alarm(9);"
        f"pathlib.Path({str(seen)!r}).write_text(str(os.getpid())); signal.pause()",
    )

    await asyncio.wait_for(start_browser(browser, ADDRESS), 4)
    gc.collect()

    pid = int(await text_of(seen))
    os.kill(pid, signal.SIGTERM)  # raises if it is gone
    os.waitpid(pid, 0)


async def test_start_browser_given_an_unfit_address_starts_nothing(tmp_path: Path) -> None:
    """The last check before a program would be missing."""
    browser = a_program(tmp_path, "raise SystemExit(0)")

    with pytest.raises(BrowserError, match="Only http"):
        await start_browser(browser, "file:///etc/passwd")
