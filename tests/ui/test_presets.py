"""Presets: whole keymaps without clashes, in which every command can be given."""

from pathlib import Path

import pytest

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled
from tests.ui.test_keymap_table import NOT_IN_PALETTE, record_actions
from tui_blog.config import PRESET_NAMES
from tui_blog.ui.composer_keys import COMPOSER_COMMANDS
from tui_blog.ui.keymap import Chord, Command, parse_chords
from tui_blog.ui.keymap_check import find_clashes
from tui_blog.ui.presets import PRESETS, apply_preset, keys_in_force
from tui_blog.ui.reading_commands import READING_COMMANDS
from tui_blog.ui.screens.composer import ComposerScreen

SCOPES = (READING_COMMANDS, COMPOSER_COMMANDS)
LOOK_ELSEWHERE = {
    "vim": {
        "ctrl+b": "move.page_up",
        "ctrl+f": "move.page_down",
        "gg": "move.first",
        "G": "move.last",
        "}": "move.next_part",
        "{": "move.previous_part",
        "dd": "comment.delete",
        "yy": "link.copy",
        "mm": "star.toggle",
        "gx": "link.browser",
        "u": "comment.undo",
        "ctrl+r": "comment.redo",
        "/": "search.open",
        "za": "fold.toggle",
        "zM": "fold.close_all",
        "ctrl+w h": "pane.left",
        "ctrl+w ctrl+w": "pane.next",
        "ctrl+w o": "pane.zoom",
        "ctrl+l": "app.redraw",
        ":": "app.palette",
        "ZZ": "app.quit",
        "ZQ": "app.quit",
    },
    "mutt": {
        "j": "move.down",
        "=": "move.first",
        "*": "move.last",
        "]": "move.half_page_down",
        "[": "move.half_page_up",
        "P": "move.parent",
        "ctrl+n": "move.next_part",
        "alt+n": "move.next_sibling",
        "tab": "unread.next",
        "N": "unread.toggle",
        "ctrl+r": "unread.post",
        "alt+r": "unread.branch",
        "alt+v": "fold.toggle",
        "alt+V": "fold.toggle_all",
        "l": "search.everything",
        "F": "star.toggle",
        "ctrl+b": "link.list",
        "-": "move.page_up",
        "o": "order.sort",
        "r": "comment.reply",
        "m": "comment.new",
        "R": "comment.pending",
        "d": "comment.delete",
        "u": "comment.undo",
        "c": "blog.choose",
        "$": "blog.sync",
        "G": "blog.sync",
        "?": "app.help",
        "q": "app.back",
    },
    "newsboat": {
        "r": "post.reload",
        "R": "blog.sync",
        "u": "link.list",
        "n": "unread.next",
        "p": "unread.previous",
        "J": "move.next_sibling",
        "K": "move.previous_sibling",
        "N": "unread.toggle",
        "A": "unread.post",
        "C": "unread.catch_up",
        "o": "link.browser",
        "O": "link.browser_read",
        "F": "search.everything",
        "c": "comment.reply",
        "m": "comment.new",
        "ctrl+l": "app.redraw",
        "Q": "app.quit",
    },
    "arrows": {
        "ctrl+down": "move.next_sibling",
        "backspace": "move.parent",
        "tab": "unread.next",
        "insert": "comment.reply",
        "f4": "comment.new",
        "f2": "comment.edit",
        "delete": "comment.delete",
        "ctrl+z": "comment.undo",
        "= 3": "fold.level",
        "= =": "fold.toggle",
        "= pageup": "fold.close_all",
        "= f5": "news.list",
        "= f7": "news.waiting",
        "= f4": "share.choose",
        "alt+z": "app.suspend",
        "alt+left": "pane.left",
        "f5": "post.reload",
        "f1": "app.help",
        "f10": "app.palette",
        "j": "move.down",
    },
}
"""What people who come from somewhere press, and what it has to give them."""


def a_command(command_id: str, keys: str) -> Command:
    """A command with an action named after its id."""
    return Command(
        id=command_id, chords=parse_chords(keys), action=command_id, description=command_id
    )


def keys_of(commands: tuple[Command, ...]) -> dict[str, tuple[Chord, ...]]:
    """The keys of each command."""
    return {command.id: command.chords for command in commands}


def test_the_settings_know_the_presets_there_are() -> None:
    """One could not be chosen, or choosing it would end the program."""
    assert tuple(PRESETS) == PRESET_NAMES


@pytest.mark.parametrize("name", PRESET_NAMES)
def test_a_preset_names_commands_that_exist(name: str) -> None:
    """A line of it would do nothing."""
    ids = {command.id for scope in SCOPES for command in scope}

    assert PRESETS[name].keys.keys() | PRESETS[name].more.keys() <= ids


@pytest.mark.parametrize("name", PRESET_NAMES)
@pytest.mark.parametrize("scope", SCOPES)
def test_a_preset_has_no_clash_and_leaves_every_command_a_key(
    name: str, scope: tuple[Command, ...]
) -> None:
    """Of two commands one could not be given; new commands may have to get a key in presets."""
    commands = apply_preset(name, scope)

    assert find_clashes(commands) == ()
    assert [command.id for command in commands if not command.chords] == []


@pytest.mark.parametrize("name", PRESET_NAMES)
def test_keys_that_sentences_name_mean_the_same_in_every_preset(name: str) -> None:
    """“$ tries again” and “gd lists it” would lead astray."""
    keys = keys_of(apply_preset(name, READING_COMMANDS))

    assert ("dollar_sign",) in keys["blog.sync"]
    assert ("g", "d") in keys["comment.pending"]
    assert ("q",) in keys["app.back"]


def is_letter(key: str) -> bool:
    """Say whether a key is a letter; one that is held down with Ctrl or Alt is none."""
    return len(key) == 1 and key.isalpha()


def test_arrows_needs_no_letter() -> None:
    """Some commands could not be given on a keyboard without letters."""
    with_letters = {
        command.id
        for command in apply_preset("arrows", READING_COMMANDS)
        if all(any(map(is_letter, chord)) for chord in command.chords)
    }

    # Rare ones may be given by the palette: it opens with F10, and arrows and Enter choose.
    assert with_letters.isdisjoint(NOT_IN_PALETTE | {"app.palette": ""})
    assert {command.split(".")[0] for command in with_letters}.isdisjoint(
        {"comment", "fold", "order", "pane", "unread", "app", "blog", "search", "post"}
    )


@pytest.mark.parametrize("name", LOOK_ELSEWHERE)
async def test_a_preset_gives_what_hands_expect(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keymap would have the name of a program only."""
    app = an_app(ScriptedBlog(), tmp_path, preset=name)
    actions = {command.id: command.action for command in READING_COMMANDS}
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6")
        await settled(pilot)
        noted = record_actions(app, monkeypatch)
        for keys in LOOK_ELSEWHERE[name]:
            await pilot.press(*parse_chords(keys)[0])

    assert noted == [
        actions[command].replace("{key}", keys[-1]).removeprefix("app.")
        for keys, command in LOOK_ELSEWHERE[name].items()
    ]


async def test_a_preset_in_the_app_takes_keys_from_their_usual_commands(tmp_path: Path) -> None:
    """`r` would still reply, and reload too."""
    app = an_app(ScriptedBlog(), tmp_path, preset="newsboat")
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "r")
        await settled(pilot)
        after_reload = reader(app).status_line.state, app.screen is reader(app)
        await pilot.press("c")
        await settled(pilot)

        assert after_reload == ("Read again.", True)
        assert isinstance(app.screen, ComposerScreen)


@pytest.mark.parametrize("name", PRESET_NAMES)
async def test_a_search_shares_its_keys_in_every_preset(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Textual would take `n` away from what is new, or from the search."""
    app = an_app(ScriptedBlog(comments=30), tmp_path, preset=name, keys={"move.percent": "%,ö"})
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "home")
        with monkeypatch.context() as patch:
            noted = record_actions(app, patch)
            await pilot.press("n")
        await pilot.press("slash", "e", "enter")
        await settled(pilot)
        with monkeypatch.context() as patch:
            during = record_actions(app, patch)
            await pilot.press("n")

    assert noted == ["next_unread(True)"]
    assert during == ["search_again(True)"]


def test_own_keys_go_before_the_preset() -> None:
    """`[keys]` would count for nothing beside `preset`."""
    found = keys_in_force("newsboat", {"comment.reply": "enter,w", "move.open": "x"}, SCOPES)

    assert found.problems == ()
    assert found.keys["comment.reply"] == "enter,w"
    assert found.keys["post.reload"] == "r,f5"


def test_own_keys_that_a_preset_has_given_away_are_refused() -> None:
    """One of the two would be dead, and nobody told."""
    found = keys_in_force("newsboat", {"comment.quote": "r"}, SCOPES)

    assert found.problems == ("[keys] comment.quote: “r” is the key of post.reload; not changed.",)
    assert found.keys["comment.quote"] == "greater_than_sign"


def test_nothing_changed_needs_no_keymap() -> None:
    """Every start would work out keys that are as declared."""
    assert keys_in_force("default", {}, SCOPES).keys == {}


@pytest.mark.parametrize(
    ("usual", "left"),
    [
        ("r,x", "x"),  # the key itself
        ("rr,x", "x"),  # a chord that begins with it
        ("x,y", "x,y"),
    ],
)
def test_a_command_does_without_a_key_that_a_preset_wants(usual: str, left: str) -> None:
    """A preset would have to name each command that is in its way."""
    commands = (a_command("other", usual), a_command("post.reload", "R"))

    assert keys_of(apply_preset("newsboat", commands))["other"] == parse_chords(left)
