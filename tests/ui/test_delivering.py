"""What leaves by itself, what can be taken back, and how the program is left, in the real app."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import TextArea

from tests.factories import a_clock
from tests.fakes.blog import EPOCH, ScriptedBlog
from tests.ui.reading_app import a_service, an_app, reader, settled, shown, typed
from tui_blog.app import TuiBlogApp
from tui_blog.model.change import Change
from tui_blog.model.comment import CommentStatus
from tui_blog.model.errors import BusyError, OfflineError
from tui_blog.model.ids import ChangeId
from tui_blog.sync.sending import Delivered
from tui_blog.ui.screens import delivering
from tui_blog.ui.screens.composer import ComposerScreen
from tui_blog.ui.screens.delivering import Delivering, Notice
from tui_blog.ui.widgets.status_line import Tone

WIDE = (160, 40)


@pytest.fixture
def blog() -> ScriptedBlog:
    return ScriptedBlog()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "_AFTER_FAILURE_S", 0.05)


def unsent(app: TuiBlogApp) -> list[str]:
    return [entry.text for entry in app.source.service.outbox.list_all()]


def stored(blog: ScriptedBlog) -> list[str]:
    return [change.body.source for change in blog.stored]


async def reply(pilot: Pilot[None], text: str) -> None:
    """Answer the first comment of the thread, from the list."""
    await pilot.press("f6", "f6", "r")
    await typed(pilot, text)
    await pilot.press("alt+enter")


async def test_u_takes_back_what_was_just_sent_and_opens_it_again(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    app = an_app(blog, tmp_path, undo_send_s=5)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await reply(pilot, "A slip")
        await settled(pilot)
        sent = shown(reader(app).thread_pane)
        told = reader(app).status_line.state
        await pilot.press("u")
        await settled(pilot)

        assert "A slip" in sent
        assert "u takes it back" in told
        assert isinstance(app.screen, ComposerScreen)
        assert app.screen.query_one(TextArea).text == "A slip"
        assert "A slip" not in shown(reader(app).thread_pane)
        assert unsent(app) == []
        assert blog.attempts == []


async def test_u_with_nothing_to_take_back_says_so(blog: ScriptedBlog, tmp_path: Path) -> None:
    app = an_app(blog, tmp_path, undo_send_s=5)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("u")

        assert "nothing to undo" in reader(app).status_line.state


async def test_what_was_sent_leaves_by_itself_when_its_time_has_come(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    app = an_app(blog, tmp_path, undo_send_s=5, clock=a_clock(EPOCH, step_s=1))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await reply(pilot, "In a while")
        for _ in range(100):
            await pilot.pause(0.05)
            if blog.stored:
                break
        await settled(pilot)

        assert stored(blog) == ["In a while"]
        assert reader(app).status_line.state == "Sent."


@pytest.mark.parametrize(
    "error", [OfflineError("No connection."), BusyError("Slow down.", retry_after_s=15)]
)
async def test_what_failed_is_tried_again_without_anybody_asking(
    blog: ScriptedBlog, tmp_path: Path, error: Exception
) -> None:
    failures = 3

    def before(change: Change) -> None:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise error

    blog.before = before
    app = an_app(blog, tmp_path, clock=a_clock(EPOCH, step_s=60))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await reply(pilot, "Patience")
        for _ in range(100):
            await pilot.pause(0.05)
            if blog.stored:
                break
        await settled(pilot)

        assert stored(blog) == ["Patience"]
        assert len(blog.attempts) == 4
        assert unsent(app) == []


async def test_own_comment_is_edited_and_deleted_with_keys(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    now = EPOCH

    def clock() -> datetime:
        return now

    app = an_app(blog, tmp_path, clock=clock)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await reply(pilot, "Helo")
        await settled(pilot)
        await pilot.press("e")
        await settled(pilot)
        before = app.screen.query_one(TextArea).text
        await pilot.press("backspace", "l", "o", "alt+enter")
        await settled(pilot)
        edited = reader(app).thread_pane.comment
        await pilot.press("d")
        await settled(pilot)
        waiting = shown(reader(app).thread_pane)
        now = EPOCH + timedelta(seconds=5)
        reader(app).action_sync()
        await settled(pilot)

        assert before == "Helo"
        assert edited is not None
        assert (edited.body.source, edited.delivery) == ("Hello", None)
        assert "deletion queued" in waiting
        deleted = reader(app).find_comment(edited.id)
        assert deleted is not None
        assert deleted.status is CommentStatus.DELETED


def test_a_deletion_is_told_as_one(tmp_path: Path) -> None:
    """“Sent.” would make one look for what was sent."""
    told: list[Notice] = []
    delivering = Delivering(
        Screen(),
        a_service(ScriptedBlog(), tmp_path),
        clock=lambda: EPOCH,
        put=lambda comment, instead_of: None,
        refresh=lambda: None,
        count=lambda: None,
        tell=told.append,
    )

    delivering.show(Delivered(change_id=ChangeId("x"), state=None, comment=None))

    assert told == [Notice("Deleted.", Tone.QUIET)]


async def test_comment_of_somebody_else_is_neither_edited_nor_deleted(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "e")
        await settled(pilot)
        told = reader(app).status_line.state
        await pilot.press("d")
        await settled(pilot)

        assert told == "Only your own comments can be edited."
        assert reader(app).status_line.state == "Only your own comments can be deleted."
        assert app.screen is reader(app)
        assert unsent(app) == []


async def test_leaving_sends_what_was_just_written_first(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    app = an_app(blog, tmp_path, undo_send_s=5)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await reply(pilot, "Last words")
        await settled(pilot)
        await pilot.press("Q")
        await pilot.pause()

    assert stored(blog) == ["Last words"]
    assert app.return_code == 0
    assert app.farewell == ""


async def test_what_can_not_be_sent_when_leaving_is_kept_and_said(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    blog.before = lambda change: _raise(OfflineError("No connection."))
    app = an_app(blog, tmp_path, undo_send_s=5)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await reply(pilot, "Last words")
        await settled(pilot)
        await pilot.press("Q")
        await pilot.pause()

    assert unsent(app) == ["Last words"]
    assert app.return_code == 0
    assert app.farewell.startswith("1 comment was not sent yet: kept")


def _raise(error: Exception) -> None:
    raise error
