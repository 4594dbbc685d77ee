"""A start shows the list from the last time, and puts right what is not so any more."""

import asyncio
from pathlib import Path

import pytest

from tests.ui.reading_app import reader, settled
from tui_blog.app import TuiBlogApp
from tui_blog.config import BlogConfig, Config
from tui_blog.model.errors import DamagedError
from tui_blog.model.ids import PageToken
from tui_blog.model.post import PostSummary
from tui_blog.paths import Paths
from tui_blog.storage.adapter import Page, PostQuery
from tui_blog.sync.service import BlogService
from tui_blog.wiring import Library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(3):
        write(tmp_path, f"p{number}", f"2024-05-{number + 1:02}")
    return tmp_path / "garden"


def write(tmp_path: Path, name: str, date: str) -> None:
    (tmp_path / "garden").mkdir(exist_ok=True)
    text = f"---\ntitle: {name}\ndate: {date}\n---\nText of {name}.\n"
    (tmp_path / "garden" / f"{name}.md").write_text(text)


def an_app(tmp_path: Path) -> TuiBlogApp:
    paths = Paths(
        config_folder=tmp_path / "config",
        data_folder=tmp_path / "data",
        cache_folder=tmp_path / "cache",
        state_folder=tmp_path / "state",
    )
    blogs = (BlogConfig(name="garden", folder=tmp_path / "garden"),)
    library = Library(Config(blogs=blogs), paths, environ={})
    return TuiBlogApp(library.open(None), config=Config(), strict_guard=True, shelf=library)


async def start_once(tmp_path: Path) -> None:
    async with an_app(tmp_path).run_test(size=(120, 40)) as pilot:
        await settled(pilot)


async def test_the_list_is_there_before_the_folder_is_looked_through(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred thousand files take ten seconds."""
    await start_once(tmp_path)
    never = asyncio.Event()

    async def wait(self: BlogService, **_more: object) -> None:
        await never.wait()

    monkeypatch.setattr(BlogService, "list_posts", wait)
    app = an_app(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(200):
            await pilot.pause(0.01)
            if reader(app).post_in_view is not None:
                break
        await pilot.press("j", "enter")
        post = None
        for _ in range(200):
            await pilot.pause(0.01)
            post = reader(app).post_in_view
            if post is not None and post.summary.title == "p1":
                break
        titles = [post.title for post in reader(app).post_list.posts]

    assert titles == ["p2", "p1", "p0"]
    assert post is not None
    assert "Text of p1" in post.body.source


async def test_what_changed_since_is_put_right_and_the_cursor_stays(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One would read a list that is not so any more, or lose one's place in it."""
    await start_once(tmp_path)
    may_look = asyncio.Event()
    list_posts = BlogService.list_posts

    async def look_later(
        self: BlogService, *, query: PostQuery | None = None, after: PageToken | None = None
    ) -> Page[PostSummary]:
        await may_look.wait()
        return await list_posts(self, query=query or PostQuery(), after=after)

    monkeypatch.setattr(BlogService, "list_posts", look_later)
    write(tmp_path, "new", "2024-06-01")
    (folder / "p0.md").unlink()
    app = an_app(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(200):
            await pilot.pause(0.01)
            if reader(app).post_in_view is not None:
                break
        await pilot.press("j")
        before = [post.title for post in reader(app).post_list.posts]
        may_look.set()
        for _ in range(300):
            await pilot.pause(0.01)
            if (
                len(reader(app).post_list.posts) == 3
                and reader(app).post_list.posts[0].title == "new"
            ):
                break
        after = [post.title for post in reader(app).post_list.posts]
        chosen = reader(app).post_list.post

    assert before == ["p2", "p1", "p0"]
    assert after == ["new", "p2", "p1"]
    assert chosen is not None
    assert chosen.title == "p1"


async def test_a_folder_that_can_not_be_read_any_more_is_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await start_once(tmp_path)

    async def fail(self: BlogService, **_more: object) -> None:
        raise DamagedError("The disk is gone.")

    monkeypatch.setattr(BlogService, "list_posts", fail)
    app = an_app(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for _ in range(200):
            await pilot.pause(0.01)
            if "disk is gone" in reader(app).status_line.state:
                break
        state, titles = reader(app).status_line.state, reader(app).post_list.posts

    assert "The disk is gone." in state
    assert len(titles) == 3
