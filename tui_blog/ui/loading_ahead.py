"""Importing what the next keys may need, once all that one begins with is shown."""

from importlib import import_module

LOAD_AHEAD_S = 1.0
"""How long after the start; the first keys come before."""
_MODULES = (
    "tui_blog.text.document",
    "tui_blog.text.markdown",
    "tui_blog.text.layout",
    "tui_blog.text.outline",
    "tui_blog.ui.screens.composer",
    "tui_blog.ui.widgets.search_bar",
    "tui_blog.ui.screens.help",
    "tui_blog.text.html",
)
"""The likeliest first."""


def load_ahead() -> None:
    """Import it; for a thread of its own, as it takes a tenth of a second."""
    for name in _MODULES:
        import_module(name)
