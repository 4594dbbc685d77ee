"""The person's filters on the thread in view: what they hide, fold and highlight, and why.

On screen each comment is looked at when it is drawn; all others in a thread of their own.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from tui_blog.model.comment import Comment
from tui_blog.model.errors import StorageError
from tui_blog.model.filtering import Action, Shown, Sieve
from tui_blog.model.freshness import build_freshness
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import PostSummary
from tui_blog.model.thread import EMPTY_THREAD, Thread
from tui_blog.sync.journal import ALL_POSTS, SHOWN, THE_POST, Changed, Mark, Part
from tui_blog.sync.reading import mark_in
from tui_blog.text.filter_rules import Rule, Subject, find_rule
from tui_blog.ui.key_words import key_for
from tui_blog.ui.notify import toast

if TYPE_CHECKING:
    from tui_blog.sync.reading import PostMemory
    from tui_blog.ui.screens.acts import ActTable
    from tui_blog.ui.screens.reader import ReaderScreen

_MOST_COUNTED = 20_000
"""Threads with more comments are not looked through for a number in the list."""
_WAIT_S = 0.1
"""How long a thread is not shown yet because filters still look at it."""
_DONE = {Action.HIDE: "Hidden", Action.FOLD: "Folded", Action.HIGHLIGHT: "Highlighted"}


class Filtering:
    """What the rules that are for one blog make of its threads."""

    def __init__(
        self, reader: "ReaderScreen", rules: Sequence[Rule], *, clock: Callable[[], datetime]
    ) -> None:
        """Take the rules; nothing is looked at yet.

        Args:
            reader: Shows the threads.
            rules: Those for its blog, in their order.
            clock: The time of now.
        """
        self._reader = reader
        self._rules = rules
        self._clock = clock
        self._now = clock()
        self._shown = Shown()
        self._kept: set[tuple[PostId, CommentId]] = set()
        self._sieve: Sieve | None = None
        self._is_swept = asyncio.Event()
        self._opened: set[CommentId] = set()
        self._folded: set[CommentId] = set()
        self._counted: dict[PostId, int | None] = {}

    @property
    def acts(self) -> "ActTable":
        """What keys can ask for."""
        return {"why": self._say_why, "show": self._toggle_all}

    def begin(self) -> None:
        """Filter all threads from now on."""
        self._reader.thread_pane.filter_with(self._sieve_for, self._name)

    async def prepare(self, post: PostSummary, thread: Thread) -> None:
        """Look at a thread that is about to be shown, for a moment at most."""
        if not self._whole_sieve(post, thread).is_complete:
            with suppress(TimeoutError):
                async with asyncio.timeout(_WAIT_S):
                    await self._is_swept.wait()

    def pass_over(self, thread: Thread, freshness: bytearray) -> bytearray:
        """Return what is new in a thread without what is hidden."""
        shown = self._reader.thread_pane.sieve
        for sieve in (shown, self._sieve):
            if sieve is not None and sieve.thread is thread:
                return sieve.pass_over_hidden(freshness)
        return freshness

    def describe(self) -> str:
        """Say for the heading what is hidden; empty where nothing is, or it is not known yet."""
        sieve = self._sieve
        if sieve is None or not sieve.is_complete or not (count := sieve.count(Action.HIDE)):
            return ""
        hidden = len(sieve.hidden())
        return f"{hidden} hidden" if hidden else f"{count} shown in spite of filters"

    # Folds.

    def fold(self) -> None:
        """Fold what rules fold, each comment once for the post in view."""
        pane, sieve = self._reader.thread_pane, self._reader.thread_pane.sieve
        if sieve is None or not sieve.is_complete:
            return
        ids = sieve.thread.comments.ids
        new = [place for place in sieve.places(Action.FOLD) if ids[place] not in self._folded]
        self._folded.update(ids[place] for place in new)
        pane.fold_more(place for place in new if ids[place] not in self._opened)

    def folds(self) -> frozenset[int]:
        """Name the comments in the pane that rules fold, as far as they are known."""
        sieve = self._reader.thread_pane.sieve
        return frozenset() if sieve is None else frozenset(sieve.places(Action.FOLD))

    def note_folds(self, opened: Iterable[CommentId], closed: Iterable[CommentId]) -> None:
        """Note what the person folded and unfolded."""
        self._opened.update(opened)
        self._opened.difference_update(closed)

    # Counts of the list.

    def count_listed(self) -> None:
        """Leave what is hidden out of the counts of the listed posts, behind what one does."""
        self._reader.run_worker(self._count_listed(), group="filter-counts", exclusive=True)

    async def _count_listed(self) -> None:
        for post in self._reader.post_list.posts:
            count, here = post.comment_count or 0, self._reader.post_in_view
            if not 0 < count <= _MOST_COUNTED or self._counted.get(post.id) == count:
                continue
            if here is not None and here.id == post.id:
                continue  # its thread is looked through anyway
            with suppress(StorageError):  # its count stays as the blog tells it
                await self._count(post)
            self._counted[post.id] = count

    async def _count(self, post: PostSummary) -> None:
        memory, thread = self._reader.memory, EMPTY_THREAD
        async for view in self._reader.load_thread(post.id):
            thread = view.thread
        if memory is None:
            return
        seen = (await memory.load_post(post.id)).seen
        shown = Shown(everything=self._shown.everything)
        shown.comments.update(comment for one, comment in self._kept if one == post.id)
        sieve = self._make_sieve(post, thread, shown)

        def look() -> bytearray:
            marks = {comment: mark_in(version) for comment, version in seen.items()}
            sieve.sweep(lambda: True)
            return sieve.pass_over_hidden(build_freshness(thread.comments, marks))

        self._reader.correct_count(post, await asyncio.to_thread(look))

    # Remembering.

    async def recall(self) -> None:
        """Take over what was shown another time though it is hidden."""
        memory, post = self._reader.memory, self._reader.post_in_view
        if memory is None:
            return
        states = await memory.load_states(Part.FILTERS)
        self._shown.everything = states.pop((ALL_POSTS, THE_POST), None) is not None
        self._kept = set(states)
        if post is not None:
            self._take_kept(post.id)
            self._show_again()

    def take_post(self, post: PostId, recalled: "PostMemory | None") -> None:
        """Take over what the person did to the folds of a post that comes into view."""
        self._folded.clear()
        if recalled is not None:
            self._opened.update(recalled.opened)
        self._take_kept(post)

    def leave_post(self) -> None:
        """Forget the post in view."""
        self._sieve = None
        self._shown = Shown(everything=self._shown.everything)
        self._opened.clear()
        self._folded.clear()

    def take_back(self, changed: Iterable[Changed]) -> None:
        """Show what undoing or redoing has changed on disk."""
        for one in changed:
            if one.part is not Part.FILTERS:
                continue
            is_shown = one.version is not None
            if one.post == ALL_POSTS:
                self._shown.everything = is_shown
            else:
                self._note(one.post, one.comment, is_shown=is_shown)
        self._show_again()
        self._count_again()

    # Keys.

    def show(self, comment: CommentId, *, is_shown: bool) -> None:
        """Show a comment of the post in view that a rule hides, or hide it again."""
        pane, post = self._reader.thread_pane, self._reader.post_in_view
        position = pane.thread.positions.get(comment)
        if post is None or position is None:
            return
        label = "showing a hidden comment" if is_shown else "hiding a comment again"
        self._keep(post.id, Mark(comment, SHOWN if is_shown else None), label)
        self._note(post.id, comment, is_shown=is_shown)
        self._show_again((position,))
        pane.move_to(position)

    def _toggle_all(self) -> None:
        everything = not self._shown.everything
        label = "showing what filters hide" if everything else "hiding what filters hide"
        self._keep(ALL_POSTS, Mark(THE_POST, SHOWN if everything else None), label)
        self._shown.everything = everything
        self._show_again()
        self._count_again()
        undo, key = (key_for(self._reader, one) for one in ("comment.undo", "filter.show"))
        turn = f"What filters hide is shown; {key} hides it again"
        turn = turn if everything else "Filters hide again"
        self._reader.status_line.say(f"{turn}, {undo} undoes it.")

    def _say_why(self) -> None:
        pane, post = self._reader.thread_pane, self._reader.post_in_view
        sieve, position, comment = pane.sieve, pane.cursor_item, pane.comment
        place = None if sieve is None or position is None else sieve.rule_at(position)
        if place is None or comment is None or post is None:
            self._reader.status_line.say("No filter is about this comment.")
            return
        rule = self._rules[place]
        is_hidden = position is not None and pane.is_hidden(position)
        is_shown = rule.action is Action.HIDE and not is_hidden
        done = "Shown, though hidden" if is_shown else _DONE[rule.action]
        line = f", line {rule.line} of config.toml" if rule.line else ""
        reason = rule.tell(Subject(comment, post=post.summary, now=self._now))
        toast(self._reader.app, f"{done} by {rule.called}{line}:\n{reason}.")

    # Inside.

    def _sieve_for(self, post: PostSummary, thread: Thread) -> Sieve:
        """Return what tells about a thread that is about to be shown."""
        whole = self._whole_sieve(post, thread.whole or thread)
        if whole.thread is thread:
            return whole
        part = self._make_sieve(post, thread)
        part.adopt(whole)
        return part

    def _whole_sieve(self, post: PostSummary, thread: Thread) -> Sieve:
        before = self._sieve
        if before is not None and before.thread is thread:
            return before
        if before is None:
            self._now = self._clock()
        sieve = self._sieve = self._make_sieve(post, thread)
        if before is not None:
            sieve.adopt(before)
        if not sieve.is_complete:
            self._is_swept.clear()
            self._reader.run_worker(self._sweep(sieve), group="filter", exclusive=True)
        return sieve

    def _make_sieve(self, post: PostSummary, thread: Thread, shown: Shown | None = None) -> Sieve:
        rules, now = self._rules, self._now

        def judge(comment: Comment) -> int | None:
            return find_rule(rules, Subject(comment, post=post, now=now))

        return Sieve(thread, [rule.action for rule in rules], judge, shown=shown or self._shown)

    async def _sweep(self, sieve: Sieve) -> None:
        is_running = True
        try:
            await asyncio.to_thread(sieve.sweep, lambda: is_running and self._sieve is sieve)
        finally:
            is_running = False
        if self._sieve is not sieve:
            return
        self._is_swept.set()
        pane, shown = self._reader.thread_pane, self._reader.thread_pane.sieve
        if shown is None or (shown.thread.whole or shown.thread) is not sieve.thread:
            return  # it will be shown with what is known now
        if shown is not sieve:
            shown.adopt(sieve)
        pane.refilter(shown.hidden())
        self._tell_reader()

    def _show_again(self, positions: Sequence[int] | None = None) -> None:
        """Draw the thread as it is filtered now; `None` for all that rules hide."""
        pane = self._reader.thread_pane
        if pane.sieve is not None:
            pane.refilter(pane.sieve.places(Action.HIDE) if positions is None else positions)
            self._tell_reader()

    def _count_again(self) -> None:
        self._counted.clear()
        self.count_listed()

    def _tell_reader(self) -> None:
        self._reader.thread_shown()
        self._reader.name_thread()

    def _take_kept(self, post: PostId) -> None:
        self._shown.comments.update(comment for one, comment in self._kept if one == post)

    def _note(self, post: PostId, comment: CommentId, *, is_shown: bool) -> None:
        here = self._reader.post_in_view
        change = set.add if is_shown else set.discard
        change(self._kept, (post, comment))
        if here is not None and here.id == post:
            change(self._shown.comments, comment)

    def _keep(self, post: PostId, mark: Mark, label: str) -> None:
        memory = self._reader.memory
        if memory is not None:
            self._reader.note_view()  # what was read on the way was read before
            memory.do(post, Part.FILTERS, [mark], label=label)

    def _name(self, place: int) -> str:
        """Say in the head of a comment which rule it is."""
        rule = self._rules[place]
        if rule.action is Action.HIGHLIGHT:
            return rule.name or "highlighted"
        return f"rule {rule.number} (line {rule.line})" if rule.line else f"rule {rule.number}"


def filtering_for(
    reader: "ReaderScreen", rules: Sequence[Rule], *, blog: str, clock: Callable[[], datetime]
) -> Filtering | None:
    """Make what filters the threads of a blog; `None` where no rule is for it.

    Args:
        reader: Shows the threads.
        rules: The person's, in their order.
        blog: What the blog is called there.
        clock: The time of now.
    """
    meant = [rule for rule in rules if rule.is_for(blog)]
    return Filtering(reader, meant, clock=clock) if meant else None
