"""Where the links are that a pane shows just now."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.strip import Strip

from tui_blog.text.lines import Line, Role
from tui_blog.text.outline import Link
from tui_blog.ui.widgets.strip_view import StripView


class LinkPlace(NamedTuple):
    """A link on screen."""

    row: int
    """Of the pane, counted from 0 at its top."""
    column: int
    """The cell of the pane at which the link begins on this row."""
    link: Link
    """What it says, and where it goes."""


def links_in_view(view: StripView) -> list[LinkPlace]:
    """List the links that a pane shows, in reading order.

    A link over several lines stands once, where it begins on screen; two links to one address
    stand both.
    """
    extent, top = view.extent, view.scroll_offset.y
    found: list[LinkPlace] = []
    links: dict[int, _LinksOfItem] = {}
    seen: set[tuple[int, int]] = set()
    for row in range(max(0, min(view.size.height, extent.total - top))):
        runs = _drawn_runs(view.render_line(row))
        if not runs:
            continue
        item, line = extent.item_at(top + row)
        if item not in links:
            links[item] = _LinksOfItem(view.layout_of(item), view.item_links(item))
        for column, number in links[item].match(line, runs):
            if (item, number) not in seen:
                seen.add((item, number))
                found.append(LinkPlace(row, column, links[item].link(number)))
    return found


def _drawn_runs(strip: Strip) -> list[tuple[int, str]]:
    """List where links begin in a drawn line, each with its address."""
    runs: list[tuple[int, str]] = []
    column, before = 0, None
    for segment in strip:
        address = None if segment.style is None else segment.style.meta.get("href")
        if isinstance(address, str) and address != before:
            runs.append((column, address))
        before = address
        column += segment.cell_length
    return runs


class _LinksOfItem:
    """Tells the links of an item apart, which lines only name by their addresses."""

    def __init__(self, lines: Sequence[Line], links: Sequence[Link]) -> None:
        self._links = links
        self._texts: list[str] = []
        self._addresses: list[str] = []
        self._lines: list[list[int]] = []
        tail: int | None = None
        for line in lines:
            tail = self._take(line, tail)

    def match(self, line: int, runs: Sequence[tuple[int, str]]) -> list[tuple[int, int]]:
        """Find the numbers of the links that are drawn on a line: columns and numbers.

        What is drawn may be cut on both sides.
        """
        matched = []
        left = iter(self._lines[line])
        for column, address in runs:
            for number in left:
                if self._addresses[number] == address:
                    matched.append((column, number))
                    break
        return matched

    def link(self, number: int) -> Link:
        """Return a link with its whole text, as its author wrote it."""
        text, address = self._texts[number], self._addresses[number]
        squeezed = "".join(text.split())
        for link in self._links:
            if link.address == address and "".join(link.text.split()) == squeezed:
                return link
        return Link(text, address)

    def _take(self, line: Line, tail: int | None) -> int | None:
        """Take the links of a line.

        Args:
            line: The next line.
            tail: The link that the line before ended with; it may go on here.

        Returns:
            The link that this line ends with, if it does.
        """
        numbers: list[int] = []
        last: int | None = None
        is_start = True
        for fragment in line.fragments:
            if fragment.href is None:
                last = None
                is_start = is_start and (fragment.role is Role.BORDER or not fragment.text.strip())
                continue
            going_on = tail if is_start else last
            if going_on is not None and self._addresses[going_on] == fragment.href:
                self._texts[going_on] += (" " if is_start else "") + fragment.text
                if going_on != last:
                    numbers.append(going_on)
                last = going_on
            else:
                last = len(self._texts)
                self._texts.append(fragment.text)
                self._addresses.append(fragment.href)
                numbers.append(last)
            is_start = False
        self._lines.append(numbers)
        return last
