"""WordPress's REST API as calls: addresses, answers, and what its refusals mean."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn
from urllib.parse import urlsplit, urlunsplit

from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    BusyError,
    ForbiddenError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    TransientError,
)
from tui_blog.storage.http import Answer, HttpClient, user_agent
from tui_blog.storage.wordpress import payloads
from tui_blog.storage.wordpress.payloads import ApiProblem

FLOOD_WAIT_S = 15.0
"""Seconds that WordPress wants between two comments of one person; it does not say so itself.

Source: wp-includes/comment.php, ``wp_throttle_comment_flood``.
"""
ROWS_PER_PAGE = 100
"""The most rows that WordPress gives at once."""

_GONE = {
    "rest_post_invalid_id": "There is no such post on this blog (any more).",
    "rest_comment_invalid_id": "There is no such comment on this blog (any more).",
    "rest_comment_invalid_post_id": "There is no such post on this blog (any more).",
    "rest_comment_draft_post": "The post is not published.",
    "rest_comment_trash_post": "The post was thrown away.",
    "rest_already_trashed": "The comment was thrown away already.",
}
_REJECTED = {
    "rest_comment_closed": "Comments on this post are closed.",
    "rest_comment_content_invalid": "The blog takes no empty comments.",
    "comment_content_column_length": "The comment is too long for this blog.",
    "rest_comment_author_data_required": "The blog wants a name and an e-mail address.",
}
_LOGIN = {
    "rest_comment_login_required": "This blog takes comments only from people who are logged in.",
    "rest_not_logged_in": "The blog does not accept this name and password.",
    "incorrect_password": "The blog does not accept this name and password.",
    "invalid_username": "The blog does not accept this name and password.",
    "invalid_email": "The blog does not accept this name and password.",
}
_FORBIDDEN = {
    "rest_cannot_read_post": "The comments of this post can't be read without its password.",
    "rest_cannot_edit": "This account may not edit that comment.",
    "rest_cannot_delete": "This account may not delete that comment.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a list as the API gave it."""

    rows: object
    total: int | None
    pages: int | None
    has_next: bool | None
    """Whether a next page is linked; `None` when the server links nothing at all."""
    served_at: datetime | None = None
    """The server's own time; `None` when it does not say."""


class RestApi:
    """The REST API of one blog.

    Args:
        client: Sends the requests; its credentials go along with all of them.
        root: The API's root, as the blog's own link names it; with or without pretty addresses.
        clock: The time now, aware.
    """

    def __init__(self, client: HttpClient, root: str, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._root = root
        self._clock = clock
        self.may_be_nobody = False
        """An answer did not look as WordPress's do for who is logged in.

        Source: wp-includes/rest-api/class-wp-rest-server.php, ``rest_send_nocache_headers``.
        """

    async def get(self, route: str, **params: str) -> object:
        """Read something.

        Args:
            route: For example ``wp/v2/posts/12``.
            params: The query.

        Raises:
            StorageError: What the answer means; see `tui_blog.model.errors`.
        """
        return self._readable(await self._get(route, params))

    async def list_page(self, route: str, page: int, **params: str) -> Listing:
        """Read one page of a list, the first being 1; at most `ROWS_PER_PAGE` rows.

        Raises:
            StorageError: What the answer means.
        """
        numbers = {"page": str(page), "per_page": str(ROWS_PER_PAGE)}
        answer = await self._get(route, {**numbers, **params})
        await asyncio.sleep(0)  # let the next request leave before this answer is read
        problem = _problem(answer)
        if problem is not None and problem.code == "rest_post_invalid_page_number":
            return Listing(rows=[], total=None, pages=page - 1, has_next=False)
        link = answer.headers.get("link")
        return Listing(
            rows=self._readable(answer),
            total=_number(answer.headers.get("x-wp-total")),
            pages=_number(answer.headers.get("x-wp-totalpages")),
            has_next=None if link is None else 'rel="next"' in link,
            served_at=answer.served_at,
        )

    async def write(
        self,
        route: str,
        fields: Mapping[str, object],
        *,
        mark: str,
        instead_of_post: str = "",
        success: int = 200,
    ) -> object:
        """Send a change, once.

        Args:
            route: For example ``wp/v2/comments``.
            fields: The change.
            mark: The change's id; it is told in the User-Agent, which WordPress keeps.
            instead_of_post: The method that is meant; many hosts let only POST through.
            success: The one status that means it was done.

        Raises:
            OfflineError: Nothing left this machine.
            OutcomeUnknownError: It may have been done.
            StorageError: What the refusal means; nothing was done.
        """
        headers = {"User-Agent": user_agent(mark)}
        if instead_of_post:
            headers["X-HTTP-Method-Override"] = instead_of_post
        answer = await self._client.post(
            address_of(self._root, route), json=fields, headers=headers
        )
        if answer.status != success:
            self._refuse_write(answer)
        try:
            return payloads.read_json(answer.text)
        except BadResponseError as error:
            raise OutcomeUnknownError(
                "The blog's answer can't be read; it may have the comment or not."
            ) from error

    async def _get(self, route: str, params: Mapping[str, str]) -> Answer:
        answer = await self._client.get(address_of(self._root, route), params=params, signed=True)
        is_marked = "no-cache" in answer.headers.get("cache-control", "").lower()
        self.may_be_nobody |= answer.status == 200 and not is_marked
        return answer

    def _readable(self, answer: Answer) -> object:
        if answer.status != 200 or not answer.is_json:
            self._refuse_read(answer)
        return payloads.read_json(answer.text)

    def _refuse_read(self, answer: Answer) -> NoReturn:
        status, problem = answer.status, _problem(answer)
        if status in (429, 503):
            raise self._busy(answer)
        if status >= 500:
            raise TransientError(f"The blog has trouble of its own now (HTTP {status}).")
        if problem is not None:
            if status == 401 and problem.code == "rest_not_logged_in":
                raise AuthError("This blog shows itself only to people who are logged in.")
            raise_known(problem)
        if status == 401 and problem is None:
            raise AuthError("The blog's server wants a name and a password.")
        if status in (401, 403):
            raise ForbiddenError(_sentence("This account may not read that.", problem))
        if status in (404, 410):
            raise NotFoundError("That is not on this blog (any more).")
        if problem is not None:
            raise BadResponseError(_sentence("The blog refused to answer.", problem))
        raise BadResponseError(
            f"The blog's answer is none of WordPress's (HTTP {status}): something between may "
            "have answered in its place."
        )

    def _refuse_write(self, answer: Answer) -> NoReturn:
        status, problem = answer.status, _problem(answer)
        if status == 429 or (problem is not None and problem.code == "comment_flood"):
            raise self._busy(answer)
        if problem is not None and status < 500:
            raise_known(problem)
        if 300 <= status < 400:
            raise RejectedError(
                "The blog sends changes on to another address; open it under that address.",
                code="redirect",
            )
        if status == 413:
            raise RejectedError("The comment is too long for this blog.", code="too-long")
        if status == 401:
            raise AuthError(_sentence("The blog wants a login for this.", problem))
        if status == 403:
            raise ForbiddenError(_sentence("The blog does not allow this.", problem))
        if status in (404, 410):
            raise NotFoundError(_sentence("That is not on this blog (any more).", problem))
        if 400 <= status < 500 and status != 408:
            code = problem.code if problem is not None else str(status)
            raise RejectedError(_sentence("The blog refused this.", problem), code=code)
        raise OutcomeUnknownError(
            f"The blog's answer (HTTP {status}) does not tell whether it has the comment."
        )

    def _busy(self, answer: Answer) -> BusyError:
        wait_s = answer.retry_after_s(self._clock())
        problem = _problem(answer)
        if wait_s is None and problem is not None and problem.code == "comment_flood":
            wait_s = FLOOD_WAIT_S
        if wait_s is None:
            return BusyError("The blog asks to wait a while.")
        return BusyError(f"The blog asks to wait {wait_s:.0f} seconds.", retry_after_s=wait_s)


def address_of(root: str, route: str) -> str:
    """Join the API's root and a route, for pretty and for plain addresses.

    Examples:
        ``https://b.example/wp-json/`` and ``https://b.example/index.php?rest_route=/``.
    """
    parts = urlsplit(root)
    if "rest_route=" in parts.query:
        return urlunsplit(parts._replace(query=f"rest_route=/{route}", fragment=""))
    path = parts.path.rstrip("/") + "/" + route
    return urlunsplit(parts._replace(path=path, query="", fragment=""))


def raise_known(problem: ApiProblem) -> None:
    """Raise what a code of WordPress's means, whatever the HTTP status; nothing if unknown.

    Raises:
        NotFoundError, RejectedError, AuthError, ForbiddenError: As the code says.
    """
    if problem.code in _GONE:
        raise NotFoundError(_GONE[problem.code])
    if problem.code in _REJECTED:
        raise RejectedError(_REJECTED[problem.code], code=problem.code)
    if problem.code in _LOGIN:
        raise AuthError(_LOGIN[problem.code])
    if problem.code in _FORBIDDEN:
        raise ForbiddenError(_FORBIDDEN[problem.code])


def _problem(answer: Answer) -> ApiProblem | None:
    if answer.status < 400 or not answer.is_json:
        return None
    try:
        return payloads.problem_from_json(payloads.read_json(answer.text))
    except BadResponseError:
        return None


def _sentence(plain: str, problem: ApiProblem | None) -> str:
    if problem is None or not problem.message:
        return plain
    return f"{plain} It says: {problem.message}"


def _number(value: str | None) -> int | None:
    if value is None or not (value.isascii() and value.isdigit()) or len(value) > 12:
        return None
    return int(value)
