import pytest

from tests.live.conftest import Connect
from tests.live.server import WordPress
from tui_blog.model.comment import Comment, CommentKind, CommentStatus
from tui_blog.model.errors import ForbiddenError, NotFoundError
from tui_blog.model.ids import CommentId, PageToken, PostId
from tui_blog.model.post import PostSummary
from tui_blog.model.thread import build_thread
from tui_blog.storage.adapter import PostQuery
from tui_blog.storage.wordpress.adapter import WordPressAdapter

pytestmark = pytest.mark.live


async def all_posts(adapter: WordPressAdapter, query: PostQuery) -> list[PostSummary]:
    """List all pages."""
    rows: list[PostSummary] = []
    token: PageToken | None = None
    while True:
        page = await adapter.list_posts(query, after=token)
        rows += page.rows
        token = page.next
        if token is None:
            return rows


async def all_comments(adapter: WordPressAdapter, post_id: PostId) -> list[Comment]:
    """List all pages."""
    rows: list[Comment] = []
    token: PageToken | None = None
    while True:
        page = await adapter.list_comments(post_id, after=token)
        rows += page.rows
        token = page.next
        if token is None:
            return rows


async def test_posts_when_there_are_more_than_a_page_all_come_newest_first(
    wordpress: WordPress, connect: Connect
) -> None:
    """Old posts would be missing."""
    rows = await all_posts(connect(), PostQuery())

    published = wordpress.query(
        "SELECT ID FROM wp_posts WHERE post_type = 'post' AND post_status = 'publish' "
        "ORDER BY post_date_gmt DESC, ID DESC"
    )
    assert [row.id for row in rows] == [f"wp:{number}" for (number,) in published]
    assert len(rows) > 100


async def test_posts_when_listed_have_plain_titles_authors_and_utc_dates(
    wordpress: WordPress, connect: Connect
) -> None:
    """Titles would show markup, dates would be off by hours."""
    page = await connect().list_posts(PostQuery(slug="blocks"))

    (row,) = page.rows
    assert row.title == "All kinds of blocks – <b> & “more”"
    assert row.author is not None
    assert row.author.name == wordpress.users["author"].name
    assert row.published_at is not None
    ((stored,),) = wordpress.query("SELECT post_date_gmt FROM wp_posts WHERE post_name = 'blocks'")
    assert f"{row.published_at:%Y-%m-%d %H:%M:%S}" == stored


async def test_posts_when_searched_only_those_with_the_word_come(connect: Connect) -> None:
    """A search would show everything."""
    rows = await all_posts(connect(), PostQuery(text="emphasis"))

    assert [row.slug for row in rows] == ["blocks"]


async def test_post_when_read_brings_all_blocks_and_tags(
    wordpress: WordPress, connect: Connect
) -> None:
    """Parts of a post would be missing."""
    post = await connect().get_post(wordpress.posts["blocks"])

    assert "<h2>A heading</h2>" in post.body.source
    assert "The last words." in post.body.source
    assert set(post.summary.tags) == {"Trial", "R&D"}


async def test_page_when_read_by_its_id_is_like_a_post(
    wordpress: WordPress, connect: Connect
) -> None:
    """Pages of a blog could not be read."""
    post = await connect().get_post(wordpress.posts["about"])

    assert post.summary.title == "About"
    assert "A page, not a post." in post.body.source


async def test_post_when_protected_says_so_and_hides_its_comments(
    wordpress: WordPress, connect: Connect
) -> None:
    """A protected post would look empty, without a reason."""
    adapter = connect()

    post = await adapter.get_post(wordpress.posts["protected"])

    assert post.summary.protected
    assert post.body.source == ""
    with pytest.raises(ForbiddenError):
        await adapter.list_comments(wordpress.posts["protected"])


async def test_post_when_closed_says_so(wordpress: WordPress, connect: Connect) -> None:
    """One would write an answer that nobody takes."""
    post = await connect().get_post(wordpress.posts["closed"])

    assert post.summary.comments_open is False


async def test_post_when_private_or_unknown_is_refused(
    wordpress: WordPress, connect: Connect
) -> None:
    """A post that is gone would look like an empty one."""
    adapter = connect(user="reader")

    with pytest.raises(ForbiddenError):
        await adapter.get_post(wordpress.posts["private"])
    with pytest.raises(NotFoundError):
        await adapter.get_post(PostId("wp:999999"))
    with pytest.raises(NotFoundError):
        await adapter.get_post(PostId("file:2024/hello"))
    with pytest.raises(NotFoundError):
        await adapter.list_comments(PostId("wp:999999"))


async def test_comments_when_there_are_several_pages_all_come_once_oldest_first(
    wordpress: WordPress, connect: Connect
) -> None:
    """Long threads would lack or repeat comments."""
    rows = await all_comments(connect(), wordpress.posts["busy"])

    assert [row.id for row in rows] == [wordpress.comments[f"busy-{n}"] for n in range(1, 231)]


async def test_comments_when_nested_ten_deep_stand_where_the_blog_has_them(
    wordpress: WordPress, connect: Connect
) -> None:
    """Replies would stand under the wrong comment."""
    rows = await all_comments(connect(), wordpress.posts["deep"])

    thread = build_thread(rows)
    level = {row.id: thread.depths[thread.positions[row.id]] for row in thread.comments}
    assert [level[wordpress.comments[f"deep-{n}"]] for n in range(1, 11)] == list(range(10))


async def test_comments_when_odd_are_all_there_and_each_stands_once(
    wordpress: WordPress, connect: Connect
) -> None:
    """Orphans and circles would vanish or hang the program."""
    rows = await all_comments(connect(), wordpress.posts["odd"])

    stored = wordpress.query(
        "SELECT comment_ID FROM wp_comments WHERE comment_approved = '1' "  # noqa: S608
        "AND comment_type = 'comment' AND comment_post_ID = "
        + wordpress.posts["odd"].removeprefix("wp:")
    )
    assert {row.id for row in rows} == {f"wp:{number}" for (number,) in stored}
    assert len(build_thread(rows)) == len(stored)


async def test_comments_when_authors_have_odd_names_are_shown_as_plain_text(
    wordpress: WordPress, connect: Connect
) -> None:
    """Names would show entities, or drive the terminal."""
    rows = {row.id: row for row in await all_comments(connect(), wordpress.posts["odd"])}

    assert rows[wordpress.comments["entities"]].author.name == "O'Neil & Söhne 🎉"
    hostile = rows[wordpress.comments["hostile"]].author.name
    assert hostile.isprintable()
    assert "[31m" not in hostile
    by_author = rows[wordpress.comments["by-author"]].author
    post = await connect().get_post(wordpress.posts["odd"])
    assert post.summary.author is not None
    assert by_author.id == post.summary.author.id


async def test_comments_when_a_moderator_reads_held_ones_and_mentions_come_too(
    wordpress: WordPress, connect: Connect
) -> None:
    """A moderator would not see what waits."""
    adapter = connect(user="admin")

    rows = {row.id: row for row in await all_comments(adapter, wordpress.posts["odd"])}

    assert rows[wordpress.comments["held"]].status is CommentStatus.HELD
    assert rows[wordpress.comments["pingback"]].kind is CommentKind.MENTION
    assert wordpress.comments["spam"] not in rows
    assert wordpress.comments["trashed"] not in rows


async def test_comments_when_there_are_none_the_page_is_empty_and_the_last(
    wordpress: WordPress, connect: Connect
) -> None:
    """An empty thread would look like an error."""
    page = await connect().list_comments(wordpress.posts["quiet"])

    assert page.rows == ()
    assert page.next is None


async def test_comments_when_one_vanishes_between_pages_none_of_the_others_is_missed(
    wordpress: WordPress, connect: Connect
) -> None:
    """A deletion while reading would hide another comment."""
    post_id = wordpress.add_post("Shrinking")
    number = post_id.removeprefix("wp:")
    wordpress.query(
        "INSERT INTO wp_comments (comment_post_ID, comment_author, comment_content, "  # noqa: S608
        "comment_date, comment_date_gmt) SELECT "
        f"{number}, 'Guest', CONCAT('Row ', ID), '2026-05-02', '2026-05-02' FROM wp_posts "
        "WHERE post_type = 'post' LIMIT 110"
    )
    adapter = connect()

    first = await adapter.list_comments(post_id)
    gone = first.rows[0].id
    wordpress.query(f"DELETE FROM wp_comments WHERE comment_ID = {gone.removeprefix('wp:')}")  # noqa: S608
    second = await adapter.list_comments(post_id, after=first.next)

    left = wordpress.query(f"SELECT comment_ID FROM wp_comments WHERE comment_post_ID = {number}")  # noqa: S608
    seen = {row.id for row in (*first.rows, *second.rows)}
    assert {CommentId(f"wp:{row}") for (row,) in left} == seen - {gone}


async def test_changes_when_pulled_from_nothing_bring_every_post_and_comment(
    wordpress: WordPress, connect: Connect
) -> None:
    """An archive of the blog would lack posts or comments."""
    adapter = connect()
    posts, comments, cursor, complete = set(), set(), None, False

    while not complete:
        delta = await adapter.changes_since(cursor)
        posts |= {post.id for post in delta.posts}
        comments |= {comment.id for comment in delta.comments}
        cursor, complete = delta.cursor, delta.complete

    assert {wordpress.posts["filler-1"], wordpress.posts["blocks"]} <= posts
    assert {wordpress.comments["busy-230"], wordpress.comments["deep-10"]} <= comments
    again = await adapter.changes_since(cursor)
    assert wordpress.posts["filler-1"] not in {post.id for post in again.posts}
