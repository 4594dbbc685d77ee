"""Searching in a pane: as one types, and from match to match."""

from typing import NamedTuple

from tui_blog.ui.widgets.document import DocumentView
from tui_blog.ui.widgets.search import Match, Query, find_match, parse_query


class _Origin(NamedTuple):
    """Where the search began: what Esc goes back to."""

    start: tuple[int, int]
    row: int
    cursor: int | None


class Searching:
    """One live search; the pane it runs in stays the same until it ends."""

    def __init__(self) -> None:
        self._pane: DocumentView | None = None
        self._origin: _Origin | None = None
        self._query: Query | None = None
        self._match: Match | None = None
        self._last = ""
        self._text = ""

    @property
    def last(self) -> str:
        """What was looked for last, in any pane; empty at first."""
        return self._last

    @property
    def pane(self) -> DocumentView | None:
        """Where it searches; `None` when no search is live."""
        return self._pane

    @property
    def is_live(self) -> bool:
        """Whether there is something to go to the next match of."""
        return self._query is not None

    @property
    def text(self) -> str:
        """What is searched for; empty when no search is live."""
        return self._text if self.is_live else ""

    def begin(self, pane: DocumentView) -> None:
        """Begin in a pane, at what is in view."""
        self.end()
        self._pane = pane
        cursor = getattr(pane, "cursor_item", None)
        self._origin = _Origin(pane.search_start(), pane.scroll_offset.y, cursor)

    def look_for(self, text: str) -> str:
        """Show the first match of what is typed so far; return a note for the person."""
        if self._pane is None or self._origin is None:
            return ""
        self._query, self._text = parse_query(text), text
        self._match = None
        if self._query is None:
            self._pane.highlight(None)
            return ""
        self._last = text
        self._pane.highlight(self._query.pattern)
        match = find_match(self._pane, self._query, self._origin.start)
        if match is None:  # what fewer letters led to is not where one wants to be
            self._pane.return_to(self._origin.row, self._origin.cursor)
        return self._show(match)

    def resume(self, pane: DocumentView, text: str) -> None:
        """Go on with a search of another time; nothing moves."""
        self.begin(pane)
        self._query, self._text = parse_query(text), text
        if self._query is not None:
            pane.highlight(self._query.pattern)

    def again(self, *, forward: bool) -> str:
        """Go to the next match; return a note for the person."""
        if self._pane is None or self._query is None:
            return "There is no search to go on with."
        match = self._match
        if match is None or not self._pane.is_in_view(match.item, match.line):
            start = self._pane.search_start()
        else:
            start = (match.item, match.line)
        return self._show(find_match(self._pane, self._query, start, forward=forward))

    def give_up(self) -> None:
        """End the search and go back to where it began."""
        pane, origin = self._pane, self._origin
        self.end()
        if pane is not None and origin is not None:
            pane.return_to(origin.row, origin.cursor)

    def end(self) -> None:
        """End the search; what is shown stays."""
        if self._pane is not None:
            self._pane.highlight(None)
        self._pane = self._origin = self._query = self._match = None

    def _show(self, match: Match | None) -> str:
        self._match = match
        if match is None or self._pane is None:
            return "not found"
        self._pane.show_match(match)
        return "from the other end" if match.wrapped else ""
