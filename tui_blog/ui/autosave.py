"""Saving a draft while one types: from a thread, one at a time, the newest text last."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from tui_blog.sync.drafts import Draft, DraftStore
from tui_blog.text import clean


class Autosave:
    """Keeps the draft of one target on disk."""

    def __init__(self, drafts: DraftStore, *, tell: Callable[[str, bool], None]) -> None:
        """Set up.

        Args:
            drafts: Where drafts are kept.
            tell: Shows how it went: a few words, and whether it is a problem.
        """
        self._drafts = drafts
        self._tell = tell
        self._saved: Draft | None = None
        self._lock = asyncio.Lock()

    def begin_with(self, draft: Draft | None) -> None:
        """Remember what is on disk already."""
        self._saved = draft

    def is_saved(self, draft: Draft) -> bool:
        """Say whether exactly this text is on disk."""
        return self._saved is not None and self._saved.text == draft.text

    async def save(self, current: Callable[[], Draft]) -> None:
        """Save what is there when its turn comes; an emptied text takes its draft away."""
        async with self._lock:
            draft = current()
            if self.is_saved(draft):
                return
            try:
                await asyncio.to_thread(self._write, draft)
            except OSError as error:
                self._tell(_failure(error), True)
            else:
                self._saved = draft
                self._tell("draft saved" if draft.text else "", False)

    def save_now(self, draft: Draft) -> str:
        """Save at once, blocking: the program is ending. Return what went wrong, or nothing."""
        if self.is_saved(draft):
            return ""
        try:
            self._write(draft)
        except OSError as error:
            return _failure(error)
        self._saved = draft
        return ""

    def _write(self, draft: Draft) -> None:
        if draft.text.strip():
            self._drafts.save(draft)
        elif self._saved is not None:
            # Emptied by hand: what was there last can still be restored.
            self._drafts.save(replace(draft, text=self._saved.text))
            self._drafts.discard(draft.post_id, draft.parent_id)


def _failure(error: OSError) -> str:
    return f"not saved: {clean.field(error.strerror or 'unknown reason')}; the text is still here"
