"""The person's own editor: found, run without a shell, and no text lost whatever it does."""

import os
import signal
import stat
import sys
from pathlib import Path

import pytest

from tui_blog.ui.editor import MAX_EDITED_BYTES, EditorError, edit_text, find_editor


def a_script(folder: Path, code: str) -> tuple[str, ...]:
    """An editor that runs some Python; the file's path is `path`."""
    script = folder / "an editor.py"
    script.write_text(
        f"import os, pathlib, signal, sys\npath = pathlib.Path(sys.argv[-1])\n{code}\n"
    )
    return (sys.executable, str(script))


def only_file(folder: Path) -> Path:
    """The one file below a folder."""
    (found,) = (path for path in folder.rglob("*") if path.is_file())
    return found


@pytest.mark.parametrize(
    ("environ", "argv"),
    [
        ({"VISUAL": "code --wait", "EDITOR": "vi"}, ("code", "--wait")),
        ({"VISUAL": " ", "EDITOR": "'my editor' -n"}, ("my editor", "-n")),
        ({"EDITOR": "vi; rm -rf ~"}, ("vi;", "rm", "-rf", "~")),
    ],
)
def test_find_editor_takes_visual_then_editor_as_words(
    environ: dict[str, str], argv: tuple[str, ...]
) -> None:
    """The wrong editor would open, or a shell would read the words."""
    assert find_editor(environ) == argv


def test_find_editor_when_none_is_set_takes_one_that_is_installed(tmp_path: Path) -> None:
    """Somebody who never set EDITOR could not use one."""
    (tmp_path / "nano").write_text("#!/bin/sh\n")
    (tmp_path / "nano").chmod(0o755)

    assert find_editor({"PATH": str(tmp_path)}) == ("nano",)


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"PATH": "/nowhere"}, "No editor was found; set VISUAL or EDITOR."),
        ({"EDITOR": "vi 'x"}, "VISUAL or EDITOR has a quote without its other one."),
    ],
)
def test_find_editor_when_there_is_none_says_so(environ: dict[str, str], sentence: str) -> None:
    """The key would do nothing, or crash."""
    with pytest.raises(EditorError) as caught:
        find_editor(environ)

    assert str(caught.value) == sentence


def test_edit_text_when_the_editor_saves_brings_back_clean_text(tmp_path: Path) -> None:
    """Edits would be lost, or control characters would come in."""
    code = "path.write_bytes(path.read_bytes() + 'é\\x1b[2Jx\\r\\n'.encode())"

    edited = edit_text("ab ", a_script(tmp_path, code), folder=tmp_path / "with a blank")

    assert edited.text == "ab \né␛[2Jx"
    assert not edited.was_left_at_once


def test_edit_text_keeps_its_file_private_until_it_is_told_to_forget(tmp_path: Path) -> None:
    """Others could read what is written, or it would be gone before it is safe."""
    folder = tmp_path / "edited"

    edited = edit_text("ab", a_script(tmp_path, "path.write_text('cd')"), folder=folder)

    assert edited.path.read_text() == "cd"
    assert stat.S_IMODE(edited.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(edited.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    edited.forget()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("end", "how"),
    [
        ("sys.exit(3)", "ended with an error (3)"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "was stopped (signal 9)"),
    ],
)
def test_edit_text_when_the_editor_fails_keeps_what_it_wrote(
    tmp_path: Path, end: str, how: str
) -> None:
    """An hour's writing in a crashed editor would be lost."""
    folder = tmp_path / "edited"

    with pytest.raises(EditorError) as caught:
        edit_text("ab", a_script(tmp_path, f"path.write_text('an hour')\n{end}"), folder=folder)

    assert only_file(folder).read_text() == "an hour"
    name = Path(sys.executable).name
    assert str(caught.value) == f"{name} {how}. What it wrote is kept in {only_file(folder)}."


def test_edit_text_when_the_editor_is_not_there_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    """A typing error in EDITOR would crash the program."""
    folder = tmp_path / "edited"

    with pytest.raises(EditorError) as caught:
        edit_text("ab", ("/nowhere/vimm",), folder=folder)

    assert str(caught.value) == "vimm did not start: No such file or directory."
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("path.write_bytes(b'\\xff\\xfe')", "can't be read"),
        (f"path.write_text('x' * {MAX_EDITED_BYTES + 1})", "is too long to read back"),
    ],
)
def test_edit_text_when_the_result_is_of_no_use_keeps_it(
    tmp_path: Path, code: str, sentence: str
) -> None:
    """Something strange would replace the text, or freeze the screen."""
    folder = tmp_path / "edited"

    with pytest.raises(EditorError) as caught:
        edit_text("ab", a_script(tmp_path, code), folder=folder)

    kept = only_file(folder)
    assert str(caught.value) == f"What the editor wrote {sentence}. It is kept in {kept}."


def test_edit_text_when_the_file_is_gone_says_so(tmp_path: Path) -> None:
    """The program would crash."""
    with pytest.raises(EditorError, match="can't be read"):
        edit_text("ab", a_script(tmp_path, "path.unlink()"), folder=tmp_path / "edited")


def test_edit_text_when_the_folder_can_not_be_made_says_so(tmp_path: Path) -> None:
    """The program would crash."""
    (tmp_path / "file").write_text("")

    with pytest.raises(EditorError, match="could not be handed over: File exists"):
        edit_text("ab", ("true",), folder=tmp_path / "file" / "edited")


def test_edit_text_when_the_editor_comes_back_at_once_says_so(tmp_path: Path) -> None:
    """An editor in a window of its own would save into a file that nobody reads."""
    edited = edit_text("ab", ("true",), folder=tmp_path)

    assert edited.was_left_at_once


def test_edit_text_when_the_editor_is_interrupted_only_the_editor_hears_it(tmp_path: Path) -> None:
    """Ctrl+C in the editor would end this program, or could not be used in the editor."""
    heard: list[int] = []
    code = (
        "default = signal.getsignal(signal.SIGINT) == signal.default_int_handler\n"
        "os.kill(os.getppid(), signal.SIGINT)\n"
        "path.write_text(str(default))"
    )
    before = signal.signal(signal.SIGINT, lambda number, _frame: heard.append(number))

    try:
        edited = edit_text("", a_script(tmp_path, code), folder=tmp_path / "edited")
        ignored = list(heard)
        os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)

    assert (edited.text, ignored, heard) == ("True", [], [signal.SIGINT])
