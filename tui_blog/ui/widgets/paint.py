"""From laid-out lines to styled segments, in the colours of the theme."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from tui_blog.text.lines import Fragment, Line, Role
from tui_blog.text.runs import Mark
from tui_blog.text.wrap import cells, wrap
from tui_blog.ui.widgets.document_parts import DocumentParts

if TYPE_CHECKING:
    from textual.widget import Widget

CURSOR_PARTS = ("cursor", "cursor-bar")
"""Component classes of each document of its own: they depend on its focus."""
_ROLE_PARTS = {
    Role.HEADING: "heading",
    Role.SUBHEADING: "subheading",
    Role.QUOTE: "quote",
    Role.CODE: "code",
    Role.CAPTION: "caption",
    Role.BULLET: "bullet",
    Role.BORDER: "border",
    Role.LABEL: "label",
}
_MARK_STYLES = (
    (Mark.STRONG, Style(bold=True)),
    (Mark.EMPHASIS, Style(italic=True)),
    (Mark.STRIKE, Style(strike=True)),
    (Mark.DELETED, Style(strike=True)),
    (Mark.INSERTED, Style(bold=True)),
)
_MARK_PARTS = (
    (Mark.CODE, "code"),
    (Mark.IMAGE, "label"),
    (Mark.FOOTNOTE, "bullet"),
    (Mark.WARNING, "warning"),
    (Mark.DELETED, "problem"),
    (Mark.INSERTED, "own"),
)
_CUT = "›"


class Paint:
    """The styles of one widget, looked up once for a theme."""

    def __init__(self, widget: "Widget", parts: DocumentParts | None) -> None:
        """Look up what is always needed.

        Args:
            widget: A document.
            parts: Where its screen keeps the styles of parts; `None` as long as there are none.
        """
        self._widget = widget
        self._document_parts = parts
        self.base = widget.rich_style
        """The pane's own text and background."""
        self.plain = Style.null()
        """Nothing added."""
        self.cursor = self.base + self._partial("cursor")
        """Where the cursor is."""
        self._parts: dict[str, Style] = {}
        self._fragments: dict[tuple[Role, Mark, bool, Style], Style] = {}
        self.background = widget.background_colors[1]
        """What is behind the text."""

    @property
    def cursor_looks(self) -> tuple[Style, Style]:
        """How the item under the cursor is drawn: what depends on the focus."""
        return self.cursor, self.part("cursor-bar")

    def is_like(self, before: "Paint") -> bool:
        """Say whether all else that was drawn looks as it did before."""
        return (self.base, self.background) == (before.base, before.background) and all(
            self.part(name) == style
            for name, style in before.looks.items()
            if name not in CURSOR_PARTS
        )

    @property
    def looks(self) -> Mapping[str, Style]:
        """The parts that were looked up so far."""
        return self._parts

    def part(self, name: str) -> Style:
        """Return the style of a named part, without background unless it sets one."""
        style = self._parts.get(name)
        if style is None:
            style = self._parts[name] = self._partial(name)
        return style

    def bar(self, sign: str, base: Style, *, current: bool) -> Segment:
        """Return the sign of the item under the cursor, or the room for it beside any other."""
        if not current:
            return Segment(" " * cells(sign), base)
        return self.segment(sign, "cursor-bar", base)

    def segment(self, text: str, part: str, base: Style) -> Segment:
        """Return a piece of the program's own text."""
        return Segment(text, base + self.part(part))

    def segments(self, line: Line, base: Style) -> list[Segment]:
        """Return a laid-out line as segments."""
        return [
            Segment(fragment.text, self.fragment_style(fragment, base))
            for fragment in line.fragments
        ]

    def fragment_style(self, fragment: Fragment, base: Style) -> Style:
        """Return the style of a fragment; for a link it carries the address for the mouse."""
        key = (fragment.role, fragment.marks, fragment.href is not None, base)
        style = self._fragments.get(key)
        if style is None:
            style = self._fragments[key] = base + self._combine(*key[:3])
        if fragment.href is not None:
            style += Style(meta={"href": fragment.href})
        return style

    def _combine(self, role: Role, marks: Mark, is_link: bool) -> Style:
        style = self.part(_ROLE_PARTS[role]) if role in _ROLE_PARTS else Style.null()
        for mark, mark_style in _MARK_STYLES:
            if marks & mark:
                style += mark_style
        for mark, name in _MARK_PARTS:
            if marks & mark:
                style += self.part(name)
        if is_link:
            style += self.part("link")
        return style

    def _partial(self, name: str) -> Style:
        """Return what a component class sets, its colours mixed with the pane's background."""
        owner = self._widget if name in CURSOR_PARTS else self._document_parts
        if owner is None:
            return Style.null()
        styles = owner.get_component_styles(f"document--{name}")
        behind = self._widget.background_colors[1]
        color = None
        if styles.has_rule("color"):
            color = (behind + styles.color).rich_color
        elif styles.has_rule("auto_color") and styles.auto_color:
            color = (behind + behind.get_contrast_text(styles.color.a)).rich_color
        background = None
        if styles.has_rule("background") and styles.background.a:
            background = (behind + styles.background).rich_color
        return Style(color=color, bgcolor=background) + styles.text_style


def in_one_colour(segments: Iterable[Segment], base: Style) -> list[Segment]:
    """Return what is reversed of a line in the line's colours: each other one would be a patch.

    What has a background of its own, as matches have, keeps it.
    """
    return [
        Segment(text, base + style.without_color)
        if style is not None and style.reverse and style.bgcolor == base.bgcolor
        else Segment(text, style)
        for text, style, _ in segments
    ]


def wrapped(text: str, width_cells: int) -> list[str]:
    """Break a short text into lines of a width in terminal cells."""
    return [text[start:end] for start, end in wrap(text, width_cells)]


def shortened(text: str, width_cells: int, ellipsis: str) -> str:
    """Return the beginning of a short text, after a word if need be, with a sign where it is cut.

    Args:
        text: One line.
        width_cells: Cells that there are; more than the sign takes.
        ellipsis: The sign.
    """
    if cells(text) <= width_cells:
        return text
    return wrapped(text, width_cells - cells(ellipsis))[0].rstrip() + ellipsis


def message_line(
    message: tuple[str, str], row: int, size: Size, paint: Paint
) -> tuple[list[Segment], int]:
    """Return one line of a message that stands in place of a document, in the middle of it.

    Args:
        message: A title and a text; the text may be empty.
        row: A row of the pane.
        size: The pane's.
        paint: The pane's styles.

    Returns:
        The segments and their width in cells; nothing where the message has no line.
    """
    lines = _message_lines(message, size)
    number = row - _message_top(lines, size)
    if not 0 <= number < len(lines):
        return [], 0
    part, line = lines[number]
    margin = max(0, (size.width - cells(line)) // 2)
    segments = [Segment(" " * margin, paint.base), paint.segment(line, part, paint.base)]
    return segments, margin + cells(line)


def message_top(message: tuple[str, str], size: Size) -> int:
    """Return the row of a pane on which a message in place of a document begins."""
    return _message_top(_message_lines(message, size), size)


def _message_lines(message: tuple[str, str], size: Size) -> list[tuple[str, str]]:
    title, text = message
    width = max(10, min(size.width - 4, 60))
    lines = [("subheading", line) for line in wrapped(title, width)]
    if text:
        lines += [("meta", ""), *(("meta", line) for line in wrapped(text, width))]
    return lines


def _message_top(lines: Sequence[tuple[str, str]], size: Size) -> int:
    return max(0, (size.height - len(lines)) // 3)


def cut_line(segments: Sequence[Segment], line_cells: int, width: int, shift: int) -> list[Segment]:
    """Cut a line that is wider than its place, with a mark where something is missing.

    Args:
        segments: The line.
        line_cells: Its width in terminal cells.
        width: The cells there are; at least 2.
        shift: Cells by which it is moved to the left.
    """
    shift = min(shift, max(0, line_cells - width + 1))
    strip = Strip(segments, line_cells)
    end = shift + width
    if end >= line_cells:
        return list(strip.crop(shift, line_cells))
    cut = list(strip.crop(shift, end - 1))
    return [*cut, Segment(_CUT, cut[-1].style if cut else None)]


def find_spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Return where a pattern matches, as character offsets."""
    return [match.span() for match in pattern.finditer(text) if match.end() > match.start()]


def mark_spans(
    segments: Iterable[Segment], spans: Sequence[tuple[int, int]], style: Style
) -> list[Segment]:
    """Return the same line with a style over some of its characters."""
    marked = []
    offset = 0
    for segment in segments:
        text, position = segment.text, 0
        for start, end in spans:
            low, high = max(start - offset, position), min(end - offset, len(text))
            if low >= high:
                continue
            if low > position:
                marked.append(Segment(text[position:low], segment.style))
            marked.append(Segment(text[low:high], (segment.style or Style.null()) + style))
            position = high
        if position < len(text):
            marked.append(Segment(text[position:], segment.style))
        offset += len(text)
    return marked
