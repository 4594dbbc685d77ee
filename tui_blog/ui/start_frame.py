"""The frame that the app begins with, kept for the first paint of the next start."""

import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from rich.cells import cell_len

from tui_blog.files import make_folder, write_atomic
from tui_blog.first_paint import FRAMES, MAX_FILE_BYTES, FirstPaint, is_fit
from tui_blog.text.patterns import Pattern

_FRAMES_KEPT = 20
# All that Textual writes for a frame; links are left out of what is kept.
_PARTS = Pattern(
    r"\x1b\[(?P<style>[0-9;]*)m"
    r"|\x1b\[(?P<row>[0-9]+);(?P<column>[0-9]+)H"
    r"|\x1b\]8;[^\x00-\x1f\x7f-\x9f]*\x1b\\"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\n"
)
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
_PLAIN = "0"


class Frame(NamedTuple):
    """A whole screen as it went to the terminal."""

    written: str
    """With its control sequences."""
    columns: int
    rows: int
    passing: Collection[int]
    """Rows, from 0, that will not be true at the next start: they are kept empty."""


class _Run(NamedTuple):
    style: str
    text: str


def keep_frame(frame: Frame, first_paint: FirstPaint) -> bool:
    """Keep a frame for the next start.

    Returns:
        Whether it was; what is no whole frame of the terminal that the start found is not.
    """
    rows = rows_of(frame)
    if not first_paint.key or rows is None or (frame.columns, frame.rows) != first_paint.size:
        return False
    data = "\n".join([first_paint.key, *rows, ""]).encode()
    if len(data) > MAX_FILE_BYTES:
        return False
    file = Path(first_paint.file)
    try:
        make_folder(file.parent, mode=0o700)
        write_atomic(file, data, mode=0o600, durable=False)
        _remove_oldest(file.parent)
    except OSError:
        return False  # the next start shows nothing before the app does
    return True


def remove_frames(cache_folder: Path) -> None:
    """Remove the kept frames: they may show what is not to be anywhere any more.

    Args:
        cache_folder: The person's; see `Paths`.
    """
    with suppress(OSError):
        for path in (cache_folder / FRAMES).iterdir():
            path.unlink(missing_ok=True)


def rows_of(frame: Frame) -> list[str] | None:
    """Return the rows as a first paint has them; `None` if it is no whole frame of plain text."""
    rows: list[list[_Run]] = []
    style, ends_at = _PLAIN, 0
    for part in _parts(frame.written):
        ends_at = part.end()
        text = part["text"]
        if text is not None:
            if not rows:
                return None
            text = text.translate(_ISOLATES)
            rows[-1].append(_Run(style, text))
        elif part["style"] is not None:
            style = _after(style, part["style"])
        elif part["row"] is not None and len(rows) < frame.rows:
            if (int(part["row"]), int(part["column"])) != (len(rows) + 1, 1):
                return None
            rows.append([])
    if ends_at != len(frame.written) or len(rows) != frame.rows:
        return None
    widths = {sum(cell_len(run.text) for run in row) for row in rows}
    if widths != {frame.columns}:
        return None
    for number in frame.passing:
        rows[number] = [_Run(rows[number][0].style, " " * frame.columns)]
    written = ["\t".join(f"{run.style}m{run.text}" for run in _joined(row)) for row in rows]
    return written if is_fit(written) else None


def _parts(written: str) -> Iterator[re.Match[str]]:
    """Split what was written; ends early at what is no part of a frame."""
    position = 0
    while (part := _PARTS.match(written, position)) is not None:
        yield part
        position = part.end()


def _after(style: str, parameters: str) -> str:
    if parameters in ("", _PLAIN):
        return _PLAIN
    return f"{style};{parameters}"


def _joined(row: list[_Run]) -> list[_Run]:
    joined = row[:1]
    for run in row[1:]:
        if run.style == joined[-1].style:
            joined[-1] = _Run(run.style, joined[-1].text + run.text)
        else:
            joined.append(run)
    return joined


def _remove_oldest(folder: Path) -> None:
    """Keep the frames that were kept last: one for each blog and each size of the terminal."""
    with os.scandir(folder) as entries:
        files = [(entry.stat(follow_symlinks=False).st_mtime_ns, entry.path) for entry in entries]
    for _, path in sorted(files)[:-_FRAMES_KEPT]:
        with suppress(OSError):
            Path(path).unlink()
