"""The composer never hides what is answered, and never believes what it shows."""

from pathlib import Path

import pytest
from textual import events

from tests.fakes.composer import POST, ComposerApp, a_parent, a_target, open_store
from tui_blog.model.ids import PostId
from tui_blog.model.post import PostSummary
from tui_blog.ui.screens.composer import ComposeTarget

SIZES = [(80, 24), (60, 20), (120, 40)]
ALWAYS_SHOWN = (
    "Reply to Ana · Growing beans",
    "First paragraph of it.",
    "Paragraph 2.",
    "as Bo",
    "1 of 65,536 bytes",
)
HOSTILE = "[/x] \x1b]52;c;aGk=\x07 \x9b6n \u202egnp [@click=app.quit]x[/] \u2028 \x00 end"


def heights(app: ComposerApp) -> tuple[int, int]:
    """The lines of what is answered, and of the text."""
    return app.composer.parent_view.size.height, app.input.size.height


@pytest.mark.parametrize("size", SIZES)
async def test_composer_keeps_parent_text_and_reader_in_view(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """One would have to answer from memory."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=size) as pilot:
        await pilot.press("h")
        writing, writing_heights = app.shown(), heights(app)
        await pilot.press("escape")
        choosing, choosing_heights = app.shown(), heights(app)
        await pilot.press("escape", "alt+p")
        await pilot.pause(0.2)
        previewing, previewing_heights = app.shown(), heights(app)
        preview_height = app.composer.preview.size.height

    for shown in (writing, choosing, previewing):
        text = "\n".join(shown)
        assert shown[0].startswith("reader row 0")
        assert all(words in text for words in ALWAYS_SHOWN)
    assert min(*writing_heights, *choosing_heights, *previewing_heights, preview_height) >= 3
    assert "Alt+Enter send" in writing[-1]
    assert "d discard" in choosing[-1]


async def test_composer_in_a_tiny_terminal_still_takes_text(tmp_path: Path) -> None:
    """The text area would be pushed off the screen."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("h", "i")
        await pilot.pause()
        shown = app.shown()

    assert any("hi" in row for row in shown)
    assert any("First paragraph" in row for row in shown)
    assert "Alt+Enter send" in shown[-1]


async def test_composer_when_the_parent_is_short_gives_its_room_to_the_text(
    tmp_path: Path,
) -> None:
    """A line to be answered would take the place of ten."""
    app = ComposerApp(open_store(tmp_path), a_target(parent=a_parent("Yes.")))

    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        height = app.composer.parent_view.size.height

    assert height == 1


async def test_parent_scrolls_by_keys_and_wheel_while_the_caret_stays(tmp_path: Path) -> None:
    """The rest of a long comment could not be read while answering it."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "i", "alt+down", "alt+down")
        view = app.composer.parent_view
        by_keys = view.scroll_offset.y
        await pilot.press("alt+up")
        back = view.scroll_offset.y
        view.post_message(
            events.MouseScrollDown(view, 1, 1, 0, 0, 0, shift=False, meta=False, ctrl=False)
        )
        await pilot.pause()
        by_wheel = view.scroll_offset.y
        await pilot.press("x")

    assert (by_keys, back, by_wheel) == (4, 2, 5)
    assert app.input.text == "hix"


@pytest.mark.parametrize(
    ("body", "said"),
    [("Word. " * 200, "Alt+↑ Alt+↓ scroll what you answer"), ("Short.", "")],
)
async def test_composer_when_the_parent_is_cut_says_how_to_scroll(
    tmp_path: Path, body: str, said: str
) -> None:
    """Nobody would know that there is more."""
    app = ComposerApp(open_store(tmp_path), a_target(parent=a_parent(body)))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        state = app.state

    assert state == said


async def test_composer_for_a_post_shows_its_excerpt(tmp_path: Path) -> None:
    """A comment on a post would be written over nothing."""
    app = ComposerApp(open_store(tmp_path), ComposeTarget(post=POST, parent=None))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = app.shown()

    assert any("Comment on Growing beans" in row for row in shown)
    assert any("Beans like it warm." in row for row in shown)


async def test_composer_for_a_post_without_title_and_excerpt_says_what_it_is(
    tmp_path: Path,
) -> None:
    """The heading would be cut off in the middle of a sentence."""
    target = ComposeTarget(post=PostSummary(id=PostId("p"), title=""), parent=None)
    app = ComposerApp(open_store(tmp_path), target)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = app.shown()

    assert any("Comment on a post without a title" in row for row in shown)


async def test_notice_is_said_before_one_types(tmp_path: Path) -> None:
    """One would learn after sending that a moderator has to look at it."""
    target = ComposeTarget(post=POST, parent=a_parent(), notice="Held first.")
    app = ComposerApp(open_store(tmp_path), target)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = app.shown()

    assert any("! Held first." in row for row in shown)


async def test_a_long_notice_is_said_to_its_end(tmp_path: Path) -> None:
    """What a guest has to know about moderation would be cut off at 80 columns."""
    notice = "You comment as a guest; the blog gets your e-mail address. A moderator comes first."
    app = ComposerApp(
        open_store(tmp_path), ComposeTarget(post=POST, parent=a_parent(), notice=notice)
    )

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = " ".join(" ".join(app.shown()).replace("│", " ").split())

    assert notice in shown


async def test_foreign_text_is_only_text(tmp_path: Path) -> None:
    """A stranger's name would be markup, or control the terminal."""
    post = PostSummary(id=PostId("p"), title=HOSTILE, excerpt=HOSTILE)
    target = ComposeTarget(
        post=post,
        parent=a_parent(HOSTILE, author=HOSTILE),
        notice=HOSTILE,
        identity=HOSTILE,
        initial_text=HOSTILE,
    )
    app = ComposerApp(open_store(tmp_path), target)

    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("alt+q", "alt+p")
        await pilot.pause(0.3)
        shown = app.shown()

    assert any("Reply to [/x]" in row for row in shown)
    assert any("! [/x]" in row and "[@click=app.quit]x[/]" in row for row in shown)
    assert any("as [/x]" in row for row in shown)


async def test_composer_without_colours_marks_the_choice_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One could not see what Enter will do."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "escape")
        await pilot.pause()
        strip = app.composer.review_bar.render_line(0)
        marked = [part.text for part in strip if part.style is not None and part.style.underline]

    assert app.no_color
    assert marked == ["edit"]


async def test_composer_in_a_narrow_terminal_shows_all_choices(tmp_path: Path) -> None:
    """One could not see that Enter discards the text."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("h", "escape", "right", "right", "right")
        await pilot.pause()
        bar, shown = app.composer.review_bar, app.shown()[-1]
        strip = bar.render_line(0)
        marked = [part.text for part in strip if part.style is not None and part.style.underline]
        at = bar.focus_cell.x

    assert shown.strip() == "s send e edit p view o later d drop"
    assert marked == ["drop"]
    assert strip.text[at:].startswith("d drop")


def text_rows(app: ComposerApp) -> int:
    """Count the lines of the text."""
    return app.input.size.height


@pytest.mark.parametrize("size", [(120, 40), (200, 50)])
async def test_composer_begins_small_and_grows_with_the_text_up_to_half_of_the_screen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """A line would be written in an empty half of the screen, away from what it answers."""
    app = ComposerApp(open_store(tmp_path), a_target(parent=a_parent("Yes.")))

    async with app.run_test(size=size) as pilot:
        await pilot.press("h", "i")
        await pilot.pause()
        rows = [text_rows(app)]
        at_first = app.shown()
        for lines in (12, 60):
            app.input.change_to("\n".join(["line"] * lines))
            await pilot.pause()
            rows.append(text_rows(app))
        app.input.change_to("hi")
        await pilot.pause()
        rows.append(text_rows(app))
        parent_rows = app.composer.parent_view.size.height

    assert rows == [7, 12, size[1] // 2, 7]
    assert parent_rows == 1
    # Parent, text, the two lines of its frame, the state, and the keys: nothing else.
    assert sum("reader row" in row for row in at_first) == size[1] - 12


async def test_a_short_parent_takes_its_own_lines_in_a_low_terminal_too(tmp_path: Path) -> None:
    """Empty lines would stand below a short comment."""
    app = ComposerApp(open_store(tmp_path), a_target(parent=a_parent("Yes.")))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.pause()

        assert heights(app)[0] == 1
