"""The body of tests that every adapter passes, over a real WordPress."""

import pytest

from tests.live.conftest import Connect
from tests.live.server import WordPress
from tests.storage.conformance import AdapterConformance, AdapterUnderTest
from tui_blog.model.ids import CommentId, PostId

pytestmark = pytest.mark.live


def parents_in_database(wordpress: WordPress, post_id: PostId) -> dict[CommentId, CommentId | None]:
    """Read a post's approved comments with their parents from the blog's own database."""
    rows = wordpress.query(
        "SELECT comment_ID, comment_parent FROM wp_comments WHERE comment_approved = '1' "  # noqa: S608
        f"AND comment_post_ID = {post_id.removeprefix('wp:')} ORDER BY comment_date_gmt, comment_ID"
    )
    return {
        CommentId(f"wp:{number}"): None if parent == "0" else CommentId(f"wp:{parent}")
        for number, parent in rows
    }


def listed_in_database(wordpress: WordPress) -> tuple[PostId, ...]:
    """Read which posts a reader may see, newest first, from the blog's own database."""
    rows = wordpress.query(
        "SELECT ID FROM wp_posts WHERE post_type = 'post' AND post_status = 'publish' "
        "ORDER BY post_date DESC, ID DESC"
    )
    return tuple(PostId(f"wp:{number}") for (number,) in rows)


class TestWordPressConformance(AdapterConformance):
    @pytest.fixture
    def subject(self, wordpress: WordPress, connect: Connect) -> AdapterUnderTest:
        open_post = wordpress.add_post("For the conformance tests")
        return AdapterUnderTest(
            adapter=connect(user="reader"),
            posts_newest_first=listed_in_database(wordpress),
            thread_post=wordpress.posts["busy"],
            parents=parents_in_database(wordpress, wordpress.posts["busy"]),
            open_post=open_post,
            missing_post=PostId("wp:999999"),
        )
