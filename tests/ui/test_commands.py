"""What can be done now, and the palette."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, OptionList

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled
from tui_blog.ui.commands import CommandProvider, active_commands
from tui_blog.ui.ex_words import EX_WORDS, LINE_NUMBER, command_for
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.reading_commands import READING_COMMANDS
from tui_blog.ui.screens.help import HelpScreen
from tui_blog.ui.screens.palette import PaletteScreen


def a_command(command_id: str, keys: str, action: str, tooltip: str = "") -> Command:
    """A command with a description made from its id."""
    return Command(
        id=command_id,
        chords=parse_chords(keys),
        action=action,
        description=command_id.replace(".", " ").capitalize(),
        tooltip=tooltip,
    )


class Pane(Widget, can_focus=True):
    """A widget with commands, one of which can be forbidden."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        a_command("comment.reply", "r", "reply", "Answer [/x] with ]] and [b]bold[/b]"),
        a_command("comment.delete", "d", "delete"),
        a_command("fold.level", "z1,z2", "fold_level('{key}')"),
        a_command("app.help", "?", "own_help"),
        a_command("thread.next", "]]", "next_top"),
    )
    BINDINGS = to_bindings(COMMAND_TABLE)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Deleting is greyed out."""
        return None if action == "delete" else True

    def action_reply(self) -> None:
        """Tell the app."""
        self.app.exit(return_code=7)


class Dialog(ModalScreen[None]):
    """A modal with one command."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (a_command("dialog.close", "q", "close"),)


class Host(App[None]):
    """A pane, commands of the app, and a keymap."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        a_command("app.help", "?", "help"),
        a_command("app.quit", "Q", "quit"),
    )
    COMMANDS: ClassVar = {CommandProvider}
    checked_keys: Mapping[str, str] = {"comment.reply": "R"}

    def compose(self) -> ComposeResult:
        yield Pane()


async def test_active_commands_lists_from_the_focus_up_and_leaves_out_the_forbidden() -> None:
    """Help and footer would promise what can't be done."""
    app = Host()

    async with app.run_test():
        app.query_one(Pane).focus()
        found = {one.command.id: one for one in active_commands(app.screen)}

    assert list(found) == ["comment.reply", "fold.level", "app.help", "thread.next", "app.quit"]
    assert found["app.help"].command.action == "own_help"
    assert found["comment.reply"].command.chords == (("R",),)


async def test_active_commands_without_focus_lists_those_of_the_app() -> None:
    """Nothing could be done on an empty screen."""
    app = Host()

    async with app.run_test():
        app.screen.set_focus(None)
        found = [one.command.id for one in active_commands(app.screen)]

    assert found == ["app.help", "app.quit"]


async def test_active_commands_in_a_modal_lists_only_its_own() -> None:
    """The palette would act behind a dialog."""
    app = Host()

    async with app.run_test():
        await app.push_screen(Dialog())
        found = [one.command.id for one in active_commands(app.screen)]

    assert found == ["dialog.close"]


async def palette_rows(app: Host, query: str) -> list[str]:
    """Open the palette, type, and read the rows."""
    async with app.run_test() as pilot:
        app.query_one(Pane).focus()
        app.action_command_palette()
        await pilot.pause()
        app.screen.query_one(Input).value = query
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        return [str(option.prompt) for option in app.screen.query_one(OptionList).options]


async def test_palette_lists_titles_keys_and_tooltips_literally() -> None:
    """A tooltip with brackets would end the app, or "]]" be eaten as markup."""
    rows = await palette_rows(Host(), "")

    assert "Comment reply  R\nAnswer [/x] with ]] and [b]bold[/b]" in rows
    assert "Thread next  ]]" in rows
    assert not [row for row in rows if row.startswith(("Fold", "Comment delete"))]


async def test_palette_given_a_query_finds_by_title_and_id() -> None:
    """Typing would find nothing."""
    rows = await palette_rows(Host(), "thread.next")

    assert rows == ["Thread next  ]]"]


async def test_palette_knows_what_vim_calls_a_command() -> None:
    """What hands do by themselves: ":q" would not quit."""
    rows = await palette_rows(Host(), "q")

    assert rows[0] == ":q  App quit  Q"


async def test_palette_given_a_number_goes_there(tmp_path: Path) -> None:
    """It would find nothing."""
    app = an_app(ScriptedBlog(), tmp_path)

    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "colon", "3")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)

        assert reader(app).thread_pane.cursor_item == 2


async def type_at_once(pilot: Pilot[None], text: str) -> None:
    """Send keys as a terminal does, without waiting for anything between them."""
    names = {":": "colon", "\n": "enter"}
    for character in text:
        pilot.app.post_message(events.Key(names.get(character, character), character))
    await settled(pilot)


@pytest.mark.parametrize("word", ["quix", "delx", "frob"])
async def test_palette_given_a_mistyped_word_at_once_runs_nothing(
    word: str, tmp_path: Path
) -> None:
    """The program would quit, a comment be deleted, another one be gone to."""
    blog = ScriptedBlog()
    app = an_app(blog, tmp_path)

    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "j", "j")
        at = reader(app).thread_pane.cursor_item
        await type_at_once(pilot, f":{word}\n")

        assert isinstance(app.screen, CommandPalette)
        assert app.screen.query_one(Input).value == word
        assert [one.message for one in app._notifications] == [f"No command is called “{word}”."]
        assert reader(app).thread_pane.cursor_item == at


async def test_palette_given_a_word_at_once_runs_its_first_match(tmp_path: Path) -> None:
    """Fast hands would have to wait for the list."""
    app = an_app(ScriptedBlog(), tmp_path)

    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await type_at_once(pilot, ":help\n")

        assert isinstance(app.screen, HelpScreen)


async def test_palette_given_nothing_at_once_runs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody saw would be chosen."""
    monkeypatch.setattr(PaletteScreen, "_lists", lambda _palette, _typed: False)  # not there yet
    app = an_app(ScriptedBlog(), tmp_path)

    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await type_at_once(pilot, ":\n")

        assert isinstance(app.screen, CommandPalette)


def test_every_word_of_vim_names_a_command() -> None:
    """One would do nothing."""
    ids = {command.id for command in READING_COMMANDS}

    assert {*EX_WORDS.values(), LINE_NUMBER} <= ids
    assert command_for(" wq ") == ("app.quit", None)
    assert command_for("frost") == ("", None)


async def test_palette_given_a_hostile_query_lives() -> None:
    """Typing a bracket would end the app."""
    assert await palette_rows(Host(), "[/x]") is not None


async def test_palette_when_a_command_is_chosen_runs_it_where_it_belongs() -> None:
    """Choosing would do nothing."""
    app = Host()

    async with app.run_test() as pilot:
        app.query_one(Pane).focus()
        app.action_command_palette()
        await pilot.pause()
        await pilot.press(*"reply")
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.press("down", "enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        palettes = [screen for screen in app.screen_stack if isinstance(screen, CommandPalette)]

    assert palettes == []
    assert app.return_code == 7
