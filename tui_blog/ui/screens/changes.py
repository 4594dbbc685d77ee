"""How a comment or post was changed since the person saw it: the words, old and new."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Body
from tui_blog.resources import styles_folder
from tui_blog.text import clean
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.remembered import THE_POST
from tui_blog.ui.widgets.blocks_view import BlocksView

if TYPE_CHECKING:
    from tui_blog.text.blocks import Block
    from tui_blog.ui.screens.acts import ActTable
    from tui_blog.ui.screens.reader import ReaderScreen

_KEYS = "[-taken out-] {+put in+} · j k scroll · Esc back"
_NOT_KEPT = "No older text of this is here: a sync keeps those of what you have read."


class Changes:
    """Shows how what is under the cursor was changed."""

    def __init__(self, reader: "ReaderScreen") -> None:
        """Connect to the screen with the cursor."""
        self._reader = reader

    @property
    def acts(self) -> "ActTable":
        """What keys can ask for."""
        return {"show": self._show}

    def _show(self) -> None:
        reader, post = self._reader, self._reader.post_in_view
        comment = reader.thread_pane.comment
        if post is None:
            reader.status_line.say("There is no post here.")
        elif reader.active_pane is reader.thread_pane and comment is not None:
            name = comment.author.name or "Anonymous"
            self._work(post.id, comment.id, comment.body, f"comment of {name}")
        else:
            self._work(post.id, THE_POST, post.body, post.summary.title or "(no title)")

    def _work(self, post: PostId, comment: CommentId, body: Body, what: str) -> None:
        work = self._compare(post, comment, body, what)
        self._reader.run_worker(work, group="changes", exclusive=True)

    async def _compare(self, post: PostId, comment: CommentId, body: Body, what: str) -> None:
        memory = self._reader.memory
        before = None if memory is None else await memory.find_earlier(post, comment)
        if before is None or before == body:
            self._reader.status_line.say(_NOT_KEPT)
            return
        blocks, is_source = await asyncio.to_thread(_changes, before, body)
        heading = f"{'Markup changed' if is_source else 'Changed'} since you read it: {what}"
        self._reader.app.push_screen(
            ChangesScreen(blocks, heading=heading, glyphs=self._reader.glyphs)
        )


def _changes(before: Body, after: Body) -> "tuple[Sequence[Block], bool]":
    """Compare two texts; say with it whether only their sources differ."""
    from tui_blog.text.document import parse_body
    from tui_blog.text.word_changes import source_changes, word_changes

    blocks = word_changes(parse_body(before), parse_body(after))
    if blocks:
        return blocks, False
    return source_changes(before.source, after.source), True


def _command(verb: str, keys: str, action: str, description: str) -> Command:
    return Command(
        id=f"changes.{verb}",
        chords=parse_chords(keys),
        action=action,
        description=description,
        group="Changes",
    )


class ChangesScreen(ModalScreen[None]):
    """Shows a text with what was taken out of it and put into it."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        _command("down", "j,down", "move('cursor_down')", "Scroll down"),
        _command("up", "k,up", "move('cursor_up')", "Scroll up"),
        _command("page_down", "pagedown,space", "move('page_down')", "One page down"),
        _command("page_up", "pageup,b", "move('page_up')", "One page up"),
        _command("back", "escape,q,enter,h,left", "back", "Back"),
    )
    CSS_PATH = styles_folder() / "dialogs.tcss"
    BINDINGS = to_bindings(COMMAND_TABLE)
    AUTO_FOCUS = "#changes"

    _view = getters.query_one("#changes", BlocksView)

    def __init__(self, blocks: "Sequence[Block]", *, heading: str, glyphs: Glyphs) -> None:
        """Set up.

        Args:
            blocks: As `text.word_changes` makes them.
            heading: What was changed.
            glyphs: The signs to draw with.
        """
        super().__init__()
        self._blocks = blocks
        self._title = clean.field(heading)
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        """Lay out the heading, and the text below it."""
        with Vertical(classes="dialog -full"):
            yield Label(Content(self._title), classes="dialog--heading")
            yield BlocksView(glyphs=self._glyphs, id="changes")
            yield Label(Content(_KEYS), classes="dialog--keys")

    def on_mount(self) -> None:
        """Show the text from its beginning."""
        self._view.show_blocks(self._blocks)

    def action_move(self, how: str) -> None:
        """Scroll."""
        getattr(self._view, f"action_{how}")()

    def action_back(self) -> None:
        """Return."""
        self.dismiss(None)
