"""Where one writes: what is typed and pasted, and how much."""

from pathlib import Path

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.widgets import TextArea

from tests.fakes.composer import ComposerApp, open_store
from tui_blog.ui.composer_keys import COMPOSER_COMMANDS, teach_alt_enter
from tui_blog.ui.composer_target import MAX_BYTES
from tui_blog.ui.keymap_check import find_clashes

HOSTILE = "a\x1b]52;c;aGk=\x07b\x9b31mc\u202egnp\r\nd\u2028e\x00f\tg"


async def test_paste_is_cleaned(tmp_path: Path) -> None:
    """Control characters from a web page would reach the terminal and the blog."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        app.input.post_message(events.Paste(HOSTILE))
        await pilot.pause()
        pasted = app.input.text
        app.copy_to_clipboard(HOSTILE)
        await pilot.press("ctrl+v")
        pasted_twice = app.input.text

    assert pasted == "a␛]52;c;aGk=␇b�31mcgnp\nd\ne␀f g"
    assert pasted_twice == pasted * 2


async def test_paste_goes_in_the_place_of_the_selection(tmp_path: Path) -> None:
    """The caret would stand elsewhere than one expects, or old text would stay."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "b", "c", "shift+left", "shift+left")
        app.input.post_message(events.Paste("XY"))
        await pilot.pause()
        await pilot.press("z")

    assert app.input.text == "aXYz"


@pytest.mark.parametrize("pasted", ["x" * 1024 * 1024, "é" * (MAX_BYTES // 2 + 1)])
async def test_paste_when_far_too_long_is_refused_with_a_sentence(
    tmp_path: Path, pasted: str
) -> None:
    """A megabyte by mistake would freeze the program."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        app.input.post_message(events.Paste(pasted))
        await pilot.pause()
        said = app.state
        await pilot.press("a")
        text = app.input.text

    assert text == "a"
    assert said == f"Not pasted: {len(pasted):,} characters are too much for a comment."


async def test_alt_with_a_letter_types_nothing(tmp_path: Path) -> None:
    """A mistyped command would leave letters in the text."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        app.input.post_message(events.Key("alt+x", "x"))
        await pilot.press("y")

    assert app.input.text == "y"


async def test_ctrl_j_begins_a_line(tmp_path: Path) -> None:
    """Line feeds of an unbracketed paste would be lost."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "ctrl+j", "b")

    assert app.input.text == "a\nb"


@pytest.mark.parametrize(
    ("sent", "key"),
    [("\x1b\r", "alt+enter"), ("\x1b[13;3u", "alt+enter"), ("\x1b[13;5u", "ctrl+enter")],
)
def test_keys_that_send_are_known_as_terminals_send_them(sent: str, key: str) -> None:
    """In tmux and xterm, the documented key would only begin a new line."""
    teach_alt_enter()

    (event,) = XTermParser().feed(sent)

    assert isinstance(event, events.Key)
    assert event.key == key


@pytest.mark.parametrize("text", ["👩\u200d👧", "می\u200cخواهم"])
async def test_what_joins_letters_is_typed_too(tmp_path: Path, text: str) -> None:
    """A family would come apart into persons, and Persian be misspelt."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        for event in XTermParser().feed(text):
            app.input.post_message(event)
        await pilot.press("ctrl+e", "x")
        typed = app.input.text
        await pilot.press("backspace", *["ctrl+z"] * len(text))

    assert typed == f"{text}x"
    assert app.input.text == ""


def test_keys_of_the_composer_clash_with_nothing() -> None:
    """One command would hide another, or a key for editing."""
    wanted = {chord[0] for command in COMPOSER_COMMANDS for chord in command.chords}
    editing = {key for row in TextArea.BINDINGS for key in row.key.split(",")}  # type: ignore[union-attr]  # never tuples here

    assert find_clashes(COMPOSER_COMMANDS) == ()
    assert not wanted & editing


def test_commands_of_the_composer_are_described() -> None:
    """Help and palette would have gaps."""
    assert all(command.tooltip and command.priority for command in COMPOSER_COMMANDS)
    assert all(command.id.startswith("composer.") for command in COMPOSER_COMMANDS)
