"""Keys of mutt and newsboat: what is told of them, when, and that it is told once."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.fakes.blog import ScriptedBlog
from tests.ui.reading_app import an_app, reader, settled
from tui_blog.app import TuiBlogApp
from tui_blog.ui.key_advice import ADVICE
from tui_blog.ui.key_words import key_for
from tui_blog.ui.reading_commands import READING_COMMANDS
from tui_blog.ui.screens import advising
from tui_blog.ui.screens.composer import ComposerScreen
from tui_blog.ui.told_once import ToldOnce
from tui_blog.ui.widgets.status_line import Tone

EQUALS = "= is mutt's key: gg goes to the first one here."
OPENS = "Here l opens; mutt's limit is \\."


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for advice."""
    monkeypatch.setattr(advising, "AFTER_S", 0.001)


def advised(folder: Path, preset: str = "default", **keys: str) -> TuiBlogApp:
    """An app that gives advice, and remembers which in a folder."""
    named = {command.replace("__", "."): key for command, key in keys.items()}
    told_file = folder / "state" / "told"
    return an_app(ScriptedBlog(), folder, preset=preset, keys=named, told_file=told_file)


async def begin(pilot: Pilot[None]) -> None:
    """Go to the thread, with nothing said."""
    await settled(pilot)
    await pilot.press("f6", "f6")
    await settled(pilot)


async def said(pilot: Pilot[None], text: str, *, patience: int = 6000) -> bool:
    """Wait until the status line says something; say whether it does before patience ends."""
    assert isinstance(pilot.app, TuiBlogApp)
    line = reader(pilot.app).status_line
    for _ in range(patience):
        await pilot.pause(0.005)
        if line.state == text:
            return True
    return False


async def test_a_key_that_gives_nothing_here_is_told_of_once(tmp_path: Path) -> None:
    """Nothing would happen, and nobody say why; or it would be said for ever."""
    app = advised(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("equals_sign")
        first = await said(pilot, EQUALS)
        reader(app).status_line.say("")
        await pilot.press("equals_sign")
        again = await said(pilot, EQUALS, patience=20)
    next_time = advised(tmp_path)
    async with next_time.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("equals_sign")
        another_day = await said(pilot, EQUALS, patience=20)

    assert (first, again, another_day) == (True, False, False)


async def test_a_key_that_does_something_else_does_it_and_is_told_of(tmp_path: Path) -> None:
    """The advice would take the key away."""
    app = advised(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("l")

        assert await said(pilot, OPENS)
        assert app.focused is reader(app).post_pane


async def test_advice_waits_until_what_was_opened_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be said behind the composer, and count as told."""
    app = advised(tmp_path)
    told = "Here r replies; newsboat's reload is R."
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        monkeypatch.setattr(advising, "AFTER_S", 2.0)  # a composer takes a while to open
        await pilot.press("r")
        await settled(pilot)
        # Not at once: what closes the composer clears the line a little after it is gone.
        monkeypatch.setattr(advising, "AFTER_S", 0.5)
        is_open = isinstance(app.screen, ComposerScreen)
        behind = await said(pilot, told, patience=500)
        await pilot.press("escape")

        assert is_open
        assert not behind
        assert await said(pilot, told)


async def test_advice_does_not_take_the_place_of_what_the_next_key_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """“It will be deleted in 5 s; u keeps it” would be gone before it is read."""
    app = advised(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        monkeypatch.setattr(advising, "AFTER_S", 0.5)
        await pilot.press("l", "J")
        reader(app).status_line.say("What J did.")

        assert not await said(pilot, OPENS, patience=120)
        monkeypatch.setattr(advising, "AFTER_S", 0.001)
        await pilot.press("l")
        assert await said(pilot, OPENS)


async def test_advice_does_not_take_the_place_of_a_warning(tmp_path: Path) -> None:
    """One would not learn that something went wrong."""
    app = advised(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        line = reader(app).status_line
        line.say("Offline.", Tone.WARNING)
        await pilot.press("l")

        assert not await said(pilot, OPENS, patience=20)
        line.say("")
        assert await said(pilot, OPENS)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("x", "For mutt's x: q goes back here, and Q quits."),
        ("v", "For mutt's v: Ctrl+B lists the links here."),
    ],
)
async def test_who_chose_the_keys_of_mutt_is_told_of_those_that_give_nothing(
    key: str, text: str, tmp_path: Path
) -> None:
    """Hands that know it would press in vain."""
    app = advised(tmp_path, "mutt")
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press(key)

        assert await said(pilot, text)


@pytest.mark.parametrize("preset", ["vim", "mutt", "newsboat", "arrows"])
async def test_who_chose_a_preset_is_told_nothing(preset: str, tmp_path: Path) -> None:
    """Advice for what one has not got is wrong."""
    app = advised(tmp_path, preset)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press("l", "G", "equals_sign")

        assert not await said(pilot, EQUALS, patience=20)
        assert not await said(pilot, OPENS, patience=20)


async def test_advice_names_own_keys_and_says_nothing_of_own_meanings(tmp_path: Path) -> None:
    """It would send one to a key that is something else."""
    app = advised(tmp_path, move__first="=,gg", search__everything="X")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("equals_sign")
        text = "= is mutt's key: = goes to the first one here."
        of_own_key = await said(pilot, text, patience=20)
        await pilot.press("l")

        assert not of_own_key
        assert await said(pilot, "Here l opens; mutt's limit is X.")


@pytest.mark.parametrize("keys", [("slash", "equals_sign"), ("z", "r"), ("z", "l")])
async def test_keys_that_are_typed_or_end_a_chord_are_not_told_of(
    keys: tuple[str, ...], tmp_path: Path
) -> None:
    """One would be told of keys that one did not press as such."""
    app = advised(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await pilot.press(*keys)
        await settled(pilot)

    assert not (tmp_path / "state").exists()


async def test_all_advice_is_true_and_fits(tmp_path: Path) -> None:
    """It would name commands that are not there, or be cut off at 80 columns."""
    app = advised(tmp_path)
    texts = {}
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        line = reader(app).status_line
        advice = advising.Advising(reader(app), ToldOnce(tmp_path / "told"), preset="default")
        for key in ADVICE:
            line.say("")
            advice.look(key)
            for _ in range(10):
                await pilot.pause(0.002)
            texts[key] = line.state

    assert all(texts.values())
    assert not any("{" in text for text in texts.values())
    assert max(map(len, texts.values())) <= 60


def test_what_was_told_is_kept_in_a_file_that_may_be_broken(tmp_path: Path) -> None:
    """A broken file would end the program, or keep advice from ever being told."""
    file = tmp_path / "deep" / "told"
    ToldOnce(file).note("l")
    kept = ToldOnce(file).has("l"), ToldOnce(file).has("G")
    file.write_bytes(b"l \xff")
    broken = ToldOnce(file)

    assert kept == (True, False)
    assert not broken.has("l")
    broken.note("G")
    assert ToldOnce(file).has("G")


@pytest.mark.parametrize("content", [b"", b"7", b"x\nll", b"x" * 20_000 + b"\nl"])
def test_a_file_that_says_something_else_tells_nothing(content: bytes, tmp_path: Path) -> None:
    """What another program wrote there would be believed, or end the program."""
    file = tmp_path / "told"
    file.write_bytes(content)

    assert not ToldOnce(file).has("l")


def test_what_can_not_be_kept_is_told_once_all_the_same(tmp_path: Path) -> None:
    """A full or read-only disk would make a nuisance of it."""
    (tmp_path / "state").write_text("no folder")
    told = ToldOnce(tmp_path / "state" / "told")

    told.note("l")

    assert told.has("l")


@pytest.mark.parametrize(
    ("preset", "key"), [("default", "u"), ("newsboat", "gu"), ("arrows", "Ctrl+Z")]
)
async def test_sentences_name_the_keys_one_has(preset: str, key: str, tmp_path: Path) -> None:
    """“u undoes it” would be wrong where u is something else."""
    app = advised(tmp_path, preset)
    async with app.run_test(size=(120, 24)) as pilot:
        await begin(pilot)
        await pilot.press("A")
        await settled(pilot)

        assert reader(app).status_line.state.endswith(f"; {key} undoes it.")


async def test_each_command_has_a_name_for_its_key(tmp_path: Path) -> None:
    """A sentence would end the program."""
    app = advised(tmp_path)
    async with app.run_test():
        named = {command.id: key_for(app.screen, command.id) for command in READING_COMMANDS}
        with pytest.raises(KeyError):
            key_for(app.screen, "nothing.such")

    assert all(named.values())
    assert named["comment.undo"] == "u"
