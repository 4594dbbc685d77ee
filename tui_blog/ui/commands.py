"""What can be done here and now, and the palette that lists it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import ClassVar, NamedTuple, Protocol, TypeVar, runtime_checkable

from textual import actions
from textual.app import App
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Matcher, Provider
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen

from tui_blog.ui.ex_words import command_for
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.keymap import Command, describe_chords, remap

_Result = TypeVar("_Result")
_FIRST = 1000.0
"""More than any match of letters scores."""


@runtime_checkable
class HasCommandTable(Protocol):
    """A widget, screen or app that declares commands."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]]


@runtime_checkable
class HasKeys(Protocol):
    """An app that knows the person's keymap."""

    @property
    def checked_keys(self) -> Mapping[str, str]:
        """Ids and keys, as `keymap_check.check_keymap` accepted them."""
        ...


@runtime_checkable
class HasKeymapName(Protocol):
    """An app that knows what the person's keys are called."""

    @property
    def keymap_name(self) -> str:
        """The preset, and whether some are of the person's own."""
        ...


class ActiveCommand(NamedTuple):
    """A command that can be given now."""

    node: DOMNode
    """Where its action is."""
    command: Command
    """With the keys in force."""


def active_commands(screen: Screen[_Result]) -> tuple[ActiveCommand, ...]:
    """List what can be done now: from the focused widget up to the screen, then the app.

    A command that `check_action` refuses is left out. Of commands with the same id the one nearest
    to the focus counts. A modal screen has its own commands only.
    """
    start: DOMNode = screen.focused or screen
    nodes = [*start.ancestors_with_self]
    if screen.is_modal:
        nodes = nodes[: nodes.index(screen) + 1]
    elif screen.app not in nodes:
        nodes.append(screen.app)
    found: dict[str, ActiveCommand] = {}
    for node in nodes:
        for command in _remapped_table(node, screen):
            if command.id not in found and _is_possible(node, command):
                found[command.id] = ActiveCommand(node=node, command=command)
    return tuple(found.values())


@runtime_checkable
class HasGlyphs(Protocol):
    """An app that knows what the terminal can show."""

    @property
    def glyphs(self) -> Glyphs:
        """The signs to draw with."""
        ...


class CommandProvider(Provider):
    """Lists the active commands in the palette and gives the one chosen."""

    async def discover(self) -> Hits:
        """List everything, in the order of declaration."""
        for active in self._runnable():
            title = self._title(active.command)
            yield DiscoveryHit(
                _with_tooltip(title, active.command), self._runner(active), text=title.plain
            )

    async def search(self, query: str) -> Hits:
        """List what matches a query by description, id or key; what vim calls so comes first."""
        matcher = self.matcher(query)
        wanted, number = command_for(query)
        for active in self._runnable():
            title = self._title(active.command)
            if active.command.id == wanted:
                yield self._hit_for_word(query, number, active)
                continue
            score = max(matcher.match(title.plain), matcher.match(active.command.id))
            if score > 0:
                yield Hit(
                    score,
                    _with_tooltip(_highlight(title, matcher), active.command),
                    self._runner(active),
                    text=title.plain,
                )

    def _hit_for_word(self, query: str, number: int | None, active: ActiveCommand) -> Hit:
        title, command = self._title(active.command), active.command
        if number is not None:
            title = Content(f"Go to {number}")
            action = command.counted.replace("{count}", str(number))
            command = command._replace(action=action, tooltip="The post, comment or line there")
        shown = Content.assemble((f":{query.strip()}", "bold"), "  ", title)
        run = self._runner(active._replace(command=command))
        return Hit(_FIRST, _with_tooltip(shown, command), run, text=shown.plain)

    def _runnable(self) -> Iterable[ActiveCommand]:
        # A command that needs to know which of its keys was pressed can't be given by name.
        for active in active_commands(self.screen):
            if "{key}" not in active.command.action:
                yield self._with_keymap_name(active)

    def _with_keymap_name(self, active: ActiveCommand) -> ActiveCommand:
        """Say with the command that lists the keys which ones they are."""
        command = active.command
        if command.id != "app.help" or not isinstance(self.app, HasKeymapName):
            return active
        tooltip = f"{command.tooltip}: {self.app.keymap_name}"
        return active._replace(command=command._replace(tooltip=tooltip))

    def _title(self, command: Command) -> Content:
        glyphs = self.app.glyphs if isinstance(self.app, HasGlyphs) else UNICODE_GLYPHS
        keys = describe_chords(command.chords, glyphs)
        return Content(f"{command.description}  {keys}".rstrip())

    def _runner(self, active: ActiveCommand) -> Callable[[], Awaitable[bool]]:
        return partial(self.app.run_action, active.command.action, active.node)


def open_palette(app: App[_Result]) -> None:
    """List what can be done, to type or to choose it; once only."""
    from tui_blog.ui.screens.palette import PaletteScreen

    if not isinstance(app.screen, CommandPalette):
        app.push_screen(PaletteScreen())


def _with_tooltip(title: Content, command: Command) -> Content:
    # `Hit.help` is read as markup; a line of our own is not.
    if not command.tooltip:
        return title
    return Content.assemble(title, "\n", (command.tooltip, "$foreground 60%"))


def _highlight(title: Content, matcher: Matcher) -> Content:
    """Mark the letters that match; Textual's own way reads the title as markup ("[[" is a key)."""
    _, offsets = matcher.fuzzy_search.match(matcher.query, title.plain)
    for offset in offsets:
        title = title.stylize(matcher.match_style, offset, offset + 1)
    return title


def _remapped_table(node: DOMNode, screen: Screen[_Result]) -> tuple[Command, ...]:
    if not isinstance(node, HasCommandTable):
        return ()
    keys = screen.app.checked_keys if isinstance(screen.app, HasKeys) else {}
    return remap(node.COMMAND_TABLE, keys)


def _is_possible(node: DOMNode, command: Command) -> bool:
    # Any key will do for the question whether the command makes sense now.
    _, name, parameters = actions.parse(command.action.replace("{key}", "1"))
    return node.check_action(name, parameters) is True
