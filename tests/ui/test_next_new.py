"""Going to what is new, in the thread and in other posts, and folding by it."""

from pathlib import Path

import pytest

from tests.ui.reading_app import an_app, reader, settled, shown, typed
from tests.ui.talked_about import WIDE, Clock, TalkedAbout, cursor, flags, press, to_thread, unread
from tui_blog.model.freshness import EDITED, SEEN, UNREAD


@pytest.fixture
def blog() -> TalkedAbout:
    return TalkedAbout()


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_n_goes_through_the_thread_then_to_the_next_post_with_something_new(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """One would look for what is new by hand."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "a", "z", "M", "g", "g")
        places = []
        for key in ("n", "n", "tab", "n", "n", "p", "shift+tab"):
            await press(pilot, key)
            places.append(cursor(app))

        assert places == [
            "mem:1/b",
            "mem:1/c",
            "mem:2",
            "mem:3",
            "mem:3/z",
            "mem:3",
            "mem:2",
        ]


async def test_n_opens_folds_and_lands_on_the_comment(blog: TalkedAbout, tmp_path: Path) -> None:
    """One would land on the fold, and look for the comment."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        screen = await to_thread(pilot)
        await press(pilot, "z", "M", "n", "n")

        assert cursor(app) == "mem:1/a2"
        assert 2 in screen.thread_pane.extent.visible


async def test_n_goes_on_from_the_top_and_says_when_nothing_is_new(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """What was skipped would never come again, or n would go round for ever."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        for key in ("j", "a", *"nnnnnn"):
            await press(pilot, key)
        from_the_top = (cursor(app), reader(app).status_line.state)
        for key in "CCA":
            await press(pilot, key)
        before = cursor(app)
        await press(pilot, "n")

        assert from_the_top == ("mem:1", "From the other end of the list.")
        assert unread(app) == [(False, 0)] * 3
        assert reader(app).status_line.state == "Nothing else is new."
        assert cursor(app) == before


async def test_catch_up_marks_a_post_goes_on_and_is_undone(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """A slip with C could not be mended."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "C")
        after = (cursor(app), unread(app)[0], reader(app).status_line.state)
        await press(pilot, "u")

        assert after[:2] == ("mem:2", (False, 0))
        assert "5 comments and the post marked read" in after[2].lower()
        assert unread(app)[0] == (True, 5)
        assert reader(app).status_line.state.endswith("(in “Post 1”).")


async def test_what_was_read_already_is_not_counted_as_marked(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """“230 comments marked read”, it would say, of which 38 had been read before."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "N")
        reader(app).focus_pane("posts")
        await press(pilot, "j", "enter")  # another post is in view
        reader(app).focus_pane("posts")
        await press(pilot, "k", "A")
        marked = unread(app)[0]
        await press(pilot, "u")
        said = reader(app).status_line.state
        await press(pilot, "A", "A")
        again = reader(app).status_line.state

    assert marked == (False, 0)
    assert "4 comments" in said
    assert again == "Nothing in this post is new."


async def test_n_in_capitals_makes_a_post_of_the_list_new_again(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """A post could not be kept for later."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "N")
        read = unread(app)[0]
        await press(pilot, "N")

        assert read == (False, 0)
        assert unread(app)[0] == (True, 0)


async def test_zx_folds_what_is_read_and_opens_what_is_new(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """One would fold and unfold by hand to see what is new."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        screen = await to_thread(pilot)
        await press(pilot, "A", "j", "j", "N", "z", "M", "z", "x")
        folded = screen.thread_pane.folded
        await press(pilot, "u")
        undone = screen.thread_pane.folded
        await press(pilot, "u")

        assert folded == {3, 4}
        assert 0 in undone
        assert screen.thread_pane.folded == frozenset()


async def test_a_search_has_n_for_itself_until_it_ends(blog: TalkedAbout, tmp_path: Path) -> None:
    """One would leave the search for what is new."""
    blog.add("b", text="A needle.")
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        screen = await to_thread(pilot)
        await pilot.press("slash")
        await typed(pilot, "needle")
        await press(pilot, "enter")
        found = cursor(app)
        await press(pilot, "n")
        again = (cursor(app), flags(app))
        await press(pilot, "N")
        still = flags(app)
        await press(pilot, "escape", "n")

        assert found == again[0] == "mem:1/b"
        assert still == again[1] == [UNREAD] * 5
        assert cursor(app) == "mem:1/c"
        assert not screen._searching.is_live


async def test_space_at_the_end_goes_to_what_is_new_elsewhere(
    blog: TalkedAbout, tmp_path: Path, clock: Clock
) -> None:
    """Reading on would stop at the end of each thread, or go comment by comment."""
    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        places = []
        for _ in range(5):
            await press(pilot, "space")
            places.append(cursor(app))
            clock.wait()

        assert places == ["mem:1", "mem:1/a", "mem:2", "mem:3", "mem:3/z"]
        assert unread(app) == [(False, 0), (False, 0), (False, 1)]


async def test_what_was_edited_since_is_marked_as_such_and_gone_to(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """Somebody would change a comment behind its reader's back."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "A")
        app.end(0)
    blog.add("b", text="Other words.")
    blog.add("d")
    blog.remove("c")
    again = an_app(blog, tmp_path)
    async with again.run_test(size=WIDE) as pilot:
        screen = await to_thread(pilot)
        await press(pilot, "g", "g", "n")

        assert sorted(flags(again)) == [SEEN, SEEN, SEEN, UNREAD, EDITED]
        assert "~ changed since you read it" in shown(screen.thread_pane)
        assert unread(again)[0] == (False, 1)
        assert cursor(again) == "mem:1/b"
