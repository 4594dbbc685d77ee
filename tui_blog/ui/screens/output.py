"""What a program says, as it ends: to be read and scrolled in."""

import shlex
from collections.abc import Sequence
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text import clean
from tui_blog.text.blocks import Code
from tui_blog.text.document import parse_body
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.programs import LIMIT_S, ProgramError, run_program
from tui_blog.ui.screens.taking import COPIED
from tui_blog.ui.screens.taking_styles import TAKING_STYLES
from tui_blog.ui.widgets.blocks_view import BlocksView

_SHIFT_CELLS = 8


def _command(verb: str, keys: str, action: str, description: str) -> Command:
    return Command(
        id=f"output.{verb}",
        chords=parse_chords(keys),
        action=action,
        description=description,
        group="Output",
    )


class OutputScreen(ModalScreen[None]):
    """Runs a program and shows what it writes; leaving the screen stops it."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        _command("down", "j,down", "view('cursor_down')", "Down"),
        _command("up", "k,up", "view('cursor_up')", "Up"),
        _command("page_down", "space,pagedown,ctrl+f", "view('page_down')", "Page down"),
        _command("page_up", "b,pageup", "view('page_up')", "Page up"),
        _command("first", "home", "view('scroll_home')", "First"),
        _command("last", "G,end", "view('scroll_end')", "Last"),
        _command("left", "h,left", f"view('shift_code({-_SHIFT_CELLS})')", "To the left"),
        _command("right", "l,right", f"view('shift_code({_SHIFT_CELLS})')", "To the right"),
        _command("wrap", "w,f2", "wrap", "Break long lines, or leave them as they are"),
        _command("copy", "y,ctrl+insert", "copy", "Copy it"),
        _command("back", "escape,q,enter", "back", "Back; a program that runs is stopped"),
    )
    CSS_PATH = TAKING_STYLES
    BINDINGS = to_bindings(COMMAND_TABLE)
    AUTO_FOCUS = "BlocksView"

    view = getters.query_one(BlocksView)
    _state = getters.query_one("#output-state", Label)

    def __init__(self, argv: Sequence[str], *, given: str, limit_s: float = LIMIT_S) -> None:
        """Set up.

        Args:
            argv: The program and its arguments.
            given: What it reads.
            limit_s: Seconds that it may take.
        """
        super().__init__()
        self._argv = tuple(argv)
        self._given = given
        self._limit_s = limit_s
        self._output = self._ending = ""
        self._is_wrapped = False

    def compose(self) -> ComposeResult:
        """Lay out the command, what it writes, and how it ends."""
        with Vertical(classes="dialog -full"):
            heading = clean.field(shlex.join(self._argv))
            yield Label(Content(heading), classes="dialog--heading -line")
            yield BlocksView()
            yield Label(Content(""), id="output-state")
            keys = "j k Space b scroll · h l sideways · w wrap · y copy · Esc back"
            yield Label(Content(keys), classes="dialog--keys")

    def on_mount(self) -> None:
        """Run it."""
        self._state.update(Content("running … Esc stops it"))
        self.run_worker(self._run())

    async def _run(self) -> None:
        try:
            finished = await run_program(self._argv, self._given, limit_s=self._limit_s)
        except ProgramError as error:
            self._state.update(Content(str(error)))
            return
        self._output = finished.output
        self._show()
        self._ending = finished.ending
        self._state.update(Content(self._ending))

    def _show(self) -> None:
        if not self._output.strip():
            self.view.say("It wrote nothing.")
        elif self._is_wrapped:
            self.view.show_blocks(parse_body(Body(source=self._output, format=BodyFormat.TEXT)))
        else:
            self.view.show_blocks([Code(clean.code(self._output).rstrip("\n"))])

    def action_wrap(self) -> None:
        """Break long lines, or leave them as they are again."""
        if self._output:
            self._is_wrapped = not self._is_wrapped
            self._show()

    async def action_view(self, name: str) -> None:
        """Move in what it wrote."""
        await self.view.run_action(name)

    def action_copy(self) -> None:
        """Put what it wrote on the clipboard."""
        if not self._output.strip():
            return
        self.app.copy_to_clipboard(self._output)
        self._state.update(Content(f"{self._ending} · {COPIED}"))

    def action_back(self) -> None:
        """Leave it."""
        self.dismiss(None)
