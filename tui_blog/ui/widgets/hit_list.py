"""What a search found, drawn by the document engine: where, who, when, and the line."""

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.segment import Segment
from textual.strip import Strip

from tui_blog.index.search import Hit
from tui_blog.text import clean
from tui_blog.text.age import tell_date
from tui_blog.text.lines import Fragment, Line, Role
from tui_blog.text.wrap import cells
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.widgets.item_view import ItemView
from tui_blog.ui.widgets.paint import cut_line, wrapped

_MARGIN = 2
_TITLE, _FOUND = 0, 1
_HEIGHT = 3
_BLANK = Line((), 0)


class HitList(ItemView):
    """Shows hits; an item is a place in the list."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        glyphs: Glyphs = UNICODE_GLYPHS,
        id: str | None = None,  # noqa: A002  Textual's own name
    ) -> None:
        super().__init__(id=id)
        self._clock = clock
        self._glyphs = glyphs
        self._hits: tuple[Hit, ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What is listed."""
        return self._hits

    @property
    def hit(self) -> Hit | None:
        """The one under the cursor, if there is one."""
        place = self.cursor_item
        return None if place is None else self._hits[place]

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """List hits; the cursor stays on its text as long as that is there."""
        before, self._hits = self.hit, tuple(hits)
        same = [
            place
            for place, hit in enumerate(hits)
            if before is not None
            and (hit.blog, hit.post_id, hit.comment_id)
            == (before.blog, before.post_id, before.comment_id)
        ]
        self.open_items(same[0] if same else 0 if hits else None)

    def clear(self, title: str, text: str = "") -> None:
        """Show a message in place of hits."""
        self._hits = ()
        self._cursor_item = -1
        self.say(title, text)

    def estimate_heights(self) -> Sequence[int]:
        """Tell the height, which is the same for all."""
        return [_HEIGHT] * len(self._hits)

    def lay_out_item(self, item: int) -> Sequence[Line]:
        """Lay out where it is, the line that was found, and a blank one."""
        hit = self._hits[item]
        width = max(8, self.text_width - _MARGIN - 1)
        told = self._told(hit)
        title = wrapped(clean.field(hit.title) or "(no title)", max(8, width - cells(told) - 3))[0]
        gap = f"  {self._glyphs.separator} " if told else ""
        head = [Fragment(title), Fragment(f"{gap}{told}", Role.LABEL)]
        line = [Fragment(piece.text) for piece in hit.line]
        return [
            Line(tuple(head), sum(cells(one.text) for one in head)),
            Line(tuple(line), sum(cells(one.text) for one in line)),
            _BLANK,
        ]

    def paint_line(self, item: int, line: int, *, current: bool) -> Strip:
        """Draw one line of a hit."""
        paint, laid_out = self.paint, self.layout_of(item)[line]
        base = paint.cursor if current and line != _HEIGHT - 1 else paint.base
        has_bar = current and line != _HEIGHT - 1
        bar = paint.segment(f"{self._glyphs.cursor} " if has_bar else "  ", "cursor-bar", base)
        segments = []
        for number, fragment in enumerate(laid_out.fragments):
            style = paint.fragment_style(fragment, base)
            if line == _TITLE and number == 0:
                style += paint.part("title")
            elif line == _FOUND and self._hits[item].line[number].is_match:
                style = base + paint.part("match")
            segments.append(Segment(fragment.text, style))
        width, room = laid_out.cells, self.size.width - _MARGIN - 1
        if width > room:
            segments, width = cut_line(segments, width, room, 0), room
        return self.finish_strip([bar, *segments], _MARGIN + width, base)

    def _told(self, hit: Hit) -> str:
        look = self._glyphs.look
        date = tell_date(hit.date, self._clock(), look.dates) if hit.date else ""
        told = [hit.author, date, hit.blog_name]
        shown = [clean.field(part, max_chars=24) for part in told if part]
        return f" {self._glyphs.separator} ".join(shown)
