"""What is new and who waits, listed over all blogs in the app, and the way there."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from textual import actions
from textual.pilot import Pilot

from tests.factories import a_comment, a_post, an_archive
from tests.ui.reading_app import reader, settled, shown, typed
from tests.ui.talked_about import Clock
from tui_blog.app import TuiBlogApp
from tui_blog.config import BlogConfig, Config, Identity
from tui_blog.paths import Paths
from tui_blog.storage.archive.payloads import new_line
from tui_blog.ui.reading_commands import READING_COMMANDS
from tui_blog.ui.screens import entries, lists
from tui_blog.ui.screens.entries import EntriesScreen
from tui_blog.wiring import Library

SIZE = (110, 30)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(tmp_path: Path, clock: Clock) -> Library:
    """A garden with a reply to Mara four levels deep, and a kitchen with one to her too."""
    paths = Paths(
        config_folder=tmp_path / "config",
        data_folder=tmp_path / "data",
        cache_folder=tmp_path / "cache",
        state_folder=tmp_path / "state",
    )
    deep = [
        a_comment("a"),
        a_comment("b", parent="a", minutes=1),
        a_comment("local:mine", parent="b", author="Mara", minutes=2),
        a_comment("deep", parent="local:mine", text="And \x1b[31myou?", minutes=3),
    ]
    an_archive(tmp_path / "garden", [a_post(), a_post("two", title="Second")], deep)
    other = [
        a_comment("local:o", author="Mara"),
        a_comment("p", parent="local:o", text="Soup?", minutes=1),
    ]
    an_archive(tmp_path / "kitchen", [a_post(title="Soup")], other)
    blogs = tuple(BlogConfig(name=name, folder=tmp_path / name) for name in ("garden", "kitchen"))
    config = Config(blogs=blogs, identity=Identity(name="Mara"), undo_send_s=0)
    return Library(config, paths, environ={}, clock=clock)


@pytest.fixture
def app(library: Library, clock: Clock) -> TuiBlogApp:
    return an_app(library, clock)


def an_app(library: Library, clock: Clock) -> TuiBlogApp:
    """Make the app on the garden."""
    return TuiBlogApp(
        library.open(None),
        config=Config(undo_send_s=0),
        strict_guard=True,
        shelf=library,
        clock=clock,
    )


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait until all is done."""
    await pilot.press(*keys)
    for _ in range(2):
        await settled(pilot)


async def open_list(pilot: Pilot[None], key: str) -> EntriesScreen:
    """Open one of the lists."""
    await settled(pilot)
    await press(pilot, "g", key)
    return the_list(pilot)


def the_list(pilot: Pilot[None]) -> EntriesScreen:
    screen = pilot.app.screen
    assert isinstance(screen, EntriesScreen)
    return screen


def listed(pilot: Pilot[None]) -> list[tuple[str, str]]:
    """Return kind and comment (or title) of what is listed."""
    view = the_list(pilot).list_view
    return [(one.kind.value, one.comment_id or one.title) for one in view.listed]


def told(pilot: Pilot[None]) -> tuple[str, str]:
    """Return heading and last line of the list."""
    screen = the_list(pilot)
    return str(screen._heading.content), str(screen._keys.content)


def test_every_list_that_a_command_names_exists() -> None:
    """A key would end the program."""
    parsed = [actions.parse(command.action.replace("{key}", "1")) for command in READING_COMMANDS]
    named = {str(parameters[0]) for _, name, parameters in parsed if name == "list"}

    assert named
    assert named <= lists._MAKERS.keys()


async def test_news_of_all_blogs_is_listed_and_gone_to(app: TuiBlogApp) -> None:
    """One would open blog after blog to see what happened."""
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "A")  # the first post is read, with its thread
        screen = await open_list(pilot, "n")
        before = listed(pilot)
        text = shown(screen.list_view)
        await press(pilot, "j", "enter")
        for _ in range(3):
            await settled(pilot)

        assert before == [("new post", "Second"), ("new post", "Soup")]
        assert "● new post  Second" in text
        assert "kitchen" in text
        assert app.source.label == "kitchen"


async def test_a_number_before_a_movement_counts_in_a_list_too(app: TuiBlogApp) -> None:
    """In a list of hundreds 12G would go to the end, and 3j to the next one."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        view = (await open_list(pilot, "n")).list_view
        count = len(view.listed)
        places = []
        for keys in ("gg", "2j", "1G", "2G", "99j", "2k", "3gg"):
            await press(pilot, *keys.replace("gg", "g"))
            places.append(view.cursor_item)

    assert count >= 4
    last = count - 1
    assert places == [0, 2, 0, 1, last, last - 2, 2]


async def test_news_says_when_there_is_none(app: TuiBlogApp, tmp_path: Path) -> None:
    """An empty list would look like one that is still being made."""
    for folder in ("garden", "kitchen"):
        for file in (tmp_path / folder).glob("*.md"):
            file.unlink()
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_list(pilot, "n")

        assert "Nothing is new." in shown(screen.list_view)
        await press(pilot, "enter", "escape")
        assert not isinstance(app.screen, EntriesScreen)


async def test_a_reply_four_levels_deep_waits_until_an_answer_is_queued(
    app: TuiBlogApp,
) -> None:
    """An answer would be forgotten, or asked for twice."""
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot, "i")
        before = listed(pilot)
        await press(pilot, "enter")
        comment = reader(app).thread_pane.comment
        await press(pilot, "r")
        await typed(pilot, "Fine")
        await press(pilot, "alt+enter")
        await open_list(pilot, "i")
        after = listed(pilot)
        await press(pilot, "tab")

        assert before == [("waits for you", "deep"), ("waits for you", "p")]
        assert comment is not None
        assert comment.id == "deep"
        assert after == [("waits for you", "p")]
        assert listed(pilot) == [("answered", "deep"), ("waits for you", "p")]
        assert told(pilot)[0] == "All replies to you (2)"
        await press(pilot, "k", "z")
        assert told(pilot)[1] == "This one is answered already."


async def test_of_all_blogs_who_replied_last_is_listed_first(
    library: Library, clock: Clock, tmp_path: Path
) -> None:
    """Today's question would stand behind fifty old ones."""
    more = a_comment("q", parent="local:o", text="Salt?", minutes=9)
    with (tmp_path / "kitchen" / "hello.comments.jsonl").open("ab") as file:
        file.write(new_line(more))
    app = an_app(library, clock)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_list(pilot, "i")

        assert [name for _, name in listed(pilot)] == ["q", "deep", "p"]
        assert screen.list_view.cursor_item == 0


async def test_what_is_put_off_goes_and_comes_back_when_its_time_has_come(
    library: Library, clock: Clock
) -> None:
    """It would stay in the way, or be forgotten for good."""
    seen, heading = [], ""
    for days, keys in ((0, "z3"), (0, ""), (2.9, ""), (0.2, "")):
        clock.now += timedelta(days=days)
        app = an_app(library, clock)
        async with app.run_test(size=SIZE) as pilot:
            await open_list(pilot, "i")
            await press(pilot, *keys)
            seen.append([name for _, name in listed(pilot)])
            heading = told(pilot)[0]

    assert seen == [["p"], ["p"], ["p"], ["deep", "p"]]
    assert heading == "Waiting for you (2)"


async def test_what_is_put_off_in_any_blog_is_undone(app: TuiBlogApp) -> None:
    """A slip would hide somebody's question."""
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_list(pilot, "i")
        await press(pilot, "z", "1", "delete", "7")
        none = (listed(pilot), told(pilot)[0], shown(screen.list_view).strip())
        await press(pilot, "tab")
        text = shown(screen.list_view)
        await press(pilot, "tab", "ctrl+z")
        one = (listed(pilot), told(pilot)[1])
        await press(pilot, "u")
        both = listed(pilot)
        await press(pilot, "u")

        assert none[0] == []
        assert none[1] == "Waiting for you (0) · 2 put off: Tab lists them"
        assert "Nobody waits" in none[2]
        assert re.search("◷ put off until 02 May 12:0", text)
        assert one == ([("waits for you", "p")], "Undone: putting a reply off for 1 week.")
        assert both == [("waits for you", "deep"), ("waits for you", "p")]
        assert told(pilot)[1].startswith("Nothing was put off here")


async def test_putting_off_is_given_up_with_escape_and_taken_back_with_z(app: TuiBlogApp) -> None:
    """Esc would leave the list, or z put off for longer and longer."""
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot, "i")
        await press(pilot, "z", "escape")
        given_up = (listed(pilot), told(pilot)[1])
        await press(pilot, "tab", "z", "1", "z")

        assert given_up[0] == [("waits for you", "deep"), ("waits for you", "p")]
        assert given_up[1].startswith("Enter go there")
        assert listed(pilot) == [("waits for you", "deep"), ("waits for you", "p")]


async def test_without_digits_a_reply_is_put_off_for_a_day(app: TuiBlogApp) -> None:
    """With arrows and Enter alone it could not be put off."""
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot, "i")
        await press(pilot, "delete", "enter")

        assert listed(pilot) == [("waits for you", "p")]
        assert told(pilot)[1] == "Put off for 1 day: it comes back then. u undoes it."


@pytest.mark.parametrize("names", [("garden",), ("garden", "kitchen")])
async def test_blogs_are_named_only_where_there_are_several(
    library: Library, clock: Clock, tmp_path: Path, names: tuple[str, ...]
) -> None:
    """The same name on each row would take the room of the titles."""
    blogs = tuple(BlogConfig(name=name, folder=tmp_path / name) for name in names)
    config = Config(blogs=blogs, identity=Identity(name="Mara"), undo_send_s=0)
    one = Library(config, library._paths, environ={}, clock=clock)
    app = an_app(one, clock)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_list(pilot, "i")

        assert ("garden" in shown(screen.list_view)) == (len(names) > 1)


async def test_u_in_the_reader_undoes_it_after_a_restart(library: Library, clock: Clock) -> None:
    """Who left the list too soon could not take it back."""
    app = an_app(library, clock)
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot, "i")
        await press(pilot, "z", "7", "escape")
    again = an_app(library, clock)
    async with again.run_test(size=SIZE) as pilot:
        for _ in range(2):
            await settled(pilot)
        await press(pilot, "u")
        state = reader(again).status_line.state
        await open_list(pilot, "i")

        assert state == "Undone: putting a reply off for 1 week."
        assert [name for _, name in listed(pilot)] == ["deep", "p"]


async def test_foreign_text_in_a_list_can_not_act_on_the_terminal(app: TuiBlogApp) -> None:
    """A reply would colour, or retitle, the terminal (the guard raises)."""
    async with app.run_test(size=(60, 20)) as pilot:
        screen = await open_list(pilot, "i")

        assert "And ␛[31myou?" in shown(screen.list_view)


async def test_a_list_ends_where_nobody_reads_on(
    app: TuiBlogApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A blog of a hundred thousand posts would fill the memory."""
    monkeypatch.setattr(entries, "MOST_ENTRIES", 2)
    async with app.run_test(size=SIZE) as pilot:
        await open_list(pilot, "n")

        assert len(listed(pilot)) == 2
        assert told(pilot)[0] == "New since you last read (2+)"


async def test_a_blog_that_can_not_be_read_is_said(app: TuiBlogApp, tmp_path: Path) -> None:
    """Its news would be missing without a word."""
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        (tmp_path / "kitchen" / "blog.toml").write_text("schema = 99\n")
        await open_list(pilot, "n")

        assert told(pilot)[1].startswith("kitchen: ")
        assert {one.blog_name for one in the_list(pilot).list_view.listed} == {"garden"}
