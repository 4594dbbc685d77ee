"""Entries of a list over all blogs, drawn by the document engine: why, where, who, and words."""

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.segment import Segment
from textual.strip import Strip

from tui_blog.sync.entries import Entry, EntryKind
from tui_blog.text import clean
from tui_blog.text.age import tell_date
from tui_blog.text.lines import Fragment, Line, Role
from tui_blog.text.wrap import cells
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.own_marks import Labels, label_words
from tui_blog.ui.widgets.item_view import ItemView
from tui_blog.ui.widgets.paint import cut_line, wrapped

_MARGIN = 2
_HEIGHT = 3
_NAME_CHARS, _EXCERPT_CHARS = 40, 200
_WHY, _TITLE = 0, 1
_BLANK = Line((), 0)


class EntryList(ItemView):
    """Shows entries; an item is a place in the list."""

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
        self._entries: tuple[Entry, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is listed."""
        return self._entries

    @property
    def entry(self) -> Entry | None:
        """The one under the cursor, if there is one."""
        place = self.cursor_item
        return None if place is None else self._entries[place]

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """List entries; the cursor stays on its text, else at its place in the list."""
        before, place = self.entry, self.cursor_item or 0
        self._entries = tuple(entries)
        same = [
            number
            for number, one in enumerate(entries)
            if before is not None and _key(one) == _key(before)
        ]
        at = same[0] if same else min(place, len(entries) - 1)
        self.open_items(at if entries else None)

    def clear(self, title: str, text: str = "") -> None:
        """Show a message in place of entries."""
        self._entries = ()
        self._cursor_item = -1
        self.say(title, text)

    def estimate_heights(self) -> Sequence[int]:
        """Tell the height, which is the same for all."""
        return [_HEIGHT] * len(self._entries)

    def lay_out_item(self, item: int) -> Sequence[Line]:
        """Lay out why it is listed and where it is, then who wrote what, and a blank line."""
        entry = self._entries[item]
        width = max(8, self.text_width - _MARGIN - 1)
        sign = "" if self._glyphs.spoken else _sign(entry.kind, self._glyphs)
        why = f"{sign} {self._word(entry)}  ".lstrip()
        told = self._told(entry)
        room = width - cells(why) - cells(told)
        title = wrapped(clean.field(entry.title) or "(no title)", max(8, room))[0]
        head = (Fragment(why), Fragment(title), Fragment(told, Role.LABEL))
        author = clean.field(entry.author, max_chars=_NAME_CHARS)
        words = _words(entry)
        who = f"{author}: " if author and words else author
        rest = (Fragment(who, Role.LABEL), Fragment(words))
        return [Line(parts, sum(cells(one.text) for one in parts)) for parts in (head, rest)] + [
            _BLANK
        ]

    def paint_line(self, item: int, line: int, *, current: bool) -> Strip:
        """Draw one line of an entry."""
        paint, laid_out = self.paint, self.layout_of(item)[line]
        is_current = current and line != _HEIGHT - 1
        base = paint.cursor if is_current else paint.base
        bar = paint.segment(f"{self._glyphs.cursor} " if is_current else "  ", "cursor-bar", base)
        segments = []
        for number, fragment in enumerate(laid_out.fragments):
            style = paint.fragment_style(fragment, base)
            if line == 0 and number in (_WHY, _TITLE):
                style += paint.part("badge" if number == _WHY else "title")
            segments.append(Segment(fragment.text, style))
        width, room = laid_out.cells, self.size.width - _MARGIN - 1
        if width > room:
            segments, width = cut_line(segments, width, room, 0), room
        return self.finish_strip([bar, *segments], _MARGIN + width, base)

    def _word(self, entry: Entry) -> str:
        if entry.kind is EntryKind.PUT_OFF and entry.until is not None:
            return f"put off until {entry.until.astimezone(self._clock().tzinfo):%d %b %H:%M}"
        if entry.tags:
            tags = label_words(Labels(tags=entry.tags), self._glyphs)[0]
            return f"starred  {tags}" if entry.kind is EntryKind.STARRED else tags
        return entry.kind.value

    def _told(self, entry: Entry) -> str:
        look = self._glyphs.look
        date = tell_date(entry.date, self._clock(), look.dates) if entry.date else ""
        blog = clean.field(entry.blog_name, max_chars=24)
        told = f" {self._glyphs.separator} ".join(filter(None, (date, blog)))
        return f"  {self._glyphs.separator} {told}" if told else ""


def _key(entry: Entry) -> tuple[object, ...]:
    return (entry.blog, entry.post_id, entry.comment_id, entry.kind)


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
