"""What a search found: where, who, when, and the line."""

from collections.abc import Sequence

from rich.style import Style

from tui_blog.index.search import Hit
from tui_blog.text import clean
from tui_blog.text.lines import Fragment, Role
from tui_blog.text.wrap import cells
from tui_blog.ui.widgets.paint import shortened
from tui_blog.ui.widgets.rows_view import RowsView

_TITLE, _FOUND = 0, 1


class HitList(RowsView[Hit]):
    """Shows hits, the line that was found below the title."""

    def key_of(self, row: Hit) -> tuple[object, ...]:
        """Tell a hit by what was found."""
        return (row.blog, row.post_id, row.comment_id)

    def place_instead(self, place: int) -> int:
        """Begin at the top with other words."""
        del place
        return 0

    def lines_of(self, row: Hit, width: int) -> tuple[Sequence[Fragment], Sequence[Fragment]]:
        """Lay out where it is, and the line that was found."""
        told = self._told(row)
        gap = f"  {self._glyphs.separator} " if told else ""
        room = max(8, width - cells(gap) - cells(told))
        title = clean.field(row.title) or "(no title)"
        title = shortened(title, room, self._glyphs.ellipsis)
        head = (Fragment(title), Fragment(f"{gap}{told}", Role.LABEL))
        return head, [Fragment(piece.text) for piece in row.line]

    def piece_style(self, row: Hit, line: int, piece: int, style: Style, base: Style) -> Style:
        """Show the title, and the words that were looked for."""
        if line == _TITLE and piece == 0:
            return style + self.paint.part("title")
        if line == _FOUND and row.line[piece].is_match:
            return base + self.paint.part("match")
        return style

    def _told(self, hit: Hit) -> str:
        told = [hit.author, self.told_date(hit.date), hit.blog_name]
        shown = [clean.field(part, max_chars=24) for part in told if part]
        return f" {self._glyphs.separator} ".join(shown)
