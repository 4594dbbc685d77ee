"""Answering with keys, in the real app on a scripted blog: what becomes of what one writes."""

from pathlib import Path

import pytest
from textual.widgets import Static, TextArea

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled, shown, typed
from tui_blog.model.capabilities import Capabilities
from tui_blog.model.change import Change, DeleteComment
from tui_blog.model.comment import DeliveryState
from tui_blog.model.errors import NeedsBrowserError, OfflineError, RejectedError
from tui_blog.model.ids import CommentId, PostId
from tui_blog.ui.screens.address import AddressScreen
from tui_blog.ui.screens.composer import ComposerScreen
from tui_blog.ui.screens.pending import PendingScreen

POST = PostId("mem:1")


@pytest.fixture
def blog() -> ScriptedBlog:
    return ScriptedBlog()


async def test_a_reply_is_written_sent_and_stands_under_its_parent(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "j", "r")
        await pilot.pause()
        await typed(pilot, "My answer")
        await pilot.press("alt+enter")
        await settled(pilot)
        thread = reader(app).thread_pane.thread

        assert [change.body.source for change in blog.stored] == ["My answer"]
        assert blog.stored[0].parent_id == "mem:2"
        own = next(p for p, comment in enumerate(thread.comments) if comment.own)
        assert thread.comments[thread.parents[own]].id == "mem:2"
        assert reader(app).thread_pane.cursor_item == own
        assert thread.comments[own].delivery is None


async def test_a_refused_comment_stands_there_with_the_reason_and_can_be_edited(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    def refuse(change: Change) -> None:
        raise RejectedError("No links, please.", code="links")

    blog.before = refuse
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "c")
        await pilot.pause()
        await typed(pilot, "Look here")
        await pilot.press("alt+enter")
        await settled(pilot)
        screen = reader(app)
        assert "not accepted: No links, please." in shown(screen.thread_pane)
        assert "No links, please." in screen.status_line.state

        await pilot.press("e")
        await pilot.pause()
        assert isinstance(app.screen, ComposerScreen)
        assert app.screen.query_one(TextArea).text == "Look here"
        blog.before = lambda change: None
        await pilot.press("alt+enter")
        await settled(pilot)

    assert [change.body.source for change in blog.stored] == ["Look here"]


async def test_a_reason_that_is_too_long_for_its_line_is_told_whole(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    """Half of it would be nowhere to be read."""
    reason = "This blog takes no links from people it does not know, and asks you to leave them."

    def refuse(change: Change) -> None:
        raise RejectedError(reason, code="links")

    blog.before = refuse
    app = an_app(blog, tmp_path)
    told: list[str] = []
    app.notify = lambda message, **_: told.append(message)  # type: ignore[method-assign]  # it is only to be heard
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("c")
        await typed(pilot, "Look here")
        await pilot.press("alt+enter")
        await settled(pilot)

        assert len(told) == 1
        assert reason in told[0]


@pytest.mark.parametrize(("way", "pane"), [((), "posts"), (("enter",), "thread")])
async def test_what_one_has_written_is_seen_where_the_thread_was_not(
    blog: ScriptedBlog, tmp_path: Path, way: tuple[str, ...], pane: str
) -> None:
    """One would not know that it stands there, nor in which state."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press(*way, "c")
        await typed(pilot, "Here I am")
        await pilot.press("alt+enter")
        await settled(pilot)

        assert reader(app).thread_frame.display
        assert reader(app).active_pane.id == pane
        assert "Here I am" in shown(reader(app).thread_pane)


async def test_what_only_a_browser_can_send_is_handed_over_with_text_and_address(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    """One would have to find the post again and type everything anew."""

    def refuse(change: Change) -> None:
        raise NeedsBrowserError("The comment form has a captcha.")

    blog.before = refuse
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("c")
        await pilot.pause()
        await typed(pilot, "By hand")
        await pilot.press("alt+enter")
        await settled(pilot)
        assert "has a captcha. gd, then o" in reader(app).status_line.state

        await pilot.press("g", "d")
        await pilot.pause()
        await pilot.press("o")
        await settled(pilot)

        assert app.clipboard == "By hand"
        assert isinstance(app.screen, AddressScreen)
        address = app.screen.query_one("#address", Static)
        assert "https://blog.example/post-1/" in str(address.content)
        (entry,) = reader(app)._service.outbox.list_all()
        assert entry.state is DeliveryState.PARKED


async def test_without_connection_a_comment_waits_and_is_sent_later(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    def offline(change: Change) -> None:
        raise OfflineError("No connection to the blog.")

    blog.before = offline
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("c")
        await pilot.pause()
        await typed(pilot, "Later")
        await pilot.press("alt+enter")
        await settled(pilot)
        pending = reader(app).thread_pane.comment
        assert pending is not None
        assert pending.delivery is not None
        assert pending.delivery.state is DeliveryState.QUEUED

        blog.before = lambda change: None
        await pilot.press("dollar_sign")
        await settled(pilot)

        assert [change.body.source for change in blog.stored] == ["Later"]
        ids = reader(app).thread_pane.thread.positions
        assert not [comment_id for comment_id in ids if comment_id.startswith("local:")]


async def test_where_comments_are_closed_the_composer_does_not_open(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    blog.use(Capabilities(refusal="This blog takes no comments at all."))
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("c")
        await pilot.pause()

        assert app.screen is reader(app)
        assert "takes no comments at all" in reader(app).status_line.state


async def test_what_is_typed_survives_the_end_of_the_program(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("c")
        await pilot.pause()
        await typed(pilot, "half a sen")
        app.end(143)

    drafts = an_app(blog, tmp_path)._source.service.drafts
    draft = drafts.find(POST, None)
    assert draft is not None
    assert draft.text == "half a sen"
    assert app.exit_code == 143


async def test_a_draft_is_continued_from_the_list_of_drafts(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "r")
        await pilot.pause()
        await typed(pilot, "unfinished")
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("o")
        await settled(pilot)
        await pilot.press("g", "d")
        await pilot.pause()
        assert isinstance(app.screen, PendingScreen)
        await pilot.press("e")
        await settled(pilot)

        assert isinstance(app.screen, ComposerScreen)
        assert app.screen.query_one(TextArea).text == "unfinished"


async def test_sending_from_one_post_does_not_disturb_another(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("c")
        await pilot.pause()
        await typed(pilot, "For the first")
        await pilot.press("alt+enter", "J")
        await settled(pilot)

        assert len(blog.stored) == 1
        assert blog.stored[0].post_id == POST
        screen = reader(app)
        assert screen.post_pane.post is not None
        assert screen.post_pane.post.id == "mem:2"
        assert CommentId("mem:1") not in screen.thread_pane.thread.positions


async def test_r_answers_what_one_is_on(blog: ScriptedBlog, tmp_path: Path) -> None:
    """From the post one would answer a comment that is not even on the screen."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        answered = []
        for _ in range(3):
            await pilot.press("r")
            await pilot.pause()
            assert isinstance(app.screen, ComposerScreen)
            answered.append(str(app.screen.frame.border_title))
            await pilot.press("escape")
            await settled(pilot)
            await pilot.press("f6")

        assert ["Reply to Ana" in title for title in answered] == [False, False, True]
        assert all("Comment on" in title for title in answered[:2])


async def test_r_in_the_list_answers_the_post_under_the_cursor(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    """The answer would stand under another post, which need not even be on the screen."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("j")
        await settled(pilot)
        listed = reader(app).post_list.post
        await pilot.press("r")
        await settled(pilot)
        assert isinstance(app.screen, ComposerScreen)
        await typed(pilot, "Here")
        await pilot.press("alt+enter")
        await settled(pilot)

    assert listed is not None
    assert listed.id == "mem:2"
    assert [(change.post_id, change.parent_id) for change in blog.stored] == [("mem:2", None)]


async def test_a_deletion_is_not_taken_back_by_the_key_that_deletes(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    """Who presses it twice to be sure would keep the comment, and think that it is gone."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "r")
        await pilot.pause()
        await typed(pilot, "Mine")
        await pilot.press("alt+enter")
        await settled(pilot)
        await pilot.press("d")
        await settled(pilot)
        await pilot.press("d")
        await settled(pilot)
        said = reader(app).status_line.state
        waiting = reader(app).service.outbox.list_all()

    assert "u keeps it" in said
    assert [type(entry.change) for entry in waiting] == [DeleteComment]


async def test_what_was_discarded_is_what_undo_brings_back_first(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    """One would undo some mark of an hour ago, and think the text lost."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "j", "a", "r")
        await pilot.pause()
        await typed(pilot, "My answer")
        await pilot.press("escape", "d")
        await settled(pilot)
        told = reader(app).status_line.state
        await pilot.press("k", "u")
        await settled(pilot)

        assert told == "Discarded; u brings it back."
        assert isinstance(app.screen, ComposerScreen)
        assert app.screen.query_one(TextArea).text == "My answer"
        assert (comment := reader(app).thread_pane.comment) is not None
        assert comment.id == "mem:2"


async def test_what_was_discarded_before_something_else_is_not_what_undo_means(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    """A composer would open instead of a mark going."""
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "j", "r")
        await pilot.pause()
        await typed(pilot, "My answer")
        await pilot.press("escape", "d")
        await settled(pilot)
        await pilot.press("N", "u")
        await settled(pilot)

        assert "marked read" in reader(app).status_line.state
        assert app.screen is reader(app)


async def test_a_comment_that_was_dropped_comes_back_with_undo(
    blog: ScriptedBlog, tmp_path: Path
) -> None:
    """What was refused and dropped by a slip would be out of reach of the key that undoes slips."""

    def refuse(change: Change) -> None:
        raise RejectedError("No links, please.", code="links")

    blog.before = refuse
    app = an_app(blog, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("f6", "f6", "c")
        await pilot.pause()
        await typed(pilot, "Look here")
        await pilot.press("alt+enter")
        await settled(pilot)
        await pilot.press("d")
        await settled(pilot)
        told = reader(app).status_line.state
        await pilot.press("u")
        await settled(pilot)

        assert told == "Dropped; u brings it back."
        assert isinstance(app.screen, ComposerScreen)
        assert app.screen.query_one(TextArea).text == "Look here"
