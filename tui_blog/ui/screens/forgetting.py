"""Forgetting what deleted comments said: shown first, and done on a yes, as nothing undoes it."""

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import StorageError
from tui_blog.model.ids import PostId
from tui_blog.text import clean
from tui_blog.text.age import date_text
from tui_blog.text.words import plain_text
from tui_blog.ui.errors import explain
from tui_blog.ui.key_words import key_for
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.screens.taking_styles import TAKING_STYLES

if TYPE_CHECKING:
    from tui_blog.ui.screens.acts import ActTable
    from tui_blog.ui.screens.reader import ReaderScreen

_TEXT_CHARS = 300


class Extent(Enum):
    """How much is to be forgotten."""

    ONE = "one"
    ALL = "all"


class Forgetting:
    """Forgets the deleted comment under the cursor, or all that were deleted on its post."""

    def __init__(self, reader: "ReaderScreen") -> None:
        """Connect to the screen with the cursor."""
        self._reader = reader

    @property
    def acts(self) -> "ActTable":
        """What keys can ask for."""
        return {"comment": self._begin}

    def _begin(self) -> None:
        reader = self._reader
        comment = reader.thread_pane.comment
        if comment is None or reader.active_pane is not reader.thread_pane:
            self._say("There is no comment here.")
        elif comment.status is not CommentStatus.DELETED:
            delete = key_for(reader, "comment.delete")
            self._say(f"Only deleted comments can be forgotten; {delete} deletes one of yours.")
        else:
            reader.run_worker(self._ask(comment), group="forget", exclusive=True)

    async def _ask(self, comment: Comment) -> None:
        reader = self._reader
        try:
            found = await reader.service.list_tombstones(comment.post_id)
        except StorageError as error:
            self._say(explain(error).text)
            return
        if all(one.id != comment.id for one in found):
            self._say("Nothing of this comment is here any more but its place.")
            return

        def take(extent: Extent | None) -> None:
            if extent is not None:
                chosen = [one for one in found if extent is Extent.ALL or one.id == comment.id]
                reader.run_worker(self._forget(comment.post_id, chosen), group="forget")

        is_answered = any(one.parent_id == comment.id for one in reader.whole_thread.comments)
        screen = ForgetScreen(comment, count=len(found), is_answered=is_answered)
        reader.app.push_screen(screen, take)

    async def _forget(self, post: PostId, comments: Sequence[Comment]) -> None:
        reader = self._reader
        problem = ""
        try:
            await reader.service.forget(comments)
        except StorageError as error:
            problem = explain(error).text
        # The screen that the next start begins with may show them.
        await reader.run_action("app.forget_first_frame")
        what = "The comment is" if len(comments) == 1 else f"{len(comments):,} comments are"
        told = problem or f"{what} forgotten."
        if reader.post_in_view is not None and reader.post_in_view.id == post:
            await reader.recall(post, resume=False)
            reader.refresh_thread(lambda: self._say(told))
        else:
            self._say(told)

    def _say(self, sentence: str) -> None:
        self._reader.status_line.say(sentence)


class ForgetScreen(ModalScreen[Extent | None]):
    """Shows what would go, and asks. Returns `None` when the person went back."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        Command(
            id="forget.one",
            chords=parse_chords("y,f2"),
            action="choose('one')",
            description="Forget it",
            group="Forget",
        ),
        Command(
            id="forget.all",
            chords=parse_chords("a,f3"),
            action="choose('all')",
            description="Forget all that were deleted on this post",
            group="Forget",
        ),
        Command(
            id="forget.back",
            chords=parse_chords("escape,n,q"),
            action="back",
            description="Back, forgetting nothing",
            group="Forget",
        ),
    )
    CSS_PATH = TAKING_STYLES
    BINDINGS = to_bindings(COMMAND_TABLE)

    def __init__(self, comment: Comment, *, count: int, is_answered: bool) -> None:
        """Set up.

        Args:
            comment: The deleted comment.
            count: How many were deleted on the post that something is known of, this one too.
            is_answered: There are replies below it.
        """
        super().__init__()
        self._comment = comment
        self._count = count
        self._is_answered = is_answered

    def compose(self) -> ComposeResult:
        """Lay out what would go, and the question."""
        comment = self._comment
        told = [clean.field(comment.author.name)]
        if comment.created_at is not None:
            told.append(date_text(comment.created_at))
        text = clean.field(plain_text(comment.body), max_chars=_TEXT_CHARS)
        stays = "Its place stays for the replies." if self._is_answered else "Its place goes, too."
        with Vertical(classes="dialog"):
            yield Label(Content("Forget this deleted comment?"), classes="dialog--heading")
            yield Label(Content("  ".join(filter(None, told))), classes="dialog--text")
            yield Label(Content(text), classes="dialog--text", id="forgotten")
            why = f"Its text and name go from this computer for good. {stays}"
            yield Label(Content(why), classes="dialog--text")
            others = (
                f" · a or F3 all {self._count:,} deleted on this post" if self._count > 1 else ""
            )
            keys = f"y or F2 forget it{others} · Esc back"
            yield Label(Content(keys), classes="dialog--keys")

    def action_choose(self, extent: str) -> None:
        """Return with the answer."""
        self.dismiss(Extent(extent))

    def action_back(self) -> None:
        """Return without it."""
        self.dismiss(None)
