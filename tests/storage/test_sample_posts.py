"""The posts a newcomer sees first."""

from tests.factories import ME, a_clock
from tui_blog.model.ids import CommentId
from tui_blog.model.thread import build_thread
from tui_blog.resources import sample_posts_folder
from tui_blog.storage.adapter import PostQuery
from tui_blog.storage.archive.adapter import ArchiveAdapter
from tui_blog.storage.archive.payloads import DAMAGED


async def test_sample_posts_are_whole_and_hold_a_conversation_worth_folding() -> None:
    """The first thing a newcomer sees would be damage, or a thread with nothing to fold."""
    adapter = ArchiveAdapter(sample_posts_folder(), identity=ME, clock=a_clock(), writable=False)
    await adapter.open()

    posts = (await adapter.list_posts(PostQuery())).rows
    threads = [build_thread((await adapter.list_comments(post.id)).rows) for post in posts]

    assert posts[0].title == "Start here"
    assert [post.damage for post in posts] == [None] * 5
    assert all(post.author and post.author.id for post in posts)
    names: set[CommentId] = set()
    for post, thread in zip(posts, threads, strict=True):
        assert len(thread) == post.comment_count
        assert not thread.orphans
        assert not any(name.startswith(DAMAGED) for name in thread.positions)
        assert any(
            comment.author.id == (post.author and post.author.id) for comment in thread.comments
        )
        assert names.isdisjoint(thread.positions)
        names.update(thread.positions)
    longest = max(threads, key=len)
    assert len(longest) >= 25
    assert max(longest.depths) >= 9
    assert max(len(comment.body.source.split()) for comment in longest.comments) >= 250
