"""What a blog does not tell by itself is found and fetched, behind what it told."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from tui_blog.model.comment import Comment
from tui_blog.model.errors import ForbiddenError, NotFoundError
from tui_blog.model.ids import PostId
from tui_blog.storage.adapter import CopiedSource, Delta
from tui_blog.storage.archive.mirror_files import MirrorFiles
from tui_blog.sync.mirror_state import MirrorState
from tui_blog.sync.rereading import Rereading

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_MOST_NOTED = 2_000
"""Threads that are noted to be read again: the manifest has a largest size."""
_FEW = 1_000
"""Comments of a blog that are all read again when there is anything new: ten requests."""


class Settling:
    """Compares a copy with its blog, and reads again where they may differ.

    Args:
        remote: The blog.
        files: Those of the copy.
        rereading: Reads threads again.
        known: Returns what is known of the blog now.
        keep: Keeps that, durably.
    """

    def __init__(
        self,
        remote: CopiedSource,
        files: MirrorFiles,
        rereading: Rereading,
        *,
        known: Callable[[], MirrorState],
        keep: Callable[[MirrorState], Awaitable[None]],
    ) -> None:
        self._remote = remote
        self._files = files
        self._rereading = rereading
        self._known = known
        self._keep = keep

    async def settle(
        self,
        delta: Delta,
        news: Collection[PostId],
        *,
        left: Collection[PostId],
        again: Collection[PostId],
    ) -> frozenset[PostId]:
        """Find and fetch what the blog does not tell by itself.

        Args:
            delta: What it told last.
            news: The posts that changed by it.
            left: Posts whose threads an earlier pull did not come to.
            again: Others that are read again.
        """
        changed: set[PostId] = set()
        state = self._known()
        survey = await asyncio.to_thread(self._files.survey)
        for comment in survey.held:
            changed |= await self._follow(comment)
        here = len(self._files.post_ids)
        if delta.post_total is not None and delta.post_total - here != state.hidden_posts:
            changed |= await self._compare_posts()
            here = len(self._files.post_ids)
            state = replace(state, hidden_posts=delta.post_total - here)
        threads = {*left, *again}
        total = delta.comment_total
        is_same = total is None or total - survey.listed == state.hidden_comments
        told_since = delta.complete_after or _LONG_AGO
        is_news = bool(news or left or not is_same)
        is_all_read = is_news and survey.listed <= _FEW and told_since > _LONG_AGO
        if not is_same or is_all_read:
            known = await asyncio.to_thread(self._files.list_known)
            threads |= (await self._remote.compare_comments(known)).threads
        # Where there is something new there may be more, in older comments, that is not told.
        touched = self._files.post_ids if is_all_read else news
        threads |= await asyncio.to_thread(self._files.list_older, touched, told_since)
        if is_news:
            state = replace(state, unsettled=frozenset(sorted(threads)[:_MOST_NOTED]))
            await self._keep(state)
        changed |= await self._rereading.read_again(threads)
        if total is not None and not is_same:
            survey = await asyncio.to_thread(self._files.survey)
            state = replace(state, hidden_comments=total - survey.listed)
        await self._keep(replace(state, is_whole=True, unsettled=frozenset()))
        return frozenset(changed)

    async def _compare_posts(self) -> set[PostId]:
        known = list(self._files.post_ids)
        differences = await self._remote.compare_posts(known)
        changed = set(await asyncio.to_thread(self._files.mark_gone, differences.removed_posts))
        for post_id in sorted(differences.posts):
            with suppress(NotFoundError, ForbiddenError):
                post = await self._remote.get_post(post_id)
                changed |= await asyncio.to_thread(self._files.put, [post], {})
                changed |= await self._rereading.read_again([post_id])
        return changed

    async def _follow(self, comment: Comment) -> frozenset[PostId]:
        """See what became of an own comment that a moderator held back."""
        try:
            now = await self._remote.get_comment(comment.id)
        except NotFoundError:
            return await asyncio.to_thread(self._files.bury, [comment])
        except ForbiddenError:
            return frozenset()  # it is there, and not shown: as far as anybody tells it waits
        return await asyncio.to_thread(self._files.put, (), {comment.post_id: [now]})
