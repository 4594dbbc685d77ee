"""Stars and tags: given, shown, undone, listed over all blogs, and searched for."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.reading_app import an_app, reader, settled, shown, typed
from tests.ui.talked_about import WIDE, TalkedAbout, to_thread
from tests.ui.test_lists import app, clock, library, listed, open_list, press, the_list, told
from tui_blog.app import TuiBlogApp
from tui_blog.ui.glyphs import ASCII_GLYPHS, SPOKEN_GLYPHS
from tui_blog.ui.own_marks import Labels, label_words
from tui_blog.ui.screens.starring import TagScreen

__all__ = ["app", "clock", "library"]


@pytest.fixture
def blog() -> TalkedAbout:
    return TalkedAbout()


def in_thread(an_app: TuiBlogApp) -> str:
    return shown(reader(an_app).thread_pane)


def in_list(an_app: TuiBlogApp) -> str:
    return shown(reader(an_app).post_list)


def state(an_app: TuiBlogApp) -> str:
    return reader(an_app).status_line.state


async def tag(pilot: Pilot[None], text: str) -> None:
    """Give tags to what is under the cursor."""
    await press(pilot, "t")
    assert isinstance(pilot.app.screen, TagScreen)
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, "enter")


async def test_a_star_is_shown_and_taken_off_again(blog: TalkedAbout, tmp_path: Path) -> None:
    """One could not find again what one wanted to keep in sight."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "j", "ctrl+b")
        first = (in_thread(app).count("★ starred"), state(app))
        await press(pilot, "ctrl+b")
        second = (in_thread(app).count("★ starred"), state(app))

    assert first == (1, "Starred the comment of Ana; u undoes it, gS lists all.")
    assert second[0] == 0
    assert second[1].startswith("No star any more on the comment of Ana")


async def test_a_post_is_starred_from_list_and_post(blog: TalkedAbout, tmp_path: Path) -> None:
    """Only what is open could be starred."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "G", "ctrl+b")
        last = in_list(app).splitlines()
        await press(pilot, "g", "g", "f6", "ctrl+b")
        both = in_list(app).count("★ starred")

    assert [line for line in last if "★ starred" in line] == [
        line for line in last if "1 comment" in line
    ]
    assert both == 2


async def test_tags_are_given_shown_and_changed(blog: TalkedAbout, tmp_path: Path) -> None:
    """One could not say why something is kept."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await tag(pilot, "#late frost,garden")
        first = (in_thread(app).count("# late frost, garden"), state(app))
        await press(pilot, "t")
        kept = app.screen.query_one(Input).value
        await press(pilot, "escape")
        after_escape = in_thread(app).count("# late frost, garden")
        await tag(pilot, "")
        none = (in_thread(app).count("#"), state(app))
        await press(pilot, "f6", "f6")
        await tag(pilot, "list")

        assert "# list" in in_list(app)

    assert first == (1, "Tagged the comment of Ana: late frost, garden; u undoes it, gS lists all.")
    assert kept == "late frost, garden"
    assert after_escape == 1
    assert none[0] == 0
    assert none[1].startswith("No tags any more")


async def test_a_tag_given_before_is_completed(blog: TalkedAbout, tmp_path: Path) -> None:
    """One would have two tags for one thing after a typing mistake."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await tag(pilot, "Garden")
        await press(pilot, "j", "t")
        listed_tags = str(app.screen.query(".dialog--text").first().render())
        await typed(pilot, "x, ga")
        await press(pilot, "tab")
        whole = app.screen.query_one(Input).value
        await press(pilot, "tab", "enter")

        assert listed_tags == "Your tags: Garden"
        assert whole == "x, Garden"
        assert in_thread(app).count("# x, Garden") == 1


async def test_stars_and_tags_are_undone_and_done_again_after_a_restart(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """A slip would have to be looked for."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "ctrl+b")
        await tag(pilot, "garden")
        app.end(0)
    again = an_app(blog, tmp_path)
    seen = []
    async with again.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        for key in ("", "u", "u", "ctrl+r", "ctrl+r"):
            await press(pilot, *([key] if key else []))
            text = in_thread(again)
            seen.append((text.count("★ starred"), text.count("# garden"), state(again)))

    assert [one[:2] for one in seen] == [(1, 1), (1, 0), (0, 0), (1, 0), (1, 1)]
    assert seen[1][2] == "Undone: tagging the comment of Ana."
    assert seen[2][2] == "Undone: starring the comment of Ana."


async def test_what_is_not_on_the_blog_yet_is_not_marked(blog: TalkedAbout, tmp_path: Path) -> None:
    """Its star would be lost when the blog gives it another id."""
    app = an_app(blog, tmp_path, undo_send_s=60)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "r")
        await typed(pilot, "Mine")
        await press(pilot, "alt+enter", "ctrl+b")

        assert state(app).startswith("This is not on the blog yet")
        assert "★" not in in_thread(app)


async def test_what_is_starred_or_tagged_on_any_blog_is_listed_and_gone_to(
    app: TuiBlogApp, tmp_path: Path
) -> None:
    """One would look through blog after blog."""
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        nothing = await open_list(pilot, "S")
        empty = shown(nothing.list_view)
        await press(pilot, "escape", "ctrl+b", "f6", "f6", "G", "ctrl+b")
        await tag(pilot, "answer this")
        await press(pilot, "k")
        await tag(pilot, "mine")
        screen = await open_list(pilot, "S")
        first, text, heading = listed(pilot), shown(screen.list_view), told(pilot)[0]
        await press(pilot, "enter")
        gone_to = reader(app).thread_pane.comment
        comments = tmp_path / "garden" / "hello.comments.jsonl"
        comments.write_bytes(b"".join(comments.read_bytes().splitlines(keepends=True)[:3]))
        await open_list(pilot, "S")
        rest = [(one.comment_id, one.note) for one in the_list(pilot).list_view.listed]

    assert "Nothing has a star or a tag" in empty
    assert first == [("starred", "deep"), ("tagged", "local:mine"), ("starred", "Hello")]
    assert "★ starred  # answer this  Hello" in text
    assert "# mine  Hello" in text
    assert heading == "Starred and tagged (3)"
    assert gone_to is not None
    assert gone_to.id == "deep"
    assert ("deep", "a comment that is not here any more") in rest


async def test_stars_and_own_tags_are_searched_for(app: TuiBlogApp) -> None:
    """One would have to remember where it was."""
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "f6", "f6", "G", "ctrl+b")
        await tag(pilot, "Answer this")
        hits = []
        await press(pilot, "backslash")
        for query in ("is:starred", 'tag:"answer this"', "tag:other", "-is:starred soup"):
            app.screen.query_one("#find-query", Input).value = query
            for _ in range(4):
                await settled(pilot)
            hits.append([hit.comment_id for hit in app.screen._hits.listed])  # type: ignore[attr-defined]  # it is a FindScreen

    assert hits == [["deep"], ["deep"], [], ["p", None]]


def test_labels_have_a_word_or_a_sign_in_any_set() -> None:
    """A star of colour alone could not be seen by everybody."""
    assert label_words(Labels(is_starred=True, tags="a, b"), ASCII_GLYPHS) == [
        "* starred",
        "# a, b",
    ]
    assert label_words(Labels(), ASCII_GLYPHS) == []
    assert label_words(Labels(is_starred=True, tags="a"), SPOKEN_GLYPHS) == ["starred", "tagged a"]
