"""The outline: the headings of a post, and going to one."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled, shown
from tui_blog.app import TuiBlogApp
from tui_blog.model.ids import PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.ui.screens.headings import OutlineScreen

WORDS = "\n\n".join(["Some words about it."] * 12)
TEXT = f"""
## First

{WORDS}

### Below *the* first

{WORDS}

> # Not of this post

<details><summary>More</summary>

#### Inside

{WORDS}

</details>

## [b]Last[/b]

{WORDS}
"""


@pytest.fixture
def blog() -> ScriptedBlog:
    return a_blog(TEXT)


def a_blog(text: str) -> ScriptedBlog:
    """Make a blog whose newest post has a text."""
    blog = ScriptedBlog()
    post = blog._posts[PostId("mem:1")]
    body = Body(source=text, format=BodyFormat.MARKDOWN)
    blog._posts[post.id] = replace(post, body=body)
    return blog


def rows(app: TuiBlogApp) -> list[str]:
    assert isinstance(app.screen, OutlineScreen)
    return [str(option.prompt) for option in app.screen.query_one(OptionList).options]


def here(app: TuiBlogApp) -> int | None:
    return app.screen.query_one(OptionList).highlighted


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


async def test_headings_are_listed_by_their_levels(blog: ScriptedBlog, tmp_path: Path) -> None:
    """One would not see what belongs to what, or markup would do something."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "g", "o")

        assert rows(app) == ["First", "  Below the first", "    Inside", "[b]Last[/b]"]


async def test_enter_goes_to_the_heading_from_the_thread_too(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    """A post that is not shown just now has no place to go to yet."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f6", "f6")
        assert not reader(app).post_frame.display
        await press(pilot, "g", "o", "j", "enter")

        assert reader(app).post_pane.has_focus
        assert shown(reader(app).post_pane).split("\n")[0].strip() == "Below the first"


async def test_the_list_begins_at_the_heading_one_is_below(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    """One would look for the place where one is."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "g", "o")
        places = [here(app)]
        await press(pilot, "j", "enter", "j", "j", "j", "g", "o")
        places.append(here(app))
        await press(pilot, "k", "k", "escape", "k", "k", "k", "k", "g", "o")
        places.append(here(app))

        assert places == [0, 1, 0]


async def test_esc_goes_nowhere(blog: ScriptedBlog, tmp_path: Path) -> None:
    """One would lose one's place by looking at the list."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "j", "j")
        before = shown(reader(app).post_pane)
        await press(pilot, "g", "o", "j", "j", "escape")

        assert app.screen is reader(app)
        assert shown(reader(app).post_pane) == before


@pytest.mark.parametrize(
    ("blog", "told"),
    [
        (a_blog("Only words."), "This post has no headings."),
        (a_blog(""), "This post has no headings."),
    ],
)
async def test_a_post_without_headings_says_so(
    blog: ScriptedBlog, told: str, tmp_path: Path
) -> None:
    """The key would do nothing."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "g", "o")

        assert app.screen is reader(app)
        assert reader(app).status_line.state == told


async def test_without_a_post_there_is_nothing_to_list(tmp_path: Path) -> None:
    """An empty blog would end the program."""
    blog = ScriptedBlog()
    blog._posts.clear()
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "g", "o")

        assert reader(app).status_line.state == "There is no post here."
