"""Threads that a pull reads again, as the blog does not tell what changed in older comments."""

from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from tests.factories import ME
from tests.fakes.mirrors import POST, Mirror, comments_of, pull, unreachable
from tests.fakes.wordpress import Answerer, FakeWordPress, refusal
from tests.fakes.wordpress_blog import NOW
from tui_blog.model.comment import Comment
from tui_blog.model.errors import BadResponseError, OfflineError
from tui_blog.model.ids import PostId
from tui_blog.storage.wordpress.adapter import WordPressAdapter
from tui_blog.sync.mirror import Pulled
from tui_blog.sync.reading import Place
from tui_blog.sync.service import BlogService

OTHER = PostId("wp:101")
SUMMER = "2026-05-01T00:00:00"


def edit(blog: FakeWordPress, number: int, text: str = "Edited") -> None:
    """Change one of the first comments."""
    blog.comments[number]["content"] = {"rendered": f"<p>{text}</p>", "raw": text}


def add_many(blog: FakeWordPress, count: int, *, post: int = 102) -> None:
    """Add comments that are newer than the first ones."""
    for number in range(count):
        blog.add_comment(post, f"Later {number}", date_gmt=SUMMER)


def be_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat the blog as one of many comments."""
    monkeypatch.setattr("tui_blog.sync.settling._FEW", 0)


def refused(request: httpx.Request, _honest: Answerer) -> httpx.Response:
    """Refuse to list comments."""
    return refusal(403, "rest_cannot_read_post")


def honest(request: httpx.Request, answer: Answerer) -> httpx.Response:
    """Answer."""
    return answer(request)


async def texts(mirror: Mirror, post_id: PostId = POST) -> list[tuple[str, str]]:
    """What the copy has of a thread, as somebody sees it who starts the program now."""
    copy = mirror()
    await copy.open()
    rows = (await comments_of(copy, post_id)).values()
    return [(row.body.source, row.status) for row in rows]


async def test_thread_with_a_new_comment_is_read_again_whole(
    mirror: Mirror, blog: FakeWordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit, or one comment gone for one that was approved, would not be seen there."""
    be_large(monkeypatch)
    add_many(blog, 100)
    blog.add_comment(100, "Held", status="hold")
    await pull(mirror())
    edit(blog, 0)
    edit(blog, 1)
    blog.comments[2]["status"] = "trash"
    blog.comments[-1]["status"] = "approved"
    blog.add_comment(100, "New", date_gmt="2026-05-02T00:00:00")

    assert await pull(mirror()) == {POST}

    assert await texts(mirror) == [
        ("<p>Edited</p>", "approved"),
        ("<p>Edited</p>", "approved"),
        ("<p>Deeper</p>\n", "deleted"),
        ("<p>Held</p>\n", "approved"),
        ("<p>New</p>\n", "approved"),
    ]


async def test_only_threads_with_something_new_are_read_again_where_there_are_many_comments(
    mirror: Mirror, blog: FakeWordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each new comment would cost a large blog, and its reader, thousands of others."""
    be_large(monkeypatch)
    add_many(blog, 100)
    await pull(mirror())
    blog.add_comment(101, "New", date_gmt="2026-05-02T00:00:00")
    blog.requests.clear()

    await pull(mirror())

    assert len(blog.requests) == 3  # all of that thread came by itself


async def test_small_blog_with_anything_new_is_read_again_whole(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """One old comment approved and another one gone, or an edit, would only be seen by --full."""
    blog.add_comment(101, "Held", status="hold")
    add_many(blog, 100)
    await pull(mirror())
    edit(blog, 0)
    blog.comments[1]["status"] = "trash"
    blog.comments[3]["status"] = "approved"
    blog.add_comment(102, "New", date_gmt="2026-05-02T00:00:00")

    assert await pull(mirror()) == {POST, OTHER, "wp:102"}

    assert (await texts(mirror))[:2] == [
        ("<p>Edited</p>", "approved"),
        ("<p>An answer</p>\n", "deleted"),
    ]
    assert await texts(mirror, OTHER) == [("<p>Held</p>\n", "approved")]


@pytest.mark.parametrize("is_small", [True, False])
async def test_what_a_pull_did_not_come_to_the_next_one_reads_again(
    mirror: Mirror, blog: FakeWordPress, monkeypatch: pytest.MonkeyPatch, is_small: bool
) -> None:
    """What was new has come, so nothing would lead to the rest any more."""
    if not is_small:
        be_large(monkeypatch)
    add_many(blog, 100)
    await pull(mirror())
    edit(blog, 0)
    blog.add_comment(100, "New", date_gmt="2026-05-02T00:00:00")
    blog.faults += [honest, honest, honest, *[unreachable] * 20]
    with pytest.raises(OfflineError):
        await pull(mirror())
    blog.faults.clear()
    there = await texts(mirror)

    assert await pull(mirror()) == {POST}

    assert [text for text, _ in there][::3] == ["<p>Hello</p>\n", "<p>New</p>\n"]
    assert (await texts(mirror))[0] == ("<p>Edited</p>", "approved")
    blog.requests.clear()
    assert await pull(mirror()) == set()
    assert len(blog.requests) == 3


async def test_what_was_read_lately_is_read_again_where_it_is_not_the_same(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """An edit would be missed in what somebody is following."""
    add_many(blog, 100)
    await pull(mirror())
    edit(blog, 0)
    blog.requests.clear()

    assert await pull(mirror(), recent=(OTHER, POST, PostId("wp:7"))) == {POST}

    # To find it: the posts, the comments, the threads. Then who we are, and the threads.
    assert len(blog.requests) == 5
    assert (await texts(mirror))[0] == ("<p>Edited</p>", "approved")


async def test_a_sync_reads_again_what_was_read_lately(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """Who reads in the app and syncs by cron would never see the edits."""
    add_many(blog, 100)
    await pull(mirror())
    edit(blog, 0)
    copy = mirror()
    service = BlogService(
        copy,
        folder=lambda: tmp_path / "own",
        mirror=copy,
        clock=lambda: NOW,
        make_id=lambda: "id",
        identity=ME,
    )
    await service.open()
    place = Place(post=POST, pane="thread", comment=None, screen_row=0, post_row=0)
    service.memory.save_place(place)

    events = [event async for event in service.sync()]

    await service.aclose()
    assert [event.changed for event in events if isinstance(event, Pulled)][-1] == {POST}
    assert (await texts(mirror))[0] == ("<p>Edited</p>", "approved")


async def test_long_threads_that_were_read_lately_are_left_out(
    mirror: Mirror, blog: FakeWordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sync would cost hundreds of requests."""
    monkeypatch.setattr("tui_blog.sync.rereading._MOST", 5)
    add_many(blog, 100)
    add_many(blog, 3, post=101)
    await pull(mirror())
    edit(blog, 0)

    changed = await pull(mirror(), recent=(OTHER, POST, PostId("wp:102")))

    assert changed == set()  # three and three are more than five
    assert await pull(mirror(), recent=(POST, OTHER)) == {POST}


async def test_thread_that_can_not_be_read_again_stays(mirror: Mirror, blog: FakeWordPress) -> None:
    """A post that was protected since would lose its comments here."""
    await pull(mirror())
    before = await texts(mirror)
    edit(blog, 0)
    blog.faults += [honest, honest, honest, refused, refused]

    assert await pull(mirror(), reading=(POST,)) == {POST}  # its edit is among the latest

    edit(blog, 0, "Again")
    add_many(blog, 101)
    await pull(mirror(), reading=(POST,))
    assert len(await texts(mirror)) == len(before)


async def test_thread_that_may_be_read_comes_though_another_one_may_not(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """One protected post would keep all others from being read again."""
    add_many(blog, 100)
    await pull(mirror())
    edit(blog, 0)
    blog.faults += [*[honest] * 4, refused]

    assert await pull(mirror(), reading=(POST, OTHER)) == {POST}


async def test_thread_of_a_post_that_is_gone_stays(mirror: Mirror, blog: FakeWordPress) -> None:
    """The list of its comments is empty then: all would be taken for deleted."""
    add_many(blog, 150)
    await pull(mirror())
    before = await texts(mirror)
    blog.posts = [post for post in blog.posts if post["id"] != 100]
    blog.comments = blog.comments[3:]

    await pull(mirror(), reading=(POST,))

    assert await texts(mirror) == before


async def test_thread_that_always_changes_is_read_by_itself(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """Comments that moved up meanwhile would be taken for deleted."""
    add_many(blog, 250, post=101)
    add_many(blog, 100)
    await pull(mirror())

    def shrinking(request: httpx.Request, answer: Answerer) -> httpx.Response:
        found = answer(request)
        blog.comments.pop(10)
        return found

    edit(blog, 3)
    blog.faults += [*[honest] * 4, *[shrinking] * 10]
    before = len(blog.comments)

    await pull(mirror(), reading=(OTHER,))

    states = [status for _, status in await texts(mirror, OTHER)]
    gone = before - len(blog.comments)
    assert gone > 9
    assert gone - 2 <= states.count("deleted") <= gone
    assert len(states) == 250


async def test_thread_whose_pages_never_end_stays(
    mirror: Mirror, blog: FakeWordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of it would be taken for deleted."""
    add_many(blog, 250, post=100)
    await pull(mirror())
    edit(blog, 0)
    before = await texts(mirror)
    monkeypatch.setattr("tui_blog.sync.rereading._MAX_PAGES", 2)

    async def refuse(self: WordPressAdapter, post_ids: Sequence[PostId]) -> tuple[Comment, ...]:
        raise BadResponseError("They change all the while.")

    monkeypatch.setattr(WordPressAdapter, "list_threads", refuse)

    await pull(mirror(), reading=(POST,))

    assert await texts(mirror) == before
