"""The draft behind the composer: on disk soon, the newest text, and never back from the dead."""

from pathlib import Path

from tests.fakes.composer import (
    NEVER_S,
    NOW,
    POST,
    ComposerApp,
    FullDisk,
    SlowDisk,
    a_parent,
    find_text,
    open_store,
    wait_until,
)
from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId
from tui_blog.ui.composer_draft import DraftKeeper

PARENT: Comment = a_parent()


def a_keeper(folder: Path) -> DraftKeeper:
    """A keeper of the draft for a reply."""
    return DraftKeeper(
        open_store(folder),
        post_id=POST.id,
        parent_id=CommentId("wp:7"),
        post_title=POST.title,
        clock=lambda: NOW,
    )


def test_keeper_when_an_older_text_comes_late_keeps_the_newer_one(tmp_path: Path) -> None:
    """A slow disk would put back what was corrected."""
    keeper = a_keeper(tmp_path)
    older, newer = keeper.take("old", 1), keeper.take("new", 2)

    keeper.write(newer)
    keeper.write(older)

    assert find_text(tmp_path) == "new"


def test_keeper_when_closed_writes_no_more(tmp_path: Path) -> None:
    """A comment that was sent would come back as a draft, and be sent twice."""
    keeper = a_keeper(tmp_path)
    late = keeper.take("sent already", 0)

    keeper.close()
    keeper.write(late)

    assert find_text(tmp_path) is None


def test_keeper_when_discarded_writes_no_more_and_can_be_undone(tmp_path: Path) -> None:
    """A discarded text would stand there again, or be gone for ever."""
    keeper = a_keeper(tmp_path)
    keeper.write(keeper.take("hello", 0))
    late = keeper.take("hello again", 0)

    keeper.discard()
    keeper.write(late)

    assert find_text(tmp_path) is None
    restored = open_store(tmp_path).restore(POST.id, CommentId("wp:7"))
    assert restored is not None
    assert restored.text == "hello"


def test_keeper_when_the_text_is_emptied_takes_the_draft_away_undoably(tmp_path: Path) -> None:
    """Select all, Delete, Esc would destroy an hour's work; or an empty draft would be listed."""
    keeper = a_keeper(tmp_path)
    keeper.write(keeper.take("an hour", 0))

    keeper.write(keeper.take(" \n", 0))

    assert find_text(tmp_path) is None
    restored = open_store(tmp_path).restore(POST.id, CommentId("wp:7"))
    assert restored is not None
    assert restored.text == "an hour"


async def test_composer_when_one_types_has_the_draft_on_disk_within_a_second(
    tmp_path: Path,
) -> None:
    """A crash would take what was typed."""
    app = ComposerApp(open_store(tmp_path), autosave_delay_s=0.5)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "i")
        await wait_until(pilot, lambda: find_text(tmp_path) == "hi")
        draft = open_store(tmp_path).find(POST.id, PARENT.id)
        await wait_until(pilot, lambda: app.state.startswith("draft saved"))
        said = app.state

    assert draft is not None
    assert (draft.cursor, draft.post_title) == (2, "Growing beans")
    assert said == f"draft saved {NOW.astimezone():%H:%M}"


async def test_composer_while_one_goes_on_typing_saves_all_the_same(tmp_path: Path) -> None:
    """Who never pauses would never have a draft."""
    app = ComposerApp(open_store(tmp_path), autosave_delay_s=0.2)

    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(20):
            await pilot.press("x")
            if find_text(tmp_path):
                break
        saved, typed = find_text(tmp_path), app.input.text

    assert saved
    assert len(typed) < 20


async def test_composer_on_a_slow_disk_takes_keys_and_saves_the_newest_last(
    tmp_path: Path,
) -> None:
    """Typing would stop with every save, or an older text would win."""
    drafts = SlowDisk(tmp_path, clock=lambda: NOW)
    app = ComposerApp(drafts, autosave_delay_s=0.01)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await wait_until(pilot, drafts.begun.is_set)
        await pilot.press("b", "c")
        typed, saved = app.input.text, list(drafts.saved)
        await pilot.pause(0.05)
        drafts.go_on.set()
        await wait_until(pilot, lambda: find_text(tmp_path) == "abc")

    assert (typed, saved) == ("abc", [])
    assert drafts.saved == ["a", "abc"]
    assert drafts.most_at_once == 1


async def test_composer_when_the_disk_is_full_says_so_and_saves_with_the_next_key(
    tmp_path: Path,
) -> None:
    """The person would believe that the text is safe."""
    drafts = FullDisk(tmp_path, clock=lambda: NOW)
    app = ComposerApp(drafts)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await wait_until(pilot, lambda: "not saved" in app.state)
        said, tone = app.state, app.composer.state_line.tone
        drafts.is_full = False
        await pilot.press("b")
        await wait_until(pilot, lambda: app.state.startswith("draft saved"))

    assert said.startswith("not saved: No space left on device. Your text is kept here")
    assert tone == "error"
    assert find_text(tmp_path) == "ab"


async def test_save_now_writes_before_it_returns(tmp_path: Path) -> None:
    """SIGTERM would take the last words."""
    app = ComposerApp(open_store(tmp_path), autosave_delay_s=NEVER_S)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "b")
        app.composer.save_now()
        saved = find_text(tmp_path)

    assert saved == "ab"


async def test_save_now_when_the_disk_is_full_does_not_raise(tmp_path: Path) -> None:
    """The end of the program would be a crash."""
    app = ComposerApp(FullDisk(tmp_path, clock=lambda: NOW), autosave_delay_s=NEVER_S)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        app.composer.save_now()
        text = app.input.text

    assert text == "a"


async def test_composer_when_the_app_ends_under_it_keeps_the_text(tmp_path: Path) -> None:
    """Quitting from the composer would lose what was typed last."""
    app = ComposerApp(open_store(tmp_path), autosave_delay_s=NEVER_S)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "b")
        app.exit()

    assert find_text(tmp_path) == "ab"


async def test_save_that_ends_while_the_screen_is_taken_apart_is_no_failure(
    tmp_path: Path,
) -> None:
    """Quitting would end with the report of a bug."""
    drafts = SlowDisk(tmp_path, clock=lambda: NOW)
    app = ComposerApp(drafts, autosave_delay_s=0.01)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await wait_until(pilot, drafts.begun.is_set)
        await app.composer.query("#composer-dock").remove()
        drafts.go_on.set()
        await app.workers.wait_for_complete()

    assert find_text(tmp_path) == "a"


async def test_save_now_after_sending_does_not_bring_the_draft_back(tmp_path: Path) -> None:
    """The same comment would be offered for sending again."""
    drafts = open_store(tmp_path)
    app = ComposerApp(drafts)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "alt+enter")
        await pilot.pause()
        kept = find_text(tmp_path)
        drafts.remove(POST.id, PARENT.id)
        app.input.load_text("typed while it closed")
        app.composer.save_now()

    assert kept == "a"
    assert find_text(tmp_path) is None


async def test_composer_when_there_is_a_draft_goes_on_with_it(tmp_path: Path) -> None:
    """One would begin again, and the old text would be overwritten."""
    keeper = a_keeper(tmp_path)
    keeper.write(keeper.take("one\ntwo", 5))
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        said, caret = app.state, app.input.cursor_location
        await pilot.press("X")
        text = app.input.text

    assert said == "draft of just now continued"
    assert caret == (1, 1)
    assert text == "one\ntXwo"


async def test_composer_when_a_draft_can_not_be_read_says_so(tmp_path: Path) -> None:
    """The person would not know that there is a text to be saved."""
    keeper = a_keeper(tmp_path)
    keeper.write(keeper.take("one", 0))
    (path,) = tmp_path.glob("*.json")
    path.write_text("{")
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)):
        said = app.state

    assert said.startswith("A draft can't be read")
