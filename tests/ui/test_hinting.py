"""Link hints: letters on the links on screen lead to their addresses."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Label as TextLabel
from textual.widgets import Static

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled, shown
from tests.ui.talked_about import WIDE, TalkedAbout
from tui_blog.app import TuiBlogApp
from tui_blog.model.ids import PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.ui.screens.address import AddressScreen
from tui_blog.ui.screens.hint_keys import HintKeys
from tui_blog.ui.widgets.link_places import links_in_view

POST = PostId("mem:1")


def write(blog: ScriptedBlog, text: str) -> None:
    """Give the first post another text."""
    post = blog._posts[POST]
    blog._posts[POST] = replace(post, body=Body(source=text, format=BodyFormat.MARKDOWN))


def linked(*names: str) -> str:
    return " ".join(f"[{name}](https://{name}.example/)" for name in names)


@pytest.fixture
def blog() -> TalkedAbout:
    """A post with two links, and comments of which one has a link."""
    blog = TalkedAbout()
    write(blog, f"Text with {linked('one', 'two')}.")
    blog.add("a", text=f"And {linked('three')}.")
    return blog


def asked(app: TuiBlogApp) -> str:
    """Return the address that is asked about."""
    assert isinstance(app.screen, AddressScreen)
    return str(app.screen.query_one("#address", Static).content)


def links_shown(app: TuiBlogApp) -> list[tuple[str, str]]:
    panes = reader(app).linked_panes
    found = [place.link for pane in panes for place in links_in_view(pane)]
    return [(link.text, link.address) for link in found]


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


async def test_letters_on_a_link_show_where_it_goes(blog: TalkedAbout, tmp_path: Path) -> None:
    """A link could not be reached without the mouse, or led elsewhere than its letters stand."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "f")
        texts = shown(reader(app).post_pane), shown(reader(app).thread_pane)
        told = reader(app).status_line.state
        addresses = []
        for key in ("a", "s", "d"):
            await press(pilot, key)
            addresses.append(asked(app))
            await press(pilot, "escape", "f")

        assert "Text with ane swo." in texts[0]
        assert "And dhree." in texts[1]
        assert told == "Type the letters of a link · Esc gives up"
        assert addresses == [f"https://{name}.example/" for name in ("one", "two", "three")]


async def test_esc_gives_up_and_leaves_no_letters(blog: TalkedAbout, tmp_path: Path) -> None:
    """Letters would stay in the text."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        before, footer = shown(reader(app).post_pane), reader(app).key_footer.commands
        await press(pilot, "f", "escape")

        assert app.screen is reader(app)
        assert shown(reader(app).post_pane) == before
        assert reader(app).status_line.state == ""
        assert reader(app).key_footer.commands == footer


async def test_only_panes_that_are_shown_get_letters(blog: TalkedAbout, tmp_path: Path) -> None:
    """One letter would do nothing that can be seen."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        in_post = links_shown(app)
        await press(pilot, "f6")
        in_thread = links_shown(app)

    assert [text for text, _ in in_post] == ["one", "two"]
    assert [text for text, _ in in_thread] == ["three"]


async def test_only_links_on_screen_get_letters(blog: TalkedAbout, tmp_path: Path) -> None:
    """Letters would be spent on what nobody sees."""
    write(blog, "\n\n".join(linked(f"n{number}") for number in range(60)))
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "G")
        names = [text for text, _ in links_shown(app)]

    assert names == [f"n{number}" for number in range(60 - len(names), 60)]
    assert 5 < len(names) < 12


async def test_one_letter_of_two_leaves_the_links_it_can_mean(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """One would look for the second letter among all the others."""
    write(blog, linked(*(f"link{number}" for number in range(100))))
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 50)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "f")
        pane, line = reader(app).post_pane, reader(app).status_line
        all_letters = [label.letters for label in pane.labels]
        await press(pilot, "s")
        left = [label.letters for label in pane.labels]
        told = line.state
        await press(pilot, "7")
        await press(pilot, "x")
        refused = line.state
        await press(pilot, "backspace")
        again = [label.letters for label in pane.labels]
        await press(pilot, "s", "d")

        assert len(set(all_letters)) == 100
        assert max(map(len, all_letters)) == 2
        assert left == [letters for letters in all_letters if letters[0] == "s"]
        assert told == "s and a second letter · Backspace takes it back · Esc gives up"
        assert refused == "No link has the letters sx · Esc gives up"
        assert again == all_letters
        assert asked(app) == f"https://link{all_letters.index('sd')}.example/"


async def test_where_no_link_is_on_screen_it_is_said(tmp_path: Path) -> None:
    """The key would do nothing, or catch all others."""
    app = an_app(ScriptedBlog(), tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "f")

        assert app.screen is reader(app)
        assert reader(app).status_line.state == "There is no link on screen."


@pytest.mark.parametrize("size", [(100, 20), (160, 60)])
async def test_another_size_ends_it(
    blog: TalkedAbout, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Letters would stand where the links were."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "f")
        await pilot.resize_terminal(*size)
        await pilot.resize_terminal(*WIDE)
        await settled(pilot)

        assert app.screen is reader(app)
        assert not reader(app).post_pane.labels


async def test_what_came_on_screen_meanwhile_is_not_opened(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """The letters would mean a link that is gone."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "f")
        blog.add("a0", text="First.")
        reader(app).refresh_thread()
        await settled(pilot)
        was_open = isinstance(app.screen, HintKeys)
        await press(pilot, "a")

        assert was_open
        assert app.screen is reader(app)


async def test_scrolling_takes_the_letters_away(blog: TalkedAbout, tmp_path: Path) -> None:
    """They would stand over other text."""
    write(blog, "\n\n".join(linked(f"n{number}") for number in range(60)))
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "f")
        reader(app).post_pane.scroll_rows(3)

        assert not reader(app).post_pane.labels


async def test_a_click_gives_up(blog: TalkedAbout, tmp_path: Path) -> None:
    """The mouse would do nothing."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "f")
        await pilot.click(offset=(80, 10))
        await settled(pilot)

        assert app.screen is reader(app)
        assert not reader(app).post_pane.labels


async def test_a_link_over_two_lines_is_one_link(blog: TalkedAbout, tmp_path: Path) -> None:
    """It would have two labels, and a text that is not its own."""
    words = "a link whose text goes on and on until it does not fit the line of the post any more"
    write(
        blog,
        f"- [{words}](https://long.example/)\n"
        "- [one](https://same.example/)\n"
        "- [two](https://same.example/)\n\n"
        f"> Quoted: [{words}](https://quoted.example/)",
    )
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "enter")

        assert links_shown(app) == [
            (words, "https://long.example/"),
            ("one", "https://same.example/"),
            ("two", "https://same.example/"),
            (words, "https://quoted.example/"),
        ]


async def test_an_address_that_is_broken_in_the_middle_is_whole(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """It would seem to name another host, or hide that it does."""
    text = f"https://{'a' * 60}.example/{'b' * 60}"
    write(blog, f"[{text}](https://evil.example/)")
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "enter")

        assert links_shown(app) == [(text, "https://evil.example/")]


async def test_links_in_a_table_are_told_apart(blog: TalkedAbout, tmp_path: Path) -> None:
    """A cell would be taken for the end of the one in the line above."""
    write(blog, "| a | b |\n|---|---|\n| [x](https://x.example/) | [y](https://y.example/) |\n"
          "| [z](https://x.example/) | |")  # fmt: skip
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "enter")

        assert [text for text, _ in links_shown(app)] == ["x", "y", "z"]


async def test_a_link_that_misleads_is_marked_and_explained(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """Its text would be believed, since another link to the same address is honest."""
    write(blog, "[here](https://evil.example/) or [https://bank.example](https://evil.example/)")
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "f")
        text, told = shown(reader(app).post_pane), reader(app).status_line.state
        await press(pilot, "s")
        words = [str(label.content) for label in app.screen.query(TextLabel)]

    assert "aere or s≠tps://bank.example" in text
    assert "≠ not what it looks like" in told
    assert "≠ This link's text says something else:" in words


async def test_a_host_that_looks_like_another_is_marked(blog: TalkedAbout, tmp_path: Path) -> None:
    """Its letters would be typed without a second look."""
    write(blog, "[apple](https://xn--80ak6aa92e.com/) and [pear](https://pear.example/)")
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "f")

        assert "a!ple and sear" in shown(reader(app).post_pane)
        assert "! not what it looks like" in reader(app).status_line.state


async def test_signs_are_plain_where_glyphs_are(
    blog: TalkedAbout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sign would be a box on the Linux console."""
    monkeypatch.setenv("TUI_BLOG_GLYPHS", "ascii")
    write(blog, "[https://bank.example](https://evil.example/)")
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "f")

        assert "a!=ps://bank.example" in shown(reader(app).post_pane)
        assert reader(app).status_line.state.isascii()
