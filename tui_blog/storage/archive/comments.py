"""The file with a post's comments: read, appended to, rewritten; a torn end is set aside."""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from tui_blog.files import append_durably, write_atomic
from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author
from tui_blog.storage.archive.payloads import LineReader, damaged_comment
from tui_blog.storage.archive.scan import open_bytes, read_bytes

MAX_BYTES = 256 * 1024 * 1024
"""Larger files of comments are not read."""
SET_ASIDE_SUFFIX = ".damaged"
"""Ends the name of the file that torn lines are moved to."""
_TOO_LARGE = "it is larger than 256 MiB"
_BOM = b"\xef\xbb\xbf"
_TOMBSTONE = re.compile(rb'"status": ?"deleted"')


def read_comments(path: str, post_id: PostId, identity: Author) -> list[Comment]:
    """Read all comments of a post, in the order of the lines; none when there is no file.

    A line that can't be read is there as a comment that says so.

    Raises:
        OSError: The file is there and can't be read, or is too large.
    """
    try:
        data = _read(path)
    except FileNotFoundError:
        return []
    reader = LineReader(post_id, identity)
    read = reader.read
    comments: list[Comment] = []
    for number, line in enumerate(_lines(data), 1):
        if line and not line.isspace():
            try:
                comments.append(read(line))
            except ValueError:
                name = os.path.basename(path)  # noqa: PTH119  a path of text is enough here
                comments.append(damaged_comment(line, number, post_id, name))
    return comments


def count_comments(path: str) -> int:
    """Count what can be read, without reading it as comments.

    Raises:
        OSError: The file is not there or can't be read.
    """
    count = 0
    with open_bytes(path) as file:
        # Known before: one line of a file without end would fill the memory.
        if os.fstat(file.fileno()).st_size > MAX_BYTES:
            raise OSError(0, _TOO_LARGE)
        for line in file:
            if not line.isspace() and not (b'"status"' in line and _TOMBSTONE.search(line)):
                count += 1
    return count


def append_line(path: Path, line: bytes) -> None:
    """Add a line at the end, durable when this returns. A torn last line is set aside before.

    Raises:
        OSError: It was not added.
    """
    size = _mend_end(path)
    try:
        append_durably(path, line)
    except OSError:
        # Part of the line may stand there; the next reader would take it for a torn one.
        _cut_off(path, size)
        raise


def rewrite_line(path: Path, comment_id: CommentId, change: Callable[[str], bytes | None]) -> None:
    """Put something else in the place of a comment's line; all others stay byte for byte.

    Args:
        path: The file.
        comment_id: Whose line; of several the last.
        change: Gives the new line for the old one; `None` to leave it out.

    Raises:
        OSError: Nothing was changed.
    """
    lines = _read(str(path)).removeprefix(_BOM).split(b"\n")
    written_id = comment_id.encode("utf-8", errors="replace")
    likely = [number for number, line in enumerate(lines) if written_id in line]
    wanted = _find_line(lines, likely, comment_id)
    if wanted is None:  # JSON can write letters in other ways
        wanted = _find_line(lines, range(len(lines)), comment_id)
    if wanted is None:
        raise OSError(0, "the comment's line is not there any more")
    changed = change(_text(lines[wanted]))
    lines[wanted : wanted + 1] = [] if changed is None else [changed.removesuffix(b"\n")]
    write_atomic(path, b"\n".join(lines), mode=path.stat().st_mode & 0o777)


def _find_line(lines: Sequence[bytes], among: Sequence[int], comment_id: CommentId) -> int | None:
    """Return the number of the last line with an id, from 0; `None` where there is none."""
    reader = LineReader(PostId(""), Author(name=""))
    for number in reversed(among):
        try:
            if reader.read(_text(lines[number])).id == comment_id:
                return number
        except ValueError:
            continue
    return None


def _mend_end(path: Path) -> int:
    """Make sure that the file ends with a whole line; return its size then."""
    try:
        data = _read(str(path))
    except FileNotFoundError:
        return 0
    if not data or data.endswith(b"\n"):
        return len(data)
    start = data.rfind(b"\n") + 1
    torn = data[start:]
    try:
        LineReader(PostId(""), Author(name="")).read(_text(torn))
    except ValueError:
        append_durably(path.with_name(path.name + SET_ASIDE_SUFFIX), torn + b"\n")
        write_atomic(path, data[:start], mode=path.stat().st_mode & 0o777)
        return start
    append_durably(path, b"\n")
    return len(data) + 1


def _cut_off(path: Path, size: int) -> None:
    try:
        os.truncate(path, size)
    except OSError:
        # The torn line stays; it is shown as damaged and set aside by the next write.
        return


def _read(path: str) -> bytes:
    data = read_bytes(path, MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise OSError(0, _TOO_LARGE)
    return data


def _lines(data: bytes) -> list[str]:
    try:
        return data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        return [_text(line) for line in data.removeprefix(_BOM).split(b"\n")]


def _text(line: bytes) -> str:
    """Decode a line; what is no UTF-8 makes it a damaged one."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return "\ufffd" + line.decode("utf-8", errors="replace")
