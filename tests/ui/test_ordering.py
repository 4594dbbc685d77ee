"""The thread in other orders and in parts: what is shown, and what keys do there."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.reading_app import an_app, reader, settled, shown, typed
from tests.ui.talked_about import WIDE, TalkedAbout
from tui_blog.app import TuiBlogApp
from tui_blog.model.freshness import UNREAD
from tui_blog.model.ids import PostId


@pytest.fixture
def blog() -> TalkedAbout:
    """A thread a(a1(a2)), b, c, and one more by somebody else in it."""
    blog = TalkedAbout()
    blog.add("b1", parent="b")
    blog.add("a3", parent="a2")
    return blog


def names(app: TuiBlogApp) -> str:
    """Name the comments in the pane, in their order there."""
    return " ".join(reader(app).thread_pane.thread.comments.ids)


def cursor(app: TuiBlogApp) -> str:
    comment = reader(app).thread_pane.comment
    return "" if comment is None else comment.id


def shown_heading(app: TuiBlogApp) -> str:
    return str(reader(app).thread_frame._heading.render()).strip()


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


async def to_comment(pilot: Pilot[None], name: str) -> None:
    """Open the thread, and put the cursor on a comment."""
    await settled(pilot)
    await pilot.press("enter", "f6")
    await settled(pilot)
    pane = reader(pilot.app).thread_pane  # type: ignore[arg-type]  # it is ours
    pane.move_to(next(i for i, one in enumerate(pane.thread.comments.ids) if one == name))
    await pilot.pause()


async def test_orders_change_in_turn_and_the_cursor_stays_on_its_comment(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """One would look for the comment one was reading."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "b")
        seen = []
        for keys in ("T", "gs", "gs", "T", "gs"):
            await press(pilot, *keys)
            seen.append((names(app), cursor(app), shown_heading(app)))

    assert seen == [
        ("a a1 a2 b c b1 a3", "b", "Thread · 7 comments · flat, oldest first"),
        ("a3 b1 c b a2 a1 a", "b", "Thread · 7 comments · flat, newest first"),
        ("a a1 a2 b a3 b1 c", "b", "Thread · 7 comments · flat, most answered first"),
        ("a a1 a2 a3 b b1 c", "b", "Thread · 7 comments · in a tree, most answered first"),
        ("a a1 a2 a3 b b1 c", "b", "Thread · 7 comments"),
    ]


async def test_order_is_kept_for_the_blog_and_undone(blog: TalkedAbout, tmp_path: Path) -> None:
    """One would choose it anew with each start, or could not find back."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "b")
        await press(pilot, "T")
        app.end(0)
    again = an_app(blog, tmp_path)
    seen = []
    async with again.run_test(size=WIDE) as pilot:
        await settled(pilot)
        seen.append(names(again))
        for key in ("u", "ctrl+r", "u"):
            await press(pilot, key)
            seen.append(names(again))
        told = reader(again).status_line.state

    flat, tree = "a a1 a2 b c b1 a3", "a a1 a2 a3 b b1 c"
    assert seen == [flat, tree, flat, tree]
    assert told == "Undone: the order “flat, oldest first”."


async def test_a_flat_list_says_who_is_answered_and_leads_there(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """Nobody would know what an answer is about."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a3")
        await press(pilot, "T")
        text = shown(reader(app).thread_pane)
        await press(pilot, "P")

        assert cursor(app) == "a2"
        assert text.count("to Ana") == 4


async def test_a_branch_is_shown_alone_until_esc(blog: TalkedAbout, tmp_path: Path) -> None:
    """One would be lost in a part of the thread, or not see that it is one."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a2")
        seen = []
        for keys in (("g", "b"), ("escape",), ("g", "b"), ("g", "b")):
            await press(pilot, *keys)
            seen.append((names(app), cursor(app), shown_heading(app)))

    part = ("a a1 a2 a3", "a2", "Thread · 7 comments · 4 of 7, only this branch")
    whole = ("a a1 a2 a3 b b1 c", "a2", "Thread · 7 comments")
    assert seen == [part, whole, part, whole]


async def test_one_person_is_shown_alone(blog: TalkedAbout, tmp_path: Path) -> None:
    """What a stranger wrote would stand among it."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "b")
        await press(pilot, "r")
        await typed(pilot, "Mine")
        await press(pilot, "alt+enter")
        mine = cursor(app)
        await press(pilot, "g", "a")
        alone = names(app)
        await press(pilot, "g", "a")

        assert alone == mine
        assert len(names(app).split()) == 8


async def test_next_new_leaves_a_part_when_nothing_in_it_is_new(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """What is new elsewhere in the thread would be passed over."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")
        await press(pilot, "g", "b", "a", "n")

        assert cursor(app) == "b"
        assert names(app) == "a a1 a2 a3 b b1 c"


async def test_marking_the_post_marks_what_is_not_shown_too(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """The list would go on counting comments of a post that was caught up with."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a2")
        await press(pilot, "g", "b", "A")

        assert UNREAD not in reader(app).thread_pane.freshness
        assert len(reader(app).thread_pane.freshness) == 7


async def test_a_comment_that_arrives_goes_where_the_order_has_it(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """The newest would stand at the end where the newest come first."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "c")
        await press(pilot, "g", "s")
        blog.add("d")
        await press(pilot, "R")

        assert names(app) == "d c b b1 a a1 a2 a3"
        assert cursor(app) == "c"


async def test_a_part_is_kept_for_its_post(blog: TalkedAbout, tmp_path: Path) -> None:
    """One would look for the branch anew after each look at another post."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a2")
        await press(pilot, "g", "b")
        await press(pilot, "J")  # in the branch: nothing beside
        reader(app).read_post(PostId("mem:3"), lambda: None)
        await settled(pilot)
        elsewhere = (names(app), shown_heading(app))
        reader(app).read_post(PostId("mem:1"), lambda: None)
        await settled(pilot)

        assert elsewhere == ("z", "Thread · 1 comment")
        assert (names(app), cursor(app)) == ("a a1 a2 a3", "a2")


@pytest.mark.parametrize(
    ("keys", "part"), [(("g", "b"), "a a1 a2 a3"), (("g", "a"), "a a1 a2 b c b1 a3")]
)
async def test_a_part_is_there_after_a_restart_and_undone(
    blog: TalkedAbout, tmp_path: Path, keys: tuple[str, ...], part: str
) -> None:
    """A restart would show all of the thread, or the part could not be got out of."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a2")
        await press(pilot, *keys)
        app.end(0)
    again = an_app(blog, tmp_path)
    seen = []
    async with again.run_test(size=WIDE) as pilot:
        await settled(pilot)
        seen.append((names(again), cursor(again)))
        for key in ("u", "ctrl+r", "escape", "u"):
            await press(pilot, key)
            seen.append((names(again), cursor(again)))
        told = reader(again).status_line.state

    whole = "a a1 a2 a3 b b1 c"
    assert [one for one, _ in seen] == [part, whole, part, whole, part]
    assert {one for _, one in seen} == {"a2"}
    assert told == "Undone: showing all comments."


async def test_a_part_that_was_left_on_the_way_does_not_come_back(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """One would be shown a part again that one went out of."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "a")
        await press(pilot, "g", "b", "a", "n")
        app.end(0)
    again = an_app(blog, tmp_path)
    async with again.run_test(size=WIDE) as pilot:
        await settled(pilot)

        assert (names(again), cursor(again)) == ("a a1 a2 a3 b b1 c", "b")


async def test_another_order_ends_a_part_and_both_are_undone_one_by_one(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """What was on screen before could not be got back."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "b")
        await press(pilot, "g", "b")
        await press(pilot, "T")
        seen = [names(app)]
        for key in ("u", "u", "u"):
            await press(pilot, key)
            seen.append(names(app))
        await pilot.press("ctrl+r", "ctrl+r", "ctrl+r")  # one right after the other
        await settled(pilot)
        seen.append(names(app))

    whole, flat = "a a1 a2 a3 b b1 c", "a a1 a2 b c b1 a3"
    assert seen == [flat, whole, "b b1", whole, flat]


async def test_a_part_of_which_nothing_is_there_any_more_gives_way_to_all(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """The thread would be empty, and nobody would know why."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "c")
        await press(pilot, "g", "b")
        app.end(0)
    blog.remove("c")
    again = an_app(blog, tmp_path)
    async with again.run_test(size=WIDE) as pilot:
        await settled(pilot)
        whole = (names(again), shown_heading(again))
        await press(pilot, "g", "b")

        assert whole == ("a a1 a2 a3 b b1", "Thread · 6 comments")
        assert names(again) == "a a1 a2 a3"


async def test_folds_outside_of_a_part_stay(blog: TalkedAbout, tmp_path: Path) -> None:
    """One would fold again what one had folded, after each look at a branch."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_comment(pilot, "b")
        await press(pilot, "z", "c")
        reader(app).thread_pane.move_to(0)
        await press(pilot, "g", "b")
        alone = reader(app).thread_pane.folded
        await press(pilot, "escape")

        assert alone == frozenset()
        assert reader(app).thread_pane.folded == {4}
