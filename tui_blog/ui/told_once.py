"""What a person was told and need not be told again."""

from contextlib import suppress
from pathlib import Path

from tui_blog.files import make_folder, write_atomic

_MAX_BYTES = 10_000


class ToldOnce:
    """A short list in a file of the app's own, a line each; not kept, it holds until the end."""

    def __init__(self, path: Path) -> None:
        """Name the file; it is read when it is first asked for."""
        self._path = path
        self._told: set[str] | None = None

    def has(self, what: str) -> bool:
        """Say whether it was told."""
        return what in self._read()

    def note(self, what: str) -> None:
        """Keep that it was told."""
        told = self._read()
        told.add(what)
        with suppress(OSError):  # it is told again another day: not worth a word
            make_folder(self._path.parent)
            write_atomic(self._path, "\n".join(sorted(told)).encode(), durable=False)

    def _read(self) -> set[str]:
        if self._told is None:
            self._told = set()
            with suppress(OSError, ValueError), self._path.open("rb") as file:
                self._told.update(file.read(_MAX_BYTES).decode().splitlines())
        return self._told
