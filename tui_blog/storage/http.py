"""HTTP for adapters: bounded in time and size, credentials bound to one origin.

One `HttpClient` belongs to one adapter. It differs from a bare httpx client in these points:

- Proxies and ``.netrc`` from the environment are not used (``trust_env=False``): a password must
  not take a way that nobody chose here. Certificates are always checked; a CA file may be added.
- A request has a deadline as a whole, and an answer a largest size, counted after unpacking.
- Redirects are followed for reading only, by hand. Credentials go to their own origin and to no
  other, and only over https or to this machine itself. A write is never redirected.
- All of httpx's exceptions are mapped here, once, to the errors of `tui_blog.model.errors`.
"""

import asyncio
import re
import ssl
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx

from tui_blog import __version__
from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    DamagedError,
    MovedError,
    NotFoundError,
    OfflineError,
    OutcomeUnknownError,
    TransientError,
)
from tui_blog.storage.origin import is_safe_for_secrets, origin_of
from tui_blog.text import clean

if TYPE_CHECKING:
    from tui_blog.storage.secrets import Secret

DEADLINE_S = 30.0
"""Seconds that one request may take, redirects included."""
CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 20.0
MAX_ANSWER_BYTES = 10 * 1024 * 1024
"""Bytes that an answer's body may have once unpacked."""
MAX_REDIRECTS = 5

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    """Names are found whatever their case; repeated ones are joined by a comma."""
    body: bytes
    """Unpacked; empty for HEAD."""
    address: str
    """Where the answer came from, after redirects."""

    @property
    def is_json(self) -> bool:
        """Whether the server calls the body JSON."""
        kind = self.headers.get("content-type", "").split(";")[0].strip().lower()
        return kind == "application/json" or kind.endswith("+json")

    @property
    def text(self) -> str:
        """The body as text; bytes that are no UTF-8 are replaced."""
        return self.body.decode("utf-8-sig", "replace")

    def retry_after_s(self, now: datetime) -> float | None:
        """Seconds to wait as the server asks, at most a day; `None` when it does not say."""
        value = self.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit():
            return float(min(int(value[:9]), 86_400))
        moment = _http_date(value)
        if moment is None:
            return None
        return min(max((moment - now).total_seconds(), 0.0), 86_400.0)

    @property
    def served_at(self) -> datetime | None:
        """The server's own time; `None` when it does not say."""
        return _http_date(self.headers.get("date", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A name and a password, and the one origin they are for."""

    user: str
    secret: "Secret"
    origin: str


class HttpClient:
    """The one HTTP client of an adapter; close it with `aclose`.

    Args:
        ca_file: Certificates to trust besides the usual ones, PEM; `None` for none.
        transport: What to use instead of the network.
        deadline_s: Seconds that one request may take as a whole.

    Raises:
        DamagedError: The certificate file can't be read.
    """

    def __init__(
        self,
        *,
        ca_file: Path | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._credentials: Credentials | None = None
        self._deadline_s = deadline_s
        self._client = httpx.AsyncClient(
            headers={
                "User-Agent": user_agent(),
                "Accept-Encoding": "gzip",
            },
            timeout=httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            limits=httpx.Limits(max_connections=2, keepalive_expiry=15.0),
            follow_redirects=False,
            trust_env=False,
            verify=True if transport is not None else _tls(ca_file),
            transport=transport,
        )

    def use(self, credentials: Credentials) -> None:
        """Send these credentials with every signed request from now on.

        Raises:
            AuthError: Their origin is one that a password must not be sent to.
        """
        if not is_safe_for_secrets(credentials.origin):
            host = _host(credentials.origin)
            raise AuthError(
                f"{host} is not reached over https; a password is not sent in the open."
            )
        self._credentials = credentials

    async def aclose(self) -> None:
        """Close all connections. Closing twice does nothing the second time."""
        await self._client.aclose()

    async def get(
        self, address: str, *, params: Mapping[str, str] | None = None, signed: bool = False
    ) -> Answer:
        """Read an address, following up to five redirects.

        Args:
            address: Absolute, http or https.
            params: Added to the query.
            signed: Send the credentials, if there are any; then no redirect to another origin
                is followed, as the answer would not be for this account.

        Raises:
            OfflineError: No connection was made.
            TransientError: The connection broke or the time was up.
            BadResponseError: The answer is too long, can't be unpacked, or leads in circles.
            NotFoundError: The address makes no sense.
        """
        return await self._read("GET", address, params=params, signed=signed)

    async def head(self, address: str, *, signed: bool = False) -> Answer:
        """Read an address's headers; otherwise as `get`."""
        return await self._read("HEAD", address, params=None, signed=signed)

    async def post(
        self, address: str, *, json: Mapping[str, object], headers: Mapping[str, str]
    ) -> Answer:
        """Send a change, signed if there are credentials. One attempt, no redirects.

        Args:
            address: Absolute, http or https.
            json: The body.
            headers: Added to the usual ones.

        Raises:
            OfflineError: Nothing left this machine.
            OutcomeUnknownError: It may have been carried out.
        """
        request = self._build("POST", address, None, signed=True, json=json, headers=headers)
        return await self._write(request, address)

    async def post_form(
        self, address: str, *, fields: Sequence[tuple[str, str]], headers: Mapping[str, str]
    ) -> Answer:
        """Send a filled form, without credentials. One attempt, no redirects.

        Args:
            address: Absolute, http or https.
            fields: Names and values, in the form's order.
            headers: Added to the usual ones.

        Raises:
            OfflineError: Nothing left this machine.
            OutcomeUnknownError: It may have been carried out.
        """
        content = urlencode(fields).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        request = self._build(
            "POST", address, None, signed=False, content=content, headers={**headers, **kind}
        )
        return await self._write(request, address)

    async def _write(self, request: httpx.Request, address: str) -> Answer:
        with _mapped_for_writing(_host(address)):
            async with asyncio.timeout(self._deadline_s), self._sent(request) as response:
                return await _read_answer(response, request)

    async def _read(
        self, method: str, address: str, *, params: Mapping[str, str] | None, signed: bool
    ) -> Answer:
        request = self._build(method, address, params, signed=signed)
        with _mapped_for_reading(_host(address)):
            async with asyncio.timeout(self._deadline_s):
                for _ in range(MAX_REDIRECTS + 1):
                    async with self._sent(request) as response:
                        if response.status_code not in _REDIRECTS:
                            return await _read_answer(response, request)
                        target = response.headers.get("location", "")
                    request = self._redirected(request, target, signed=signed)
        raise BadResponseError(f"{_host(address)} redirects in circles.")

    def _redirected(self, request: httpx.Request, target: str, *, signed: bool) -> httpx.Request:
        came_from = str(request.url)
        if not target:
            raise BadResponseError(f"{_host(came_from)} redirects to nowhere.")
        try:
            address = str(request.url.join(target))
        except (httpx.InvalidURL, ValueError) as error:
            raise BadResponseError(f"{_host(came_from)} redirects to nowhere.") from error
        return self._build(request.method, address, None, signed=signed)

    def _build(
        self,
        method: str,
        address: str,
        params: Mapping[str, str] | None,
        *,
        signed: bool,
        json: Mapping[str, object] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        if origin_of(address) is None:
            raise NotFoundError("This is not an http or https address.")
        try:
            url = httpx.URL(address)
            url = url.copy_merge_params(dict(params)) if params else url
            request = self._client.build_request(
                method, url, json=json, content=content, headers=headers
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise NotFoundError("This address makes no sense.") from error
        credentials = self._credentials
        if signed and credentials is not None:
            if origin_of(address) != credentials.origin:
                raise MovedError(
                    f"The password is for {credentials.origin}, but the blog is at "
                    f"{origin_of(address)}; open it under that address."
                )
            request = next(
                httpx.BasicAuth(credentials.user, credentials.secret.reveal()).auth_flow(request)
            )
        return request

    @asynccontextmanager
    async def _sent(self, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        response = await self._client.send(request, stream=True)
        try:
            yield response
        finally:
            await response.aclose()


def user_agent(note: str = "") -> str:
    """How the program names itself to servers.

    Args:
        note: What a blog's owner may want to find again, such as a change id; anything but
            ASCII letters, digits, ``.``, ``_`` and ``-`` is left out.
    """
    mark = re.sub(r"[^A-Za-z0-9._-]", "", note)[:64]
    return f"tui-blog/{__version__}" + (f" (c={mark})" if mark else "")


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment


def _tls(ca_file: Path | None) -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=False)
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:
            shown = clean.field(str(ca_file))
            raise DamagedError(f"The certificate file {shown} can't be read.") from error
    return context


def _host(address: str) -> str:
    """The host for sentences: no user, no path, no query."""
    origin = origin_of(address)
    return clean.field(origin.partition("://")[2]) if origin else "the address"


async def _read_answer(response: httpx.Response, request: httpx.Request) -> Answer:
    head_only = request.method == "HEAD"
    return Answer(
        status=response.status_code,
        headers=response.headers,
        body=b"" if head_only else await _read_body(response),
        address=str(request.url),
    )


async def _read_body(response: httpx.Response) -> bytes:
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip", ""):
        raise httpx.DecodingError("unasked content encoding", request=response.request)
    unpack = zlib.decompressobj(_GZIP) if "gzip" in packing else None
    body = bytearray()
    async for chunk in response.aiter_raw():
        left = MAX_ANSWER_BYTES + 1 - len(body)
        try:
            body += unpack.decompress(chunk, left) if unpack else chunk[:left]
        except zlib.error as error:
            raise httpx.DecodingError("broken gzip", request=response.request) from error
        if len(body) > MAX_ANSWER_BYTES:
            raise _TooLongError("longer than 10 MiB", request=response.request)
    if unpack and body and not unpack.eof:
        raise httpx.DecodingError("cut gzip", request=response.request)
    return bytes(body)


class _TooLongError(httpx.DecodingError):
    """The body is longer than we are willing to hold."""


@contextmanager
def _mapped_for_reading(host: str) -> Iterator[None]:
    try:
        yield
    except _NOT_CONNECTED as error:
        raise _offline(host, error) from error
    except _TooLongError as error:
        raise BadResponseError(f"The answer of {host} is longer than 10 MiB.") from error
    except httpx.DecodingError as error:
        raise BadResponseError(f"The answer of {host} can't be unpacked.") from error
    except (httpx.TimeoutException, TimeoutError) as error:
        raise TransientError(f"{host} did not answer in time.") from error
    except (httpx.TransportError, httpx.StreamError) as error:
        raise TransientError(f"The connection to {host} broke off.") from error


@contextmanager
def _mapped_for_writing(host: str) -> Iterator[None]:
    try:
        yield
    except _NOT_CONNECTED as error:
        raise _offline(host, error) from error
    except (httpx.TimeoutException, TimeoutError) as error:
        raise OutcomeUnknownError(
            f"{host} did not answer in time; it may have the comment or not."
        ) from error
    except (httpx.TransportError, httpx.StreamError, httpx.DecodingError) as error:
        raise OutcomeUnknownError(
            f"The connection to {host} broke off; it may have the comment or not."
        ) from error


def _offline(host: str, error: httpx.TransportError) -> OfflineError:
    detail = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in detail:
        return OfflineError(
            f"The certificate of {host} is not trusted. If the server is your own, name the "
            "file with its certificate in the configuration."
        )
    if isinstance(error, httpx.TimeoutException):
        return OfflineError(f"{host} can't be reached: no answer in time.")
    return OfflineError(f"{host} can't be reached.")
