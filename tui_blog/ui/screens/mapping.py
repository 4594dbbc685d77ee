"""The map beside the thread, shown and taken away."""

from typing import TYPE_CHECKING

from tui_blog.ui.widgets.thread_map import ThreadMapColumn

if TYPE_CHECKING:
    from tui_blog.ui.screens.acts import ActTable
    from tui_blog.ui.screens.reader import ReaderScreen

_SHOWN = "-mapped"
"""Class of the app, so that the next blog has a map too."""


class ThreadMapping:
    """Shows the map of the thread in view, until it is taken away again."""

    def __init__(self, reader: "ReaderScreen") -> None:
        """Begin without a map.

        Args:
            reader: Has the thread.
        """
        self._reader = reader
        self._column: ThreadMapColumn | None = None

    @property
    def acts(self) -> "ActTable":
        """What keys can ask for."""
        return {"toggle": self._toggle, "begin": self._begin}

    def _toggle(self) -> None:
        if self._column is not None:
            self._column.remove()
            self._column = None
            self._reader.app.remove_class(_SHOWN)
            self._reader.status_line.say("")
            return
        self._reader.app.add_class(_SHOWN)
        self._begin()
        glyphs = self._reader.glyphs
        self._reader.status_line.say(
            f"Map: {glyphs.new} new, {glyphs.map_own} yours, {glyphs.map_author} the author's "
            f"(filled: and new)"
        )

    def _begin(self) -> None:
        reader = self._reader
        self._column = ThreadMapColumn(reader.thread_pane, glyphs=reader.glyphs)
        reader.thread_frame.mount(self._column)
