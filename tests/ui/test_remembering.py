"""The reader remembers for the person: what is new, going to it, undoing, and going on."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.factories import a_comment
from tests.fakes.blog import EPOCH, ScriptedBlog, numbered_post
from tests.fakes.composer import wait_until
from tests.ui.reading_app import an_app, reader, settled, shown, typed
from tui_blog.app import TuiBlogApp
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.freshness import EDITED, SEEN, UNREAD
from tui_blog.model.ids import CommentId, PageToken, PostId
from tui_blog.model.post import PostSummary
from tui_blog.storage.adapter import Page, PostQuery
from tui_blog.storage.memory import MemoryAdapter
from tui_blog.ui.screens.reader import ReaderScreen

WIDE = (160, 40)
LISTED = (CommentStatus.APPROVED, CommentStatus.DELETED)


class Clock:
    """A clock that goes on when a test says so."""

    def __init__(self) -> None:
        self.now = EPOCH

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float = 2.0) -> None:
        """Let time go by."""
        self.now += timedelta(seconds=seconds)


class TalkedAbout(ScriptedBlog):
    """Three posts of which the first and the last have comments; the list counts them."""

    def __init__(self) -> None:
        super().__init__(comments=0)
        self._page_size = 100
        self._posts = {
            post.id: replace(post, summary=replace(post.summary, title=f"Post {number}"))
            for number in (1, 2, 3)
            for post in [numbered_post(number)]
        }
        for name, parent in (("a", None), ("a1", "a"), ("a2", "a1"), ("b", None), ("c", None)):
            self.add(name, parent=parent)
        self.add("z", post=3)

    def add(
        self,
        name: str,
        *,
        parent: str | None = None,
        post: int = 1,
        text: str = "Words.",
        own: bool = False,
    ) -> None:
        """Add a comment, or put it in the place of the one with its name."""
        comment = a_comment(name, parent=parent, text=text, author="Ana", own=own)
        before = self._comments.get(comment.id)
        minutes = timedelta(minutes=len(self._comments))
        created_at = EPOCH - timedelta(days=2) + minutes if before is None else before.created_at
        post_id = PostId(f"mem:{post}")
        self._comments[comment.id] = replace(comment, post_id=post_id, created_at=created_at)

    def bury(self, name: str) -> None:
        """Delete a comment, and leave it in its place."""
        comment = self._comments[CommentId(name)]
        self._comments[comment.id] = replace(comment, status=CommentStatus.DELETED)

    async def list_comments(
        self, post_id: PostId, *, after: PageToken | None = None
    ) -> Page[Comment]:
        """List the comments, deleted ones too, as a copy does."""
        page = await MemoryAdapter.list_comments(self, post_id, after=after)
        return replace(page, rows=tuple(one for one in page.rows if one.status in LISTED))

    def remove(self, name: str) -> None:
        """Take a comment away."""
        del self._comments[CommentId(name)]

    async def list_posts(
        self, query: PostQuery, *, after: PageToken | None = None
    ) -> Page[PostSummary]:
        """List the posts, with counts."""
        page = await super().list_posts(query, after=after)

        def counted(post: PostSummary) -> PostSummary:
            comments: list[Comment] = list(self._comments.values())
            count = sum(comment.post_id == post.id for comment in comments)
            return replace(post, comment_count=count)

        return replace(page, rows=tuple(map(counted, page.rows)))


@pytest.fixture
def blog() -> TalkedAbout:
    return TalkedAbout()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def flags(app: TuiBlogApp) -> list[int]:
    """Return what the comments in view are to the reader."""
    return list(reader(app).thread_pane.freshness)


def unread(app: TuiBlogApp) -> list[tuple[bool, int]]:
    """Return what the list says of each post: whether it is new, how many comments are."""
    listed = reader(app).post_list
    return [tuple(listed._find_unread(post)) for post in listed.posts]  # type: ignore[misc]  # it is a pair


def cursor(app: TuiBlogApp) -> str:
    """Return where the cursor is: the post, and the comment if the thread has the focus."""
    screen = reader(app)
    post = screen.post_in_view
    assert post is not None
    comment = screen.thread_pane.comment
    in_thread = screen.thread_pane.has_focus and comment is not None
    return f"{post.id}/{comment.id}" if in_thread and comment is not None else str(post.id)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait until all is done."""
    await pilot.press(*keys)
    await settled(pilot)


async def to_thread(pilot: Pilot[None]) -> ReaderScreen:
    """Wait for the start, and go to the thread."""
    await settled(pilot)
    await settled(pilot)
    await press(pilot, "f6", "f6")
    app = pilot.app
    assert isinstance(app, TuiBlogApp)
    return reader(app)


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

        await wait_until(pilot, lambda: cursor(again) == before[0], seconds=10)
        await wait_until(pilot, lambda: shown(screen.thread_pane) == before[2], seconds=10)
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
