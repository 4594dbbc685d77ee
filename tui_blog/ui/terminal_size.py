"""A new size of the terminal is drawn at once.

Source: Textual 8.2.8, `App._on_resize`: the screen hears of a new size 8 ms later, as more of them
may follow. That is a good part of the time until the first frame. Those that follow while a frame
is drawn become one, for `Resize` replaces itself in a queue.
"""

from textual import events
from textual.app import App


class SizeFollows(App[None]):
    """An app whose screen hears at once of a new size of the terminal."""

    def on_resize(self, event: events.Resize) -> None:
        """Tell the screen; the app itself takes the size right behind this."""
        is_first = not self.screen_stack
        if not is_first and event.size != self.screen.size:
            size, pixel_size = event.size, event.pixel_size
            self.screen.post_message(events.Resize(size, size, size, pixel_size))
