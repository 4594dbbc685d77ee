"""What may follow the first key of a chord, in columns above the lines at the bottom."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from tui_blog.ui.sequences import Continuation

_GUTTER = 3
_LEAST_CELLS = 24


class KeyHints(Static):
    """Lists keys while a chord waits for its end; not seen at other times."""

    DEFAULT_CSS = """
    KeyHints { layer: hints; dock: bottom; height: auto; width: 1fr; display: none; }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002  Textual's own name
        super().__init__("", id=id, markup=False)

    def show_keys(self, prefix: str, continuations: Sequence[Continuation]) -> None:
        """Show what may follow.

        Args:
            prefix: What was pressed, for people.
            continuations: In the order in which they are listed, down each column.
        """
        begun = prefix if len(prefix) == 1 else f"{prefix} "
        self.update(arrange_hints(begun, continuations, self.screen.size.width - 2))
        self.display = True

    def hide(self) -> None:
        """Take the list away, if it is there: saying so again would lay the screen out anew."""
        if self.display:
            self.display = False


def arrange_hints(prefix: str, continuations: Sequence[Continuation], width: int) -> Content:
    """Put keys and what they do into as many columns as fit.

    Args:
        prefix: Stands before each of the keys.
        continuations: May be empty.
        width: Cells of a line.
    """
    labels = [
        f"{prefix}{one.keys}" if one.keys.isprintable() else one.keys for one in continuations
    ]
    key_cells = max(map(cell_len, labels), default=0)
    texts = [one.description for one in continuations]
    wanted = key_cells + 1 + max(map(cell_len, texts), default=0)
    columns = max(1, (width + _GUTTER) // (max(wanted, _LEAST_CELLS) + _GUTTER))
    rows = -(-len(texts) // columns)
    cells = (width + _GUTTER) // columns - _GUTTER
    lines = []
    for row in range(rows):
        pieces: list[Content | tuple[str, str]] = []
        for number in range(row, len(texts), rows):
            text = texts[number][: max(1, cells - key_cells - 1)]
            pieces.append((labels[number].ljust(key_cells), "bold"))
            pieces.append(Content(f" {text}".ljust(cells - key_cells + _GUTTER)))
        lines.append(Content.assemble(*pieces).rstrip())
    return Content("\n").join(lines)
