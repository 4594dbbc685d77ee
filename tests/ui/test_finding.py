"""Searching everything that is here, and going to what is found."""

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.factories import a_comment
from tests.fakes.composer import wait_until
from tests.ui.reading_app import reader, settled
from tui_blog.app import TuiBlogApp
from tui_blog.config import BlogConfig, Config
from tui_blog.index.finder import Finder
from tui_blog.model.errors import DamagedError
from tui_blog.paths import Paths
from tui_blog.storage.archive.payloads import new_line
from tui_blog.ui.screens.finding import FindScreen
from tui_blog.wiring import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Two blogs: an allotment with a thread, and a kitchen."""
    paths = Paths(
        config_folder=tmp_path / "config",
        data_folder=tmp_path / "data",
        cache_folder=tmp_path / "cache",
        state_folder=tmp_path / "state",
    )
    for name, text in (("allotment", "A late frost."), ("kitchen", "Soup for frosty days.")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "first.md").write_text(f"---\ntitle: {name} one\n---\n{text}\n")
        (tmp_path / name / "second.md").write_text(f"---\ntitle: {name} two\n---\nNothing.\n")
        comments = [
            a_comment("c1", text=f"Hello {name}"),
            a_comment("c2", parent="c1", text=f"Marrow\x1b[31m in the {name}", minutes=1),
        ]
        (tmp_path / name / "second.comments.jsonl").write_bytes(b"".join(map(new_line, comments)))
    blogs = tuple(
        BlogConfig(name=name, folder=tmp_path / name) for name in ("allotment", "kitchen")
    )
    return Library(Config(blogs=blogs), paths, environ={})


@pytest.fixture
def app(library: Library) -> TuiBlogApp:
    """The app on the first of them."""
    return TuiBlogApp(library.open(None), config=Config(), strict_guard=True, shelf=library)


async def look_for(pilot: Pilot[None], text: str) -> list[str]:
    """Type into the search; return what is listed when all is quiet."""
    if not isinstance(pilot.app.screen, FindScreen):
        await settled(pilot)
        await pilot.press("backslash")
        await settled(pilot)
    assert isinstance(pilot.app.screen, FindScreen)
    screen = pilot.app.screen
    screen.query_one("#find-query", Input).value = text
    for _ in range(3):
        await settled(pilot)
    return [f"{hit.title}: {hit.line_text}" for hit in screen._hits.listed]


def note(app: TuiBlogApp) -> str:
    assert isinstance(app.screen, FindScreen)
    return str(app.screen._note.render())


async def test_all_blogs_are_searched_as_one_types(app: TuiBlogApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        one = await look_for(pilot, "fros")
        two = await look_for(pilot, "marrow in:kit")
        none = await look_for(pilot, "marrow -in")
        nothing = await look_for(pilot, "volcano")
        told = note(app)

    assert sorted(one) == ["allotment one: A late frost.", "kitchen one: Soup for frosty days."]
    assert two == ["kitchen two: Marrow in the kitchen"]
    assert (none, nothing, told) == ([], [], "0 found")


async def test_a_hit_in_the_thread_is_gone_to(app: TuiBlogApp) -> None:
    """One would have to look for it once more."""
    async with app.run_test(size=(140, 40)) as pilot:
        await look_for(pilot, "marrow in:allotment")
        await pilot.press("enter")
        pane = reader(app).thread_pane
        await wait_until(pilot, lambda: pane.comment is not None and pane.comment.id == "c2")
        await look_for(pilot, "frost in:allotment")
        await pilot.press("enter")

        def post_in_view() -> str | None:
            post = reader(app).post_in_view
            return None if post is None else post.summary.title

        await wait_until(pilot, lambda: post_in_view() == "allotment one")


async def test_a_hit_in_another_blog_opens_that(app: TuiBlogApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await look_for(pilot, "marrow in:kitchen")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.source.label == "kitchen")
        await settled(pilot)
        pane = reader(app).thread_pane
        await wait_until(pilot, lambda: pane.comment is not None and pane.comment.id == "c2")
        comment = pane.comment

    assert comment is not None
    assert comment.body.source.startswith("Marrow")


def listed(app: TuiBlogApp) -> list[str]:
    return [post.title for post in reader(app).post_list.posts]


def heading(app: TuiBlogApp) -> str:
    return str(reader(app).posts_frame.query_one(".pane-frame--heading").render())


async def test_the_list_shows_only_posts_that_are_found_until_one_goes_back(
    app: TuiBlogApp, tmp_path: Path
) -> None:
    """One would look through a list of all for the few one means."""
    for number in range(120):
        words = "pear" if number % 2 else "apple"
        head = f"---\ntitle: {words} {number}\ndate: 2024-01-{1 + number % 28:02}\n---\n"
        (tmp_path / "allotment" / f"{number}.md").write_text(f"{head}Text\n")
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        every = listed(app)
        await look_for(pilot, "pear in:allotment")
        await pilot.press("tab")
        await settled(pilot)
        first, told = listed(app), heading(app)
        await pilot.press("G")
        await settled(pilot)
        await settled(pilot)
        more = listed(app)
        reader(app).action_reload()
        await settled(pilot)
        again = listed(app)
        await pilot.press("escape")
        await settled(pilot)
        all_again, told_again = listed(app), heading(app)

    assert len(every) == 122
    assert len(first) == 50
    assert "pear in:allotment · 60" in told
    assert len(more) == 60
    assert {title[:4] for title in more} == {"pear"}
    assert again == more
    assert all_again == every
    assert "pear" not in told_again


async def test_a_part_of_the_list_also_has_posts_whose_comments_are_found(app: TuiBlogApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        line = reader(app).status_line
        await look_for(pilot, "marrow")
        await pilot.press("tab")
        await wait_until(pilot, lambda: listed(app) == ["allotment two"])
        await look_for(pilot, "volcano")
        await pilot.press("tab")
        await wait_until(pilot, lambda: "Nothing of" in str(line.render()))
        still, said = listed(app), str(line.render())

    assert still == ["allotment two"]
    assert "volcano" in said


async def test_a_comment_that_went_meanwhile_is_told(app: TuiBlogApp, tmp_path: Path) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await look_for(pilot, "marrow in:allotment")
        (tmp_path / "allotment" / "second.comments.jsonl").write_bytes(
            new_line(a_comment("c1", text="Only this"))
        )
        await pilot.press("enter")
        status = reader(app).status_line
        await wait_until(pilot, lambda: "not in the thread any more" in status.state)


async def test_the_search_is_there_again_as_it_was_left(app: TuiBlogApp) -> None:
    """Going through hits would mean typing it for each."""
    async with app.run_test(size=(100, 30)) as pilot:
        before = await look_for(pilot, "marrow")
        await pilot.press("escape")
        await pilot.press("F")
        for _ in range(3):
            await settled(pilot)
        assert isinstance(app.screen, FindScreen)
        again = [f"{hit.title}: {hit.line_text}" for hit in app.screen._hits.listed]

    assert len(before) == 2
    assert again == before


async def test_the_arrows_choose_while_one_types(app: TuiBlogApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        await look_for(pilot, "marrow")
        await pilot.press("down", "down", "up", "down")
        assert isinstance(app.screen, FindScreen)
        chosen = app.screen._hits.current
        await pilot.press("enter")
        assert chosen is not None
        await wait_until(pilot, lambda: app.source.label == chosen.blog_name)


async def test_a_mistake_is_told_and_what_was_found_stays(app: TuiBlogApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await look_for(pilot, "marrow")
        found = await look_for(pilot, "marrow form:ada x")
        told = note(app)

    assert len(found) == 2
    assert "did you mean from:" in told


async def test_what_is_new_is_found_without_leaving_the_search(
    app: TuiBlogApp, tmp_path: Path
) -> None:
    """The index is brought up to date behind what one types."""
    async with app.run_test(size=(100, 30)) as pilot:
        await look_for(pilot, "volcano")
        await pilot.press("escape")
        (tmp_path / "kitchen" / "third.md").write_text("---\ntitle: new\n---\nA volcano.\n")
        found = await look_for(pilot, "volcano")

    assert found == ["new: A volcano."]


async def test_a_damaged_index_is_made_anew_while_one_looks(
    app: TuiBlogApp, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates = []
    honest = Finder.update

    def update(self: Finder, *arguments: object, **more: object) -> bool:
        updates.append(1)
        if len(updates) == 1:
            raise DamagedError("The index for searching was damaged; it is made anew.")
        return honest(self, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Finder, "update", update)
    async with app.run_test(size=(100, 30)) as pilot:
        found = await look_for(pilot, "marrow")

    assert len(updates) == 2
    assert len(found) == 2


async def test_leaving_does_not_wait_for_the_index(
    app: TuiBlogApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first index of a large archive takes minutes."""
    ended = asyncio.Event()

    def update(self: Finder, tell: object, *, is_wanted: object) -> bool:
        import time

        assert callable(is_wanted)
        while is_wanted():
            time.sleep(0.005)
        app.call_from_thread(ended.set)
        return False

    monkeypatch.setattr(Finder, "update", update)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("backslash")
        await pilot.pause()
        await pilot.press("escape")
        await asyncio.wait_for(ended.wait(), 5)

        assert not isinstance(app.screen, FindScreen)
