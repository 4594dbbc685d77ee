"""The draft behind the composer: written from threads, the newest text last, and never too late."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tui_blog.model.ids import CommentId, PostId
from tui_blog.sync.drafts import Draft, DraftStore


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The text at one moment."""

    number: int
    """Grows with time."""
    draft: Draft


class DraftKeeper:
    """Keeps the draft of one target on disk.

    A thread that was overtaken writes nothing: neither an older text over a newer one, nor a draft
    back to where it was sent or discarded meanwhile.
    """

    def __init__(
        self,
        drafts: DraftStore,
        *,
        post_id: PostId,
        parent_id: CommentId | None,
        edits: CommentId | None = None,
        post_title: str,
        clock: Callable[[], datetime],
    ) -> None:
        """Name the target.

        Args:
            drafts: Where drafts are kept.
            post_id: The post that is written to.
            parent_id: The comment that is answered; `None` for the post itself.
            edits: The comment whose text it is to replace; `None` for a new one.
            post_title: For lists of drafts; clean.
            clock: The time of now.
        """
        self._drafts = drafts
        self._key = (post_id, parent_id, edits)
        self._post_title = post_title
        self._clock = clock
        self._lock = threading.Lock()
        self._taken = 0
        self._written = 0
        self._stored: Draft | None = None
        self._is_closed = False

    @property
    def stored(self) -> Draft | None:
        """What is on disk; `None` when there is no draft."""
        return self._stored

    def open(self) -> Draft | None:
        """Return the draft that is there, to go on with."""
        self._stored = self._drafts.find(*self._key)
        return self._stored

    def has(self, text: str) -> bool:
        """Say whether just this text is on disk; an empty one is when there is no draft."""
        return text == ("" if self._stored is None else self._stored.text)

    def take(self, text: str, caret: int) -> Snapshot:
        """Remember a text with its caret (in characters), to be written by any thread.

        Only one thread takes; it is the one that has the text.
        """
        self._taken += 1
        post_id, parent_id, edits = self._key
        draft = Draft(
            post_id=post_id,
            parent_id=parent_id,
            edits=edits,
            text=text,
            saved_at=self._clock(),
            cursor=caret,
            post_title=self._post_title,
        )
        return Snapshot(self._taken, draft)

    def write(self, snapshot: Snapshot) -> None:
        """Put a text on disk, unless a newer one is there; an emptied text takes its draft away.

        What was there before it was emptied can still be restored.

        Raises:
            OSError: What was on disk still is.
        """
        with self._lock:
            if self._is_closed or snapshot.number <= self._written:
                return
            stored, draft = self._stored, snapshot.draft
            if draft.text.strip():
                if stored is None or (stored.text, stored.cursor) != (draft.text, draft.cursor):
                    self._drafts.save(draft)
                    self._stored = draft
            elif stored is not None:
                self._drafts.discard(*self._key)
                self._stored = None
            self._written = snapshot.number

    def discard(self) -> None:
        """Put what is on disk aside, so that it can be restored, and write no more.

        Raises:
            OSError: The draft is still there.
        """
        with self._lock:
            if self._stored is not None:
                self._drafts.discard(*self._key)
                self._stored = None
            self._is_closed = True

    def close(self) -> None:
        """Write no more: what is on disk belongs to others from now on."""
        with self._lock:
            self._is_closed = True
