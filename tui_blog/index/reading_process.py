"""Reads many posts for the index in a process of its own.

So they are read while what was read before is written, and the program that draws keeps its turn
and its memory meanwhile.
"""

import marshal
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, TYPE_CHECKING

from tui_blog.index.records import PostRecord, Record, RecordsHere
from tui_blog.model.post import Author, BodyFormat
from tui_blog.storage.archive.scan import PostFile

if TYPE_CHECKING:
    from typing import Any

    _Part = tuple[int, Any, Any]
    """The number of a post; and the post, a comment, or both `None` behind its last one.

    Instead of the comment there may be a text: why comments can't be read.
    """

MIN_BYTES = 2 * 1024 * 1024
"""Below that a process costs more than it saves."""
_PART_CHARS = 256 * 1024
"""Texts are handed over so many at a time, about."""
_PARTS_AHEAD = 48
"""It reads on while one writes, but not for ever."""
_FILES_AT_ONCE = 500
_LENGTH_BYTES = 8
_NICER = 5


class RecordsElsewhere:
    """Reads posts, as `RecordReader` has it, in a process; in this one where there can be none."""

    def __init__(
        self, files: Sequence[PostFile], identity: Author, cache_folder: Path | None
    ) -> None:
        """Begin to read.

        Args:
            files: The posts, in the order in which they are asked for; all of them are.
            identity: Whose comments are own ones.
            cache_folder: Where large threads are prepared for being opened; see `ArchiveAdapter`.
        """
        self._here = RecordsHere(identity, cache_folder)
        self._process = _start()
        self._parts: Iterator[_Part] = iter(())
        if self._process is not None:
            assert self._process.stdin is not None  # noqa: S101  it is a pipe
            assert self._process.stdout is not None  # noqa: S101  as that is
            self._parts = chain.from_iterable(_frames(self._process.stdout))
            asked = (self._process.stdin, files, identity, cache_folder)
            self._asking = Thread(target=_ask, args=asked, daemon=True)
            self._asking.start()
        self._number = -1
        self._part: _Part | None = None

    def close(self) -> None:
        """End the process."""
        if self._process is not None and self._process.stdout is not None:
            self._process.kill()
            self._process.wait()
            self._asking.join()
            self._process.stdout.close()

    def read_post(self, file: PostFile) -> PostRecord | None:
        """See `RecordReader`."""
        self._number += 1
        self._part = next(self._parts, None)
        while self._part is not None and self._part[0] < self._number:
            self._part = next(self._parts, None)  # comments of a post that was gone
        if self._part is None:
            return self._here.read_post(file)
        told = self._part[1]
        return None if told is None else PostRecord._make((*told[:-1], Record._make(told[-1])))

    def read_comments(
        self, file: PostFile, marks: Mapping[str, int]
    ) -> Iterable[tuple[str, Record | None]]:
        """See `RecordReader`; there are no marks of new posts."""
        return self._here.read_comments(file, marks) if self._part is None else self._rest()

    def _rest(self) -> Iterator[tuple[str, Record | None]]:
        for _, _, told in self._parts:
            if told is None:
                return
            if isinstance(told, str):
                raise OSError(0, told)
            yield told[0], Record._make(told)
        raise OSError(0, "the process that read them has ended")


def _start() -> subprocess.Popen[bytes] | None:
    # -P: a folder in which somebody stands is no place to take modules from.
    command = [sys.executable, "-P", "-m", __name__]
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, ValueError):
        return None


def _ask(
    stream: IO[bytes], files: Sequence[PostFile], identity: Author, cache_folder: Path | None
) -> None:
    """Tell what to read, little by little: all of it at once would be as large as the list."""
    with suppress(OSError), stream:  # if the process ended, its pipe tells
        folder = None if cache_folder is None else str(cache_folder)
        stream.write(_frame((identity.name, identity.id, folder)))
        for start in range(0, len(files), _FILES_AT_ONCE):
            some = files[start : start + _FILES_AT_ONCE]
            stream.write(_frame([(*file[:3], file.format.value, *file[4:]) for file in some]))


def _frame(told: "Any") -> bytes:
    data = marshal.dumps(told)
    return len(data).to_bytes(_LENGTH_BYTES, "big") + data


def _frames(stream: IO[bytes]) -> "Iterator[Any]":
    """Read what `_frame` made, until nothing comes any more or the last one is not whole."""
    while True:
        head = stream.read(_LENGTH_BYTES)
        size = int.from_bytes(head, "big")
        data = stream.read(size)
        if len(head) < _LENGTH_BYTES or len(data) < size:
            return
        yield marshal.loads(data)  # noqa: S302  from a process of our own


class _Outlet:
    """Hands parts over while the next ones are read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._waiting: Queue[bytes] = Queue(_PARTS_AHEAD)
        self._parts: list[_Part] = []
        self._chars = 0
        self._thread = Thread(target=self._write, daemon=True)
        self._thread.start()

    def put(self, part: "_Part", *, chars: int) -> None:
        self._parts.append(part)
        self._chars += chars
        if self._chars >= _PART_CHARS:
            self._pass_on()

    def close(self) -> None:
        self._pass_on()
        self._waiting.put(b"")
        self._thread.join()

    def _pass_on(self) -> None:
        self._waiting.put(_frame(self._parts))
        self._parts, self._chars = [], 0

    def _write(self) -> None:
        while data := self._waiting.get():
            try:
                self._stream.write(data)
                self._stream.flush()
            except OSError:
                os._exit(1)  # nobody listens any more


def main(source: IO[bytes], target: IO[bytes]) -> None:
    """Read posts.

    Args:
        source: What to read, as `RecordsElsewhere` tells it.
        target: Where the parts go.
    """
    os.nice(_NICER)
    asked = _frames(source)
    name, account, told_folder = next(asked)
    folder = None if told_folder is None else Path(told_folder)
    here = RecordsHere(Author(name=name, id=account), folder)
    outlet = _Outlet(target)
    for number, told in enumerate(chain.from_iterable(asked)):
        file = PostFile._make((*told[:3], BodyFormat(told[3]), *told[4:]))
        post = here.read_post(file)
        if post is None:
            outlet.put((number, None, None), chars=0)
            continue
        outlet.put((number, (*post[:-1], tuple(post.record)), None), chars=len(post.record.text))
        end = None
        try:
            for _, record in here.read_comments(file, {}):
                if record is not None:  # no mark was known
                    outlet.put((number, None, tuple(record)), chars=len(record.text))
        except OSError as error:
            end = error.strerror or str(error)
        outlet.put((number, None, end), chars=0)
    outlet.close()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
