"""The map beside the thread, shown and taken away."""

from typing import TYPE_CHECKING

from tui_blog.ui.widgets.thread_map import ThreadMapColumn

if TYPE_CHECKING:
    from tui_blog.ui.screens.acts import ActTable
    from tui_blog.ui.screens.reader import ReaderScreen

_SHOWN = "-mapped"


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
        return {"toggle": self._toggle}

    def _toggle(self) -> None:
        reader, frame = self._reader, self._reader.thread_frame
        if self._column is not None:
            self._column.remove()
            self._column = None
            frame.remove_class(_SHOWN)
            reader.status_line.say("")
            return
        glyphs = reader.glyphs
        self._column = ThreadMapColumn(reader.thread_pane, glyphs=glyphs)
        frame.add_class(_SHOWN)
        frame.mount(self._column)
        reader.status_line.say(
            f"Map: {glyphs.new} new, {glyphs.map_own} yours, {glyphs.map_author} the author's "
            f"(filled: and new)"
        )
