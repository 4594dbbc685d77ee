"""The one way to put a short message on top of the screen."""

from typing import Literal

from textual.app import App

from tui_blog.model.errors import TuiBlogError
from tui_blog.text import clean
from tui_blog.ui.errors import explain

_BRIEF_S = 4.0
_LONG_S = 12.0


def toast(
    app: App[object],
    message: str,
    *,
    severity: Literal["information", "warning", "error"] = "information",
) -> None:
    """Show a message for some seconds; lines stay lines, all else is cleaned, nothing is markup.

    Warnings and errors stay longer.
    """
    app.notify(
        "\n".join(clean.field(line) for line in message.splitlines()),
        severity=severity,
        timeout=_BRIEF_S if severity == "information" else _LONG_S,
        markup=False,
    )


def toast_error(app: App[object], error: TuiBlogError, *, kept: str = "") -> None:
    """Say what went wrong, what was kept, and what to do."""
    toast(app, explain(error, kept=kept).text, severity="error")
