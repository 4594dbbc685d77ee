"""The part of the reader screen that goes to what is new, and marks it read by hand."""

from contextlib import suppress

from textual import work

from tui_blog.model.comment_list import mark_of
from tui_blog.model.errors import StorageError
from tui_blog.model.freshness import SEEN, next_fresh, previous_fresh
from tui_blog.model.post import PostSummary
from tui_blog.ui.dwelling import items_shown
from tui_blog.ui.key_words import key_for
from tui_blog.ui.remembered import THE_POST
from tui_blog.ui.screens.remembering import RememberingScreen, Then


class CatchingUpScreen(RememberingScreen):
    """Goes through what is new, in the thread, then from post to post."""

    def load_more(self, then: Then) -> bool:
        """List more posts, then go on; say whether there are more."""
        raise NotImplementedError

    def show_whole_thread(self) -> bool:
        """Show all of the thread where only a part of it is shown; say whether it was so."""
        raise NotImplementedError

    # Marking by hand.

    def action_toggle_seen(self) -> None:
        """Make the comment or post under the cursor seen, or new again."""
        post, pane, listed = self._post, self.thread_pane, self.post_list.post
        if self._active_id == "posts" and listed is not None:
            if any(self._remembered.unread_of(listed)):
                self._mark_listed(listed)
            elif post is not None and listed.id == post.id:
                self.set_seen((), post=True, seen=False)
            return
        if self._active_id == "post" and post is not None:
            is_unread = self._remembered.unread_of(post.summary).post
            self.set_seen((), post=True, seen=is_unread)
            self._post_read.hold([post.id])
            return
        position, comment = pane.cursor_item, pane.comment
        if position is None or comment is None:
            self.status_line.say("There is no comment here.")
        elif comment.own:
            self.status_line.say("What you wrote is never new.")
        else:
            self.set_seen([position], seen=pane.freshness[position] != SEEN)
            self._comments_read.hold([comment.id])

    def mark_seen_here(self) -> None:
        """Make the comment or post under the cursor seen; what is seen already stays so."""
        post, pane, listed = self._post, self.thread_pane, self.post_list.post
        position, comment = pane.cursor_item, pane.comment
        if self._active_id == "posts" and listed is not None:
            if any(self._remembered.unread_of(listed)):
                self._mark_listed(listed)
        elif self._active_id == "thread" and position is not None and comment is not None:
            if not comment.own and pane.freshness[position] != SEEN:
                self.set_seen([position])
        elif post is not None and self._remembered.unread_of(post.summary).post:
            self.set_seen((), post=True)

    def action_branch_seen(self) -> None:
        """Mark the comment under the cursor read, and all below it."""
        pane, position = self.thread_pane, self.thread_pane.cursor_item
        if self._active_id != "thread" or position is None:
            key = key_for(self, "unread.post")
            self.status_line.say(f"There is no branch here; {key} marks the whole post read.")
        elif not self.set_seen(range(position, position + pane.thread.sizes[position])):
            self.status_line.say("Nothing in this branch is new.")

    def action_post_seen(self) -> None:
        """Mark the whole post read, with all its comments."""
        listed = self.post_list.post
        if self._active_id == "posts" and listed is not None:
            self._mark_listed(listed)
        elif not self._mark_all():
            self.status_line.say("Nothing in this post is new.")

    def action_catch_up(self) -> None:
        """Mark the whole post read, and go to the next one with something new."""
        if self._active_id == "posts" and self.post_list.post is not None:
            self._mark_listed(self.post_list.post, then=self._go_to_unread_post)
            return
        self._mark_all()
        self._go_to_unread_post(told=self.status_line.state)

    def _mark_all(self) -> int:
        self.show_whole_thread()
        return self.set_seen(range(len(self.thread_pane.thread)), post=True)

    def _mark_listed(self, listed: PostSummary, then: Then | None = None) -> None:
        if self._post is not None and self._post.id == listed.id:
            if not self._mark_all():
                self.status_line.say("Nothing in this post is new.")
            if then is not None:
                then()
        elif self._remembered.memory is not None:
            self._mark_elsewhere(listed, then)

    @work(group="memory")
    async def _mark_elsewhere(self, listed: PostSummary, then: Then | None) -> None:
        """Mark a post read that is not in view."""
        memory = self._remembered.memory
        with suppress(StorageError):
            post = await self._service.load_post(listed.id)
            marks = {THE_POST: mark_of(post.body.source)}
            async for view in self._service.load_thread(listed.id):
                if view.complete:
                    comments = view.thread.comments
                    marks.update(zip(comments.ids, comments.marks, strict=True))
            if memory is not None:
                remembered = await memory.load_post(listed.id)
                told = "Nothing in this post is new."
                if self._remembered.mark_elsewhere(listed, remembered, marks):
                    undo = key_for(self, "comment.undo")
                    told = f"“{listed.title}” marked read; {undo} undoes it."
                self.post_list.refresh_post(listed.id)
                self.status_line.say(told)
                if then is not None:
                    then()

    # Going to what is new.

    def action_next_unread(self, forward: bool) -> None:
        """Go to the next or the previous comment or post that is new, wherever it is."""
        target = self._find_unread_here(forward=forward)
        if target is None and self.show_whole_thread():
            target = self._find_unread_here(forward=forward)
        if target is None:
            self._go_to_unread_post(forward=forward)
        else:
            self._go_to_unread(target)

    def action_read_on(self) -> None:
        """Read on: one page; at the end what is new, the thread of this post first."""
        pane = self.active_pane
        if pane is self.post_list or not pane.is_at_end or not self._is_anything_new():
            super().action_read_on()
            return
        target = self._find_unread_here(forward=True)
        # What stands on the last page was read with it.
        shown = items_shown(self.thread_pane) if pane is self.thread_pane else ()
        while target is not None and target in shown:
            target = self._next_shown(target)
        if target is None:
            self._go_to_unread_post()
        else:
            self._go_to_unread(target)

    def _is_anything_new(self) -> bool:
        return any(any(self._remembered.unread_of(post)) for post in self.post_list.posts)

    def _find_unread_here(self, *, forward: bool) -> int | None:
        """Return the position of the next new comment in this post; -1 for the post itself."""
        post, pane = self._post, self.thread_pane
        if post is None or not self._remembered.is_known(post.id):
            return None
        is_post_new = self._remembered.unread_of(post.summary).post
        at_list = self._active_id == "posts"
        if at_list and (self.post_list.post is None or self.post_list.post.id != post.id):
            return None
        if at_list and forward and is_post_new:
            return -1
        in_thread = self._active_id == "thread" and pane.cursor_item is not None
        if forward:
            return self._next_shown((pane.cursor_item or 0) if in_thread else -1)
        if not in_thread:
            return None
        found = previous_fresh(pane.freshness, pane.cursor_item or 0)
        while found is not None and pane.is_hidden(found):
            found = previous_fresh(pane.freshness, found)
        return -1 if found is None and is_post_new else found

    def _next_shown(self, position: int) -> int | None:
        """Return the next new comment that no filter hides; that may not be known of all yet."""
        pane = self.thread_pane
        found = next_fresh(pane.freshness, position)
        while found is not None and pane.is_hidden(found):
            found = next_fresh(pane.freshness, found)
        return found

    def _go_to_unread(self, position: int) -> None:
        if position < 0:
            self.focus_pane("post")
            self.post_pane.action_scroll_home()
            return
        self.focus_pane("thread")
        self.thread_pane.reveal(position)
        self.thread_pane.move_to(position)
        self.show_position()

    def _go_to_unread_post(self, *, forward: bool = True, told: str = "") -> None:
        """Open the next post of the list of which something is new, from the other end at last."""
        posts, place = self.post_list.posts, self.post_list.cursor_item
        if place is None or self._remembered.memory is None:
            return
        is_here = self._post is not None and posts[place].id == self._post.id
        step = 1 if forward else -1
        first = step if is_here or not forward else 0
        places = [(place + first + step * number) % len(posts) for number in range(len(posts))]
        new = (one for one in places if any(self._remembered.unread_of(posts[one])))
        target = next(new, None)
        is_behind = target is None or target < place
        if forward and is_behind and self.load_more(lambda: self._go_to_unread_post(told=told)):
            return
        if target is None:
            self.status_line.say(f"{told} Nothing else is new.".strip())
            return
        if told or (target < place if forward else target > place):
            wrapped = "" if told else "From the other end of the list."
            self.status_line.say(told or wrapped)
        post = posts[target]
        if self._post is not None and post.id == self._post.id:
            self._land(forward=forward)
        else:
            self.read_post(post.id, lambda: self._land(forward=forward))

    def _land(self, *, forward: bool) -> None:
        """Go to what is new in the post that was opened for it."""
        post, flags = self._post, self.thread_pane.freshness
        if post is None:
            return
        is_post_new = self._remembered.unread_of(post.summary).post
        found = next_fresh(flags, -1) if forward else previous_fresh(flags, len(flags))
        if is_post_new and (forward or found is None):
            found = -1
        if found is not None:
            self._go_to_unread(found)
        elif self._conversation.is_complete and not any(self._unread_here()):
            self._go_to_unread_post(forward=forward)  # the count was of comments that are gone

    def _unread_here(self) -> tuple[bool, int]:
        post = None if self._post is None else self.post_list.find(self._post.id)
        return (False, 0) if post is None else self._remembered.unread_of(post)
