"""Keys that come faster than they are answered go where they are meant to go.

Textual gives each key at once to what has the focus. Of keys that come together - typed ahead, or
over a slow line - the ones behind one that opens a line to type in would act as commands.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol, runtime_checkable

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.geometry import Offset

_LONGEST_TURN_S = 0.5
"""After that a key that was not answered holds up no others."""


@runtime_checkable
class HasCaret(Protocol):
    """A widget in which one types: Textual's `Input` and `TextArea`.

    They are told by what they have, as importing the second one would make each start longer.
    """

    cursor_blink: bool
    """Whether the caret blinks."""

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the caret is on the screen."""
        ...


class KeysInTurn(App[None]):
    """An app in which a key is given to what has the focus when the one before was answered."""

    def __init__(self, *arguments: object, **more: object) -> None:
        super().__init__(*arguments, **more)  # type: ignore[arg-type]  # as `App` has them
        self._keys_waiting: deque[events.Event] = deque()
        self._turn_began_at: float | None = None

    async def on_event(self, event: events.Event) -> None:
        """Let a key or a paste wait for its turn."""
        is_typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if not is_typed:
            await super().on_event(event)
            return
        self._keys_waiting.append(event)
        began_at = self._turn_began_at
        if began_at is None or time.monotonic() - began_at > _LONGEST_TURN_S:
            await self._give_next_key()

    async def _give_next_key(self) -> None:
        self._turn_began_at = None
        if not self._keys_waiting:
            return
        self._turn_began_at = time.monotonic()
        await super().on_event(self._keys_waiting.popleft())
        answering = self.focused or self.screen
        _KeyWay([answering, *answering.ancestors, self], then=self._end_turn).go_on()

    def _end_turn(self) -> None:
        """Go on, at once where one types, else when all that was opened is on the screen."""
        if isinstance(self.focused, HasCaret):
            self.call_later(self._give_next_key)
        else:
            self.screen.call_after_refresh(self._give_next_key)


class _KeyWay:
    """Goes the way of a key: from one to the one around it, behind it in the queue of each."""

    def __init__(self, nodes: Iterable[DOMNode], *, then: Callable[[], None]) -> None:
        self._rest = iter(nodes)
        self._then = then

    def go_on(self) -> None:
        # Not `call_later`: it makes a function of its own each time, which Textual then examines.
        for node in self._rest:
            if node.post_message(events.Callback(callback=self.go_on)):
                return
        self._then()
