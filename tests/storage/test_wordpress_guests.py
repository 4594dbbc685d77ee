"""Guests, where a real WordPress can't be made to go wrong on demand."""

from collections.abc import Callable
from functools import partial

import httpx
import pytest

from tests.fakes.wordpress import Answerer, FakeWordPress, comment_form, page, refusal
from tests.fakes.wordpress_blog import (
    MARA,
    Connect,
    a_blog,
    an_adapter,
    comment,
    says,
    stores_and_says,
)
from tui_blog.config import Identity
from tui_blog.model.change import AddComment, DeleteComment, Outcome
from tui_blog.model.comment import CommentStatus
from tui_blog.model.errors import (
    AuthError,
    BusyError,
    NeedsBrowserError,
    NotFoundError,
    OfflineError,
    OutcomeUnknownError,
    RejectedError,
    StorageError,
    TransientError,
)
from tui_blog.model.ids import ChangeId, CommentId, PostId

Fault = Callable[[httpx.Request, Answerer], httpx.Response]


@pytest.fixture
def blog() -> FakeWordPress:
    """The blog of `a_blog`."""
    return a_blog()


@pytest.fixture
def connect(blog: FakeWordPress) -> Connect:
    """Make adapters for the blog."""
    return partial(an_adapter, blog, guest=MARA)


def honest(request: httpx.Request, answerer: Answerer) -> httpx.Response:
    """Answer as it should."""
    return answerer(request)


def breaks(error: type[httpx.TransportError]) -> Fault:
    """Let the connection fail."""

    def act(request: httpx.Request, _answerer: Answerer) -> httpx.Response:
        raise error("broken", request=request)

    return act


def stores_and_breaks(request: httpx.Request, answerer: Answerer) -> httpx.Response:
    """Do what was asked, and let the connection fail."""
    answerer(request)
    raise httpx.ReadTimeout("broken", request=request)


def posted(blog: FakeWordPress) -> list[httpx.Request]:
    """What was sent to the blog."""
    return [request for request in blog.requests if request.method == "POST"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (breaks(httpx.ConnectError), OfflineError),
        (breaks(httpx.ReadTimeout), TransientError),
        (says(page("", status=500)), TransientError),
        (says(page("", status=503, headers={"retry-after": "5"})), BusyError),
        (says(page("", status=429)), BusyError),
        (says(page("", status=404)), NotFoundError),
        (says(page("", status=403)), NeedsBrowserError),
        (says(page("", status=503, headers={"cf-mitigated": "challenge"})), NeedsBrowserError),
        (says(page("words", kind="text/plain")), NeedsBrowserError),
        (says(page(comment_form("https://evil.example", 100))), RejectedError),
    ],
)
async def test_page_that_can_not_be_used_means_that_nothing_was_sent(
    blog: FakeWordPress, connect: Connect, fault: Fault, error: type[StorageError]
) -> None:
    """An entry would be called unknown, or be given up, where waiting is enough."""
    adapter = connect()
    await adapter.open()
    blog.faults = [honest, fault]

    with pytest.raises(error) as caught:
        await adapter.submit(comment())

    assert type(caught.value) is error
    assert posted(blog) == []


async def test_page_on_another_host_gets_nothing(blog: FakeWordPress, connect: Connect) -> None:
    """Name and e-mail address would be told to somebody whom the person never named."""
    adapter = connect()
    elsewhere = {"location": "https://evil.example/post-100/"}
    await adapter.open()
    blog.faults = [honest, says(page("", status=301, headers=elsewhere))]

    with pytest.raises(RejectedError, match=r"another host than the blog \(evil\.example\)"):
        await adapter.submit(comment())
    blog.posts[0]["link"] = "https://other.example/post-100/"
    with pytest.raises(RejectedError, match=r"other\.example"):
        await adapter.submit(comment())

    assert posted(blog) == []
    assert "other.example" not in {request.url.host for request in blog.requests}


@pytest.mark.parametrize(
    "fault",
    [
        stores_and_breaks,
        stores_and_says(page("<html>fell over</html>", status=502)),
        stores_and_says(page("<html>Thank you!</html>")),
        stores_and_says(page("", status=302, headers={"location": "/thanks/"})),
    ],
)
async def test_form_whose_answer_tells_nothing_is_unknown_and_safe_to_send_again(
    blog: FakeWordPress, connect: Connect, fault: Fault
) -> None:
    """A stored comment would be called failed, and stand there twice after the next try."""
    adapter = connect()
    await adapter.open()
    blog.faults = [honest, honest, fault]

    with pytest.raises(OutcomeUnknownError):
        await adapter.submit(comment())
    receipt = await adapter.submit(comment())

    assert receipt.outcome is Outcome.ALREADY_STORED
    assert receipt.comment is not None
    assert receipt.comment.own
    assert len(blog.guests_said) == 1


async def test_form_that_never_left_is_offline(blog: FakeWordPress, connect: Connect) -> None:
    adapter = connect()
    await adapter.open()
    blog.faults = [honest, honest, breaks(httpx.ConnectError)]

    with pytest.raises(OfflineError):
        await adapter.submit(comment())


async def test_email_goes_into_the_form_and_nowhere_else(
    blog: FakeWordPress, connect: Connect
) -> None:
    """It would stand in the server's logs, in errors, or with another host."""
    adapter = connect(guest=Identity(name="Mara", email="mara.example.test"))

    with pytest.raises(RejectedError, match="No good address: ") as caught:
        await adapter.submit(comment())
    good = connect()
    await good.submit(comment())

    (first, second) = posted(blog)
    assert b"email=mara.example.test" in first.content
    assert b"email=mara%40example.test" in second.content
    assert {str(one.url) for one in (first, second)} == {
        "https://blog.example/wp-comments-post.php"
    }
    for request in blog.requests:
        told = f"{request.url} {request.headers}"
        assert "mara.example.test" not in told
        assert "mara@" not in told
        assert "mara%40" not in told
        assert request.url.host == "blog.example"
    assert "mara" not in str(caught.value)


async def test_form_is_sent_once_with_what_a_browser_sends(
    blog: FakeWordPress, connect: Connect
) -> None:
    """Spam filters look at where one comes from; moderators find the change by its mark."""
    adapter = connect()

    await adapter.submit(comment("1 < 2"))

    (request,) = posted(blog)
    assert request.headers["referer"] == "https://blog.example/post-100/"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "c=change-1" in request.headers["user-agent"]
    assert blog.guests_said == [(100, 0, "Mara", "mara@example.test", "1 &lt; 2")]


@pytest.mark.parametrize(
    ("fault", "email", "status"),
    [
        (says(page("", status=500)), True, CommentStatus.APPROVED),
        (says(refusal(404, "rest_comment_invalid_id")), True, CommentStatus.APPROVED),
        (says(refusal(401, "rest_cannot_read")), True, CommentStatus.SPAM),
        (says(refusal(401, "rest_cannot_read")), False, CommentStatus.HELD),
    ],
)
async def test_comment_that_is_stored_and_can_not_be_read_is_stored_all_the_same(
    blog: FakeWordPress, connect: Connect, fault: Fault, *, email: bool, status: CommentStatus
) -> None:
    """It would be sent again, or wait in the outbox for ever."""
    lenient = comment_form(blog.address, 100).replace(" required", "")
    stored = page("", status=302, headers={"location": "/post-100/#comment-1001"})
    adapter = connect(guest=MARA if email else Identity(name="Mara"))
    await adapter.open()
    blog.faults = [honest, says(page(lenient)), says(stored), fault]

    receipt = await adapter.submit(comment())

    assert receipt.outcome is Outcome.STORED
    assert receipt.comment is not None
    assert receipt.comment.id == "wp:1001"
    assert (receipt.comment.status, receipt.comment.own) == (status, True)


async def test_repeat_that_can_not_be_looked_up_is_stored_without_being_shown(
    blog: FakeWordPress, connect: Connect
) -> None:
    await connect().submit(comment())
    adapter = connect()
    await adapter.open()
    blog.faults = [honest, honest, honest, says(page("", status=500))]

    receipt = await adapter.submit(comment())

    assert (receipt.outcome, receipt.comment) == (Outcome.ALREADY_STORED, None)


async def test_comment_of_another_guest_is_not_taken_for_the_repeat(
    blog: FakeWordPress, connect: Connect
) -> None:
    """Somebody else's comment would be called one's own."""
    blog.first_status = "hold"
    await connect().submit(comment("+1"))
    blog.add_comment(100, "+1", author_name="Ana")

    receipt = await connect().submit(comment("+1"))

    assert (receipt.outcome, receipt.comment) == (Outcome.ALREADY_STORED, None)


async def test_guest_may_do_nothing_but_add(connect: Connect) -> None:
    adapter = connect()
    change = DeleteComment(
        change_id=ChangeId("d"), post_id=PostId("wp:100"), comment_id=CommentId("wp:1000")
    )

    with pytest.raises(AuthError, match="logged in"):
        await adapter.submit(change)


async def test_what_a_guest_may_do_is_known_before_anything_is_asked(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A copy is read without a network, and says before one types what will happen."""
    named, nameless, mailless = (
        connect(guest=guest).capabilities for guest in (MARA, Identity(), Identity(name="Ana"))
    )

    assert blog.requests == []
    assert (named.add_comments, named.reply_to_comments, named.held_first) == (True, True, None)
    assert named.identity is not None
    assert named.identity.name == "Mara"
    assert "the blog gets your e-mail address" in named.notice
    assert not nameless.add_comments
    assert 'put name = "…" and email = "…" under [identity] in config.toml' in nameless.refusal
    assert mailless.add_comments
    assert "most blogs want an e-mail" in mailless.notice


async def test_an_account_without_its_password_is_not_made_a_guest(
    blog: FakeWordPress, connect: Connect
) -> None:
    """One would comment under another name than one thinks."""
    adapter = connect(user="reader", secret=lambda: None)
    await adapter.open()

    assert not adapter.capabilities.add_comments
    with pytest.raises(AuthError):
        await adapter.submit(comment())
    assert posted(blog) == []


async def test_reply_to_what_stands_elsewhere_is_refused_before_the_form_is_asked_for(
    blog: FakeWordPress, connect: Connect
) -> None:
    change = AddComment(
        change_id=ChangeId("r"),
        post_id=PostId("wp:101"),
        parent_id=CommentId("wp:1000"),
        body=comment().body,
    )

    with pytest.raises(NotFoundError, match="not on this post"):
        await connect().submit(change)

    assert not [request for request in blog.requests if "/post-101/" in str(request.url)]
