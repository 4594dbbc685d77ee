"""A WordPress blog behind the storage contract.

Importing this module is cheap: what speaks to the network is loaded by the first call.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from tui_blog.config import Identity
from tui_blog.model.capabilities import Capabilities
from tui_blog.model.change import Change, Receipt
from tui_blog.model.comment import Comment
from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    ForbiddenError,
    NotFoundError,
    UsageError,
)
from tui_blog.model.ids import CommentId, Cursor, PageToken, PostId
from tui_blog.model.post import Post, PostSummary
from tui_blog.storage.adapter import (
    Delta,
    Differences,
    KnownComment,
    Page,
    PostQuery,
    at_once,
)
from tui_blog.storage.origin import origin_of
from tui_blog.storage.secrets import SecretSource
from tui_blog.storage.wordpress.abilities import account_in, of_guest
from tui_blog.text import clean

if TYPE_CHECKING:
    import httpx

    from tui_blog.storage.http import HttpClient
    from tui_blog.storage.wordpress.session import Session

ID_PREFIX = "wp:"
_NOBODY = Identity()
_T = TypeVar("_T")


def no_secret() -> None:
    """The secret of somebody who reads as a guest: none."""


class WordPressAdapter:
    """Reads a WordPress blog over its REST API, and comments there: as one account, or as a guest.

    Opening happens by itself with the first call, and is tried again by the next one when it
    failed.

    Args:
        address: The blog, or any page of it; http or https.
        user: Login name or e-mail address; empty for a guest.
        guest: Whom a guest comments as, through the posts' own forms; without a name not at all.
        secret: Brings the user's application password; may take long, runs in a thread.
        ca_file: Certificates to trust besides the usual ones, PEM.
        memo: What an earlier one had in `memo`: the blog is then not searched for.
        transport: What to use instead of the network.
        clock: The time now, aware.

    Raises:
        UsageError: The address is none that a blog can have.

    Source: WordPress REST API handbook; seen with WordPress 6.1.9, 2026-11.
    """

    def __init__(
        self,
        address: str,
        *,
        user: str = "",
        guest: Identity = _NOBODY,
        secret: SecretSource = no_secret,
        ca_file: Path | None = None,
        memo: Mapping[str, str] = MappingProxyType({}),
        transport: "httpx.AsyncBaseTransport | None" = None,
        clock: Callable[[], datetime],
    ) -> None:
        self._address = _checked(address)
        self._user = user
        self._guest = guest
        self._secret = secret
        self._ca_file = ca_file
        self._memo = memo
        self._transport = transport
        self._clock = clock
        self._client: HttpClient | None = None
        self._session: Session | None = None
        self._is_proven = False
        """The blog has said in this session who we are, or we are nobody."""
        self._opening = asyncio.Lock()
        self.give_way: Callable[[], Awaitable[object]] = at_once
        """See `CopiedSource.give_way`."""

    @property
    def id_prefix(self) -> str:
        """What the ids of WordPress's posts, comments and people begin with here."""
        return ID_PREFIX

    @property
    def address(self) -> str:
        """The address given: the blog's, or that of any page of it."""
        return self._address

    @property
    def memo(self) -> Mapping[str, str]:
        """What finding the blog again costs less with; no secrets."""
        return self._memo if self._session is None else self._session.memo

    @property
    def name(self) -> str:
        """The blog's name; its host until it is open."""
        if self._session is not None:
            return self._session.name
        return clean.field(urlsplit(self._address).netloc)

    @property
    def home(self) -> str:
        """The blog's own address, without a slash at its end; until it is open, the one given."""
        return (self.memo.get("home", "") or self._address).rstrip("/")

    @property
    def capabilities(self) -> Capabilities:
        """What this account can do there; nothing until it is open. A guest's are known before."""
        if self._session is not None:
            return self._session.capabilities
        return Capabilities(source_kind="WordPress") if self._user else of_guest(self._guest)

    async def open(self) -> None:
        """Find the blog and log in; see `StorageAdapter.open`."""
        session = await self._opened()
        if not self._is_proven:
            from tui_blog.storage.wordpress.writing import who_am_i

            if await who_am_i(session.api) != session.account:
                await self.aclose()
                await self._opened()
            self._is_proven = True

    async def open_as(self, known: Capabilities) -> None:
        """Get ready without asking who we are; see `CopiedSource.open_as`."""
        await self._opened(known)

    async def aclose(self) -> None:
        """Close all connections; see `StorageAdapter.aclose`."""
        client, session, self._client, self._session = self._client, self._session, None, None
        if session is not None:
            await session.puller.pause()
        if client is not None:
            await client.aclose()

    async def list_posts(
        self, query: PostQuery, *, after: PageToken | None = None
    ) -> Page[PostSummary]:
        """List posts, newest first, at most 100; see `StorageAdapter.list_posts`.

        Excerpts and numbers of comments are not brought: both cost the server dearly.
        """
        return await (await self._opened()).reader.list_posts(query, after)

    async def get_post(self, post_id: PostId) -> Post:
        """Read one post or page of the blog; see `StorageAdapter.get_post`."""
        return await (await self._opened()).reader.get_post(post_id)

    async def list_comments(
        self, post_id: PostId, *, after: PageToken | None = None
    ) -> Page[Comment]:
        """List comments, oldest first, at most some 200; see `StorageAdapter.list_comments`.

        The last page also has own comments of this session that a moderator holds back.
        """
        return await (await self._opened()).reader.list_comments(post_id, after)

    async def changes_since(self, cursor: Cursor | None) -> Delta:
        """Bring posts with their comments, then what changed; see `StorageAdapter.changes_since`.

        A blog that is not where it was remembered is searched for again.
        """

        async def ask(session: "Session") -> Delta:
            return await session.puller.changes_since(cursor)

        try:
            return await self._ask(ask)
        except (NotFoundError, BadResponseError):
            if not self._memo:
                raise
            await self._forget()
            return await self._ask(ask)

    async def pause(self) -> None:
        """Give up what is fetched ahead; see `CopiedSource.pause`."""
        if self._session is not None:
            await self._session.puller.pause()

    async def compare_posts(self, known: Collection[PostId]) -> Differences:
        """Compare the ids of all posts; see `CopiedSource.compare_posts`."""
        return await (await self._opened()).comparer.compare_posts(known)

    async def compare_comments(self, known: Sequence[KnownComment]) -> Differences:
        """Compare numbers of comments, then ids; see `CopiedSource.compare_comments`."""
        return await (await self._opened()).comparer.compare_comments(known)

    async def list_part(
        self, post_ids: Sequence[PostId], *, offset: int, until: datetime
    ) -> Page[Comment]:
        """Read some comments of some posts; see `CopiedSource.list_part`."""

        async def ask(session: "Session") -> Page[Comment]:
            return await session.puller.list_part(post_ids, offset=offset, until=until)

        return await self._ask(ask)

    async def list_threads(self, post_ids: Sequence[PostId]) -> tuple[Comment, ...]:
        """Read whole threads; see `CopiedSource.list_threads`."""
        return await (await self._opened()).puller.list_threads(post_ids)

    async def get_comment(self, comment_id: CommentId) -> Comment:
        """Read one comment; see `CopiedSource.get_comment`."""

        async def ask(session: "Session") -> Comment:
            return await session.reader.get_comment(comment_id)

        return await self._ask(ask)

    async def submit(self, change: Change) -> Receipt:
        """Carry out a change; see `StorageAdapter.submit`."""
        session = await self._opened()
        if session.writer is None:
            raise AuthError(session.capabilities.refusal)
        return await session.writer.submit(change)

    async def find_post(self) -> PostId | None:
        """Tell which post the address given names.

        Returns:
            The post; `None` when the address is the blog's own or that of one of its lists.

        Raises:
            NotFoundError: The address looks like a post's, and there is no such post.
            StorageError: As `open`.
        """
        from tui_blog.storage.wordpress.session import find_post

        session = await self._opened()
        if session.hints is None:
            await self._forget()
            session = await self._opened()
        return await find_post(session, self._address)

    async def find_password_page(self) -> str | None:
        """Find the blog's own page where a person makes an application password.

        Returns:
            Its address on the blog's own origin; `None` where the blog has none.

        Raises:
            BadResponseError: The page that it names lies elsewhere, and is not to be opened.
            StorageError: As `open`.
        """
        from tui_blog.storage.wordpress.password_page import password_page

        session = await self._opened()
        reached = self._address if session.hints is None else session.hints.address
        return password_page(session.password_page, given=self._address, reached=reached)

    async def _forget(self) -> None:
        """Search for the blog again at the next call."""
        await self.aclose()
        self._memo = MappingProxyType({})

    async def _ask(self, ask: "Callable[[Session], Awaitable[_T]]") -> _T:
        """Ask the blog something; where it may take us for somebody else, ask who we are, too."""
        session = await self._opened()
        try:
            told = await ask(session)
        except (AuthError, ForbiddenError):
            if self._is_proven:
                raise
            await self.open()
            now = await self._opened()
            if now is session:
                raise
            return await ask(now)
        if self._is_proven or not session.api.may_be_nobody:
            return told
        await self.open()
        now = await self._opened()
        return told if now is session else await ask(now)

    async def _give_way_now(self) -> None:
        """Give way as it was said last: one pull may be asked for otherwise than the one before."""
        await self.give_way()

    async def _opened(self, known: Capabilities | None = None) -> "Session":
        async with self._opening:
            if self._session is not None:
                return self._session
            client = await asyncio.to_thread(self._new_client)
            from tui_blog.storage.wordpress.session import open_session

            try:
                self._session = await open_session(
                    client,
                    self._address,
                    user=self._user,
                    secret=self._secret,
                    guest=self._guest,
                    clock=self._clock,
                    memo=self._memo,
                    give_way=self._give_way_now,
                    known=None if known is None else account_in(known),
                )
                self._is_proven = self._session.is_proven
                self._client = client
            finally:
                if self._client is not client:
                    await client.aclose()
            return self._session

    def _new_client(self) -> "HttpClient":
        """Load what speaks to the network, in a thread: that takes longer than a key may wait."""
        import tui_blog.storage.wordpress.session  # noqa: F401  for who opens one next
        from tui_blog.storage.http import HttpClient

        return HttpClient(ca_file=self._ca_file, transport=self._transport)


def _checked(address: str) -> str:
    origin = origin_of(address)
    if origin is None:
        raise UsageError("A blog's address begins with https:// or http://, then comes its host.")
    parts = urlsplit(address)
    if "@" in parts.netloc:
        raise UsageError("Leave name and password out of the address; give them apart from it.")
    return parts._replace(fragment="").geturl()
