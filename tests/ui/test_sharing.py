"""Sharing: a target, a look at what leaves, and only then it leaves."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Input, Label, OptionList, Static

from tests.ui.reading_app import an_app, reader, settled
from tests.ui.talked_about import TalkedAbout
from tests.ui.test_taking import opened, press
from tui_blog.app import TuiBlogApp
from tui_blog.config import ShareConfig
from tui_blog.text.sharing import CommandTarget, WebTarget
from tui_blog.ui.screens.asking import AskScreen
from tui_blog.ui.screens.output import OutputScreen
from tui_blog.ui.screens.share_check import ShareCheck
from tui_blog.ui.screens.share_menu import ShareMenu

__all__ = ["opened"]  # a fixture

SMALL = (80, 24)
POST = "https%3A%2F%2Fblog.example%2Fpost-1%2F"
MASTODON = f"https://fosstodon.org/share?text=Post%201%0A%0A{POST}"


def sharing_app(
    folder: Path, config: ShareConfig | None = None, *, has_address: bool = True
) -> TuiBlogApp:
    blog = TalkedAbout()
    if not has_address:
        for post_id, post in blog._posts.items():
            blog._posts[post_id] = replace(post, summary=replace(post.summary, permalink=None))
    app = an_app(blog, folder)
    app._config = replace(app._config, share=config or ShareConfig())
    return app


def text_of(app: TuiBlogApp, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).content)


def hint(app: TuiBlogApp) -> str:
    return str(app.screen.query_one(".dialog--keys", Label).content)


async def begin(pilot: Pilot[None], *keys: str) -> None:
    await settled(pilot)
    await press(pilot, *keys)


async def test_nothing_leaves_before_it_was_seen_to_the_letter(
    tmp_path: Path, opened: list[str]
) -> None:
    """A stroke of a key would publish something."""
    app = sharing_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "S")
        assert isinstance(app.screen, ShareMenu)
        await press(pilot, "f")
        assert isinstance(app.screen, ShareCheck)
        shown = (text_of(app, "#leaving-text"), text_of(app, "#leaving-exact"))
        assert opened == []
        await press(pilot, "escape")
        assert opened == []
        await press(pilot, "S", "f", "enter")

        address = f"https://www.facebook.com/sharer/sharer.php?u={POST}"
        assert shown == ("https://blog.example/post-1/", address)
        assert opened == [address]


async def test_a_comment_is_shared_by_mail_with_who_said_it(
    tmp_path: Path, opened: list[str]
) -> None:
    """The post would be shared in its place; the mail would come without its text."""
    app = sharing_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "enter", "S", "m")
        said = text_of(app, "#leaving-text")
        await press(pilot, "enter")

    assert said == "Post 1\n“Words.” – Ana\nhttps://blog.example/post-1/"
    assert opened == [
        f"mailto:?subject=Post%201&body=%E2%80%9CWords.%E2%80%9D%20%E2%80%93%20Ana%0D%0A%0D%0A{POST}"
    ]


async def test_the_address_can_be_copied_instead(tmp_path: Path, opened: list[str]) -> None:
    """One would have no way on a machine without a browser."""
    app = sharing_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "S", "r", "y")

        assert app.clipboard == f"https://www.reddit.com/submit?url={POST}&title=Post%201"
        assert opened == []


async def test_mastodon_asks_for_the_server_once(tmp_path: Path, opened: list[str]) -> None:
    """One would be sent to a server that one has no account on, or asked each time."""
    app = sharing_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "S", "a")
        assert isinstance(app.screen, AskScreen)
        app.screen.query_one(Input).value = "no server"
        await press(pilot, "enter")
        assert isinstance(app.screen, AskScreen)
        assert "no name of a server" in str(app.screen.query_one(".dialog--text", Label).content)
        app.screen.query_one(Input).value = "@me@fosstodon.org"
        await press(pilot, "enter", "enter", "S", "a", "enter")

        assert opened == [MASTODON, MASTODON]


async def test_mastodon_server_of_the_settings_is_not_asked_for(
    tmp_path: Path, opened: list[str]
) -> None:
    """The setting would do nothing."""
    app = sharing_app(tmp_path, ShareConfig(mastodon="https://fosstodon.org"))
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "S", "a", "enter")

        assert opened == [MASTODON]


async def test_leaving_the_question_for_the_server_shares_nothing(
    tmp_path: Path, opened: list[str]
) -> None:
    """Esc would lead on."""
    app = sharing_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "S", "a", "escape")

        assert app.screen is reader(app)
        assert opened == []


@pytest.mark.parametrize(
    ("key", "told"),
    [("g", "Google+ was closed on 2 April 2019."), ("d", "Flattr was closed in November 2023.")],
)
async def test_a_service_that_is_gone_is_listed_and_says_so(
    tmp_path: Path, opened: list[str], key: str, told: str
) -> None:
    """One would look for it in vain, or open a page that is not there."""
    app = sharing_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "S", key)

        assert hint(app) == told
        assert isinstance(app.screen, ShareMenu)
        await press(pilot, "j")
        assert "Letter or Enter" in hint(app)


async def test_what_has_no_address_is_shared_where_words_are_enough(
    tmp_path: Path, opened: list[str]
) -> None:
    """A post of a folder would be shared as an empty address."""
    app = sharing_app(tmp_path, has_address=False)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "S")
        options = app.screen.query_one(OptionList).options
        rows = [str(option.prompt) for option in options]
        await press(pilot, "l")
        told = hint(app)
        await press(pilot, "b", "enter")

    assert "l  LinkedIn  needs an address on the web" in rows
    assert told == "LinkedIn shares addresses, and this has none on the web."
    assert opened == ["https://bsky.app/intent/compose?text=Post%201"]


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        (("enter", "S", "c"), "[Post 1](https://blog.example/post-1/)"),
        (("enter", "S", "o"), "Post 1\nhttps://blog.example/post-1/"),
        (("j", "S", "o"), "Post 2\nhttps://blog.example/post-2/"),
        (
            ("enter", "enter", "S", "c"),
            "Ana wrote (https://blog.example/post-1/):\n> Words.",
        ),
    ],
)
async def test_copies(tmp_path: Path, keys: tuple[str, ...], copied: str) -> None:
    """One would paste something else than what is under the cursor."""
    app = sharing_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, *keys)

        assert app.clipboard == copied


async def test_own_page_is_opened_as_the_settings_say(tmp_path: Path, opened: list[str]) -> None:
    """The setting would do nothing, or the text reach the page as it is."""
    target = WebTarget(name="pin", template="https://pin.example/?u={url}&t={title}&d={text}")
    app = sharing_app(tmp_path, ShareConfig(targets=(target,)))
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "S", "enter", "enter")

        assert opened == [f"https://pin.example/?u={POST}&t=Post%201&d=Some%20text."]


async def test_what_is_too_long_for_an_address_is_said(tmp_path: Path, opened: list[str]) -> None:
    """One would wonder why nothing happens."""
    blog = TalkedAbout()
    for post_id, post in blog._posts.items():
        address = f"https://blog.example/{'%20' * 1000}"
        blog._posts[post_id] = replace(post, summary=replace(post.summary, permalink=address))
    app = an_app(blog, tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "S", "f")

        assert "too long to be shared" in reader(app).status_line.state
        assert opened == []


async def test_own_command_is_shown_then_run_and_what_it_says_is_shown(tmp_path: Path) -> None:
    """A program would run that nobody looked at, or fail in silence."""
    script = "import sys; print(sys.argv[1:]); sys.exit(3)"
    target = CommandTarget(name="own", command=("python3", "-c", script, "{title}", "-u={url}"))
    app = sharing_app(tmp_path, ShareConfig(targets=(target,)))
    async with app.run_test(size=(120, 30)) as pilot:
        await begin(pilot, "enter", "S", "enter")
        exact = text_of(app, "#leaving-exact")
        rows = app.screen.query_one(".dialog").region.height
        await press(pilot, "enter")
        assert rows < 10  # nothing is left free for a text that there is not
        assert isinstance(app.screen, OutputScreen)
        written = app.screen._output
        ending = str(app.screen.query_one("#output-state", Label).content)

    assert exact.endswith("'Post 1' -u=https://blog.example/post-1/")
    assert written == "['Post 1', '-u=https://blog.example/post-1/']\n"
    assert ending == "ended with 3"


async def test_own_command_can_be_copied_or_left(tmp_path: Path) -> None:
    """It would run all the same."""
    target = CommandTarget(name="own", command=("no-such-program", "{title}"))
    app = sharing_app(tmp_path, ShareConfig(targets=(target,)))
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "S", "enter", "escape")
        assert app.screen is reader(app)
        await press(pilot, "S", "enter", "y")

        assert app.clipboard == "no-such-program 'Post 1'"
        assert app.screen is reader(app)


async def test_all_of_it_is_on_the_screen_at_80_by_24(tmp_path: Path) -> None:
    """One would confirm what one can't see."""
    blog = TalkedAbout()
    blog.add("a", text="Many words. " * 300)
    app = an_app(blog, tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "enter", "S")
        lines = [strip.text for strip in app.screen._compositor.render_strips()]
        await press(pilot, "m")
        check = app.screen
        assert isinstance(check, ShareCheck)
        for selector in ("#leaving-text", "#leaving-exact"):
            part = check.query_one(selector).parent
            assert isinstance(part, VerticalScroll)
            assert part.region.height >= 3
        assert check.query_one(".dialog--keys").region.bottom < 24
        before = check.query_one("#leaving-text").region.y
        await press(pilot, "j")
        assert check.query_one("#leaving-text").region.y == before - 1

    assert any("Flattr" in line for line in lines)
    assert any("Share: Ana on Post 1" in line for line in lines)
