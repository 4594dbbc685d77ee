"""A person lets go of what deleted comments said in a copy: it is gone, and stays gone."""

from pathlib import Path

import pytest

from tests.factories import ME
from tests.fakes.mirrors import POST, Mirror, bytes_below, comments_of, pull
from tests.fakes.wordpress import FakeWordPress
from tests.fakes.wordpress_blog import NOW
from tests.sync.test_mirror_in_git import git
from tests.sync.test_news import Blog, a_service
from tui_blog.model.comment import Comment
from tui_blog.model.comment_list import mark_of
from tui_blog.model.ids import CommentId
from tui_blog.sync.earlier import keeper
from tui_blog.sync.journal import THE_POST, Mark, Part
from tui_blog.sync.mirror import MirrorAdapter
from tui_blog.sync.news import PostNews, list_news
from tui_blog.sync.reading import version_of
from tui_blog.sync.service import BlogService

# The thread: 1000 "Hello" has the reply 1001, which has the reply 1002.


def a_blog_service(mirror: Mirror, folder: Path) -> BlogService:
    """Open the copy with what is remembered of reading it."""
    keep = keeper(folder / "own" / "reading.sqlite3", "own", lambda: NOW)
    copy = mirror(keep_replaced=keep)
    return BlogService(
        copy,
        folder=lambda: folder / "own",
        mirror=copy,
        clock=lambda: NOW,
        make_id=lambda: "id",
        identity=ME,
    )


async def synced(service: BlogService) -> set[str]:
    """Sync; return what changed."""
    return {
        post
        async for event in service.sync()
        for post in (event.changed if hasattr(event, "changed") else ())
    }


async def read_thread(service: BlogService) -> dict[str, Comment]:
    """Mark all posts and the thread read as they are."""
    thread: dict[str, Comment] = {}
    for post in (await service.list_posts()).rows:
        text = (await service.load_post(post.id)).body.source
        marks = [Mark(THE_POST, version_of(mark_of(text)))]
        views = [view async for view in service.load_thread(post.id)]
        for one in views[-1].thread.comments:
            marks.append(Mark(one.id, version_of(mark_of(one.body.source))))
            thread[one.id] = one
        service.memory.do(post.id, Part.SEEN, marks, label="read")
    return thread


async def news(service: BlogService) -> list[PostNews]:
    return [one async for one in list_news(service)]


def delete(blog: FakeWordPress, *numbers: int) -> None:
    """Throw comments away on the blog."""
    blog.comments = [one for one in blog.comments if one["id"] not in numbers]


def found_below(folder: Path, words: bytes) -> list[str]:
    """List the files that hold some words."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(str(path) for path in files if words in path.read_bytes())


async def test_forgotten_comments_are_gone_and_stay_gone(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """They would come back with a sync, be told as news, or stand in some file still."""
    blog.comments[0]["content"] = {"rendered": "<p>Earlier secret</p>" + " more secret" * 2000}
    service = a_blog_service(mirror, tmp_path)
    await service.open()
    await synced(service)
    await read_thread(service)
    blog.comments[0]["content"] = {"rendered": "<p>Later secret</p>"}
    blog.comments[2]["content"] = {"rendered": "<p>Deepest secret</p>"}
    await synced(service)
    delete(blog, 1000, 1002)
    await synced(service)
    was_kept = await service.memory.find_earlier(POST, CommentId("wp:1000"))
    there = found_below(tmp_path, b"secret")

    forgotten = await service.forget(await service.list_tombstones())

    assert was_kept is not None
    assert there != []
    assert [one.id for one in forgotten.emptied] == ["wp:1000"]
    assert [one.id for one in forgotten.removed] == ["wp:1002"]
    await service.aclose()
    assert found_below(tmp_path, b"secret") == []
    copy = await _opened(mirror)
    assert {one.id: one.body.source for one in (await comments_of(copy)).values()} == {
        "wp:1000": "",
        "wp:1001": "<p>An answer</p>\n",
    }
    before = bytes_below(tmp_path / "copy")
    again = a_blog_service(mirror, tmp_path)
    await again.open()
    changed = await synced(again)
    told = await news(again)
    await again.aclose()
    assert (changed, told) == (set(), [])
    assert bytes_below(tmp_path / "copy") == before


async def test_forgetting_is_a_change_in_git_and_a_sync_behind_it_is_none(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """Each sync would put it back, or touch the files for nothing."""
    service = a_blog_service(mirror, tmp_path)
    await service.open()
    await synced(service)
    delete(blog, 1000, 1002)
    await synced(service)
    root = tmp_path / "copy"
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Before")

    await service.forget(await service.list_tombstones(POST))

    diff = git(root, "diff", "--stat")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Forgotten")
    await synced(service)
    full = {post async for one in _mirror_of(service).pull(is_full=True) for post in one.changed}
    await service.aclose()
    assert "1 file changed, 1 insertion(+), 2 deletions(-)" in diff
    assert (git(root, "status", "--porcelain"), full) == ("", set())


async def test_comment_that_the_blog_has_again_comes_back(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """What was restored there would be missing here for ever."""
    service = a_blog_service(mirror, tmp_path)
    await service.open()
    await synced(service)
    blog.comments[0]["status"] = blog.comments[2]["status"] = "trash"
    await synced(service)
    await service.forget(await service.list_tombstones(POST))
    blog.comments[0]["status"] = blog.comments[2]["status"] = "approved"

    await synced(service)

    await service.aclose()
    rows = (await comments_of(await _opened(mirror))).values()
    assert [(one.id, one.author.name, one.status) for one in rows] == [
        ("wp:1000", "Guest", "approved"),
        ("wp:1001", "Guest", "approved"),
        ("wp:1002", "Guest", "approved"),
    ]


async def test_count_of_what_is_new_stays_right(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """The list would tell of a new comment for each that is forgotten."""
    service = a_blog_service(mirror, tmp_path)
    await service.open()
    await synced(service)
    await read_thread(service)
    delete(blog, 1002)
    await synced(service)

    def unread(count: int) -> int:
        return count - tally.comments + tally.beside

    service.memory.save_beside(POST, 1)  # as the app does when it shows the thread
    tally = (await service.memory.load_tallies())[POST]
    before = unread(2)
    await service.forget(await service.list_tombstones(POST))
    tally = (await service.memory.load_tallies())[POST]

    await service.aclose()
    assert (before, unread(2)) == (0, 0)


async def test_undoing_brings_no_mark_of_a_forgotten_comment_back(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """It would be told as deleted, or as changed, once more."""
    service = a_blog_service(mirror, tmp_path)
    await service.open()
    await synced(service)
    await read_thread(service)
    delete(blog, 1000, 1002)
    await synced(service)
    await service.forget(await service.list_tombstones(POST))

    while await service.memory.undo() is not None:
        pass
    while await service.memory.redo() is not None:
        pass

    told = await news(service)
    await service.aclose()
    assert [(one.deleted, one.edited) for one in told] in ([], [((), ())])


async def test_what_was_made_of_the_texts_is_cleared_away(tmp_path: Path, mirror: Mirror) -> None:
    """A search would find them."""
    await pull(mirror())
    cleared: list[str] = []
    copy = mirror()
    service = BlogService(
        copy,
        folder=lambda: tmp_path / "own",
        mirror=copy,
        remove_traces=lambda: cleared.append("now"),
        clock=lambda: NOW,
        make_id=lambda: "id",
        identity=ME,
    )
    await service.open()

    await service.forget([])

    await service.aclose()
    assert cleared == ["now"]


async def test_source_that_keeps_no_tombstones_has_none(tmp_path: Path) -> None:
    service = a_service(Blog(), tmp_path)
    await service.open()

    assert await service.list_tombstones() == ()
    assert (await service.forget([])).removed == ()

    await service.aclose()


async def test_file_that_can_not_be_rewritten_is_told(
    tmp_path: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One would believe that nothing is left in it."""
    await pull(mirror())
    service = a_blog_service(mirror, tmp_path)
    await service.open()
    monkeypatch.setattr(
        "tui_blog.sync.durable_database._connect",
        lambda path: (_ for _ in ()).throw(OSError(28, "x")),
    )

    await service.forget([])

    problems = service.memory.take_problems()
    await service.aclose()
    assert any("could not be written anew" in one for one in problems)


def _mirror_of(service: BlogService) -> MirrorAdapter:
    mirror = service._mirror
    assert mirror is not None
    return mirror


async def _opened(mirror: Mirror) -> MirrorAdapter:
    copy = mirror()
    await copy.open()
    return copy
