"""The status line: both ends, what gives way, and that it is literal."""

from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from tui_blog.ui.widgets.status_line import StatusLine, Tone


class Host(App[None]):
    """A status line alone, 40 cells wide: 38 for text."""

    def compose(self) -> ComposeResult:
        """Show it."""
        yield StatusLine()


async def drawn(state: str, position: str, tone: Tone) -> tuple[str, frozenset[str]]:
    """The text of the line, and its classes."""
    app = Host()
    async with app.run_test(size=(40, 3)) as pilot:
        line = app.query_one(StatusLine)
        line.say(state, tone)
        line.position = position
        await pilot.pause()
        return str(line.render()), line.classes


async def test_status_line_sets_state_left_and_position_right() -> None:
    """One would not see where one is."""
    text, classes = await drawn("loading", "comment 12/340", Tone.BUSY)

    assert text == "loading" + " " * 17 + "comment 12/340"
    assert "-busy" in classes


async def test_status_line_when_both_do_not_fit_cuts_the_state() -> None:
    """The position would be pushed out of the screen."""
    text, _ = await drawn("a rather long state in many words", "comment 12/340", Tone.QUIET)

    assert text == "a rather long state i…  comment 12/340"


@pytest.mark.parametrize("tone", [Tone.WARNING, Tone.ERROR])
async def test_status_line_given_an_error_lets_the_position_give_way(tone: Tone) -> None:
    """The half of an error sentence helps nobody."""
    text, classes = await drawn("blog.example did not answer just now", "comment 12/340", tone)

    assert text.rstrip() == "blog.example did not answer just now"
    assert f"-{tone}" in classes


async def test_status_line_given_hostile_text_shows_it_literally() -> None:
    """A title would end the app or drive the terminal."""
    text, _ = await drawn("[/x] \x1b]0;t\x07\u202e[b]b\nc", "[link=https://x]\x9b6n", Tone.QUIET)

    assert text.startswith("[/x] [b]b c ")
    assert text.endswith(" [link=https://x]")


async def test_status_line_given_wide_characters_keeps_to_its_width() -> None:
    """The line would run over its end."""
    text, _ = await drawn("漢字" * 20, "コメント 1/2", Tone.QUIET)

    assert text.startswith("漢字")
    assert cell_len(text) == 38


async def test_status_line_when_quiet_again_loses_its_tone() -> None:
    """A fault that is over would go on shouting."""
    app = Host()
    async with app.run_test():
        line = app.query_one(StatusLine)
        line.say("offline", Tone.ERROR)
        line.say("")

        assert not line.has_class("-error")


async def test_what_was_told_goes_once_the_person_goes_on_and_errors_stay() -> None:
    """What was copied would be told for an hour, or that one is offline be gone with a key."""
    now = datetime(2026, 5, 1, tzinfo=UTC)
    line = StatusLine(clock=lambda: now)
    app = Host()
    async with app.run_test(size=(40, 3)):
        await app.mount(line)
        left = []
        for tone, later_s in ((Tone.QUIET, 4), (Tone.QUIET, 6), (Tone.WARNING, 6), (Tone.BUSY, 6)):
            line.say("Told.", tone)
            now += timedelta(seconds=later_s)
            line.outdate()
            left.append(line.state)

        assert left == ["Told.", "", "Told.", "Told."]


async def test_position_gives_way_to_what_was_just_told_and_comes_back() -> None:
    """What a key did would be cut in the middle, or where one is be gone for good."""
    now = datetime(2026, 5, 1, tzinfo=UTC)
    line = StatusLine(clock=lambda: now)
    app = Host()
    async with app.run_test(size=(40, 3)) as pilot:
        await app.mount(line)
        line.position = "comment 12/340"
        line.say("The address is copied, as you wanted.")
        await pilot.pause()
        told = line.render().plain
        now += timedelta(seconds=6)
        line.outdate()

        assert "as you wanted." in told
        assert "comment" not in told
        assert line.render().plain.endswith("comment 12/340")
