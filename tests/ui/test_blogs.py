"""The list of blogs: opening another one, and adding one."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Label, OptionList, Static

from tests.fakes.wordpress import Answerer, FakeWordPress
from tests.fakes.wordpress_blog import instead_of_the_network
from tests.ui.reading_app import reader, settled
from tui_blog.app import TuiBlogApp
from tui_blog.config import BlogConfig, Config
from tui_blog.paths import Paths
from tui_blog.ui.screens.blogs import AddBlogScreen, BlogsScreen, NewBlog
from tui_blog.wiring import Library


@pytest.fixture
def blog(monkeypatch: pytest.MonkeyPatch) -> FakeWordPress:
    """A WordPress in the place of the network."""
    return instead_of_the_network(monkeypatch)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """The blogs of somebody who has one configured that is far away."""
    paths = Paths(
        config_folder=tmp_path / "config",
        data_folder=tmp_path / "data",
        cache_folder=tmp_path / "cache",
        state_folder=tmp_path / "state",
    )
    blogs = (BlogConfig(name="garden", url="https://blog.example/"),)
    return Library(Config(blogs=blogs), paths, environ={})


@pytest.fixture
def app(library: Library) -> TuiBlogApp:
    """The app on the sample posts."""
    source = library.open_blog("sample posts")
    return TuiBlogApp(source, config=Config(undo_send_s=0), strict_guard=True, shelf=library)


async def listed(pilot: Pilot[None]) -> list[str]:
    """Open the list; return its rows."""
    await settled(pilot)
    await pilot.press("B")
    await pilot.pause()
    options = pilot.app.screen.query_one(OptionList).options
    return [" ".join(str(option.prompt).split()) for option in options]


async def fill_in(pilot: Pilot[None], **values: str) -> None:
    """Fill in the form for a new blog, and send it."""
    await pilot.press("B", "a")
    await pilot.pause()
    for name, value in values.items():
        pilot.app.screen.query_one(f"#blog-{name}", Input).value = value
    pilot.app.screen.query_one("#blog-password", Input).focus()
    await pilot.press("enter")
    await settled(pilot)


async def test_another_blog_is_opened_while_the_first_one_is_at_work(
    app: TuiBlogApp, blog: FakeWordPress
) -> None:
    """One had to leave the program for it."""
    async with app.run_test(size=(120, 40)) as pilot:
        rows = await listed(pilot)
        await pilot.press("k", "enter")
        await settled(pilot)
        first = reader(app).post_list.posts
        await pilot.press("$", "B")
        await pilot.pause()
        await pilot.press("j", "enter")
        await settled(pilot)
        second, stack = reader(app).post_list.posts, len(app.screen_stack)

    assert rows == [
        "garden garden https://blog.example/",
        "sample posts sample posts they show what can be done",
    ]
    assert [post.title for post in first] == ["Second", "First"]
    assert second[0].title == "Start here"
    assert stack == 1


async def test_leaving_the_list_leaves_the_blog(app: TuiBlogApp) -> None:
    """Looking must change nothing."""
    async with app.run_test(size=(120, 40)) as pilot:
        await listed(pilot)
        await pilot.press("escape")
        await settled(pilot)
        posts = reader(app).post_list.posts

    assert posts[0].title == "Start here"


async def test_a_blog_is_added_opened_and_its_password_kept(
    app: TuiBlogApp, library: Library, blog: FakeWordPress, tmp_path: Path
) -> None:
    """An address, a name and a password are all that one should need."""
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await fill_in(pilot, address="blog.example", user="reader", password="sesame")
        posts = reader(app).post_list.posts
        identity = reader(app)._service.capabilities.identity

    assert [post.title for post in posts] == ["Second", "First"]
    assert identity is not None
    assert identity.name == "A Reader"
    assert (tmp_path / "data/secrets").read_text() == "https://blog.example sesame\n"
    assert (tmp_path / "data/secrets").stat().st_mode & 0o777 == 0o600
    assert [copy.home for copy in library.copies] == ["https://blog.example"]


def offline(request: httpx.Request, honest: Answerer) -> httpx.Response:
    """Be out of reach."""
    raise httpx.ConnectError("no route", request=request)


@pytest.mark.parametrize(
    ("values", "fault", "said"),
    [
        ({"address": "https://blog.example", "user": "reader", "password": "wrong"}, None, "name"),
        ({"address": "ftp://blog.example"}, None, "https:// or http://"),
        ({"address": "https://blog.example"}, offline, "can't be reached"),
    ],
)
async def test_a_blog_that_can_not_be_added_leaves_nothing(
    app: TuiBlogApp,
    library: Library,
    blog: FakeWordPress,
    tmp_path: Path,
    values: dict[str, str],
    fault: Callable[[httpx.Request, Answerer], httpx.Response] | None,
    said: str,
) -> None:
    """Half a blog would stand in the list, or a wrong password in the file."""
    blog.faults += [] if fault is None else [fault] * 5

    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await fill_in(pilot, **values)
        told = " ".join(str(note.message) for note in app._notifications)
        posts = reader(app).post_list.posts

    assert said in told
    assert posts[0].title == "Start here"
    assert library.copies == ()
    assert not (tmp_path / "data/secrets").exists()


async def test_a_form_without_an_address_is_not_sent(app: TuiBlogApp) -> None:
    """An empty blog would be looked for."""
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await fill_in(pilot, user="reader")
        is_open = isinstance(app.screen, AddBlogScreen)
        await pilot.press("escape")
        await pilot.pause()
        is_back = isinstance(app.screen, BlogsScreen)

    assert is_open
    assert is_back


def test_a_password_does_not_show_itself() -> None:
    """It would stand in a report."""
    assert "sesame" not in repr(NewBlog("https://blog.example", "mara", "sesame"))


PAGE = "https://blog.example/wp-admin/authorize-application.php"


async def ask_for_a_password(pilot: Pilot[None]) -> str:
    """Type an address and a user name as people do; return what stands below the password."""
    await pilot.press("B", "a", *"blog.example", "enter", *"reader", "enter")
    await settled(pilot)
    return str(pilot.app.screen.query_one("#blog-page", Label).render())


async def test_the_page_that_makes_a_password_is_shown_and_opened_on_a_yes(
    app: TuiBlogApp, blog: FakeWordPress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One had to know where a blog hides it; but nothing may open that was not seen and wanted."""
    blog.password_page = PAGE
    noted, program = tmp_path / "opened", tmp_path / "browser"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > {noted}\n')
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(program))

    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        said = await ask_for_a_password(pilot)
        await pilot.press("ctrl+o")
        await pilot.pause()
        address = str(app.screen.query_one("#address", Static).render())
        is_open_unasked = noted.exists()
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press(*"sesame", "enter")
        await settled(pilot)
        identity = reader(app)._service.capabilities.identity

    assert "Ctrl+O shows its address and opens it" in said
    assert address.replace("\n", "").startswith(f"{PAGE}?app_name=tui-blog&app_id=")
    assert not is_open_unasked
    assert noted.read_text() == address.replace("\n", "")
    assert identity is not None
    assert identity.name == "A Reader"


@pytest.mark.parametrize(
    ("page", "fault", "said"),
    [
        ("", None, "in your profile page on the blog"),
        ("https://evil.example/", None, "another site (evil.example)"),
        (PAGE, offline, "can't be reached"),
    ],
)
async def test_where_no_page_makes_a_password_none_is_opened(
    app: TuiBlogApp,
    blog: FakeWordPress,
    page: str,
    fault: Callable[[httpx.Request, Answerer], httpx.Response] | None,
    said: str,
) -> None:
    """A key that leads to a stranger's page, or a form that can't be filled in any more."""
    blog.password_page = page
    blog.faults += [] if fault is None else [fault] * 5

    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        told = await ask_for_a_password(pilot)
        await pilot.press("ctrl+o")
        await pilot.pause()
        is_still_asking = isinstance(app.screen, AddBlogScreen)

    assert said in told
    assert is_still_asking


async def test_no_page_is_looked_for_without_an_account(
    app: TuiBlogApp, blog: FakeWordPress
) -> None:
    """A guest needs no password, and a blog no question."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("B", "a", *"blog.example", "tab", "tab")
        await settled(pilot)

    assert blog.requests == []
