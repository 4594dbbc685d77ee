"""Drafts and outbox: what is written here and not delivered."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.types import CSSPathType
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from tui_blog.model.comment import DeliveredAct
from tui_blog.model.errors import StorageError
from tui_blog.resources import styles_folder
from tui_blog.text import clean
from tui_blog.text.age import age
from tui_blog.ui.errors import explain
from tui_blog.ui.glyphs import UNICODE_GLYPHS, Glyphs, delivery_glyph, delivery_word
from tui_blog.ui.keymap import Command, parse_chords, to_bindings
from tui_blog.ui.pending_items import (
    PendingChoice,
    PendingItem,
    PendingResult,
    PendingShelf,
    PendingVerb,
)

_STYLES: CSSPathType = [styles_folder() / f"{name}.tcss" for name in ("dialogs", "pending")]
_KEYS = "Enter go · e edit · $ send · o browser · d drop · u undo · Esc"

_WITH_TEXT = (PendingVerb.EDIT, PendingVerb.BROWSER)


def _command(verb: str, keys: str, action: str, description: str) -> Command:
    return Command(
        id=f"pending.{verb}",
        chords=parse_chords(keys),
        action=action,
        description=description,
        group="Drafts and outbox",
    )


class PendingScreen(ModalScreen[PendingResult]):
    """Lists what is pending; drops and brings back itself, returns every other wish."""

    COMMAND_TABLE: ClassVar[tuple[Command, ...]] = (
        _command("edit", "e,f2", "choose('edit')", "Edit"),
        _command("retry", "$", "choose('retry')", "Send again"),
        _command("browser", "o", "choose('browser')", "Post in the browser, text on the clipboard"),
        _command("drop", "d,delete", "drop", "Drop; u brings it back"),
        _command("undo", "u,ctrl+z", "undo", "Bring back what was dropped last"),
        _command("down", "j", "move(1)", "Next"),
        _command("up", "k", "move(-1)", "Previous"),
        _command("back", "escape,q", "back", "Back"),
    )
    CSS_PATH = _STYLES
    BINDINGS = to_bindings(COMMAND_TABLE)
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012  Textual's own type
        (0, "-low"),
        (18, "-high"),
    ]

    _options = getters.query_one(OptionList)
    _detail = getters.query_one(".dialog--detail", Label)

    def __init__(
        self,
        shelf: PendingShelf,
        *,
        clock: Callable[[], datetime],
        glyphs: Glyphs = UNICODE_GLYPHS,
    ) -> None:
        """Set up.

        Args:
            shelf: Where the items are kept.
            clock: The time now; aware, UTC.
            glyphs: The signs to use.
        """
        super().__init__()
        self._shelf = shelf
        self._clock = clock
        self._glyphs = glyphs
        self._items: tuple[PendingItem, ...] = ()
        self._changed = False

    def compose(self) -> ComposeResult:
        """Lay out the list and the line about the highlighted item."""
        with Vertical(classes="dialog -list -wide"):
            yield Label(Content("Drafts and outbox"), classes="dialog--heading")
            yield OptionList(markup=False, compact=True)
            with Vertical(classes="dialog--foot"):
                yield Label(Content(""), classes="dialog--detail")
                yield Label(Content(_KEYS), classes="dialog--keys")

    def on_mount(self) -> None:
        """Fill the list."""
        self._options.focus()
        self._fill(0)

    def action_choose(self, verb: str) -> None:
        """Return the highlighted item, if that may be done with it."""
        chosen = self._highlighted()
        wanted = PendingVerb(verb)
        if chosen is None:
            return
        refusal = _refusal(wanted, chosen)
        if refusal:
            self._say(refusal)
            return
        choice = PendingChoice(verb=wanted, chosen=chosen)
        self.dismiss(PendingResult(choice=choice, changed=self._changed))

    def action_drop(self) -> None:
        """Put the highlighted item aside."""
        chosen = self._highlighted()
        if chosen is None:
            return
        try:
            self._shelf.drop(chosen)
        except StorageError as error:
            self._say(explain(error).happened)
            return
        self._changed = True
        self._fill(self._options.highlighted or 0)
        self._say("Dropped. u brings it back as a draft.")

    def action_undo(self) -> None:
        """Bring back what was dropped or discarded last."""
        try:
            found = self._shelf.bring_back()
        except StorageError as error:
            self._say(explain(error).happened)
            return
        if not found:
            self._say("There is nothing to bring back.")
            return
        self._changed = True
        self._fill(self._options.highlighted or 0)
        self._say("Back again, as a draft.")

    def action_move(self, step: int) -> None:
        """Highlight the next or previous item."""
        if step > 0:
            self._options.action_cursor_down()
        else:
            self._options.action_cursor_up()

    def action_back(self) -> None:
        """Return without a wish."""
        self.dismiss(PendingResult(choice=None, changed=self._changed))

    @on(OptionList.OptionSelected)
    def _jump(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_choose(PendingVerb.JUMP)

    @on(OptionList.OptionHighlighted)
    def _show_reason(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        chosen = self._highlighted()
        self._say(chosen.reason if chosen is not None else "")

    def _highlighted(self) -> PendingItem | None:
        index = self._options.highlighted
        return None if index is None or index >= len(self._items) else self._items[index]

    def _fill(self, index: int) -> None:
        self._items = self._shelf.list_items()
        now = self._clock()
        with self.prevent(OptionList.OptionHighlighted):
            self._options.set_options(Option(_row(one, now, self._glyphs)) for one in self._items)
            if self._items:
                self._options.highlighted = min(index, len(self._items) - 1)
        chosen = self._highlighted()
        self._say(chosen.reason if chosen is not None else "Nothing is waiting here.")

    def _say(self, sentence: str) -> None:
        self._detail.update(Content(clean.field(sentence)))


def _refusal(verb: PendingVerb, chosen: PendingItem) -> str:
    """Say why something may not be done; empty when it may."""
    if verb in _WITH_TEXT and chosen.act is DeliveredAct.DELETE:
        return "A deletion has no text; d gives it up."
    if verb in _WITH_TEXT and not chosen.can_be_edited:
        return "It may be on the blog already; a sync finds out. Until then it stays as it is."
    if verb is PendingVerb.RETRY and not chosen.can_be_retried:
        if chosen.state.value == "draft":
            return "A draft is sent from the composer: e opens it."
        return "It is being sent just now."
    return ""


def _what(pending: PendingItem) -> str:
    match pending.act:
        case DeliveredAct.EDIT:
            return "edit of a comment on"
        case DeliveredAct.DELETE:
            return "deletion of a comment on"
        case DeliveredAct.ADD:
            return "comment on" if pending.parent_id is None else "reply under"


def _row(pending: PendingItem, now: datetime, glyphs: Glyphs) -> Content:
    what = _what(pending)
    title = clean.field(pending.post_title) or "a post without a title"
    is_deletion = pending.act is DeliveredAct.DELETE
    text = clean.field(pending.text, max_chars=200) or ("" if is_deletion else "(no text yet)")
    state = f"{delivery_glyph(pending.state, glyphs)} {delivery_word(pending.state)}".lstrip()
    return Content.assemble(
        (state, "bold $text-primary"),
        f"  {age(pending.since, now)}  {what} ",
        (title, "bold"),
        "\n",
        " " * 2,
        (text, "$foreground 70%"),
    )
