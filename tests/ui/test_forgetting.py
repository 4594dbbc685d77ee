"""Keys that forget what a deleted comment said: asked first, and gone from the screen."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Label

from tests.ui.reading_app import an_app, reader, settled, shown
from tests.ui.talked_about import WIDE, TalkedAbout
from tui_blog.app import TuiBlogApp
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import LockedError
from tui_blog.model.freshness import SEEN
from tui_blog.model.ids import PostId
from tui_blog.model.post import Author, Body, BodyFormat
from tui_blog.storage.adapter import Forgotten, TombstoneKeeper
from tui_blog.ui.screens.forgetting import ForgetScreen

_NOTHING = Body(source="", format=BodyFormat.TEXT)


class Tombstones(TalkedAbout):
    """A thread a(a1(a2)), b, c of which a1 and c are deleted; deleted ones can be forgotten."""

    def __init__(self) -> None:
        super().__init__()
        for name in ("a1", "c"):
            self.add(name, parent="a" if name == "a1" else None, text=f"What {name} said\x1b.")
            self.bury(name)
        self.refuses = False

    async def list_tombstones(self, post_id: PostId | None) -> tuple[Comment, ...]:
        return tuple(
            one
            for one in self._comments.values()
            if one.status is CommentStatus.DELETED and one.post_id == post_id and one.body.source
        )

    async def forget(self, comments: Sequence[Comment]) -> Forgotten:
        if self.refuses:
            raise LockedError("Another program is writing in blog right now.")
        answered = {one.parent_id for one in self._comments.values()}
        told = Forgotten(
            emptied=tuple(one for one in comments if one.id in answered),
            removed=tuple(one for one in comments if one.id not in answered),
        )
        for one in told.emptied:
            self._comments[one.id] = replace(one, author=Author(name=""), body=_NOTHING)
        for one in told.removed:
            del self._comments[one.id]
        return told


@pytest.fixture
def blog() -> Tombstones:
    blog = Tombstones()
    keeper: TombstoneKeeper = blog
    assert isinstance(keeper, TombstoneKeeper)
    return blog


async def to_comment(pilot: Pilot[None], name: str) -> TuiBlogApp:
    """Open the thread, and put the cursor on a comment."""
    app = pilot.app
    assert isinstance(app, TuiBlogApp)
    await settled(pilot)
    await pilot.press("enter", "f6")
    await settled(pilot)
    pane = reader(app).thread_pane
    pane.move_to(next(i for i, one in enumerate(pane.thread.comments.ids) if one == name))
    await pilot.pause()
    return app


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


def asked(app: TuiBlogApp) -> str:
    """Return what the question shows."""
    assert isinstance(app.screen, ForgetScreen)
    return "\n".join(str(label.render()) for label in app.screen.query(Label))


@pytest.mark.parametrize("key", ["d", "D"])
async def test_what_would_go_is_shown_and_stays_without_a_yes(
    blog: Tombstones, tmp_path: Path, key: str
) -> None:
    """One key would destroy what nothing brings back."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_comment(pilot, "a1")
        await press(pilot, key)
        told = asked(app)
        await press(pilot, "escape")
        pane = shown(reader(app).thread_pane)

    assert "Ana  29 Apr 2026\nWhat a1 said.\n" in told
    assert "go from this computer for good. Its place stays for the replies." in told
    assert "y or F2 forget it · a or F3 all 2 deleted on this post · Esc back" in told
    assert "What a1 said" in pane


async def test_forgotten_comment_with_replies_keeps_its_place(
    blog: Tombstones, tmp_path: Path
) -> None:
    """Its text would stay on screen, or its replies lose their place."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a1")
        await press(pilot, "A", "D", "y")
        pane = reader(app).thread_pane
        told = reader(app).status_line.state
        here = pane.comment
        ids, text, freshness = list(pane.thread.comments.ids), shown(pane), bytes(pane.freshness)

    assert told == "The comment is forgotten."
    assert ids == ["a", "a1", "a2", "b", "c"]
    assert "What a1 said" not in text
    assert "▾ forgotten" in text
    assert "What c said" in text
    assert here is not None
    assert here.id == "a1"
    assert freshness[1] == SEEN


async def test_all_that_were_deleted_on_the_post_are_forgotten(
    blog: Tombstones, tmp_path: Path
) -> None:
    """One would press the keys a hundred times."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "c")
        await press(pilot, "D")
        told = asked(app)
        await press(pilot, "a")
        pane = reader(app).thread_pane
        after = reader(app).status_line.state
        ids = list(pane.thread.comments.ids)

    assert "Its place goes, too." in told
    assert after == "2 comments are forgotten."
    assert ids == ["a", "a1", "a2", "b"]


@pytest.mark.parametrize(
    ("comment", "keys", "told"),
    [
        ("b", ["D"], "Only deleted comments can be forgotten; d deletes one of yours."),
        ("a1", ["D", "y", "D"], "Nothing of this comment is here any more but its place."),
        ("a1", ["shift+f6", "D"], "There is no comment here."),
    ],
)
async def test_why_there_is_nothing_to_forget_is_told(
    blog: Tombstones, tmp_path: Path, comment: str, keys: list[str], told: str
) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, comment)
        for key in keys:
            await press(pilot, key)
        state = reader(app).status_line.state

    assert state == told


async def test_another_program_at_work_is_told(blog: Tombstones, tmp_path: Path) -> None:
    """One would believe that it is gone."""
    blog.refuses = True
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a1")
        await press(pilot, "D", "y")
        told, text = reader(app).status_line.state, shown(reader(app).thread_pane)

    assert "Another program is writing in blog right now." in told
    assert "What a1 said" in text


async def test_dialog_fits_a_small_terminal(blog: Tombstones, tmp_path: Path) -> None:
    """The question could not be answered."""
    blog.add("a1", parent="a", text="Long words. " * 400)
    blog.bury("a1")
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(60, 20)) as pilot:
        await to_comment(pilot, "a1")
        await press(pilot, "D")
        keys = app.screen.query(Label).last().region

    assert keys.bottom <= 20
    assert keys.height >= 1


async def test_screen_that_the_next_start_begins_with_is_not_kept(
    blog: Tombstones, tmp_path: Path
) -> None:
    """It would show the text once more."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a1")
        app._beginning._frame = object()  # type: ignore[assignment]  # any that was kept
        await press(pilot, "D", "y")

        assert app._beginning._frame is None
