"""The key that gives a command now, for sentences that tell people what to press."""

from textual.dom import DOMNode

from tui_blog.ui.commands import HasGlyphs, HasKeys
from tui_blog.ui.glyphs import UNICODE_GLYPHS
from tui_blog.ui.keymap import describe_chord, parse_chords
from tui_blog.ui.reading_commands import READING_COMMANDS


def key_for(node: DOMNode, command_id: str) -> str:
    """Name the main key of a command of the reader: "u", or what the person has in its place.

    Args:
        node: Of an app that knows the person's keys; without one the usual keys hold.
        command_id: One that has a key.

    Raises:
        KeyError: There is no such command.
    """
    keys = node.app.checked_keys if isinstance(node.app, HasKeys) else {}
    glyphs = node.app.glyphs if isinstance(node.app, HasGlyphs) else UNICODE_GLYPHS
    if command_id in keys:
        return describe_chord(parse_chords(keys[command_id])[0], glyphs)
    for command in READING_COMMANDS:
        if command.id == command_id:
            return describe_chord(command.chords[0], glyphs)
    raise KeyError(command_id)
