"""Tells who comes from mutt or newsboat, once for each key, what it is here."""

from typing import TYPE_CHECKING

from tui_blog.config.settings import PRESET_NAMES
from tui_blog.text.patterns import Pattern
from tui_blog.ui.commands import HasKeys
from tui_blog.ui.key_advice import ADVICE
from tui_blog.ui.key_words import key_for
from tui_blog.ui.keymap import remap
from tui_blog.ui.reading_commands import READING_COMMANDS
from tui_blog.ui.told_once import ToldOnce
from tui_blog.ui.widgets.status_line import Tone

if TYPE_CHECKING:
    from tui_blog.ui.screens.panes import PanesScreen

AFTER_S = 1.5
"""How long what a key did may be read in the status line before the advice takes its place."""
_COMMAND = Pattern(r"\{([a-z_.]+)\}")


class Advising:
    """Looks at keys, and puts a sentence into the status line when it is free."""

    def __init__(self, screen: "PanesScreen", told: ToldOnce, *, preset: str) -> None:
        """Begin.

        Args:
            screen: Has the status line.
            told: What was told before.
            preset: The keymap. Who chose another than the usual one has said where they come from,
                and is told only of that program's keys that mean something else even so.
        """
        self._program = "" if preset == PRESET_NAMES[0] else f"{preset}'s"
        self._screen = screen
        self._told = told
        self._waiting: set[str] = set()
        self._looked = 0

    def look(self, key: str) -> None:
        """Take a key that begins a command, by Textual's name."""
        self._looked += 1
        advice = ADVICE.get(key)
        if advice is None or key in self._waiting or self._told.has(key):
            return
        if advice.command_id != self._given_by(key) or self._program not in advice.text:
            return
        if advice.command_id is None:
            self._tell(key)
        else:
            self._waiting.add(key)
            self._tell_later(key)

    def _given_by(self, key: str) -> str | None:
        app = self._screen.app
        keys = app.checked_keys if isinstance(app, HasKeys) else {}
        for command in remap(READING_COMMANDS, keys):
            if any(chord[0] == key for chord in command.chords):
                return command.id
        return None

    def _tell_later(self, key: str) -> None:
        looked = self._looked
        self._screen.set_timer(AFTER_S, lambda: self._tell_if_free(key, looked))

    def _tell_if_free(self, key: str, looked: int) -> None:
        """Tell it, unless something opened or goes wrong: then later.

        What another key did since is to be read too: then it is told another time.
        """
        screen = self._screen
        if looked != self._looked:
            self._waiting.discard(key)
        elif screen.app.screen is screen and screen.status_line.tone is Tone.QUIET:
            self._waiting.discard(key)
            self._tell(key)
        else:
            self._tell_later(key)

    def _tell(self, key: str) -> None:
        text = _COMMAND.sub(lambda match: key_for(self._screen, match[1]), ADVICE[key].text)
        self._screen.status_line.say(text)
        self._told.note(key)
