"""From an address that somebody pasted to the blog's API, and to the post it names.

A WordPress tells the root of its API in a ``Link`` header and in the page's head. Both are trusted
before any guess: with plain addresses ``/wp-json/`` is answered by the front page.

Source: REST API handbook, "Discovery"; seen with WordPress 6.1.9, 2026-11.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urljoin, urlsplit, urlunsplit

from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    BusyError,
    NotFoundError,
    TransientError,
)
from tui_blog.model.ids import PostId
from tui_blog.storage.http import Answer, HttpClient
from tui_blog.storage.origin import origin_of
from tui_blog.storage.wordpress import payloads
from tui_blog.storage.wordpress.api import address_of
from tui_blog.storage.wordpress.payloads import BlogRoot

API_RELATION = "https://api.w.org/"
"""How a WordPress marks the link to its API's root."""

_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s;,"]+))*)')
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s;,"]+))')
_HEAD_LINK = re.compile(r"<link\s([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_POST_ROUTE = re.compile(r"/wp/v2/(posts|pages)/(\d{1,18})/?(?:$|&)")
_ANY_ROUTE = re.compile(r"/wp/v2/[\w-]+/\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHints:
    """What a page of the blog says about itself."""

    address: str
    """Where the page is, after redirects."""
    status: int
    api_root: str | None
    post_id: PostId | None
    """The post that the page shows, if it says so."""
    is_other: bool
    """The page says that it is something else, such as a category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A blog's API."""

    api_root: str
    root: BlogRoot


async def read_page(client: HttpClient, address: str) -> PageHints:
    """Ask a page what it is: its headers first, and its head if they say nothing.

    Raises:
        OfflineError, TransientError, BadResponseError, NotFoundError: As `HttpClient.get`.
    """
    hints = _hints(await client.head(address))
    if hints.api_root is not None:
        return hints
    return _hints(await client.get(address))


async def find_api(client: HttpClient, hints: PageHints, *, logged_in: bool) -> Found:
    """Find the API's root and read it.

    Args:
        client: Sends the requests, with its credentials if it has any.
        hints: What the page that was asked for says.
        logged_in: There are credentials.

    Raises:
        AuthError: The blog shows itself to members only, and wants (other) credentials.
        NotFoundError: There is no WordPress; the sentence says what was tried.
        TransientError: The server has trouble of its own.
    """
    refused = False
    tried: list[str] = []
    for candidate in _candidates(hints):
        answer = await client.get(
            address_of(candidate, ""), params={"_fields": payloads.ROOT_FIELDS}, signed=True
        )
        tried.append(_shown(candidate))
        if answer.status in (429, 503):
            raise BusyError("The blog asks to wait a while.")
        if answer.status >= 500:
            raise TransientError(f"The blog has trouble of its own now (HTTP {answer.status}).")
        refused = refused or answer.status == 401
        root = _root(answer)
        if root is not None:
            return Found(api_root=_bare(answer.address), root=root)
    if refused and logged_in:
        raise AuthError("The blog does not accept this name and password.")
    if refused:
        raise AuthError("This blog shows itself only to people who are logged in.")
    raise NotFoundError(
        f"There is no WordPress blog that can be read at {_shown(hints.address)}. "
        f"Tried: {', '.join(tried)}."
    )


def post_in_query(address: str) -> PostId | None:
    """Return the post that a plain address names (``?p=12``); `None` for any other."""
    try:
        query = parse_qs(urlsplit(address).query)
    except ValueError:
        return None
    for key in ("p", "page_id"):
        value = query.get(key, [""])[0]
        if value.isascii() and value.isdigit() and len(value) <= 18:
            return payloads.post_id(int(value))
    return None


def slug_of(address: str) -> str:
    """Return the last part of an address's path, as WordPress spells slugs; may be empty."""
    return unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2].removesuffix(".html")


def upgraded(root: str, page: str) -> str:
    """Keep to https where only the blog's own settings still say http.

    Args:
        root: An address that the blog names.
        page: One where it was reached.
    """
    before, after = urlsplit(root), urlsplit(page)
    if after.scheme == "https" and before.scheme == "http" and before.netloc == after.netloc:
        return urlunsplit(before._replace(scheme="https"))
    return root


def is_same_page(first: str, second: str) -> bool:
    """Whether two addresses have the same path, whatever scheme and host they came by."""
    return _path(first) == _path(second)


def _path(address: str) -> str:
    return unquote(urlsplit(address).path).rstrip("/").casefold()


def _hints(answer: Answer) -> PageHints:
    links = list(_header_links(answer.headers.get("link", "")))
    if answer.body and "html" in answer.headers.get("content-type", ""):
        links.extend(_head_links(answer.text))
    api_root, post_id, is_other = None, None, False
    for target, relation, kind in links:
        address = urljoin(answer.address, target)
        if relation == API_RELATION and origin_of(address) is not None:
            api_root = api_root or upgraded(address, answer.address)
        elif relation == "shortlink":
            post_id = post_id or post_in_query(address)
        elif relation == "alternate" and kind == "application/json":
            named = _POST_ROUTE.search(unquote(address))
            post_id = payloads.post_id(int(named.group(2))) if named else post_id
            is_other = is_other or (not named and _ANY_ROUTE.search(unquote(address)) is not None)
    return PageHints(
        address=answer.address,
        status=answer.status,
        api_root=api_root,
        post_id=post_id,
        is_other=is_other,
    )


def _header_links(header: str) -> Iterator[tuple[str, str, str]]:
    for match in _LINK.finditer(header):
        parameters = {
            name.lower(): quoted or plain
            for name, quoted, plain in _PARAMETER.findall(match.group(2))
        }
        yield match.group(1), parameters.get("rel", ""), parameters.get("type", "")


def _head_links(page: str) -> Iterator[tuple[str, str, str]]:
    head = page[: 256 * 1024]
    for match in _HEAD_LINK.finditer(head):
        attributes = {
            name.lower(): payloads.one_line(double or single or plain)
            for name, double, single, plain in _ATTRIBUTE.findall(match.group(1))
        }
        yield attributes.get("href", ""), attributes.get("rel", ""), attributes.get("type", "")


def _candidates(hints: PageHints) -> Iterator[str]:
    if hints.api_root is not None:
        yield hints.api_root
        return
    parts = urlsplit(hints.address)
    segments = [part for part in parts.path.split("/") if part and not part.endswith(".php")]
    folders = dict.fromkeys(["/".join(["", *segments[:depth], ""]) for depth in (0, 1, 2)])
    for folder in folders:
        base = parts._replace(path=folder, query="", fragment="")
        yield urlunsplit(base._replace(path=f"{folder}wp-json/"))
        yield urlunsplit(base._replace(query="rest_route=/"))


def _root(answer: Answer) -> BlogRoot | None:
    if answer.status != 200 or not answer.is_json:
        return None
    try:
        return payloads.root_from_json(payloads.read_json(answer.text))
    except BadResponseError:
        return None


def _bare(address: str) -> str:
    """An API root as it was reached, without what was asked of it."""
    parts = urlsplit(address)
    query = "rest_route=/" if "rest_route=" in parts.query else ""
    return urlunsplit(parts._replace(query=query))


def _shown(address: str) -> str:
    parts = urlsplit(address)
    route = "?rest_route=/" if "rest_route=" in parts.query else ""
    return payloads.one_line(urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))) + route
