"""Any sequence of writing, sending, failing, dying and starting again keeps the promises."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.fakes.blog import EPOCH, ScriptedBlog
from tests.fakes.disk import DyingDisk, Killed
from tui_blog.model.change import Change
from tui_blog.model.comment import DeliveryState
from tui_blog.model.errors import (
    BusyError,
    ConflictError,
    OfflineError,
    OutcomeUnknownError,
    ReadOnlyError,
    RejectedError,
)
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author
from tui_blog.sync.drafts import Draft
from tui_blog.sync.service import BlogService

POST = PostId("mem:1")
targets = st.sampled_from([None, CommentId("mem:1")])
steps = st.integers(0, 14)


def origin_of(text: str) -> str:
    """Tell which writing a text came from: each edit adds a sign at its end."""
    return text.rstrip("+")


class Weather:
    """What happens to requests until it changes."""

    def __init__(self) -> None:
        self.name = "fine"

    def before(self, change: Change, stored: list[str]) -> None:
        """Fail on the way there. A blog that has a comment already refuses no repeat of it."""
        if self.name == "offline":
            raise OfflineError("No connection.")
        if self.name == "busy":
            raise BusyError("Wait.", retry_after_s=15)
        if self.name == "lost":
            raise OutcomeUnknownError("Cut off.")
        if self.name == "refused" and change.change_id not in stored:
            raise RejectedError("Refused.")
        if self.name == "killed-before":
            raise Killed

    def after(self, change: Change) -> None:
        """Fail on the way back: the blog has it."""
        if self.name == "answer-lost":
            raise OutcomeUnknownError("Cut off.")
        if self.name == "killed-after":
            raise Killed


class Writing(RuleBasedStateMachine):
    """A person who writes, on a machine that dies, to a blog that fails."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.patch = pytest.MonkeyPatch()
        self.disk = DyingDisk(self.patch)
        self.folder = Path(tempfile.mkdtemp())
        self.blog = ScriptedBlog()
        self.weather = Weather()
        self.blog.before = lambda change: self.weather.before(change, self.stored_ids())
        self.blog.after = self.weather.after
        self.numbers = iter(range(10_000))
        self.safe: set[str] = set()
        self.now = EPOCH

    def stored_ids(self) -> list[str]:
        return [change.change_id for change in self.blog.stored]

    @initialize()
    def begin(self) -> None:
        self.start()

    def start(self) -> None:
        """Start the program, again and again until it stands."""
        self.service = BlogService(
            self.blog,
            folder=lambda: self.folder,
            clock=lambda: self.now,
            make_id=lambda: f"change-{next(self.numbers)}",
            identity=Author(name="Me"),
        )
        self.runner.run(self.service.open())

    def attempt(self, act: Callable[[], object], dies_after: int | None) -> bool:
        """Do something on a disk that may die on the way; say whether it got to its end."""
        if dies_after is not None:
            self.disk.die_after(dies_after)
        try:
            act()
        except (ConflictError, ReadOnlyError):
            return True
        except Killed:
            self.disk.come_back()
            self.start()
            return False
        finally:
            self.disk.come_back()
        return True

    @rule(target_id=targets, dies_after=st.none() | steps)
    def write(self, target_id: CommentId | None, dies_after: int | None) -> None:
        current = self.service.drafts.find(POST, target_id)
        text = f"text-{next(self.numbers)}" if current is None else current.text + "+"
        draft = Draft(post_id=POST, parent_id=target_id, text=text, saved_at=EPOCH)
        if self.attempt(lambda: self.service.drafts.save(draft), dies_after):
            self.safe.add(origin_of(text))

    @rule(
        target_id=targets,
        undo_s=st.sampled_from([0, 5]),
        dies_after=st.none() | steps,
    )
    def send(self, target_id: CommentId | None, undo_s: int, dies_after: int | None) -> None:
        draft = self.service.drafts.find(POST, target_id)
        if draft is None:
            return

        def act() -> None:
            post = self.runner.run(self.service.load_post(POST))
            self.runner.run(
                self.service.send(
                    post=post.summary,
                    parent_id=target_id,
                    text=draft.text,
                    undo_for=timedelta(seconds=undo_s),
                )
            )

        self.attempt(act, dies_after)

    @rule(dies_after=st.none() | steps)
    def deliver_waiting(self, dies_after: int | None) -> None:
        self.attempt(lambda: self.runner.run(self.service.sender.deliver_waiting()), dies_after)

    @rule(dies_after=st.none() | steps)
    def deliver_due(self, dies_after: int | None) -> None:
        self.attempt(lambda: self.runner.run(self.service.sender.deliver_due()), dies_after)

    @rule(seconds=st.sampled_from([1, 10, 1000]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(dies_after=st.none() | steps)
    def think_better_of_it(self, dies_after: int | None) -> None:
        for entry in self.service.sender.list_undoable()[-1:]:
            assert entry.change.change_id not in self.stored_ids()
            take_back = partial(self.service.sender.take_back, entry.change.change_id)
            self.attempt(take_back, dies_after)

    @precondition(lambda self: self.service.outbox.list_all())
    @rule(data=st.data(), verb=st.sampled_from(["deliver", "take_back", "drop"]))
    def handle_one(self, data: st.DataObject, verb: str) -> None:
        entry = data.draw(st.sampled_from(self.service.outbox.list_all()))
        change_id = entry.change.change_id
        dies_after = data.draw(st.none() | steps)
        if verb == "deliver":
            self.attempt(
                lambda: self.runner.run(self.service.sender.deliver(change_id)), dies_after
            )
        elif verb == "take_back":
            self.attempt(lambda: self.service.sender.take_back(change_id), dies_after)
        else:
            self.attempt(lambda: self.service.sender.drop(change_id), dies_after)

    @rule(target_id=targets, dies_after=st.none() | steps)
    def discard(self, target_id: CommentId | None, dies_after: int | None) -> None:
        self.attempt(lambda: self.service.drafts.discard(POST, target_id), dies_after)

    @rule(target_id=targets, dies_after=st.none() | steps)
    def restore(self, target_id: CommentId | None, dies_after: int | None) -> None:
        mine = [one for one in self.service.drafts.list_discarded() if one.parent_id == target_id]
        if mine and origin_of(mine[0].text) not in self.live():
            self.attempt(lambda: self.service.drafts.restore(POST, target_id), dies_after)

    @rule(
        name=st.sampled_from(
            [
                "fine",
                "offline",
                "busy",
                "lost",
                "refused",
                "killed-before",
                "killed-after",
                "answer-lost",
            ]
        )
    )
    def change_weather(self, name: str) -> None:
        self.weather.name = name

    @rule(dies_after=st.none() | steps)
    def start_again(self, dies_after: int | None) -> None:
        self.attempt(self.start, dies_after)

    def live(self) -> Counter[str]:
        """Count where each writing is that may still be, or was, published."""
        texts = [change.body.source for change in self.blog.stored]
        stored = self.stored_ids()
        texts += [
            entry.text
            for entry in self.service.outbox.list_all()
            if entry.change.change_id not in stored
        ]
        texts += [draft.text for draft in self.service.drafts.list_all()]
        return Counter(map(origin_of, texts))

    @invariant()
    def nothing_is_doubled(self) -> None:
        assert not {origin: count for origin, count in self.live().items() if count > 1}

    @invariant()
    def nothing_is_lost(self) -> None:
        discarded = {origin_of(one.text) for one in self.service.drafts.list_discarded()}
        assert self.safe <= {*self.live(), *discarded}
        assert not self.service.drafts.problems
        assert not self.service.outbox.problems

    @invariant()
    def nothing_that_may_be_stored_counts_as_unsent(self) -> None:
        stored = self.stored_ids()
        for entry in self.service.outbox.list_all():
            if entry.change.change_id in stored:
                assert entry.state in (DeliveryState.UNKNOWN, DeliveryState.SENDING)

    def teardown(self) -> None:
        self.weather.name = "fine"
        self.now += timedelta(days=1)
        self.start()
        self.runner.run(self.service.sender.deliver_waiting())
        left = {entry.state for entry in self.service.outbox.list_all()}
        self.runner.close()
        self.patch.undo()
        shutil.rmtree(self.folder)
        assert left <= {DeliveryState.PARKED}


TestWriting = Writing.TestCase
TestWriting.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
