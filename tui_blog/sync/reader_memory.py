"""What is remembered of one blog, for who must not wait for a disk."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Body
from tui_blog.storage.adapter import Forgotten
from tui_blog.sync.journal import Act, Mark, Part, State
from tui_blog.sync.reading import Place, PostMemory, ReadingFile, Tally

_P = ParamSpec("_P")
_T = TypeVar("_T")


class ReaderMemory:
    """Reads and writes a `ReadingFile` in one thread of its own, in the order it was asked to.

    What only writes returns at once. It is on disk when `flush` or `close` returns.
    """

    def __init__(self, path: Path, *, key: str, clock: Callable[[], datetime]) -> None:
        """Name the file; no thread is started and nothing opened before it is needed.

        Args:
            path: See `ReadingFile`.
            key: Names the blog.
            clock: The time of now.
        """
        self._file = ReadingFile(path, clock=clock)
        self._key = key
        self._thread: ThreadPoolExecutor | None = None
        self._problems_taken = 0
        self.acts = 0
        """How often something was done, undone or done again from here; not what just passed."""

    def take_problems(self) -> tuple[str, ...]:
        """Return a sentence for each thing that went wrong since this was asked last."""
        problems = self._file.problems[self._problems_taken :]
        self._problems_taken += len(problems)
        return problems

    async def load_tallies(self) -> dict[PostId, Tally]:
        """See `ReadingFile.load_tallies`."""
        return await self._ask(self._file.load_tallies, self._key)

    async def load_post(self, post: PostId) -> PostMemory:
        """See `ReadingFile.load_post`."""
        return await self._ask(self._file.load_post, self._key, post)

    async def load_states(self, part: Part) -> dict[tuple[PostId, CommentId], str]:
        """See `ReadingFile.load_states`."""
        return await self._ask(self._file.load_states, self._key, part)

    async def list_tags(self) -> list[str]:
        """See `ReadingFile.list_tags`."""
        return await self._ask(self._file.list_tags)

    async def find_earlier(self, post: PostId, comment: CommentId) -> Body | None:
        """See `ReadingFile.find_earlier`."""
        return await self._ask(self._file.find_earlier, self._key, post, comment)

    async def find_view(self) -> str | None:
        """See `ReadingFile.find_view`."""
        return await self._ask(self._file.find_view, self._key)

    async def find_last_place(self) -> Place | None:
        """See `ReadingFile.find_last_place`."""
        return await self._ask(self._file.find_last_place, self._key)

    async def list_recent(self, *, most: int) -> list[PostId]:
        """See `ReadingFile.list_recent`."""
        return await self._ask(lambda: self._file.list_recent(self._key, most=most))

    async def undo(self) -> Act | None:
        """See `ReadingFile.undo`."""
        self.acts += 1
        return await self._ask(self._file.undo, self._key)

    async def redo(self) -> Act | None:
        """See `ReadingFile.redo`."""
        self.acts += 1
        return await self._ask(self._file.redo, self._key)

    def do(
        self, post: PostId, part: Part, marks: Iterable[State], *, label: str, passing: bool = False
    ) -> None:
        """See `ReadingFile.do`; the marks are gone through in the other thread."""
        self.acts += not passing
        self._pool().submit(
            self._file.do, self._key, post, part, marks, label=label, passing=passing
        )

    def note_seen(self, post: PostId, marks: Iterable[Mark]) -> None:
        """See `ReadingFile.note_seen`."""
        self._pool().submit(self._file.note_seen, self._key, post, marks)

    def forget_gone(self, post: PostId, comments: Iterable[CommentId]) -> None:
        """See `ReadingFile.forget_gone`."""
        self._pool().submit(self._file.forget_gone, self._key, post, comments)

    async def forget_texts(self, comments: Sequence[Comment]) -> None:
        """See `ReadingFile.forget_texts`."""
        await self._ask(self._file.forget_texts, self._key, comments)

    async def note_forgotten(self, forgotten: Forgotten) -> None:
        """See `ReadingFile.note_forgotten`."""
        await self._ask(self._file.note_forgotten, self._key, forgotten)

    def note_unfolded(self, post: PostId, comments: Iterable[CommentId]) -> None:
        """See `ReadingFile.note_unfolded`."""
        self._pool().submit(self._file.note_unfolded, self._key, post, comments)

    def note_whole(self, post: PostId) -> None:
        """See `ReadingFile.note_whole`."""
        self._pool().submit(self._file.note_whole, self._key, post)

    def save_place(self, place: Place) -> None:
        """See `ReadingFile.save_place`."""
        self._pool().submit(self._file.save_place, self._key, place)

    def save_beside(self, post: PostId, beside: int) -> None:
        """See `ReadingFile.save_beside`."""
        self._pool().submit(self._file.save_beside, self._key, post, beside)

    def flush(self) -> None:
        """Wait until all is on disk."""
        if self._thread is not None:
            self._thread.submit(int).result()

    def close(self) -> None:
        """Wait until all is on disk, and let go of the file; it is opened again when needed."""
        if self._thread is not None:
            thread, self._thread = self._thread, None
            thread.submit(self._file.close)
            thread.shutdown()

    def _pool(self) -> ThreadPoolExecutor:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="reading")
        return self._thread

    async def _ask(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        return await asyncio.wrap_future(self._pool().submit(work, *args, **kwargs))
