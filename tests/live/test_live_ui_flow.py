"""The real app on a real WordPress: a pasted address, a reply by keys, the blog's own database."""

import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.live.server import WordPress
from tests.ui.reading_app import reader, settled, shown, typed
from tui_blog.app import TuiBlogApp
from tui_blog.config import Config
from tui_blog.model.ids import PostId
from tui_blog.paths import Paths
from tui_blog.wiring import Library

pytestmark = pytest.mark.live

TEXT = r"1 < 2 && x > y \ back <b>typed</b> & so on"


def an_app(
    folder: Path, address: str, wordpress: WordPress | None = None, *, password: str = ""
) -> TuiBlogApp:
    paths = Paths(
        config_folder=folder, data_folder=folder, cache_folder=folder, state_folder=folder
    )
    environ = {}
    if wordpress is not None:
        secret = password or wordpress.password
        environ = {"TUI_BLOG_USER": wordpress.user, "TUI_BLOG_PASSWORD": secret}
    library = Library(
        Config(),
        paths,
        environ=environ,
        clock=lambda: datetime.now(UTC),
        make_id=lambda: uuid.uuid4().hex,
    )
    return TuiBlogApp(library.open(address), config=Config(undo_send_s=0), strict_guard=True)


def address_of(wordpress: WordPress, post_id: PostId) -> str:
    return f"{wordpress.url}/?p={post_id.removeprefix('wp:')}"


async def test_a_reply_from_a_pasted_address_stands_under_its_parent_on_the_blog(
    wordpress: WordPress, tmp_path: Path
) -> None:
    post_id, parent_id = wordpress.posts["deep"], wordpress.comments["deep-10"]
    app = an_app(tmp_path, address_of(wordpress, post_id), wordpress)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        screen = reader(app)
        assert screen.post_pane.post is not None
        assert screen.post_pane.post.id == post_id
        screen.focus_pane("thread")
        assert screen.thread_pane.go_to_comment(parent_id)
        await pilot.press("r")
        await pilot.pause()
        await typed(pilot, TEXT)
        await pilot.press("alt+enter")
        await settled(pilot)

        comment = screen.thread_pane.comment
        assert comment is not None
        assert comment.own
        assert comment.delivery is None
        assert comment.parent_id == parent_id
        assert screen._service.outbox.list_all() == ()
    (row,) = wordpress.query(
        "SELECT comment_parent, user_id, comment_post_ID FROM wp_comments "  # noqa: S608
        f"WHERE comment_ID = {comment.id.removeprefix('wp:')}"
    )
    number = str(wordpress.users["reader"].id)
    assert row == (parent_id.removeprefix("wp:"), number, post_id.removeprefix("wp:"))


async def test_every_post_of_the_blog_is_shown(wordpress: WordPress, tmp_path: Path) -> None:
    app = an_app(tmp_path, wordpress.url, wordpress)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        screen = reader(app)
        for name in ("blocks", "odd", "deep", "busy", "protected", "closed", "日本語の記事"):
            await settled(pilot)
            screen._open_post(wordpress.posts[name])
            await settled(pilot)
            assert screen.post_pane.post is not None
            assert screen.post_pane.post.id == wordpress.posts[name]
            assert shown(screen.post_pane).strip()


async def test_where_comments_are_closed_it_is_said_before_one_types(
    wordpress: WordPress, tmp_path: Path
) -> None:
    address = address_of(wordpress, wordpress.posts["closed"])
    app = an_app(tmp_path, address, wordpress)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("c")
        await pilot.pause()

        assert app.screen is reader(app)
        assert "closed" in reader(app).status_line.state


async def test_a_guest_is_told_that_a_login_is_needed(wordpress: WordPress, tmp_path: Path) -> None:
    app = an_app(tmp_path, address_of(wordpress, wordpress.posts["open"]))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("c")
        await pilot.pause()

        assert app.screen is reader(app)
        assert reader(app).status_line.state


async def test_a_wrong_password_is_told_and_nothing_is_lost(
    wordpress: WordPress, tmp_path: Path
) -> None:
    address = address_of(wordpress, wordpress.posts["open"])
    app = an_app(tmp_path, address, wordpress, password="wrong wrong wrong")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)

        assert "application password" in shown(reader(app).post_pane)


async def test_a_blog_that_is_not_there_is_told(tmp_path: Path) -> None:
    app = an_app(tmp_path, "http://127.0.0.1:9/")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)

        assert "can't be reached" in shown(reader(app).post_pane)
