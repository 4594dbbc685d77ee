"""The list of posts: what is read of it, more of it, and anew; all posts, or some."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import NamedTuple

from textual.screen import Screen

from tui_blog.model.errors import StorageError, TuiBlogError
from tui_blog.model.ids import PageToken, PostId
from tui_blog.model.post import PostSummary
from tui_blog.storage.adapter import Page, PostQuery
from tui_blog.sync.service import BlogService
from tui_blog.ui.errors import explain
from tui_blog.ui.screens.delivering import Notice
from tui_blog.ui.screens.resuming import Then
from tui_blog.ui.widgets.post_list import PostList
from tui_blog.ui.widgets.status_line import Tone

_CHECK_S = 0.5
"""How long after the list is shown it is read; a start has more urgent things to do."""
_CHUNK = 50
"""Posts of a part that are read at once."""
_MOST_FOUND = 10_000
FindPosts = Callable[[str, str, int], Sequence[PostId]]
"""Takes what was typed, the key of a blog and a limit; returns its newest posts that are meant."""


class _Part(NamedTuple):
    """Some of the posts, which are listed alone."""

    text: str
    ids: Sequence[PostId]
    listed_before: int


class Listing:
    """Reads the posts of a blog into their list."""

    def __init__(
        self,
        screen: Screen[None],
        service: BlogService,
        *,
        find_list: Callable[[], PostList],
        tell: Callable[[Notice], None],
        shown: Callable[[], None],
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            screen: What is read belongs to it.
            service: The blog.
            find_list: Returns the list on the screen.
            tell: Shows a notice.
            shown: Called when other posts are listed.
        """
        self._screen = screen
        self._service = service
        self._find_list = find_list
        self._tell = tell
        self._shown = shown
        self._next_page: PageToken | None = None
        self._is_remembered = False
        self._part: _Part | None = None

    @property
    def heading(self) -> str:
        """What stands above the list: whose it is, and of what it is a part."""
        if self._part is None:
            return self._service.name
        return f"{self._part.text} · {len(self._part.ids)} · {self._service.name}"

    @property
    def has_more(self) -> bool:
        """Whether there are posts beyond those that are listed."""
        return self._next_page is not None

    async def read_first(self) -> Page[PostSummary]:
        """Return the first posts, from the last time where that is quicker.

        Raises:
            StorageError: The blog can't be read.
        """
        remembered = await self._service.find_newest()
        self._is_remembered = remembered is not None
        return remembered or await self._service.list_posts()

    def begin(self, page: Page[PostSummary]) -> None:
        """Take over where the first page ends; nothing is shown."""
        self._next_page = page.next

    def show_first(self, page: Page[PostSummary]) -> None:
        """Show the first posts; those from the last time are checked behind it."""
        self._find_list().show_posts(page.rows)
        if self._is_remembered:
            self._screen.set_timer(_CHECK_S, lambda: self._work(self._check()))

    async def show_again(self) -> None:
        """List the posts anew, as far as they were listed before.

        Raises:
            StorageError: The blog can't be read; the list stays as it is.
        """
        wanted = len(self._find_list().posts)
        await self._show_at_least(wanted)

    async def _show_at_least(self, wanted: int) -> None:
        page = await self._read_page(None)
        rows = list(page.rows)
        while page.next is not None and len(rows) < wanted:
            page = await self._read_page(page.next)
            rows += page.rows
        self._next_page = page.next
        if tuple(rows) != self._find_list().posts:
            self._find_list().show_posts(tuple(rows))
        self._shown()

    def load_more(self, then: Then) -> bool:
        """List more posts, then go on; say whether there are more."""
        token, self._next_page = self._next_page, None
        if token is not None:
            self._work(self._load_page(token, then))
        return token is not None

    def count_again(self, then: Then) -> None:
        """Show how many comments there are now, where that costs no network; then go on."""
        counts = (post.comment_count for post in self._find_list().posts)
        if self._service.is_mirror or any(count is not None for count in counts):
            self._screen.run_worker(self._count(then), group="count", exclusive=True)

    def show_found(self, text: str, find_posts: FindPosts) -> None:
        """List only the posts that a search finds, until `end_part`.

        Args:
            text: What is looked for.
            find_posts: Looks for it; called in a thread.
        """
        self._work(self._show_found(text, find_posts))

    def end_part(self) -> bool:
        """List all posts again, where the list has the focus; say whether that is another sight."""
        part = self._part
        if part is None or not self._find_list().has_focus:
            return False
        self._part = None
        self._work(self._show_all(part.listed_before))
        return True

    async def _show_found(self, text: str, find_posts: FindPosts) -> None:
        try:
            ids = await asyncio.to_thread(find_posts, text, self._service.key, _MOST_FOUND)
        except TuiBlogError as error:
            self._tell(Notice(str(error), Tone.ERROR))
            return
        if not ids:
            self._tell(Notice(f"Nothing of {self._service.name} is found by {text}", Tone.WARNING))
            return
        before = self._part
        listed = len(self._find_list().posts) if before is None else before.listed_before
        self._part = _Part(text, ids, listed)
        try:
            await self._show_at_least(1)
        except StorageError as error:
            self._part = before
            self._tell(Notice(explain(error).text, Tone.ERROR))

    async def _show_all(self, wanted: int) -> None:
        try:
            await self._show_at_least(wanted)
        except StorageError as error:
            self._tell(Notice(explain(error).text, Tone.ERROR))

    async def _read_page(self, after: PageToken | None) -> Page[PostSummary]:
        if self._part is None:
            return await self._service.list_posts(after=after)
        ids, start = self._part.ids, int(after or 0)
        query = PostQuery(ids=frozenset(ids[start : start + _CHUNK]))
        rows = (await self._service.list_posts(query=query)).rows
        end = start + _CHUNK
        following = PageToken(str(end)) if end < len(ids) else None
        return Page(rows=rows, next=following, total=len(ids))

    def _work(self, work: Coroutine[None, None, None]) -> None:
        self._screen.run_worker(work, group="list", exclusive=True)

    async def _check(self) -> None:
        """Look behind what is shown whether the list from the last time is true still."""
        try:
            await self.show_again()
        except StorageError as error:
            self._tell(Notice(explain(error).text, Tone.ERROR))

    async def _load_page(self, token: PageToken, then: Then) -> None:
        try:
            page = await self._read_page(token)
        except StorageError as error:
            self._next_page = token
            self._tell(Notice(explain(error).text, Tone.ERROR))
            return
        self._next_page = page.next
        self._find_list().show_posts((*self._find_list().posts, *page.rows))
        then()

    async def _count(self, then: Then) -> None:
        with suppress(StorageError):
            await self.show_again()
            then()
