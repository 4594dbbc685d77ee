"""The copy of a blog: filled by pulls, read without the blog, never losing what was here."""

import asyncio
import shutil
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.factories import ME
from tests.fakes.mirrors import POST, Mirror, bytes_below, comments_of, pull, unreachable
from tests.fakes.wordpress import FakeWordPress, page
from tests.fakes.wordpress_blog import NOW, a_blog, an_adapter, comment
from tui_blog.model.capabilities import Capabilities
from tui_blog.model.change import Change, Outcome, Receipt
from tui_blog.model.errors import (
    BusyError,
    LockedError,
    NotFoundError,
    OfflineError,
    ReadOnlyError,
    StorageError,
    TransientError,
)
from tui_blog.model.ids import Cursor, PostId
from tui_blog.model.post import Author, BodyFormat
from tui_blog.storage.adapter import PostQuery
from tui_blog.storage.archive.manifest import read_manifest
from tui_blog.sync.mirror import MirrorAdapter
from tui_blog.sync.mirror_state import MirrorState, read_state, write_state


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


async def test_pull_when_broken_off_keeps_what_came_and_goes_on(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """A train leaves the station in the middle."""
    broken = mirror()
    await broken.open()
    pulling = broken.pull()
    await anext(pulling)
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


async def test_number_of_comments_is_not_known_before_they_have_come(mirror: Mirror) -> None:
    """A busy post would look as if nobody had answered."""
    copy = mirror()
    async with aclosing(copy.pull()) as pulling:
        await anext(pulling)
        early = {row.id: row.comment_count for row in (await copy.list_posts(PostQuery())).rows}
    await pull(copy)
    late = {row.id: row.comment_count for row in (await copy.list_posts(PostQuery())).rows}

    assert set(early.values()) == {None}
    assert (late[POST], late[PostId("wp:101")]) == (3, 0)


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


async def test_what_the_blog_does_not_show_changes_nothing_in_the_copy(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment that the blog had before, and keeps back, would be made up here."""
    copy = mirror()
    await pull(copy)
    before = bytes_below(tmp_path)
    sent = comment()
    hidden = Receipt(change_id=sent.change_id, outcome=Outcome.ALREADY_STORED)

    async def keep_back(change: Change) -> Receipt:
        return hidden

    monkeypatch.setattr(copy._remote, "submit", keep_back)

    assert await copy.submit(sent) is hidden
    assert bytes_below(tmp_path) == before


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


async def test_folder_that_is_no_copy_is_not_taken_for_one(mirror: Mirror, tmp_path: Path) -> None:
    """Somebody's own files would be shown as the blog's."""
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "note.md").write_text("My own")
    copy = mirror()
    await copy.open()

    assert not copy.is_copied
    assert (await copy.list_posts(PostQuery())).rows == ()


@pytest.mark.parametrize("status", [429, 503])
async def test_pull_waits_as_long_as_the_blog_asks_and_goes_on(
    mirror: Mirror, blog: FakeWordPress, status: int
) -> None:
    """A blog under load would be asked on and on, or the copy stay half."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    def busy(request: httpx.Request, _honest: object) -> httpx.Response:
        return page("Busy", status=status, headers={"retry-after": "30"})

    copy = mirror(sleep=sleep)
    await copy.open()
    pauses = []
    async with aclosing(copy.pull()) as pull_events:
        async for pulled in pull_events:
            pauses.append(pulled.pause_s)
            if len(pauses) == 1:
                await copy._remote.pause()
                blog.faults[:] = [busy]

    assert slept == [30]
    assert [pause for pause in pauses if pause is not None] == [30]
    assert len((await copy.list_posts(PostQuery())).rows) == len(blog.posts)


async def test_pull_does_not_wait_for_hours(mirror: Mirror, blog: FakeWordPress) -> None:
    """Somebody sits before it."""

    def busy(request: httpx.Request, _honest: object) -> httpx.Response:
        return page("Busy", status=503, headers={"retry-after": "7200"})

    async def pull_on() -> None:
        async for _ in copy.pull():
            blog.faults[:] = [busy] * 10

    copy = mirror()
    await copy.open()
    with pytest.raises(BusyError):
        await pull_on()


async def test_pull_gives_way_before_each_request_for_changes(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """Keys typed meanwhile would wait for its answers to be read."""
    asked_by_then: list[int] = []

    async def give_way() -> None:
        asked_by_then.append(len(pages()))

    def pages() -> list[str]:
        lists = ("/wp/v2/posts", "/wp/v2/comments")
        return [str(one.url) for one in blog.requests if one.url.path.endswith(lists)]

    async with aclosing(mirror().pull(give_way=give_way)) as events:
        async for _ in events:
            pass

    assert len(pages()) >= 4
    assert set(range(len(pages()))) <= set(asked_by_then)


async def test_pull_waits_for_who_reads(mirror: Mirror, blog: FakeWordPress) -> None:
    """It would be asked to give way, and go on all the same."""
    go_on = asyncio.Event()
    asked = asyncio.Event()

    async def give_way() -> None:
        asked.set()
        await go_on.wait()

    async def run() -> int:
        async with aclosing(mirror().pull(give_way=give_way)) as events:
            return len([event async for event in events])

    pulling = asyncio.create_task(run())
    await asked.wait()
    listed = [one for one in blog.requests if one.url.path.endswith("/wp/v2/posts")]
    go_on.set()

    assert listed == []
    assert await pulling > 0
