"""What is worked out about a large file of comments, kept so that the next opening is quick.

Everything here can be deleted at any time. It counts only for a file with exactly the same stamp,
and for the program that wrote it. A file of the cache is a line of JSON and columns of machine
integers behind it, or whatever else its owner puts there.
"""

import hashlib
import json
import os
import sys
import weakref
import zlib
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tui_blog import __version__
from tui_blog.files import make_folder, write_atomic

_FORMAT = 1
_MACHINE = [sys.byteorder, array("i").itemsize, array("q").itemsize]
_FILES_KEPT = 300


class Stamp(NamedTuple):
    """What a file was when it was read."""

    path: str
    inode: int
    mtime_ns: int
    size: int
    """Bytes."""


class KeptParts:
    """Something kept that is too large to be read at once; open until nobody uses it any more."""

    def __init__(self, descriptor: int, facts: Mapping[str, Any], start: int) -> None:
        """Take over an open file of the cache, whose data begins at `start`."""
        self.facts = facts
        self._descriptor = descriptor
        self._start = start
        weakref.finalize(self, os.close, descriptor)

    def read(self, start: int, end: int) -> bytes:
        """Return some bytes; they are as the disk has them: whoever reads them checks them."""
        return os.pread(self._descriptor, end - start, self._start + start)


class ThreadCache:
    """The part of the cache that is about one file."""

    def __init__(self, folder: Path | None, stamp: Stamp) -> None:
        """Name the file; nothing is read yet.

        Args:
            folder: Where the cache is; `None` where there is none.
            stamp: That of the file.
        """
        self._folder = folder
        self._stamp = stamp

    def find(self, name: str) -> tuple[Mapping[str, Any], bytes] | None:
        """Return what was kept under a name, whole and undamaged, or `None`."""
        if self._folder is None:
            return None
        try:
            with self._file(self._folder, name).open("rb") as file:
                head, data = json.loads(file.readline()), file.read()
            is_fit = head["for"] == self._whom() and head["check"] == zlib.crc32(data)
            return (head["facts"], data) if is_fit else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def find_parts(self, name: str) -> KeptParts | None:
        """Return what was kept under a name, to be read part by part, or `None`."""
        if self._folder is None:
            return None
        try:
            with self._file(self._folder, name).open("rb") as file:
                line = file.readline()
                head = json.loads(line)
                if head["for"] != self._whom():
                    return None
                return KeptParts(os.dup(file.fileno()), head["facts"], len(line))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def has(self, name: str) -> bool:
        """Say whether something is kept under a name; whether it is undamaged is not looked at."""
        if self._folder is None:
            return False
        try:
            with self._file(self._folder, name).open("rb") as file:
                return bool(json.loads(file.readline())["for"] == self._whom())
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def keep(self, name: str, facts: Mapping[str, Any], data: bytes) -> None:
        """Keep something; a disk that refuses costs only the next opening's time."""
        if self._folder is None:
            return
        head = {"for": self._whom(), "check": zlib.crc32(data), "facts": facts}
        file = self._file(self._folder, name)
        try:
            make_folder(self._folder, mode=0o700)
            write_atomic(file, json.dumps(head).encode() + b"\n" + data, mode=0o600, durable=False)
            _tidy(self._folder)
        except OSError:
            return

    def _file(self, folder: Path, name: str) -> Path:
        return folder / f"{hashlib.sha256(os.fsencode(self._stamp.path)).hexdigest()[:32]}.{name}"

    def _whom(self) -> list[object]:
        # JSON has no tuples: what is read is compared with lists.
        path = self._stamp.path.encode(errors="surrogateescape").hex()
        return [_FORMAT, __version__, _MACHINE, path, *self._stamp[1:]]


def _tidy(folder: Path) -> None:
    """Throw the oldest files away when there are many: most are of threads nobody reads again."""
    files = [path for path in folder.iterdir() if not path.name.startswith(".")]
    if len(files) > _FILES_KEPT:
        files.sort(key=lambda path: path.stat().st_mtime_ns)
        for path in files[: len(files) - _FILES_KEPT // 2]:
            path.unlink(missing_ok=True)
