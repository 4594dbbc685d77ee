"""Answering from the reader screen: composer, sending, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.screen import Screen

from tui_blog.model.capabilities import Action, allowed_actions
from tui_blog.model.comment import Comment, CommentStatus, DeliveryState
from tui_blog.model.errors import StorageError
from tui_blog.model.ids import ChangeId, CommentId
from tui_blog.model.post import BodyFormat, Post, PostSummary
from tui_blog.sync.service import BlogService, Delivered
from tui_blog.ui.errors import explain
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.widgets.status_line import Tone

if TYPE_CHECKING:
    from tui_blog.ui.composer_target import Submission

_LOCAL = "local:"


class Notice(NamedTuple):
    """What to tell the person, and how it is to be taken."""

    text: str
    tone: Tone


class Answering:
    """Leads from a key to a delivered comment. The screen says what is shown, and shows it."""

    def __init__(
        self,
        screen: Screen[None],
        service: BlogService,
        *,
        clock: Callable[[], datetime],
        glyphs: Glyphs,
        editor_folder: Path | None,
        put: Callable[[Comment, CommentId | None], None],
        tell: Callable[[Notice], None],
    ) -> None:
        """Connect to a screen.

        Args:
            screen: Opens the composer and owns the workers.
            service: Sends.
            clock: The time of now.
            glyphs: The signs to draw with.
            editor_folder: Where the person's editor gets its file; `None` for the system's own
                place for such files.
            put: Shows a comment, in the place of another one if that is given.
            tell: Shows a notice.
        """
        self._screen = screen
        self._service = service
        self._clock = clock
        self._glyphs = glyphs
        self._editor_folder = editor_folder
        self._put = put
        self._tell = tell

    def compose(self, post: Post, parent: Comment | None, *, quote: bool) -> None:
        """Open the composer for a reply, or for a comment on the post; or say why not."""
        from tui_blog.text.document import parse_body
        from tui_blog.ui.composer_target import ComposeTarget
        from tui_blog.ui.screens.composer import ComposerScreen

        capabilities = self._service.capabilities
        action = Action.COMMENT if parent is None else Action.REPLY
        permission = allowed_actions(capabilities, post.summary, parent)[action]
        if not permission.allowed:
            self._tell(Notice(permission.reason, Tone.WARNING))
            return
        formats = capabilities.comment_formats
        is_markdown = BodyFormat.MARKDOWN in formats
        target = ComposeTarget(
            post=post.summary,
            parent=parent,
            notice=permission.notice,
            identity="" if capabilities.identity is None else capabilities.identity.name,
            quote=quote,
            max_bytes=capabilities.max_comment_bytes,
            body_format=BodyFormat.MARKDOWN if is_markdown else BodyFormat.TEXT,
            post_blocks=parse_body(post.body, base=post.summary.permalink)
            if parent is None
            else (),
        )
        composer = ComposerScreen(
            target,
            drafts=self._service.drafts,
            clock=self._clock,
            glyphs=self._glyphs,
            editor_folder=self._editor_folder,
        )

        def take(submission: "Submission | None") -> None:
            if submission is not None:
                self._take(submission, post.summary, target.parent_id)

        self._screen.app.push_screen(composer, take)

    def take_back(self, post: Post, change_id: ChangeId, parent: Comment | None) -> bool:
        """Make an unsent comment a draft again and open it; say whether that was possible."""
        try:
            self._service.take_back(change_id)
        except StorageError as error:
            self._tell(Notice(explain(error, kept="Your text is kept.").text, Tone.WARNING))
            return False
        self.compose(post, parent, quote=False)
        return True

    def deliver(self, change_id: ChangeId) -> None:
        """Try to send one unsent comment."""
        self._screen.run_worker(self._deliver(change_id), group="deliver")

    def _take(
        self, submission: "Submission", post: PostSummary, parent_id: CommentId | None
    ) -> None:
        from tui_blog.ui.composer_target import Verdict

        match submission.verdict:
            case Verdict.SEND:
                self._screen.run_worker(self._send(submission.text, post, parent_id))
            case Verdict.POSTPONE:
                if submission.text.strip():
                    self._tell(
                        Notice("Postponed: the draft is kept (gd lists drafts).", Tone.QUIET)
                    )
            case Verdict.DISCARD:
                self._tell(Notice("Discarded; gd then u brings it back.", Tone.QUIET))

    async def _send(self, text: str, post: PostSummary, parent_id: CommentId | None) -> None:
        try:
            change = await self._service.send(post=post, parent_id=parent_id, text=text)
        except StorageError as error:
            self._tell(
                Notice(explain(error, kept="Your text is kept as a draft.").text, Tone.ERROR)
            )
            return
        entry = self._service.outbox.find(change.change_id)
        if entry is not None:
            self._put(self._service.pending_comment(entry), None)
        await self._deliver(change.change_id)

    async def _deliver(self, change_id: ChangeId) -> None:
        self._tell(Notice("Sending…", Tone.BUSY))
        try:
            delivered = await self._service.deliver(change_id)
        except StorageError as error:
            self._tell(Notice(explain(error).happened, Tone.WARNING))
        else:
            self.show_delivered(delivered)

    def show_delivered(self, delivered: Delivered) -> None:
        """Show what became of an attempt to deliver."""
        self._put(delivered.comment, local_id(delivered.change_id))
        self._tell(_notice(delivered))


def change_id_of(comment: Comment) -> ChangeId | None:
    """Return the entry of the outbox that a comment stands for; `None` for a delivered one."""
    return None if comment.delivery is None else ChangeId(comment.id.removeprefix(_LOCAL))


def local_id(change_id: ChangeId) -> CommentId:
    """Return the id of the comment that stands for an entry of the outbox."""
    return CommentId(f"{_LOCAL}{change_id}")


def _notice(delivered: Delivered) -> Notice:
    reason = "" if delivered.error is None else explain(delivered.error).happened
    match delivered.state:
        case None:
            return _stored_notice(delivered.comment.status)
        case DeliveryState.PARKED:
            text = f"Not accepted: {reason} Your text is kept: e edits it."
            return Notice(text, Tone.ERROR)
        case DeliveryState.UNKNOWN:
            text = f"Not known if sent: {reason} It is kept; $ looks again."
            return Notice(text, Tone.WARNING)
        case DeliveryState.QUEUED | DeliveryState.SENDING | DeliveryState.DRAFT:
            return Notice(f"Waits in the outbox: {reason} $ tries again.", Tone.WARNING)


def _stored_notice(status: CommentStatus) -> Notice:
    match status:
        case CommentStatus.APPROVED:
            return Notice("Sent.", Tone.QUIET)
        case CommentStatus.HELD:
            return Notice("Sent; a moderator has to approve it.", Tone.WARNING)
        case CommentStatus.SPAM:
            return Notice("Sent, but the blog took it for spam.", Tone.WARNING)
        case CommentStatus.TRASHED | CommentStatus.DELETED:
            return Notice("Sent, but the blog put it into the trash.", Tone.WARNING)
