"""An app that shows the composer over something to read, for its tests."""

import errno
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from textual.app import App, ComposeResult
from textual.filter import LineFilter
from textual.pilot import Pilot
from textual.widgets import Static

from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat, PostSummary
from tui_blog.resources import styles_folder
from tui_blog.sync.drafts import Draft, DraftStore
from tui_blog.ui.guard import ControlGuard
from tui_blog.ui.screens.composer import ComposerScreen, ComposeTarget, Submission
from tui_blog.ui.widgets.composer_input import ComposerInput

NOW = datetime(2026, 5, 4, 12, 3, tzinfo=UTC)
POST = PostSummary(id=PostId("wp:1"), title="Growing beans", excerpt="Beans like it warm.")
LONG_BODY = "First paragraph of it.\n\n" + "\n\n".join(f"Paragraph {n}." for n in range(2, 30))
NEVER_S = 1000.0
_PATIENCE_S = 60.0
"""A machine may be busy with something else."""


def a_parent(source: str = LONG_BODY, *, author: str = "Ana") -> Comment:
    """A comment that can be answered."""
    return Comment(
        id=CommentId("wp:7"),
        post_id=POST.id,
        author=Author(name=author),
        body=Body(source=source, format=BodyFormat.MARKDOWN),
    )


def a_target(*, parent: Comment | None = None, quote: bool = False) -> ComposeTarget:
    """A reply to somebody, as Bo."""
    return ComposeTarget(post=POST, parent=parent or a_parent(), identity="Bo", quote=quote)


class FullDisk(DraftStore):
    """Refuses to save as long as it is full."""

    is_full = True

    def save(self, draft: Draft) -> None:
        self._refuse()
        super().save(draft)

    def discard(
        self, post_id: PostId, parent_id: CommentId | None, edits: CommentId | None = None
    ) -> None:
        self._refuse()
        super().discard(post_id, parent_id, edits)

    def _refuse(self) -> None:
        if self.is_full:
            raise OSError(errno.ENOSPC, "No space left on device")


class SlowDisk(DraftStore):
    """Saves only when it is let, and remembers what, and how many at a time."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime]) -> None:
        super().__init__(folder, clock=clock)
        self.go_on = threading.Event()
        self.begun = threading.Event()
        self.saved: list[str] = []
        self.threads: set[int] = set()
        self.at_once = 0
        self.most_at_once = 0

    def save(self, draft: Draft) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.threads.add(threading.get_ident())
        self.begun.set()
        self.go_on.wait(5)
        super().save(draft)
        self.saved.append(draft.text)
        self.at_once -= 1


class ComposerApp(App[None]):
    """Shows the composer with the real styles, and remembers how it was left."""

    def __init__(
        self,
        drafts: DraftStore,
        target: ComposeTarget | None = None,
        *,
        autosave_delay_s: float = 0.05,
    ) -> None:
        names = ("base", "reader", "thread", "composer", "dialogs")
        super().__init__(css_path=[styles_folder() / f"{name}.tcss" for name in names])
        self.composer = ComposerScreen(
            target or a_target(),
            drafts=drafts,
            clock=lambda: NOW,
            autosave_delay_s=autosave_delay_s,
        )
        self.submission: Submission | None = None

    def get_line_filters(self) -> Sequence[LineFilter]:
        return (*super().get_line_filters(), ControlGuard(strict=True))

    def compose(self) -> ComposeResult:
        yield Static("\n".join(f"reader row {n}" for n in range(60)))

    def on_mount(self) -> None:
        self.push_screen(self.composer, self._remember)

    def _remember(self, submission: Submission | None) -> None:
        self.submission = submission

    @property
    def input(self) -> ComposerInput:
        return self.composer._input

    @property
    def state(self) -> str:
        return self.composer.state_line.state

    def shown(self) -> list[str]:
        """The rows of the screen as text."""
        width, height = self.size
        strips = self.screen._compositor.render_strips()
        assert len(strips) == height
        return [strip.text[:width] for strip in strips]


async def wait_until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Give the app time until something holds. How fast it is, the benchmark tells."""
    loop = pilot.app._loop
    assert loop is not None
    end = loop.time() + _PATIENCE_S
    while not holds():
        assert loop.time() < end, f"not within {_PATIENCE_S} s"
        await pilot.pause(0.01)


def open_store(folder: Path) -> DraftStore:
    """The drafts as another start of the program would find them."""
    return DraftStore(folder, clock=lambda: NOW)


def find_text(folder: Path) -> str | None:
    """The text of the draft on disk."""
    draft = open_store(folder).find(POST.id, CommentId("wp:7"))
    return None if draft is None else draft.text
