"""The composer: a modal for writing that never hides what is answered, and never loses text."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Container, Vertical
from textual.content import Content
from textual.events import DescendantFocus
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static, TextArea

from tui_blog.resources import styles_folder
from tui_blog.sync.drafts import Draft, DraftStore
from tui_blog.sync.writing_mark import Target
from tui_blog.text import clean
from tui_blog.text.age import age
from tui_blog.text.links import shown_address
from tui_blog.text.quoting import quote_blocks, quote_text
from tui_blog.ui.commands import active_commands
from tui_blog.ui.composer_autosave import Autosave
from tui_blog.ui.composer_draft import DraftKeeper, Snapshot
from tui_blog.ui.composer_keys import COMPOSER_COMMANDS, teach_alt_enter
from tui_blog.ui.composer_target import ComposeTarget, Submission, Verdict
from tui_blog.ui.editor import EditedText, EditorError, edit_text, editor_of_this_process
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs
from tui_blog.ui.keymap import Command, describe_chord, key_table, to_bindings
from tui_blog.ui.screens.help import HelpScreen
from tui_blog.ui.widgets.composer_input import ComposerInput
from tui_blog.ui.widgets.document import DocumentView
from tui_blog.ui.widgets.key_footer import KeyFooter
from tui_blog.ui.widgets.parent_view import ParentView
from tui_blog.ui.widgets.preview import Preview
from tui_blog.ui.widgets.review_bar import Choice, ReviewBar
from tui_blog.ui.widgets.status_line import StatusLine, Tone

__all__ = ["ComposeTarget", "ComposerScreen", "Submission", "Verdict"]

_FULL_SHARE = 0.8
_PREVIEW_DELAY_S = 0.15
_PARENT_STEP = 2
_PARENT_SHARE = 4
_SEND = Choice("s", "send", "send", also="y")
_EDIT = Choice("e", "edit", "edit")
_PREVIEW = Choice("p", "preview", "view", also="v")
_POSTPONE = Choice("o", "postpone", "later", also="Pq")
_DISCARD = Choice("d", "discard", "drop")
_CHOICES = (_SEND, _EDIT, _PREVIEW, _POSTPONE, _DISCARD)


class ComposerScreen(ModalScreen[Submission]):
    """Writes one comment. The draft of the same target is continued."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = COMPOSER_COMMANDS
    CSS_PATH = styles_folder() / "composer.tcss"
    BINDINGS = to_bindings(COMPOSER_COMMANDS)
    AUTO_FOCUS = "ComposerInput"
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012  Textual's own type
        (0, "-narrow"),
        (100, "-wide"),
    ]
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012  Textual's own type
        (0, "-low"),
        (18, "-high"),
        (30, "-tall"),
    ]

    frame = getters.query_one("#composer", Vertical)
    parent_view = getters.query_one("#composer-parent", ParentView)
    preview = getters.query_one("#composer-preview", Preview)
    review_bar = getters.query_one(ReviewBar)
    key_footer = getters.query_one("#composer-keys", KeyFooter)

    def __init__(
        self,
        target: ComposeTarget,
        *,
        drafts: DraftStore,
        clock: Callable[[], datetime],
        autosave_delay_s: float = 0.5,
        glyphs: Glyphs = UNICODE_GLYPHS,
        editor_folder: Path | None = None,
    ) -> None:
        """Set up.

        Args:
            target: What is answered.
            drafts: Where the text is kept while one types.
            clock: The time of now.
            autosave_delay_s: Seconds between a key press and the save it causes.
            glyphs: The signs to use.
            editor_folder: Where the person's own editor gets its file; `None` for the system's
                folder for temporary files.
        """
        super().__init__(classes="-docked")
        teach_alt_enter()
        self._target = target
        self._drafts = drafts
        self._clock = clock
        self._glyphs = glyphs
        self._editor_folder = editor_folder
        # Asked when the program ends or a save does, after the screen may have been taken apart.
        self.state_line = StatusLine(id="composer-state")
        self._input = ComposerInput(max_bytes=target.limit_bytes, id="composer-text")
        self._keeper = DraftKeeper(
            drafts,
            post_id=target.post.id,
            parent_id=target.parent_id,
            edits=target.edits,
            post_title=target.post.title,
            clock=clock,
        )
        self._autosave = Autosave(
            self,
            self._keeper,
            take=self._take,
            tell=self._tell_saved,
            delay_s=autosave_delay_s,
        )
        self._untouched = ""
        self._preview_timer: Timer | None = None
        self._may_lose_text = False
        self._has_warned = False

    def compose(self) -> ComposeResult:
        """Lay out what is answered, the text, and the lines below."""
        with Vertical(id="composer-dock"):
            with Vertical(id="composer"):
                if self._glyphs.spoken:  # there is no border to say it
                    yield Static(Content(", ").join(self._told()), id="composer-heading")
                yield ParentView(glyphs=self._glyphs, id="composer-parent")
                yield Static(self._notice(), id="composer-notice")
                with Container(id="composer-body"):
                    yield self._input
                    yield Preview(glyphs=self._glyphs, id="composer-preview")
                yield self.state_line
            yield ReviewBar(_CHOICES)
            yield KeyFooter(glyphs=self._glyphs, id="composer-keys")

    def on_mount(self) -> None:
        """Show what is answered, and go on with a draft."""
        self.frame.border_title = self._heading()
        self.frame.border_subtitle = self._writer()
        self.query_one("#composer-notice").display = bool(self._target.notice)
        self.key_footer.commands = tuple(entry.command for entry in active_commands(self))
        self.parent_view.show_blocks(self._target.parent_blocks())
        self._begin(self._keeper.open())
        parent_id, edits = self._target.parent_id, self._target.edits
        self._drafts.writing.begin(Target(self._target.post.id, parent_id, edits))
        self._show_count()

    def on_unmount(self) -> None:
        """Keep the text, however the screen came to its end."""
        self.save_now()
        self._drafts.writing.release()

    def save_now(self) -> None:
        """Put the text on disk at once, blocking: the program is ending. Never raises for it."""
        self._autosave.save_now()

    def _told(self) -> list[Content]:
        return [told for told in (self._heading(), self._writer()) if told]

    def _heading(self) -> Content:
        who, title = self._target.heading
        separator = " " if self._target.parent is None else f" {self._glyphs.separator} "
        return Content.assemble((who, "bold"), separator, title)

    def _writer(self) -> Content:
        identity = clean.field(self._target.identity, max_chars=60)
        return Content(f"as {identity}" if identity else "")

    # Keys.

    def action_send(self) -> None:
        """Send, unless there is nothing to send, or too much."""
        text = self._input.text
        used = self._input.used_bytes
        if not text.strip():
            self._edit_on("There is nothing to send yet: write something first.", Tone.WARNING)
        elif used > self._target.limit_bytes:
            excess = f"{used - self._target.limit_bytes:,} bytes"
            self._edit_on(f"Too long to send: {excess} have to go.", Tone.ERROR)
        else:
            # A quote alone is sent when that is what the person asks for.
            self._untouched = ""
            self._leave(Verdict.SEND)

    def action_review(self) -> None:
        """Offer the choices, or take them away; leave when there is nothing to choose about."""
        if self.has_class("-reviewing"):
            self._edit_on()
        elif not self._text_to_keep():
            self._leave(Verdict.POSTPONE)
        else:
            self.add_class("-reviewing")
            self.review_bar.highlighted = _CHOICES.index(_EDIT)
            self.review_bar.focus()
            self._say(f"Nothing is lost. Arrows choose; {self._key_of('review')}: write on.")

    def action_preview(self) -> None:
        """Show or hide the preview."""
        self.toggle_class("-previewing")
        self.call_after_refresh(self._show_preview)

    def action_quote(self) -> None:
        """Put what is selected of the parent, or all of it, quoted at the caret."""
        selection = self.parent_view.text_selection
        selected = None if selection is None else self.parent_view.get_selection(selection)
        if selected is not None and selected[0].strip():
            quoted = quote_text(selected[0])
            self.clear_selection()
        else:
            quoted = quote_blocks(self.parent_view.blocks)
        self._put_quote(quoted)
        self._edit_on()

    def action_editor(self) -> None:
        """Go on in the person's own editor; a text that does not come back is still here."""
        self.save_now()
        try:
            argv = editor_of_this_process()
            with self.app.suspend():
                edited = edit_text(self._input.text, argv, folder=self._editor_folder)
        except SuspendNotSupported:
            self._edit_on("This terminal can't be lent to an editor.", Tone.WARNING)
        except EditorError as error:
            self._edit_on(f"{error} Your text is as it was.", Tone.ERROR)
        else:
            self._edit_on()
            self.take_edited(edited)

    def action_scroll_parent(self, direction: int) -> None:
        """Scroll in what is answered; the caret stays where it is."""
        self.parent_view.scroll_rows(direction * _PARENT_STEP)

    def action_help(self) -> None:
        """Show the keys."""
        commands = [entry.command for entry in active_commands(self)]
        self.app.push_screen(
            HelpScreen(key_table(commands, self._glyphs), is_spoken=self._glyphs.spoken)
        )

    def take_edited(self, edited: EditedText) -> None:
        """Take over what came back from an editor; its file goes once the text is on disk."""
        if edited.was_left_at_once:
            self._say(
                "The editor came back at once. If it has a window of its own, it needs its option "
                f"to wait; it has {clean.field(str(edited.path))}",
                Tone.WARNING,
            )
            return
        if edited.text != self._input.text:
            self._input.change_to(edited.text)
        error = self._autosave.save_now()
        if error is None:
            edited.forget()
        self._tell_saved(error)

    def _fit_parent(self) -> None:
        """Give what is answered as many lines as it has, of a tall screen a quarter at most."""
        parent, most = self.parent_view, self.size.height // _PARENT_SHARE
        # Textual reckons with all lines of a widget around which all is as high as it needs.
        rows = min(parent.extent.total, most) if self.has_class("-tall") else None
        if rows is not None or parent.styles.inline.has_rule("height"):
            parent.styles.height = rows
        parent.refresh(layout=True)  # it was as high as was guessed at first

    def _key_of(self, action: str) -> str:
        """Name the key of an action, as the person has it."""
        commands = (one for one in self.key_footer.commands if one.action == action)
        chords = next((one.chords for one in commands if one.chords), ())
        return describe_chord(chords[0], self._glyphs) if chords else ""

    # Messages.

    @on(TextArea.Changed, "#composer-text")
    def _text_changed(self) -> None:
        self._may_lose_text = self._has_warned = False
        self._show_count()
        if self.has_class("-previewing") and self._preview_timer is None:
            self._preview_timer = self.set_timer(_PREVIEW_DELAY_S, self._show_preview)
        self._autosave.text_changed(self._text_to_keep())

    @on(ComposerInput.PasteRefused)
    def _say_paste_refused(self, event: ComposerInput.PasteRefused) -> None:
        event.stop()
        self._say(
            f"Not pasted: {event.chars:,} characters are too much for a comment.", Tone.WARNING
        )

    @on(ParentView.Resized)
    def _show_hint(self, event: ParentView.Resized) -> None:
        """Say how to scroll, where there is something to scroll and nothing else to say."""
        event.stop()
        self._fit_parent()
        if self.parent_view.is_cut and not self.state_line.state:
            keys = [
                describe_chord(command.chords[0], self._glyphs)
                for command in self.key_footer.commands
                if command.action.startswith("scroll_parent") and command.chords
            ]
            self._say(f"{' '.join(keys)} scroll what you answer")

    @on(DocumentView.LinkClicked)
    def _show_address(self, event: DocumentView.LinkClicked) -> None:
        event.stop()
        self._say(f"Link to {shown_address(event.address)}")

    @on(KeyFooter.Chosen)
    async def _run_clicked(self, event: KeyFooter.Chosen) -> None:
        event.stop()
        await self.run_action(event.command.action)

    @on(ReviewBar.Chosen)
    def _act(self, event: ReviewBar.Chosen) -> None:
        event.stop()
        if event.choice == _SEND:
            self.action_send()
        elif event.choice == _PREVIEW:
            self.action_preview()
        elif event.choice == _POSTPONE:
            self._leave(Verdict.POSTPONE)
        elif event.choice == _DISCARD:
            self._leave(Verdict.DISCARD)
        else:
            self._edit_on()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """End the choosing when somebody clicks into the text."""
        if event.widget is self._input:
            self.remove_class("-reviewing")

    # Beginning and leaving.

    def _begin(self, draft: Draft | None) -> None:
        if draft is not None:
            self._input.begin_with(draft.text, draft.cursor)
            self._say(f"draft of {_ago(age(draft.saved_at, self._clock()))} continued")
        elif self._target.initial_text:
            self._input.begin_with(self._target.initial_text, None)
        quoted = self._target.quotation
        if self._target.quote:
            quoted = quote_blocks(self.parent_view.blocks)
        if quoted and quoted not in self._input.text:
            self._put_quote(quoted)
        if draft is None and (self._target.is_edit or not self._target.initial_text):
            self._untouched = self._input.text
        for problem in self._drafts.problems:
            self._say(problem, Tone.WARNING)

    def _leave(self, verdict: Verdict) -> None:
        """Make the text durable, then close; stay when the disk refuses."""
        text = self._text_to_keep()
        error = self._autosave.save_now()
        is_discard = verdict is Verdict.DISCARD
        if self._discard(error) if is_discard else error is None:
            self._keeper.close()
            self._drafts.writing.end()
            self.dismiss(Submission(verdict=verdict, text=text))
        elif not is_discard:
            self._edit_on(_unsaved(error), Tone.ERROR)

    def _discard(self, error: OSError | None) -> bool:
        """Put the draft aside; say whether that is done.

        Where the disk does not let it be kept, the person is told first, and asked again.
        """
        if error is None:
            try:
                self._keeper.discard()
            except OSError as discard_error:
                error = discard_error
        if error is None or self._may_lose_text:
            return True
        self._may_lose_text = True
        self._say(f"{_reason(error)}: discard again to lose this text for good.", Tone.ERROR)
        return False

    def _edit_on(self, state: str = "", tone: Tone = Tone.QUIET) -> None:
        was_reviewing = self.has_class("-reviewing")
        self.remove_class("-reviewing")
        if state:
            self._say(state, tone)
        elif was_reviewing:
            self._tell_saved(None)
        self._input.focus()

    # The text.

    def _text_to_keep(self) -> str:
        """Return what was typed; empty when it is nothing but the quote put there first."""
        text = self._input.text
        return "" if text == self._untouched or not text.strip() else text

    def _take(self) -> Snapshot:
        return self._keeper.take(self._text_to_keep(), self._input.caret)

    def _put_quote(self, quoted: str) -> None:
        before = self._input.get_text_range(
            (self._input.selection.start[0], 0), self._input.selection.start
        )
        if not self._input.put_in(f"{chr(10) if before else ''}{quoted}\n\n"):
            self._say("Too long to quote; select a part of it with the mouse.", Tone.WARNING)

    def _show_preview(self) -> None:
        self._preview_timer = None
        if self.has_class("-previewing"):
            self.preview.show_text(
                self._input.text,
                self._target.body_format,
                caret_share=self._input.caret_share,
            )

    # What is said.

    def _notice(self) -> Content:
        return Content(f"{self._glyphs.warning} {clean.field(self._target.notice)}")

    def _show_count(self) -> None:
        used, limit = self._input.used_bytes, self._target.limit_bytes
        remark = ""
        if used > limit:
            remark = ", too long"
        elif used > limit * _FULL_SHARE:
            remark = ", nearly full"
        self.state_line.position = f"{used:,} of {limit:,} bytes{remark}"

    def _tell_saved(self, error: OSError | None) -> None:
        """Say how an autosave went."""
        if error is not None:
            self._say(_unsaved(error), Tone.ERROR)
            self._has_warned = False  # once it is saved, that is said
        elif self._has_warned:
            return  # it would be gone before it can be read
        elif self._keeper.stored is None:
            self._say("")
        elif not self.has_class("-reviewing"):
            saved_at = self._keeper.stored.saved_at.astimezone()
            self._say(f"draft saved {saved_at:%H:%M}")

    def _say(self, state: str, tone: Tone = Tone.QUIET) -> None:
        if self in self.app.screen_stack:  # a save may end after the composer was left
            self.state_line.say(state, tone)
            self._has_warned = tone in (Tone.WARNING, Tone.ERROR)


def _unsaved(error: OSError | None) -> str:
    return f"not saved: {_reason(error)}. Your text is kept here; it is tried again"


def _reason(error: OSError | None) -> str:
    return clean.field((error.strerror if error is not None else "") or "the disk refused it")


def _ago(shown_age: str) -> str:
    """Complete an age to "just now" or "2 h ago"."""
    return shown_age if shown_age == "just now" else f"{shown_age} ago"
