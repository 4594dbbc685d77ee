"""The key that gives a command now, for sentences that tell people what to press."""

from textual.dom import DOMNode

from tui_blog.ui.commands import HasGlyphs, HasKeys
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.keymap import Chord, describe_chord, parse_chords
from tui_blog.ui.reading_commands import READING_COMMANDS

_ESCAPE: Chord = ("escape",)


def key_for(node: DOMNode, command_id: str) -> str:
    """Name the main key of a command of the reader: "u", or what the person has in its place.

    Args:
        node: Of an app that knows the person's keys; without one the usual keys hold.
        command_id: One that has a key.

    Raises:
        KeyError: There is no such command.
    """
    return describe_chord(_chords_for(node, command_id)[0], _glyphs_of(node))


def key_back(node: DOMNode) -> str:
    """Name the key that leads back: "Esc", where that is one of them."""
    chords = _chords_for(node, "app.back")
    return describe_chord(_ESCAPE if _ESCAPE in chords else chords[0], _glyphs_of(node))


def _chords_for(node: DOMNode, command_id: str) -> tuple[Chord, ...]:
    keys = node.app.checked_keys if isinstance(node.app, HasKeys) else {}
    if command_id in keys:
        return parse_chords(keys[command_id])
    for command in READING_COMMANDS:
        if command.id == command_id:
            return command.chords
    raise KeyError(command_id)


def _glyphs_of(node: DOMNode) -> Glyphs:
    return node.app.glyphs if isinstance(node.app, HasGlyphs) else UNICODE_GLYPHS
