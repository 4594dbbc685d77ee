"""The reader remembers for the person: what is new, going to it, undoing, and going on."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.blog import ScriptedBlog
from tests.fakes.composer import wait_until
from tests.ui.reading_app import an_app, reader, settled, shown, typed
from tests.ui.talked_about import WIDE, Clock, TalkedAbout, cursor, flags, press, to_thread, unread
from tui_blog.model.comment import Comment
from tui_blog.model.freshness import SEEN, UNREAD
from tui_blog.model.ids import PageToken, PostId
from tui_blog.storage.adapter import Page


@pytest.fixture
def blog() -> TalkedAbout:
    return TalkedAbout()


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_on_a_blog_seen_for_the_first_time_everything_is_new(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """One would take for read what one never saw."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)

        assert flags(app) == [UNREAD] * 5
        assert unread(app) == [(True, 5), (True, 0), (True, 1)]
        assert shown(reader(app).thread_pane).count("● new") == 5
        assert "new · 5 comments" in shown(reader(app).post_list)


async def test_a_comment_that_was_on_screen_and_gone_on_from_is_read(
    blog: TalkedAbout, tmp_path: Path, clock: Clock
) -> None:
    """Everything would stay new, or be read before it was."""
    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "j")
        at_once = flags(app)
        clock.wait()
        still = flags(app)
        await press(pilot, "j")

        assert at_once == [UNREAD] * 5
        assert still == [UNREAD] * 5
        assert flags(app) == [SEEN, SEEN, UNREAD, UNREAD, UNREAD]
        assert unread(app)[0] == (True, 3)
        assert "3 new of 5 comments" in shown(reader(app).post_list)


async def test_in_a_narrow_list_the_number_of_new_comments_is_said_in_fewer_words(
    blog: TalkedAbout, tmp_path: Path, clock: Clock
) -> None:
    """A post with much that is new would look as if it were read."""
    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_thread(pilot)
        await press(pilot, "j")
        clock.wait()
        await press(pilot, "j")

        assert unread(app)[0] == (True, 3)
        assert "new · 3 new of 5\n" in shown(reader(app).post_list).replace(" \n", "\n")


async def test_an_answer_of_ones_own_is_not_counted_as_new(
    blog: TalkedAbout, tmp_path: Path, clock: Clock
) -> None:
    """The list would call one to what one has just written oneself."""
    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "A")
        await press(pilot, "c")
        await typed(pilot, "Mine")
        await press(pilot, "alt+enter")
        listed = reader(app).post_list
        await wait_until(pilot, lambda: listed.posts[0].comment_count == 6)
        await settled(pilot)

        assert unread(app)[0] == (False, 0)


async def test_what_the_mouse_scrolls_by_is_counted_at_once(tmp_path: Path, clock: Clock) -> None:
    """The line at the bottom would tell another number than the list."""
    app = an_app(ScriptedBlog(comments=30), tmp_path, clock=clock)
    async with app.run_test(size=(100, 16)) as pilot:
        await to_thread(pilot)
        clock.wait()
        reader(app).thread_pane.scroll_rows(6)
        await settled(pilot)
        left = flags(app).count(UNREAD)

        assert left < 30
        assert f"{left} new" in reader(app).status_line.position


async def test_what_was_on_screen_is_read_when_the_program_ends(
    blog: TalkedAbout, tmp_path: Path, clock: Clock
) -> None:
    """The last page of each thread would stay new for ever."""
    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        clock.wait()
        app.end(0)
    again = an_app(blog, tmp_path, clock=clock)
    async with again.run_test(size=WIDE) as pilot:
        await to_thread(pilot)

        assert flags(again) == [SEEN] * 5
        assert unread(again)[0][1] == 0


async def test_a_folded_comment_is_not_read_by_being_on_screen(
    blog: TalkedAbout, tmp_path: Path, clock: Clock
) -> None:
    """ZM and a minute would mark everything read of which one saw a line."""
    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "z", "M")
        clock.wait()
        await press(pilot, "G")

        assert flags(app) == [UNREAD] * 5
        assert "● 2 new" in shown(reader(app).thread_pane)


async def test_each_mark_is_undone_and_done_again(blog: TalkedAbout, tmp_path: Path) -> None:
    """Somebody would lose what is new by one wrong key."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        states = [flags(app)]
        for key in ("N", "j", "a", "A", "g", "N"):
            await press(pilot, key)
            if flags(app) != states[-1]:
                states.append(flags(app))
        undone = [flags(app)]
        for _ in range(len(states) - 1):
            await press(pilot, "u")
            undone.append(flags(app))
        redone = [flags(app)]
        for _ in range(len(states) - 1):
            await press(pilot, "ctrl+r")
            redone.append(flags(app))

    assert len(states) == 4
    assert undone == states[::-1]
    assert redone == states


async def test_the_status_line_counts_what_is_new_at_once(
    blog: TalkedAbout, clock: Clock, tmp_path: Path
) -> None:
    """Somebody who marks would be told the number from before, and not know what is left."""
    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        told = []
        for key in ("N", "a", "u", "u", "ctrl+r", "u"):
            await press(pilot, key)
            told.append(reader(app).status_line.position)
        clock.wait()
        await press(pilot, "G")
        told.append(reader(app).status_line.position)

    new = [position.partition(" · ")[2] for position in told]
    assert new == ["4 new", "2 new", "4 new", "5 new", "4 new", "5 new", "4 new"]


async def test_the_status_line_counts_what_was_read_on_the_way(
    blog: TalkedAbout, clock: Clock, tmp_path: Path
) -> None:
    """What was just read would be told to be new until the next key."""
    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        clock.wait()
        await press(pilot, "j")

        assert reader(app).status_line.position == "comment 2/5 · 4 new"


async def test_a_mark_is_undone_after_a_restart(blog: TalkedAbout, tmp_path: Path) -> None:
    """Whoever saw the slip the next day would be too late."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "A")
        app.end(0)
    again = an_app(blog, tmp_path)
    async with again.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        before = flags(again)
        await press(pilot, "u")

        assert before == [SEEN] * 5
        assert flags(again) == [UNREAD] * 5
        assert unread(again)[0] == (True, 5)


async def test_what_was_made_new_again_stays_new_while_one_looks_at_it(
    blog: TalkedAbout, tmp_path: Path, clock: Clock
) -> None:
    """N would be undone by the next key."""
    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "A", "N")
        for key in "jkj":
            clock.wait()
            await press(pilot, key)

        assert flags(app) == [UNREAD, SEEN, SEEN, SEEN, SEEN]


async def test_a_post_is_marked_from_the_list_without_being_opened(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """One would open what one wants to skip."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "G", "A")
        marked = (cursor(app), unread(app))
        await press(pilot, "u")

        assert marked == ("mem:1", [(True, 5), (True, 0), (False, 0)])
        assert unread(app) == [(True, 5), (True, 0), (True, 1)]


async def test_what_one_wrote_is_never_new(blog: TalkedAbout, tmp_path: Path) -> None:
    """One would be sent to one's own words."""
    blog.add("mine", own=True)
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        screen = await to_thread(pilot)
        await press(pilot, "r")
        await typed(pilot, "My answer")
        await press(pilot, "alt+enter")
        await settled(pilot)
        own = [
            flag
            for comment, flag in zip(screen.thread_pane.thread.comments, flags(app), strict=True)
            if comment.own
        ]
        app.end(0)
    again = an_app(blog, tmp_path)
    async with again.run_test(size=WIDE) as pilot:
        await settled(pilot)

        assert own == [SEEN, SEEN]
        assert unread(again)[0][1] == 5


async def test_one_goes_on_where_one_was(blog: TalkedAbout, tmp_path: Path) -> None:
    """One would look for one's place after each start."""
    for number in range(40):
        blog.add(f"long{number}", post=3)
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "G", "enter", "f6", "j", "z", "c")
        await press(pilot, *("j" * 12), "ctrl+d", "k")
        screen = reader(app)
        before = (cursor(app), screen.thread_pane.folded, shown(screen.thread_pane))
        app.end(0)
    again = an_app(blog, tmp_path)
    async with again.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        screen = reader(again)

        await wait_until(pilot, lambda: cursor(again) == before[0])
        await wait_until(pilot, lambda: shown(screen.thread_pane) == before[2])
        assert screen.thread_pane.folded == before[1]
        assert before[1]


async def test_a_key_at_the_start_is_not_overtaken(blog: TalkedAbout, tmp_path: Path) -> None:
    """The screen would jump away under somebody's hands."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "G", "enter")
        app.end(0)
    again = an_app(blog, tmp_path)
    async with again.run_test(size=WIDE) as pilot:
        reader(again)._is_touched = True
        await settled(pilot)
        await settled(pilot)

        assert cursor(again) == "mem:1"


async def test_a_damaged_file_is_said_and_reading_goes_on(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """The program would not start any more, or forget everything without a word."""
    (tmp_path / "reading.sqlite3").write_bytes(b"not a database" * 1000)
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)

        assert flags(app) == [UNREAD] * 5
        assert ["damaged-1" in toast.message for toast in app._notifications] == [True]


async def test_nothing_of_it_is_loaded_before_the_first_frame(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """Each start would be slower."""
    app = an_app(blog, tmp_path)
    service = app.source.service
    async with app.run_test(size=WIDE) as pilot:
        opened_at_once = "memory" in service.__dict__
        await settled(pilot)

        assert not opened_at_once
        assert "memory" in service.__dict__


async def test_a_post_that_was_changed_says_so_until_it_is_read_again(
    blog: TalkedAbout, tmp_path: Path, clock: Clock
) -> None:
    """A post would be rewritten behind its reader's back, or be told as changed for ever."""
    first = await blog.get_post(PostId("mem:1"))
    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "A")
        app.end(0)
    blog._posts[first.id] = replace(first, body=replace(first.body, source="Other words."))
    told = []
    for _ in range(2):
        again = an_app(blog, tmp_path, clock=clock)
        async with again.run_test(size=WIDE) as pilot:
            await settled(pilot)
            told.append(reader(again).status_line.state)
            reader(again).focus_pane("post")
            clock.wait()
            again.end(0)

    assert told == ["This post was changed since you read it; gc shows how.", ""]


async def test_a_deleted_comment_that_keeps_its_place_is_told_once(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """In a copied blog a text one had read would be struck out without a word."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "A")
        app.end(0)
    blog.bury("b")
    told = []
    for _ in range(2):
        again = an_app(blog, tmp_path)
        async with again.run_test(size=WIDE) as pilot:
            await settled(pilot)
            told.append(reader(again).status_line.state)
            again.end(0)

    assert told == ["1 comment that you had read is deleted.", ""]


async def test_comments_that_are_gone_are_told_once_and_not_counted(
    blog: TalkedAbout, tmp_path: Path
) -> None:
    """The list would count a new comment less for each that was deleted."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "A")
        app.end(0)
    blog.remove("c")
    told = []
    for _ in range(2):
        again = an_app(blog, tmp_path)
        async with again.run_test(size=WIDE) as pilot:
            await settled(pilot)
            told.append(reader(again).status_line.state)
            again.end(0)
    blog.add("d")
    again = an_app(blog, tmp_path)
    async with again.run_test(size=WIDE) as pilot:
        await settled(pilot)

        assert unread(again)[0] == (False, 1)

    assert told == ["1 comment that you had read is deleted.", ""]


async def test_opening_a_post_before_the_first_one_is_there_forgets_nothing_afterwards(
    blog: TalkedAbout, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that a quick person read and folded would be lost, and nothing could be undone."""
    never, read = asyncio.Event(), blog.list_comments

    async def wait_once(post_id: PostId, *, after: PageToken | None = None) -> Page[Comment]:
        monkeypatch.setattr(blog, "list_comments", read)
        await never.wait()
        return await read(post_id, after=after)

    monkeypatch.setattr(blog, "list_comments", wait_once)
    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        await pilot.press("j", "enter")
        await settled(pilot)

        assert reader(app).memory is not None


async def test_a_mark_is_undone_before_what_was_read_on_the_way_to_it(
    blog: TalkedAbout, tmp_path: Path, clock: Clock
) -> None:
    """“u undoes it”, the mark would say, and another thing would be undone."""
    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "j", "j")
        clock.wait()
        await press(pilot, "N")
        marked = flags(app)
        await press(pilot, "u")
        undone = flags(app)
        await press(pilot, "ctrl+r")

        assert marked == [SEEN, SEEN, SEEN, UNREAD, UNREAD]
        assert undone == [SEEN, SEEN, UNREAD, UNREAD, UNREAD]
        assert flags(app) == marked


@pytest.mark.parametrize(
    ("keys", "act"),
    [
        (("ctrl+b",), "starring"),
        (("t", "x", "enter"), "tagging"),
        (("T",), "the order"),
        (("g", "b"), "showing only this branch"),
        (("z", "a"), "folding"),
    ],
)
async def test_each_act_is_undone_before_what_was_read_on_the_way_to_it(
    blog: TalkedAbout, tmp_path: Path, clock: Clock, keys: tuple[str, ...], act: str
) -> None:
    """“u undoes it”, one was told, and another thing would be undone."""
    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await to_thread(pilot)
        await press(pilot, "j", "j")
        clock.wait()
        await press(pilot, *keys, "u")
        undone = reader(app).status_line.state

        assert undone.startswith(f"Undone: {act}")
        assert flags(app)[:2] == [SEEN, SEEN]
