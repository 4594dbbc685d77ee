"""Drafts: what is being written, one file for each target, safe on disk all the time."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tui_blog.files import make_folder, remove_durably, write_atomic
from tui_blog.model.ids import CommentId, PostId

_SCHEMA = 1
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700
_DISCARDED_KEPT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Unsent text for one target."""

    post_id: PostId
    parent_id: CommentId | None
    """`None` for a comment on the post itself."""
    text: str
    saved_at: datetime
    """Aware, UTC."""
    cursor: int = 0
    """Where the caret was, in characters."""
    post_title: str = ""
    """For lists of drafts; cleaned."""


class DraftStore:
    """The drafts of one blog. All methods work on the disk at once and may block for a moment.

    `OSError` passes through from what writes: the text is then only in memory.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], datetime]) -> None:
        """Name the folder; it is made when something is written.

        Args:
            folder: Where the files are, for this blog alone.
            clock: The time of now.
        """
        self._folder = folder
        self._discarded = folder / "discarded"
        self._clock = clock
        self._problems: dict[Path, str] = {}

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each file that can't be read. The files stay as they are."""
        return tuple(self._problems.values())

    def find(self, post_id: PostId, parent_id: CommentId | None) -> Draft | None:
        """Return the draft for a target, or `None`."""
        return self._read(self._path(post_id, parent_id))

    def save(self, draft: Draft) -> None:
        """Put a draft on disk in the place of an older one for the same target.

        A file there that can't be read is kept beside it.
        """
        path = self._path(draft.post_id, draft.parent_id)
        if path in self._problems and path.exists():
            path.replace(path.with_suffix(".damaged"))
        self._write(path, draft)

    def discard(self, post_id: PostId, parent_id: CommentId | None) -> None:
        """Take a draft away so that `restore` can bring it back; the newest fifty are kept."""
        path = self._path(post_id, parent_id)
        draft = self._read(path)
        if draft is not None:
            self._write(self._discarded / path.name, replace(draft, saved_at=self._clock()))
        if draft is not None or path not in self._problems:
            remove_durably(path)
        self._forget_oldest()

    def remove(self, post_id: PostId, parent_id: CommentId | None) -> None:
        """Take a draft away for good: its text is safe elsewhere."""
        path = self._path(post_id, parent_id)
        if path.exists():
            remove_durably(path)

    def restore(self, post_id: PostId, parent_id: CommentId | None) -> Draft | None:
        """Bring back what was discarded last for a target; `None` when there is nothing.

        A draft that stands there meanwhile is discarded in its place.
        """
        path = self._path(post_id, parent_id)
        discarded = self._read(self._discarded / path.name)
        if discarded is None:
            return None
        current = self._read(path)
        self._write(path, discarded)
        if current is None:
            remove_durably(self._discarded / path.name)
        else:
            self._write(self._discarded / path.name, current)
        return discarded

    def list_all(self) -> tuple[Draft, ...]:
        """List the drafts, newest first."""
        return self._list(self._folder)

    def list_discarded(self) -> tuple[Draft, ...]:
        """List what can be restored, newest first."""
        return self._list(self._discarded)

    def _list(self, folder: Path) -> tuple[Draft, ...]:
        if not folder.is_dir():
            return ()
        drafts = [self._read(path) for path in sorted(folder.glob("*.json"))]
        found = [draft for draft in drafts if draft is not None]
        return tuple(sorted(found, key=lambda draft: draft.saved_at, reverse=True))

    def _path(self, post_id: PostId, parent_id: CommentId | None) -> Path:
        key = json.dumps([post_id, parent_id], ensure_ascii=True)
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"

    def _write(self, path: Path, draft: Draft) -> None:
        make_folder(path.parent, mode=_PRIVATE_FOLDER)
        record = {
            "schema": _SCHEMA,
            "post_id": draft.post_id,
            "parent_id": draft.parent_id,
            "text": draft.text,
            "saved_at": draft.saved_at.isoformat(),
            "cursor": draft.cursor,
            "post_title": draft.post_title,
        }
        data = json.dumps(record, ensure_ascii=True, sort_keys=True, indent=1).encode()
        write_atomic(path, data, mode=_PRIVATE_FILE)
        self._problems.pop(path, None)

    def _read(self, path: Path) -> Draft | None:
        try:
            draft = _parse(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            self._problems[path] = (
                f"A draft can't be read ({type(error).__name__}); it is kept as {path}."
            )
            return None
        return draft

    def _forget_oldest(self) -> None:
        if not self._discarded.is_dir():
            return
        paths = sorted(self._discarded.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in paths[:-_DISCARDED_KEPT]:
            remove_durably(path)


def _parse(data: bytes) -> Draft:
    record = json.loads(data)
    if record["schema"] != _SCHEMA:
        raise ValueError("a newer version of the program wrote this draft")
    parent_id = record["parent_id"]
    return Draft(
        post_id=PostId(str(record["post_id"])),
        parent_id=None if parent_id is None else CommentId(str(parent_id)),
        text=str(record["text"]),
        saved_at=datetime.fromisoformat(record["saved_at"]).astimezone(UTC),
        cursor=int(record["cursor"]),
        post_title=str(record["post_title"]),
    )
