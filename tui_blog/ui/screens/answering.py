"""Answering from the reader screen: the composer, and what it leaves goes into the outbox."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from tui_blog.model.errors import StorageError
from tui_blog.model.ids import ChangeId, CommentId
from tui_blog.model.post import BodyFormat, Post
from tui_blog.sync.service import BlogService
from tui_blog.ui.errors import explain
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.key_words import key_for
from tui_blog.ui.screens.delivering import Delivering, Notice
from tui_blog.ui.widgets.status_line import Tone

if TYPE_CHECKING:
    from tui_blog.model.comment import Comment
    from tui_blog.model.permissions import Action
    from tui_blog.sync.outbox import OutboxChange
    from tui_blog.sync.writing_mark import Target
    from tui_blog.ui.composer_target import ComposeTarget, Submission

_UNDO_DELETION_S = 5.0
"""Seconds in which a deletion can be taken back, even where sending can't."""


class Answering:
    """Leads from a key to an entry of the outbox. The screen says what is shown, and shows it."""

    def __init__(
        self,
        screen: Screen[None],
        service: BlogService,
        *,
        clock: Callable[[], datetime],
        glyphs: Glyphs,
        editor_folder: Path | None,
        undo_send_s: float,
        delivering: Delivering,
        put: Callable[["Comment", CommentId | None], None],
        refresh: Callable[[], None],
        tell: Callable[[Notice], None],
    ) -> None:
        """Connect to a screen.

        Args:
            screen: Opens the composer and owns the workers.
            service: Keeps what is written.
            clock: The time of now.
            glyphs: The signs to draw with.
            editor_folder: Where the person's editor gets its file; `None` for the system's own
                place for such files.
            undo_send_s: Seconds in which what was sent can be taken back.
            delivering: Sends it when its time has come.
            put: Shows a comment, in the place of another one if that is given.
            refresh: Reads the thread in view again.
            tell: Shows a notice.
        """
        self._screen = screen
        self._service = service
        self._clock = clock
        self._glyphs = glyphs
        self._editor_folder = editor_folder
        self._undo_send_s = undo_send_s
        self._delivering = delivering
        self._put = put
        self._refresh = refresh
        self._tell = tell
        self._thrown: tuple[Target, int] | None = None

    def compose(
        self, post: Post, parent: "Comment | None", *, quote: bool = False, quotation: str = ""
    ) -> None:
        """Open the composer for a reply, or for a comment on the post; or say why not.

        Args:
            post: The post.
            parent: What is answered; `None` for the post itself.
            quote: Begin with all of it quoted.
            quotation: Begin with this, which was picked to be quoted.
        """
        from tui_blog.model.permissions import Action
        from tui_blog.text.document import parse_body
        from tui_blog.ui.composer_target import ComposeTarget

        notice = self._may(Action.COMMENT if parent is None else Action.REPLY, post, parent)
        if notice is None:
            return
        formats = self._service.capabilities.comment_formats
        is_markdown = BodyFormat.MARKDOWN in formats
        blocks = parse_body(post.body, base=post.summary.permalink) if parent is None else ()
        self._open(
            ComposeTarget(
                post=post.summary,
                parent=parent,
                notice=notice,
                identity=self._identity(),
                quote=quote,
                quotation=quotation,
                max_bytes=self._service.capabilities.max_comment_bytes,
                body_format=BodyFormat.MARKDOWN if is_markdown else BodyFormat.TEXT,
                post_blocks=blocks,
            )
        )

    def edit(self, post: Post, comment: "Comment") -> None:
        """Open the composer with a comment of one's own that the blog has; or say why not."""
        from tui_blog.model.permissions import Action
        from tui_blog.text.typed import typed_text
        from tui_blog.ui.composer_target import ComposeTarget

        if self._may(Action.EDIT, post, comment) is None:
            return
        text = typed_text(comment.body)
        if text is None:
            browser = key_for(self._screen, "link.browser")
            why = f"It has formatting that would be lost here; {browser} opens it in the browser."
            self._tell(Notice(why, Tone.WARNING))
            return
        is_markdown = comment.body.format is BodyFormat.MARKDOWN
        self._open(
            ComposeTarget(
                post=post.summary,
                parent=comment,
                is_edit=True,
                identity=self._identity(),
                initial_text=text,
                max_bytes=self._service.capabilities.max_comment_bytes,
                body_format=BodyFormat.MARKDOWN if is_markdown else BodyFormat.TEXT,
            )
        )

    def delete(self, post: Post, comment: "Comment") -> None:
        """Delete a comment of one's own that the blog has, with time to think better of it."""
        from tui_blog.model.permissions import Action

        if self._may(Action.DELETE, post, comment) is None:
            return
        self._screen.run_worker(self._delete(post, comment))

    async def _delete(self, post: Post, comment: "Comment") -> None:
        undo_s = max(self._undo_send_s, _UNDO_DELETION_S)
        try:
            await self._service.delete(
                comment, post_title=post.summary.title, undo_for=timedelta(seconds=undo_s)
            )
        except StorageError as error:
            self._tell(Notice(explain(error).text, Tone.ERROR))
            return
        self._refresh()
        undo = key_for(self._screen, "comment.undo")
        self._tell(Notice(f"It will be deleted in {undo_s:g} s; {undo} keeps it.", Tone.QUIET))
        self._delivering.schedule()

    def undo(self) -> "OutboxChange | None":
        """Take back what was sent last, as long as it has not left.

        Returns:
            What it was; its text is a draft now. `None` when there was nothing, which is said.
        """
        entries = self._service.sender.list_undoable()
        if not entries:
            told = f"There is nothing to take back; {self._pending_key} lists what waits."
            self._tell(Notice(told, Tone.QUIET))
            return None
        change = entries[-1].change
        if not self.take_back(change.change_id):
            return None
        self._tell(Notice(f"Taken back; {self._pending_key} lists the drafts.", Tone.QUIET))
        return change

    @property
    def _pending_key(self) -> str:
        return key_for(self._screen, "comment.pending")

    def take_back(self, change_id: ChangeId) -> bool:
        """Make an entry of the outbox a draft again; say whether that was possible."""
        try:
            self._service.sender.take_back(change_id)
        except StorageError as error:
            self._tell(Notice(explain(error, kept="Your text is kept.").text, Tone.WARNING))
            return False
        return True

    def is_being_deleted(self, change_id: ChangeId) -> bool:
        """Say whether an entry of the outbox is a deletion that can be taken back still."""
        from tui_blog.model.change import DeleteComment

        undoable = (entry.change for entry in self._service.sender.list_undoable())
        return any(
            isinstance(change, DeleteComment) and change.change_id == change_id
            for change in undoable
        )

    def drop(self, change_id: ChangeId) -> bool:
        """Give an entry of the outbox up; say whether that was possible."""
        from tui_blog.model.change import DeleteComment
        from tui_blog.sync.copies import draft_key
        from tui_blog.sync.writing_mark import Target

        entry = self._service.outbox.find(change_id)
        try:
            self._service.sender.drop(change_id)
        except StorageError as error:
            self._tell(Notice(explain(error, kept="Your text is kept.").text, Tone.WARNING))
            return False
        if entry is None or isinstance(entry.change, DeleteComment):
            self._tell(Notice("The comment stays; it is not deleted.", Tone.QUIET))
        else:
            self._throw(Target(*draft_key(entry.change)), "Dropped")
        return True

    def _throw(self, target: "Target", told: str) -> None:
        """Remember what was thrown away last, and say how it comes back."""
        self._thrown = (target, self._service.memory.acts)
        undo = key_for(self._screen, "comment.undo")
        self._tell(Notice(f"{told}; {undo} brings it back.", Tone.QUIET))

    def bring_back(self) -> "Target | None":
        """Make what was thrown away last a draft again, unless something else was done since.

        Returns:
            What it was written for; `None` when there was nothing to bring back.
        """
        thrown, self._thrown = self._thrown, None
        if thrown is None or thrown[1] != self._service.memory.acts:
            return None
        try:
            draft = self._service.drafts.restore(*thrown[0])
        except OSError as error:
            reason = error.strerror or "no reason"
            self._tell(Notice(f"It could not be written to the disk ({reason}).", Tone.ERROR))
            return None
        return None if draft is None else thrown[0]

    def _may(self, action: "Action", post: Post, comment: "Comment | None") -> str | None:
        """Return what to know before doing it; `None` when it may not be done, which is said."""
        from tui_blog.model.permissions import allowed_actions

        permission = allowed_actions(self._service.capabilities, post.summary, comment)[action]
        if permission.allowed:
            return permission.notice
        self._tell(Notice(permission.reason, Tone.WARNING))
        return None

    def _identity(self) -> str:
        identity = self._service.capabilities.identity
        return "" if identity is None else identity.name

    def _open(self, target: "ComposeTarget") -> None:
        from tui_blog.ui.screens.composer import ComposerScreen

        composer = ComposerScreen(
            target,
            drafts=self._service.drafts,
            clock=self._clock,
            glyphs=self._glyphs,
            editor_folder=self._editor_folder,
        )

        def take(submission: "Submission | None") -> None:
            if submission is not None:
                self._take(submission, target)

        self._screen.app.push_screen(composer, take)

    def _take(self, submission: "Submission", target: "ComposeTarget") -> None:
        from tui_blog.sync.writing_mark import Target
        from tui_blog.ui.composer_target import Verdict

        match submission.verdict:
            case Verdict.SEND:
                self._thrown = None
                self._screen.run_worker(self._queue(submission.text, target))
            case Verdict.POSTPONE:
                if submission.text.strip():
                    self._tell(
                        Notice(
                            f"Postponed: the draft is kept ({self._pending_key} lists drafts).",
                            Tone.QUIET,
                        )
                    )
            case Verdict.DISCARD:
                if submission.text.strip():
                    thrown = Target(target.post.id, target.parent_id, target.edits)
                    self._throw(thrown, "Discarded")

    async def _queue(self, text: str, target: "ComposeTarget") -> None:
        """Put a text into the outbox, and show where it stands."""
        from tui_blog.model.change import AddComment

        undo_for = timedelta(seconds=self._undo_send_s)
        service, post = self._service, target.post
        change: OutboxChange
        try:
            if target.is_edit and target.parent is not None:
                change = await service.edit(
                    target.parent, text, post_title=post.title, undo_for=undo_for
                )
            else:
                change = await service.send(
                    post=post, parent_id=target.parent_id, text=text, undo_for=undo_for
                )
        except StorageError as error:
            told = explain(error, kept="Your text is kept as a draft.").text
            self._tell(Notice(told, Tone.ERROR))
            return
        entry = service.outbox.find(change.change_id)
        if entry is not None and isinstance(change, AddComment):
            self._put(service.sender.pending_comment(entry), None)
        else:
            self._refresh()
        if self._undo_send_s:
            undo = key_for(self._screen, "comment.undo")
            told = f"It will be sent in {self._undo_send_s:g} s; {undo} takes it back."
            self._tell(Notice(told, Tone.QUIET))
        self._delivering.schedule()
