"""Taking along what is under the cursor: quoted, opened and read."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Label

from tests.ui.reading_app import an_app, reader, settled, shown
from tests.ui.talked_about import WIDE, TalkedAbout
from tui_blog.app import TuiBlogApp
from tui_blog.model.freshness import SEEN, UNREAD
from tui_blog.ui.browser import Browser
from tui_blog.ui.screens.address import AddressScreen
from tui_blog.ui.screens.asking import AskScreen
from tui_blog.ui.screens.links import LinkScreen
from tui_blog.ui.screens.output import OutputScreen
from tui_blog.ui.widgets.document import DocumentView

SMALL = (80, 24)
POST_QUOTE = "Mara wrote (https://blog.example/post-1/):\n> Some text."


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        (("Y",), POST_QUOTE),
        (("j", "Y"), POST_QUOTE.replace("post-1", "post-2")),
        (("enter", "Y"), POST_QUOTE),
        (("enter", "enter", "Y"), "Ana wrote (https://blog.example/post-1/):\n> Words."),
    ],
)
async def test_text_is_copied_as_a_quote(
    tmp_path: Path, keys: tuple[str, ...], copied: str
) -> None:
    """One would quote another comment than the one under the cursor, or not say whose it is."""
    app = an_app(TalkedAbout(), tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, *keys)

        assert app.clipboard == copied


async def test_without_a_post_there_is_nothing_to_copy(tmp_path: Path) -> None:
    """A key would end the program."""
    blog = TalkedAbout()
    blog._posts.clear()
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "Y")

        assert app.clipboard == ""
        assert reader(app).status_line.state == "There is no post here."


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that a browser got."""
    addresses: list[str] = []

    async def start(browser: Browser, address: str) -> None:
        addresses.append(address)

    monkeypatch.setattr("tui_blog.ui.browser.start_browser", start)
    monkeypatch.setattr(
        "tui_blog.ui.browser.find_browser",
        lambda environ: Browser(argv=("x",), needs_terminal=False),
    )
    return addresses


def flags(app: TuiBlogApp) -> list[int]:
    return list(reader(app).thread_pane.freshness)


async def test_comment_that_was_opened_in_the_browser_is_read(
    tmp_path: Path, opened: list[str]
) -> None:
    """It would be called new still; and one that was not opened must stay so."""
    blog = TalkedAbout()
    for name, comment in list(blog._comments.items()):
        blog._comments[name] = replace(comment, permalink=f"https://blog.example/#{name}")
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "O")
        assert isinstance(app.screen, AddressScreen)
        await press(pilot, "escape")
        before = flags(app)
        await press(pilot, "O", "enter")

        assert before[0] == UNREAD
        assert opened == ["https://blog.example/#a"]
        assert flags(app) == [SEEN, *before[1:]]


async def test_post_that_was_opened_in_the_browser_is_read(
    tmp_path: Path, opened: list[str]
) -> None:
    """The list would go on counting it."""
    app = an_app(TalkedAbout(), tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        screen = reader(app)
        before = [any(screen._remembered.unread_of(post)) for post in screen.post_list.posts]
        await press(pilot, "j", "O", "enter", "k", "enter", "O", "enter")
        listed = screen.post_list.posts

        assert before == [True, True, True]
        assert [screen._remembered.unread_of(post).post for post in listed] == [False, False, True]
        assert opened == ["https://blog.example/post-2/", "https://blog.example/post-1/"]
        assert flags(app)[0] == UNREAD


async def run_line(pilot: Pilot[None], line: str) -> None:
    """Answer the question for a command."""
    screen = pilot.app.screen
    assert isinstance(screen, AskScreen)
    screen.query_one(Input).value = line
    await press(pilot, "enter")


def output(app: TuiBlogApp) -> tuple[list[str], str]:
    """What a command said, and how it ended."""
    assert isinstance(app.screen, OutputScreen)
    view = app.screen.query_one(DocumentView)
    lines = [line.strip() for line in shown(view).splitlines() if line.strip()]
    return lines, str(app.screen.query_one("#output-state", Label).content)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("vertical_line",), ["One **two**.", "- a", "- b"]),
        (("g", "vertical_line"), ["One two.", "• a", "• b"]),
    ],
)
async def test_comment_is_given_to_a_command_as_markdown_or_text(
    tmp_path: Path, keys: tuple[str, ...], said: list[str]
) -> None:
    """The command would read something else, or one would not see what it says."""
    blog = TalkedAbout()
    blog.add("a", text="One **two**.\n\n- a\n- b")
    app = an_app(blog, tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", *keys)
        await run_line(pilot, "cat")
        found = output(app)
        await press(pilot, "escape", *keys)
        assert isinstance(app.screen, AskScreen)
        again = app.screen.query_one(Input).value

    assert found == (said, "ended with 0")
    assert again == "cat"


async def test_command_line_is_taken_apart_without_a_shell(tmp_path: Path) -> None:
    """A $ or ; in it would do what nobody typed it for."""
    app = an_app(TalkedAbout(), tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "vertical_line")
        await run_line(pilot, "printf '%s\\n' '$HOME; x' > \"a b\"")

        assert output(app) == (["$HOME; x", ">", "a b"], "ended with 0")
        await press(pilot, "y")
        assert app.clipboard == "$HOME; x\n>\na b\n"
        assert output(app)[1] == "ended with 0 · copied, if the terminal allows it (OSC 52)."


async def test_command_line_that_makes_no_sense_is_asked_again(tmp_path: Path) -> None:
    """The reader would end, or run half of it."""
    app = an_app(TalkedAbout(), tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "vertical_line")
        await run_line(pilot, "echo 'a")
        assert isinstance(app.screen, AskScreen)
        told = str(app.screen.query_one(".dialog--text", Label).content)
        kept = app.screen.query_one(Input).value
        await run_line(pilot, "  ")

        assert told == "There is a quote without its other one."
        assert kept == "echo 'a"
        assert app.screen_stack == [reader(app)]


async def test_links_are_listed_of_the_post_under_the_cursor(tmp_path: Path) -> None:
    """In the list one would get the links of the post that happens to be open beside it."""
    blog = TalkedAbout()
    for post_id, post in blog._posts.items():
        body = replace(post.body, source=f"[A link](https://example.org/{post_id})")
        blog._posts[post_id] = replace(post, body=body)
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        found = []
        for keys in (("U",), ("j", "U"), ("1", "o")):
            await press(pilot, *keys)
            found.append(shown_addresses(app))
            await press(pilot, "escape")

    assert found == ["mem:1", "mem:2", "mem:2"]


def shown_addresses(app: TuiBlogApp) -> str:
    """The ends of the addresses in a dialog about links."""
    if isinstance(app.screen, LinkScreen):
        return ", ".join(one.address.rpartition("/")[2] for one in app.screen._entries)
    assert isinstance(app.screen, AddressScreen)
    return app.screen._entry.address.rpartition("/")[2]


async def test_long_lines_of_what_a_command_says_can_be_broken(tmp_path: Path) -> None:
    """A translation would be one line of which one sees the beginning."""
    app = an_app(TalkedAbout(), tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "vertical_line")
        await run_line(pilot, f"echo '{'word ' * 30}end'")
        before, _ = output(app)
        await press(pilot, "w")
        broken, _ = output(app)
        await press(pilot, "w")

        assert len(before) == 1
        assert " ".join(broken) == f"{'word ' * 30}end"
        assert output(app)[0] == before
