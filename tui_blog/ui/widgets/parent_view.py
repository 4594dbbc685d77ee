"""What is answered, above the text that answers it: scrolls by itself, never takes the focus."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from tui_blog.text.lines import Line
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.widgets.blocks_view import BlocksView

_MARGIN = 2
_SELECTED = Style(reverse=True)
_TO_THE_END = -1


class ParentView(BlocksView, can_focus=False):
    """Shows blocks as high as they are, within its limits; the mouse selects text in it."""

    @dataclass
    class Resized(Message):
        """There is another number of lines to see now, or they are laid out anew."""

        parent_view: "ParentView"
        """Where."""

        @property
        def control(self) -> "ParentView":
            """The sender."""
            return self.parent_view

    def __init__(self, *, glyphs: Glyphs = UNICODE_GLYPHS, id: str | None = None) -> None:  # noqa: A002  Textual's own name
        super().__init__(glyphs=glyphs, id=id)

    @property
    def margin_cells(self) -> int:
        """The bar's own cells."""
        return _MARGIN

    @property
    def is_cut(self) -> bool:
        """Whether there is more than fits on the screen."""
        return self.extent.total > self.size.height

    def lay_out_item(self, item: int) -> Sequence[Line]:
        """Lay out a block, with a blank line between it and the next one."""
        lines = super().lay_out_item(item)
        return lines[:-1] if item == len(self.blocks) - 1 else lines

    def on_resize(self) -> None:
        """Tell it once the lines are laid out, which the base class does for the same event."""
        self.post_message(self.Resized(self))

    def finish_strip(self, segments: Iterable[Segment], cells: int, base: Style) -> Strip:
        """Make a strip with a bar in its margin, as quotations have one."""
        bar = self.paint.segment(f"{self._glyphs.indent} ", "heading", base)
        return super().finish_strip([bar, *list(segments)[1:]], max(cells, _MARGIN), base)
