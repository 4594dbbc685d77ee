"""When garbage is collected: a full collection takes longer than a frame, so never between keys."""

import gc
import time
from collections.abc import Callable

from textual.app import App

_LOOK_S = 2.0
_QUIET_S = 2.0
_WORTH_IT = 10
"""Collections of younger objects after which Python itself would think of a full one."""
_TOO_MANY = 500
"""Then it is not put off further, whoever types."""
_NEVER = 1_000_000


class Garbage:
    """Collects all garbage when nobody has typed for a while. What dies young goes as ever."""

    def __init__(self, app: App[None], *, touched_at: Callable[[], float]) -> None:
        """Connect to an app.

        Args:
            app: Whose timer it is.
            touched_at: When something was last typed or clicked, by `time.monotonic`.
        """
        self._app = app
        self._touched_at = touched_at

    def begin(self) -> None:
        """Collect from now on. What is there already stays for ever, and is never looked at."""
        gc.freeze()
        young, middle, _old = gc.get_threshold()
        gc.set_threshold(young, middle, _NEVER)
        gc.enable()
        self._app.set_interval(_LOOK_S, self.look)

    def look(self) -> None:
        """Collect, if it is worth it and nobody types; called every now and then."""
        waiting = gc.get_count()[2]
        is_quiet = time.monotonic() - self._touched_at() >= _QUIET_S
        if waiting >= _TOO_MANY or (waiting >= _WORTH_IT and is_quiet):
            gc.collect()
