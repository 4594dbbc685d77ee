"""What is remembered of reading: acts, their undoing, damage, and other programs."""

import sqlite3
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.factories import START, a_clock
from tests.sync.reading_marks import BLOG, OTHER, POST, marks, see, seen
from tui_blog.model.ids import CommentId, PostId
from tui_blog.sync import journal
from tui_blog.sync.journal import ALL_POSTS, FOLDED, OPEN, SHOWN, THE_POST, Mark, Part
from tui_blog.sync.reading import (
    NOTHING,
    Place,
    ReadingFile,
    Tally,
    is_gone,
    is_held,
    mark_in,
    version_of,
)

NEWER_TABLES = ("frames", "views", "snoozes", "earlier", "filters", "stars", "tags")
"""What a file of the first form does not have."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "reading.sqlite3"


@pytest.fixture
def file(path: Path) -> ReadingFile:
    return ReadingFile(path, clock=a_clock())


def test_a_version_is_eight_hex_digits() -> None:
    """Another program that reads the table could not compare texts."""
    assert version_of(0xABC) == "00000abc"


def test_a_version_tells_what_waited_for_a_moderator() -> None:
    """Nobody would be told that a comment was approved."""
    assert [is_held(version) for version in ("00000abc", version_of(1, held=True))] == [False, True]
    assert [mark_in(version) for version in ("00000abc", version_of(7, held=True), "x")] == [
        0xABC,
        7,
        -1,
    ]


def test_a_version_tells_what_was_said_to_be_deleted() -> None:
    """It would be told with each start."""
    version = version_of(7, gone=True)

    assert (mark_in(version), is_gone(version), is_held(version)) == (7, True, False)
    assert not is_gone(version_of(7))


def test_what_was_seen_is_there_after_a_restart(file: ReadingFile, path: Path) -> None:
    """Everything would be new again."""
    see(file, "c1", "c2")
    file.close()

    assert seen(ReadingFile(path, clock=a_clock())) == {"c1": "1", "c2": "1"}


def test_the_table_of_what_was_seen_has_the_form_that_others_read(
    file: ReadingFile, path: Path
) -> None:
    """`is:unread` would find nothing."""
    see(file, "c1")

    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT blog, post, comment, seen_at, version FROM seen").fetchall()

    assert rows == [(BLOG, POST, "c1", int(START.timestamp()), "1")]


def test_files_are_for_their_owner_alone(file: ReadingFile, path: Path) -> None:
    """Others on the machine would see what somebody reads."""
    see(file, "c1")

    modes = {one.name: one.stat().st_mode & 0o777 for one in path.parent.iterdir()}

    assert set(modes.values()) == {0o600}
    assert path.name in modes


def test_a_mark_for_ten_thousand_is_one_act(file: ReadingFile) -> None:
    """Undoing a slip would take ten thousand keys."""
    see(file, *(f"c{number}" for number in range(10_000)))

    act = file.undo(BLOG)

    assert act is not None
    assert len(act.changed) == 10_000
    assert seen(file) == {}
    assert file.undo(BLOG) is None


def test_undo_brings_the_version_back_that_was_seen_before(file: ReadingFile) -> None:
    """A comment that was edited would look as if its edit had been read."""
    see(file, "c1", version="1")
    see(file, "c1", version="2")

    file.undo(BLOG)

    assert seen(file) == {"c1": "1"}


def test_redo_does_what_was_undone_after_a_restart(file: ReadingFile, path: Path) -> None:
    """A slip with u could not be mended."""
    see(file, "c1")
    see(file, "c2")
    file.undo(BLOG)
    file.undo(BLOG)
    file.close()
    again = ReadingFile(path, clock=a_clock())

    first, second, third = again.redo(BLOG), again.redo(BLOG), again.redo(BLOG)

    assert first is not None
    assert [one.comment for one in first.changed] == ["c1"]
    assert second is not None
    assert third is None
    assert seen(again) == {"c1": "1", "c2": "1"}


def test_another_act_ends_what_can_be_redone(file: ReadingFile) -> None:
    """Redo would put a state back that was never there."""
    see(file, "c1")
    file.undo(BLOG)
    see(file, "c2")

    assert file.redo(BLOG) is None


def test_an_act_that_changes_nothing_leaves_redo_and_undo_alone(file: ReadingFile) -> None:
    """A key that does nothing would have to be undone too."""
    see(file, "c1")
    see(file, "c2")
    file.undo(BLOG)
    see(file, "c1")

    assert file.redo(BLOG) is not None


def test_reading_on_in_one_post_is_one_act(file: ReadingFile) -> None:
    """One would undo an hour of reading comment by comment."""
    see(file, "c1", passing=True)
    see(file, "c2", passing=True)
    see(file, "c2", "c3", version="2", passing=True)

    file.undo(BLOG)

    assert seen(file) == {}


def test_reading_on_after_an_act_is_an_act_of_its_own(file: ReadingFile) -> None:
    """Undoing what was read on the way would undo the slip before it, or the other way round."""
    see(file, "c1")
    see(file, "c2", passing=True)

    file.undo(BLOG)

    assert seen(file) == {"c1": "1"}


def test_undo_keeps_to_its_blog(file: ReadingFile) -> None:
    """A key would change something that is not on screen."""
    see(file, "c1")

    assert file.undo("another") is None
    assert seen(file) == {"c1": "1"}


def test_folds_are_undone_too(file: ReadingFile) -> None:
    """One key that folds everything could not be taken back."""
    file.do(BLOG, POST, Part.FOLDS, marks("c1", version=""), label="fold")

    folded = file.load_post(BLOG, POST).folds
    act = file.undo(BLOG)

    assert folded == {"c1"}
    assert act is not None
    assert act.label == "fold"
    assert act.changed == [(Part.FOLDS, POST, "c1", None, "")]
    assert file.load_post(BLOG, POST) == NOTHING


def test_what_is_shown_though_it_is_hidden_is_undone_too(file: ReadingFile, path: Path) -> None:
    """A slip would bring back what one had filtered, for good."""
    file.do(BLOG, POST, Part.FILTERS, marks("c1", version=SHOWN), label="one")
    file.do(BLOG, ALL_POSTS, Part.FILTERS, [Mark(THE_POST, SHOWN)], label="all")
    file.close()
    again = ReadingFile(path, clock=a_clock())

    states = [again.load_states(BLOG, Part.FILTERS)]
    for turn in (again.undo, again.undo, again.redo):
        assert turn(BLOG) is not None
        states.append(again.load_states(BLOG, Part.FILTERS))

    one, everything = {(POST, "c1"): SHOWN}, {(ALL_POSTS, THE_POST): SHOWN}
    assert states == [one | everything, one, {}, one]


def test_a_fold_that_was_opened_though_a_filter_folds_it_is_told_from_others(
    file: ReadingFile,
) -> None:
    """It would be folded at each start, or what was folded by hand be open."""
    file.do(BLOG, POST, Part.FOLDS, marks("c1", version=FOLDED), label="fold")
    file.do(BLOG, POST, Part.FOLDS, marks("c2", version=OPEN), label="unfold")

    memory = file.load_post(BLOG, POST)
    file.note_unfolded(BLOG, POST, [CommentId("c1"), CommentId("c2")])
    after = file.load_post(BLOG, POST)

    assert [memory.folds, memory.opened] == [{"c1"}, {"c2"}]
    assert [after.folds, after.opened] == [frozenset(), {"c2"}]


def test_how_threads_are_arranged_is_undone_too(file: ReadingFile, path: Path) -> None:
    """An order nobody meant to choose would have to be found back from."""
    for view in ("flat", "newest"):
        file.do(BLOG, ALL_POSTS, Part.VIEWS, [Mark(THE_POST, view)], label=view)
    file.close()
    again = ReadingFile(path, clock=a_clock())

    views = [again.find_view(BLOG)]
    while again.undo(BLOG) is not None:
        views.append(again.find_view(BLOG))

    assert views == ["newest", "flat", None]
    assert again.find_view("another") is None


def test_which_part_of_a_thread_is_shown_is_kept_for_its_post_and_undone(
    file: ReadingFile, path: Path
) -> None:
    """A branch would be lost with the program, or stand in the place of the blog's order."""
    file.do(BLOG, ALL_POSTS, Part.VIEWS, [Mark(THE_POST, "flat")], label="flat")
    for limit in ("branch wp:1", None, "name Ana"):
        file.do(BLOG, POST, Part.VIEWS, [Mark(THE_POST, limit)], label=str(limit))
    file.close()
    again = ReadingFile(path, clock=a_clock())

    limits = [again.load_post(BLOG, POST).limit]
    for _ in range(3):
        again.undo(BLOG)
        limits.append(again.load_post(BLOG, POST).limit)

    assert limits == ["name Ana", None, "branch wp:1", None]
    assert again.load_post(BLOG, OTHER).limit is None
    assert again.find_view(BLOG) == "flat"


def test_that_all_is_shown_on_the_way_to_something_is_not_in_the_journal(
    file: ReadingFile,
) -> None:
    """U would bring a part back that one has left, in place of undoing the last act."""
    file.do(BLOG, POST, Part.VIEWS, [Mark(THE_POST, "branch wp:1")], label="only this branch")
    file.do(BLOG, OTHER, Part.VIEWS, [Mark(THE_POST, "branch wp:2")], label="only that branch")

    file.note_whole(BLOG, POST)
    act = file.undo(BLOG)

    assert file.load_post(BLOG, POST).limit is None
    assert act is not None
    assert act.label == "only that branch"


def test_a_file_of_the_first_form_keeps_what_is_in_it(file: ReadingFile, path: Path) -> None:
    """An update would forget all that was read."""
    see(file, "c1")
    file.close()
    with sqlite3.connect(path) as database:
        for table in NEWER_TABLES:
            database.execute(f"DROP TABLE {table}")
        database.execute("PRAGMA user_version = 1")
    again = ReadingFile(path, clock=a_clock())

    again.do(BLOG, ALL_POSTS, Part.VIEWS, [Mark(THE_POST, "flat")], label="flat")
    again.do(BLOG, POST, Part.SNOOZES, marks("c1", version="2026-01-01"), label="put off")
    again.do(BLOG, POST, Part.FILTERS, marks("c1", version=SHOWN), label="show")

    assert again.find_view(BLOG) == "flat"
    assert again.load_states(BLOG, Part.SNOOZES) == {(POST, "c1"): "2026-01-01"}
    assert again.load_states(BLOG, Part.FILTERS) == {(POST, "c1"): SHOWN}
    assert seen(again) == {"c1": "1"}
    assert again.problems == ()


def test_tags_are_listed_over_all_blogs_the_frequent_first(file: ReadingFile) -> None:
    """Completion would offer what one hardly uses, or forget what one uses elsewhere."""
    file.do(BLOG, POST, Part.TAGS, marks("c1", version="rare, frost"), label="tagging")
    file.do("another", POST, Part.TAGS, marks("c1", version="frost"), label="tagging")

    assert file.list_tags() == ["frost", "rare"]


def test_the_journal_forgets_its_oldest_acts(
    file: ReadingFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would grow for ever."""
    monkeypatch.setattr(journal, "ACTS_KEPT", 3)
    for number in range(5):
        see(file, f"c{number}")

    undone = [file.undo(BLOG) is not None for _ in range(4)]

    assert undone == [True, True, True, False]
    assert set(seen(file)) == {"c0", "c1"}
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM changes").fetchone() == (3,)


def test_the_journal_keeps_the_last_act_however_large(
    file: ReadingFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The act that one most wants to undo could not be."""
    monkeypatch.setattr(journal, "CHANGES_KEPT", 3)
    see(file, "c1")
    see(file, *(f"d{number}" for number in range(5)))

    undone = [file.undo(BLOG) is not None for _ in range(2)]

    assert undone == [True, False]
    assert set(seen(file)) == {"c1"}


def test_what_one_wrote_is_seen_without_an_act(file: ReadingFile) -> None:
    """U would make one's own comment new."""
    see(file, "c1", version="1")
    file.note_seen(BLOG, POST, marks("c1", "mine", version="7"))

    file.undo(BLOG)

    assert seen(file) == {"mine": "7"}


def test_tallies_count_comments_and_tell_whether_the_post_was_seen(file: ReadingFile) -> None:
    """The counts in the list would be wrong."""
    see(file, "c1", "c2", THE_POST)
    file.do(BLOG, OTHER, Part.SEEN, marks("d1"), label="read")
    file.save_beside(BLOG, OTHER, 2)
    file.save_beside(BLOG, PostId("wp:3"), -1)

    assert file.load_tallies(BLOG) == {
        POST: Tally(comments=2, is_post_seen=True),
        OTHER: Tally(comments=1, beside=2),
        "wp:3": Tally(beside=-1),
    }


def test_the_last_place_is_the_one_left_last(path: Path) -> None:
    """One would go on at the wrong post."""
    file = ReadingFile(path, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    first = Place(post=POST, pane="thread", comment=CommentId("c1"), screen_row=-2, post_row=7)
    first = replace(first, post_block=12)
    second = Place(post=OTHER, pane="post", comment=None, screen_row=0, post_row=0)

    nowhere = file.find_last_place(BLOG)
    for place in (second, first, second, first):
        file.save_place(BLOG, place)

    file.save_place("another", replace(second, frame="zoomed"))

    assert nowhere is None
    assert file.find_last_place(BLOG) == first
    assert file.find_last_place("another") == replace(second, frame="zoomed")
    assert file.load_post(BLOG, OTHER).place == second


def test_posts_left_in_the_last_day_are_listed_the_latest_first(path: Path) -> None:
    """What somebody follows would not be looked at again, or all that they ever read would."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    file = ReadingFile(path, clock=lambda: now)
    nowhere = file.list_recent(BLOG, most=9)

    for hours, name in ((0, "wp:1"), (2, "wp:2"), (25, "wp:3"), (26, "wp:2"), (26, "wp:4")):
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
        place = Place(post=PostId(name), pane="post", comment=None, screen_row=0, post_row=0)
        file.save_place(BLOG, place)

    assert nowhere == []
    assert file.list_recent(BLOG, most=9) == ["wp:4", "wp:2", "wp:3"]
    assert file.list_recent(BLOG, most=1) == ["wp:4"]
    assert file.list_recent("another-blog", most=9) == []
    file.close()


COMMENTS = [CommentId(name) for name in ("", "c1", "c2", "c3")]
STATES = st.lists(
    st.builds(Mark, st.sampled_from(COMMENTS), st.sampled_from([None, "1", "2"])), max_size=5
)


class AnySequence(RuleBasedStateMachine):
    """Acts, undos, redos and restarts in any order; the states before each act are known."""

    @initialize(first=STATES)
    def begin(self, first: list[Mark]) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "reading.sqlite3"
        self.file = ReadingFile(self.path, clock=a_clock())
        self.file.note_seen(BLOG, POST, [mark for mark in first if mark.version is not None])
        self.states = [self.state()]
        self.place = 0

    def state(self) -> object:
        memories = [self.file.load_post(BLOG, post) for post in (POST, OTHER)]
        others = [self.file.load_states(BLOG, part) for part in Part if part is not Part.SEEN]
        shown = [(dict(one.seen), one.folds) for one in memories], self.file.find_view(BLOG)
        return shown, others

    @rule(
        post=st.sampled_from([POST, OTHER]),
        part=st.sampled_from(Part),
        wanted=STATES,
        passing=st.booleans(),
    )
    def act(self, post: PostId, part: Part, wanted: list[Mark], passing: bool) -> None:
        before = self.state()
        # Labels that differ: what is joined into one act has a test of its own.
        label = f"act {len(self.states)} {self.place}"
        if part is Part.FOLDS:  # a fold is there or not
            wanted = [mark._replace(version=mark.version and "") for mark in wanted]
        elif part is Part.VIEWS:  # one for the blog, one for each post
            post = ALL_POSTS if post == OTHER else post
            wanted = [mark._replace(comment=THE_POST) for mark in wanted]
        self.file.do(BLOG, post, part, wanted, label=label, passing=passing)
        if self.state() != before:
            self.states[self.place + 1 :] = [self.state()]
            self.place += 1

    @rule()
    def undo(self) -> None:
        assert (self.file.undo(BLOG) is not None) == (self.place > 0)
        self.place = max(0, self.place - 1)

    @rule()
    def redo(self) -> None:
        assert (self.file.redo(BLOG) is not None) == (self.place + 1 < len(self.states))
        self.place = min(len(self.states) - 1, self.place + 1)

    @rule()
    def restart(self) -> None:
        self.file.close()
        self.file = ReadingFile(self.path, clock=a_clock())

    @invariant()
    def the_state_is_the_one_of_its_place(self) -> None:
        if hasattr(self, "states"):
            assert self.state() == self.states[self.place]

    def teardown(self) -> None:
        if hasattr(self, "states"):
            while self.file.undo(BLOG) is not None:
                pass
            assert self.state() == self.states[0]
            self.file.close()
            self.folder.cleanup()


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
