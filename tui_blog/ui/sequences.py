"""Chords of several keys, such as "za", "]]" and "gg": a small machine, fed key by key."""

from collections.abc import Iterable
from typing import NamedTuple

from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.keymap import Chord, Command, describe_chord, describe_key


class Ignored(NamedTuple):
    """The key begins no chord: it is for somebody else."""


class Waiting(NamedTuple):
    """The key is taken; the next one decides."""

    prefix: Chord


class Chosen(NamedTuple):
    """The chord is complete."""

    command: Command
    action: str
    """The command's action, with `{key}` filled in: what is held down with it does not count."""


class Cancelled(NamedTuple):
    """The key is taken, and the chord given up."""

    message: str
    """A sentence for the status line; empty when the person pressed Esc."""


Step = Ignored | Waiting | Chosen | Cancelled


class Continuation(NamedTuple):
    """A key that would complete a chord."""

    keys: str
    """For people: "a", or "1…9" where several give one command."""
    description: str


class KeySequences:
    """Reads chords that Textual's bindings cannot.

    It takes all chords of two keys, and all chords of commands that have no binding because their
    default chords are longer, so that a person can give such a command a single key.
    """

    def __init__(self, commands: Iterable[Command], defaults: Iterable[Command] = ()) -> None:
        """Remember the chords.

        Args:
            commands: The commands with the keys in force (`keymap.remap`).
            defaults: The same commands as declared; needed when keys were remapped.
        """
        unbound = {
            command.id for command in defaults if all(len(chord) > 1 for chord in command.chords)
        }
        self._chords: dict[Chord, Command] = {}
        for command in commands:
            for chord in command.chords:
                if len(chord) > 1 or command.id in unbound:
                    self._chords.setdefault(chord, command)
        self._prefixes = {
            chord[:length] for chord in self._chords for length in range(1, len(chord))
        }
        self._pending: Chord = ()

    @property
    def pending(self) -> Chord:
        """The keys pressed so far of a chord that is not complete; empty when none waits."""
        return self._pending

    def feed(self, key: str) -> Step:
        """Take a key press.

        Args:
            key: The key by Textual's name (`events.Key.key`).

        Returns:
            What it means. All but `Ignored` say that the key is used up.
        """
        waiting, chord = bool(self._pending), (*self._pending, key)
        self._pending = ()
        if chord in self._prefixes:
            self._pending = chord
            return Waiting(chord)
        command = self._chords.get(chord)
        if command is not None:
            return Chosen(command, command.action.replace("{key}", key.rpartition("+")[2]))
        if not waiting:
            return Ignored()
        return Cancelled("" if key == "escape" else f"{describe_chord(chord)} is not a key.")

    def cancel(self) -> None:
        """Give up a chord that is not complete, as when the focus moves."""
        self._pending = ()

    def continuations(
        self, prefix: Chord, glyphs: Glyphs = UNICODE_GLYPHS
    ) -> tuple[Continuation, ...]:
        """List what may follow a prefix, in the order of declaration."""
        length = len(prefix)
        by_command: dict[str, list[str]] = {}
        descriptions: dict[str, str] = {}
        for chord, command in self._chords.items():
            if len(chord) > length and chord[:length] == prefix:
                by_command.setdefault(command.id, []).append(describe_key(chord[length], glyphs))
                descriptions[command.id] = command.description
        return tuple(
            Continuation(_join_keys(keys, glyphs), descriptions[command_id])
            for command_id, keys in by_command.items()
        )


def _join_keys(keys: list[str], glyphs: Glyphs) -> str:
    if len(keys) <= 3:
        return " ".join(keys)
    return f"{keys[0]}{glyphs.ellipsis}{keys[-1]}"
