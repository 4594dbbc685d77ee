"""Keys and the commands they give: declared once, checked, described, turned into bindings.

A widget or screen declares its commands in one tuple, `COMMAND_TABLE` (`COMMANDS` is Textual's own
name, for palette providers), and takes its `BINDINGS` from it with `to_bindings`. A command has one
or more *chords*: a chord of one key becomes a binding of Textual's; a longer one ("za", "]]") is
read by `tui_blog.ui.sequences`. Help, footer, palette, `tui-blog keys` and README are derived from
the same tuples. Textual is loaded for bindings only.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.key_names import MODIFIERS, NAMED_KEYS, character_of, name_of_character

if TYPE_CHECKING:
    from textual.binding import BindingType

Chord = tuple[str, ...]
"""Keys to press one after the other, by Textual's names; never empty."""

_SHORT_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Del",
    "insert": "Ins",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}
_NAMES_OF_SHORT = {short.lower(): name for name, short in _SHORT_NAMES.items()}
_MAX_CHORD_KEYS = 2


class KeySpecError(ValueError):
    """A key as somebody wrote it makes no sense; the message is a sentence for the person."""


class Command(NamedTuple):
    """Something a person can do, with the keys for it."""

    id: str
    """`area.verb`, unique; what `[keys]` in the configuration names."""
    chords: tuple[Chord, ...]
    """The keys, the main ones first; made with `parse_chords`. Empty: palette only."""
    action: str
    """The action, as in a binding. `{key}` in it stands for the last key of the chord pressed,
    for commands such as "fold to level" that have only chords of two keys."""
    description: str
    """A few words; for help, palette and footer."""
    tooltip: str = ""
    """A sentence; for help and palette."""
    group: str = "General"
    """The heading it stands under in the help."""
    footer_rank: int = 0
    """How early it stands in the footer: 1 is first, 0 is never."""
    priority: bool = False
    """The key counts before the focused widget sees it."""
    counted: str = ""
    """The action where a number was typed before it, which `{count}` in it stands for; without
    that the action as such, done so often. Empty: a number makes no difference."""


class KeyRow(NamedTuple):
    """One command as help and README show it."""

    id: str
    keys: str
    """All its keys, for people; empty when it has none."""
    description: str
    tooltip: str


class KeySection(NamedTuple):
    """Commands under one heading."""

    heading: str
    rows: tuple[KeyRow, ...]


def parse_chords(spec: str) -> tuple[Chord, ...]:
    """Read keys as people write them.

    Commas separate alternatives. Within one, spaces separate keys to press one after the other;
    without a space, two characters that are no key's name are two keys: `"za"`, `"z a"`, `"]]"`,
    `"ctrl+w h"`, `"j,down"`. The comma key itself is `comma`.

    Returns:
        At least one chord of one or two keys, by Textual's names.

    Raises:
        KeySpecError: A name is not a key, or there is none.
    """
    chords = tuple(_parse_chord(part) for part in spec.split(","))
    return tuple(dict.fromkeys(chords))


def format_chords(chords: Iterable[Chord]) -> str:
    """Write chords so that `parse_chords` reads them back."""
    return ",".join(" ".join(chord) for chord in chords)


def to_bindings(commands: Iterable[Command]) -> "list[BindingType]":
    """Make Textual's bindings of all chords of one key; longer ones are left out.

    A command whose chords are all longer has no binding: `KeySequences` reads it.
    """
    from textual.binding import Binding

    return [
        Binding(
            ",".join(single),
            command.action,
            command.description,
            show=False,
            id=command.id,
            tooltip=command.tooltip,
            priority=command.priority,
        )
        for command in commands
        if (single := [chord[0] for chord in command.chords if len(chord) == 1])
    ]


def remap(commands: Iterable[Command], keys: Mapping[str, str]) -> tuple[Command, ...]:
    """Give commands the keys of a checked keymap (`check_keymap`); the others keep theirs."""
    return tuple(
        command._replace(chords=parse_chords(keys[command.id])) if command.id in keys else command
        for command in commands
    )


def textual_keymap(keys: Mapping[str, str]) -> dict[str, str]:
    """Turn a checked keymap into one for `App.set_keymap`.

    Textual knows single keys only. A command that now has longer chords alone gets a name that no
    key has, so that its old key is free.
    """
    keymap = {}
    for command_id, spec in keys.items():
        single = [chord[0] for chord in parse_chords(spec) if len(chord) == 1]
        keymap[command_id] = ",".join(single) or f"unbound-{command_id}"
    return keymap


def key_table(
    commands: Iterable[Command], glyphs: Glyphs = UNICODE_GLYPHS
) -> tuple[KeySection, ...]:
    """Arrange commands under their headings, in the order of declaration.

    A command that is declared in several places under one id stands once.
    """
    sections: dict[str, dict[str, KeyRow]] = {}
    for command in commands:
        row = KeyRow(
            id=command.id,
            keys=describe_chords(command.chords, glyphs),
            description=command.description,
            tooltip=command.tooltip,
        )
        sections.setdefault(command.group, {}).setdefault(command.id, row)
    return tuple(
        KeySection(heading=heading, rows=tuple(rows.values())) for heading, rows in sections.items()
    )


def describe_chords(chords: Sequence[Chord], glyphs: Glyphs = UNICODE_GLYPHS) -> str:
    """Name all keys of a command; four and more as "first … last"."""
    shown = [describe_chord(chord, glyphs) for chord in chords]
    if len(shown) > 3:
        shown = [shown[0], glyphs.ellipsis, shown[-1]]
    return " ".join(shown)


def describe_chord(chord: Chord, glyphs: Glyphs = UNICODE_GLYPHS) -> str:
    """Name the keys to press one after the other: "za", "]]", "Ctrl+W h"."""
    names = [describe_key(key, glyphs) for key in chord]
    return ("" if all(len(name) == 1 for name in names) else " ").join(names)


def describe_key(key: str, glyphs: Glyphs = UNICODE_GLYPHS) -> str:
    """Name one key as it stands on keyboards: "[" for `left_square_bracket`, "Ctrl+O", "PgUp"."""
    modifiers, base = _split_modifiers(key)
    names = [modifier.capitalize() for modifier in modifiers]
    if base in ("up", "down", "left", "right"):
        arrows = {"up": glyphs.up, "down": glyphs.down, "left": glyphs.left, "right": glyphs.right}
        names.append(arrows[base])
    elif len(base) == 1:
        names.append(base.upper() if modifiers else base)
    else:
        names.append(_SHORT_NAMES.get(base) or character_of(base) or base.capitalize())
    return "+".join(names)


@lru_cache(512)
def _parse_key(name: str) -> str | None:
    """Return Textual's name for one key as a person wrote it, or `None` when it is no key."""
    modifiers, base = _split_modifiers(name)
    base = _NAMES_OF_SHORT.get(base.lower(), base)
    if not base.isprintable():
        return None
    if len(base) == 1:
        name = name_of_character(base)
        base = name.lower() if "ctrl" in modifiers else name
        if "alt" in modifiers and base.isupper():  # as Textual names it
            modifiers, base = (*modifiers, "shift"), base.lower()
    elif base.lower() in NAMED_KEYS:
        base = base.lower()
    elif character_of(base) is None:
        return None
    return "+".join((*sorted({*modifiers}), base))


def _parse_chord(part: str) -> Chord:
    words = part.split()
    if not words:
        raise KeySpecError("A key is missing.")
    if len(words) == 1 and len(words[0]) == _MAX_CHORD_KEYS and _parse_key(words[0]) is None:
        words = list(words[0])
    chord = tuple(_parse_key(word) for word in words)
    if len(words) > _MAX_CHORD_KEYS or None in chord:
        raise KeySpecError(f"“{part.strip()}” is not a key.")
    return tuple(key for key in chord if key is not None)


def _split_modifiers(name: str) -> tuple[tuple[str, ...], str]:
    modifiers = []
    head, plus, rest = name.partition("+")
    while plus and rest and head.lower() in MODIFIERS:
        modifiers.append(head.lower())
        name = rest
        head, plus, rest = name.partition("+")
    return tuple(modifiers), name


def quitting_key(commands: Iterable[Command], *command_ids: str, glyphs: Glyphs) -> str:
    """Name the plainest key of commands that leave, the first ones before the others."""
    first = {command.id: command.chords[:1] for command in commands}
    chords = [chord for command_id in command_ids for chord in first[command_id]]
    chord = next((chord for chord in chords if chord != ("escape",)), None)
    return "the list of commands" if chord is None else describe_chord(chord, glyphs)


def may_quit_with(key: str, commands: Iterable[Command]) -> bool:
    """Say whether a key quits, or is one of two that do."""
    quitting = (command for command in commands if command.id == "app.quit")
    return any(key in chord for command in quitting for chord in command.chords)
