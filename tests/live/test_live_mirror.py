"""The copy of a real WordPress: as the blog is, after each pull, and cheap when nothing is new."""

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from tests.factories import ME
from tests.live.conftest import Connect
from tests.live.server import WordPress
from tests.live.test_live_conformance import listed_in_database, parents_in_database
from tests.storage.conformance import AdapterConformance, AdapterUnderTest
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.ids import PageToken, PostId
from tui_blog.storage.adapter import PostQuery
from tui_blog.storage.wordpress.adapter import WordPressAdapter
from tui_blog.sync.mirror import MirrorAdapter

pytestmark = pytest.mark.live


def a_mirror(remote: WordPressAdapter, folder: Path) -> MirrorAdapter:
    """Connect a blog with the folder of its copy."""
    return MirrorAdapter(
        remote, folder, user="reader", identity=ME, clock=lambda: datetime.now(UTC)
    )


async def pull(mirror: MirrorAdapter) -> set[PostId]:
    """Pull to the end; return what changed."""
    await mirror.open()
    return {post_id async for pulled in mirror.pull() for post_id in pulled.changed}


def bytes_below(folder: Path) -> dict[str, str]:
    """Fingerprints of all files."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def approved(wordpress: WordPress) -> int:
    """How many comments of public posts the database has."""
    ((count,),) = wordpress.query(
        "SELECT COUNT(*) FROM wp_comments JOIN wp_posts ON ID = comment_post_ID "
        "WHERE comment_approved = '1' AND comment_type = 'comment' AND post_type = 'post' "
        "AND post_status = 'publish' AND post_password = ''"
    )
    return int(count)


@pytest.fixture(scope="module")
def first_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first copy is put by for the next tests: they go on from there."""
    return tmp_path_factory.mktemp("first") / "copy"


class TestMirrorConformance(AdapterConformance):
    @pytest_asyncio.fixture
    async def open_post(
        self, wordpress: WordPress, connect: Connect, tmp_path: Path, first_copy: Path
    ) -> PostId:
        """Copy the blog, and name a post that takes comments."""
        post_id = wordpress.add_post("For the conformance of copies")
        if first_copy.exists():
            shutil.copytree(first_copy, tmp_path / "copy")
        await pull(a_mirror(connect(user="reader"), tmp_path / "copy"))
        if not first_copy.exists():
            shutil.copytree(tmp_path / "copy", first_copy)
        return post_id

    @pytest.fixture
    def subject(
        self, wordpress: WordPress, connect: Connect, open_post: PostId, tmp_path: Path
    ) -> AdapterUnderTest:
        return AdapterUnderTest(
            adapter=a_mirror(connect(user="reader"), tmp_path / "copy"),
            posts_newest_first=listed_in_database(wordpress),
            thread_post=wordpress.posts["busy"],
            parents=parents_in_database(wordpress, wordpress.posts["busy"]),
            open_post=open_post,
            missing_post=PostId("wp:999999"),
        )


async def test_copy_is_what_the_blog_shows(
    wordpress: WordPress, connect: Connect, tmp_path: Path
) -> None:
    """Each post with its text and each comment with its text, as the API gives them."""
    source = connect(user="reader")
    copy = a_mirror(connect(user="reader"), tmp_path / "copy")

    await pull(copy)

    count = 0
    for row in (await copy.list_posts(PostQuery())).rows:
        assert (await copy.get_post(row.id)).body == (await source.get_post(row.id)).body
        here = (await copy.list_comments(row.id)).rows
        count += len(here)
        there: list[Comment] = []
        token: PageToken | None = None
        if not row.protected:
            while True:
                page = await source.list_comments(row.id, after=token)
                there += page.rows
                if (token := page.next) is None:
                    break
        assert list(here) == there
    assert count == approved(wordpress)


async def test_nothing_new_writes_nothing_and_what_is_new_comes(
    wordpress: WordPress, connect: Connect, tmp_path: Path
) -> None:
    """One comment approved and one thrown away: the number of comments stays the same."""
    post = wordpress.add_post("Changing")
    number = post.removeprefix("wp:")
    for status, text in (("0", "held at first"), ("1", "trashed later")):
        wordpress.query(
            "INSERT INTO wp_comments (comment_post_ID, comment_author, comment_author_email, "  # noqa: S608
            "comment_author_url, comment_author_IP, comment_date, comment_date_gmt, "
            "comment_content, comment_approved, comment_agent, comment_type) VALUES "
            f"({number}, 'Ana', '', '', '', NOW(), UTC_TIMESTAMP(), "
            f"'{text}', '{status}', '', 'comment')"
        )
    folder = tmp_path / "copy"
    await pull(a_mirror(connect(user="reader"), folder))
    before = bytes_below(folder)
    assert await pull(a_mirror(connect(user="reader"), folder)) == set()
    assert bytes_below(folder) == before
    for old, new in (("0", "1"), ("1", "trash")):
        text = "held at first" if old == "0" else "trashed later"
        wordpress.query(
            f"UPDATE wp_comments SET comment_approved = '{new}' WHERE comment_content = '{text}' "  # noqa: S608
            f"AND comment_post_ID = {number}"
        )
    wordpress.query(
        f"UPDATE wp_posts SET comment_count = 1 WHERE ID = {number}"  # noqa: S608
    )
    fresh = wordpress.add_post("Fresh")
    copy = a_mirror(connect(user="reader"), folder)

    changed = await pull(copy)

    rows = (await copy.list_comments(post)).rows
    assert [(row.status, row.body.source) for row in rows] == [
        (CommentStatus.APPROVED, "<p>held at first</p>\n"),
        (CommentStatus.DELETED, "<p>trashed later</p>\n"),
    ]
    assert changed == {post, fresh}
    assert await pull(a_mirror(connect(user="reader"), folder)) == set()
