"""The one way to put a short message on top of the screen."""

from typing import Literal, TypeVar

from textual.app import App
from textual.screen import Screen

from tui_blog.text import clean

_Result = TypeVar("_Result")
_BRIEF_S = 4.0
_LONG_S = 12.0


def toast(
    teller: App[_Result] | Screen[_Result],
    message: str,
    *,
    severity: Literal["information", "warning", "error"] = "information",
) -> None:
    """Show a message for some seconds; warnings and errors stay longer.

    Args:
        teller: The app, or the screen that says it.
        message: May be foreign: lines stay lines, all else is cleaned, nothing is markup.
        severity: How it is to be taken.
    """
    teller.notify(
        "\n".join(clean.field(line) for line in message.splitlines()),
        severity=severity,
        timeout=_BRIEF_S if severity == "information" else _LONG_S,
        markup=False,
    )
