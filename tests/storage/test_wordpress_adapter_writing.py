from functools import partial

import httpx
import pytest

from tests.fakes.wordpress import Answerer, FakeWordPress, answer, page, refusal
from tests.fakes.wordpress_blog import (
    Connect,
    a_blog,
    an_adapter,
    comment,
    only_writes,
    says,
    stores_and_says,
)
from tui_blog.model.change import AddComment, Outcome
from tui_blog.model.errors import (
    AuthError,
    BusyError,
    ForbiddenError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    StorageError,
)
from tui_blog.model.ids import ChangeId, PostId
from tui_blog.model.post import Body, BodyFormat


@pytest.fixture
def blog() -> FakeWordPress:
    """The blog of `a_blog`."""
    return a_blog()


@pytest.fixture
def connect(blog: FakeWordPress) -> Connect:
    """Make adapters for the blog."""
    return partial(an_adapter, blog)


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
        answer({"id": 7}, status=201),
        answer({"id": 7, "post": 101, "parent": 0, "author": 2}, status=201),
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


async def test_comment_when_a_repeat_of_it_can_not_be_looked_up_now_stays_in_doubt(
    blog: FakeWordPress, connect: Connect
) -> None:
    """Whether the repeat is of this very text would never be known."""
    adapter = connect(user="reader")
    await adapter.open()
    blog.faults = [
        *only_writes(says(refusal(409, "comment_duplicate"))),
        says(page("", status=502)),
    ]

    with pytest.raises(OutcomeUnknownError):
        await adapter.submit(comment())


async def test_comment_when_only_one_in_other_letters_is_there_is_refused_as_a_repeat(
    blog: FakeWordPress, connect: Connect
) -> None:
    """WordPress takes the two for the same; this one would be called stored, and be gone."""
    adapter = connect(user="reader")
    await adapter.submit(comment("Thank you, Zoe!"))
    blog.faults = only_writes(says(refusal(409, "comment_duplicate")))[1:]

    with pytest.raises(RejectedError, match="nearly the same"):
        await adapter.submit(comment("THANK YOU, Zoë!"))


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


async def test_comment_whose_answer_was_lost_on_an_unknown_blog_is_looked_for_first(
    blog: FakeWordPress, connect: Connect
) -> None:
    """Whether the blog knows repeats is not shown before it has taken a comment."""

    def rewrite(request: httpx.Request, honest: Answerer) -> httpx.Response:
        honest(request)
        blog.comments[-1]["content"] = {"rendered": "<p>My words</p>", "raw": "rewritten"}
        return page("", status=502)

    first = connect(user="reader")
    await first.open()
    blog.faults = only_writes(rewrite)
    with pytest.raises(OutcomeUnknownError):
        await first.submit(comment())

    receipt = await connect(user="reader").submit(comment())

    assert receipt.outcome is Outcome.ALREADY_STORED
    assert len(blog.comments) == 2


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_comment_when_what_is_there_can_not_be_listed_is_sent_all_the_same(
    blog: FakeWordPress, connect: Connect, status: int
) -> None:
    """Blogs that list no comments would take none from here."""
    adapter = connect(user="reader")
    await adapter.open()
    blog.faults = only_writes(says(page("", status=status)))[1:]

    receipt = await adapter.submit(comment())

    assert receipt.outcome is Outcome.STORED


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
