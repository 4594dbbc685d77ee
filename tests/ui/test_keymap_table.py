"""The usual keys, written out: what each gives, in every pane, and that nothing else is bound.

Whoever adds a command adds its keys here.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual import actions, events
from textual.app import App
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.widgets import Static

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled
from tui_blog.ui.commands import CommandProvider, HasCommandTable, active_commands
from tui_blog.ui.keymap import Chord, Command, describe_chords, parse_chords
from tui_blog.ui.keymap_check import SHARED_KEYS, find_clashes
from tui_blog.ui.reading_commands import READING_COMMANDS
from tui_blog.ui.screens.address import AddressScreen
from tui_blog.ui.screens.asking import AskScreen
from tui_blog.ui.screens.blogs import AddBlogScreen, BlogsScreen
from tui_blog.ui.screens.finding import FindScreen
from tui_blog.ui.screens.help import HelpScreen
from tui_blog.ui.screens.links import LinkScreen
from tui_blog.ui.screens.output import OutputScreen
from tui_blog.ui.screens.pending import PendingScreen
from tui_blog.ui.screens.saving import OverwriteScreen
from tui_blog.ui.screens.share_check import ShareCheck
from tui_blog.ui.screens.share_menu import ShareMenu
from tui_blog.ui.screens.waiting import WaitingScreen

TABLE = {
    "j": "move.down",
    "down": "move.down",
    "k": "move.up",
    "up": "move.up",
    "l": "move.in",
    "right": "move.in",
    "h": "move.out",
    "left": "move.out",
    "enter": "move.open",
    "J": "move.next_sibling",
    "K": "move.previous_sibling",
    "P": "move.parent",
    "gr": "move.top_of_branch",
    "]]": "move.next_part",
    "ctrl+n": "move.next_part",
    "[[": "move.previous_part",
    "ctrl+p": "move.previous_part",
    "space": "move.read_on",
    "pagedown": "move.page_down",
    "ctrl+f": "move.page_down",
    "pageup": "move.page_up",
    "b": "move.page_up",
    "ctrl+d": "move.half_page_down",
    "ctrl+u": "move.half_page_up",
    "ctrl+e": "scroll.down",
    "shift+down": "scroll.down",
    "ctrl+y": "scroll.up",
    "shift+up": "scroll.up",
    "gg": "move.first",
    "home": "move.first",
    "G": "move.last",
    "end": "move.last",
    "%": "move.percent",
    "gm": "map.toggle",
    "H": "move.screen_top",
    "M": "move.screen_middle",
    "L": "move.screen_bottom",
    "gc": "news.changes",
    "go": "heading.list",
    "zz": "scroll.middle",
    "zt": "scroll.top",
    "zb": "scroll.bottom",
    "f6": "pane.next",
    "ctrl+w w": "pane.next",
    "shift+f6": "pane.previous",
    "ctrl+w p": "pane.previous",
    "ctrl+w h": "pane.left",
    "ctrl+w k": "pane.left",
    "ctrl+w l": "pane.right",
    "ctrl+w j": "pane.right",
    "ctrl+w o": "pane.zoom",
    "+": "pane.zoom",
    "zh": "code.left",
    "zl": "code.right",
    "za": "fold.toggle",
    "alt+v": "fold.toggle",
    "zc": "fold.close",
    "zo": "fold.open",
    "zO": "fold.open_branch",
    "zC": "fold.chain",
    "zx": "fold.seen",
    "zM": "fold.close_all",
    "zR": "fold.open_all",
    "zi": "fold.toggle_all",
    "alt+V": "fold.toggle_all",
    "z1": "fold.level",
    "z2": "fold.level",
    "z3": "fold.level",
    "z4": "fold.level",
    "z5": "fold.level",
    "z6": "fold.level",
    "z7": "fold.level",
    "z8": "fold.level",
    "z9": "fold.level",
    "T": "order.flat",
    "gs": "order.sort",
    "gb": "order.branch",
    "ga": "order.person",
    "gw": "filter.why",
    "gH": "filter.show",
    "/": "search.open",
    "\\": "search.everything",
    "F": "search.everything",
    "n": "unread.next",
    "tab": "unread.next",
    "p": "unread.previous",
    "shift+tab": "unread.previous",
    "N": "unread.toggle",
    "ctrl+b": "star.toggle",
    "*": "star.toggle",
    "t": "star.tag",
    "gS": "star.list",
    "a": "unread.branch",
    "A": "unread.post",
    "C": "unread.catch_up",
    "gn": "news.list",
    "gi": "news.waiting",
    "r": "comment.reply",
    ">": "comment.quote",
    "c": "comment.new",
    "m": "comment.new",
    "e": "comment.edit",
    "d": "comment.delete",
    "delete": "comment.delete",
    "D": "comment.forget",
    "u": "comment.undo",
    "ctrl+r": "comment.redo",
    "gd": "comment.pending",
    "$": "blog.sync",
    "R": "post.reload",
    "f5": "post.reload",
    "o": "link.browser",
    "O": "link.browser_read",
    "f": "link.hints",
    "U": "link.list",
    "y": "link.copy",
    "S": "share.choose",
    "s": "take.save",
    "|": "take.pipe",
    "g|": "take.pipe_text",
    "Y": "take.quote",
    "B": "blog.choose",
    ":": "app.palette",
    "?": "app.help",
    "f1": "app.help",
    "q": "app.back",
    "escape": "app.back",
    "ctrl+l": "app.redraw",
    "Q": "app.quit",
    "ZZ": "app.quit",
    "ctrl+z": "app.suspend",
    "ctrl+q": "app.quit",
}
"""What a key gives, as long as no search is live."""
DURING_SEARCH = {"n": "search.next", "N": "search.previous"}
"""What a live search makes of keys, until Esc ends it: as in vim, less, mutt and newsboat."""
OTHER_IN_LISTS = {
    ("blogs.add", "unread.branch"): "a list of blogs has nothing to mark read; a key of one hand",
    ("output.left", "move.out"): "h and l move wide lines sideways, as there is nowhere to go",
    ("output.right", "move.in"): "the same",
    ("output.back", "move.open"): "Enter has nothing to open: one has read it",
    ("overwrite.yes", "link.copy"): "y is yes where one is asked for it",
    ("overwrite.no", "unread.next"): "n is no where one is asked for it",
    ("find.list", "unread.next"): "Tab goes on to the list of what is found",
    ("entries.put_off", "comment.delete"): "Del takes a reply out of the list, for some days",
    ("entries.undo", "app.suspend"): "Ctrl+Z undoes where there is something of that list to undo",
    ("pending.undo", "app.suspend"): "the same",
    ("entries.inbox", "unread.next"): "Tab goes between the two lists: both tell what is new",
}
"""Commands of lists and questions whose key gives something else while one reads, and why."""
SAME_IN_LISTS = {
    ("address.back", "app.back"),
    ("address.copy", "link.copy"),
    ("address.open", "link.browser"),
    ("address.open", "move.open"),
    ("blogs.back", "app.back"),
    ("blogs.back", "blog.choose"),  # the key that opened the list closes it
    ("blogs.cancel", "app.back"),
    ("blogs.down", "move.down"),
    ("blogs.up", "move.up"),
    ("ask.back", "app.back"),
    ("entries.back", "app.back"),
    ("entries.back", "move.out"),
    ("entries.down", "move.down"),
    ("entries.first", "move.first"),
    ("entries.last", "move.last"),
    ("entries.open", "move.in"),
    ("entries.open", "move.open"),
    ("entries.page_down", "move.page_down"),
    ("entries.page_down", "move.read_on"),
    ("entries.page_up", "move.page_up"),
    ("entries.undo", "comment.undo"),
    ("entries.up", "move.up"),
    ("find.back", "app.back"),
    ("find.down", "move.down"),
    ("find.down", "move.next_part"),
    ("find.page_down", "move.page_down"),
    ("find.page_up", "move.page_up"),
    ("find.up", "move.previous_part"),
    ("find.up", "move.up"),
    ("help.close", "app.back"),
    ("help.close", "app.help"),
    ("help.down", "move.down"),
    ("help.filter", "search.open"),
    ("help.last", "move.last"),
    ("help.page-down", "move.half_page_down"),
    ("help.page-down", "move.page_down"),
    ("help.page-down", "move.read_on"),
    ("help.page-up", "move.half_page_up"),
    ("help.page-up", "move.page_up"),
    ("help.up", "move.up"),
    ("leaving.back", "app.back"),
    ("leaving.copy", "link.copy"),
    ("leaving.do", "move.open"),
    ("leaving.down", "move.down"),
    ("leaving.up", "move.up"),
    ("links.back", "app.back"),
    ("links.copy", "link.copy"),
    ("links.down", "move.down"),
    ("links.up", "move.up"),
    ("output.back", "app.back"),
    ("output.copy", "link.copy"),
    ("output.down", "move.down"),
    ("output.first", "move.first"),
    ("output.last", "move.last"),
    ("output.page_down", "move.page_down"),
    ("output.page_down", "move.read_on"),
    ("output.page_up", "move.page_up"),
    ("output.up", "move.up"),
    ("overwrite.no", "app.back"),
    ("pending.back", "app.back"),
    ("pending.browser", "link.browser"),
    ("pending.down", "move.down"),
    ("pending.drop", "comment.delete"),
    ("pending.edit", "comment.edit"),
    ("pending.retry", "blog.sync"),
    ("pending.undo", "comment.undo"),
    ("pending.up", "move.up"),
    ("share.back", "app.back"),
    ("share.down", "move.down"),
    ("share.up", "move.up"),
}
"""Commands of lists and questions, and what has their key and does much the same elsewhere."""
LISTS: tuple[type[HasCommandTable], ...] = (
    *(AddBlogScreen, AddressScreen, AskScreen, BlogsScreen, FindScreen, HelpScreen),
    *(LinkScreen, OutputScreen, OverwriteScreen, PendingScreen, ShareCheck, ShareMenu),
    WaitingScreen,
)
WITH_CTRL_ONLY = {
    "comment.redo": "Ctrl+R, as in vim",
    "move.half_page_down": "Ctrl+D, as in vim and less; PgDn pages",
    "move.half_page_up": "Ctrl+U, as in vim and less; PgUp pages",
    "app.suspend": "Ctrl+Z, as in all programs of a terminal",
    "pane.left": "Ctrl+W h, as in vim; h and F6 change panes",
    "pane.right": "Ctrl+W l, as in vim; l and F6 change panes",
    "app.redraw": "Ctrl+L, everywhere",
}
"""Commands without a key that needs neither Ctrl nor Alt, and which one everybody knows."""
NOT_IN_PALETTE = {
    "fold.level": "it needs to know which number",
    "search.next": "there is no search while the palette is open",
    "search.previous": "the same",
}
BY_ID = {command.id: command for command in READING_COMMANDS}


def chord_of(keys: str) -> Chord:
    """The keys as Textual names them."""
    (chord,) = parse_chords(keys)
    return chord


def action_of(command_id: str, chord: Chord) -> str:
    """What pressing a chord has to lead to."""
    return BY_ID[command_id].action.replace("{key}", chord[-1]).removeprefix("app.")


def record_actions(app: App[None], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have the app note the actions that keys lead to, instead of doing them."""
    noted: list[str] = []

    async def note(
        action: str, default_namespace: DOMNode | None = None, _namespaces: object = None
    ) -> bool:
        _, name, parameters = actions.parse(action)
        if default_namespace is None or not default_namespace.check_action(name, parameters):
            return False
        noted.append(action.removeprefix("app."))  # Textual's own Ctrl+Q and ours are the same
        return True

    monkeypatch.setattr(app, "run_action", note)
    return noted


async def type_ahead(pilot: Pilot[None], chords: Sequence[Chord], noted: Sequence[str]) -> None:
    """Press all keys at once, and wait until each chord led to something, or none does any more.

    It is far quicker than to wait for each of them.
    """
    for key in (key for chord in chords for key in chord):
        pilot.app.post_message(events.Key(key, None))
    for _ in chords:
        await pilot.pause()
        if len(noted) >= len(chords):
            break


@pytest.mark.parametrize("pane", ["posts", "post", "thread"])
async def test_each_key_gives_its_command_in_every_pane(
    pane: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a hand has learnt would do something else, or nothing."""
    app = an_app(ScriptedBlog(), tmp_path)
    chords = [chord_of(keys) for keys in TABLE]
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        reader(app).focus_pane(pane)
        await pilot.pause()
        noted = record_actions(app, monkeypatch)
        await type_ahead(pilot, chords, noted)

    assert noted == [
        action_of(command_id, chord)
        for command_id, chord in zip(TABLE.values(), chords, strict=True)
    ]


async def test_a_live_search_has_its_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One would leave the search for something new."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "slash", "e", "enter")
        await settled(pilot)
        noted = record_actions(app, monkeypatch)
        await pilot.press(*DURING_SEARCH)

    assert noted == [BY_ID[command].action for command in DURING_SEARCH.values()]


def test_the_table_has_all_keys_of_all_commands() -> None:
    """A key would have come in that nobody thought about."""
    declared = {(chord, command.id) for command in READING_COMMANDS for chord in command.chords}

    assert declared == {
        (chord_of(keys), command)
        for table in (TABLE, DURING_SEARCH)
        for keys, command in table.items()
    }


@pytest.mark.parametrize("pane", ["posts", "post", "thread"])
async def test_nothing_else_is_bound(pane: str, tmp_path: Path) -> None:
    """A key of Textual's would act that no help tells of."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        reader(app).focus_pane(pane)
        await pilot.pause()
        bound = set(app.active_bindings)

    # Ctrl+C copies, or ends the program as it ends others; Ctrl+\ is the palette once more.
    assert bound - {"ctrl+c", "super+c", "ctrl+backslash"} == {
        chord[0] for keys in TABLE if len(chord := chord_of(keys)) == 1
    }


def test_no_key_has_two_meanings_but_those_of_a_search() -> None:
    """A key would do one thing or the other, and nobody could say which."""
    owners: dict[Chord, set[str]] = {}
    for command in READING_COMMANDS:
        for chord in command.chords:
            owners.setdefault(chord, set()).add(command.id)
    shared = {frozenset(ids) for ids in owners.values() if len(ids) > 1}

    assert shared == SHARED_KEYS
    assert find_clashes(READING_COMMANDS) == ()


def test_a_key_means_in_lists_what_it_means_while_one_reads() -> None:
    """`d` would drop here and go down there."""
    reading = {chord_of(keys): command for keys, command in TABLE.items()}

    shared = {
        (command.id, reading[chord])
        for screen in LISTS
        for command in screen.COMMAND_TABLE
        for chord in command.chords
        if chord in reading
    }

    assert shared == SAME_IN_LISTS | OTHER_IN_LISTS.keys()


def test_each_command_has_a_key_without_ctrl_or_alt() -> None:
    """A terminal that keeps Alt, or a multiplexer that takes Ctrl, would take commands away."""
    without = {
        command.id
        for command in READING_COMMANDS
        if all(any("ctrl+" in key or "alt+" in key for key in one) for one in command.chords)
    }

    assert without == WITH_CTRL_ONLY.keys()


async def test_each_command_is_in_the_palette(tmp_path: Path) -> None:
    """Who does not know a key could not find what it does."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6")
        await settled(pilot)
        provider = CommandProvider(app.screen)
        titles = {hit.text async for hit in provider.discover()}

    wanted = [command for command in READING_COMMANDS if command.id not in NOT_IN_PALETTE]
    assert {
        f"{command.description}  {describe_chords(command.chords)}" for command in wanted
    } == titles


async def test_help_at_80_by_24_shows_every_command_by_scrolling(tmp_path: Path) -> None:
    """Half of the keys would be out of reach on the smallest usual terminal."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6")
        await settled(pilot)
        active = [one.command for one in active_commands(app.screen)]
        await pilot.press("question_mark")
        await settled(pilot)
        listed = app.screen.query_one("#help-list", Static)
        scroll = app.screen.query_one(VerticalScroll)
        lines = str(listed.content).split("\n")
        await pilot.press("end")
        await pilot.pause()

        assert max(map(len, lines)) <= scroll.scrollable_content_region.width
        assert listed.size.height == len(lines)
        assert scroll.scroll_offset.y == scroll.max_scroll_y > 0
        assert scroll.scroll_offset.y + scroll.scrollable_content_region.height == len(lines)

    assert [one.id for one in active if not is_told(one, lines)] == []


def is_told(command: Command, lines: list[str]) -> bool:
    """Say whether the help has a command; a long description goes on in the next line."""
    return any(command.description.split()[0] in line for line in lines)
