"""The composer: a modal for writing that never hides what is answered, and never loses text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId
from tui_blog.model.post import Body, BodyFormat, PostSummary
from tui_blog.sync.drafts import Draft, DraftStore
from tui_blog.text import clean
from tui_blog.text.age import age
from tui_blog.text.blocks import Block
from tui_blog.text.document import COMMENT_BYTES, parse_body
from tui_blog.text.excerpt import plain_text
from tui_blog.ui.autosave import Autosave
from tui_blog.ui.editor import EditorError, edit_text, editor_of_this_process
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.widgets.blocks_view import BlocksView
from tui_blog.ui.widgets.review_bar import Choice, ReviewBar

_SEND = Choice("s", "send")
_EDIT = Choice("e", "edit on")
_PREVIEW = Choice("v", "preview")
_POSTPONE = Choice("p", "postpone")
_DISCARD = Choice("d", "discard")
_KEYS = "Alt+Enter send · Esc choices · Alt+P preview · Alt+Q quote · Ctrl+O editor"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeTarget:
    """What is answered, and what is known before one types."""

    post: PostSummary
    parent: Comment | None
    """`None` for a comment on the post itself."""
    notice: str = ""
    """What will happen that the person should know: moderation, a wait."""
    identity: str = ""
    """Whom one writes as; empty when that is not known."""
    quote: bool = False
    """Begin with the parent's text quoted."""
    max_bytes: int | None = None
    """UTF-8 bytes that the blog takes; `None` for no limit."""


class Verdict(StrEnum):
    """What the person wants done with the text."""

    SEND = "send"
    POSTPONE = "postpone"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """How the composer was left."""

    verdict: Verdict
    text: str
    """As typed. Whatever the verdict, it is on disk: as a draft, or as a discarded one."""


class ComposerScreen(ModalScreen[Submission]):
    """Writes one comment. The draft of the same target is continued."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        Command(
            id="composer.send",
            chords=parse_chords("alt+enter,ctrl+enter"),
            action="send",
            description="Send",
            tooltip="Send the comment; Ctrl+Enter where the terminal tells it from Enter",
            group="Write",
            priority=True,
        ),
        Command(
            id="composer.review",
            chords=parse_chords("escape"),
            action="review",
            description="Choices",
            tooltip="Choose between sending, editing, previewing, postponing and discarding",
            group="Write",
            priority=True,
        ),
        Command(
            id="composer.preview",
            chords=parse_chords("alt+p"),
            action="preview",
            description="Preview",
            tooltip="Show how the text will look, as one types",
            group="Write",
            priority=True,
        ),
        Command(
            id="composer.quote",
            chords=parse_chords("alt+q"),
            action="quote",
            description="Quote",
            tooltip="Put the text that is answered, quoted, at the caret",
            group="Write",
            priority=True,
        ),
        Command(
            id="composer.editor",
            chords=parse_chords("ctrl+o"),
            action="editor",
            description="Editor",
            tooltip="Go on writing in $VISUAL or $EDITOR",
            group="Write",
            priority=True,
        ),
        Command(
            id="composer.parent_down",
            chords=parse_chords("alt+down"),
            action="scroll_parent(2)",
            description="Parent down",
            tooltip="Scroll down in what is answered",
            group="Write",
            priority=True,
        ),
        Command(
            id="composer.parent_up",
            chords=parse_chords("alt+up"),
            action="scroll_parent(-2)",
            description="Parent up",
            tooltip="Scroll up in what is answered",
            group="Write",
            priority=True,
        ),
    )
    BINDINGS = to_bindings(COMMAND_TABLE)
    AUTO_FOCUS = "TextArea"

    editor = getters.query_one("#composer-text", TextArea)
    parent_view = getters.query_one("#composer-parent", BlocksView)
    preview = getters.query_one("#composer-preview", BlocksView)
    review_bar = getters.query_one(ReviewBar)
    state_line = getters.query_one("#composer-state", Static)

    def __init__(
        self,
        target: ComposeTarget,
        *,
        drafts: DraftStore,
        clock: Callable[[], datetime],
        autosave_delay_s: float = 0.5,
    ) -> None:
        """Set up.

        Args:
            target: What is answered.
            drafts: Where the text is kept while one types.
            clock: The time of now.
            autosave_delay_s: Seconds between a key press and the save it causes.
        """
        super().__init__()
        self._target = target
        self._drafts = drafts
        self._clock = clock
        self._delay_s = autosave_delay_s
        self._autosave = Autosave(drafts, tell=self._say)
        self._is_save_due = False
        self._is_over = False

    def compose(self) -> ComposeResult:
        """Lay out heading, parent, text, and the line below."""
        with Vertical(id="composer"):
            yield Static(self._heading(), id="composer-heading", markup=False)
            yield BlocksView(id="composer-parent")
            with Horizontal(id="composer-body"):
                yield TextArea(soft_wrap=True, show_line_numbers=False, id="composer-text")
                yield BlocksView(id="composer-preview")
            yield Static("", id="composer-state", markup=False)
            yield ReviewBar([_SEND, _EDIT, _PREVIEW, _POSTPONE, _DISCARD])

    def on_mount(self) -> None:
        """Show what is answered, and go on with a draft."""
        self.parent_view.can_focus = False
        self.preview.can_focus = False
        self.parent_view.show_blocks(self._parent_blocks())
        draft = self._drafts.find(self._target.post.id, self._parent_id)
        self._autosave.begin_with(draft)
        if draft is not None:
            self.editor.load_text(clean.body(draft.text))
            self.editor.move_cursor(_location(self.editor.text, draft.cursor))
            self._say(f"draft continued, saved {age(draft.saved_at, self._clock())}", False)
        elif self._target.quote:
            self.action_quote()
        else:
            self._say("", False)

    def save_now(self) -> None:
        """Put the text on disk at once: the program is ending."""
        if not self._is_over:
            self._autosave.save_now(self._draft())

    # Keys.

    def action_send(self) -> None:
        """Send, unless there is nothing to send or too much."""
        problem = self._problem()
        if problem:
            self._say(problem, True)
            self.editor.focus()
            return
        self._leave(Verdict.SEND)

    def action_review(self) -> None:
        """Offer the choices; on an empty text, leave."""
        if self.has_class("-reviewing"):
            self._edit_on()
        elif not self.editor.text.strip():
            self._leave(Verdict.POSTPONE)
        else:
            self.add_class("-reviewing")
            self.review_bar.highlighted = 0
            self.review_bar.focus()

    def action_preview(self) -> None:
        """Show or hide the preview."""
        self.toggle_class("-previewing")
        self._show_preview()

    def action_quote(self) -> None:
        """Put the parent's text, quoted, at the caret."""
        text = plain_text(self._parent_blocks()).strip()
        if text:
            quoted = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
            before = self.editor.get_text_range(
                (self.editor.cursor_location[0], 0), self.editor.cursor_location
            )
            self.editor.insert(f"{chr(10) if before else ''}{quoted}\n\n")
        self._edit_on()

    def action_editor(self) -> None:
        """Go on in the person's own editor; the text comes back whatever happens."""
        self.save_now()
        try:
            argv = editor_of_this_process()
            with self.app.suspend():
                text = edit_text(self.editor.text, argv)
        except SuspendNotSupported:
            self._say("An editor can't be opened from here.", True)
        except EditorError as error:
            self._say(str(error), True)
        else:
            self.editor.load_text(clean.body(text))
            self.editor.move_cursor(self.editor.document.end)
            self._text_changed()
        self._edit_on()

    def action_scroll_parent(self, rows: int) -> None:
        """Scroll in what is answered."""
        self.parent_view.scroll_rows(rows)

    # Messages.

    @on(TextArea.Changed, "#composer-text")
    def _text_changed(self) -> None:
        if self._is_over:
            return
        if not self._is_save_due and not self._autosave.is_saved(self._draft()):
            self._is_save_due = True
            self.set_timer(self._delay_s, self._save)
        self._show_preview()

    @on(ReviewBar.Chosen)
    def _act(self, event: ReviewBar.Chosen) -> None:
        if event.choice == _SEND:
            self._edit_on()
            self.action_send()
        elif event.choice == _PREVIEW:
            self.action_preview()
        elif event.choice == _POSTPONE:
            self._leave(Verdict.POSTPONE)
        elif event.choice == _DISCARD:
            self._leave(Verdict.DISCARD)
        else:
            self._edit_on()

    # Inside.

    def _save(self) -> None:
        self._is_save_due = False
        if not self._is_over:
            self.run_worker(self._autosave.save(self._draft), group="autosave")

    def _leave(self, verdict: Verdict) -> None:
        """Make the text durable, then close."""
        failure = self._autosave.save_now(self._draft())
        if failure and verdict is not Verdict.SEND:
            self._say(failure, True)
            self._edit_on()
            return
        text = self.editor.text
        if verdict is Verdict.DISCARD:
            self._drafts.discard(self._target.post.id, self._parent_id)
        self._is_over = True
        self.dismiss(Submission(verdict=verdict, text=text))

    def _edit_on(self) -> None:
        self.remove_class("-reviewing")
        self.editor.focus()

    @property
    def _parent_id(self) -> CommentId | None:
        return None if self._target.parent is None else self._target.parent.id

    def _draft(self) -> Draft:
        row, column = self.editor.cursor_location
        before = self.editor.get_text_range((0, 0), (row, column))
        return Draft(
            post_id=self._target.post.id,
            parent_id=self._parent_id,
            text=self.editor.text,
            saved_at=self._clock(),
            cursor=len(before),
            post_title=self._target.post.title,
        )

    def _problem(self) -> str:
        text = self.editor.text
        if not text.strip():
            return "There is nothing to send yet."
        limit, size = self._target.max_bytes, len(text.encode("utf-8", errors="replace"))
        if limit is not None and size > limit:
            return f"Too long: {size} bytes, and the blog takes {limit}."
        return ""

    def _heading(self) -> Content:
        target = self._target
        what = "Comment on " if target.parent is None else "Reply to "
        whom = target.post.title or "(no title)"
        if target.parent is not None:
            whom = target.parent.author.name or "Anonymous"
        parts: list[str | Content | tuple[str, str]] = [what, (clean.field(whom), "bold")]
        if target.identity:
            parts += [" as ", (clean.field(target.identity), "bold")]
        if target.notice:
            parts.append(f" · {clean.field(target.notice)}")
        return Content.assemble(*parts)

    def _parent_blocks(self) -> tuple[Block, ...]:
        parent = self._target.parent
        if parent is None:
            body = Body(source=self._target.post.excerpt, format=BodyFormat.TEXT)
        else:
            body = parent.body
        return parse_body(body, base=self._target.post.permalink, max_bytes=COMMENT_BYTES)

    def _show_preview(self) -> None:
        if self.has_class("-previewing"):
            body = Body(source=self.editor.text, format=BodyFormat.MARKDOWN)
            self.preview.show_blocks(
                parse_body(body, max_bytes=COMMENT_BYTES), row=self.preview.scroll_offset.y
            )

    def _say(self, text: str, is_problem: bool) -> None:
        self.state_line.set_class(is_problem, "-problem")
        self.state_line.update(Content(f"{text}   {_KEYS}" if text else _KEYS))


def _location(text: str, offset: int) -> tuple[int, int]:
    """Return the row and column of a character in a text."""
    before = text[:offset]
    return before.count("\n"), len(before) - before.rfind("\n") - 1
