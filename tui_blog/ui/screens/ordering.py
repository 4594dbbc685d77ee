"""The order of the thread in view, and the part of it that is shown.

The order is kept for the blog, the part for the post.
"""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from tui_blog.model.ids import CommentId
from tui_blog.model.thread import Thread
from tui_blog.ui.key_words import key_back, key_for

if TYPE_CHECKING:
    from tui_blog.model.arrangement import Arrangement, Limit, Look, Person
    from tui_blog.sync.journal import Changed
    from tui_blog.ui.screens.acts import ActTable
    from tui_blog.ui.screens.reader import ReaderScreen

_Wanted = tuple["Arrangement | None", "Limit | None"]
_FLAT, _TREE = "flat", "tree"
_MANY = 2_000
"""Comments that are looked at before one is told that it takes a moment."""
_SAID = {"oldest": "oldest first", "newest": "newest first", "answered": "most answered first"}


class Ordering:
    """Arranges threads: in an order of the blog's, of each post all or a part."""

    def __init__(self, reader: "ReaderScreen") -> None:
        """Begin with the usual order.

        Args:
            reader: Shows the thread.
        """
        self._reader = reader
        self._arrangement: Arrangement | None = None
        self._limit: Limit | None = None
        self._is_limited = False
        self._wanted: _Wanted | None = None
        self._looks: dict[CommentId, tuple[datetime | None, Person]] = {}

    @property
    def acts(self) -> "ActTable":
        """What keys can ask for."""
        return {
            "flat": self._turn_flat,
            "sort": self._sort,
            "branch": self._show_branch,
            "person": self._show_person,
        }

    def arrange(self, thread: Thread) -> Thread:
        """Return a thread as it is to be shown; all of it where nothing of the part is there."""
        self._is_limited = False
        if self._arrangement is None and self._limit is None:
            return thread
        from tui_blog.model.arrangement import USUAL, arrange

        look, arrangement = self._look_into(thread), self._arrangement or USUAL
        if self._limit is not None:
            part = arrange(thread, arrangement, self._limit, look)
            self._is_limited = len(part) > 0
            if self._is_limited:
                return part
        return arrange(thread, arrangement, None, look)

    async def prepare(self, thread: Thread) -> None:
        """Look at all comments where the order needs that, so that `arrange` need not wait."""
        await self._prepare(thread, self._arrangement, self._limit)

    async def recall(self) -> None:
        """Take over the order that was chosen for this blog another time."""
        memory = self._reader.memory
        if memory is not None and (view := await memory.find_view()) is not None:
            await self._show(_arrangement_of(view), self._limit)

    def recall_part(self, limit: str | None) -> bool:
        """Take over which part of a post that comes into view was shown; say if it is a part."""
        if limit is not None:
            from tui_blog.model.arrangement import limit_read

            self._set_part(limit_read(limit))
        return self._limit is not None

    def take_back(self, changed: "Iterable[Changed]") -> None:
        """Show what undoing or redoing has changed on disk."""
        from tui_blog.model.arrangement import limit_read
        from tui_blog.sync.journal import ALL_POSTS, Part

        post = self._reader.post_in_view
        arrangement, limit = self._wanted or (self._arrangement, self._limit)
        for one in changed:
            if one.part is Part.VIEWS and one.post == ALL_POSTS:
                arrangement = _arrangement_of(one.version)
            elif one.part is Part.VIEWS and post is not None and one.post == post.id:
                limit = limit_read(one.version)
        self._work(arrangement, limit)

    def leave_post(self) -> None:
        """Show all of the next post; the part of this one comes back with it."""
        self._set_part(None)
        self._looks.clear()

    def end_limit(self, *, wanted: bool = False) -> bool:
        """Show all of the thread again; say whether that is another sight.

        Args:
            wanted: The person asked for it, and may undo it; else it is on the way to something.
        """
        if self._limit is None:
            return False
        was_limited = self._is_limited
        self._keep_part(None, passing=not wanted)
        self._set_part(None)
        self._reader.show_conversation()
        return was_limited

    def describe(self, shown: Thread) -> str:
        """Say how the thread is shown, for its heading; empty where it is as usual.

        Args:
            shown: What `arrange` returned.
        """
        told = []
        if shown.whole is not None and len(shown) != len(shown.whole):
            told.append(f"{len(shown)} of {len(shown.whole)}")
        if self._is_limited:
            told.append(self._name_limit())
        elif self._arrangement is not None:
            told.append(_described(self._arrangement))
        return ", ".join(told)

    # Keys.

    def _turn_flat(self) -> None:
        from tui_blog.model.arrangement import USUAL, Arrangement

        now = self._arrangement or USUAL
        self._choose(Arrangement(is_flat=not now.is_flat, order=now.order))

    def _sort(self) -> None:
        from tui_blog.model.arrangement import USUAL, Arrangement, Order

        now = self._arrangement or USUAL
        orders = list(Order)
        order = orders[(orders.index(now.order) + 1) % len(orders)]
        self._choose(Arrangement(is_flat=now.is_flat, order=order))

    def _choose(self, arrangement: "Arrangement") -> None:
        from tui_blog.model.arrangement import USUAL
        from tui_blog.sync.journal import ALL_POSTS, THE_POST, Mark, Part

        wanted = None if arrangement == USUAL else arrangement
        memory, told = self._reader.memory, _described(arrangement)
        self._reader.note_view()  # what was read on the way was read before
        self._keep_part(None)
        self._work(wanted, None)
        if memory is not None:
            view = None if wanted is None else _name_of(wanted)
            label = f"the order “{told}”"
            memory.do(ALL_POSTS, Part.VIEWS, [Mark(THE_POST, view)], label=label)
        undo = key_for(self._reader, "comment.undo")
        self._reader.status_line.say(f"{told[:1].upper()}{told[1:]}; {undo} undoes it.")

    def _show_branch(self) -> None:
        from tui_blog.model.arrangement import OnlyBranch

        comment = self._reader.thread_pane.comment
        if self._is_limited and isinstance(self._limit, OnlyBranch):
            self._say_all()
        elif comment is None:
            self._reader.status_line.say("There is no comment here.")
        else:
            self._show_part(OnlyBranch(comment.id), "this branch", "order.branch")

    def _show_person(self) -> None:
        from tui_blog.model.arrangement import OnlyPerson, Person

        comment = self._reader.thread_pane.comment
        if self._is_limited and isinstance(self._limit, OnlyPerson):
            self._say_all()
        elif comment is None:
            self._reader.status_line.say("There is no comment here.")
        else:
            name = comment.author.name or "Anonymous"
            self._show_part(OnlyPerson(Person.of(comment)), name, "order.person")

    def _show_part(self, limit: "Limit", named: str, command_id: str) -> None:
        self._keep_part(limit, label=f"showing only {named}")
        self._work(self._arrangement, limit)
        key, back = key_for(self._reader, command_id), key_back(self._reader)
        self._reader.status_line.say(f"Only {named}; {key} or {back} shows all again.")

    def _say_all(self) -> None:
        self.end_limit(wanted=True)
        self._reader.status_line.say("All comments.")

    # Inside.

    def _keep_part(
        self, limit: "Limit | None", *, label: str = "showing all comments", passing: bool = False
    ) -> None:
        memory, post = self._reader.memory, self._reader.post_in_view
        if memory is None or post is None or limit == self._limit:
            return
        from tui_blog.model.arrangement import limit_written
        from tui_blog.sync.journal import THE_POST, Mark, Part

        if passing:
            memory.note_whole(post.id)
        else:
            mark = Mark(THE_POST, None if limit is None else limit_written(limit))
            self._reader.note_view()
            memory.do(post.id, Part.VIEWS, [mark], label=label)

    def _name_limit(self) -> str:
        from tui_blog.model.arrangement import OnlyBranch

        comment = self._reader.thread_pane.comment
        if isinstance(self._limit, OnlyBranch) or comment is None:
            return "only this branch"
        return f"only {comment.author.name or 'Anonymous'}"

    def _set_part(self, limit: "Limit | None") -> None:
        """Show another part from now on, whatever is still looked for."""
        self._limit = limit
        if self._wanted is not None:
            self._wanted = (self._wanted[0], limit)

    def _work(self, arrangement: "Arrangement | None", limit: "Limit | None") -> None:
        # What is wanted next goes on from this, though it is not shown yet.
        self._wanted = (arrangement, limit)
        self._reader.run_worker(self._show(arrangement, limit), group="order", exclusive=True)

    async def _show(self, arrangement: "Arrangement | None", limit: "Limit | None") -> None:
        self._wanted = (arrangement, limit)
        await self._prepare(self._reader.whole_thread, arrangement, limit)
        before, now = (self._arrangement, self._limit), self._wanted
        self._wanted = None
        if now != before:
            self._arrangement, self._limit = now
            self._reader.show_conversation()

    async def _prepare(
        self, thread: Thread, arrangement: "Arrangement | None", limit: "Limit | None"
    ) -> None:
        if arrangement is None and limit is None:
            return
        from tui_blog.model.arrangement import USUAL, needs_look

        if not needs_look(arrangement or USUAL, limit) or len(self._looks) >= len(thread):
            return
        look = self._look_into(thread)
        if len(thread) > _MANY:
            self._reader.status_line.say("Looking at all comments…")
            await asyncio.to_thread(lambda: [look(place) for place in range(len(thread))])
            self._reader.status_line.say("")

    def _look_into(self, thread: Thread) -> "Look":
        from tui_blog.model.arrangement import look_into

        look_closely, ids, looks = look_into(thread), thread.comments.ids, self._looks

        def look(position: int) -> "tuple[datetime | None, Person]":
            known = looks.get(ids[position])
            if known is None:
                known = looks[ids[position]] = look_closely(position)
            return known

        return look


def _described(arrangement: "Arrangement") -> str:
    said = _SAID[arrangement.order]
    return f"flat, {said}" if arrangement.is_flat else f"in a tree, {said}"


def _name_of(arrangement: "Arrangement") -> str:
    return f"{_FLAT if arrangement.is_flat else _TREE} {arrangement.order}"


def _arrangement_of(view: str | None) -> "Arrangement | None":
    """Read what `_name_of` wrote; what is not known is the usual order."""
    from tui_blog.model.arrangement import USUAL, Arrangement, Order

    known: Mapping[str, Arrangement] = {
        _name_of(one): one
        for is_flat in (False, True)
        for order in Order
        if (one := Arrangement(is_flat=is_flat, order=order)) != USUAL
    }
    return None if view is None else known.get(view)
