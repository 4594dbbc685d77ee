"""What changed on a WordPress blog since the last time, as far as WordPress can tell."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tui_blog.model.errors import BadResponseError
from tui_blog.model.ids import Cursor
from tui_blog.storage.adapter import Delta
from tui_blog.storage.wordpress import payloads
from tui_blog.storage.wordpress.api import RestApi
from tui_blog.storage.wordpress.payloads import Account
from tui_blog.storage.wordpress.reading import everything_visible, next_token

_OVERLAP = timedelta(seconds=30)
"""How much a later pull looks back: dates are whole seconds, and clocks differ."""
_POSTS_PER_PAGE = "20"
"""Bodies can be long, and an answer has a largest size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """How far a pull came."""

    stage: str = "posts"
    page: int = 1
    since: str = ""
    """Only what is newer; empty for everything."""
    started: str = ""
    """When this pull began, by the server's clock; where the next one goes on."""


class BlogPuller:
    """Brings changes page by page: posts first, then comments.

    What WordPress can't tell is not in it: deletions, and comments that were edited or approved
    after they were written.

    Args:
        api: The blog's API.
        account: Who we are there; `None` for nobody.
        clock: The time now, aware; for servers that do not tell theirs.
    """

    def __init__(
        self, api: RestApi, account: Account | None, *, clock: Callable[[], datetime]
    ) -> None:
        self._api = api
        self._account = account
        self._clock = clock

    async def changes_since(self, cursor: Cursor | None) -> Delta:
        """Bring the next page of changes; see `StorageAdapter.changes_since`."""
        place = _Place() if cursor is None else _read_cursor(cursor)
        if place.stage == "posts":
            return await self._pull_posts(place)
        return await self._pull_comments(place)

    async def _pull_posts(self, place: _Place) -> Delta:
        wanted = {"orderby": "id"}
        if place.since:
            wanted = {"orderby": "modified", "modified_after": place.since}
        listing = await self._api.list_page(
            "wp/v2/posts",
            place.page,
            order="asc",
            per_page=_POSTS_PER_PAGE,
            _fields=payloads.POST_FIELDS_FULL,
            _embed="author,wp:term",
            **wanted,
        )
        # The server's clock, not the newest date seen: anybody may date a comment as they like.
        started = place.started or _stamp(listing.served_at or self._clock())
        posts = payloads.full_posts_from_json(listing.rows)
        if next_token(listing, place.page, len(posts)) is None:
            following = replace(place, stage="comments", page=1, started=started)
        else:
            following = replace(place, page=place.page + 1, started=started)
        return Delta(posts=posts, cursor=_write_cursor(following), complete=False)

    async def _pull_comments(self, place: _Place) -> Delta:
        wanted = {"after": place.since} if place.since else {}
        listing = await self._api.list_page(
            "wp/v2/comments",
            place.page,
            orderby="date_gmt",
            order="asc",
            _fields=payloads.COMMENT_FIELDS,
            **wanted,
            **everything_visible(self._account),
        )
        own_id = None if self._account is None else self._account.id
        comments = payloads.comments_from_json(listing.rows, own_id)
        complete = next_token(listing, place.page, len(comments)) is None
        following = replace(place, page=place.page + 1)
        if complete:
            following = _Place(since=place.started)
        return Delta(comments=comments, cursor=_write_cursor(following), complete=complete)


def _stamp(moment: datetime) -> str:
    return (moment.astimezone(UTC) - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_cursor(cursor: Cursor) -> _Place:
    try:
        stage, page, since, started = json.loads(cursor)
        return _Place(stage=str(stage), page=int(page), since=str(since), started=str(started))
    except (ValueError, TypeError) as error:
        raise BadResponseError("The place where the last pull ended can't be read.") from error


def _write_cursor(place: _Place) -> Cursor:
    return Cursor(json.dumps([place.stage, place.page, place.since, place.started]))
