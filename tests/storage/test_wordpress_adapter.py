import subprocess
import sys
from functools import partial

import httpx
import pytest

from tests.fakes.wordpress import Answerer, FakeWordPress, answer, page, refusal
from tests.fakes.wordpress_blog import (
    Connect,
    a_blog,
    an_adapter,
    comment,
    says,
)
from tui_blog.model.change import Outcome
from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    BusyError,
    ConfigError,
    ForbiddenError,
    MovedError,
    NotFoundError,
    OfflineError,
    StorageError,
    TransientError,
    UsageError,
)
from tui_blog.model.ids import PostId
from tui_blog.storage.adapter import PostQuery, StorageAdapter


@pytest.fixture
def blog() -> FakeWordPress:
    """The blog of `a_blog`."""
    return a_blog()


@pytest.fixture
def connect(blog: FakeWordPress) -> Connect:
    """Make adapters for the blog."""
    return partial(an_adapter, blog)


def test_adapter_when_looked_at_is_a_storage_adapter(connect: Connect) -> None:
    """The adapter would lack what the rest of the program calls."""
    adapter: StorageAdapter = connect()

    assert isinstance(adapter, StorageAdapter)


def test_adapter_when_imported_brings_no_http_client() -> None:
    """Every start would wait for an HTTP library that it may not need."""
    code = (
        "import sys, tui_blog.storage.wordpress.adapter as a\n"
        "a.WordPressAdapter('https://b.example', clock=lambda: None)\n"
        "print(sorted({'httpx', 'httpcore', 'html.parser'} & set(sys.modules)))"
    )

    finished = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert finished.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "address", ["blog.example", "ftp://blog.example", "https://me:pw@blog.example/", ""]
)
def test_address_when_it_is_none_or_holds_a_password_is_refused(
    connect: Connect, address: str
) -> None:
    """A password in an address ends up in logs."""
    with pytest.raises(UsageError) as caught:
        connect(address)

    assert "pw" not in str(caught.value)


async def test_blog_that_has_moved_since_says_so_and_gets_no_password(
    connect: Connect, blog: FakeWordPress
) -> None:
    """One would look for a slip in a password that is right."""
    first = connect(user="reader")
    await first.open()
    blog.requests.clear()
    moved = page("", status=301, headers={"location": "https://www.blog.example/users/me"})
    blog.faults.append(says(moved))

    with pytest.raises(MovedError, match=r"but the blog is at https://www\.blog\.example"):
        await connect(user="reader", memo=first.memo).open()

    assert [request.url.host for request in blog.requests] == ["blog.example"]


async def test_open_when_it_failed_is_tried_again_by_the_next_call(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A start without a network would have to be done again."""
    adapter = connect()

    def offline(request: httpx.Request, honest: Answerer) -> httpx.Response:
        raise httpx.ConnectError("no route")

    blog.faults = [offline]

    with pytest.raises(OfflineError):
        await adapter.open()
    posts = await adapter.list_posts(PostQuery())

    assert [row.title for row in posts.rows] == ["Second", "First"]
    assert adapter.name == "A & B"


async def test_open_when_done_twice_asks_once(blog: FakeWordPress, connect: Connect) -> None:
    """Every screen would log in anew."""
    adapter = connect(user="reader")
    await adapter.open()
    asked = len(blog.requests)

    await adapter.open()

    assert len(blog.requests) == asked


@pytest.mark.parametrize("plain_addresses", [False, True])
async def test_blog_when_its_addresses_are_plain_or_pretty_is_read_and_answered(
    blog: FakeWordPress, connect: Connect, *, plain_addresses: bool
) -> None:
    """One kind of blog could not be used."""
    blog.plain_addresses = plain_addresses
    adapter = connect(user="reader")

    post = await adapter.get_post(PostId("wp:100"))
    receipt = await adapter.submit(comment())

    assert post.summary.title == "First"
    assert receipt.outcome is Outcome.STORED


async def test_blog_when_there_is_none_says_what_was_tried(
    blog: FakeWordPress, connect: Connect
) -> None:
    """One would not know what is wrong with the address."""
    blog.faults = [lambda request, honest: page("<html>no blog</html>") for _ in range(20)]

    with pytest.raises(NotFoundError) as caught:
        await connect("https://blog.example/some/folder/?q=private").open()

    sentence = str(caught.value)
    assert "https://blog.example/wp-json/" in sentence
    assert "https://blog.example/some/?rest_route=/" in sentence
    assert "private" not in sentence


async def test_blog_when_its_head_links_the_api_in_html_only_is_found(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A blog whose server drops headers would not be found."""
    html = (
        "<html><head><link rel='https://api.w.org/' href='https://blog.example/x/wp-json/' />"
        '<link rel="alternate" type="application/json" '
        'href="https://blog.example/x/wp-json/wp/v2/posts/100" /></head></html>'
    )
    blog.faults = [lambda request, honest: page(html) for _ in range(2)]
    adapter = connect("https://blog.example/some-post/")

    assert await adapter.find_post() == "wp:100"
    assert blog.requests[2].url.path == "/x/wp-json/"


async def test_root_when_on_another_host_is_read_by_guests_but_gets_no_password(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A page could send our password anywhere."""
    link = {"link": '<https://evil.example/wp-json/>; rel="https://api.w.org/"'}
    blog.faults = [lambda request, honest: page("", headers=link)]
    await connect().open()
    blog.faults = [lambda request, honest: page("", headers=link)]
    before = len(blog.requests)

    with pytest.raises(AuthError):
        await connect(user="reader").open()

    assert [request.url.host for request in blog.requests[before:]] == ["blog.example"]


async def test_root_when_settings_still_say_http_is_asked_over_https(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A password would be refused on blogs that moved to https half-heartedly."""
    link = {"link": '<http://blog.example/wp-json/>; rel="https://api.w.org/"'}
    blog.faults = [lambda request, honest: page("", headers=link)]

    await connect(user="reader").open()

    assert {request.url.scheme for request in blog.requests} == {"https"}


async def test_login_when_the_blog_is_on_open_http_is_refused_before_anything_is_sent(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A password would be sent readable by everybody on the way."""
    with pytest.raises(AuthError, match="https"):
        await connect("http://blog.example/", user="reader").open()

    assert not any("authorization" in request.headers for request in blog.requests)


@pytest.mark.parametrize("code", ["incorrect_password", "invalid_username", "rest_not_logged_in"])
async def test_login_when_an_older_server_refuses_everything_is_told_alike(
    blog: FakeWordPress, connect: Connect, code: str
) -> None:
    """Older servers answer a wrong password on every address."""
    blog.faults = [
        lambda request, honest: honest(request),
        says(refusal(401, code)),
    ]

    with pytest.raises(AuthError, match="does not accept"):
        await connect(user="reader").open()


async def test_login_when_there_is_no_password_reads_as_guest_and_says_why_not_more(
    connect: Connect,
) -> None:
    """One could not even read, or would not know why one can't answer."""
    adapter = connect(user="reader", secret=lambda: None)

    await adapter.open()

    assert adapter.capabilities.needs_login
    assert "no password for reader" in adapter.capabilities.refusal
    with pytest.raises(AuthError, match="no password for reader"):
        await adapter.submit(comment())


async def test_login_when_the_password_can_not_be_had_says_why(connect: Connect) -> None:
    """A failing password command would crash the program."""

    def fail() -> None:
        raise ConfigError("The password command pass failed with exit code 1.")

    with pytest.raises(AuthError, match="exit code 1"):
        await connect(user="reader", secret=fail).open()


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (refusal(429, "too_many"), BusyError),
        (page("Busy", status=503, headers={"retry-after": "30"}), BusyError),
        (page("Error establishing a database connection", status=500), TransientError),
        (page("<html>Are you human?</html>"), BadResponseError),
        (page('{"cut": ', kind="application/json"), BadResponseError),
        (answer({"rows": []}), BadResponseError),
        (answer([{"no": "id"}]), BadResponseError),
        (page("<html>", status=403), ForbiddenError),
        (page("<html>", status=404), NotFoundError),
        (refusal(400, "rest_invalid_param"), BadResponseError),
        (refusal(401, "rest_not_logged_in"), AuthError),
    ],
)
async def test_reading_when_the_answer_is_odd_raises_what_it_means(
    blog: FakeWordPress, connect: Connect, response: httpx.Response, error: type[StorageError]
) -> None:
    """One would be told the wrong thing to do."""
    adapter = connect()
    await adapter.open()
    blog.faults = [says(response)]

    with pytest.raises(error) as caught:
        await adapter.list_posts(PostQuery())

    assert type(caught.value) is error
    assert str(caught.value).isprintable()
    assert "<" not in str(caught.value)


async def test_list_when_rows_are_hidden_goes_on_to_the_true_end(
    blog: FakeWordPress, connect: Connect
) -> None:
    """Posts behind a page with hidden rows would be missing."""
    adapter = connect()
    await adapter.open()
    headers = {"x-wp-total": "150", "x-wp-totalpages": "2"}
    blog.faults = [says(answer([], headers=headers))]

    first = await adapter.list_posts(PostQuery())

    assert first.rows == ()
    assert first.next is not None
    last = await adapter.list_posts(PostQuery(), after=first.next)
    assert last.next is None


async def test_authors_when_the_blog_hides_its_users_are_left_nameless(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A careful blog could not be read at all."""
    adapter = connect()
    await adapter.open()
    blog.faults = [
        lambda request, honest: honest(request),
        says(refusal(401, "rest_user_cannot_view")),
    ]

    rows = (await adapter.list_posts(PostQuery())).rows

    assert [(row.author.id, row.author.name) for row in rows if row.author] == [("wp:1", "")] * 2


@pytest.mark.parametrize("token", ["x", "1:y", "", "-1:3"])
async def test_token_when_from_elsewhere_is_refused(connect: Connect, token: str) -> None:
    """Another source's token would bring any page."""
    with pytest.raises(NotFoundError):
        await connect().list_posts(PostQuery(), after=token)  # type: ignore[arg-type]  # on purpose


async def test_secret_when_anything_fails_is_in_no_message(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A password would be shown on the screen or in a report."""
    adapter = connect(user="reader")
    await adapter.open()
    responses = [page("x", status=500), refusal(403, "x"), answer("x"), page("", status=302)]
    shown = repr(adapter) + repr(vars(adapter))

    for response in responses:
        blog.faults = [says(response)]
        with pytest.raises(StorageError) as caught:
            await adapter.list_posts(PostQuery())
        error: BaseException | None = caught.value
        while error is not None:
            shown += f"{error} {error!r}"
            error = error.__cause__

    assert "sesame" not in shown
