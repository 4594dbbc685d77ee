"""The person's own editor for a text: `$VISUAL`, else `$EDITOR`."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tui_blog.text import clean

_FALLBACKS = ("sensible-editor", "nano", "vim", "vi")


class EditorError(Exception):
    """The text did not come back; the message is a sentence for the person."""


def find_editor(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the program to edit with, and its arguments.

    Raises:
        EditorError: None is set and none is installed, or what is set makes no sense.
    """
    command = environ.get("VISUAL") or environ.get("EDITOR")
    if command:
        try:
            argv = tuple(shlex.split(command))
        except ValueError as error:
            raise EditorError(
                "VISUAL or EDITOR has a quote without its other one."
            ) from error
        if argv:
            return argv
    for name in _FALLBACKS:
        if shutil.which(name) is not None:
            return (name,)
    raise EditorError("No editor was found; set EDITOR.")


def edit_text(text: str, argv: tuple[str, ...]) -> str:
    """Let an editor change a text; it has the terminal until it ends.

    Args:
        text: What to begin with.
        argv: The editor (`find_editor`).

    Returns:
        The text as the editor left it, without a line feed at its end.

    Raises:
        EditorError: The editor did not start or failed, or what it left can't be read. What it
            wrote then stays in the file that the message names.
    """
    folder = Path(tempfile.mkdtemp(prefix="tui-blog-"))  # 0700: nobody else reads what is written
    path = folder / "comment.md"
    path.write_text(text, encoding="utf-8")
    try:
        completed = subprocess.run([*argv, str(path)], check=False)
    except OSError as error:
        _remove(folder)
        reason = clean.field(error.strerror or "unknown reason")
        raise EditorError(f"{clean.field(argv[0])} did not start: {reason}.") from error
    if completed.returncode != 0:
        name = clean.field(argv[0])
        raise EditorError(
            f"{name} ended with {completed.returncode}; what it wrote is kept in {path}."
        )
    try:
        edited = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EditorError(f"What the editor wrote can't be read; it is kept in {path}.") from error
    _remove(folder)
    return edited.removesuffix("\n")


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def editor_of_this_process() -> tuple[str, ...]:
    """Return the editor that this process's environment names (`find_editor`)."""
    return find_editor(os.environ)
