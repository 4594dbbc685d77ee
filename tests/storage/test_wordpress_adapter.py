import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio

from tests.fakes.wordpress import Answerer, FakeUser, FakeWordPress, answer, page, refusal
from tui_blog.model.change import AddComment, Outcome
from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    BusyError,
    ConfigError,
    ForbiddenError,
    NotFoundError,
    OfflineError,
    OutcomeUnknownError,
    RejectedError,
    StorageError,
    TransientError,
    UsageError,
)
from tui_blog.model.ids import ChangeId, PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.storage.adapter import PostQuery, StorageAdapter
from tui_blog.storage.secrets import Secret
from tui_blog.storage.wordpress.adapter import WordPressAdapter

Connect = Callable[..., WordPressAdapter]


@pytest.fixture
def blog() -> FakeWordPress:
    """A blog with a reader's account, two posts and a comment."""
    made = FakeWordPress(
        users={
            "author": FakeUser(id=1, name="The Author", password="writes"),
            "reader": FakeUser(id=2, name="A Reader", password="sesame"),
        }
    )
    made.add_post("First")
    made.add_post("Second")
    made.add_comment(100, "Hello")
    return made


@pytest_asyncio.fixture
async def connect(blog: FakeWordPress) -> AsyncIterator[Connect]:
    """Make adapters for the blog; they are closed afterwards."""
    made: list[WordPressAdapter] = []

    def make(
        address: str = "https://blog.example/",
        *,
        user: str = "",
        secret: Callable[[], Secret | str | None] = lambda: Secret("sesame"),
    ) -> WordPressAdapter:
        adapter = WordPressAdapter(
            address,
            user=user,
            secret=secret,
            transport=blog.transport(),
            clock=lambda: datetime(2026, 11, 23, tzinfo=UTC),
        )
        made.append(adapter)
        return adapter

    yield make
    for adapter in made:
        await adapter.aclose()


def comment(text: str = "My words", *, post: str = "wp:100") -> AddComment:
    """Make a change that adds a comment."""
    return AddComment(
        change_id=ChangeId("change-1"),
        post_id=PostId(post),
        parent_id=None,
        body=Body(source=text, format=BodyFormat.TEXT),
    )


def only_writes(
    instead: Callable[[httpx.Request, Answerer], httpx.Response],
) -> list[Callable[[httpx.Request, Answerer], httpx.Response]]:
    """Let the check of the account pass, and do something else to the change itself."""
    return [lambda request, honest: honest(request), instead]


def says(response: httpx.Response) -> Callable[[httpx.Request, Answerer], httpx.Response]:
    """Answer this instead of doing anything."""
    return lambda request, honest: response


def stores_and_says(
    response: httpx.Response,
) -> Callable[[httpx.Request, Answerer], httpx.Response]:
    """Do what was asked and answer something else."""

    def act(request: httpx.Request, honest: Answerer) -> httpx.Response:
        honest(request)
        return response

    return act


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


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (refusal(400, "comment_flood"), BusyError),
        (page("slow down", status=429, headers={"retry-after": "60"}), BusyError),
        (refusal(403, "rest_comment_closed"), RejectedError),
        (refusal(400, "comment_content_column_length"), RejectedError),
        (page("<html>too large</html>", status=413), RejectedError),
        (page("", status=301, headers={"location": "https://www.blog.example/"}), RejectedError),
        (refusal(400, "unheard_of"), RejectedError),
        (refusal(401, "rest_comment_login_required"), AuthError),
        (page("<html>blocked</html>", status=403), ForbiddenError),
        (refusal(403, "rest_comment_invalid_post_id"), NotFoundError),
        (refusal(403, "rest_cannot_read_post"), ForbiddenError),
    ],
)
async def test_comment_when_refused_raises_what_the_refusal_means(
    blog: FakeWordPress, connect: Connect, response: httpx.Response, error: type[StorageError]
) -> None:
    """A comment would be sent again for ever, or given up too early."""
    adapter = connect(user="reader")
    await adapter.open()
    blog.faults = only_writes(says(response))

    with pytest.raises(error) as caught:
        await adapter.submit(comment())

    assert type(caught.value) is error
    assert len(blog.comments) == 1


@pytest.mark.parametrize(
    "response",
    [
        page("<html>Error</html>", status=500),
        page("gateway", status=504),
        page("later", status=503, headers={"retry-after": "5"}),
        page("", status=408),
        answer([], status=200),
        page("<html>fine</html>", status=200),
        page("", status=201),
        answer([], status=201),
        answer({"message": "stored"}, status=201),
    ],
)
async def test_comment_when_the_answer_tells_nothing_is_unknown_and_safe_to_send_again(
    blog: FakeWordPress, connect: Connect, response: httpx.Response
) -> None:
    """A stored comment would be called failed, and stand there twice after the next try."""
    adapter = connect(user="reader")
    await adapter.open()
    blog.faults = only_writes(stores_and_says(response))

    with pytest.raises(OutcomeUnknownError):
        await adapter.submit(comment())
    receipt = await adapter.submit(comment())

    assert receipt.outcome is Outcome.ALREADY_STORED
    assert receipt.comment is not None
    assert len(blog.comments) == 2


async def test_comment_when_refused_but_stored_before_is_called_stored(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A comment that is there would wait in the outbox, marked as refused."""
    adapter = connect(user="reader")
    await adapter.submit(comment())
    blog.posts[0]["comment_status"] = "closed"

    receipt = await adapter.submit(comment())

    assert receipt.outcome is Outcome.ALREADY_STORED
    with pytest.raises(RejectedError):
        await adapter.submit(comment("Other words"))


async def test_comment_when_a_repeat_can_not_be_seen_is_stored_without_being_shown(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A held comment sent before the program was restarted would be called refused."""
    blog.first_status = "hold"
    await connect(user="reader").submit(comment())

    receipt = await connect(user="reader").submit(comment())

    assert (receipt.outcome, receipt.comment) == (Outcome.ALREADY_STORED, None)


async def test_comment_when_the_password_no_longer_counts_is_not_sent_as_a_guests(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A comment would be stored under no account, for ever."""
    blog.guests = True
    adapter = connect(user="reader")
    await adapter.open()
    blog.users["reader"].password = "changed"

    with pytest.raises(AuthError):
        await adapter.submit(comment())

    assert len(blog.comments) == 1


async def test_comment_when_stored_under_no_account_is_not_called_own(
    blog: FakeWordPress, connect: Connect
) -> None:
    """The blog would show another name than the program does."""
    adapter = connect(user="reader")
    await adapter.open()

    def as_guest(request: httpx.Request, honest: Answerer) -> httpx.Response:
        blog.guests = True
        del request.headers["authorization"]
        return honest(request)

    blog.faults = only_writes(as_guest)

    receipt = await adapter.submit(comment())

    assert receipt.comment is not None
    assert not receipt.comment.own
    assert receipt.comment.author.id is None


async def test_comment_when_the_blog_changes_texts_is_looked_for_before_it_is_sent_again(
    blog: FakeWordPress, connect: Connect
) -> None:
    """On a blog whose plug-ins rewrite comments a repeat would stand there twice."""
    adapter = connect(user="reader")

    def rewrite(request: httpx.Request, honest: Answerer) -> httpx.Response:
        honest(request)
        blog.comments[-1]["content"] = {"rendered": "<p>My words</p>", "raw": "rewritten"}
        return answer(
            {**blog.comments[-1], "content": {"rendered": "<p>rewritten</p>"}}, status=201
        )

    await adapter.open()
    blog.faults = only_writes(rewrite)
    await adapter.submit(comment())

    receipt = await adapter.submit(comment())

    assert receipt.outcome is Outcome.ALREADY_STORED
    assert len(blog.comments) == 2


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x1b"])
async def test_comment_when_nothing_is_left_of_it_is_refused(connect: Connect, text: str) -> None:
    """An empty comment would be sent and refused with a riddle."""
    with pytest.raises(RejectedError, match="empty"):
        await connect(user="reader").submit(comment(text))


async def test_comment_when_written_as_html_is_refused(connect: Connect) -> None:
    """Markup would be stored as words."""
    change = AddComment(
        change_id=ChangeId("c"),
        post_id=PostId("wp:100"),
        parent_id=None,
        body=Body(source="<b>x</b>", format=BodyFormat.HTML),
    )

    with pytest.raises(RejectedError, match="plain text"):
        await connect(user="reader").submit(change)


async def test_comment_when_sent_names_its_change_in_the_user_agent(
    blog: FakeWordPress, connect: Connect
) -> None:
    """The blog's owner could not tell which request made a comment."""
    await connect(user="reader").submit(comment())

    assert blog.requests[-1].headers["user-agent"].endswith("(c=change-1)")


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
