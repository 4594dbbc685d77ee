"""After an end without a word the next start shows the same frame."""

import re
from contextlib import suppress
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from shutil import copytree

import pytest
from textual.pilot import Pilot

from tests.fakes.composer import wait_until
from tests.ui.reading_app import an_app, reader, settled
from tests.ui.talked_about import TalkedAbout
from tests.ui.test_filtering import rules_of
from tui_blog.app import TuiBlogApp
from tui_blog.model.ids import CommentId, PostId
from tui_blog.ui.screens import remembering
from tui_blog.ui.screens.composer import ComposerScreen
from tui_blog.ui.widgets.document import DocumentView

_BAR = re.compile("[▁▂▃▄▅▆▇█]")
SIZES = [(80, 24), (120, 40), (160, 50)]
RULES = '[[filters]]\naction = "hide"\nwords = "casino"\n'
DOINGS = {
    "in the middle of a long comment": "J enter f6 G k k ctrl+u",
    "folds": "enter f6 j z c j j z c k",
    "only this branch": "enter f6 j j g b j",
    "only this person": "enter f6 j j g a j",
    "an order": "enter f6 j j T j",
    "in the post": "j enter ctrl+d j",
    "in the list, beside a post": "enter h j",
    "in the list, beside a thread": "J enter f6 q q j",
    "a search": "enter f6 / w o r d enter n n",
    "a search that found nothing": "enter f6 / x y enter",
    "what is hidden is shown": "enter f6 g H j",
    "a hidden comment is shown": "enter f6 j enter k",
    "zoomed": "J enter f6 j plus",
    "a map": "enter f6 g m j j",
    "half a reply": "J enter f6 j j r H i space y o u",
}


@pytest.fixture
def blog() -> TalkedAbout:
    """Three posts with long threads, in which a hidden comment and one of many rows stand."""
    blog = TalkedAbout()
    for post in (1, 2, 3):
        for number in range(24):
            parent = f"{post}n{number - 1}" if number % 3 else None
            blog.add(f"{post}n{number}", post=post, parent=parent, text=f"Words {number}. " * 9)
        blog.add(f"{post}long", post=post, text="A long word. " * 300)
        body = blog._posts[PostId(f"mem:{post}")].body
        long_body = replace(body, source="\n\n".join(f"Row {row} of it." for row in range(70)))
        before = blog._posts[PostId(f"mem:{post}")]
        blog._posts[before.summary.id] = replace(before, body=long_body)
    hidden = blog._comments[CommentId("a1")]
    blog._comments[hidden.id] = replace(hidden, body=replace(hidden.body, source="A casino."))
    return blog


def frame(app: TuiBlogApp) -> list[str]:
    """Return the rows on screen, without what is only told in passing.

    Scroll bars are left out: they are drawn anew only when they move by half a cell.
    """
    strips = app.screen._compositor.render_strips()
    rows = [_BAR.sub(" ", strip.text).rstrip() for strip in strips]
    return [row for row in rows if "draft" not in row]


def is_saved(composer: ComposerScreen) -> bool:
    """Say whether all that was typed is on disk."""
    stored = composer._keeper.stored
    return stored is not None and stored.text == composer._input.text


async def measured(pilot: Pilot[None]) -> None:
    """Wait until nothing is under way, and all heights are exact: only then bars stand still."""
    await settled(pilot)
    panes = reader(pilot.app).query(DocumentView)  # type: ignore[arg-type]  # it is ours
    await wait_until(
        pilot,
        lambda: all(
            pane.extent.first_estimated(0) is None and pane._doc_refine_timer is None
            for pane in panes
        ),
    )
    await settled(pilot)


@pytest.mark.parametrize(("doing", "size"), [*zip(DOINGS, cycle(SIZES), strict=False)])
async def test_the_next_start_shows_the_same_frame(
    blog: TalkedAbout,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    doing: str,
    size: tuple[int, int],
) -> None:
    """One would look for one's place after a crash, or begin a reply again."""
    monkeypatch.setattr(remembering, "_KEEP_PLACE_S", 0.05)
    rules = rules_of(tmp_path, RULES)
    folder, copy = tmp_path / "before" / "blog", tmp_path / "after" / "blog"
    app = an_app(blog, folder, filters=rules)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for key in DOINGS[doing].split():
            await pilot.press("slash" if key == "/" else key)
            await (settled(pilot) if key in ("enter", "J", "f6") else pilot.pause())
        await wait_until(pilot, lambda: reader(app)._place_timer is None)
        composer = app.screen
        if isinstance(composer, ComposerScreen):
            await wait_until(pilot, lambda: is_saved(composer))
        memory = reader(app).memory
        assert memory is not None
        memory.flush()
        reader(app).status_line.say("")
        await measured(pilot)
        before = frame(app)
        copytree(folder, copy)  # nothing more is put on disk
    again = an_app(blog, copy, filters=rules)
    async with again.run_test(size=size) as pilot:
        await measured(pilot)
        with suppress(AssertionError):  # the rows tell more
            await wait_until(pilot, lambda: frame(again) == before)

        assert frame(again) == before
