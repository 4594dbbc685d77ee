"""Keymaps to choose from: `preset` in the settings, with the `[keys]` there over it.

A preset says only what it wants other than usual. Where it wants a key that usually gives another
command, that command does without the key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tui_blog.ui.keymap import Chord, Command, format_chords, parse_chords, remap
from tui_blog.ui.keymap_check import SHARED_KEYS, check_keymap


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What a keymap has other than the usual one; keys as `parse_chords` reads them."""

    description: str
    """A sentence."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Command ids, and their keys in place of the usual ones."""
    more: Mapping[str, str] = field(default_factory=dict)
    """Command ids, and keys that come before the usual ones."""


PRESETS: Mapping[str, Preset] = {
    "default": Preset(description="Letters as in vim and mail readers, arrows beside them."),
    "vim": Preset(
        description="More of vim: Ctrl+B, { and }, ( and ), dd, yy, gx, ZQ, Ctrl+W Ctrl+W.",
        keys={
            "move.page_up": "ctrl+b,pageup,b",
            "move.next_part": "]],},ctrl+n",
            "move.previous_part": "[[,{,ctrl+p",
            "pane.next": "f6,ctrl+w w,ctrl+w ctrl+w",
            "link.browser": "gx,o",
            "link.copy": "yy",
            "comment.delete": "dd,delete",
            "comment.new": "c",
            "star.toggle": "mm",  # m sets marks there
            "app.back": "q,escape,ctrl+w q",
            "app.quit": "ZZ,ZQ,Q,ctrl+q",
        },
        more={
            "move.next_sibling": ")",
            "move.previous_sibling": "(",
        },
    ),
    "mutt": Preset(
        description="= and * go to the ends, l limits, F flags, G fetches, R recalls, o sorts.",
        keys={
            "move.in": "right",
            "move.first": "equals_sign,home,gg",
            "move.last": "asterisk,end",
            "move.next_part": "ctrl+n",
            "move.previous_part": "ctrl+p",
            "move.page_up": "pageup,minus,b",
            "move.half_page_down": "right_square_bracket,ctrl+d",
            "move.half_page_up": "left_square_bracket,ctrl+u",
            "unread.next": "tab,n",
            "unread.previous": "shift+tab,p",
            "unread.branch": "a,alt+r",
            "unread.post": "ctrl+r,A",
            "fold.toggle": "alt+v,za",
            "fold.toggle_all": "alt+V,zi",
            "order.sort": "o,gs",
            "search.everything": "l,backslash",
            "star.toggle": "F",
            "comment.new": "m",
            "comment.redo": "ctrl+y",
            "comment.pending": "R,gd",
            "blog.sync": "$,G",
            "blog.choose": "c,B",
            "post.reload": "f5",
            "link.browser": "gx",
            "link.list": "ctrl+b,U",
        },
        more={
            "move.next_sibling": "alt+n",
            "move.previous_sibling": "alt+p",
        },
    ),
    "newsboat": Preset(
        description="r reloads, R syncs, u lists links; c replies, m comments, gu undoes.",
        keys={
            "post.reload": "r,f5",
            "blog.sync": "R,$",
            "link.list": "u,U",
            "comment.reply": "c",
            "comment.new": "m",
            "comment.undo": "gu",
        },
    ),
    "arrows": Preset(
        description="No letter is needed: arrows, function keys, and = where others press z and g.",
        keys={"fold.level": "=1,=2,=3,=4,=5,=6,=7,=8,=9"},
        more={
            "move.next_sibling": "ctrl+down",
            "move.previous_sibling": "ctrl+up",
            "move.parent": "backspace",
            "move.top_of_branch": "ctrl+home",
            "move.next_part": "ctrl+pagedown",
            "move.previous_part": "ctrl+pageup",
            "move.half_page_down": "alt+pagedown",
            "move.half_page_up": "alt+pageup",
            "pane.left": "alt+left",
            "pane.right": "alt+right",
            "pane.zoom": "plus",
            "code.left": "ctrl+left",
            "code.right": "ctrl+right",
            "fold.toggle": "= =",
            "fold.close": "= -",
            "fold.open": "= +",
            "fold.open_branch": "= *",
            "fold.chain": "= up",
            "fold.seen": "= .",
            "fold.close_all": "= pageup",
            "fold.open_all": "= pagedown",
            "fold.toggle_all": "= space",
            "order.flat": "= home",
            "order.sort": "= down",
            "order.branch": "= left",
            "order.person": "= insert",
            "star.tag": "= f2",
            "star.list": "= f3",
            "share.choose": "= f4",
            "news.list": "= f5",
            "map.toggle": "= f6",
            "news.waiting": "= f7",
            "filter.why": "= f8",
            "filter.show": "= f9",
            "heading.list": "= f10",
            "take.save": "= f11",
            "news.changes": "= f12",
            "search.next": "alt+down",
            "search.previous": "alt+up",
            "unread.next": "tab",
            "unread.previous": "shift+tab",
            "unread.toggle": "f8",
            "unread.branch": "f9",
            "unread.post": "ctrl+f9",
            "unread.catch_up": "f12",
            "comment.reply": "insert",
            "comment.new": "f4",
            "comment.edit": "f2",
            "comment.delete": "delete",
            "comment.forget": "shift+delete",
            "comment.undo": "ctrl+z",
            "comment.redo": "ctrl+y",
            "comment.pending": "f7",
            "post.reload": "f5",
            "link.browser": "at",
            "link.hints": "number_sign",
            "link.list": "= at",
            "link.copy": "ctrl+insert",
            "blog.choose": "tilde",
            "app.palette": "f10",
            "app.help": "f1",
            "app.back": "escape",
            "app.suspend": "alt+z",
            "app.quit": "ctrl+q,Q,ZZ",
            "composer.preview": "f3",
            "composer.editor": "f4",
            "composer.quote": "f7",
        },
    ),
}
"""The keymaps by the names that the settings know (`config.settings.PRESET_NAMES`)."""


class KeysInForce(NamedTuple):
    """What is other than declared."""

    keys: Mapping[str, str]
    """Command ids with all their keys, for `remap` and `textual_keymap`; empty where nothing is
    other than usual, else complete: Textual takes keys away from commands that are left out."""
    problems: tuple[str, ...]
    """A sentence for each entry of the person's that is refused."""


def keys_in_force(
    preset: str, own: Mapping[str, str], scopes: Sequence[Sequence[Command]]
) -> KeysInForce:
    """Work out the keys that hold.

    Args:
        preset: One of `PRESETS`.
        own: What the person wrote under `[keys]`, which goes before the preset.
        scopes: As for `check_keymap`, with the keys as declared.
    """
    changed = [apply_preset(preset, scope) for scope in scopes]
    accepted, problems = check_keymap(own, changed) if own else ({}, ())
    if preset == "default" and not accepted:
        return KeysInForce({}, problems)
    keys = {
        command.id: format_chords(command.chords)
        for scope in changed
        for command in remap(scope, accepted)
        if command.chords
    }
    return KeysInForce(keys, problems)


def apply_preset(name: str, commands: Iterable[Command]) -> tuple[Command, ...]:
    """Give commands the keys of a preset.

    Args:
        name: One of `PRESETS`.
        commands: Those that can be given at the same moment, with the keys as declared.
    """
    preset = PRESETS[name]
    named: dict[str, tuple[Chord, ...]] = {}
    commands = tuple(commands)
    for command in commands:
        if command.id in preset.keys:
            named[command.id] = parse_chords(preset.keys[command.id])
        elif command.id in preset.more:
            chords = (*parse_chords(preset.more[command.id]), *command.chords)
            named[command.id] = tuple(dict.fromkeys(chords))
    wanted = [
        (chord, command_id)
        for command_id, chords in named.items()
        for chord in chords
        if chord not in _usual_chords(commands, command_id)
    ]
    return tuple(
        command._replace(chords=_left(command, named.get(command.id, command.chords), wanted))
        for command in commands
    )


def _usual_chords(commands: Iterable[Command], command_id: str) -> tuple[Chord, ...]:
    return next(command.chords for command in commands if command.id == command_id)


def _left(
    command: Command, chords: Iterable[Chord], wanted: Iterable[tuple[Chord, str]]
) -> tuple[Chord, ...]:
    """Leave out the usual keys that a preset has given to another command."""
    return tuple(
        chord
        for chord in chords
        if chord not in command.chords
        or not any(
            other_id != command.id
            and frozenset((other_id, command.id)) not in SHARED_KEYS
            and _begins_alike(chord, other)
            for other, other_id in wanted
        )
    )


def _begins_alike(one: Chord, other: Chord) -> bool:
    length = min(len(one), len(other))
    return one[:length] == other[:length]
