"""Commenting on a WordPress blog as a guest: through the form on the post's own page."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tui_blog.config import Identity
from tui_blog.model.change import AddComment, Change, Outcome, Receipt
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import (
    AuthError,
    BusyError,
    ForbiddenError,
    NeedsBrowserError,
    NotFoundError,
    RejectedError,
    StorageError,
    TransientError,
)
from tui_blog.model.post import Author
from tui_blog.storage.http import Answer, HttpClient, user_agent
from tui_blog.storage.origin import is_upgrade, origin_of
from tui_blog.storage.wordpress import payloads
from tui_blog.storage.wordpress.api import FLOOD_WAIT_S
from tui_blog.storage.wordpress.comment_form import CommentForm, Part, find_comment_form
from tui_blog.storage.wordpress.encoding import content_of
from tui_blog.storage.wordpress.form_answers import RepeatedError, StoredByForm, read_form_answer
from tui_blog.storage.wordpress.reading import BlogReader
from tui_blog.storage.wordpress.twins import already_stored, find_twin
from tui_blog.text import clean


class GuestWriter:
    """Adds comments to one blog in a guest's name.

    WordPress tests for repeats by name, e-mail address, text and place, behind the filter that a
    guest's text goes through: the identical form sent again is answered with 409.

    The answer about a held comment has an address that shows it to its author, but for ten minutes
    only (``wp_get_unapproved_comment_author_email``). So it is followed by its number: the API
    answers 401 while it is there and not shown, and 404 once it is deleted.

    Args:
        client: Sends the requests; it has no credentials.
        reader: Reads the same blog.
        guest: Who comments; has a name.
        origins: Where the blog may be: nowhere else is the guest's address told.
        clock: The time now, aware.
    """

    def __init__(
        self,
        client: HttpClient,
        reader: BlogReader,
        guest: Identity,
        *,
        origins: frozenset[str],
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._reader = reader
        self._guest = guest
        self._origins = origins
        self._clock = clock

    async def submit(self, change: Change) -> Receipt:
        """Carry out a change; see `StorageAdapter.submit`."""
        if not isinstance(change, AddComment):
            raise AuthError("What is on the blog is only changed by people who are logged in.")
        content = content_of(change.body)
        page = await self._get_page(change)
        post = payloads.number_of(change.post_id) or 0
        form = await asyncio.to_thread(
            find_comment_form, page.text, address=page.address, post=post
        )
        try:
            stored, served_at = await self._send(form, page.address, change, content)
        except RepeatedError:
            return already_stored(change, await self._find_own(change))
        comment = await self._read(change, stored, served_at)
        self._reader.remember(comment)
        return Receipt(change_id=change.change_id, outcome=Outcome.STORED, comment=comment)

    async def _get_page(self, change: AddComment) -> Answer:
        """Read the post's page; whatever goes wrong here, nothing was sent."""
        summary = await self._reader.get_summary(change.post_id)
        if summary.protected:
            raise RejectedError("This post is behind a password.", code="password")
        if summary.comments_open is False:
            raise RejectedError("Comments on this post are closed.", code="closed")
        try:
            await self._reader.get_parent(change)
        except ForbiddenError as error:
            # The form would put the reply at top level if it is not held but thrown away.
            raise RejectedError(
                "The comment that you answer waits for a moderator, or was thrown away; it can be "
                "answered once the blog shows it.",
                code="parent-held",
            ) from error
        address = summary.permalink or ""
        self._check_place(address)
        page = await self._client.get(address)
        self._check_place(page.address)
        _check_page(page)
        return page

    def _check_place(self, address: str) -> None:
        origin = origin_of(address) or ""
        if origin in self._origins or any(is_upgrade(one, origin) for one in self._origins):
            return
        host = clean.field(origin.partition("://")[2]) or "no address"
        raise RejectedError(
            f"The post's page is on another host than the blog ({host}); your name and e-mail "
            "address are not sent there. Open the blog under that address.",
            code="elsewhere",
        )

    async def _send(
        self, form: CommentForm, page: str, change: AddComment, content: str
    ) -> tuple[StoredByForm, datetime]:
        guest = self._guest
        parent = 0 if change.parent_id is None else payloads.number_of(change.parent_id)
        fields = form.fill(
            {
                Part.TEXT: content,
                Part.NAME: guest.name,
                Part.EMAIL: guest.email,
                Part.ADDRESS: guest.url,
                Part.PARENT: str(parent),
            }
        )
        headers = {
            "User-Agent": user_agent(change.change_id),
            "Referer": page.partition("#")[0],
        }
        answer = await self._client.post_form(form.action, fields=fields, headers=headers)
        wait_s = answer.retry_after_s(self._clock())
        body = answer.text
        stored = read_form_answer(
            status=answer.status,
            location=answer.headers.get("location", ""),
            # A refusal may repeat the address, and refusals are kept and shown.
            body=body.replace(guest.email, "(your address)") if guest.email else body,
            asked=form.action,
            wait_s=FLOOD_WAIT_S if wait_s is None else wait_s,
        )
        return stored, answer.served_at or self._clock()

    async def _read(self, change: AddComment, stored: StoredByForm, served_at: datetime) -> Comment:
        """Read a comment that the blog has just stored, as far as it is shown."""
        known = Comment(
            id=payloads.comment_id(stored.number),
            post_id=change.post_id,
            parent_id=change.parent_id,
            author=Author(name=self.name, url=self._guest.url or None),
            created_at=served_at.replace(microsecond=0),
            body=change.body,
            status=CommentStatus.HELD if stored.is_held else CommentStatus.APPROVED,
            own=True,
            permalink=stored.permalink,
        )
        if stored.is_held:
            return known
        try:
            shown = await self._reader.get_comment(known.id)
        except ForbiddenError:
            # Without an e-mail address the answer does not say that it is held.
            unseen = CommentStatus.SPAM if self._guest.email else CommentStatus.HELD
            return replace(known, status=unseen)
        except StorageError:
            return known  # it is there; the next look at the thread brings it
        return replace(shown, own=True)

    async def _find_own(self, change: AddComment) -> Comment | None:
        """Find the comment that the blog says it has; `None` while a moderator holds it back."""
        try:
            replies = await self._reader.latest_replies(change.post_id, change.parent_id)
        except StorageError:
            return None
        ours = (one for one in replies if one.author.id is None and one.author.name == self.name)
        twin = find_twin(ours, change, is_there=True)
        if twin is None:
            return None
        twin = replace(twin, own=True)
        self._reader.remember(twin)
        return twin

    @property
    def name(self) -> str:
        """Whom the comments are by, as the blog shows it."""
        return payloads.one_line(self._guest.name)


def _check_page(page: Answer) -> None:
    status = page.status
    is_riddle = "challenge" in page.headers.get("cf-mitigated", "")
    if status in (429, 503) and not is_riddle:
        raise BusyError("The blog asks to wait a while.")
    if status >= 500 and not is_riddle:
        raise TransientError(f"The blog has trouble of its own now (HTTP {status}).")
    if status in (404, 410):
        raise NotFoundError("The post's page is not there (any more).")
    if status != 200 or "html" not in page.headers.get("content-type", ""):
        raise NeedsBrowserError(
            f"The blog shows the post's page to browsers only (HTTP {status}). Open it in one to "
            "send it."
        )
