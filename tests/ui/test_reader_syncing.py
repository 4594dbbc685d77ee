"""Syncing in the app: reading goes on, and what comes stands in its place."""

import itertools
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.factories import ME
from tests.fakes.wordpress import Answerer, FakeWordPress
from tests.fakes.wordpress_blog import NOW, a_blog, an_adapter
from tests.ui.reading_app import TestSource, no_start, reader, settled, shown
from tui_blog.app import TuiBlogApp
from tui_blog.config import Config
from tui_blog.model.comment import DeliveryState
from tui_blog.model.errors import OfflineError
from tui_blog.model.ids import ChangeId
from tui_blog.storage.archive.adapter import ArchiveAdapter
from tui_blog.sync.mirror import MirrorAdapter
from tui_blog.sync.sending import Delivered
from tui_blog.sync.service import BlogService
from tui_blog.ui.giving_way import GivingWay
from tui_blog.ui.widgets.status_line import Tone


@pytest.fixture
def blog() -> FakeWordPress:
    """A blog with forty posts."""
    made = a_blog()
    for number in range(38):
        made.add_post(f"More {number}")
    return made


def an_app(blog: FakeWordPress, folder: Path) -> TuiBlogApp:
    """The app on a copy of the blog below a folder."""
    mirror = MirrorAdapter(
        an_adapter(blog, user="reader"),
        folder / "copy",
        user="reader",
        identity=ME,
        clock=lambda: NOW,
    )
    numbers = itertools.count()
    service = BlogService(
        mirror,
        folder=lambda: folder / "own",
        mirror=mirror,
        clock=lambda: NOW,
        make_id=lambda: f"change-{next(numbers)}",
        identity=ME,
    )
    source = TestSource(service=service, find_start=no_start)
    return TuiBlogApp(source, config=Config(undo_send_s=0), clock=lambda: NOW, strict_guard=True)


def refuse(request: httpx.Request, honest: Answerer) -> httpx.Response:
    """Be offline."""
    raise httpx.ConnectError("no route", request=request)


def status(app: TuiBlogApp) -> str:
    """What the status line says."""
    return reader(app).status_line.state


async def test_a_blog_without_a_copy_is_copied_and_shown(
    blog: FakeWordPress, tmp_path: Path
) -> None:
    """A new blog would stay empty."""
    app = an_app(blog, tmp_path)

    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        listed = len(reader(app).post_list.posts)
        said, post = status(app), shown(reader(app).post_pane)
        position = reader(app).status_line.position

    assert listed == 40
    assert position == "post 1/40"
    assert said.endswith(": 40 posts changed.")
    assert "Words." in post


async def test_a_sync_gives_way_to_whoever_types(
    blog: FakeWordPress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys would wait for answers to be read that nobody looks at."""
    typed_at: list[float] = []

    async def wait(way: GivingWay) -> None:
        typed_at.append(way._touched_at())

    monkeypatch.setattr(GivingWay, "wait", wait)
    app = an_app(blog, tmp_path)
    app._beginning._touched_at = 12.5

    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)

    assert len(typed_at) > 4
    assert set(typed_at) == {12.5}


async def test_a_sync_that_could_not_send_says_so_at_its_end(
    blog: FakeWordPress, tmp_path: Path
) -> None:
    """“Syncing…” would stand there for ever."""
    app = an_app(blog, tmp_path)
    unsent = Delivered(
        change_id=ChangeId("c-1"),
        state=DeliveryState.QUEUED,
        comment=None,
        error=OfflineError("No route."),
    )
    sent = Delivered(change_id=ChangeId("c-2"), state=None, comment=None)

    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        notice = reader(app)._syncing._ended([unsent, sent], new=0)

    assert notice is not None
    assert notice.text.endswith(": 1 sent, nothing new. 1 not sent: gd tells why.")
    assert notice.tone is Tone.WARNING


async def test_without_a_network_the_copy_is_read_and_the_line_says_since_when(
    blog: FakeWordPress, tmp_path: Path
) -> None:
    """On a train nothing may wait."""
    async with an_app(blog, tmp_path).run_test() as pilot:
        await settled(pilot)
    blog.faults += [refuse] * 20
    app = an_app(blog, tmp_path)

    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        first, rows = status(app), len(reader(app).post_list.posts)
        await pilot.press("$")
        await settled(pilot)
        second = status(app)
        blog.faults.clear()
        await pilot.press("$")
        await settled(pilot)
        third = status(app)

    assert rows == 40
    assert first.startswith("Offline since ")
    assert second[:19] == first[:19]
    assert third.endswith(": nothing new.")


async def test_what_comes_while_one_reads_leaves_the_cursor_on_its_comment(
    blog: FakeWordPress, tmp_path: Path
) -> None:
    """The text would jump away from under the eye."""
    blog.posts[0]["date_gmt"] = "2026-11-01T00:00:00"
    for number in range(5):
        blog.add_comment(100, f"Comment {number}")
    app = an_app(blog, tmp_path)

    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "j", "j")
        before = reader(app).thread_pane.comment
        blog.add_comment(100, "In between", date_gmt="2020-01-01T00:00:00")
        blog.add_comment(100, "New", date_gmt="2026-11-23T00:00:00")
        await pilot.press("$")
        await settled(pilot)
        after, text = reader(app).thread_pane.comment, shown(reader(app).thread_pane)

    assert before is not None
    assert after is not None
    assert after.id == before.id
    assert "In between" in text
    assert "New" in text


async def test_a_reply_that_waited_is_sent_by_the_sync(blog: FakeWordPress, tmp_path: Path) -> None:
    """It would wait for ever."""
    blog.posts[0]["date_gmt"] = "2026-11-01T00:00:00"
    app = an_app(blog, tmp_path)

    async with app.run_test(size=(160, 40)) as pilot:
        await settled(pilot)
        blog.faults += [refuse] * 3
        await pilot.press("c", *"Hello", "alt+enter")
        await settled(pilot)
        waiting = status(app)
        blog.faults.clear()
        await pilot.press("$")
        await settled(pilot)
        said, thread = status(app), shown(reader(app).thread_pane)

    assert "Waits in the outbox" in waiting
    assert ": 1 sent, " in said
    assert blog.comments[-1]["content"] == {"rendered": "<p>Hello</p>\n", "raw": "Hello"}
    assert thread.count("Hello") == 2  # the seeded one and this one, once


async def test_a_post_that_changed_is_shown_anew(blog: FakeWordPress, tmp_path: Path) -> None:
    """One would read what is no longer so."""
    blog.posts[0]["date_gmt"] = "2026-11-01T00:00:00"
    app = an_app(blog, tmp_path)

    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        blog.posts[0] |= {
            "modified_gmt": "2026-11-23T00:00:00",
            "content": {"rendered": "<p>Other words.</p>", "protected": False},
        }
        await pilot.press("R")
        await settled(pilot)
        text = shown(reader(app).post_pane)

    assert "Other words." in text


async def test_a_long_list_stays_where_one_is_in_it(
    blog: FakeWordPress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One would be thrown back to the newest post by each sync."""
    pages = partial(ArchiveAdapter, page_size=10)
    monkeypatch.setattr("tui_blog.sync.mirror.ArchiveAdapter", pages)
    async with an_app(blog, tmp_path).run_test() as pilot:
        await settled(pilot)
    app = an_app(blog, tmp_path)

    async with app.run_test(size=(120, 20)) as pilot:
        await settled(pilot)
        for _ in range(3):
            await pilot.press("end")
            await settled(pilot)
        before = reader(app).post_list.post
        listed = len(reader(app).post_list.posts)
        blog.add_post("Fresh", date_gmt="2026-11-22T00:00:00", modified_gmt="2026-11-23T00:00:00")
        await pilot.press("$")
        await settled(pilot)
        after = reader(app).post_list.post
        again = len(reader(app).post_list.posts)

    assert listed >= 20
    assert again >= listed
    assert before is not None
    assert after is not None
    assert after.id == before.id


async def test_the_list_counts_a_comment_at_once_that_was_sent(
    blog: FakeWordPress, tmp_path: Path
) -> None:
    """It would say that there is none, beside the comment."""
    blog.posts[3]["date_gmt"] = "2026-11-01T00:00:00"
    app = an_app(blog, tmp_path)

    async with app.run_test(size=(160, 40)) as pilot:
        await settled(pilot)
        before = reader(app).post_list.posts[0]
        await pilot.press("c", *"Hello", "alt+enter")
        await settled(pilot)
        after = reader(app).post_list.posts[0]
        text = shown(reader(app).post_list)

        unread = reader(app)._remembered.unread_of(after).comments

    assert not before.comment_count
    assert (after.id, after.comment_count) == (before.id, 1)
    assert "1 comment" in text
    assert unread == 0  # what one has written oneself is nothing new
