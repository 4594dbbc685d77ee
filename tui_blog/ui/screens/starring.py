"""Stars and tags on the post or comment under the cursor."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Label

from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.own_tags import complete, parse_tags, written
from tui_blog.resources import styles_folder
from tui_blog.sync.journal import Mark, Part
from tui_blog.text import clean
from tui_blog.ui.key_words import key_for
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.remembered import THE_POST

if TYPE_CHECKING:
    from tui_blog.ui.screens.acts import ActTable
    from tui_blog.ui.screens.reader import ReaderScreen

_STAR = "1"
_KEYS = "Enter keep · Tab complete · commas between several · Esc as it was"
_MOST_KNOWN = 30


class Starring:
    """Puts stars and tags on what is under the cursor; each is an act that can be undone."""

    def __init__(self, reader: "ReaderScreen") -> None:
        """Connect to the screen with the cursor."""
        self._reader = reader

    @property
    def acts(self) -> "ActTable":
        """What keys can ask for."""
        return {"star": self._star, "tag": self._ask_tags}

    @property
    def _undoing(self) -> str:
        undo, listing = (key_for(self._reader, one) for one in ("comment.undo", "star.list"))
        return f"{undo} undoes it, {listing} lists all."

    def _star(self) -> None:
        target = self._target()
        memory = self._reader.memory
        if target is None or memory is None:
            return
        post, comment, what = target
        labels = self._reader.own_marks.of(post, comment)
        is_starred = not labels.is_starred
        label = f"{'starring' if is_starred else 'taking the star off'} {what}"
        self._reader.note_view()  # what was read on the way was read before
        memory.do(post, Part.STARS, [Mark(comment, _STAR if is_starred else None)], label=label)
        self._reader.put_labels(post, comment, labels._replace(is_starred=is_starred))
        done = "Starred" if is_starred else "No star any more on"
        self._say_done(f"{done} {what}")

    def _ask_tags(self) -> None:
        target = self._target()
        if target is not None and self._reader.memory is not None:
            work = self._work(*target)
            self._reader.run_worker(work, group="tags", exclusive=True)

    async def _work(self, post: PostId, comment: CommentId, what: str) -> None:
        memory = self._reader.memory
        if memory is None:
            return
        known = await memory.list_tags()
        tags = self._reader.own_marks.of(post, comment).tags

        def keep(typed: tuple[str, ...] | None) -> None:
            if typed is not None and written(typed) != tags:
                self._put_tags(post, comment, what, written(typed))

        self._reader.app.push_screen(TagScreen(tags, known, what=what), keep)

    def _put_tags(self, post: PostId, comment: CommentId, what: str, tags: str) -> None:
        memory = self._reader.memory
        if memory is None:
            return
        label = f"{'tagging' if tags else 'taking the tags off'} {what}"
        self._reader.note_view()
        memory.do(post, Part.TAGS, [Mark(comment, tags or None)], label=label)
        labels = self._reader.own_marks.of(post, comment)._replace(tags=tags)
        self._reader.put_labels(post, comment, labels)
        done = f"Tagged {what}: {tags}" if tags else f"No tags any more on {what}"
        self._say_done(done)

    def _say_done(self, done: str) -> None:
        undo, listing = (key_for(self._reader, one) for one in ("comment.undo", "star.list"))
        self._reader.status_line.say(f"{done}; {undo} undoes it, {listing} lists all.")

    def _target(self) -> tuple[PostId, CommentId, str] | None:
        """Return what is under the cursor, with words for it; say so where nothing is."""
        reader = self._reader
        comment, listed, post = (
            reader.thread_pane.comment,
            reader.post_list.post,
            reader.post_in_view,
        )
        if reader.active_pane is reader.thread_pane and comment is not None:
            if comment.delivery is not None:
                reader.status_line.say("This is not on the blog yet; it can be marked once it is.")
                return None
            return (
                comment.post_id,
                comment.id,
                f"the comment of {comment.author.name or 'Anonymous'}",
            )
        summary = post.summary if post is not None else None
        if reader.active_pane is reader.post_list and listed is not None:
            summary = listed
        if summary is None:
            reader.status_line.say("There is no post here.")
            return None
        return summary.id, THE_POST, f"“{summary.title or '(no title)'}”"


class TagSuggester(Suggester):
    """Completes the last of several tags."""

    def __init__(self, known: Iterable[str]) -> None:
        """Set up with the tags given before."""
        super().__init__(case_sensitive=True)
        self._known = tuple(known)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the text with its last tag whole; `None` where none fits."""
        return complete(value, self._known)


class TagScreen(ModalScreen[tuple[str, ...] | None]):
    """Asks for tags; returns them, or `None` to leave them as they were."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        Command(
            id="tags.complete",
            chords=parse_chords("tab"),
            action="complete",
            description="Complete the tag",
            group="Tags",
        ),
        Command(
            id="tags.back",
            chords=parse_chords("escape"),
            action="back",
            description="Leave the tags as they were",
            group="Tags",
        ),
    )
    CSS_PATH = styles_folder() / "dialogs.tcss"
    BINDINGS = to_bindings(COMMAND_TABLE)
    AUTO_FOCUS = "Input"

    def __init__(self, tags: str, known: Iterable[str], *, what: str) -> None:
        """Set up.

        Args:
            tags: Those of now, as `written` writes them.
            known: All that were given before, on any blog.
            what: What is tagged, in a few words.
        """
        super().__init__()
        self._tags = tags
        self._known = tuple(known)
        self._what = what

    def compose(self) -> ComposeResult:
        """Lay out the line to type in, and the tags there are."""
        given = ", ".join(self._known[:_MOST_KNOWN]) or "none yet"
        with Vertical(classes="dialog"):
            yield Label(Content(clean.field(f"Tags for {self._what}")), classes="dialog--heading")
            yield Input(
                self._tags,
                compact=True,
                suggester=TagSuggester(self._known),
                placeholder="garden, to read",
                select_on_focus=False,
            )
            yield Label(Content(f"Your tags: {clean.field(given)}"), classes="dialog--text")
            yield Label(Content(_KEYS), classes="dialog--keys")

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(parse_tags(clean.field(event.value)))

    def action_complete(self) -> None:
        """Complete the tag that is being typed."""
        field = self.query_one(Input)
        whole = complete(field.value, self._known)
        if whole is not None:
            field.value = whole
            field.cursor_position = len(whole)

    def action_back(self) -> None:
        """Leave all as it was."""
        self.dismiss(None)
