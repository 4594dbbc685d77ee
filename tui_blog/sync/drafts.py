"""Drafts: what is being written, one file for each target, safe on disk all the time."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path

from tui_blog.files import remove_durably
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.sync.records import (
    RecordError,
    find_record,
    number_of,
    optional_text_of,
    save_record,
    text_of,
    time_of,
)
from tui_blog.sync.writing_mark import WritingMark

_DISCARDED_KEPT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Unsent text for one target."""

    post_id: PostId
    parent_id: CommentId | None
    """`None` for a comment on the post itself."""
    edits: CommentId | None = None
    """The comment whose text this is to replace; `None` for a new comment."""
    text: str
    saved_at: datetime
    """Aware, UTC."""
    cursor: int = 0
    """Where the caret was, in characters."""
    post_title: str = ""
    """For lists of drafts; cleaned."""
    change_id: ChangeId | None = None
    """The entry of the outbox that it was, and will be again: replies may wait for it."""


class DraftStore:
    """The drafts of one blog. All methods work on the disk at once and may block for a moment.

    `OSError` passes through from what writes: the text is then only in memory. Discarded drafts
    are numbered, so that their order does not depend on the clock.
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
        self.writing = WritingMark(folder)
        """What is being written just now."""
        self._problems: dict[Path, str] = {}

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each file that can't be read. The files stay as they are."""
        return tuple(self._problems.values())

    def find(
        self, post_id: PostId, parent_id: CommentId | None, edits: CommentId | None = None
    ) -> Draft | None:
        """Return the draft for a target, or `None`."""
        return self._read(self._path(post_id, parent_id, edits))

    def save(self, draft: Draft) -> None:
        """Put a draft on disk in the place of an older one for the same target.

        It stays the entry that the older one was. A file there that can't be read is kept beside
        it.
        """
        path = self._path(draft.post_id, draft.parent_id, draft.edits)
        older = self._read(path)
        if older is not None and draft.change_id is None:
            draft = replace(draft, change_id=older.change_id)
        if path in self._problems:
            path.replace(_free_name(path))
        self._write(path, draft)

    def discard(
        self, post_id: PostId, parent_id: CommentId | None, edits: CommentId | None = None
    ) -> None:
        """Take a draft away so that `restore` can bring it back; the newest fifty are kept."""
        path = self._path(post_id, parent_id, edits)
        draft = self._read(path)
        if draft is not None:
            self.put_aside(draft)
            remove_durably(path)

    def put_aside(self, draft: Draft) -> None:
        """Keep a draft among the discarded ones only, so that `restore` can bring it back."""
        same = [
            path
            for path in self._discarded_for(draft.post_id, draft.parent_id, draft.edits)
            if (one := self._read(path)) is not None and one.text == draft.text
        ]
        key = self._path(draft.post_id, draft.parent_id, draft.edits).name
        path = self._discarded / f"{self._next_number():08}-{key}"
        self._write(path, replace(draft, saved_at=self._clock()))
        for older in (*same, *self._all_discarded()[_DISCARDED_KEPT:]):
            remove_durably(older)

    def remove(
        self, post_id: PostId, parent_id: CommentId | None, edits: CommentId | None = None
    ) -> None:
        """Take a draft away for good: its text is safe elsewhere."""
        if self.find(post_id, parent_id, edits) is not None:
            remove_durably(self._path(post_id, parent_id, edits))

    def restore(
        self, post_id: PostId, parent_id: CommentId | None, edits: CommentId | None = None
    ) -> Draft | None:
        """Bring back what was discarded last for a target; `None` when there is nothing.

        A draft that stands there meanwhile is discarded in its place.
        """
        for path in self._discarded_for(post_id, parent_id, edits):
            discarded = self._read(path)
            if discarded is not None:
                current = self.find(post_id, parent_id, edits)
                if current is not None:
                    self.put_aside(current)
                self.save(discarded)
                remove_durably(path)
                return discarded
        return None

    def forget_discarded(self, draft: Draft) -> None:
        """Take a discarded draft away for good: it can be restored elsewhere."""
        for path in self._discarded_for(draft.post_id, draft.parent_id, draft.edits):
            if self._read(path) == draft:
                remove_durably(path)

    def list_all(self) -> tuple[Draft, ...]:
        """List the drafts, newest first."""
        found = self._read_all(sorted(self._folder.glob("*.json")))
        return tuple(sorted(found, key=lambda draft: draft.saved_at, reverse=True))

    def list_discarded(self) -> tuple[Draft, ...]:
        """List what can be restored; what was discarded last comes first."""
        return tuple(self._read_all(self._all_discarded()))

    def _read_all(self, paths: list[Path]) -> list[Draft]:
        return [draft for path in paths if (draft := self._read(path)) is not None]

    def _all_discarded(self) -> list[Path]:
        return sorted(self._discarded.glob("*-*.json"), reverse=True)

    def _discarded_for(
        self, post_id: PostId, parent_id: CommentId | None, edits: CommentId | None
    ) -> list[Path]:
        key = self._path(post_id, parent_id, edits).name
        return [path for path in self._all_discarded() if path.name.endswith(f"-{key}")]

    def _next_number(self) -> int:
        numbers = (path.name.partition("-")[0] for path in self._all_discarded())
        return 1 + max((int(number) for number in numbers if number.isdecimal()), default=0)

    def _path(self, post_id: PostId, parent_id: CommentId | None, edits: CommentId | None) -> Path:
        target = [post_id, parent_id] if edits is None else [post_id, parent_id, edits]
        key = json.dumps(target, ensure_ascii=True)
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"

    def _write(self, path: Path, draft: Draft) -> None:
        save_record(
            path,
            {
                "post_id": draft.post_id,
                "parent_id": draft.parent_id,
                "edits": draft.edits,
                "text": draft.text,
                "saved_at": draft.saved_at.isoformat(),
                "cursor": draft.cursor,
                "post_title": draft.post_title,
                "change_id": draft.change_id,
            },
        )
        self._problems.pop(path, None)

    def _read(self, path: Path) -> Draft | None:
        self._problems.pop(path, None)
        try:
            return _find_draft(path)
        except RecordError as error:
            self._problems[path] = f"A draft can't be read. {error} It is kept as {path}."
            return None


def _find_draft(path: Path) -> Draft | None:
    record = find_record(path)
    if record is None:
        return None
    record = {"edits": None, "change_id": None, **record}  # the first versions knew neither
    change_id = optional_text_of(record, "change_id")
    parent_id, edits = optional_text_of(record, "parent_id"), optional_text_of(record, "edits")
    return Draft(
        post_id=PostId(text_of(record, "post_id")),
        parent_id=None if parent_id is None else CommentId(parent_id),
        edits=None if edits is None else CommentId(edits),
        text=text_of(record, "text"),
        saved_at=time_of(record, "saved_at"),
        cursor=number_of(record, "cursor"),
        post_title=text_of(record, "post_title"),
        change_id=None if change_id is None else ChangeId(change_id),
    )


def _free_name(path: Path) -> Path:
    """Name what stands at a path so that nothing that was kept before is written over."""
    names = (path.with_suffix(f".damaged{number or ''}") for number in count())
    return next(name for name in names if not name.exists())
