"""Letting whoever types go first: a sync takes much of the processor from the answers to keys."""

from asyncio import Lock, sleep
from collections.abc import Callable
from time import monotonic

_QUIET_S = 0.15
"""How long nobody has typed when somebody is taken to read."""
_LONGEST_S = 1.0
"""After that work goes on whoever types: a key held down must not hold up a sync for ever."""


class GivingWay:
    """Work in the background waits here before each piece of it."""

    def __init__(self, *, touched_at: Callable[[], float]) -> None:
        """Note where it is told.

        Args:
            touched_at: When something was last typed or clicked, by `time.monotonic`.
        """
        self._touched_at = touched_at
        self._turn = Lock()

    async def wait(self) -> None:
        """Return when nobody types, after a second at most; one piece of work after the other."""
        async with self._turn:
            end = monotonic() + _LONGEST_S
            while True:
                now = monotonic()
                left_s = min(self._touched_at() + _QUIET_S, end) - now
                if left_s <= 0:
                    return
                await sleep(left_s)
