"""The copy of a blog: filled by pulls, read without the blog, never losing what was here."""

import hashlib
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.factories import ME
from tests.fakes.wordpress import FakeWordPress, refusal
from tests.fakes.wordpress_blog import NOW, a_blog, an_adapter, comment
from tui_blog.model.capabilities import Capabilities
from tui_blog.model.change import DeleteComment
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import (
    LockedError,
    NotFoundError,
    OfflineError,
    ReadOnlyError,
    StorageError,
    TransientError,
)
from tui_blog.model.ids import ChangeId, CommentId, Cursor, PostId
from tui_blog.model.post import Author, BodyFormat
from tui_blog.storage.adapter import Delta, PostQuery
from tui_blog.storage.archive.manifest import read_manifest
from tui_blog.storage.wordpress.adapter import WordPressAdapter
from tui_blog.sync.mirror import MirrorAdapter
from tui_blog.sync.mirror_state import MirrorState, read_state, write_state

POST = PostId("wp:100")
Mirror = Callable[..., MirrorAdapter]


@pytest.fixture
def blog() -> FakeWordPress:
    """A blog with more posts than come at once, and a nested thread."""
    made = a_blog()
    for number in range(30):
        made.add_post(f"More {number}: “quoted” \\ and 'so'")
    first = made.add_comment(100, "An answer", parent=1000)
    made.add_comment(100, "Deeper", parent=first)
    return made


@pytest.fixture
def mirror(blog: FakeWordPress, tmp_path: Path) -> Mirror:
    """Make mirrors of the blog in one folder, each as after a new start."""
    return partial(mirror_in, tmp_path / "copy", blog)


def mirror_in(
    folder: Path,
    blog: FakeWordPress,
    user: str = "reader",
    address: str = "https://blog.example/",
) -> MirrorAdapter:
    """Make a mirror as after a new start: it knows what is in its folder."""
    state = read_state(read_manifest(folder)) if folder.is_dir() else None
    memo = {} if state is None else state.memo
    remote = an_adapter(blog, address, user=user, memo=memo)
    return MirrorAdapter(remote, folder, user=user, identity=ME, clock=lambda: NOW)


async def pull(mirror: MirrorAdapter, *, reading: tuple[PostId, ...] = ()) -> set[PostId]:
    """Pull to the end; return what changed."""
    await mirror.open()
    return {post_id async for pulled in mirror.pull(reading=reading) for post_id in pulled.changed}


async def comments_of(mirror: MirrorAdapter, post_id: PostId = POST) -> dict[str, Comment]:
    """Read a thread from the copy."""
    page = await mirror.list_comments(post_id)
    return {row.id: row for row in page.rows}


def bytes_below(folder: Path) -> dict[str, str]:
    """Fingerprints of all files, locks aside."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }


def unreachable(request: httpx.Request, _honest: object) -> httpx.Response:
    """Be offline."""
    raise httpx.ConnectError("no route", request=request)


@pytest.fixture
async def offline(mirror: Mirror, blog: FakeWordPress) -> AsyncIterator[MirrorAdapter]:
    """A copy that is whole, and a blog that is out of reach."""
    await pull(mirror())
    blog.faults += [unreachable] * 100
    again = mirror()
    await again.open()
    blog.requests.clear()
    yield again
    await again.aclose()


async def test_pull_copies_all_posts_and_comments(mirror: Mirror, blog: FakeWordPress) -> None:
    """On a train some would be missing."""
    source = an_adapter(blog, user="reader")
    copy = mirror()

    await pull(copy)

    there = (await source.list_posts(PostQuery())).rows
    here = (await copy.list_posts(PostQuery())).rows
    assert {row.id for row in here} == {row.id for row in there}
    assert [row.published_at for row in here] == [row.published_at for row in there]
    for row in here:
        assert (await copy.get_post(row.id)).body == (await source.get_post(row.id)).body
        original = (await source.get_post(row.id)).summary
        assert (row.title, row.permalink, row.author, row.published_at, row.slug) == (
            original.title,
            original.permalink,
            original.author,
            original.published_at,
            original.slug,
        )
        comments = (await source.list_comments(row.id)).rows
        assert tuple((await comments_of(copy, row.id)).values()) == comments


async def test_copy_is_read_without_the_blog(offline: MirrorAdapter, blog: FakeWordPress) -> None:
    """Reading would wait for a network."""
    page = await offline.list_posts(PostQuery())
    post = await offline.get_post(POST)
    thread = await comments_of(offline)
    found = await offline.list_posts(PostQuery(text="more 29:"))

    assert blog.requests == []
    assert (len(page.rows), post.body.source) == (32, "<p>Words.</p>\n")
    assert [one.parent_id for one in thread.values()] == [None, "wp:1000", "wp:1001"]
    assert [row.title for row in found.rows] == ["More 29: “quoted” \\ and 'so'"]
    assert offline.name == "A & B"
    assert offline.capabilities.add_comments
    assert offline.capabilities.identity is not None
    assert offline.capabilities.identity.name == "A Reader"


async def test_pull_when_nothing_is_new_asks_little_and_writes_nothing(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """A cron job would wear out disk, host and history."""
    await pull(mirror())
    before = bytes_below(tmp_path)
    blog.requests.clear()

    changed = await pull(mirror())

    assert changed == set()
    assert len(blog.requests) == 3
    assert bytes_below(tmp_path) == before


async def test_pull_when_the_blog_changed_brings_all_of_it(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """The copy would say something else than the blog."""
    blog.add_comment(101, "Late", status="hold", date_gmt="2026-03-02T00:00:00")
    blog.add_comment(101, "To be deleted")
    await pull(mirror())
    blog.posts[0] |= {"title": {"rendered": "New title"}, "modified_gmt": "2026-11-23T01:00:00"}
    gone = blog.posts.pop(5)["id"]
    fresh = blog.add_post("Fresh", id=900, slug="fresh", modified_gmt="2026-11-23T01:00:00")
    assert fresh
    blog.add_comment(900, "On the fresh one", date_gmt="2026-11-23T02:00:00")
    blog.comments[3]["status"] = "approved"
    blog.comments[4]["status"] = "trash"
    blog.add_comment(101, "Dated back", date_gmt="2020-01-01T00:00:00")
    copy = mirror()

    changed = await pull(copy)

    thread = await comments_of(copy, PostId("wp:101"))
    assert [(one.body.source, one.status) for one in thread.values()] == [
        ("<p>Dated back</p>\n", "approved"),
        ("<p>To be deleted</p>\n", "deleted"),
        ("<p>Late</p>\n", "approved"),
    ]
    assert (await copy.get_post(POST)).summary.title == "New title"
    assert len(await comments_of(copy, PostId("wp:900"))) == 1
    removed = (await copy.get_post(PostId(f"wp:{gone}"))).summary
    assert removed.damage is not None
    assert "does not have this post any more" in removed.damage
    assert changed == {"wp:100", "wp:101", "wp:900", f"wp:{gone}"}
    assert await pull(mirror()) == set()


async def test_pull_when_a_comment_was_edited_sees_it_in_the_thread_one_reads(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """WordPress does not tell that a comment was edited."""
    for number in range(100):
        blog.add_comment(101, f"Later {number}", date_gmt="2026-05-01T00:00:00")
    await pull(mirror())
    blog.comments[0]["content"] = {"rendered": "<p>Edited</p>", "raw": "Edited"}
    copy = mirror()

    assert await pull(copy) == set()
    assert await pull(copy, reading=(POST,)) == {POST}
    assert (await comments_of(copy))["wp:1000"].body.source == "<p>Edited</p>"


async def test_pull_when_broken_off_keeps_what_came_and_goes_on(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """A train leaves the station in the middle."""
    broken = mirror()
    await broken.open()
    pulling = broken.pull()
    first = await anext(pulling)
    await pulling.aclose()
    await broken.aclose()
    blog.faults += [unreachable]
    with pytest.raises(TransientError):
        await pull(mirror())
    kept = mirror()
    await kept.open()
    kept_ids = [row.id for row in (await kept.list_posts(PostQuery())).rows]
    blog.requests.clear()

    await pull(mirror())

    assert first.total == 32
    assert len(kept_ids) == 20
    asked = [request.url.params for request in blog.requests if request.url.path.endswith("posts")]
    assert [params["page"] for params in asked if params.get("orderby") == "date"] == ["2"]
    undisturbed = bytes_below(tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy")
    await pull(mirror())
    assert bytes_below(tmp_path / "copy") == undisturbed


async def test_blog_that_was_never_reached_says_so(mirror: Mirror, blog: FakeWordPress) -> None:
    """An empty list would look like an empty blog."""
    blog.faults += [unreachable] * 10
    copy = mirror()

    with pytest.raises(OfflineError):
        await pull(copy)

    assert (await copy.list_posts(PostQuery())).rows == ()
    assert not copy.is_copied
    assert "not synced yet" in copy.capabilities.refusal
    for reading in (copy.get_post(POST), copy.list_comments(POST), copy.changes_since(None)):
        with pytest.raises(NotFoundError):
            await reading


async def test_comment_that_was_sent_is_in_the_copy(mirror: Mirror, blog: FakeWordPress) -> None:
    """One's own words would be gone until the next pull."""
    copy = mirror()
    await pull(copy)

    receipt = await copy.submit(comment())
    blog.faults += [unreachable] * 10

    assert receipt.comment is not None
    mine = (await comments_of(copy))[receipt.comment.id]
    assert (mine.own, mine.body) == (True, receipt.comment.body)


@pytest.mark.parametrize(
    ("fate", "expected"),
    [
        ({"status": "approved"}, CommentStatus.APPROVED),
        ({"status": "trash"}, CommentStatus.TRASHED),
        (None, CommentStatus.DELETED),
    ],
)
async def test_own_comment_that_is_held_is_followed(
    mirror: Mirror, blog: FakeWordPress, fate: dict[str, object] | None, expected: CommentStatus
) -> None:
    """It would be held for ever, or vanish without a word."""
    blog.first_status = "hold"
    copy = mirror()
    await pull(copy)
    receipt = await copy.submit(comment("Held words"))
    assert receipt.comment is not None
    held = (await comments_of(copy))[receipt.comment.id].status
    await pull(copy)
    still = (await comments_of(copy))[receipt.comment.id].status
    if fate is None:
        blog.comments.pop()
    else:
        blog.comments[-1] |= fate

    changed = await pull(copy)

    now = (await comments_of(copy))[receipt.comment.id]
    assert (held, still, now.status) == (CommentStatus.HELD, CommentStatus.HELD, expected)
    assert "Held words" in now.body.source
    assert changed == {POST}


async def test_moderator_sees_held_comments_of_others_come_and_go(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """A comment that was thrown away would wait for a moderator for ever."""
    blog.add_comment(100, "Held", status="hold")
    copy = mirror("editor")
    await pull(copy)
    before = (await comments_of(copy))["wp:1003"].status
    blog.comments.pop()

    await pull(copy)

    after = (await comments_of(copy))["wp:1003"].status
    assert (before, after) == (CommentStatus.HELD, CommentStatus.DELETED)


async def test_pull_when_another_program_pulls_says_so(mirror: Mirror) -> None:
    """Two would fetch everything twice."""
    first, second = mirror(), mirror()
    await first.open()
    pulling = first.pull()
    await anext(pulling)

    with pytest.raises(LockedError):
        await pull(second)

    await pulling.aclose()
    assert len(await pull(second)) == 12


async def test_pull_when_the_disk_refuses_says_so(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A traceback would end the program."""
    (tmp_path / "copy").write_text("in the way")
    copy = MirrorAdapter(
        an_adapter(a_blog()), tmp_path / "copy", user="", identity=ME, clock=lambda: NOW
    )
    with pytest.raises(ReadOnlyError):
        await pull(copy)
    (tmp_path / "copy").unlink()

    def refuse(root: Path, state: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("tui_blog.sync.mirror.write_state", refuse)
    with pytest.raises(ReadOnlyError):
        await pull(mirror())


async def test_thread_that_can_not_be_read_again_stays(mirror: Mirror, blog: FakeWordPress) -> None:
    """A post that was protected since would lose its comments here."""
    copy = mirror()
    await pull(copy)
    before = await comments_of(copy)
    lists = [lambda request, honest: honest(request)] * 2
    blog.faults += [*lists, lambda request, honest: refusal(403, "rest_cannot_read_post")]

    await pull(copy, reading=(POST,))

    assert await comments_of(copy) == before


async def test_address_of_a_post_is_found_in_the_copy(
    mirror: Mirror, offline: MirrorAdapter, blog: FakeWordPress
) -> None:
    """A pasted address would need a network."""
    for address, expected in (
        ("https://blog.example/post-100/", "wp:100"),
        ("http://blog.example/post-101", "wp:101"),
        ("https://blog.example", None),
    ):
        copy = mirror(address=address)
        await copy.open()
        assert await copy.find_post() == expected
    assert blog.requests == []
    unknown = mirror(address="https://blog.example/other/")
    await unknown.open()
    with pytest.raises(StorageError):
        await unknown.find_post()


async def test_whole_thread_of_many_pages_is_read_again(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """Only its first page would stay."""
    copy = mirror()
    await pull(copy)
    for number in range(250):
        blog.add_comment(100, f"Number {number}", date_gmt="2025-01-01T00:00:00")
    for number in range(100):
        blog.add_comment(101, f"Later {number}")

    await pull(copy)

    assert len(await comments_of(copy)) == 253


async def test_copy_can_be_pulled_page_by_page_itself(offline: MirrorAdapter) -> None:
    """A copy of the copy would be empty."""
    delta = await offline.changes_since(None)

    assert len(delta.posts) == 32


def test_state_when_written_reads_the_same(tmp_path: Path) -> None:
    """What can be done offline would be forgotten."""
    state = MirrorState(
        name='A "blog" \\ 日本',
        home="https://blog.example",
        id_prefix="wp:",
        user="mara",
        cursor=Cursor('[0, "x"]'),
        memo={"api_root": "https://blog.example/wp-json/"},
        capabilities=Capabilities(
            source_kind="WordPress",
            add_comments=True,
            edit_own=True,
            held_first=False,
            identity=Author(name="Mara", id="wp:2"),
            comment_formats=frozenset({BodyFormat.TEXT}),
            max_comment_bytes=65_525,
        ),
        hidden_comments=3,
    )
    for one in (state, replace(state, capabilities=Capabilities(refusal="No."), user="", memo={})):
        write_state(tmp_path, one)
        assert read_state(read_manifest(tmp_path)) == one
    (tmp_path / "blog.toml").write_text('schema = 1\nname = "Plain"\nurl = 3\n')
    assert read_state(read_manifest(tmp_path)) is None


async def test_post_that_was_put_back_comes_with_its_thread(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """What comes back with an old date would be missed."""
    copy = mirror()
    await pull(copy)
    blog.add_post("Put back", id=800, modified_gmt="2020-01-01T00:00:00", slug="back")
    blog.add_comment(800, "Below it", date_gmt="2020-01-01T00:00:00")

    changed = await pull(copy)

    assert changed == {"wp:800"}
    assert len(await comments_of(copy, PostId("wp:800"))) == 1


async def test_post_that_the_blog_calls_gone_is_marked(
    mirror: Mirror, blog: FakeWordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would look as if it still were there."""
    copy = mirror()
    await pull(copy)
    changes_since = WordPressAdapter.changes_since

    async def tell(self: WordPressAdapter, cursor: Cursor | None) -> Delta:
        return replace(await changes_since(self, cursor), removed_posts=(POST, PostId("wp:7")))

    monkeypatch.setattr(WordPressAdapter, "changes_since", tell)

    assert await pull(copy) == {POST}
    assert (await copy.get_post(POST)).summary.damage is not None


async def test_thread_whose_pages_never_end_stays(
    mirror: Mirror, blog: FakeWordPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of it would be taken for deleted."""
    for number in range(250):
        blog.add_comment(100, f"Number {number}")
    copy = mirror()
    await pull(copy)
    before = await comments_of(copy)
    monkeypatch.setattr("tui_blog.sync.mirror._MAX_PAGES", 2)

    await pull(copy, reading=(POST,))

    assert await comments_of(copy) == before


async def test_change_without_a_comment_to_show_leaves_the_copy(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """A receipt need not bring a comment."""
    copy = mirror("editor")
    await pull(copy)
    before = await comments_of(copy)

    await copy.submit(DeleteComment(change_id=ChangeId("d"), comment_id=CommentId("wp:1002")))

    assert await comments_of(copy) == before
    assert await pull(copy) == {POST}
    assert (await comments_of(copy))["wp:1002"].status is CommentStatus.DELETED


async def test_folder_that_is_no_copy_is_not_taken_for_one(mirror: Mirror, tmp_path: Path) -> None:
    """Somebody's own files would be shown as the blog's."""
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "note.md").write_text("My own")
    copy = mirror()
    await copy.open()

    assert not copy.is_copied
    assert (await copy.list_posts(PostQuery())).rows == ()


async def test_latest_comments_are_as_on_the_blog_whatever_became_of_them(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """As many were deleted as approved: their number tells nothing."""
    blog.add_comment(100, "Held", status="hold")
    await pull(mirror())
    blog.comments[-1]["status"] = "approved"
    blog.comments[2]["status"] = "trash"
    blog.comments[0]["content"] = {"rendered": "<p>Edited</p>", "raw": "Edited"}
    blog.requests.clear()
    copy = mirror()

    assert await pull(copy) == {POST}

    thread = (await comments_of(copy)).values()
    assert [(one.body.source, one.status) for one in thread] == [
        ("<p>Edited</p>", "approved"),
        ("<p>An answer</p>\n", "approved"),
        ("<p>Deeper</p>\n", "deleted"),
        ("<p>Held</p>\n", "approved"),
    ]
    assert len(blog.requests) == 3


@pytest.mark.parametrize("is_full", [False, True])
async def test_comment_that_is_sent_while_a_pull_is_under_way_is_not_taken_for_deleted(
    mirror: Mirror, blog: FakeWordPress, is_full: bool
) -> None:
    """One's own words would be shown as deleted."""
    copy = mirror()
    await pull(copy)
    sent: list[CommentId] = []
    answers = WordPressAdapter.changes_since

    async def late(self: WordPressAdapter, cursor: Cursor | None) -> Delta:
        delta = await answers(self, cursor)
        if not sent:  # the blog has answered; only now the comment comes
            receipt = await copy.submit(comment("In between"))
            assert receipt.comment is not None
            sent.append(receipt.comment.id)
        return delta

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WordPressAdapter, "changes_since", late)
        async with aclosing(copy.pull(is_full=is_full)) as pulling:
            await anext(pulling)

    assert (await comments_of(copy))[sent[0]].status is CommentStatus.APPROVED
    blog.comments.pop()
    await pull(copy)
    assert (await comments_of(copy))[sent[0]].status is CommentStatus.DELETED


async def test_own_comment_of_another_program_that_is_young_is_not_taken_for_deleted(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """A cron job would bury what the app has just sent."""
    copy = mirror()
    await pull(copy)
    blog.add_comment(100, "Mine", author=2, date_gmt="2026-11-22T23:58:00")
    blog.add_comment(100, "Not mine", date_gmt="2026-11-22T23:58:00")
    await pull(copy)
    del blog.comments[-2:]

    await pull(mirror())

    thread = list((await comments_of(copy)).values())
    assert [one.status for one in thread[-2:]] == [CommentStatus.APPROVED, CommentStatus.DELETED]
