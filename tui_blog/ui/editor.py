"""The person's own editor for a text: `$VISUAL`, else `$EDITOR`, else one that is installed."""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui_blog.files import make_folder
from tui_blog.text import clean

MAX_EDITED_BYTES = 256 * 1024
"""How much of what an editor wrote is read back; four times what a comment may have."""
_FALLBACKS = ("sensible-editor", "nano", "vim", "vi")
_FILE_NAME = "comment.md"
_AT_ONCE_S = 1.0


class EditorError(Exception):
    """The text did not come back; the message is a sentence or two for the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedText:
    """What came back from an editor. Its file stays until `forget` is called."""

    text: str
    """Clean, without a line feed at its end."""
    path: Path
    """The file that was edited, alone in a folder of its own."""
    was_left_at_once: bool = False
    """The editor ended within a second and changed nothing: it may still be open in a window."""

    def forget(self) -> None:
        """Remove the file: the text is safe elsewhere."""
        _remove(self.path)


def editor_of_this_process() -> tuple[str, ...]:
    """Return the editor that this process's environment names (`find_editor`)."""
    return find_editor(os.environ)


def find_editor(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the program to edit with, and its arguments.

    Raises:
        EditorError: None is set and none is installed, or what is set makes no sense.
    """
    command = environ.get("VISUAL", "").strip() or environ.get("EDITOR", "").strip()
    try:
        argv = tuple(shlex.split(command))
    except ValueError as error:
        raise EditorError("VISUAL or EDITOR has a quote without its other one.") from error
    if argv:
        return argv
    for name in _FALLBACKS:
        if shutil.which(name, path=environ.get("PATH")) is not None:
            return (name,)
    raise EditorError("No editor was found; set VISUAL or EDITOR.")


def edit_text(text: str, argv: Sequence[str], *, folder: Path | None = None) -> EditedText:
    """Let an editor change a text; it has the terminal until it ends.

    Call it in the main thread, while the app is suspended. No shell is involved; the path of the
    file, whose name is always the same, is the last argument.

    Args:
        text: What to begin with.
        argv: The editor (`find_editor`).
        folder: Where the file is made, in a folder of its own that nobody else can read; `None`
            for the system's folder for temporary files.

    Raises:
        EditorError: The editor did not start or failed, or what it left can't be read. What it
            wrote then stays in the file that the message names.
    """
    name = clean.field(Path(argv[0]).name, max_chars=60)
    path = _write(text, folder)
    started_s = time.monotonic()
    try:
        code = _run([*argv, str(path)])
    except OSError as error:
        _remove(path)
        raise EditorError(f"{name} did not start: {_reason(error)}.") from error
    if code != 0:
        how = f"was stopped (signal {-code})" if code < 0 else f"ended with an error ({code})"
        raise EditorError(f"{name} {how}. What it wrote is kept in {path}.")
    edited = _read(path)
    is_quick = time.monotonic() - started_s < _AT_ONCE_S
    return EditedText(text=edited, path=path, was_left_at_once=is_quick and edited == text)


def _run(argv: Sequence[str]) -> int:
    with subprocess.Popen(argv) as process, _interrupts_left_to_the_editor():
        return process.wait()


@contextlib.contextmanager
def _interrupts_left_to_the_editor() -> Iterator[None]:
    """Ignore Ctrl+C and Ctrl+Backslash meanwhile: the terminal sends them to the editor and to us.

    Entered once the editor runs, so that it does not inherit our deafness.
    """
    numbers = (signal.SIGINT, signal.SIGQUIT)
    handlers = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, handlers, strict=True):
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


def _write(text: str, folder: Path | None) -> Path:
    try:
        if folder is not None:
            make_folder(folder, mode=0o700)
        path = Path(tempfile.mkdtemp(prefix="tui-blog-", dir=folder)) / _FILE_NAME
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            # Editors expect a last line that has its end, and put one there themselves.
            ended = f"{text}\n" if text else ""
            file.write(ended.encode("utf-8", errors="replace"))
    except OSError as error:
        raise EditorError(f"The text could not be handed over: {_reason(error)}.") from error
    return path


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            read = file.read(MAX_EDITED_BYTES + 1)
        edited = read.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EditorError(f"What the editor wrote can't be read. It is kept in {path}.") from error
    if len(read) > MAX_EDITED_BYTES:
        raise EditorError(f"What the editor wrote is too long to read back. It is kept in {path}.")
    return clean.body(edited).removesuffix("\n")


def _remove(path: Path) -> None:
    shutil.rmtree(path.parent, ignore_errors=True)


def _reason(error: OSError) -> str:
    return clean.field(error.strerror or "unknown reason")
