"""The reader screen: one blog in the three panes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from textual import on, work
from textual.message import Message

from tui_blog.config import ShareConfig
from tui_blog.model.comment import Comment
from tui_blog.model.errors import StorageError
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Post, PostSummary
from tui_blog.model.thread import Thread
from tui_blog.storage.adapter import Page
from tui_blog.sync.service import BlogService
from tui_blog.ui.conversation import Conversation
from tui_blog.ui.errors import explain, what_to_do
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.key_words import key_for
from tui_blog.ui.screens.acts import Acts
from tui_blog.ui.screens.answering import Answering
from tui_blog.ui.screens.answering_screen import AnsweringScreen
from tui_blog.ui.screens.delivering import Delivering, Notice
from tui_blog.ui.screens.listing import Listing
from tui_blog.ui.screens.ordering import Ordering
from tui_blog.ui.screens.resuming import Resuming, Then
from tui_blog.ui.screens.syncing import Syncing
from tui_blog.ui.together import shown_together
from tui_blog.ui.whereabouts import position_text, thread_heading
from tui_blog.ui.widgets.document import DocumentView
from tui_blog.ui.widgets.item_view import ItemView
from tui_blog.ui.widgets.post_list import PostList
from tui_blog.ui.widgets.status_line import Tone

FindStart = Callable[[], Awaitable[PostId | None]]
"""Finds the post to begin with, when the person named one."""


class ReaderScreen(AnsweringScreen):
    """Shows the posts of a blog, and the post and thread that were chosen."""

    class Listed(Message):
        """The list of posts is shown; keys have something to act on."""

    @dataclass
    class Settled(Message):
        """All that one begins with is shown, or shown anew: the list, a post and its thread."""

        reader: "ReaderScreen"
        """The screen."""

        @property
        def control(self) -> "ReaderScreen":
            """The same, as Textual asks for it."""
            return self.reader

    def __init__(
        self,
        service: BlogService,
        *,
        find_start: FindStart,
        clock: Callable[[], datetime],
        glyphs: Glyphs,
        keys: Mapping[str, str],
        touched_at: Callable[[], float] = lambda: 0.0,
        width_cells: int = 80,
        editor_folder: Path | None = None,
        undo_send_s: float = 0.0,
        share_config: ShareConfig = ShareConfig(),  # noqa: B008  it can't be changed
    ) -> None:
        """Set up.

        Args:
            service: The blog.
            find_start: Finds the post to begin with.
            clock: The time of now.
            glyphs: The signs to draw with.
            keys: The person's own keys, checked.
            touched_at: When something was last typed or clicked, by `time.monotonic`.
            width_cells: The terminal's, as far as it is known yet.
            editor_folder: Where the person's editor gets its file.
            undo_send_s: Seconds in which what was sent can be taken back.
            share_config: How one shares.
        """
        super().__init__(service, clock=clock, glyphs=glyphs, keys=keys, width_cells=width_cells)
        self._find_start = find_start
        self._acts = Acts(self)
        self.share_config = share_config
        self.ordering = Ordering(self)
        """How the thread is arranged."""
        self._start_comment: CommentId | None = None
        self._is_start_named = False
        self.listing = Listing(
            self,
            service,
            find_list=lambda: self.post_list,
            tell=self._tell,
            shown=self._name_posts,
        )
        """The list of posts."""
        # Reading goes on while the screen is being put together; `_open_blog` takes it over.
        self._reading: asyncio.Task[tuple[PostId | None, Page[PostSummary]]] | None = (
            asyncio.create_task(self._read_first())
        )
        self._delivering = Delivering(
            self,
            service,
            clock=clock,
            put=self._put_comment,
            refresh=self.refresh_thread,
            count=lambda: self.listing.count_again(self.settle_counts),
            tell=self._tell,
        )
        self._answering = Answering(
            self,
            service,
            clock=clock,
            glyphs=glyphs,
            editor_folder=editor_folder,
            undo_send_s=undo_send_s,
            delivering=self._delivering,
            put=self.put_written,
            refresh=self.refresh_thread,
            tell=self._tell,
        )
        self._resuming = Resuming(
            self,
            service,
            self,
            clock=clock,
            glyphs=glyphs,
            answering=self._answering,
            delivering=self._delivering,
            linking=self.linking,
            tell=self._tell,
        )
        self._syncing = Syncing(
            self,
            service,
            clock=clock,
            reading=lambda: () if self._post is None else (self._post.id,),
            show_delivered=self._delivering.show,
            after=self._delivering.schedule,
            refresh=self._refresh_from_copy,
            tell=self._tell,
            touched_at=touched_at,
        )

    def start_at(self, post_id: PostId, comment_id: CommentId | None) -> None:
        """Begin with a post, and one of its comments; for before the screen is shown."""

        async def find_start() -> PostId:
            return post_id

        self._find_start, self._start_comment = find_start, comment_id

    def on_mount(self) -> None:
        """Begin to read as soon as the screen stands."""
        super().on_mount()
        self.post_list.say("Reading the list of posts…")
        self.post_pane.say("")
        if self.app.has_class("-mapped"):
            self._acts.run("map.begin")
        self._open_blog()

    # Reading.

    @work(exclusive=True, group="list")
    async def _open_blog(self) -> None:
        reading, self._reading = self._reading, None
        try:
            start, page = await (reading or self._read_first())
        except StorageError as error:
            explanation = explain(error)
            self.posts_frame.set_heading("Posts")
            self.post_list.clear("No posts yet.")
            self.post_pane.clear(
                explanation.happened, what_to_do(error, key_for(self, "post.reload"))
            )
            self._tell(Notice(explanation.happened, Tone.ERROR))
            return
        self.listing.begin(page)
        self._name_posts()
        self._resuming.remind()
        if self._service.is_mirror:
            self._syncing.start()
        else:
            self._delivering.schedule()
        if not page.rows and page.next is None:
            if self._service.is_mirror:
                self.post_list.clear("No posts yet.", "They come as soon as the blog answers.")
            else:
                self.post_list.clear("There are no posts here yet.")
            self.post_pane.clear("")
            return
        self.listing.show_first(page)
        self.post_message(self.Listed())
        self._is_start_named = start is not None
        if start is not None:
            self.post_list.go_to_post(start)
            self._open_post(start, self._begin)
            self.focus_pane("post")
        elif page.rows:
            # The list is there to be read before anything of the post is loaded.
            self.call_after_refresh(self._open_first, self.post_list.opened)

    def _open_first(self, opened_before: PostId | None) -> None:
        """Open the post under the cursor, unless the person was faster and opened one."""
        post = self.post_list.post
        if post is not None and self.post_list.opened == opened_before:
            self._open_post(post.id, self._tell_settled)

    def _begin(self) -> None:
        """Go where one wanted to begin, now that all is there."""
        if self._start_comment is not None:
            self._find(self._start_comment)
        self._tell_settled()

    def _tell_settled(self) -> None:
        def settle() -> None:
            self.post_message(self.Settled(self))

        def begin() -> None:
            settle()
            if not self._is_start_named and not self._is_touched:
                self._resuming.go_on_writing()

        then = settle if self._has_begun else begin
        self.begin_to_remember(then, resume=not self._is_start_named)

    async def _read_first(self) -> tuple[PostId | None, Page[PostSummary]]:
        await self._service.open()
        return await self._find_start(), await self.listing.read_first()

    @on(PostList.EndNear)
    def _load_more_posts(self) -> None:
        self.load_more(lambda: None)

    def load_more(self, then: Then) -> bool:
        """List more posts, then go on; say whether there are more."""
        return self.listing.load_more(then)

    @on(PostList.ItemChosen, "#posts")
    def _choose_post(self) -> None:
        post = self.post_list.post
        if post is not None:
            if self._post is None or post.id != self._post.id:
                self._open_post(post.id)
            if self._active_id == "posts":
                self.focus_pane("post")

    @work(exclusive=True, group="post")
    async def _open_post(self, post_id: PostId, then: Then | None = None) -> None:
        self.leave_post()
        self.ordering.leave_post()
        self._post = None
        self._searching.end()
        self.post_list.mark_opened(post_id)
        self.post_frame.set_heading("Post")
        self.thread_frame.set_heading("Thread")
        try:
            with shown_together(self, say_more=self._say_loading):
                post = await self._service.load_post(post_id)
                await self.recall(post_id)
                await self._show_post(post)
                self.post_resumed()
                await self._load_thread(post)
        except StorageError as error:
            self._show_failure(error)
        if then is not None and self._post is not None:
            then()
        if not self._has_begun and self._post is not None:
            # Somebody was faster than the post that one begins with.
            self._tell_settled()

    def _say_loading(self) -> None:
        if self._post is None:
            self.post_pane.clear("Reading the post…")
        if not self._conversation.is_complete:
            self.thread_pane.clear("Reading the comments…")

    async def _show_post(self, post: Post) -> None:
        from tui_blog.ui.post_reading import read_post

        blocks, read_all = await read_post(post)
        self._post = post
        self._conversation = Conversation()
        self.post_pane.show_post(post, blocks, read_all=read_all)
        self.post_frame.set_heading(post.summary.title or "(no title)")

    async def _load_thread(self, post: Post) -> None:
        async for view in self._service.load_thread(post.id):
            self._conversation.take(view)
            await self.ordering.prepare(view.thread)
            if self.filtering is not None:
                await self.filtering.prepare(post.summary, view.thread)
            if len(view.thread):
                self.thread_pane.show_thread(post.summary, self.ordering.arrange(view.thread))
                self.thread_shown()
            self.name_thread()
        if not len(self._conversation.thread):
            self.thread_pane.clear("No comments yet.", self._first_one())

    def _first_one(self) -> str:
        return f"{key_for(self, 'comment.new')} writes the first one."

    def _show_failure(self, error: StorageError) -> None:
        explanation = explain(error)
        text = what_to_do(error, key_for(self, "post.reload"))
        if self._post is None:
            self.post_pane.clear(explanation.happened, text)
            self.thread_pane.clear("")
        elif not len(self._conversation.thread):
            self.thread_pane.clear(explanation.happened, text)
        self._tell(Notice(explanation.happened, Tone.ERROR))

    def action_reload(self) -> None:
        """Read everything again; what is shown stays until the new is there."""
        if self._post is None or not self.post_list.posts:
            self._open_blog()
        else:
            self._reload(self._post.id)
            if self._service.is_mirror:
                self._syncing.start()

    @work(exclusive=True, group="post")
    async def _reload(self, post_id: PostId) -> None:
        self._tell(Notice("Reading again…", Tone.BUSY))
        try:
            await self.listing.show_again()
            post = await self._service.load_post(post_id)
            await self._show_post(post)
            await self._load_thread(post)
        except StorageError as error:
            self._tell(Notice(explain(error).text, Tone.ERROR))
        else:
            self._tell(Notice("Read again.", Tone.QUIET))

    def leave(self) -> None:
        """Send nothing more by itself: another blog comes."""
        self.leave_post()
        self._delivering.stop()

    @property
    def post_in_view(self) -> Post | None:
        """The post that is shown; `None` while there is none."""
        return self._post

    def go_to(self, post_id: PostId, comment_id: CommentId | None) -> None:
        """Open a post, and go to one of its comments (`None`: to the post itself)."""

        def find() -> None:
            self.focus_pane("post")
            if comment_id is not None:
                self._find(comment_id)

        if self._post is not None and self._post.id == post_id and self._conversation.is_complete:
            find()
        else:
            self.read_post(post_id, find)

    def _find(self, comment_id: CommentId) -> None:
        if not self.go_to_comment(comment_id):
            self._tell(Notice("This comment is not in the thread any more.", Tone.WARNING))

    def read_post(self, post_id: PostId, then: Then) -> None:
        """Open a post, then go on."""
        self.post_list.go_to_post(post_id)
        self._open_post(post_id, then)

    def go_to_comment(self, comment_id: CommentId) -> bool:
        """Put the cursor on a comment of the thread in view; say whether it is there."""
        self.focus_pane("thread")
        return self._show_comment(comment_id)

    def _show_comment(self, comment_id: CommentId) -> bool:
        pane = self.thread_pane
        is_there = pane.go_to_comment(comment_id)
        return is_there or (self.ordering.end_limit() and pane.go_to_comment(comment_id))

    def find_comment(self, comment_id: CommentId | None) -> Comment | None:
        """Return a comment of the thread in view."""
        return None if comment_id is None else self._conversation.thread.find(comment_id)

    def action_act(self, name: str) -> None:
        """Let a feature act; see `Acts`."""
        self._acts.run(name)

    def action_sync(self) -> None:
        """Send what waits, and fetch what is new."""
        self._syncing.start()

    async def _refresh_from_copy(self, changed: frozenset[PostId]) -> None:
        """Show what a sync brought; what one reads stays where it is."""
        is_first = not self.post_list.posts
        await self.listing.show_again()
        self._name_posts()
        if is_first and self.post_list.posts:
            self._open_post(self.post_list.posts[0].id, self._tell_settled)
        elif self._post is not None and self._post.id in changed:
            self._show_again(self._post)
        else:
            self._tell_settled()

    @work(exclusive=True, group="post")
    async def _show_again(self, shown: Post, then: Then | None = None) -> None:
        try:
            post = await self._service.load_post(shown.id)
            if post != shown:
                await self._show_post(post)
            await self._load_thread(post)
        except StorageError as error:
            self._tell(Notice(explain(error).text, Tone.ERROR))
        else:
            self._tell_settled()
            if then is not None:
                then()

    def refresh_thread(self, then: Then | None = None) -> None:
        """Show the thread in view as it is now."""
        if self._post is not None:
            self._show_again(self._post, then)

    def _put_comment(self, comment: Comment, instead_of: CommentId | None) -> None:
        self._remembered.note_own(comment)
        if self._post is None or comment.post_id != self._post.id:
            return
        is_new = comment.id not in self._conversation.thread.positions
        here = self.thread_pane.comment
        self._conversation.put(comment, instead_of=instead_of)
        self.show_conversation()
        # One that only got its number from the blog does not call the reader back to it.
        if is_new and (instead_of is None or (here is not None and here.id == instead_of)):
            self._show_comment(comment.id)

    @property
    def whole_thread(self) -> Thread:
        """All comments of the post in view, in their usual order."""
        return self._conversation.thread

    def show_conversation(self) -> None:
        """Show the thread as it is arranged now."""
        thread = self._conversation.thread
        if self._post is not None and len(thread):
            self.thread_pane.show_thread(self._post.summary, self.ordering.arrange(thread))
            self.thread_shown()
        elif self._post is not None:
            self.thread_pane.clear("No comments yet.", self._first_one())
        self.name_thread()

    def show_whole_thread(self) -> bool:
        """Show all of the thread where only a part of it is shown; say whether it was so."""
        return self.ordering.end_limit()

    async def action_back(self) -> None:
        """Show the whole thread again; else end a search, go one pane back, or quit."""
        is_live = self._searching.is_live
        if is_live or not (self.ordering.end_limit(wanted=True) or self.listing.end_part()):
            await super().action_back()

    # What is told.

    @on(ItemView.CursorMoved)
    @on(DocumentView.Measured)
    def _show_position_anew(self) -> None:
        self.show_position()

    def tell_position(self) -> None:
        """Say where one is: which comment of how many, how far in the post."""
        has_more = self.listing.has_more
        self.status_line.position = position_text(
            self.active_pane, has_more_posts=has_more, is_spoken=self._glyphs.spoken
        )

    def _name_posts(self) -> None:
        self.posts_frame.set_heading(self.listing.heading)
        self.show_position()

    def name_thread(self) -> None:
        """Say in the heading how large the thread is, and how it is shown."""
        arranged = self.ordering.describe(self.thread_pane.thread)
        filtered = "" if self.filtering is None else self.filtering.describe()
        told = filter(None, (thread_heading(self._conversation), arranged, filtered))
        self.thread_frame.set_heading(" · ".join(told))
        self.show_position()
