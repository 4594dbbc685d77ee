"""The map of a thread in one column beside it: each row is a share of its comments."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from tui_blog.model.thread import EMPTY_THREAD, Thread
from tui_blog.model.thread_map import MapSign, ThreadMap, kinds_of
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.widgets.thread_pane import ThreadPane

_SLICE = 500
"""Comments that are looked at before something else has its turn."""
_PARTS: Mapping[MapSign, str] = {
    MapSign.OWN_NEW: "own",
    MapSign.OWN: "own",
    MapSign.AUTHOR_NEW: "new",
    MapSign.NEW: "new",
    MapSign.AUTHOR: "author",
    MapSign.BEGIN: "line",
    MapSign.LINE: "line",
}


class ThreadMapColumn(Widget):
    """Shows where one is in a thread, and what is where; a click goes there."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"thread-map--{part}" for part in ("own", "new", "author", "line")
    }
    DEFAULT_CSS = """
    ThreadMapColumn { width: 1; height: 100%; }
    """
    ALLOW_SELECT = False

    def __init__(self, pane: ThreadPane, *, glyphs: Glyphs) -> None:
        """Set up.

        Args:
            pane: Shows the thread.
            glyphs: The signs to draw with.
        """
        super().__init__()
        self._pane = pane
        self._signs: Mapping[MapSign, str] = {
            MapSign.OWN_NEW: glyphs.map_own_new,
            MapSign.OWN: glyphs.map_own,
            MapSign.AUTHOR_NEW: glyphs.map_author_new,
            MapSign.NEW: glyphs.new,
            MapSign.AUTHOR: glyphs.map_author,
            MapSign.BEGIN: glyphs.map_begin,
            MapSign.LINE: glyphs.indent,
        }
        self._thread: Thread = EMPTY_THREAD
        self._map = ThreadMap.of(EMPTY_THREAD)
        self._drawn_view = range(0)

    def on_mount(self) -> None:
        """Follow the pane."""
        self.watch(self._pane, "scroll_y", self._follow_view, init=False)
        self.watch(self._pane, "revision", self._follow_thread)

    @property
    def row_count(self) -> int:
        """How many rows the map has."""
        return self._map.row_count(self.size.height)

    @property
    def rows_in_view(self) -> range:
        """The rows whose comments are on screen, all or in part."""
        rows, view = self.row_count, self._pane.positions_in_view
        if not rows or not view:
            return range(0)
        of = self._map.row_of
        return range(of(view[0], rows), of(view[-1], rows) + 1)

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        rows = self.row_count
        if y >= rows:
            return Strip([Segment(" ", self.rich_style)], 1)
        sign = self._map.sign(y, rows, self._pane.freshness)
        style = self.get_component_rich_style(f"thread-map--{_PARTS[sign]}")
        self._drawn_view = self.rows_in_view
        if y in self._drawn_view:
            style += Style(reverse=True)
        return Strip([Segment(self._signs[sign], style)], 1)

    def on_click(self, event: events.Click) -> None:
        """Go to what is there."""
        rows = self.row_count
        self._pane.focus()
        if event.y < rows:
            position = self._map.target(event.y, rows, self._pane.freshness)
            self._pane.reveal(position)
            self._pane.move_to(position)

    def _follow_view(self) -> None:
        if self.rows_in_view != self._drawn_view:
            self.refresh()

    def _follow_thread(self) -> None:
        thread = self._pane.thread
        if thread is not self._thread:
            self._thread, self._map = thread, ThreadMap.of(thread)
            self.run_worker(self._look_at_all(thread), group="map", exclusive=True)
        self.refresh()

    async def _look_at_all(self, thread: Thread) -> None:
        """Find out who wrote what, a slice at a time, as comments may have to be read for it."""
        author = None if self._pane.post is None else self._pane.post.author
        author_id = None if author is None else author.id
        comments, kinds = iter(thread.comments), bytearray()
        while len(kinds) < len(thread):
            kinds += await asyncio.to_thread(kinds_of, islice(comments, _SLICE), author_id)
        self._map = replace(self._map, kinds=bytes(kinds))
        self.refresh()
