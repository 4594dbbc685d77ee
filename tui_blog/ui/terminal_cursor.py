"""Where the terminal's own cursor is: with the reader, for speech and Braille.

Screen readers and Braille displays follow the terminal's cursor. Textual hides it, and moves it
only to where one types. In plain mode it is shown, and every frame ends with it on the line that
has the focus.

Source: Textual 8.2.8, `App._display`: a frame ends with a move to `App.cursor_position`, which is
public, and which inputs set.
"""

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual import events
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget

from tui_blog.ui.key_turns import HasCaret, KeysInTurn

if TYPE_CHECKING:
    from textual.widgets import OptionList

_NOWHERE = Offset(0, 0)


@runtime_checkable
class HasFocusCell(Protocol):
    """A widget that knows which of its cells one is at."""

    @property
    def focus_cell(self) -> Offset:
        """Where one is, from the first cell of its content."""
        ...


class CursorFollows(KeysInTurn):
    """An app whose terminal cursor is with the reader, where that is wanted."""

    is_plain = False
    """Whether it is; speech and Braille follow it then."""
    _typed_at = _NOWHERE

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's cursor goes at the end of a frame."""
        if not self.is_plain or not self.screen_stack:
            return self._typed_at
        return focus_position(self.screen)

    @cursor_position.setter
    def cursor_position(self, position: Offset) -> None:
        """Take where one types, from the widget in which one does."""
        self._typed_at = position

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Keep the caret from blinking: each time it does, a line would be read out again."""
        if self.is_plain and isinstance(event.widget, HasCaret):
            event.widget.cursor_blink = False


def focus_position(screen: Screen[object]) -> Offset:
    """Return the cell of a screen that has the focus; the first one where nothing has it."""
    widget = screen.focused
    if widget is None:
        return _NOWHERE
    if isinstance(widget, HasCaret):
        return widget.cursor_screen_offset
    return widget.content_region.offset + _cell_in(widget)


def _cell_in(widget: Widget) -> Offset:
    if isinstance(widget, HasFocusCell):
        return widget.focus_cell
    from textual.widgets import OptionList

    if isinstance(widget, OptionList):
        return Offset(0, _row_of_option(widget))
    return _NOWHERE


def _row_of_option(options: "OptionList") -> int:
    """Return the row on which the highlighted option begins; its lines say which they are of."""
    for row in range(options.size.height):
        for segment in options.render_line(row):
            style = segment.style
            if style is not None and style.meta.get("option") == options.highlighted:
                return row
    return 0
