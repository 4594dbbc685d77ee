from functools import partial

import pytest

from tests.fakes.wordpress import FakeWordPress, answer, page
from tests.fakes.wordpress_blog import NOW, Connect, a_blog, an_adapter, comment, says
from tui_blog.model.change import (
    AddComment,
    DeleteComment,
    EditComment,
    ModerateComment,
    Outcome,
)
from tui_blog.model.comment import CommentStatus
from tui_blog.model.errors import (
    BadResponseError,
    BusyError,
    NotFoundError,
    RejectedError,
    TransientError,
)
from tui_blog.model.ids import ChangeId, CommentId, Cursor, PageToken, PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.storage.adapter import Delta, KnownComment
from tui_blog.storage.wordpress import comparing
from tui_blog.storage.wordpress.adapter import WordPressAdapter

POST = PostId("wp:100")


@pytest.fixture
def blog() -> FakeWordPress:
    """The blog of `a_blog`."""
    return a_blog()


@pytest.fixture
def connect(blog: FakeWordPress) -> Connect:
    """Make adapters for the blog."""
    return partial(an_adapter, blog)


async def test_comments_when_more_than_a_page_come_oldest_first_to_the_end(
    blog: FakeWordPress, connect: Connect
) -> None:
    """Long threads would end after their first page."""
    for number in range(120):
        blog.add_comment(100, f"Number {number}")
    adapter = connect()

    first = await adapter.list_comments(POST)
    second = await adapter.list_comments(POST, after=first.next)

    assert [row.id for row in (*first.rows, *second.rows)] == [
        f"wp:{number}" for number in range(1000, 1121)
    ]
    assert (first.total, second.next) == (121, None)


async def test_comments_when_one_vanished_since_the_page_before_none_is_missed(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A deletion while reading would hide another comment."""
    for number in range(120):
        blog.add_comment(100, f"Number {number}")
    adapter = connect()
    first = await adapter.list_comments(POST)
    del blog.comments[0]

    second = await adapter.list_comments(POST, after=first.next)

    assert CommentId("wp:1100") in {row.id for row in second.rows}


async def test_comments_when_the_server_tells_no_totals_go_on_by_its_links(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A server that drops headers would show the first page only, or pages for ever."""
    adapter = connect()
    await adapter.open()
    rows = [{"id": 5, "post": 100}]
    api = '<https://blog.example/wp-json/>; rel="https://api.w.org/"'
    following = f'{api}, <https://blog.example/x?page=2>; rel="next"'
    blog.faults = [
        says(answer(rows, headers={"link": following})),
        says(answer(rows, headers={"link": api})),
        says(answer(rows)),
    ]

    linked = await adapter.list_comments(POST)
    unlinked = await adapter.list_comments(POST, after=linked.next)
    silent = await adapter.list_comments(POST)

    assert (linked.next is None, unlinked.next, silent.next is None) == (False, None, False)


async def test_comments_when_the_post_is_gone_say_so_and_when_there_are_none_not(
    connect: Connect,
) -> None:
    """A withdrawn post would look like one that nobody answered."""
    adapter = connect()

    empty = await adapter.list_comments(PostId("wp:101"))

    assert (empty.rows, empty.next) == ((), None)
    with pytest.raises(NotFoundError):
        await adapter.list_comments(PostId("wp:999"))


async def test_page_when_past_the_end_is_empty_and_the_last(
    blog: FakeWordPress, connect: Connect
) -> None:
    """Posts withdrawn while reading would end the list with an error."""
    adapter = connect()

    rest = await adapter.list_comments(POST, after=PageToken("7:601"))

    assert rest.next is None


async def test_own_comment_when_held_is_shown_to_its_author_until_it_is_approved(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A held comment would vanish from the thread once it was sent."""
    blog.first_status = "hold"
    adapter = connect(user="reader")
    receipt = await adapter.submit(comment())
    assert receipt.comment is not None

    held = (await adapter.list_comments(POST)).rows
    unseen = (await connect(user="other").list_comments(POST)).rows
    blog.comments[-1]["status"] = "approved"
    approved = (await adapter.list_comments(POST)).rows
    del blog.comments[-1]
    gone = (await adapter.list_comments(POST)).rows

    assert [row.status for row in held][-1] is CommentStatus.HELD
    assert [len(rows) for rows in (held, unseen, approved, gone)] == [2, 1, 2, 1]
    assert approved[-1].status is CommentStatus.APPROVED


async def test_reply_when_its_parent_is_gone_is_not_sent(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A reply would hang below nothing, which WordPress allows."""
    change = AddComment(
        change_id=ChangeId("c"),
        post_id=POST,
        parent_id=CommentId("wp:4711"),
        body=Body(source="Reply", format=BodyFormat.TEXT),
    )

    with pytest.raises(NotFoundError, match="you answer is gone"):
        await connect(user="reader").submit(change)

    assert len(blog.comments) == 1


async def test_moderator_when_changing_comments_gets_them_back_as_they_are(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A moderator's act would seem done that is not."""
    adapter = connect(user="editor")
    target = CommentId("wp:1000")
    edit = EditComment(
        change_id=ChangeId("e"),
        post_id=POST,
        comment_id=target,
        body=Body(source="a < b", format=BodyFormat.TEXT),
    )
    hold = ModerateComment(
        change_id=ChangeId("m"), post_id=POST, comment_id=target, status=CommentStatus.TRASHED
    )
    delete = DeleteComment(change_id=ChangeId("d"), post_id=POST, comment_id=target)

    edited = await adapter.submit(edit)
    moderated = await adapter.submit(hold)
    deleted = await adapter.submit(delete)

    assert edited.comment is not None
    assert edited.comment.body.source == "<p>a &lt; b</p>"
    assert moderated.comment is not None
    assert moderated.comment.status is CommentStatus.TRASHED
    assert deleted.outcome is Outcome.ALREADY_STORED
    assert adapter.capabilities.moderate


async def test_moderator_when_the_server_ignores_a_status_is_told(
    blog: FakeWordPress, connect: Connect
) -> None:
    """WordPress answers 200 to a status that it does not take."""
    adapter = connect(user="editor")
    await adapter.open()
    blog.faults = [
        lambda request, honest: honest(request),
        says(answer(blog.comments[0])),
    ]
    target = CommentId("wp:1000")

    for status in (CommentStatus.HELD, CommentStatus.DELETED):
        with pytest.raises(RejectedError):
            await adapter.submit(
                ModerateComment(
                    change_id=ChangeId("m"), post_id=POST, comment_id=target, status=status
                )
            )


@pytest.mark.parametrize("foreign", ["file:2024/hello", "local:1", "wp:x"])
async def test_id_when_from_another_source_is_not_found(connect: Connect, foreign: str) -> None:
    """Another source's id would change a comment here."""
    adapter = connect(user="editor")

    with pytest.raises(NotFoundError):
        await adapter.get_post(PostId(foreign))
    with pytest.raises(NotFoundError):
        await adapter.submit(comment(post=foreign))
    with pytest.raises(NotFoundError):
        await adapter.submit(
            DeleteComment(change_id=ChangeId("d"), post_id=POST, comment_id=CommentId(foreign))
        )


async def pulled(adapter: WordPressAdapter) -> Delta:
    """Bring all of a blog that comes at once."""
    begin = await adapter.changes_since(None)
    return await adapter.changes_since(begin.cursor)


async def test_changes_when_pulled_come_newest_first_with_their_comments(
    blog: FakeWordPress, connect: Connect
) -> None:
    """One could not read before everything has come."""
    for number in range(30):
        blog.add_post(f"More {number}")
    for number in range(130):
        blog.add_comment(100, f"Number {number}")
    adapter = connect()

    begin = await adapter.changes_since(None)
    first = await adapter.changes_since(begin.cursor)
    second = await adapter.changes_since(first.cursor)

    assert (begin.posts, begin.comments, begin.complete) == (first.posts, (), False)
    dates = [post.summary.published_at for post in (*first.posts, *second.posts)]
    assert (len(first.posts), len(second.posts)) == (20, 12)
    assert dates == sorted(dates, key=str, reverse=True)
    assert first.whole_threads == {post.id for post in first.posts}
    assert len(first.comments) + len(second.comments) == 131
    assert (first.complete, second.complete) == (False, True)
    assert first.post_total == 32


async def test_changes_when_nothing_is_new_cost_two_requests(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A small host would be asked everything each time."""
    adapter = connect()
    first = await pulled(adapter)
    second = await adapter.changes_since(first.cursor)
    blog.requests.clear()

    again = await adapter.changes_since(second.cursor)

    assert len(blog.requests) == 2
    assert (again.posts, again.cursor) == ((), second.cursor)
    assert again.complete_after is not None
    assert (again.post_total, again.comment_total) == (2, 1)


async def test_changes_when_a_post_was_edited_and_a_comment_added_bring_both(
    blog: FakeWordPress, connect: Connect
) -> None:
    """They would never be seen."""
    adapter = connect()
    cursor = (await pulled(adapter)).cursor
    blog.posts[0] |= {
        "modified_gmt": "2026-11-23T08:00:00",
        "content": {"rendered": "<p>Other words.</p>", "protected": False},
    }
    blog.add_comment(101, "New", date_gmt="2026-11-23T08:00:00")

    delta = await adapter.changes_since(cursor)

    assert [(post.id, post.body.source) for post in delta.posts] == [
        ("wp:100", "<p>Other words.</p>")
    ]
    assert [comment.post_id for comment in delta.comments] == ["wp:101", "wp:100"]


async def test_comparison_is_not_misled_by_one_comment_more_and_one_less(
    blog: FakeWordPress, connect: Connect
) -> None:
    """Both would be overlooked: their number is the same."""
    for number in range(400):
        blog.add_comment(100 + number % 2, f"Number {number}")
    blog.comments[20]["status"] = "hold"
    adapter = connect()
    delta = await pulled(adapter)
    known = sorted(
        KnownComment(comment.created_at or NOW, comment.id, comment.post_id)
        for comment in delta.comments
    )
    blog.comments[20]["status"] = "approved"
    blog.comments[21]["status"] = "trash"

    differences = await adapter.compare_comments(known)

    assert differences.threads == {"wp:100", "wp:101"}


async def test_comparison_of_very_many_finds_the_threads_that_differ_with_few_requests(
    blog: FakeWordPress, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted comments would stay, and ones approved late never come."""
    monkeypatch.setattr(comparing, "_VERY_MANY", 300)
    for number in range(400):
        blog.add_comment(100 + number % 2, f"Number {number}")
    adapter = connect()
    delta = await pulled(adapter)
    known = sorted(
        KnownComment(comment.created_at or NOW, comment.id, comment.post_id)
        for comment in delta.comments
    )
    blog.comments[200]["status"] = "trash"
    post = blog.comments[200]["post"]
    blog.requests.clear()

    differences = await adapter.compare_comments(known)

    assert differences.threads == {f"wp:{post}"}
    assert len(blog.requests) <= 8
    assert (await adapter.compare_comments([])).threads == {"wp:100", "wp:101"}


async def test_comparison_of_posts_tells_both_ways(blog: FakeWordPress, connect: Connect) -> None:
    """A post that was put back would stay away, and one thrown away stay listed."""
    differences = await connect().compare_posts([PostId("wp:100"), PostId("wp:7")])

    assert set(differences.posts) == {"wp:101"}
    assert set(differences.removed_posts) == {"wp:7"}


async def test_blog_when_remembered_is_not_searched_for(
    blog: FakeWordPress, connect: Connect
) -> None:
    """Each sync would begin with two requests more."""
    first = connect(user="reader")
    await first.open()
    blog.requests.clear()

    second = connect(user="reader", memo=first.memo)
    await second.open()

    assert [request.url.path for request in blog.requests] == ["/wp-json/wp/v2/users/me"]
    assert (second.name, second.home) == (first.name, first.home)


async def test_blog_when_it_moved_its_api_is_searched_for_again(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A blog could never be read again once its addresses changed."""
    adapter = connect(memo={"api_root": "https://blog.example/old-json/", "home": blog.address})

    assert len((await adapter.changes_since(None)).posts) == 2


async def test_cursor_when_damaged_is_a_bad_response(connect: Connect) -> None:
    """A damaged file would crash the program."""
    for cursor in ("", "{", "[1]", '{"page": "x"}'):
        with pytest.raises(BadResponseError):
            await connect().changes_since(Cursor(cursor))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://blog.example/", None),
        ("https://blog.example", None),
        ("https://blog.example/post-100/", "wp:100"),
        ("https://blog.example/?p=101", "wp:101"),
        ("https://blog.example/?page_id=7&preview=1", "wp:7"),
    ],
)
async def test_post_when_an_address_names_it_is_found(
    connect: Connect, address: str, expected: str | None
) -> None:
    """A pasted address would open the wrong thing."""
    assert await connect(address).find_post() == expected


async def test_post_when_the_page_says_nothing_is_found_by_its_slug(
    blog: FakeWordPress, connect: Connect
) -> None:
    """Blogs that hide their links could not be opened at a post."""
    blog.faults = [says(page("<html>")), says(page("<html>"))]

    assert await connect("https://blog.example/2024/05/post-101/").find_post() == "wp:101"


async def test_post_when_the_address_is_a_list_s_is_none(
    blog: FakeWordPress, connect: Connect
) -> None:
    """A category named like a post would open that post."""
    link = (
        '<https://blog.example/wp-json/>; rel="https://api.w.org/", '
        '<https://blog.example/wp-json/wp/v2/categories/3>; rel="alternate"; '
        'type="application/json"'
    )
    blog.faults = [says(page("", headers={"link": link}))]

    assert await connect("https://blog.example/category/post-100/").find_post() is None


async def test_post_when_the_address_leads_nowhere_says_so(connect: Connect) -> None:
    """A mistyped address would silently open the list."""
    with pytest.raises(NotFoundError, match="no such post"):
        await connect("https://blog.example/nothing-here/").find_post()


@pytest.mark.parametrize(
    ("status", "error"), [(429, BusyError), (503, BusyError), (502, TransientError)]
)
async def test_open_when_the_server_has_trouble_is_worth_another_try(
    blog: FakeWordPress, connect: Connect, status: int, error: type[TransientError]
) -> None:
    """A blog under repair would be called none."""
    blog.faults = [lambda request, honest: honest(request), says(page("x", status=status))]

    with pytest.raises(error):
        await connect().open()
