"""Leaving the composer, quoting, previewing: nothing happens by itself."""

from pathlib import Path

import pytest

from tests.fakes.composer import (
    NEVER_S,
    NOW,
    POST,
    ComposerApp,
    FullDisk,
    a_parent,
    a_target,
    find_text,
    open_store,
)
from tui_blog.model.ids import CommentId
from tui_blog.model.post import BodyFormat
from tui_blog.ui.composer_target import MAX_BYTES
from tui_blog.ui.screens.composer import ComposeTarget, Submission, Verdict
from tui_blog.ui.screens.help import HelpScreen

NOTHING = Submission(verdict=Verdict.POSTPONE, text="")
CHOICES = "s send  e edit  p preview  o postpone  d discard"


@pytest.mark.parametrize("key", ["alt+enter", "ctrl+enter", "alt+s"])
async def test_send_returns_the_text_and_leaves_its_draft_on_disk(tmp_path: Path, key: str) -> None:
    """The comment would not be sent, or be gone if sending fails."""
    app = ComposerApp(open_store(tmp_path), autosave_delay_s=NEVER_S)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", key)
        await pilot.pause()

    assert app.submission == Submission(verdict=Verdict.SEND, text="h")
    assert find_text(tmp_path) == "h"


async def test_send_when_there_is_no_text_says_so(tmp_path: Path) -> None:
    """An empty comment would be published."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "enter", "alt+enter")
        said = app.state

    assert said == "There is nothing to send yet: write something first."
    assert app.submission is None


async def test_send_when_the_text_is_too_long_says_by_how_much(tmp_path: Path) -> None:
    """The blog would refuse it later, or cut it."""
    target = ComposeTarget(post=POST, parent=a_parent(), max_bytes=4)
    app = ComposerApp(open_store(tmp_path), target)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("é", "é", "x")
        counted = app.composer.state_line.position
        await pilot.press("alt+enter")
        said = app.state

    assert counted == "5 of 4 bytes, too long"
    assert said == "Too long to send: 1 bytes have to go."
    assert app.submission is None


async def test_count_warns_before_the_text_is_too_long(tmp_path: Path) -> None:
    """One would only learn at the end that a part has to go."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x")
        few = app.composer.state_line.position
        app.input.load_text("word \n" * 10_000)
        await pilot.pause()
        many = app.composer.state_line.position

    assert few == "1 of 65,536 bytes"
    assert many == "60,000 of 65,536 bytes, nearly full"
    assert MAX_BYTES == 65_536


async def test_escape_when_nothing_is_written_leaves_at_once(tmp_path: Path) -> None:
    """Looking into the composer would cost a question, or leave a draft behind."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape")
        await pilot.pause()

    assert app.submission == NOTHING
    assert open_store(tmp_path).list_all() == ()


async def test_escape_when_only_a_quote_stands_there_leaves_at_once(tmp_path: Path) -> None:
    """Every look at a quoted reply would leave a draft."""
    app = ComposerApp(open_store(tmp_path), a_target(parent=a_parent("Hello."), quote=True))

    async with app.run_test(size=(80, 24)) as pilot:
        text = app.input.text
        await pilot.press("escape")
        await pilot.pause()

    assert text == "> Hello.\n\n"
    assert app.submission == NOTHING
    assert open_store(tmp_path).list_all() == ()


async def test_escape_when_something_is_written_offers_the_choices_and_keeps_it(
    tmp_path: Path,
) -> None:
    """A reflex would throw away what was written."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "escape")
        await pilot.pause()
        shown = app.shown()
        await pilot.press("escape", "x")

    assert shown[-1].strip() == CHOICES
    assert app.input.text == "hx"
    assert app.submission is None


@pytest.mark.parametrize(
    ("keys", "verdict"),
    [
        (["s"], Verdict.SEND),
        (["left", "enter"], Verdict.SEND),
        (["o"], Verdict.POSTPONE),
        (["right", "right", "enter"], Verdict.POSTPONE),
        (["d"], Verdict.DISCARD),
        (["alt+enter"], Verdict.SEND),
    ],
)
async def test_choices_do_what_they_say(tmp_path: Path, keys: list[str], verdict: Verdict) -> None:
    """The wrong thing would happen to the text."""
    app = ComposerApp(open_store(tmp_path), autosave_delay_s=NEVER_S)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "escape", *keys)
        await pilot.pause()

    assert app.submission == Submission(verdict=verdict, text="h")
    assert find_text(tmp_path) == (None if verdict is Verdict.DISCARD else "h")


@pytest.mark.parametrize("keys", [["e"], ["enter"]])
async def test_choice_to_edit_goes_back_to_the_text(tmp_path: Path, keys: list[str]) -> None:
    """Enter right after Esc would send, or nothing would take keys."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "escape", *keys, "i")

    assert app.input.text == "hi"
    assert app.submission is None


async def test_choice_by_arrows_in_any_direction(tmp_path: Path) -> None:
    """Who presses no letters would be caught between the choices."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "escape", "down", "right", "right", "up", "enter")
        await pilot.pause()

    assert app.submission == Submission(verdict=Verdict.POSTPONE, text="h")


@pytest.mark.parametrize(
    ("key", "verdict"), [("y", Verdict.SEND), ("P", Verdict.POSTPONE), ("q", Verdict.POSTPONE)]
)
async def test_choice_by_the_letters_of_mail_programs(
    tmp_path: Path, key: str, verdict: Verdict
) -> None:
    """Hands that know mutt would press them in vain."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "escape", key)
        await pilot.pause()

    assert app.submission == Submission(verdict=verdict, text="h")


async def test_choice_beyond_the_last_one_stays_there(tmp_path: Path) -> None:
    """A key too many, and the text is sent instead of discarded, or the other way round."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "escape", *["left"] * 3)
        first = app.composer.review_bar.highlighted
        await pilot.press(*["right"] * 9)
        last = app.composer.review_bar.highlighted
        await pilot.press("enter")
        await pilot.pause()

    assert (first, last) == (0, 4)
    assert app.submission == Submission(verdict=Verdict.DISCARD, text="h")


async def test_choice_by_mouse_in_a_narrow_terminal(tmp_path: Path) -> None:
    """One would be sent by a click on another."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("h", "escape")
        await pilot.pause()
        at = 1 + "s send e edit p view o later d drop".index("later")
        await pilot.click(app.composer.review_bar, offset=(at, 0))
        await pilot.pause()

    assert app.submission == Submission(verdict=Verdict.POSTPONE, text="h")


async def test_choice_by_mouse(tmp_path: Path) -> None:
    """The words would only look like buttons."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "escape")
        await pilot.pause()
        await pilot.click(app.composer.review_bar, offset=(1 + CHOICES.index("postpone"), 0))
        await pilot.pause()

    assert app.submission == Submission(verdict=Verdict.POSTPONE, text="h")


async def test_key_of_the_footer_by_mouse(tmp_path: Path) -> None:
    """The words would only look like buttons."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h")
        await pilot.click(app.composer.key_footer, offset=(2, 0))
        await pilot.pause()

    assert app.submission == Submission(verdict=Verdict.SEND, text="h")


async def test_discard_can_be_undone(tmp_path: Path) -> None:
    """One letter too many would cost an hour's work."""
    app = ComposerApp(open_store(tmp_path), autosave_delay_s=NEVER_S)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "escape", "d")
        await pilot.pause()

    restored = open_store(tmp_path).restore(POST.id, CommentId("wp:7"))
    assert restored is not None
    assert restored.text == "h"


@pytest.mark.parametrize("keys", [["alt+enter"], ["escape", "o"]])
async def test_leaving_when_the_disk_is_full_stays_with_the_text(
    tmp_path: Path, keys: list[str]
) -> None:
    """The text would be in no place at all."""
    app = ComposerApp(FullDisk(tmp_path, clock=lambda: NOW), autosave_delay_s=NEVER_S)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", *keys, "x")
        said = app.state

    assert said.startswith("not saved: No space left on device")
    assert app.input.text == "hx"
    assert app.submission is None


async def test_discard_when_the_disk_is_full_asks_before_it_loses_the_text(tmp_path: Path) -> None:
    """The text would be lost without a word, or the composer could not be left at all."""
    app = ComposerApp(FullDisk(tmp_path, clock=lambda: NOW), autosave_delay_s=NEVER_S)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "escape", "d")
        said, first = app.state, app.submission
        await pilot.press("d")
        await pilot.pause()

    assert said == "No space left on device: discard again to lose this text for good."
    assert first is None
    assert app.submission == Submission(verdict=Verdict.DISCARD, text="h")


async def test_quote_puts_the_parent_at_the_caret(tmp_path: Path) -> None:
    """Quoting would mean copying by hand."""
    app = ComposerApp(open_store(tmp_path), a_target(parent=a_parent("One.\n\nTwo.")))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "alt+q", "x")

    assert app.input.text == "h\n> One.\n>\n> Two.\n\nx"


async def test_quote_when_something_is_selected_takes_just_that(tmp_path: Path) -> None:
    """One would have to cut the quotation down by hand."""
    body = "Alpha " + "beta " * 20 + "gamma.\n\nSecond."
    app = ComposerApp(open_store(tmp_path), a_target(parent=a_parent(body)))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.mouse_down(app.composer.parent_view, offset=(8, 0))
        await pilot.hover(app.composer.parent_view, offset=(9, 3))
        await pilot.mouse_up(app.composer.parent_view, offset=(9, 3))
        selected = app.screen.get_selected_text()
        await pilot.press("alt+q", "x")

    assert selected is not None
    assert selected.startswith("beta beta")
    assert app.input.text == f"> {'beta ' * 20}gamma.\n>\n> Second.\n\nx"


async def test_quote_when_it_is_too_long_says_so(tmp_path: Path) -> None:
    """The composer would freeze over a quotation."""
    app = ComposerApp(open_store(tmp_path), a_target(parent=a_parent("word " * 20_000)))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("alt+q")
        said = app.state

    assert said.startswith("Too long to quote")
    assert app.input.text == ""


async def test_quote_when_there_is_a_draft_is_not_put_in_twice(tmp_path: Path) -> None:
    """Each `>` on the same comment would quote it once more."""
    target = a_target(parent=a_parent("Hello."), quote=True)
    first = ComposerApp(open_store(tmp_path), target)
    async with first.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "escape", "o")
        await pilot.pause()
    second = ComposerApp(open_store(tmp_path), target)

    async with second.run_test(size=(80, 24)):
        text = second.input.text

    assert text == "> Hello.\n\nx"


async def test_preview_shows_what_is_typed_while_one_types(tmp_path: Path) -> None:
    """One would only see after sending that a list is none."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("alt+p")
        await pilot.pause()
        empty = "\n".join(app.shown())
        await pilot.press("-", "space", "*", "b", "*")
        await pilot.pause(0.3)
        shown = "\n".join(app.shown())
        await pilot.press("alt+p")
        await pilot.pause()
        hidden = "\n".join(app.shown())

    assert "What you write shows here." in empty
    assert "• b" in shown
    assert "• b" not in hidden


async def test_preview_when_the_blog_takes_plain_text_shows_it_plain(tmp_path: Path) -> None:
    """The preview would promise a list that the blog does not make."""
    target = ComposeTarget(post=POST, parent=a_parent(), body_format=BodyFormat.TEXT)
    app = ComposerApp(open_store(tmp_path), target)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("-", "space", "b", "alt+p")
        await pilot.pause()
        shown = "\n".join(app.shown())

    assert shown.count("- b") == 2
    assert "• b" not in shown


async def test_help_lists_the_keys_of_the_composer(tmp_path: Path) -> None:
    """Keys that are not in the footer could not be found."""
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        shown = "\n".join(app.shown())
        is_help = isinstance(app.screen, HelpScreen)
        await pilot.press("escape", "x")

    assert is_help
    assert "Parent down" in shown
    assert app.input.text == "x"


async def test_initial_text_is_kept_as_a_draft(tmp_path: Path) -> None:
    """A text handed over would be gone after a crash."""
    target = ComposeTarget(post=POST, parent=a_parent(), initial_text="handed over")
    app = ComposerApp(open_store(tmp_path), target)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape", "o")
        await pilot.pause()

    assert app.submission == Submission(verdict=Verdict.POSTPONE, text="handed over")
    assert find_text(tmp_path) == "handed over"


async def test_link_in_the_parent_when_clicked_is_only_shown(tmp_path: Path) -> None:
    """A click beside the text would open a browser."""
    parent = a_parent("[here](https://example.org/a)")
    app = ComposerApp(open_store(tmp_path), a_target(parent=parent))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(app.composer.parent_view, offset=(3, 0))
        await pilot.pause()
        said = app.state
        await pilot.press("x")

    assert said == "Link to https://example.org/a"
    assert app.input.text == "x"
