"""What changed on a WordPress blog since the last time, as far as WordPress can tell.

The first pull goes through all posts, the newest first, some at a time with all their comments.
Later ones ask for the posts changed last and the comments dated last, one request each: their
totals tell whether there is more to find out (`tui_blog.storage.wordpress.comparing`).
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from typing import NamedTuple

from tui_blog.model.comment import Comment
from tui_blog.model.errors import BadResponseError
from tui_blog.model.ids import Cursor, PageToken, PostId
from tui_blog.model.post import Post
from tui_blog.storage.adapter import Delta, Page
from tui_blog.storage.wordpress import payloads
from tui_blog.storage.wordpress.api import ROWS_PER_PAGE, Listing, RestApi
from tui_blog.storage.wordpress.payloads import Account
from tui_blog.storage.wordpress.reading import everything_visible, next_token

_OVERLAP = timedelta(seconds=30)
"""How much a later pull looks back: dates are whole seconds, and clocks differ."""
_SECOND = timedelta(seconds=1)
_POSTS_PER_PAGE = 20
"""Bodies can be long, and an answer has a largest size."""
_AHEAD = 2
"""Batches that are fetched while one is written."""
_AT_ONCE = 4
"""Requests asked for at a time. The client has two connections, as small hosts have no more to
give; the others take the place of one that is answered before its answer is read."""
_TRIES = 3
"""How often threads are read that change meanwhile."""
_FIRST = datetime.min.replace(tzinfo=UTC)
_Places = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """How far a pull came."""

    page: int = 1
    """Of all posts, in the first pull; 0 once that is done."""
    since: str = ""
    """The latest date known, of the server's past; where the next pull goes on."""
    seen: _Places = ()
    """Posts changed around then, with the date of their change: they are known."""
    is_begun: bool = False
    """The posts of the first page are known already, without their comments."""


class _Page(NamedTuple):
    """One page of the comments of some posts."""

    rows: tuple[Comment, ...]
    total: int | None


class _Latest(NamedTuple):
    """The comments dated last."""

    rows: tuple[Comment, ...]
    complete_after: datetime
    dates: list[str]
    """When those were written that are not older than the last pull."""
    total: int | None


class BlogPuller:
    """Brings changes, some at a time, and fetches ahead meanwhile.

    Args:
        api: The blog's API.
        account: Who we are there; `None` for nobody.
        clock: The time now, aware; for servers that do not tell theirs.
        give_way: See `CopiedSource.give_way`.
    """

    def __init__(
        self,
        api: RestApi,
        account: Account | None,
        *,
        clock: Callable[[], datetime],
        give_way: Callable[[], Awaitable[object]],
    ) -> None:
        self._api = api
        self._account = account
        self._clock = clock
        self._give_way = give_way
        self._connections = asyncio.Semaphore(_AT_ONCE)
        self._ahead: dict[_Place, asyncio.Task[Delta]] = {}

    async def changes_since(self, cursor: Cursor | None) -> Delta:
        """Bring the next changes; see `StorageAdapter.changes_since`."""
        place = _Place() if cursor is None else _read_cursor(cursor)
        if place.page == 0:
            return await self._pull_latest(place)
        ahead = self._ahead.pop(place, None)
        if ahead is None:
            await self.pause()
            delta = await (self._pull_all(place) if place.is_begun else self._begin())
        else:
            delta = await ahead
        if not delta.complete:
            following = _read_cursor(delta.cursor)
            for page in range(following.page, following.page + _AHEAD):
                due = replace(following, page=page)
                if due not in self._ahead:
                    self._ahead[due] = asyncio.create_task(self._pull_all(due))
        return delta

    async def list_threads(self, post_ids: Sequence[PostId]) -> tuple[Comment, ...]:
        """Read all comments of some posts; see `CopiedSource.list_threads`.

        When a comment went meanwhile, others have moved up unseen: then all is read once more.
        """
        for _ in range(_TRIES):
            pages = await self._pages_on(post_ids)
            if len({page.total for page in pages}) == 1:
                return tuple(chain.from_iterable(page.rows for page in pages))
        raise BadResponseError("The comments changed while they were read.")

    async def list_part(
        self, post_ids: Sequence[PostId], *, offset: int, until: datetime
    ) -> Page[Comment]:
        """Read some of the comments of some posts; see `CopiedSource.list_part`."""
        listing = await self._comments(
            1,
            post=_numbers(post_ids),
            order="asc",
            offset=str(offset),
            before=f"{_stamp(until + _SECOND)}Z",
        )
        rows = self._rows(listing)
        is_end = (
            len(rows) < ROWS_PER_PAGE
            if listing.total is None
            else (offset + len(rows) >= listing.total)
        )
        return Page(rows=rows, next=None if is_end else PageToken("more"), total=listing.total)

    async def pause(self) -> None:
        """Give up what is being fetched ahead."""
        ahead, self._ahead = self._ahead, {}
        for task in ahead.values():
            task.cancel()
        await asyncio.gather(*ahead.values(), return_exceptions=True)

    async def _begin(self) -> Delta:
        """Bring the newest posts alone: there is something to read at once."""
        listing = await self._newest_posts(1)
        since = _stamp(listing.served_at or self._clock())
        return Delta(
            posts=payloads.full_posts_from_json(listing.rows),
            cursor=_write_cursor(_Place(since=since, is_begun=True)),
            complete=False,
            post_total=listing.total,
        )

    async def _pull_all(self, place: _Place) -> Delta:
        listing = await self._newest_posts(place.page)
        posts = payloads.full_posts_from_json(listing.rows)
        comments = await self._comments_on(posts)
        is_last = next_token(listing, place.page, len(posts)) is None
        following = replace(place, page=0 if is_last else place.page + 1)
        return Delta(
            posts=posts,
            comments=comments,
            whole_threads=frozenset(post.id for post in posts),
            cursor=_write_cursor(following),
            complete=is_last,
            post_total=listing.total,
        )

    async def _newest_posts(self, page: int) -> Listing:
        return await self._posts(
            str(_POSTS_PER_PAGE),
            page=page,
            orderby="date",
            order="desc",
            _fields=payloads.POST_FIELDS_FULL,
            _embed="author,wp:term",
        )

    async def _comments_on(self, posts: tuple[Post, ...]) -> tuple[Comment, ...]:
        # One post whose comments may not be read would have the whole list refused.
        open_posts = [post.id for post in posts if not post.summary.protected]
        if not open_posts:
            return ()
        return tuple(chain.from_iterable(page.rows for page in await self._pages_on(open_posts)))

    async def _pages_on(self, post_ids: Sequence[PostId]) -> list[_Page]:
        numbers = _numbers(post_ids)
        first = await self._comments(1, post=numbers, order="asc")
        pages = range(2, (first.pages or 1) + 1)
        rest = await asyncio.gather(*(self._asked_comments(page, post=numbers) for page in pages))
        return [_Page(self._rows(first), first.total), *rest]

    async def _asked_comments(self, page: int, *, post: str) -> _Page:
        """Bring a page of comments; each is read by itself, so that keys come in between."""
        listing = await self._comments(page, post=post, order="asc")
        return _Page(self._rows(listing), listing.total)

    async def _pull_latest(self, place: _Place) -> Delta:
        (posts, places, post_total), comments = await asyncio.gather(
            self._changed_posts(place), self._latest_comments(place)
        )
        since = max([place.since, *comments.dates, *(changed for _, changed in places)])
        seen = tuple(one for one in places if one[1] >= _earlier(since))
        return Delta(
            posts=posts,
            comments=comments.rows,
            complete_after=comments.complete_after,
            cursor=_write_cursor(replace(place, since=since, seen=seen)),
            complete=True,
            post_total=post_total,
            comment_total=comments.total,
        )

    async def _changed_posts(self, place: _Place) -> tuple[tuple[Post, ...], _Places, int | None]:
        """Bring posts that changed; the latest of all with their dates; how many there are."""
        threshold = _earlier(place.since)
        latest: list[tuple[str, str]] = []
        page, total, now = 1, None, ""
        while True:
            listing = await self._posts(
                "100", page=page, orderby="modified", order="desc", _fields="id,modified_gmt"
            )
            total = listing.total
            now = now or _stamp(listing.served_at or self._clock())
            rows = payloads.changes_from_json(listing.rows)
            latest += [row for row in rows if row[1] >= threshold]
            if not rows or rows[-1][1] < threshold or next_token(listing, page, 1) is None:
                break
            page += 1
        due = [number for number, changed in latest if (number, changed) not in place.seen]
        posts: list[Post] = []
        for start in range(0, len(due), _POSTS_PER_PAGE):
            listing = await self._posts(
                str(_POSTS_PER_PAGE),
                page=1,
                include=",".join(due[start : start + _POSTS_PER_PAGE]),
                _fields=payloads.POST_FIELDS_FULL,
                _embed="author,wp:term",
            )
            posts += payloads.full_posts_from_json(listing.rows)
        return tuple(posts), tuple(one for one in latest if one[1] <= now), total

    async def _latest_comments(self, place: _Place) -> _Latest:
        """Bring the comments dated last, back to the last pull, and a page at least."""
        threshold = _earlier(place.since)
        found: list[Comment] = []
        total, now = None, ""
        complete_after = _FIRST
        for page in count(1):
            listing = await self._comments(page, order="desc")
            total = listing.total if page == 1 else total
            now = now or _stamp(listing.served_at or self._clock())
            rows = self._rows(listing)
            found += rows
            if next_token(listing, page, len(rows)) is None:
                break
            if rows and _date(rows[-1]) < threshold:
                complete_after = rows[-1].created_at or _FIRST
                break
        # Anybody may date a comment as they like: only the server's past counts.
        dates = [date for date in map(_date, found) if threshold <= date <= now]
        return _Latest(tuple(found), complete_after, dates, total)

    async def _posts(self, per_page: str, *, page: int, **wanted: str) -> Listing:
        async with self._connections:
            await self._give_way()
            return await self._api.list_page("wp/v2/posts", page, per_page=per_page, **wanted)

    async def _comments(self, page: int, **wanted: str) -> Listing:
        async with self._connections:
            await self._give_way()
            return await self._api.list_page(
                "wp/v2/comments",
                page,
                orderby="date_gmt",
                _fields=payloads.COMMENT_FIELDS,
                **wanted,
                **everything_visible(self._account),
            )

    def _rows(self, listing: Listing) -> tuple[Comment, ...]:
        own_id = None if self._account is None else self._account.id
        return payloads.comments_from_json(listing.rows, own_id)


def _numbers(post_ids: Sequence[PostId]) -> str:
    return ",".join(str(payloads.number_of(post_id)) for post_id in post_ids)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _earlier(stamp: str) -> str:
    return _stamp(datetime.fromisoformat(stamp).replace(tzinfo=UTC) - _OVERLAP)


def _date(comment: Comment) -> str:
    return "" if comment.created_at is None else _stamp(comment.created_at)


def _read_cursor(cursor: Cursor) -> _Place:
    try:
        page, since, seen = json.loads(cursor)
        datetime.fromisoformat(since)
        places = tuple((str(number), str(changed)) for number, changed in seen)
        return _Place(page=int(page), since=since, seen=places, is_begun=True)
    except (ValueError, TypeError) as error:
        raise BadResponseError("The place where the last pull ended can't be read.") from error


def _write_cursor(place: _Place) -> Cursor:
    return Cursor(json.dumps([place.page, place.since, place.seen]))
