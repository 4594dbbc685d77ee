"""Threads of a copy that are read again whole: blogs do not tell all that changed in them."""

import asyncio
from collections.abc import Iterable, Sequence

from tui_blog.model.comment import Comment
from tui_blog.model.errors import BadResponseError, ForbiddenError, NotFoundError
from tui_blog.model.ids import PageToken, PostId
from tui_blog.storage.adapter import CopiedSource
from tui_blog.storage.archive.mirror_files import MirrorFiles

_MAX_PAGES = 10_000
_AT_ONCE = 100
"""Threads that are asked for together."""
_MOST = 1_000
"""Comments in threads that are chosen to be read again: ten requests."""


class Rereading:
    """Reads threads of a blog again and puts them into the files of its copy.

    Args:
        remote: The blog.
        files: Those of the copy.
    """

    def __init__(self, remote: CopiedSource, files: MirrorFiles) -> None:
        self._remote = remote
        self._files = files

    async def choose(self, recent: Sequence[PostId]) -> frozenset[PostId]:
        """Choose from posts those whose threads are short enough together.

        Args:
            recent: The first ones are chosen first.
        """
        return await asyncio.to_thread(self._choose, recent)

    async def read_again(self, post_ids: Iterable[PostId]) -> frozenset[PostId]:
        """Read threads; what is not in them any more becomes a tombstone.

        Args:
            post_ids: Those that are not in the copy are left out. What can't be read stays as it
                is: what is here is better than nothing.

        Returns:
            The posts whose comments changed here.
        """
        due = sorted(set(post_ids) & set(self._files.post_ids))
        changed: frozenset[PostId] = frozenset()
        for start in range(0, len(due), _AT_ONCE):
            changed |= await self._read_together(due[start : start + _AT_ONCE])
        return changed

    def _choose(self, recent: Sequence[PostId]) -> frozenset[PostId]:
        chosen, room = set(), _MOST
        for post_id in recent:
            size = self._files.count_copied(post_id)
            if size <= room:
                chosen.add(post_id)
                room -= size
        return frozenset(chosen)

    async def _read_together(self, post_ids: Sequence[PostId]) -> frozenset[PostId]:
        threads: dict[PostId, list[Comment]] = {}
        try:
            for comment in await self._remote.list_threads(post_ids):
                threads.setdefault(comment.post_id, []).append(comment)
        except (NotFoundError, ForbiddenError, BadResponseError):
            alone = list(post_ids)
        else:
            # Where there were comments and are none, the post itself may be gone.
            empty = [post_id for post_id in post_ids if post_id not in threads]
            alone = await asyncio.to_thread(self._list_copied, empty)
        changed = await self._put(threads)
        for post_id in alone:
            changed |= await self._read_alone(post_id)
        return changed

    def _list_copied(self, post_ids: Iterable[PostId]) -> list[PostId]:
        return [post_id for post_id in post_ids if self._files.count_copied(post_id)]

    async def _read_alone(self, post_id: PostId) -> frozenset[PostId]:
        comments: list[Comment] = []
        token: PageToken | None = None
        try:
            for _ in range(_MAX_PAGES):
                page = await self._remote.list_comments(post_id, after=token)
                comments += page.rows
                token = page.next
                if token is None:
                    break
            else:
                return frozenset()  # it goes in circles: nothing can be said of what is missing
        except (NotFoundError, ForbiddenError, BadResponseError):
            return frozenset()
        return await self._put({post_id: comments})

    async def _put(self, threads: dict[PostId, list[Comment]]) -> frozenset[PostId]:
        return await asyncio.to_thread(self._files.put, (), threads, whole_threads=threads.keys())
