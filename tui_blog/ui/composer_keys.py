"""The commands of the composer with their keys, and a key that Textual does not know by itself."""

from enum import StrEnum

from tui_blog.ui.keymap import Command, parse_chords

_GROUP = "Write"


def _command(
    verb: str, keys: str, action: str, description: str, tooltip: str, footer_rank: int = 0
) -> Command:
    # All of them go before the text area, which would take Alt with a letter for the letter.
    return Command(
        id=f"composer.{verb}",
        chords=parse_chords(keys),
        action=action,
        description=description,
        tooltip=tooltip,
        group=_GROUP,
        footer_rank=footer_rank,
        priority=True,
    )


COMPOSER_COMMANDS: tuple[Command, ...] = (
    _command("send", "alt+enter,ctrl+enter,alt+s", "send", "Send",
             "Send the comment; Alt+S where the terminal keeps Alt+Enter for itself", 1),
    _command("review", "escape", "review", "Finish",
             "Choose between sending, editing, previewing, postponing and discarding", 2),
    _command("preview", "alt+p", "preview", "Preview",
             "Show how the text will look, while one types", 3),
    _command("quote", "alt+q", "quote", "Quote",
             "Put the comment that is answered, or what is selected of it, at the caret", 4),
    _command("editor", "ctrl+o", "editor", "Editor",
             "Go on writing in $VISUAL or $EDITOR", 5),
    _command("parent_up", "alt+up", "scroll_parent(-1)", "Parent up",
             "Scroll up in what is answered", 7),
    _command("parent_down", "alt+down", "scroll_parent(1)", "Parent down",
             "Scroll down in what is answered"),
    _command("help", "f1", "help", "Help", "The keys of the composer", 6),
)  # fmt: skip
"""Every command of the composer, in the order in which the help shows them."""


class _MissingKey(StrEnum):
    """Keys that Textual names, but does not recognise in all terminals."""

    ALT_ENTER = "alt+enter"


def teach_alt_enter() -> None:
    """Let Alt+Enter be known from Enter in terminals without the Kitty keyboard protocol.

    They send ESC and CR for it, which Textual 8.2 reads as Enter. There is no public way to add a
    key; where the table is not found, Alt+S remains.

    Source: tmux 3.3a, xterm 379; seen 2026-11.
    """
    try:
        from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
    except ImportError:  # pragma: no cover  another version of Textual
        return
    if isinstance(ANSI_SEQUENCES_KEYS, dict):
        ANSI_SEQUENCES_KEYS.setdefault("\x1b\r", (_MissingKey.ALT_ENTER,))
