"""Saving a post or comment as a file, and never over another one unasked."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Label

from tests.ui.reading_app import an_app, reader, settled
from tests.ui.talked_about import TalkedAbout
from tests.ui.test_taking import press
from tui_blog.app import TuiBlogApp
from tui_blog.ui.screens.asking import AskScreen
from tui_blog.ui.screens.saving import OverwriteScreen

SMALL = (80, 24)
POST_FILE = "2026-04-30-post-1.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder one is in."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def an_app_with_blog(tmp_path: Path) -> TuiBlogApp:
    return an_app(TalkedAbout(), tmp_path / "data")


def question(app: TuiBlogApp) -> tuple[str, str]:
    """What is asked, and what stands there."""
    assert isinstance(app.screen, AskScreen)
    label = str(app.screen.query_one(".dialog--text", Label).content)
    return label, app.screen.query_one(Input).value


def drawn(app: TuiBlogApp, box: Input) -> str:
    """What is on screen of a line to type in."""
    with app._context():
        strips = app.screen._compositor.render_strips()
    return strips[box.content_region.y].text


async def answer(pilot: Pilot[None], text: str) -> None:
    assert isinstance(pilot.app.screen, AskScreen)
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, "enter")


async def begin(pilot: Pilot[None], *keys: str) -> None:
    await settled(pilot)
    await press(pilot, *keys, "s")


async def test_post_is_saved_under_the_name_that_is_proposed(folder: Path, tmp_path: Path) -> None:
    """One would have to think of a name, or not know where it went."""
    app = an_app_with_blog(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter")
        label, name = question(app)
        await press(pilot, "enter")
        said = reader(app).status_line.state

    assert label.startswith("In ")
    assert name == POST_FILE
    assert said == f"Saved as {POST_FILE}"
    text = (folder / POST_FILE).read_text("utf-8")
    assert text.startswith(
        '---\ntitle: "Post 1"\nauthor: "Mara"\ndate: "2026-04-30T12:00:00+00:00"'
    )
    assert text.endswith("\n---\n\nSome text.\n")


async def test_comment_is_saved_as_text_where_the_name_says_so(
    folder: Path, tmp_path: Path
) -> None:
    """One would get Markdown, or the post."""
    app = an_app_with_blog(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter", "enter")
        await answer(pilot, "a.TXT")

    text = (folder / "a.TXT").read_text("utf-8")
    assert text.startswith("Title: Re: Post 1\nAuthor: Ana\n")
    assert text.endswith("\n\nWords.\n")


@pytest.mark.parametrize("key", ["y", "f2"])
async def test_file_that_is_there_stays_unless_one_says_so(
    folder: Path, tmp_path: Path, key: str
) -> None:
    """A slip would take away what one wrote."""
    (folder / POST_FILE).write_text("mine")
    app = an_app_with_blog(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter")
        await press(pilot, "enter")
        assert isinstance(app.screen, OverwriteScreen)
        await press(pilot, "enter")
        assert isinstance(app.screen, OverwriteScreen)
        await press(pilot, "escape")
        _, name = question(app)
        await press(pilot, "escape")
        kept = (folder / POST_FILE).read_text()
        await press(pilot, "s", "enter", key)
        written = (folder / POST_FILE).read_text("utf-8")

    assert name == POST_FILE
    assert kept == "mine"
    assert written.endswith("Some text.\n")


async def test_link_in_its_place_is_not_followed(folder: Path, tmp_path: Path) -> None:
    """What the link leads to would be overwritten unasked."""
    target = tmp_path / "target"
    (folder / POST_FILE).symlink_to(target)
    app = an_app_with_blog(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter")
        await press(pilot, "enter")

        assert isinstance(app.screen, OverwriteScreen)
        assert not target.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no/such/folder/x.md", "Not saved: there is no such folder."),
        ("~nobody-known-here/x.md", "Not saved: this is no name of a file."),
        ("x" * 300, "Not saved: File name too long."),
    ],
)
async def test_what_can_not_be_written_is_said_and_asked_again(
    folder: Path, tmp_path: Path, text: str, told: str
) -> None:
    """The reader would end, or one would think it was saved."""
    app = an_app_with_blog(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter")
        await answer(pilot, text)

        assert question(app) == (told, text)
    assert list(folder.iterdir()) == []


async def test_a_folder_gets_the_file_under_the_proposed_name(folder: Path, tmp_path: Path) -> None:
    """One would have to type the name for it."""
    (folder / "sub").mkdir()
    app = an_app_with_blog(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "j")
        await answer(pilot, "sub")

    assert [path.name for path in (folder / "sub").iterdir()] == ["2026-04-29-post-2.md"]


async def test_a_name_that_is_longer_than_its_line_can_be_read(tmp_path: Path) -> None:
    """A bar to scroll with stood in the place of what one types."""
    app = an_app_with_blog(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await begin(pilot, "enter")
        box = app.screen.query_one(Input)
        box.value = f"beginning-{'x' * 100}-end"
        await press(pilot, "end")
        end = drawn(app, box)
        await press(pilot, "home")

        assert "-end" in end
        assert "beginning-" in drawn(app, box)
