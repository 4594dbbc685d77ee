"""Finding what a copy of a WordPress blog lacks, with few requests.

WordPress does not tell of deletions, nor of comments that were approved late or dated back; but it
counts, and a list of numbers alone is cheap. Counting can be misled, as one comment more and one
less look the same, so all are listed unless there are very many: then, where the number of comments
between two dates is not that of the copy, the stretch is halved until it is short enough.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from tui_blog.model.ids import CommentId, PostId
from tui_blog.storage.adapter import Differences, KnownComment
from tui_blog.storage.wordpress import payloads
from tui_blog.storage.wordpress.api import RestApi
from tui_blog.storage.wordpress.payloads import Account
from tui_blog.storage.wordpress.reading import everything_visible, next_token

_SECOND = timedelta(seconds=1)
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, tzinfo=UTC)
_FEW = 100
_VERY_MANY = 20_000
_MAX_PAGES = 10_000


class BlogComparer:
    """Compares a copy with the blog.

    Args:
        api: The blog's API.
        account: Who we are there; `None` for nobody.
    """

    def __init__(self, api: RestApi, account: Account | None) -> None:
        self._api = api
        self._account = account

    async def compare_posts(self, known: Collection[PostId]) -> Differences:
        """List the ids of all posts; see `CopiedSource.compare_posts`."""
        there: set[PostId] = set()
        for page in range(1, _MAX_PAGES):
            listing = await self._api.list_page(
                "wp/v2/posts", page, orderby="date", order="desc", _fields="id"
            )
            rows = payloads.links_from_json(listing.rows)
            there.update(post_id for post_id, _ in rows)
            if next_token(listing, page, len(rows)) is None:
                break
        here = set(known)
        return Differences(posts=frozenset(there - here), removed_posts=frozenset(here - there))

    async def compare_comments(self, known: Sequence[KnownComment]) -> Differences:
        """List all, or count and halve; see `CopiedSource.compare_comments`."""
        if len(known) <= _VERY_MANY:
            here = {comment.id: comment.post_id for comment in known}
            return Differences(threads=frozenset(await self._differing(_FIRST, _LAST, here)))
        return Differences(threads=frozenset(await self._halve(known)))

    async def _halve(self, known: Sequence[KnownComment]) -> set[PostId]:
        moments = [comment.created_at for comment in known]
        threads: set[PostId] = set()
        stretches = [(_FIRST, _LAST)]
        while stretches:
            start, end = stretches.pop()
            first, last = bisect_left(moments, start), bisect_left(moments, end)
            here = {comment.id: comment.post_id for comment in known[first:last]}
            if await self._count(start, end) == len(here):
                continue
            middle = moments[(first + last) // 2] if here else end
            if len(here) <= _FEW or not start < middle < end:
                threads |= await self._differing(start, end, here)
            else:
                stretches += [(start, middle), (middle, end)]
        return threads

    async def _differing(
        self, start: datetime, end: datetime, here: dict[CommentId, PostId]
    ) -> set[PostId]:
        there: dict[CommentId, PostId] = {}
        for page in range(1, _MAX_PAGES):
            listing = await self._api.list_page(
                "wp/v2/comments",
                page,
                order="asc",
                _fields="id,post,type",
                **self._between(start, end),
            )
            comments = payloads.comments_from_json(listing.rows, None)
            there.update((comment.id, comment.post_id) for comment in comments)
            if next_token(listing, page, len(comments)) is None:
                break
        differing = here.keys() ^ there.keys()
        return {(here.get(one) or there[one]) for one in differing}

    async def _count(self, start: datetime, end: datetime) -> int:
        listing = await self._api.list_page(
            "wp/v2/comments", 1, per_page="1", _fields="id", **self._between(start, end)
        )
        return listing.total or 0

    def _between(self, start: datetime, end: datetime) -> dict[str, str]:
        """Ask for what is dated from a second on, and before another one."""
        wanted = everything_visible(self._account)
        if start > _FIRST:
            wanted["after"] = _stamp(start - _SECOND)
        if end < _LAST:
            wanted["before"] = _stamp(end)
        return wanted


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
