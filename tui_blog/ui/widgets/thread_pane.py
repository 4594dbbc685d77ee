"""The thread pane: moving through a tree of comments, and folding it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from textual.message import Message

from tui_blog.model.folds import Folds
from tui_blog.model.freshness import seen_branches
from tui_blog.model.ids import CommentId
from tui_blog.model.post import PostSummary
from tui_blog.model.thread import (
    EMPTY_THREAD,
    Thread,
    ancestors,
    answered_by,
    folds_to_level,
    hiding_ancestor,
    next_sibling,
    next_top_level,
    previous_sibling,
    previous_top_level,
    top_level_of,
)
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.widgets.anchor import Anchor
from tui_blog.ui.widgets.kept_heights import heights_from
from tui_blog.ui.widgets.thread_view import INDENT, ThreadView


class ThreadPane(ThreadView):
    """Shows the thread of one post, and moves and folds in it."""

    @dataclass
    class Folded(Message):
        """Folds were closed or opened."""

        view: "ThreadPane"
        """Where."""
        post: PostSummary
        """The post of the thread."""
        thread: Thread
        """What the positions are in."""
        before: Folds
        """The folded positions before."""
        after: Folds
        """Those of now."""
        is_wanted: bool
        """The person asked for it; not so when folds open on the way to a comment."""

        @property
        def control(self) -> "ThreadPane":
            """The sender."""
            return self.view

    @dataclass
    class ShowRequested(Message):
        """What a filter hides is to be shown, or hidden again."""

        view: "ThreadPane"
        """Where."""
        comment: CommentId
        """Which."""
        is_shown: bool
        """Whether it is to be shown."""

        @property
        def control(self) -> "ThreadPane":
            """The sender."""
            return self.view

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        glyphs: Glyphs = UNICODE_GLYPHS,
        id: str | None = None,  # noqa: A002  Textual's own name
    ) -> None:
        super().__init__(clock=clock, glyphs=glyphs, id=id)
        self._first_anchor: Anchor | None = None
        self._return_to: tuple[int, int] | None = None
        self._folded_elsewhere: frozenset[CommentId] = frozenset()

    # What is shown.

    @property
    def hidden_count(self) -> int:
        """Comments in folded branches that are not on screen."""
        return len(self._thread) - len(self.extent.visible)

    def show_thread(self, post: PostSummary, thread: Thread) -> bool:
        """Show a thread; nothing of it is new before `set_freshness` says so.

        For the post that is shown already, cursor, folds and the lines on screen stay with their
        comments, however many came or went.

        Returns:
            Whether it is another post than before.
        """
        if self._post is None or self._post.id != post.id or not len(self._thread):
            self._replace(post, thread)
            self._folded_elsewhere = frozenset()
            self._return_to = None
            self._first_anchor = None
            self.open_items(0 if len(thread) else None)
            return True
        self._update(post, thread)
        return False

    def resume(self, *, folded: Iterable[CommentId], cursor: int | None, screen_row: int) -> None:
        """Go back to where somebody was.

        Args:
            folded: The comments that stood folded; also those of a part that is not shown.
            cursor: The comment under the cursor; `None` to stay where the cursor is.
            screen_row: Rows between the top of the pane and that comment.
        """
        self._take_folds(frozenset(folded))
        self.apply_folds()
        self._cursor_item = self._nearest_visible(self._cursor_item if cursor is None else cursor)
        self._first_anchor = Anchor(self._cursor_item, 0, 0 if cursor is None else screen_row)
        self.show_first()
        self.forget_strips()
        self._tell()

    def show_first(self) -> None:
        """Show the item under the cursor, where it was when it was left."""
        if self._first_anchor is not None and self.text_width:
            self._restore(self._first_anchor)
            self._first_anchor = None
        elif self._first_anchor is None:
            super().show_first()

    @property
    def folded(self) -> Folds:
        """The positions that stand folded."""
        return self._collapsed

    def clear(self, title: str, text: str = "") -> None:
        """Show a message in place of a thread."""
        self._post = None
        self._replace(None, EMPTY_THREAD)
        self.set_cursor_nowhere()
        self.say(title, text)

    def go_to_comment(self, comment_id: CommentId) -> bool:
        """Put the cursor on a comment, opening folds; say whether it is there."""
        position = self._thread.find_position(comment_id)
        if position is None:
            return False
        self.reveal(position)
        self.move_to(position)
        return True

    def reveal(self, item: int) -> None:
        """Open all folds that hide a comment."""
        above = ancestors(self._thread, item)
        if any(one in self._collapsed for one in above):
            self._set_folds(self._collapsed.minus(above), is_wanted=False)

    # Folds.

    def fold_toggle(self) -> None:
        """Fold or unfold the comment under the cursor."""
        position = self.cursor_item
        if position is not None:
            is_folded = position in self._collapsed
            change = self._collapsed.minus if is_folded else self._collapsed.plus
            self._set_folds(change([position]))

    def fold_close(self) -> None:
        """Fold the comment under the cursor; when it is folded, the one above it."""
        position = self.cursor_item
        if position is None:
            return
        if position in self._collapsed and self._thread.parents[position] >= 0:
            position = self._thread.parents[position]
        self._set_folds(self._collapsed.plus([position]))

    def fold_open(self) -> None:
        """Unfold the comment under the cursor."""
        position = self.cursor_item
        if position is not None:
            self._set_folds(self._collapsed.minus([position]))

    def fold_open_branch(self) -> None:
        """Unfold the comment under the cursor and all below it."""
        position = self.cursor_item
        if position is not None:
            size = self._thread.sizes[position]
            self._set_folds(self._collapsed.without_branch(position, size))

    def fold_chain(self) -> None:
        """Fold the whole conversation that the comment under the cursor belongs to."""
        position = self.cursor_item
        if position is not None:
            self._set_folds(self._collapsed.plus([top_level_of(self._thread, position)]))

    def fold_to_level(self, level: int) -> None:
        """Fold so that `level` levels are seen; 1 is the top level only."""
        self._set_folds(folds_to_level(self._thread, level))

    def unfold_all(self) -> None:
        """Unfold everything."""
        self._set_folds(self._folds_of(()))

    def fold_seen(self) -> None:
        """Fold what was seen and open what was not; a comment that leads to one stays open."""
        self._set_folds(self._folds_of(seen_branches(self._thread, self._freshness)))

    def set_folded(self, folded: Iterable[int]) -> None:
        """Fold these and no others, without anybody asking for it."""
        self._set_folds(self._folds_of(folded), is_wanted=False)

    def fold_more(self, positions: Iterable[int]) -> None:
        """Fold these too, without anybody asking for it; also before the pane has a size."""
        folded = self._collapsed.plus(positions)
        if self.text_width:
            self._set_folds(folded, is_wanted=False)
        elif len(self._thread):
            self._collapsed = folded
            self.apply_folds()
            self._cursor_item = self._nearest_visible(self._cursor_item)

    def action_choose(self) -> None:
        """Fold or unfold the comment under the cursor; show a hidden one, or hide it again."""
        position = self.cursor_item
        if position is None or not self._ask_to_show(position, may_hide=True):
            self.fold_toggle()

    def fold_or_out(self) -> bool:
        """Fold a branch; on one that is folded, or has no replies, go to its parent.

        Returns:
            `False` where there was nothing to do: the way out is out of the thread.
        """
        position = self.cursor_item
        if position is None:
            return False
        if position not in self._collapsed and self._thread.sizes[position] > 1:
            self._set_folds(self._collapsed.plus([position]))
        elif self._thread.parents[position] >= 0:
            self.move_to(self._thread.parents[position])
        else:
            return False
        return True

    def action_unfold_or_in(self) -> None:
        """Unfold a branch; on one that is open, go to its first reply."""
        position = self.cursor_item
        if position is None or self._ask_to_show(position, may_hide=False):
            return
        if position in self._collapsed:
            self._set_folds(self._collapsed.minus([position]))
        elif self._thread.sizes[position] > 1:
            self.move_to(position + 1)

    # Moving.

    def action_next_sibling(self) -> None:
        """Go to the next comment on this level."""
        self._jump(next_sibling)

    def action_previous_sibling(self) -> None:
        """Go to the comment before on this level."""
        self._jump(previous_sibling)

    def action_next_part(self) -> None:
        """Go to the next top-level comment."""
        self._jump(next_top_level)

    def action_previous_part(self) -> None:
        """Go to the top-level comment above or before."""
        self._jump(previous_top_level)

    def action_parent(self) -> None:
        """Go to the comment that is answered here."""
        self._jump(answered_by)

    def action_top_of_branch(self) -> None:
        """Go to the top-level comment of this conversation."""
        self._jump(top_level_of)

    def set_cursor(self, item: int) -> None:
        """Put the cursor on a visible comment; a fold no longer brings it back elsewhere."""
        self._return_to = None
        super().set_cursor(item)

    def click_item(self, item: int, line: int, column: int) -> None:
        """Point at a comment; a click on its head folds or unfolds it."""
        is_head = line == 0
        was_current = item == self.cursor_item
        self.set_cursor(item)
        if is_head and (was_current or column <= self._indent(item) + INDENT):
            self.action_choose()

    # Inside.

    def _ask_to_show(self, position: int, *, may_hide: bool) -> bool:
        """Ask for a hidden comment to be shown, or for a shown one to be hidden again.

        Returns:
            Whether it was one of those.
        """
        if self._sieve is None:
            return False
        sieve, comment = self._sieve, self._thread.comments.ids[position]
        is_hidden = sieve.hides(position)
        is_shown_alone = comment in sieve.shown.comments and not sieve.shown.everything
        may_hide = may_hide and is_shown_alone and sieve.action_at(position) == "hide"
        if is_hidden or may_hide:
            self.post_message(self.ShowRequested(self, comment, is_hidden))
        return is_hidden or may_hide

    def set_cursor_nowhere(self) -> None:
        """Take the cursor away, since there is nothing to point at."""
        self._cursor_item = -1

    def _take_folds(self, folded: frozenset[CommentId]) -> None:
        """Fold these, those that are not in what is shown as soon as they are."""
        ids = self._thread.comments.ids
        self._collapsed = Folds(bytes(map(folded.__contains__, ids)))
        self._folded_elsewhere = frozenset()
        if len(self._collapsed) < len(folded):
            self._folded_elsewhere = folded.difference(ids[fold] for fold in self._collapsed)

    def _update(self, post: PostSummary, thread: Thread) -> None:
        """Go on with a newer state of the same thread."""
        old = self._thread
        cursor_id = None if self.comment is None else self.comment.id
        folded = self._folded_elsewhere.union(old.comments.ids[fold] for fold in self._collapsed)
        anchor = self.take_anchor()
        if anchor is not None:
            position = thread.positions.get(old.comments.ids[anchor.item])
            anchor = None if position is None else anchor.moved_to(position)
        old_extent = self.extent
        self._replace(post, thread)
        self._take_folds(folded)
        self._return_to = None
        cursor = thread.positions.get(cursor_id) if cursor_id is not None else None
        self._cursor_item = self._nearest_visible(cursor or 0) if len(thread) else -1
        self.replace_document(anchor, adopt=heights_from(old, old_extent, thread))
        self._tell()

    def _folds_of(self, positions: Iterable[int]) -> Folds:
        return Folds.of(positions, len(self._thread))

    def _set_folds(self, collapsed: Folds, *, is_wanted: bool = True) -> None:
        """Fold and unfold; the cursor goes to the nearest visible comment, or comes back."""
        if collapsed == self._collapsed:
            return
        cursor, before = self.cursor_item, self._collapsed
        self._collapsed = collapsed
        if self._post is not None:
            told = self.Folded(self, self._post, self._thread, before, collapsed, is_wanted)
            self.post_message(told)
        if cursor is None:
            return
        came_from, stands_on = self._return_to or (cursor, cursor)
        wanted = came_from if stands_on == cursor else cursor
        target = self._nearest_visible(wanted)
        self.change_document(self._fold_with_cursor(target))
        self._return_to = (wanted, target) if target != wanted else None
        if target != cursor:
            self._tell()
        self.show_item(target)

    def _fold_with_cursor(self, target: int) -> Callable[[], None]:
        def change() -> None:
            self.apply_folds()
            self._cursor_item = target

        return change

    def _nearest_visible(self, position: int) -> int:
        hiding = hiding_ancestor(self._thread, self._collapsed, position)
        return position if hiding is None else hiding

    def _jump(self, find: Callable[[Thread, int], int | None]) -> None:
        position = self.cursor_item
        target = None if position is None else find(self._thread, position)
        if target is not None and target >= 0:
            self.reveal(target)
            self.move_to(target)
