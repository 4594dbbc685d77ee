"""The list of posts, drawn by the document engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from tui_blog.model.ids import PostId
from tui_blog.model.post import PostSummary
from tui_blog.text.age import tell_date
from tui_blog.text.lines import Fragment, Line, Role
from tui_blog.text.wrap import cells
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.own_marks import NO_LABELS, Labels, label_words
from tui_blog.ui.widgets.item_view import ItemView
from tui_blog.ui.widgets.paint import wrapped

_TITLE_LINES = 2
_MARGIN = 3
_NEAR_END = 30
_BLANK = Line((), 0)


class Unread(NamedTuple):
    """What of a post was not seen."""

    post: bool
    """The post itself."""
    comments: int
    """So many of its comments."""


_NOTHING_UNREAD = Unread(post=False, comments=0)


class PostList(ItemView):
    """Shows posts, newest first; an item is a place in the list."""

    @dataclass
    class EndNear(Message):
        """The cursor is near the end of what was loaded."""

        view: "PostList"
        """Where."""

        @property
        def control(self) -> "PostList":
            """The sender."""
            return self.view

    @dataclass
    class Listed(Message):
        """Other posts are listed, or they are listed anew."""

        view: "PostList"
        """Where."""

        @property
        def control(self) -> "PostList":
            """The sender."""
            return self.view

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
        self._posts: tuple[PostSummary, ...] = ()
        self._opened: PostId | None = None
        self._find_unread: Callable[[PostSummary], Unread] = lambda post: _NOTHING_UNREAD
        self._find_labels: Callable[[PostId], Labels] = lambda post: NO_LABELS

    @property
    def posts(self) -> tuple[PostSummary, ...]:
        """The posts that are listed."""
        return self._posts

    @property
    def post(self) -> PostSummary | None:
        """The post under the cursor, if there is one."""
        place = self.cursor_item
        return None if place is None else self._posts[place]

    @property
    def opened(self) -> PostId | None:
        """The post that the other panes show; `None` if none was opened yet."""
        return self._opened

    def show_posts(self, posts: tuple[PostSummary, ...]) -> None:
        """List posts; the cursor stays on its post as long as that is there."""
        cursor_id = None if self.post is None else self.post.id
        places = {post.id: place for place, post in enumerate(posts)}
        is_first = not self._posts
        self._posts = posts
        cursor = None if not posts else places.get(cursor_id, 0) if cursor_id else 0
        if is_first or cursor is None:
            self.open_items(cursor)
        else:
            anchor = self.take_anchor()
            self._cursor_item = cursor
            self.replace_document(anchor, adopt=lambda extent: None)
        self.post_message(self.Listed(self))

    def show_unread(self, find_unread: Callable[[PostSummary], Unread]) -> None:
        """Show with each post what of it was not seen.

        Args:
            find_unread: Says it; asked whenever a post is drawn.
        """
        self._find_unread = find_unread
        self.forget_drawn()
        self.refresh()

    def show_own_marks(self, find_labels: Callable[[PostId], Labels]) -> None:
        """Show with each post the star and the tags that it has.

        Args:
            find_labels: Says which; asked whenever a post is drawn.
        """
        self._find_labels = find_labels
        self.forget_drawn()
        self.refresh()

    def refresh_post(self, post_id: PostId) -> None:
        """Draw a post again, since what of it was not seen has changed."""
        for place, post in enumerate(self._posts):
            if post.id == post_id and self._glyphs.spoken:
                self.measure_again([place])
            elif post.id == post_id:
                self.forget_item(place)
                self.refresh_item(place)

    def clear(self, title: str, text: str = "") -> None:
        """Show a message in place of a list."""
        self._posts = ()
        self._cursor_item = -1
        self.say(title, text)

    def find(self, post_id: PostId) -> PostSummary | None:
        """Return a post of the list; `None` when it is not there."""
        return next((post for post in self._posts if post.id == post_id), None)

    def go_to_post(self, post_id: PostId) -> bool:
        """Put the cursor on a post; say whether it is listed."""
        for place, post in enumerate(self._posts):
            if post.id == post_id:
                self.move_to(place)
                return True
        return False

    def mark_opened(self, post_id: PostId | None) -> None:
        """Mark the post that the other panes show."""
        before, self._opened = self._opened, post_id
        for place, post in enumerate(self._posts):
            if post.id in (before, post_id):
                self.forget_item(place)
                self.refresh_item(place)

    def set_cursor(self, item: int) -> None:
        """Put the cursor on a post; ask for more posts near the end."""
        super().set_cursor(item)
        if item >= len(self._posts) - _NEAR_END:
            self.post_message(self.EndNear(self))

    def action_next_sibling(self) -> None:
        """Go to the next post and open it."""
        self._open_beside(1)

    def action_previous_sibling(self) -> None:
        """Go to the post before and open it."""
        self._open_beside(-1)

    def estimate_heights(self) -> Sequence[int]:
        """Guess that titles take one line."""
        return [3] * len(self._posts)

    def item_source(self, item: int) -> str:
        """Return what a search looks at."""
        post = self._posts[item]
        return " ".join((post.title, *self._told(item, 500))).casefold()

    def lay_out_item(self, item: int) -> Sequence[Line]:
        """Lay out the title and a line about the post."""
        post = self._posts[item]
        width = max(8, self.text_width - self._margin_cells - 1)
        titles = wrapped(post.title or "(no title)", width)
        if len(titles) > _TITLE_LINES and not self._glyphs.spoken:
            titles = titles[:_TITLE_LINES]
            titles[-1] = wrapped(titles[-1], width - 1)[0] + self._glyphs.ellipsis
        told = self._told(item, width)
        return [
            *(Line((Fragment(title),), cells(title)) for title in titles),
            *(Line((Fragment(text, Role.LABEL),), cells(text)) for text in told),
            _BLANK,
        ]

    def paint_line(self, item: int, line: int, *, current: bool) -> Strip:
        """Draw one line of a post's entry."""
        paint = self.paint
        laid_out = self.layout_of(item)[line]
        is_blank = laid_out is _BLANK
        base = paint.cursor if current and not is_blank else paint.base
        part = "title" if self._posts[item].id == self._opened else ""
        bar = paint.bar(self._glyphs.cursor, base, current=current and not is_blank)
        # The post is marked for whatever of it is new.
        is_marked = line == 0 and any(self._find_unread(self._posts[item]))
        mark = f"{self._glyphs.new if is_marked else ' '} "
        margin = [bar, paint.segment(mark, "badge", base)]
        segments = [
            Segment(
                fragment.text,
                paint.fragment_style(fragment, base)
                + (paint.part(part) if part and fragment.role is Role.TEXT else paint.plain),
            )
            for fragment in laid_out.fragments
        ]
        if self._glyphs.spoken:
            return self.finish_strip(segments, laid_out.cells, base)
        return self.finish_strip([*margin, *segments], _MARGIN + laid_out.cells, base)

    @property
    def _margin_cells(self) -> int:
        return 0 if self._glyphs.spoken else _MARGIN

    def _told(self, item: int, width: int) -> list[str]:
        """Tell about a post what fits on a line, the most important first; in words all of it."""
        post, is_spoken = self._posts[item], self._glyphs.spoken
        told: list[str | tuple[str, ...]] = (
            [f"post {item + 1} of {len(self._posts)}"] if is_spoken else []
        )
        if post.trouble:
            told.append(post.trouble if is_spoken else f"{self._glyphs.damaged} {post.trouble}")
        labels = self._find_labels(post.id)
        told += label_words(labels._replace(tags=""), self._glyphs)
        unread = self._find_unread(post)
        if unread.post:
            told.append("new")
        if unread.comments:
            told.append(_counted(unread, post.comment_count or 0))
        told += label_words(labels._replace(is_starred=False), self._glyphs)
        if post.published_at is not None:
            told.append(tell_date(post.published_at, self._clock(), self._glyphs.look.dates))
        if post.comment_count is not None and not unread.comments:
            told.append(_comments(post.comment_count))
        if post.author is not None and post.author.name:
            told.append(post.author.name)
        if is_spoken:
            return wrapped(
                ", ".join(one if isinstance(one, str) else one[0] for one in told), width
            )
        separator, line = f" {self._glyphs.separator} ", ""
        for part in told:
            wordings = (part,) if isinstance(part, str) else part
            longer = (f"{line}{separator}{wording}" if line else wording for wording in wordings)
            fitting = next((text for text in longer if cells(text) <= width), None)
            if fitting is None:
                break
            line = fitting
        return [line]

    def _open_beside(self, step: int) -> None:
        place = self.cursor_item
        if place is not None and 0 <= place + step < len(self._posts):
            self.move_to(place + step)
            self.action_choose()


def _counted(unread: Unread, count: int) -> tuple[str, ...]:
    """Count new comments among all, in longer and shorter wordings.

    Where all of a post is new, that was said already.
    """
    if unread.comments < count:
        some = f"{unread.comments} new of"
        return f"{some} {_comments(count)}", f"{some} {count}", f"{unread.comments} new"
    kind = "" if unread.post else "new "
    return _comments(unread.comments, kind), f"{unread.comments} {kind}".rstrip()


def _comments(count: int, kind: str = "") -> str:
    return f"{count} {kind}comment{'' if count == 1 else 's'}"
