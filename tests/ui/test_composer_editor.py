"""Going on in an editor from the composer: the text is safe, and what went wrong stays said."""

import re
from pathlib import Path

import pytest

from tests.fakes.composer import (
    NEVER_S,
    NOW,
    ComposerApp,
    FullDisk,
    find_text,
    open_store,
    wait_until,
)
from tui_blog.ui.editor import EditedText
from tui_blog.ui.screens.composer import ComposerScreen


def an_edited(folder: Path, text: str, *, was_left_at_once: bool = False) -> EditedText:
    """What came back from an editor, with its file."""
    path = folder / "edited" / "comment.md"
    path.parent.mkdir()
    path.write_text(text)
    return EditedText(text=text, path=path, was_left_at_once=was_left_at_once)


async def test_editor_when_the_terminal_can_not_be_lent_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key would crash the program in a browser."""
    monkeypatch.setenv("VISUAL", "true")
    app = ComposerApp(open_store(tmp_path), autosave_delay_s=NEVER_S)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "ctrl+o")
        said, saved = app.state, find_text(tmp_path)

    assert said == "This terminal can't be lent to an editor."
    assert (app.input.text, saved) == ("h", "h")


async def test_editor_when_none_is_found_says_so_and_keeps_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text would be lost, or the program crash."""
    monkeypatch.setenv("VISUAL", "vi '")
    app = ComposerApp(open_store(tmp_path))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "ctrl+o")
        said = app.state

    assert said == "VISUAL or EDITOR has a quote without its other one. Your text is as it was."
    assert app.input.text == "h"


async def test_a_warning_stands_until_one_types_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A save that was under way would take it away before it is read."""
    monkeypatch.setenv("VISUAL", "vi '")
    saves: list[OSError | None] = []
    tell = ComposerScreen._tell_saved

    def note(composer: ComposerScreen, error: OSError | None) -> None:
        tell(composer, error)
        saves.append(error)

    monkeypatch.setattr(ComposerScreen, "_tell_saved", note)
    app = ComposerApp(open_store(tmp_path), autosave_delay_s=0.05)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+o")
        app.composer._autosave._save_soon()
        await wait_until(pilot, lambda: bool(saves))
        said = app.state
        await pilot.press("h")
        await wait_until(pilot, lambda: app.state.startswith("draft saved"))

    assert said.startswith("VISUAL or EDITOR has a quote")


async def test_text_from_the_editor_is_saved_undoable_and_its_file_goes(tmp_path: Path) -> None:
    """It could not be taken back, or lie about for ever."""
    app = ComposerApp(open_store(tmp_path / "drafts"), autosave_delay_s=NEVER_S)
    edited = an_edited(tmp_path, "from the editor")

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h")
        app.composer.take_edited(edited)
        text, saved = app.input.text, find_text(tmp_path / "drafts")
        await pilot.press("ctrl+z")

    assert (text, saved) == ("from the editor", "from the editor")
    assert not edited.path.exists()
    assert app.input.text == "h"


async def test_text_from_the_editor_when_the_disk_is_full_keeps_its_file(tmp_path: Path) -> None:
    """The only copy on disk would be removed."""
    app = ComposerApp(FullDisk(tmp_path / "drafts", clock=lambda: NOW))
    edited = an_edited(tmp_path, "from the editor")

    async with app.run_test(size=(80, 24)):
        app.composer.take_edited(edited)
        said = app.state

    assert app.input.text == "from the editor"
    assert edited.path.exists()
    assert said.startswith("not saved")


async def test_editor_that_came_back_at_once_leaves_its_file(tmp_path: Path) -> None:
    """An editor in its own window would save into nothing."""
    app = ComposerApp(open_store(tmp_path / "drafts"))
    edited = an_edited(tmp_path, "", was_left_at_once=True)

    async with app.run_test(size=(80, 24)):
        app.composer.take_edited(edited)
        said = app.state

    assert said.startswith("The editor came back at once.")
    assert str(edited.path) in re.sub(r"\s", "", said)
    assert edited.path.exists()
