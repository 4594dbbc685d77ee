"""A blog that changes in every way between two syncs: the copy then shows what the blog has."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.live.conftest import Connect
from tests.live.server import WordPress
from tests.live.test_live_mirror import a_mirror, bytes_below
from tui_blog.model.change import AddComment
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.ids import ChangeId, CommentId, PageToken, PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.storage.adapter import PostQuery
from tui_blog.sync.mirror import MirrorAdapter
from tui_blog.text import clean

pytestmark = pytest.mark.live

MANY = 10_000
_SHOWN = "post_type = 'post' AND post_status = 'publish'"
_PLAIN = re.compile("[A-Za-z0-9 .]+")
_REMARK = re.compile("<!--.*?-->")
_DATED = "comment_date, comment_date_gmt"


Words = tuple[str, str | None, str | None]
"""A post's number, title and text; `None` for what the blog shows prettier than it is stored."""


class Row(NamedTuple):
    """A comment, as far as the database and the copy both know it."""

    id: str
    post: str
    parent: str
    date: str
    author: str | None
    text: str | None


def number_of(any_id: str) -> str:
    return any_id.removeprefix("wp:")


class Author:
    """Changes the blog behind the program's back, in its database.

    Source: wp-includes/comment.php: what the blog itself does when it deletes and trashes.
    """

    def __init__(self, wordpress: WordPress) -> None:
        self._wordpress = wordpress
        self.posts: list[PostId] = []

    def post(self, title: str) -> PostId:
        """Publish a post."""
        self.posts.append(self._wordpress.add_post(title))
        return self.posts[-1]

    def comment(
        self,
        post: PostId,
        text: str,
        *,
        parent: CommentId | None = None,
        status: str = "1",
        date: str = "2026-05-02",
    ) -> CommentId:
        """Add a comment of a day of summer, when the blog's own clock is two hours ahead."""
        number = self._insert(
            f"VALUES ({number_of(post)}, 'Ana', '{date} 02:00', '{date}', '{text}', '{status}', "
            f"{number_of(parent or 'wp:0')}, '', '', '', '')"
        )
        return CommentId(f"wp:{number}")

    def comments(self, post: PostId, count: int, *, since: str = "2026-05-01") -> int:
        """Add many comments, one a minute, each third one in answer to another.

        Returns:
            The number of the first; the others follow.
        """
        date = f"TIMESTAMP('{since}', '{{}}:00') + INTERVAL seq MINUTE"
        first = int(
            self._insert(
                f"SELECT {number_of(post)}, CONCAT('Guest ', seq MOD 7), "  # noqa: S608
                f"{date.format(2)}, {date.format(0)}, "
                f"CONCAT('Number ', seq), '1', 0, '', '', '', '' FROM seq_1_to_{count}"
            )
        )
        self.sql(
            f"UPDATE wp_comments SET comment_parent = comment_ID - 1 WHERE comment_ID > {first} "  # noqa: S608
            f"AND comment_post_ID = {number_of(post)} AND comment_ID MOD 3 = 0"
        )
        return first

    def change(self, comment: CommentId, what: str) -> None:
        """Change a comment."""
        self.sql(f"UPDATE wp_comments SET {what} WHERE comment_ID = {number_of(comment)}")  # noqa: S608

    def delete(self, comment: CommentId) -> None:
        """Delete a comment for good; what answers it moves up to its parent."""
        number = number_of(comment)
        ((parent,),) = self.sql(
            f"SELECT comment_parent FROM wp_comments WHERE comment_ID = {number}"  # noqa: S608
        )
        self.sql(
            f"UPDATE wp_comments SET comment_parent = {parent} WHERE comment_parent = {number}; "  # noqa: S608
            f"DELETE FROM wp_comments WHERE comment_ID = {number}"
        )

    def edit(self, post: PostId, what: str) -> None:
        """Change a post."""
        self.sql(
            f"UPDATE wp_posts SET {what}, post_modified_gmt = UTC_TIMESTAMP(), post_modified = "  # noqa: S608
            f"UTC_TIMESTAMP() + INTERVAL 1 HOUR WHERE ID = {number_of(post)}"
        )

    def sql(self, statement: str) -> list[tuple[str, ...]]:
        """Do something in the database."""
        return self._wordpress.query(statement)

    def _insert(self, rows: str) -> str:
        names = "comment_author_email, comment_author_url, comment_author_IP, comment_agent"
        return self.sql(
            f"INSERT INTO wp_comments (comment_post_ID, comment_author, {_DATED}, "
            f"comment_content, comment_approved, comment_parent, {names}) {rows}; "
            "SELECT LAST_INSERT_ID()"
        )[0][0]


@pytest.fixture
def author(wordpress: WordPress) -> Iterator[Author]:
    """Somebody who changes the blog; what was added is taken away afterwards."""
    made = Author(wordpress)
    yield made
    numbers = ", ".join(map(number_of, made.posts))
    made.sql(
        f"DELETE FROM wp_comments WHERE comment_post_ID IN ({numbers}); "  # noqa: S608
        f"DELETE FROM wp_posts WHERE ID IN ({numbers})"
    )


def rows_in_database(author: Author) -> set[Row]:
    """Read what everybody may see."""
    rows = author.sql(
        "SELECT comment_ID, comment_post_ID, comment_parent, comment_date_gmt, comment_author, "  # noqa: S608
        f"comment_content FROM wp_comments JOIN wp_posts ON ID = comment_post_ID WHERE {_SHOWN} "
        "AND post_password = '' AND comment_approved = '1' AND comment_type = 'comment'"
    )
    return {
        Row(
            id=number,
            post=post,
            parent=parent,
            date=date,
            author=as_plain(clean.field(name)),
            text=as_plain(text),
        )
        for number, post, parent, date, name, text in rows
    }


def as_plain(text: str) -> str | None:
    """Return a text without its paragraph; `None` where the blog shows it prettier than it is."""
    inner = _REMARK.sub("", text).strip().removeprefix("<p>").removesuffix("</p>")
    return inner if _PLAIN.fullmatch(inner) else None


def row_of(comment: Comment) -> Row:
    """Tell of a comment of the copy what the database tells."""
    assert comment.created_at is not None
    return Row(
        id=number_of(comment.id),
        post=number_of(comment.post_id),
        parent=number_of(comment.parent_id or "wp:0"),
        date=f"{comment.created_at:%Y-%m-%d %H:%M:%S}",
        author=as_plain(comment.author.name),
        text=as_plain(comment.body.source),
    )


async def read_all(mirror: MirrorAdapter) -> tuple[set[Words], set[Row]]:
    """Read what is in the copy: posts that the blog has, and comments that it shows."""
    posts: set[Words] = set()
    rows: set[Row] = set()
    for summary in (await mirror.list_posts(PostQuery())).rows:
        post = await mirror.get_post(summary.id)
        if post.summary.damage is None:
            words = (as_plain(summary.title), as_plain(post.body.source))
            posts.add((number_of(summary.id), *words))
            rows |= {row_of(one) for one in await comments_of(mirror, summary.id)}
    return posts, rows


async def comments_of(mirror: MirrorAdapter, post_id: PostId) -> list[Comment]:
    """Read a thread; what was deleted is left out."""
    found: list[Comment] = []
    token: PageToken | None = None
    while True:
        page = await mirror.list_comments(post_id, after=token)
        found += page.rows
        if (token := page.next) is None:
            return [one for one in found if one.status is CommentStatus.APPROVED]


async def say(connect: Connect, post_id: PostId, text: str) -> CommentId:
    """Comment as a reader, now."""
    body = Body(source=text, format=BodyFormat.TEXT)
    change = AddComment(change_id=ChangeId(text), post_id=post_id, parent_id=None, body=body)
    receipt = await connect(user="other").submit(change)
    assert receipt.comment is not None
    return receipt.comment.id


async def sync(connect: Connect, folder: Path, *, is_full: bool = False) -> MirrorAdapter:
    """Bring the copy up to date, as a program that was just started."""
    mirror = a_mirror(connect(user="reader"), folder)
    await mirror.open()
    async for _ in mirror.pull(is_full=is_full):
        pass
    return mirror


async def check_same(author: Author, mirror: MirrorAdapter, *, but: Sequence[Row] = ()) -> None:
    """Compare the copy with the database.

    Args:
        author: Knows the database.
        mirror: Knows the copy.
        but: Comments that stand in the copy as they were.
    """
    posts, rows = await read_all(mirror)
    listed = author.sql(
        "SELECT ID, post_title, IF(post_password = '', post_content, '') FROM wp_posts "  # noqa: S608
        f"WHERE {_SHOWN}"
    )
    stale = {row.id for row in but}
    there = {row for row in rows_in_database(author) if row.id not in stale} | set(but)
    assert posts == {(one, as_plain(title), as_plain(text)) for one, title, text in listed}
    assert rows ^ there == set()


async def test_copy_after_one_sync_is_what_the_blog_has(
    connect: Connect, author: Author, tmp_path: Path
) -> None:
    """What changed in one way or another would never come, or never go."""
    folder = tmp_path / "copy"
    edited, gone, closed, busy = (author.post(f"Changing {number}") for number in range(4))
    for post in (edited, gone, closed):
        author.comment(post, "Here from the beginning")
    held = author.comment(busy, "Approved late", status="0", date="2026-05-03")
    top = author.comment(busy, "To be deleted", date="2026-05-04")
    author.comment(busy, "Moves up", parent=top, date="2026-05-05")
    trashed = author.comment(busy, "To be trashed", date="2026-05-06")
    author.comment(busy, "Stays without its parent", parent=trashed, date="2026-05-07")
    recent = await say(connect, busy, "To be edited soon")
    await check_same(author, await sync(connect, folder))

    author.edit(edited, "post_title = 'Another title', post_content = '<p>Other words.</p>'")
    author.edit(gone, "post_status = 'trash'")
    author.sql(
        "UPDATE wp_comments SET comment_approved = 'post-trashed' "  # noqa: S608
        f"WHERE comment_post_ID = {number_of(gone)}"
    )
    author.sql(f"DELETE FROM wp_comments WHERE comment_post_ID = {number_of(closed)}")  # noqa: S608
    author.sql(f"DELETE FROM wp_posts WHERE ID = {number_of(closed)}")  # noqa: S608
    await say(connect, busy, "New")
    author.comment(edited, "Dated back", date="2019-07-01")
    author.change(held, "comment_approved = '1'")
    author.delete(top)
    author.change(trashed, "comment_approved = 'trash'")
    author.change(recent, "comment_content = 'Edited soon'")
    author.comments(author.post("Ten thousand comments"), MANY)
    await check_same(author, await sync(connect, folder))

    before = bytes_below(folder)
    await sync(connect, folder)
    assert bytes_below(folder) == before


async def test_changes_that_leave_the_number_of_comments_the_same_come_with_anything_new(
    connect: Connect, author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One comment approved for one that was thrown away, and edits, all of them years old."""
    # Whatever other tests have left there, the blog is to be one of few comments.
    monkeypatch.setattr("tui_blog.sync.settling._FEW", 100_000)
    folder = tmp_path / "copy"
    posts = [author.post(f"Quiet {number}") for number in range(3)]
    edited, trashed, held = (
        author.comment(post, "As it was", status=status, date="2020-05-03")
        for post, status in zip(posts, "110", strict=True)
    )
    author.comments(author.post("Newer ones"), 150)
    await sync(connect, folder)
    author.change(edited, "comment_content = 'As it is'")
    author.change(trashed, "comment_approved = 'trash'")
    author.change(held, "comment_approved = '1'")
    author.edit(author.post("News"), "post_title = 'News of today'")

    await check_same(author, await sync(connect, folder))


async def test_edit_of_an_old_comment_alone_is_seen_by_a_full_sync_only(
    connect: Connect, author: Author, tmp_path: Path
) -> None:
    """WordPress gives no sign of it; the manual says so, and what to do."""
    folder = tmp_path / "copy"
    post = author.post("Edited long ago")
    old = author.comment(post, "As it was", date="2020-05-03")
    (as_it_was,) = (row for row in rows_in_database(author) if row.id == number_of(old))
    author.comments(author.post("Newer ones"), 150)
    await sync(connect, folder)
    author.change(old, "comment_content = 'As it is'")

    await check_same(author, await sync(connect, folder), but=[as_it_was])
    await check_same(author, await sync(connect, folder, is_full=True))
