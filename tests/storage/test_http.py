import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.fakes.wordpress import answer, page
from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    DamagedError,
    NotFoundError,
    OfflineError,
    OutcomeUnknownError,
    StorageError,
    TransientError,
)
from tui_blog.storage.http import MAX_ANSWER_BYTES, Answer, Credentials, HttpClient, user_agent
from tui_blog.storage.origin import is_safe_for_secrets, is_upgrade, origin_of
from tui_blog.storage.secrets import Secret

HOME = "https://blog.example/"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler, *, deadline_s: float = 5.0) -> HttpClient:
    """Make a client whose network is a function."""
    return HttpClient(transport=httpx.MockTransport(handler), deadline_s=deadline_s)


def signed_client(handler: Handler) -> HttpClient:
    """Make a client with credentials for `HOME`."""
    made = client(handler)
    made.use(Credentials(user="alice", secret=Secret("sesame"), origin="https://blog.example"))
    return made


def raises(error: Exception) -> Handler:
    """Make a network that fails."""

    def handle(request: httpx.Request) -> httpx.Response:
        raise error

    return handle


class _Never(httpx.AsyncByteStream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()


NOT_CONNECTED = [httpx.ConnectError("refused"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x")]
LATER = [
    httpx.ReadTimeout("x"),
    httpx.WriteTimeout("x"),
    httpx.ReadError("reset"),
    httpx.WriteError("reset"),
    httpx.RemoteProtocolError("cut"),
]


@pytest.mark.parametrize("error", NOT_CONNECTED, ids=lambda error: type(error).__name__)
async def test_any_request_when_no_connection_was_made_is_offline(error: Exception) -> None:
    """A comment that never left would be called uncertain."""
    network = client(raises(error))

    with pytest.raises(OfflineError):
        await network.get(HOME)
    with pytest.raises(OfflineError):
        await network.post(HOME, json={}, headers={})


@pytest.mark.parametrize("error", LATER, ids=lambda error: type(error).__name__)
async def test_request_when_it_fails_later_is_transient_to_read_and_unknown_to_write(
    error: Exception,
) -> None:
    """A comment that may be stored would be sent again as new."""
    network = client(raises(error))

    with pytest.raises(TransientError) as caught:
        await network.get(HOME)
    assert not isinstance(caught.value, OfflineError)
    with pytest.raises(OutcomeUnknownError):
        await network.post(HOME, json={}, headers={})


async def test_request_when_the_answer_never_ends_stops_at_the_deadline() -> None:
    """A server that drips would hold the program for ever."""
    network = client(lambda _: httpx.Response(200, stream=_Never()), deadline_s=0.05)

    with pytest.raises(TransientError, match="in time"):
        await network.get(HOME)
    with pytest.raises(OutcomeUnknownError, match="in time"):
        await network.post(HOME, json={}, headers={})


async def test_answer_when_longer_than_allowed_is_refused_packed_or_not() -> None:
    """A small answer could unpack to all of the memory."""
    bomb = gzip.compress(bytes(MAX_ANSWER_BYTES + 1))
    plain = [bytes(MAX_ANSWER_BYTES), b"x"]

    for chunks, headers in (([bomb], {"content-encoding": "gzip"}), (plain, {})):
        response = page(chunks, headers=headers)
        with pytest.raises(BadResponseError, match="longer than"):
            await client(lambda _, response=response: response).get(HOME)  # type: ignore[misc]  # bound now


async def test_answer_when_packed_is_unpacked_and_when_cut_is_refused() -> None:
    """Half an answer would be taken for a whole one."""
    packed = gzip.compress(b'{"a": 1}' * 100)
    headers = {"content-encoding": "gzip"}

    whole = await client(lambda _: page([packed[:20], packed[20:]], headers=headers)).get(HOME)
    with pytest.raises(BadResponseError, match="unpacked"):
        await client(lambda _: page([packed[:-12]], headers=headers)).get(HOME)
    with pytest.raises(BadResponseError, match="unpacked"):
        await client(lambda _: page([b"junk"], headers=headers)).get(HOME)
    with pytest.raises(BadResponseError, match="unpacked"):
        await client(lambda _: page("x", headers={"content-encoding": "br"})).get(HOME)

    assert whole.body == b'{"a": 1}' * 100


async def test_redirect_when_reading_is_followed_and_the_last_address_kept() -> None:
    """A blog that moved would not be found."""

    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.host == "blog.example":
            return page("", status=301, headers={"location": "https://www.blog.example/new"})
        return page("here")

    found = await client(handle).get(HOME)

    assert (found.text, found.address) == ("here", "https://www.blog.example/new")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "http://blog.example/", "https://blog.example:8443/"]
)
async def test_redirect_when_signed_to_another_origin_is_not_followed(target: str) -> None:
    """A password would be given to whoever the blog sends us to."""
    asked: list[httpx.URL] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return page("", status=302, headers={"location": target})

    with pytest.raises(AuthError):
        await signed_client(handle).get(HOME, signed=True)

    assert [str(url) for url in asked] == [HOME]


async def test_redirect_when_unsigned_takes_no_password_along() -> None:
    """A password would be given to whoever the blog sends us to."""
    seen: list[str | None] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("authorization"))
        if request.url.host == "blog.example":
            return page("", status=302, headers={"location": "https://evil.example/"})
        return page("here")

    await signed_client(handle).get(HOME)

    assert seen == [None, None]


async def test_redirect_when_in_circles_or_to_nowhere_is_given_up() -> None:
    """A misconfigured server would be asked for ever."""
    count = 0

    def handle(request: httpx.Request) -> httpx.Response:
        nonlocal count
        count += 1
        return page("", status=302, headers={"location": HOME})

    with pytest.raises(BadResponseError, match="circles"):
        await client(handle).get(HOME)
    assert count == 6
    with pytest.raises(NotFoundError):
        await client(
            lambda _: page("", status=302, headers={"location": "ftp://blog.example/"})
        ).get(HOME)


async def test_write_when_redirected_is_not_sent_again() -> None:
    """A redirected comment would turn into a reading request and seem sent."""
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.method)
        return page("", status=307, headers={"location": "https://www.blog.example/"})

    got = await signed_client(handle).post(HOME, json={"a": 1}, headers={})

    assert got.status == 307
    assert asked == ["POST"]


async def test_write_when_sent_carries_password_body_and_headers() -> None:
    """A comment would arrive as nobody's."""
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer({}, status=201)

    await signed_client(handle).post(HOME, json={"a": "ä"}, headers={"User-Agent": "me"})

    (request,) = seen
    assert request.headers["authorization"] == "Basic YWxpY2U6c2VzYW1l"
    assert request.headers["user-agent"] == "me"
    assert request.content == '{"a":"ä"}'.encode()


async def test_signed_request_when_for_another_origin_is_not_sent() -> None:
    """A blog could name a foreign address as its own and get the password."""
    network = signed_client(raises(AssertionError("it was sent")))

    with pytest.raises(AuthError) as caught:
        await network.get("https://evil.example/", signed=True)

    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("origin", ["http://blog.example", "http://10.0.0.1", "http://localhost.x"])
def test_credentials_when_the_way_is_open_to_others_are_refused(origin: str) -> None:
    """A password would be sent readable by everybody on the way."""
    network = client(raises(AssertionError("it was sent")))

    with pytest.raises(AuthError, match="https"):
        network.use(Credentials(user="a", secret=Secret("b"), origin=origin))


@pytest.mark.parametrize("address", ["ftp://x/", "blog.example", "https://", "https://h:port/", ""])
async def test_request_when_the_address_is_none_is_refused(address: str) -> None:
    """A typing error would crash the program."""
    with pytest.raises(NotFoundError):
        await client(raises(AssertionError("it was sent"))).get(address)


async def test_error_when_the_address_has_a_query_does_not_show_it() -> None:
    """What stands in addresses may be secret."""
    network = client(raises(httpx.ReadError("https://blog.example/?key=sesame")))

    with pytest.raises(StorageError) as caught:
        await network.get("https://blog.example/path?key=sesame")

    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "wait_s"),
    [
        ("120", 120.0),
        ("999999999999", 86_400.0),
        ("Mon, 23 Nov 2026 12:01:00 GMT", 60.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_when_given_in_any_form_is_understood(value: str, wait_s: float | None) -> None:
    """We would ask again too early, or never."""
    got = Answer(status=503, headers={"retry-after": value}, body=b"", address=HOME)

    assert got.retry_after_s(NOW) == wait_s


def test_certificate_file_when_missing_or_none_is_named(tmp_path: Path) -> None:
    """A wrong path would crash the program."""
    wrong = tmp_path / "ca.pem"
    wrong.write_text("no certificate", encoding="utf-8")

    with pytest.raises(DamagedError, match=r"ca\.pem"):
        HttpClient(ca_file=wrong)
    with pytest.raises(DamagedError, match="not-there"):
        HttpClient(ca_file=tmp_path / "not-there")


def test_user_agent_when_a_note_is_odd_keeps_only_plain_characters() -> None:
    """A change id could break the request."""
    assert user_agent("a\r\nX: y é-1").endswith("(c=aXy-1)")
    assert user_agent().startswith("tui-blog/")


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Blog.Example:443/a?b", "https://blog.example"),
        ("http://blog.example:8080", "http://blog.example:8080"),
        ("http://[::1]:80/", "http://[::1]"),
        ("mailto:a@b.example", None),
    ],
)
def test_origin_when_spelt_differently_is_the_same(address: str, origin: str | None) -> None:
    """A password would not be found, or go elsewhere."""
    assert origin_of(address) == origin


def test_origins_when_compared_tell_safe_ways_and_upgrades() -> None:
    """A password would go over an open way, or not follow a blog to https."""
    assert is_safe_for_secrets("http://127.0.0.1:8080")
    assert is_safe_for_secrets("http://localhost")
    assert not is_safe_for_secrets("http://127.0.0.1.evil.example")
    assert is_upgrade("http://b.example", "https://b.example")
    assert not is_upgrade("http://b.example", "https://www.b.example")
    assert not is_upgrade("http://b.example", "https://b.example:8443")
    assert not is_upgrade("https://b.example", "http://b.example")
