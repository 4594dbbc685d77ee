"""A new size of the terminal is drawn at once.

Source: Textual 8.2.8, `App._on_resize`: the screen hears of a new size 8 ms later, as more of them
may follow. That is a good part of the time until the first frame. Those that follow while a frame
is drawn become one, for `Resize` replaces itself in a queue.
"""

from textual import events
from textual.app import App


def tell_screen(app: App[None], event: events.Resize) -> None:
    """Tell the screen of a new size; for when the app is told, and before it takes the size."""
    if app.screen_stack and event.size != app.screen.size:
        size, pixel_size = event.size, event.pixel_size
        app.screen.post_message(events.Resize(size, size, size, pixel_size))
