"""The text that was selected with the mouse in a pane, as one would have written it."""

from textual.selection import Selection

from tui_blog.text.blocks import Code, Heading, Paragraph
from tui_blog.ui.widgets.strip_view import StripView

_TO_THE_END = -1
_CODE_CELLS = 2
"""So far in code is drawn."""
_MOST_ROWS = 5_000


def selected_text(view: StripView, selection: Selection) -> str:
    """Return what is selected, without what stands left of the text.

    Lines that were broken to fit are joined again.

    Args:
        view: The pane.
        selection: In rows of its document and characters of its lines.
    """
    total = view.extent.total
    first = 0 if selection.start is None else max(0, selection.start.y)
    last = total - 1 if selection.end is None else min(selection.end.y, total - 1)
    text, is_first = "", True
    for row in range(first, min(last, first + _MOST_ROWS) + 1):
        span = selection.get_span(row)
        if span is None:
            continue
        item, line = view.extent.item_at(row)
        block, number = view.block_at(item, line)
        column = view.text_column(item, line) + (_CODE_CELLS if isinstance(block, Code) else 0)
        start, end = max(column, span[0]), None if span[1] == _TO_THE_END else span[1]
        piece = view.paint_line(item, line, current=False).text.rstrip()[start:end]
        goes_on = number > 0 and isinstance(block, Paragraph | Heading) and piece
        text += "" if is_first else " " if goes_on else "\n"
        text, is_first = text + piece, False
    return text.strip("\n")


def first_item(view: StripView, selection: Selection) -> int | None:
    """Return the item in which the selection begins; `None` where nothing is shown."""
    if not len(view.extent):
        return None
    row = 0 if selection.start is None else selection.start.y
    return view.extent.item_at(max(0, min(row, view.extent.total - 1)))[0]
