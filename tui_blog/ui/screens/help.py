"""The keys here and now."""

from collections.abc import Sequence
from itertools import accumulate
from textwrap import wrap
from typing import ClassVar

from rich.cells import cell_len
from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from tui_blog.resources import styles_folder
from tui_blog.ui.commands import HasKeymapName
from tui_blog.ui.keymap import Command, KeyRow, KeySection, parse_chords, to_bindings
from tui_blog.ui.widgets.search_bar import SearchBar

_COLUMN_CELLS = 34
"""The least width of a column."""
_GUTTER = 3
_MAX_KEY_CELLS = 14


class HelpScreen(ModalScreen[None]):
    """Lists keys in as many columns as fit; `/` narrows the list while one types."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        Command(
            id="help.close",
            chords=parse_chords("escape,q,?,f1"),
            action="close",
            description="Close the help",
            group="Help",
        ),
        Command(
            id="help.filter",
            chords=parse_chords("/"),
            action="filter",
            description="Find a key by typing",
            group="Help",
        ),
        Command(
            id="help.down",
            chords=parse_chords("j"),
            action="scroll_lines(1)",
            description="Scroll down",
            group="Help",
        ),
        Command(
            id="help.up",
            chords=parse_chords("k"),
            action="scroll_lines(-1)",
            description="Scroll up",
            group="Help",
        ),
        Command(
            id="help.page-down",
            chords=parse_chords("space,ctrl+d,ctrl+f"),
            action="scroll_page_of_keys(1)",
            description="Scroll a page down",
            group="Help",
        ),
        Command(
            id="help.page-up",
            chords=parse_chords("b,ctrl+u"),
            action="scroll_page_of_keys(-1)",
            description="Scroll a page up",
            group="Help",
        ),
        Command(
            id="help.first",
            chords=parse_chords("g"),
            action="scroll_to_end(False)",
            description="The beginning",
            group="Help",
        ),
        Command(
            id="help.last",
            chords=parse_chords("G"),
            action="scroll_to_end(True)",
            description="The end",
            group="Help",
        ),
    )
    CSS_PATH = styles_folder() / "dialogs.tcss"
    BINDINGS = to_bindings(COMMAND_TABLE)

    _scroll = getters.query_one(VerticalScroll)
    _list = getters.query_one("#help-list", Static)
    _bar = getters.query_one(SearchBar)

    def __init__(
        self,
        sections: Sequence[KeySection],
        *,
        heading: str = "Keys here",
        is_spoken: bool = False,
    ) -> None:
        """Set up.

        Args:
            sections: What to list, from `keymap.key_table`.
            heading: A few words about where "here" is.
            is_spoken: Set all in one column, which is read out line by line.
        """
        super().__init__()
        self._sections = tuple(sections)
        self._heading = heading
        self._is_spoken = is_spoken
        self._wanted = ""

    def compose(self) -> ComposeResult:
        """Lay out heading, list and search line."""
        with Vertical(classes="dialog -wide"):
            keymap = self.app.keymap_name if isinstance(self.app, HasKeymapName) else ""
            heading = f"{self._heading} ({keymap})" if keymap else self._heading
            yield Label(Content(heading), classes="dialog--heading")
            with VerticalScroll():
                yield Static(id="help-list")
            yield Label("/ find · arrows scroll · Esc close", markup=False, classes="dialog--keys")
            yield SearchBar()

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self._scroll.focus()

    def on_resize(self, _event: Resize) -> None:
        """Arrange anew for the new width."""
        self.call_after_refresh(self._draw)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()

    def action_filter(self) -> None:
        """Open the search line."""
        self._bar.open(self._wanted)

    def action_scroll_lines(self, lines: int) -> None:
        """Scroll by lines; down when positive."""
        self._scroll.scroll_relative(y=lines, animate=False)

    def action_scroll_page_of_keys(self, pages: int) -> None:
        """Scroll by pages; down when positive."""
        self._scroll.scroll_relative(y=pages * (self._scroll.size.height - 1), animate=False)

    def action_scroll_to_end(self, is_last: bool) -> None:
        """Scroll to the end, or to the beginning."""
        (self._scroll.scroll_end if is_last else self._scroll.scroll_home)(animate=False)

    @on(SearchBar.Changed)
    def _narrow(self, event: SearchBar.Changed) -> None:
        self._wanted = event.text
        self._draw()

    @on(SearchBar.Submitted)
    def _keep_narrowed(self) -> None:
        self._scroll.focus()

    @on(SearchBar.Cancelled)
    def _show_all(self) -> None:
        self._wanted = ""
        self._scroll.focus()
        self._draw()

    def _draw(self) -> None:
        width = self._scroll.scrollable_content_region.width
        sections = narrow(self._sections, self._wanted)
        if not sections:
            self._list.update(Content("No key for that."))
        elif self._wanted or self._is_spoken:
            self._list.update(_column(sections, width))
        else:
            self._list.update(arrange(sections, width))
        self._scroll.scroll_home(animate=False)


def narrow(sections: Sequence[KeySection], wanted: str) -> tuple[KeySection, ...]:
    """Keep the rows that hold all words of `wanted` in key, description, tooltip, id or heading."""
    words = wanted.casefold().split()
    kept = []
    for section in sections:
        rows = tuple(row for row in section.rows if _matches(row, section.heading, words))
        if rows:
            kept.append(KeySection(heading=section.heading, rows=rows))
    return tuple(kept)


def arrange(sections: Sequence[KeySection], width: int) -> Content:
    """Set sections in columns side by side; a section is never broken.

    Args:
        sections: In reading order: down the first column, then down the next.
        width: Cells across.
    """
    count = max(1, min(3, len(sections), (width + _GUTTER) // (_COLUMN_CELLS + _GUTTER)))
    column_cells = (width - _GUTTER * (count - 1)) // count
    keys = _key_cells(sections)
    blocks = [
        _section_lines(section, keys, column_cells, with_tooltip=False) for section in sections
    ]
    columns: list[list[Content]] = [[] for _ in range(count)]
    for block, number in zip(
        blocks, _distribute([len(block) for block in blocks], count), strict=True
    ):
        columns[number].extend(block)
    height = max(len(column) for column in columns)
    gutter = Content(" " * _GUTTER)
    rows = []
    for line in range(height):
        cells = [column[line] if line < len(column) else Content("") for column in columns]
        rows.append(gutter.join([_pad(cell, column_cells) for cell in cells]).rstrip())
    return Content("\n").join(rows)


def _distribute(heights: Sequence[int], count: int) -> list[int]:
    """Give each block a column: in order, so that the columns are about equally high."""
    total = sum(heights) or 1
    middles = [end - height / 2 for end, height in zip(accumulate(heights), heights, strict=True)]
    return [min(count - 1, int(middle * count / total)) for middle in middles]


def _column(sections: Sequence[KeySection], width: int) -> Content:
    lines: list[Content] = []
    for section in sections:
        lines.extend(_section_lines(section, _key_cells(sections), width, with_tooltip=True))
    return Content("\n").join(lines)


def _key_cells(sections: Sequence[KeySection]) -> int:
    widest = max(cell_len(row.keys) for section in sections for row in section.rows)
    return min(_MAX_KEY_CELLS, widest)


def _section_lines(
    section: KeySection, key_cells: int, width: int, *, with_tooltip: bool
) -> list[Content]:
    text_cells = max(8, width - key_cells - 2)
    lines = [Content(section.heading).stylize("bold")]
    for row in section.rows:
        keys = _pad(Content(row.keys), key_cells).stylize("$text-primary")
        texts = wrap(row.description, text_cells) or [""]
        lines.append(Content.assemble(keys, "  ", texts[0]))
        indent = " " * (key_cells + 2)
        lines.extend(Content(indent + text) for text in texts[1:])
        if with_tooltip and row.tooltip:
            lines.extend(
                Content(indent + text).stylize("$foreground 60%")
                for text in wrap(row.tooltip, text_cells)
            )
    return [*lines, Content("")]


def _matches(row: KeyRow, heading: str, words: Sequence[str]) -> bool:
    text = f"{row.keys} {row.description} {row.tooltip} {row.id} {heading}".casefold()
    return all(word in text for word in words)


def _pad(content: Content, cells: int) -> Content:
    return content.truncate(cells, ellipsis=True, pad=True)
