"""The line that says what goes on: on the left what happens, on the right where one is."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive
from textual.widget import Widget

from tui_blog.text import clean
from tui_blog.ui.widgets.unscrolled import never_scrolled

_STANDS = timedelta(seconds=5)
"""How long what was said stands at least."""


class Tone(StrEnum):
    """How a state is to be taken; each is a class of the widget (`-warning`, …)."""

    QUIET = "quiet"
    BUSY = "busy"
    WARNING = "warning"
    ERROR = "error"


class StatusLine(Widget):
    """One line: a state on the left, a position on the right. Both are plain text, cleaned here.

    When both don't fit, the position gives way to what was just told, and to an error or a warning;
    any other state is cut.
    """

    DEFAULT_CSS = """
    StatusLine { height: 1; width: 1fr; padding: 0 1; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"status-line--state", "status-line--position"}
    ALLOW_SELECT = False
    virtual_size = never_scrolled()

    state: reactive[str] = reactive("")
    """What happens: loading, offline, an error, the keys that may follow. May be foreign."""
    position: reactive[str] = reactive("", repaint=False)
    """Where one is: "comment 12/340 · 3 hidden"."""
    tone: reactive[Tone] = reactive(Tone.QUIET, init=False)

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] | None = None,
        id: str | None = None,  # noqa: A002  Textual's own name
    ) -> None:
        """Set up.

        Args:
            clock: The time of now; `None` where nothing is outdated.
            id: As for all widgets.
        """
        super().__init__(id=id, classes=f"-{Tone.QUIET}")
        self._clock = clock
        self._said_at: datetime | None = None

    def say(self, state: str, tone: Tone = Tone.QUIET) -> None:
        """Set the state and how it is to be taken."""
        self.state = state
        self.tone = tone
        self._said_at = None if self._clock is None else self._clock()

    @property
    def is_cut(self) -> bool:
        """Whether the state is longer than the whole line."""
        width = self.content_size.width
        return 0 < width < cell_len(clean.field(self.state))

    def outdate(self) -> None:
        """Forget what was only told, now that the person goes on; what is wrong stays said."""
        if self._clock is None or self._said_at is None or self.tone is not Tone.QUIET:
            return
        if self._clock() - self._said_at > _STANDS:
            self.state, self._said_at = "", None

    def watch_tone(self, old: Tone, new: Tone) -> None:
        """Show the tone as a class."""
        self.remove_class(f"-{old}")
        self.add_class(f"-{new}")

    def watch_position(self, old: str, new: str) -> None:
        """Draw as little anew as can be: what is drawn together has Textual draw all between."""
        state, width = clean.field(self.state), self.content_size.width
        positions = (clean.field(old), clean.field(new))
        if all(_fits(state, position, width) for position in positions):
            cells = max(map(cell_len, positions))
            self.refresh(Region(width - cells, 0, cells, 1))
        else:
            self.refresh()

    def render(self) -> Content:
        """Draw the line."""
        width = self.content_size.width
        state, position = clean.field(self.state), clean.field(self.position)
        is_wrong = self.tone in (Tone.WARNING, Tone.ERROR)
        if (is_wrong or self._said_at is not None) and not _fits(state, position, width):
            position = ""
        state = _cut(state, width - (cell_len(position) + 2 if position else 0))
        gap = max(0, width - cell_len(state) - cell_len(position))
        return Content.assemble(
            (state, self.get_visual_style("status-line--state")),
            " " * gap,
            (position, self.get_visual_style("status-line--position")),
        )


def _fits(state: str, position: str, width: int) -> bool:
    return cell_len(state) + 2 + cell_len(position) <= width


def _cut(text: str, width: int) -> str:
    return Content(text).truncate(max(0, width), ellipsis=True).plain
