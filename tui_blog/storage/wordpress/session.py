"""Getting in touch with a WordPress: discovery, login, what may be done.

Loaded when first needed, as it brings the HTTP client along.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tui_blog.config import Identity
from tui_blog.model.capabilities import Capabilities
from tui_blog.model.errors import AuthError, ConfigError, NotFoundError
from tui_blog.model.ids import PostId
from tui_blog.storage.http import Credentials, HttpClient
from tui_blog.storage.origin import is_upgrade, origin_of
from tui_blog.storage.secrets import Secret, SecretSource
from tui_blog.storage.wordpress import abilities, discovery, payloads
from tui_blog.storage.wordpress.api import RestApi
from tui_blog.storage.wordpress.comparing import BlogComparer
from tui_blog.storage.wordpress.discovery import Found, PageHints
from tui_blog.storage.wordpress.guest_writing import GuestWriter
from tui_blog.storage.wordpress.payloads import Account, BlogRoot
from tui_blog.storage.wordpress.pulling import BlogPuller
from tui_blog.storage.wordpress.reading import BlogReader
from tui_blog.storage.wordpress.writing import BlogWriter, who_am_i


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A blog that is open."""

    name: str
    capabilities: Capabilities
    api: RestApi
    account: Account | None
    """Who we are there; `None` for nobody."""
    is_proven: bool
    """The blog has said so in this session."""
    reader: BlogReader
    puller: BlogPuller
    comparer: BlogComparer
    writer: BlogWriter | GuestWriter | None
    """`None` where nobody says who they are."""
    hints: PageHints | None
    """What the page that was asked for says; `None` when the blog was known without it."""
    home: str
    """The blog's own address, as it says; may be empty."""
    password_page: str
    """Where a person makes an application password, as the blog says; not vetted, may be empty."""
    memo: Mapping[str, str]
    """With this the blog is found again without asking."""


async def open_session(
    client: HttpClient,
    address: str,
    *,
    user: str,
    secret: SecretSource,
    guest: Identity,
    clock: Callable[[], datetime],
    memo: Mapping[str, str],
    give_way: Callable[[], Awaitable[object]],
    known: Account | None = None,
) -> Session:
    """Find the blog at an address, log in if a user is given, and learn what may be done.

    With the memo of an earlier session nothing is asked but who we are; not even that if it is
    `known` from then. The session is not proven in that case.

    Raises:
        NotFoundError: There is no WordPress there.
        AuthError: The credentials are not accepted, or needed, or would go the wrong way.
        TransientError: Not reachable now.
    """
    found = _remembered(memo)
    hints = None if found is not None else await discovery.read_page(client, address)
    password = await _password(secret) if user else None
    if password is not None:
        reached = hints.address if hints is not None else memo["api_root"]
        client.use(_credentials(user, password, address, reached))
    if hints is not None:
        found = await discovery.find_api(client, hints, logged_in=password is not None)
    assert found is not None  # noqa: S101  it is remembered or found
    api = RestApi(client, found.api_root, clock=clock)
    account = None
    is_proven = hints is not None or known is None
    if password is not None:
        account = await _log_in(api, found, user) if is_proven else known
    reader = BlogReader(api, account)
    writer: BlogWriter | GuestWriter | None = None
    if account is not None:
        writer = BlogWriter(api, account, reader)
    elif guest.name and not user:
        origins = frozenset(filter(None, map(origin_of, (address, found.api_root))))
        writer = GuestWriter(client, reader, guest, origins=origins, clock=clock)
    return Session(
        api=api,
        account=account,
        is_proven=is_proven or password is None,
        name=found.root.name or _host(found.api_root),
        capabilities=_abilities(account, user, guest),
        reader=reader,
        puller=BlogPuller(api, account, clock=clock, give_way=give_way),
        comparer=BlogComparer(api, account),
        writer=writer,
        hints=hints,
        home=found.root.home,
        password_page=found.root.password_page,
        memo={"api_root": found.api_root, "home": found.root.home, "name": found.root.name},
    )


def _remembered(memo: Mapping[str, str]) -> Found | None:
    api_root = memo.get("api_root", "")
    if origin_of(api_root) is None:
        return None
    root = BlogRoot(name=memo.get("name", ""), home=memo.get("home", ""), takes_passwords=True)
    return Found(api_root=api_root, root=root)


async def find_post(session: Session, address: str) -> PostId | None:
    """Tell which post an address names; `None` for the blog itself or one of its lists.

    Raises:
        NotFoundError: It looks like a post's address, and there is no such post.
        StorageError: The blog can't be asked.
    """
    hints = session.hints
    assert hints is not None  # noqa: S101  the page was asked for
    named = discovery.post_in_query(address) or discovery.post_in_query(hints.address)
    if named is not None:
        return named
    if discovery.is_same_page(address, session.home or _site(address)):
        return None
    if hints.post_id is not None:
        return hints.post_id
    if hints.is_other:
        return None
    for candidate in dict.fromkeys((address, hints.address)):
        slug = discovery.slug_of(candidate)
        row = await session.reader.find_by_slug(slug, candidate) if slug else None
        if row is not None:
            return row[0]
    if hints.status in (404, 410):
        raise NotFoundError("There is no such post on this blog.")
    return None


async def _password(secret: SecretSource) -> Secret | None:
    try:
        found = await asyncio.to_thread(secret)
    except ConfigError as error:
        raise AuthError(str(error)) from error
    if isinstance(found, str):
        return Secret(found) if found else None
    return found


def _credentials(user: str, password: Secret, address: str, page: str) -> Credentials:
    given, reached = origin_of(address) or "", origin_of(page) or ""
    origin = reached if is_upgrade(given, reached) else given
    return Credentials(user=user, secret=password, origin=origin)


async def _log_in(api: RestApi, found: Found, user: str) -> Account:
    account = await who_am_i(api)
    if account is not None:
        return account
    if not found.root.takes_passwords:
        raise AuthError(
            "The blog does not log anybody in from here: its application passwords are switched "
            "off, or it is not reached over https."
        )
    raise AuthError(
        f"The blog does not accept the name {payloads.one_line(user)} with this password. It has "
        "to be an application password, made in the blog's own profile page."
    )


def _abilities(account: Account | None, user: str, guest: Identity) -> Capabilities:
    if account is not None:
        return abilities.of_account(account)
    return abilities.without_password(user) if user else abilities.of_guest(guest)


def _site(address: str) -> str:
    """The front page of an address's host, for blogs that do not say where they live."""
    return f"{origin_of(address)}/"


def _host(address: str) -> str:
    return payloads.one_line((origin_of(address) or "").partition("://")[2]) or "WordPress"
