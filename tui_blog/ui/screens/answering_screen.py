"""The keys of the reader screen that write: replies, edits, deletions, and taking them back."""

from typing import TYPE_CHECKING

from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.ids import CommentId
from tui_blog.sync.service import BlogService
from tui_blog.ui.key_words import key_for
from tui_blog.ui.notify import toast
from tui_blog.ui.screens.answering import Answering
from tui_blog.ui.screens.catching_up import CatchingUpScreen
from tui_blog.ui.screens.delivering import Notice
from tui_blog.ui.screens.resuming import Resuming
from tui_blog.ui.widgets.status_line import Tone

if TYPE_CHECKING:
    from tui_blog.text.passage import Passage


class AnsweringScreen(CatchingUpScreen):
    """Answers keys; what they lead to is made and shown by the screen that has the parts."""

    _answering: Answering
    _resuming: Resuming
    _told_whole = ""

    @property
    def service(self) -> BlogService:
        """The blog."""
        return self._service

    def refresh_thread(self) -> None:
        """Show the thread in view as it is now."""
        raise NotImplementedError

    def put_written(self, comment: Comment, instead_of: CommentId | None) -> None:
        """Show what one has just written in its place, if there is room beside the list of posts.

        From the list one goes on there.
        """
        self._put_comment(comment, instead_of)
        if self._active_id == "post" and not self.thread_frame.display:
            self.focus_pane("thread")
        elif self._active_id == "posts":
            self._right_id = "thread"
            self._arrange()

    def _put_comment(self, comment: Comment, instead_of: CommentId | None) -> None:
        raise NotImplementedError

    def _tell(self, notice: Notice) -> None:
        self.status_line.say(notice.text, notice.tone)
        is_wrong = notice.tone in (Tone.WARNING, Tone.ERROR)
        if is_wrong and self.status_line.is_cut and notice.text != self._told_whole:
            self._told_whole = notice.text  # once: what is tried again fails in the same words
            is_error = notice.tone is Tone.ERROR
            toast(self.app, notice.text, severity="error" if is_error else "warning")

    async def load_passage_here(self) -> "Passage | None":
        """See `LinkedPanes.load_passage_here`."""
        from tui_blog.text.passage import Passage

        post, comment, listed = self._post, self.thread_pane.comment, self.post_list.post
        if self._active_id == "posts" and listed is not None:
            is_open = post is not None and post.id == listed.id
            post = post if is_open else await self._service.load_post(listed.id)
        elif self._active_id == "thread" and comment is not None and post is not None:
            return Passage.of_comment(comment, post.summary)
        return None if post is None else Passage.of_post(post)

    def action_reply(self) -> None:
        """Reply to what one is on: a comment in the thread, the post elsewhere."""
        self._write(self.answered_here)

    @property
    def answered_here(self) -> Comment | None:
        """What a reply would answer: the comment one is on; `None` for the post."""
        return self.thread_pane.comment if self._active_id == "thread" else None

    def reply_quoting(self, parent: Comment | None, quotation: str) -> None:
        """Reply with a quotation.

        Args:
            parent: What is answered; `None` for the post.
            quotation: Markdown; empty to quote all of what is answered.
        """
        if self._post is not None:
            self._answering.compose(self._post, parent, quote=not quotation, quotation=quotation)

    def action_comment(self) -> None:
        """Write a comment on the post."""
        self._write(None)

    def action_edit(self) -> None:
        """Edit a comment of one's own; one that is not delivered is taken back for it."""
        post, comment = self._post, self.answered_here
        if post is None or comment is None:
            self._tell(Notice("There is no comment here.", Tone.WARNING))
        elif comment.delivery is not None:
            self._resuming.edit(comment.delivery.change_id)
        else:
            self._answering.edit(post, comment)

    def action_delete(self) -> None:
        """Delete a comment of one's own, or drop what is not delivered."""
        post, comment = self._post, self.answered_here
        if post is None or comment is None:
            self._tell(Notice("There is no comment here.", Tone.WARNING))
        elif comment.delivery is None and comment.status is CommentStatus.DELETED:
            self.call_later(self.run_action, "act('forget.comment')")
        elif comment.delivery is None:
            self._answering.delete(post, comment)
        elif self._answering.is_being_deleted(comment.delivery.change_id):
            undo = key_for(self, "comment.undo")
            self._tell(Notice(f"It will be deleted in a moment; {undo} keeps it.", Tone.QUIET))
        elif self._answering.drop(comment.delivery.change_id):
            self.refresh_thread()

    def action_undo(self) -> None:
        """Take back what was thrown away or sent last; else undo the last act of reading.

        What was sent can be taken back as long as it has not left.
        """
        if self._resuming.bring_back():
            return
        if self._service.sender.list_undoable():
            self._resuming.undo()
        else:
            self.undo_reading()

    def action_pending(self) -> None:
        """List drafts and outbox."""
        self._resuming.choose()

    def _write(self, parent: Comment | None) -> None:
        listed = self.post_list.post if self._active_id == "posts" else None
        if listed is not None and (self._post is None or self._post.id != listed.id):
            self.read_post(listed.id, lambda: self._write(None))  # what one is on is answered
            return
        if self._post is None:
            self._tell(Notice("There is no post here to answer.", Tone.WARNING))
            return
        self._answering.compose(self._post, parent)
