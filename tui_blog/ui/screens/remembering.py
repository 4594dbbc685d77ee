"""The part of the reader screen that remembers for the person: what is new, and where one was."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.timer import Timer

from tui_blog.model.comment_list import mark_of
from tui_blog.model.freshness import SEEN, UNREAD
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Post, PostSummary
from tui_blog.model.thread import Thread
from tui_blog.sync.service import BlogService, ThreadView
from tui_blog.ui.conversation import Conversation
from tui_blog.ui.dwelling import Dwelling, items_shown
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.key_words import key_for
from tui_blog.ui.notify import toast
from tui_blog.ui.own_marks import Labels, OwnMarks
from tui_blog.ui.remembered import THE_POST, Remembered, counted
from tui_blog.ui.screens.linked_panes import LinkedPanes
from tui_blog.ui.widgets.post_list import PostList
from tui_blog.ui.widgets.thread_pane import ThreadPane

if TYPE_CHECKING:
    from tui_blog.sync.journal import Act
    from tui_blog.sync.reader_memory import ReaderMemory
    from tui_blog.sync.reading import Place, PostMemory
    from tui_blog.ui.screens.filtering import Filtering
    from tui_blog.ui.screens.ordering import Ordering

Then = Callable[[], None]
"""What to do once something is shown."""
_KEEP_PLACE_S = 2.0
"""How long after somebody moved the place is put on disk, in seconds."""
_ON_THE_WAY = "what you read on the way"


class RememberingScreen(LinkedPanes):
    """Marks what is new, notes what was read, and takes each such act back."""

    ordering: "Ordering"
    """How the thread is arranged."""

    def __init__(
        self,
        service: BlogService,
        *,
        clock: Callable[[], datetime],
        glyphs: Glyphs,
        keys: Mapping[str, str],
        width_cells: int,
    ) -> None:
        """Set up; see `ReaderScreen`."""
        super().__init__(clock=clock, glyphs=glyphs, keys=keys, width_cells=width_cells)
        self._service = service
        self._post: Post | None = None
        self._conversation = Conversation()
        self._remembered = Remembered(lambda: service.memory)
        self.filtering: Filtering | None = None
        """What hides, folds and highlights comments; `None` where there are no rules for it."""
        self._comments_read: Dwelling[CommentId] = Dwelling(clock)
        self._shown_at: dict[CommentId, int] = {}
        self._post_read: Dwelling[PostId] = Dwelling(clock)
        self._recalled: PostMemory | None = None
        self._has_begun = False
        self._is_touched = False
        self._place_timer: Timer | None = None

    def on_mount(self) -> None:
        """Look at what scrolls by."""
        super().on_mount()
        if self.filtering is not None:
            self.filtering.begin()
        self.watch(self.thread_pane, "scroll_y", self.note_view, init=False)

    def read_post(self, post_id: PostId, then: Then) -> None:
        """Open a post, then go on."""
        raise NotImplementedError

    def show_conversation(self) -> None:
        """Show the thread as it is arranged now."""
        raise NotImplementedError

    @property
    def memory(self) -> "ReaderMemory | None":
        """What is remembered on disk; `None` as long as it is not known."""
        return self._remembered.memory

    @property
    def own_marks(self) -> OwnMarks:
        """The person's stars and tags on this blog."""
        return self._remembered.own_marks

    def load_thread(self, post_id: PostId) -> AsyncIterator[ThreadView]:
        """Read a thread that need not be in view; see `BlogService.load_thread`."""
        return self._service.load_thread(post_id)

    def correct_count(self, post: PostSummary, freshness: bytearray) -> None:
        """Set right how much of a post that is not in view is new; see `Remembered.correct`."""
        self._remembered.correct(post, freshness)
        self.post_list.refresh_post(post.id)

    @on(PostList.Listed)
    def _count_hidden(self) -> None:
        if self.filtering is not None and self._remembered.memory is not None:
            self.filtering.count_listed()

    def put_labels(self, post: PostId, comment: CommentId, labels: Labels) -> None:
        """Show a star or tags that a post or comment has from now on."""
        self.own_marks.put(post, comment, labels)
        self.post_list.refresh_post(post)
        self.thread_pane.relabel(comment)

    # Beginning and leaving.

    def begin_to_remember(self, then: Then, *, resume: bool) -> None:
        """Read what is remembered, now that the rest is there; once done, only go on.

        Args:
            then: What to do when all that one begins with is shown.
            resume: Go to where the person was last, unless a key was pressed by now.
        """
        if self._has_begun:
            then()
        else:
            self._has_begun = True
            # What is shown so far is drawn before anything of this is loaded.
            self.call_after_refresh(lambda: self._begin_to_remember(then, resume=resume))

    @work(group="memory")
    async def _begin_to_remember(self, then: Then, *, resume: bool) -> None:
        place = await self._remembered.begin()
        self.post_list.show_unread(self._remembered.unread_of)
        self.post_list.show_own_marks(lambda post: self.own_marks.of(post, THE_POST))
        self.thread_pane.show_own_marks(self.own_marks.of)
        self._tell_problems()
        await self.ordering.recall()
        if self.filtering is not None:
            await self.filtering.recall()
            self.filtering.count_listed()
        post = self._post
        if post is not None:
            is_part = await self.recall(post.id, resume=not self._is_touched)
            self.post_resumed()
            if is_part:
                await self.ordering.prepare(self._conversation.thread)
            (self.show_conversation if is_part else self.thread_shown)()
        if not resume or place is None or self._is_touched:
            then()
        elif self._post is not None and self._post.id == place.post:
            self._put_back(place)
            then()
        elif self.post_list.find(place.post) is not None:
            self._go_on_at(place, then)
        else:
            then()

    def _go_on_at(self, place: "Place", then: Then) -> None:
        def go_on() -> None:
            self._put_back(place)
            then()

        self.read_post(place.post, go_on)

    def _put_back(self, place: "Place") -> None:
        from tui_blog.sync.frames import frame_read
        from tui_blog.ui.screens.framing import put_back

        put_back(self, frame_read(place.frame), place.pane)

    async def recall(self, post_id: PostId, *, resume: bool = True) -> bool:
        """Read what is remembered of a post that is about to be shown.

        Returns:
            Whether a part of its thread is to be shown.
        """
        recalled = await self._remembered.recall(post_id)
        self._recalled = recalled if resume else None
        if self.filtering is not None:
            self.filtering.take_post(post_id, recalled)
        return resume and recalled is not None and self.ordering.recall_part(recalled.limit)

    def post_resumed(self) -> None:
        """Put the post that is shown where it was left."""
        post = self._post
        seen = None if post is None else self._remembered.seen_mark(post.id)
        if post is not None and seen not in (None, mark_of(post.body.source)):
            how = key_for(self, "news.changes")
            self.status_line.say(f"This post was changed since you read it; {how} shows how.")
        place = None if self._recalled is None else self._recalled.place
        if place is not None:
            self.post_pane.resume(place.post_block, place.post_row)

    def thread_shown(self) -> None:
        """Mark what is new in the thread that is shown; go back to where one was in it."""
        post, conversation = self._post, self._conversation
        if post is None:
            return
        pane, whole = self.thread_pane, conversation.thread
        if (pane.thread.whole or pane.thread) is not whole:
            return  # a message stands in its place
        pane.set_freshness(self._freshness_of(post.id, pane.thread))
        self._resume_thread(pane)
        if self.filtering is not None:
            self.filtering.fold()
        self.settle_counts()
        self.note_view()

    def settle_counts(self) -> None:
        """Set right what the list counts as new of the post in view: its thread tells exactly."""
        post, whole, pane = self._post, self._conversation.thread, self.thread_pane
        if post is None or not self._conversation.is_complete:
            return
        listed = self.post_list.find(post.id) or post.summary
        is_whole = pane.thread is whole
        flags = pane.freshness if is_whole else self._freshness_of(post.id, whole)
        gone = self._remembered.settle(listed, whole, flags)
        if gone:
            are = "is" if gone == 1 else "are"
            self.status_line.say(f"{counted(gone)} that you had read {are} deleted.")
        self.post_list.refresh_post(post.id)

    def _freshness_of(self, post_id: PostId, thread: Thread) -> bytearray:
        """Tell what each comment of a thread is to the person; what is hidden is not new."""
        freshness = self._remembered.freshness_of(post_id, thread)
        return freshness if self.filtering is None else self.filtering.pass_over(thread, freshness)

    def _resume_thread(self, pane: ThreadPane) -> None:
        recalled = self._recalled
        if recalled is None or not len(pane.thread):
            return
        place = recalled.place
        wanted = None if place is None else place.comment
        cursor = None if wanted is None else pane.thread.find_position(wanted)
        if not self._conversation.is_complete and cursor is None:
            return
        self._recalled = None
        if recalled.folds or cursor is not None:
            screen_row = 0 if place is None else place.screen_row
            pane.resume(folded=recalled.folds, cursor=cursor, screen_row=screen_row)

    def leave_post(self) -> None:
        """Note what was read of the post in view, and where one is in it."""
        self._note_leaving()
        if self.filtering is not None:
            self.filtering.leave_post()

    def _note_leaving(self) -> None:
        post, memory = self._post, self._remembered.memory
        if post is None or memory is None:
            return
        self._note_read(self._comments_read.end())
        self._note_post_read(self._post_read.end())
        self._keep_place()

    def _keep_place_soon(self) -> None:
        """Have where one is put on disk before long, whatever becomes of the program."""
        if self._place_timer is None:
            self._place_timer = self.set_timer(_KEEP_PLACE_S, self._keep_place)

    def _keep_place(self) -> None:
        if self._place_timer is not None:
            self._place_timer.stop()
            self._place_timer = None
        post, memory = self._post, self._remembered.memory
        if post is None or memory is None:
            return
        from tui_blog.sync.frames import frame_written
        from tui_blog.sync.reading import Place
        from tui_blog.ui.screens.framing import take_frame

        comment = self.thread_pane.comment
        post_block, post_row = self.post_pane.top_line
        memory.save_place(
            Place(
                post=post.id,
                pane=self._active_id,
                comment=None if comment is None else comment.id,
                screen_row=0 if comment is None else self.thread_pane.cursor_row,
                post_row=post_row,
                post_block=post_block,
                frame=frame_written(take_frame(self)),
            )
        )

    def save_now(self) -> None:
        """Put what was read on disk; the program ends."""
        self.leave_post()
        if self._remembered.memory is not None:
            self._remembered.memory.flush()

    async def on_key(self, event: events.Key) -> None:
        """Note that the person does something: nothing moves by itself any more."""
        del event  # whatever key it was
        self._is_touched = True
        self._keep_place_soon()

    # What is read.

    def show_position(self) -> None:
        """Note what is on screen, and say where one is: what was read by now is not new then."""
        self.note_view()
        self.tell_position()

    def tell_position(self) -> None:
        """Say where one is."""
        raise NotImplementedError

    def note_view(self) -> None:
        """Note what is on screen now; what was there for long and was gone on from, was read."""
        post = self._post
        if post is None or not self._remembered.is_known(post.id):
            return
        self._keep_place_soon()
        pane, ids = self.thread_pane, self.thread_pane.thread.comments.ids
        if self._active_id == "thread" and pane.cursor_item is not None:
            shown = {ids[item]: item for item in items_shown(pane)}
            self._note_read(self._comments_read.look([*shown], ids[pane.cursor_item]))
            self._shown_at = shown
        else:
            self._note_read(self._comments_read.end())
        in_view = [post.id] if self._active_id == "post" else []
        self._note_post_read(self._post_read.look(in_view, None))

    def _note_read(self, comments: Collection[CommentId]) -> None:
        thread, read = self.thread_pane.thread, []
        for one in comments:
            position = self._shown_at.get(one, len(thread))
            if position >= len(thread) or thread.comments.ids[position] != one:
                position = thread.positions.get(one, -1)  # it is another thread by now
            if position >= 0:
                read.append(position)
        if read:
            self.set_seen(read, label=_ON_THE_WAY, passing=True)

    def _note_post_read(self, posts: Collection[PostId]) -> None:
        if self._post is not None and self._post.id in posts:
            self.set_seen((), post=True, label=_ON_THE_WAY, passing=True)

    def set_seen(
        self,
        positions: Collection[int],
        *,
        post: bool = False,
        seen: bool = True,
        label: str = "",
        passing: bool = False,
    ) -> int:
        """Make comments of the thread in view seen or new, and the post too if that is said.

        Returns:
            How many that changed.
        """
        shown, pane = self._post, self.thread_pane
        if shown is None or not self._remembered.is_known(shown.id):
            return 0
        if not passing:
            self.note_view()  # what was read on the way was read before: undoing comes to it later
        flag, flags, comments = SEEN if seen else UNREAD, pane.freshness, pane.thread.comments
        changed = [position for position in positions if flags[position] != flag]
        ids, marks = comments.ids, comments.marks
        changes = {ids[position]: marks[position] if seen else None for position in changed}
        post_mark = mark_of(shown.body.source) if seen else None
        if post and self._remembered.seen_mark(shown.id) != post_mark:
            changes[THE_POST] = post_mark
        if not label:
            told = "the post" if THE_POST in changes else ""
            told = " and ".join(filter(None, [counted(len(changed)) if changed else "", told]))
            label = f"{told} marked {'read' if seen else 'new'}"
        self._remembered.mark(shown.id, changes, label=label, passing=passing)
        if changes:
            pane.mark_fresh(changed, flag)
            self.post_list.refresh_post(shown.id)
            if passing:  # it was scrolled by, say: the number of what is new is another one
                self.tell_position()
            else:
                undo = key_for(self, "comment.undo")
                self.status_line.say(f"{label[:1].upper()}{label[1:]}; {undo} undoes it.")
                self.show_position()
        return len(changes)

    # Undoing.

    def undo_reading(self) -> None:
        """Undo the last act of reading or folding on this blog."""
        self._turn_back(forward=False)

    def action_redo(self) -> None:
        """Do again what was undone last."""
        self._turn_back(forward=True)

    @work(group="memory")
    async def _turn_back(self, *, forward: bool) -> None:
        memory = self._remembered.memory
        if memory is None:
            return
        act = await (memory.redo() if forward else memory.undo())
        self._tell_problems()
        if act is None:
            nothing = "There is nothing to do again."
            pending = key_for(self, "comment.pending")
            undone = f"There is nothing to undo; {pending} lists what waits to be sent."
            self.status_line.say(nothing if forward else undone)
            return
        self._show_act(act)
        listed = self.post_list.find(act.post)
        is_here = self._post is not None and act.post == self._post.id
        where = "" if is_here or listed is None else f" (in “{listed.title}”)"
        self.status_line.say(f"{'Done again' if forward else 'Undone'}: {act.label}{where}.")

    def _show_act(self, act: "Act") -> None:
        from tui_blog.sync.journal import OPEN, Part

        if any(one.part is Part.VIEWS for one in act.changed):
            self.ordering.take_back(act.changed)
            return
        if self.filtering is not None and any(one.part is Part.FILTERS for one in act.changed):
            self.filtering.take_back(act.changed)
            return
        self._remembered.apply(act)
        self.post_list.refresh_post(act.post)
        if self._post is None or act.post != self._post.id:
            return
        pane = self.thread_pane
        folds = {one.comment: one.version for one in act.changed if one.part is Part.FOLDS}
        if folds:
            ids = pane.thread.comments.ids
            known = {place: folds[ids[place]] for place in pane.thread.places_of(folds)}
            by_rule = frozenset() if self.filtering is None else self.filtering.folds()
            opened = {
                position
                for position, state in known.items()
                if state == OPEN or (state is None and position not in by_rule)
            }
            pane.set_folded(pane.folded.plus(known).minus(opened))
            self._note_folds(pane.thread, known.keys() - opened, opened)
        pane.set_freshness(self._freshness_of(self._post.id, pane.thread))
        new = [one.comment for one in act.changed if one.part is Part.SEEN and one.version is None]
        self._comments_read.hold(new)
        if THE_POST in new:
            self._post_read.hold([self._post.id])
        self.tell_position()  # and notes nothing: what comes after undoing can't be done again

    @on(ThreadPane.Folded)
    def _keep_folds(self, event: ThreadPane.Folded) -> None:
        memory, post = self._remembered.memory, event.post.id
        closed, opened = event.after.parted(event.before)
        self.show_position()  # which counts what is folded; the mouse folds, too
        if event.is_wanted:
            self._note_folds(event.thread, closed, opened)
        if memory is None:
            return
        ids = event.thread.comments.ids

        def keep() -> None:
            from tui_blog.sync.journal import Part
            from tui_blog.ui.fold_states import FoldStates

            by_rule = frozenset() if self.filtering is None else self.filtering.folds()
            label = "folding" if len(event.after) > len(event.before) else "unfolding"
            memory.do(post, Part.FOLDS, FoldStates(ids, closed, opened, by_rule), label=label)

        if event.is_wanted:
            # Two threads at work would delay the frame that shows it.
            self.call_after_refresh(keep)
        else:
            memory.note_unfolded(post, [ids[one] for one in opened])

    def _note_folds(self, thread: Thread, closed: Iterable[int], opened: Iterable[int]) -> None:
        if self.filtering is not None:
            ids = thread.comments.ids
            self.filtering.note_folds(map(ids.__getitem__, opened), map(ids.__getitem__, closed))

    @on(ThreadPane.ShowRequested)
    def _show_hidden(self, event: ThreadPane.ShowRequested) -> None:
        if self.filtering is not None:
            self.filtering.show(event.comment, is_shown=event.is_shown)

    def _tell_problems(self) -> None:
        if self._remembered.memory is not None:
            for problem in self._remembered.memory.take_problems():
                toast(self.app, problem, severity="warning")
