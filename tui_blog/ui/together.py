"""Showing in one frame what comes within a moment: each frame costs as much as what it shows."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from textual.screen import Screen

_AT_MOST_S = 0.08
"""Longer nobody waits for what is there already."""
_SAY_MORE_S = 0.15


@contextmanager
def shown_together(screen: Screen[None], *, say_more: Callable[[], None]) -> Iterator[None]:
    """Draw nothing before all that is done inside is there, as long as that comes soon.

    Args:
        screen: What is drawn.
        say_more: Called a little later, when it goes on still: to say what is waited for.
    """
    held = ExitStack()
    held.callback(screen.check_idle)  # it draws when it is idle; nothing else may happen for long
    held.enter_context(screen.app.batch_update())
    timers = screen.set_timer(_AT_MOST_S, held.close), screen.set_timer(_SAY_MORE_S, say_more)
    try:
        yield
    finally:
        for timer in timers:
            timer.stop()
        held.close()
