"""Entries of a list over all blogs: why, where, who, and words."""

from collections.abc import Sequence

from rich.style import Style

from tui_blog.sync.entries import Entry, EntryKind
from tui_blog.text import clean
from tui_blog.text.lines import Fragment, Role
from tui_blog.text.wrap import cells
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.own_marks import Labels, label_words
from tui_blog.ui.widgets.paint import shortened
from tui_blog.ui.widgets.rows_view import RowsView

_NAME_CHARS, _EXCERPT_CHARS = 40, 200
_WHY, _TITLE = 0, 1


class EntryList(RowsView[Entry]):
    """Shows entries, who wrote what below the title."""

    names_blogs = True
    """Whether to say of which blog each is; needless where there is one."""

    def key_of(self, row: Entry) -> tuple[object, ...]:
        """Tell an entry by what it is about, and why it is listed."""
        return (row.blog, row.post_id, row.comment_id, row.kind)

    def place_instead(self, place: int) -> int:
        """Stay at the place in the list."""
        return min(place, len(self.listed) - 1)

    def lines_of(self, row: Entry, width: int) -> tuple[Sequence[Fragment], Sequence[Fragment]]:
        """Lay out why it is listed and where it is, then who wrote what."""
        sign = "" if self._glyphs.spoken else _sign(row.kind, self._glyphs)
        why = f"{sign} {self._word(row)}  ".lstrip()
        told = self._told(row)
        room = width - cells(why) - cells(told)
        title = clean.field(row.title) or "(no title)"
        title = shortened(title, max(8, room), self._glyphs.ellipsis)
        author = clean.field(row.author, max_chars=_NAME_CHARS)
        words = _words(row)
        who = f"{author}: " if author and words else author
        head = (Fragment(why), Fragment(title), Fragment(told, Role.LABEL))
        return head, (Fragment(who, Role.LABEL), Fragment(words))

    def piece_style(self, row: Entry, line: int, piece: int, style: Style, base: Style) -> Style:
        """Show why it is listed, and the title."""
        del row, base
        if line == 0 and piece in (_WHY, _TITLE):
            return style + self.paint.part("badge" if piece == _WHY else "title")
        return style

    def _word(self, entry: Entry) -> str:
        if entry.kind is EntryKind.PUT_OFF and entry.until is not None:
            return f"put off until {entry.until.astimezone(self._clock().tzinfo):%d %b %H:%M}"
        if entry.tags:
            tags = label_words(Labels(tags=entry.tags), self._glyphs)[0]
            return f"starred  {tags}" if entry.kind is EntryKind.STARRED else tags
        return entry.kind.value

    def _told(self, entry: Entry) -> str:
        blog = clean.field(entry.blog_name, max_chars=24) if self.names_blogs else ""
        told = f" {self._glyphs.separator} ".join(filter(None, (self.told_date(entry.date), blog)))
        return f"  {self._glyphs.separator} {told}" if told else ""


def _words(entry: Entry) -> str:
    if entry.body is None:
        return entry.note
    from tui_blog.text.document import COMMENT_BYTES, parse_body
    from tui_blog.text.excerpt import excerpt

    return excerpt(parse_body(entry.body, max_bytes=COMMENT_BYTES), _EXCERPT_CHARS)


def _sign(kind: EntryKind, glyphs: Glyphs) -> str:
    match kind:
        case EntryKind.NEW_POST | EntryKind.NEW:
            return glyphs.new
        case EntryKind.CHANGED_POST | EntryKind.EDITED:
            return glyphs.edited
        case EntryKind.APPROVED | EntryKind.ANSWERED:
            return glyphs.bullet
        case EntryKind.DELETED:
            return glyphs.deleted
        case EntryKind.WAITING:
            return glyphs.reply
        case EntryKind.PUT_OFF:
            return glyphs.queued
        case EntryKind.STARRED:
            return glyphs.star
        case EntryKind.TAGGED:
            return ""  # it stands before the tags
