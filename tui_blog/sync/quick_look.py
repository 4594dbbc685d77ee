"""Whether a blog has anything new, with three requests at most, and without writing.

Two of them tell of changed posts, the latest comments, and how many there are. What WordPress does
not tell, edits and swaps among older comments, is looked for with the third: in the threads that
somebody follows, one part of them in turn (`tui_blog.sync.turns`).
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from tui_blog.model.comment import Comment
from tui_blog.model.errors import BadResponseError, ForbiddenError, NotFoundError
from tui_blog.model.ids import PostId
from tui_blog.storage.adapter import CopiedSource, Delta, KnownComment
from tui_blog.storage.archive.mirror_files import MirrorFiles, by_post
from tui_blog.sync.mirror_state import MirrorState
from tui_blog.sync.rereading import Rereading
from tui_blog.sync.turns import Part, TurnCounter, Turns, plan_turns

_NEVER = datetime.min.replace(tzinfo=UTC)
_Place = tuple[datetime, int, str]


class QuickLook:
    """Looks at a blog for what its copy does not have.

    Args:
        remote: The blog.
        files: Those of the copy.
        rereading: Chooses threads.
        counter: Remembers whose turn it is.
    """

    def __init__(
        self,
        remote: CopiedSource,
        files: MirrorFiles,
        rereading: Rereading,
        counter: TurnCounter,
    ) -> None:
        self._remote = remote
        self._files = files
        self._rereading = rereading
        self._counter = counter
        self._read_before: Collection[PostId] = ()

    async def finds_nothing(
        self,
        delta: Delta,
        state: MirrorState,
        *,
        reading: Collection[PostId],
        recent: Sequence[PostId],
    ) -> bool:
        """Say whether the copy is as the blog is, as far as one can tell.

        Args:
            delta: What the blog told since the last pull.
            state: What is known of it.
            reading: Posts on the screen, whose threads are looked at first.
            recent: Others whose threads are looked at.

        Raises:
            StorageError: As the blog's answers mean.
        """
        if await asyncio.to_thread(self._tells_news, delta, state):
            return False
        since = delta.complete_after or _NEVER
        survey = await asyncio.to_thread(self._files.survey)
        chosen = await self._rereading.choose([one for one in recent if one not in reading])
        followed = [*reading, *(one for one in recent if one in chosen)]
        known = await asyncio.to_thread(self._files.list_followed, followed, since)
        sizes = {post_id: len(known[post_id]) for post_id in followed if post_id in known}
        turns = plan_turns(sizes, reading=reading, held=survey.held)
        if not turns:
            # There is a request to spare for whether we are still who we were.
            before = self._remote.capabilities
            await self._remote.open()
            return self._remote.capabilities == before
        turn = turns.choose(self._take_turn(turns, reading))
        if isinstance(turn, Part):
            expected = [one for post_id in turn.posts for one in known[post_id]]
            return await self._is_same_part(turn, expected, since)
        return await self._is_held_still(turn)

    def _tells_news(self, delta: Delta, state: MirrorState) -> bool:
        files = self._files
        if not delta.complete or delta.cursor != state.cursor:
            return True
        if files.list_differing(delta.posts, by_post(delta.comments)):
            return True
        if delta.removed_posts or delta.removed_comments or files.list_gone(delta):
            return True
        posts, comments = delta.post_total, delta.comment_total
        if posts is not None and posts - len(files.post_ids) != state.hidden_posts:
            return True
        return comments is not None and comments - files.survey().listed != state.hidden_comments

    def _take_turn(self, turns: Turns, reading: Collection[PostId]) -> int:
        number = self._counter.number
        if set(reading) != set(self._read_before):
            number += number % 2  # a thread that has come to the screen is the first
        self._read_before = tuple(reading)
        if len(turns) > 1:
            self._counter.go_on(number + 1)
        return number

    async def _is_same_part(
        self, part: Part, expected: Sequence[KnownComment], until: datetime
    ) -> bool:
        try:
            page = await self._remote.list_part(part.posts, offset=part.offset, until=until)
        except (NotFoundError, ForbiddenError, BadResponseError):
            return False  # one of them can't be read any more: each is looked at by itself
        rows = page.rows
        if await asyncio.to_thread(self._files.list_differing, (), by_post(rows)):
            return False
        if part.is_last and page.next is not None:
            return False
        if part.offset and not rows:
            return False
        low = _place(rows[0]) if part.offset else None
        high = None if page.next is None else _place(rows[-1])
        there = {one.id for one in rows}
        return not any(
            one.id not in there
            and (low is None or _known_place(one) >= low)
            and (high is None or _known_place(one) <= high)
            for one in expected
        )

    async def _is_held_still(self, comment: Comment) -> bool:
        try:
            now = await self._remote.get_comment(comment.id)
        except NotFoundError:
            return False
        except ForbiddenError:
            return True  # it is there, and not shown: as far as anybody tells it waits
        threads = {comment.post_id: [replace(now, post_id=comment.post_id)]}
        return not await asyncio.to_thread(self._files.list_differing, (), threads)


def _place(comment: Comment) -> _Place:
    return (comment.created_at or _NEVER, len(comment.id), comment.id)


def _known_place(comment: KnownComment) -> _Place:
    return (comment.created_at, len(comment.id), comment.id)
