"""What hands that know vim type after a colon, and the commands that do it here."""

from collections.abc import Mapping

EX_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("q", "q!", "qa", "qa!", "quit", "wq", "wqa", "x", "xa", "exit"), "app.quit"),
    **dict.fromkeys(("w", "write", "sav", "saveas"), "take.save"),
    **dict.fromkeys(("h", "help"), "app.help"),
    **dict.fromkeys(("e", "e!", "edit"), "post.reload"),
    **dict.fromkeys(("u", "undo"), "comment.undo"),
    **dict.fromkeys(("red", "redo"), "comment.redo"),
    **dict.fromkeys(("ls", "b", "buffers"), "blog.choose"),
    **dict.fromkeys(("on", "only"), "pane.zoom"),
    "!": "take.pipe",
    "map": "app.help",
    "toc": "heading.list",
}
"""Words as one types them, and ids of commands."""
LINE_NUMBER = "move.last"
"""The command that goes to a place by its number, when one is typed."""


def command_for(typed: str) -> tuple[str, int | None]:
    """Return the id of the command that a line means, empty for none, and the number it has.

    Args:
        typed: All that stands after the colon.
    """
    word = typed.strip()
    if word.isascii() and word.isdigit():
        return LINE_NUMBER, int(word[:6])
    return EX_WORDS.get(word, ""), None
