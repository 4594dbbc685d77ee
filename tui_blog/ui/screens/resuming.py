"""Going on with what is written and not delivered: drafts, the outbox, and what was just sent."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from textual.screen import Screen

from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Post
from tui_blog.sync.service import BlogService
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.key_words import key_for
from tui_blog.ui.notify import toast
from tui_blog.ui.screens.delivering import Delivering, Notice
from tui_blog.ui.screens.linking import Linking
from tui_blog.ui.widgets.status_line import Tone

if TYPE_CHECKING:
    from tui_blog.model.comment import Comment
    from tui_blog.sync.outbox import OutboxChange
    from tui_blog.sync.writing_mark import Target
    from tui_blog.ui.pending_items import PendingChoice, PendingResult
    from tui_blog.ui.screens.answering import Answering

Then = Callable[[], None]
"""What to do once something is shown."""


class Reading(Protocol):
    """What is read: the post in view and its thread."""

    @property
    def post_in_view(self) -> Post | None:
        """The post; `None` while there is none."""
        ...

    def read_post(self, post_id: PostId, then: Then) -> None:
        """Open a post, then go on."""
        ...

    def refresh_thread(self, then: Then | None = None) -> None:
        """Show the thread in view as it is now, then go on."""
        ...

    def find_comment(self, comment_id: CommentId | None) -> "Comment | None":
        """Return a comment of the thread in view."""
        ...

    def go_to_comment(self, comment_id: CommentId) -> bool:
        """Put the cursor on a comment of the thread in view; say whether it is there."""
        ...


class Resuming:
    """Takes back what has not left, and opens the composer on it again."""

    def __init__(
        self,
        screen: Screen[None],
        service: BlogService,
        reading: Reading,
        *,
        clock: Callable[[], datetime],
        glyphs: Glyphs,
        answering: "Answering",
        delivering: Delivering,
        linking: Linking,
        tell: Callable[[Notice], None],
    ) -> None:
        """Connect to a screen.

        Args:
            screen: Shows the list of what is pending.
            service: Keeps it.
            reading: What is read.
            clock: The time of now.
            glyphs: The signs to draw with.
            answering: Opens the composer.
            delivering: Sends.
            linking: Opens the browser.
            tell: Shows a notice.
        """
        self._screen = screen
        self._service = service
        self._reading = reading
        self._clock = clock
        self._glyphs = glyphs
        self._answering = answering
        self._delivering = delivering
        self._linking = linking
        self._tell = tell

    def remind(self) -> None:
        """Remind of what waits here, and of files with typed text that can't be read."""
        if not self._service.is_anything_pending:
            return
        outbox, drafts = self._service.outbox, self._service.drafts
        unsent, kept = outbox.list_all(), drafts.list_all()
        for problem in (*outbox.problems, *drafts.problems):
            toast(self._screen.app, problem, severity="warning")
        counts = [(len(unsent), "unsent comment"), (len(kept), "draft")]
        told = [f"{count} {noun}{'s' * (count > 1)}" for count, noun in counts if count]
        if told:
            key = key_for(self._screen, "comment.pending")
            self._tell(Notice(f"{' and '.join(told)} here: {key} lists them.", Tone.QUIET))

    def go_on_writing(self) -> None:
        """Open the composer where the program ended while one wrote, another time."""
        target = self._service.drafts.writing.find_interrupted()
        if target is not None and self._service.drafts.find(*target) is not None:
            self._go_on_with(target)

    def bring_back(self) -> bool:
        """Go on writing what was thrown away last; say whether there is something such."""
        target = self._answering.bring_back()
        if target is not None:
            self._go_on_with(target)
        return target is not None

    def _go_on_with(self, target: "Target") -> None:
        def write() -> None:
            comment_id = target.edits or target.parent_id
            if comment_id is None or self._reading.go_to_comment(comment_id):
                self._write(target.parent_id, target.edits)

        post = self._reading.post_in_view
        if post is not None and post.id == target.post_id:
            write()
        else:
            self._reading.read_post(target.post_id, write)

    def choose(self) -> None:
        """List drafts and outbox, and do what the person wants with one of them."""
        from tui_blog.ui.pending_shelf import ServiceShelf
        from tui_blog.ui.screens.pending import PendingScreen

        shelf = ServiceShelf(self._service)
        screen = PendingScreen(shelf, clock=self._clock, glyphs=self._glyphs)
        self._screen.app.push_screen(screen, self._after_choice)

    def undo(self) -> None:
        """Take back what was sent last, as long as it has not left, and go on writing it."""
        change, post = self._answering.undo(), self._reading.post_in_view
        if change is not None and post is not None and change.post_id == post.id:
            self._reading.refresh_thread(lambda: self._write_again(change))

    def edit(self, change_id: ChangeId) -> None:
        """Take an entry of the outbox back, and go on writing it."""
        entry = self._service.outbox.find(change_id)
        if self._answering.take_back(change_id) and entry is not None:
            change = entry.change
            self._reading.refresh_thread(lambda: self._write_again(change))

    def _after_choice(self, result: "PendingResult | None") -> None:
        if result is None:
            return
        choice = result.choice
        if result.changed and self._reading.post_in_view is not None:
            # What was dropped or brought back is still drawn as it was.
            self._reading.refresh_thread(None if choice is None else lambda: self._follow(choice))
        elif choice is not None:
            self._follow(choice)

    def _follow(self, choice: "PendingChoice") -> None:
        """Do what was chosen, on the post it belongs to."""
        from tui_blog.ui.pending_items import PendingVerb

        chosen, post = choice.chosen, self._reading.post_in_view
        if choice.verb is PendingVerb.RETRY and chosen.change_id is not None:
            self._delivering.send(chosen.change_id)
        elif post is not None and post.id == chosen.post_id:
            self._go_on(choice)
        else:
            self._reading.read_post(chosen.post_id, lambda: self._go_on(choice))

    def _go_on(self, choice: "PendingChoice") -> None:
        from tui_blog.sync.holding import local_id
        from tui_blog.ui.pending_items import PendingVerb

        chosen = choice.chosen
        own_id = None if chosen.change_id is None else local_id(chosen.change_id)
        for comment_id in (own_id, chosen.edits, chosen.parent_id):
            if comment_id is not None and self._reading.go_to_comment(comment_id):
                break
        if choice.verb is PendingVerb.BROWSER:
            self._hand_over(chosen.text, chosen.edits or chosen.parent_id)
        if choice.verb is not PendingVerb.EDIT:
            return
        if chosen.change_id is not None:
            self.edit(chosen.change_id)
        else:
            self._write(chosen.parent_id, chosen.edits)

    def _hand_over(self, text: str, comment_id: CommentId | None) -> None:
        """Let the person go on in the browser, at a comment or below the post."""
        post, comment = self._reading.post_in_view, self._reading.find_comment(comment_id)
        address = None if post is None else post.summary.permalink
        self._linking.hand_over(text, (comment and comment.permalink) or address)

    def _write_again(self, change: "OutboxChange") -> None:
        """Open the composer with what was taken back; a deletion has nothing to write."""
        from tui_blog.model.change import AddComment, DeleteComment, EditComment

        match change:
            case AddComment(parent_id=parent_id):
                self._write(parent_id, None)
            case EditComment(comment_id=comment_id):
                self._write(None, comment_id)
            case DeleteComment():
                self._tell(Notice("The comment stays.", Tone.QUIET))

    def _write(self, parent_id: CommentId | None, edits: CommentId | None) -> None:
        post, edited = self._reading.post_in_view, self._reading.find_comment(edits)
        if post is not None and edited is not None:
            self._answering.edit(post, edited)
        elif post is not None:
            self._answering.compose(post, self._reading.find_comment(parent_id))
