"""Picking what to quote: letters on each paragraph and sentence on screen, of many comments."""

from typing import TYPE_CHECKING, NamedTuple

from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId
from tui_blog.text.passage import Passage
from tui_blog.text.pieces import Piece
from tui_blog.text.quoting import Quotation, quotation_text
from tui_blog.ui.screens.pick_keys import PickEnd, PickKeys
from tui_blog.ui.screens.taking import COPIED
from tui_blog.ui.widgets.labels import Label, make_letters
from tui_blog.ui.widgets.piece_places import PiecePlace, pieces_in_view
from tui_blog.ui.widgets.status_line import Tone

if TYPE_CHECKING:
    from tui_blog.ui.keymap import Command
    from tui_blog.ui.screens.acts import ActTable
    from tui_blog.ui.screens.reader import ReaderScreen
    from tui_blog.ui.widgets.document import DocumentView

_GIVE_UP = "Esc: give up"


class _Key(NamedTuple):
    """What a picked piece is known by, wherever it comes to stand."""

    comment: CommentId | None
    """`None` for the post."""
    item: int
    """The block of the post, from 1; 0 in a comment."""
    number: int
    """Among the pieces of that."""


class Picking:
    """Labels what can be quoted, and leads from what is picked to the composer."""

    def __init__(self, reader: "ReaderScreen") -> None:
        """Begin with nothing picked.

        Args:
            reader: Has the panes, and opens the composer.
        """
        self._reader = reader
        self._parent: Comment | None = None
        self._picked: dict[_Key, Piece] = {}
        self._places: dict[str, tuple[DocumentView, PiecePlace]] = {}
        self._shown: list[tuple[DocumentView, list[Label]]] = []
        self._typed = ""
        self._is_picking = False
        self._footer: tuple[Command, ...] = ()

    @property
    def acts(self) -> "ActTable":
        """What keys can ask for."""
        return {"pick": self._begin}

    def _begin(self) -> None:
        reader = self._reader
        if reader.post_in_view is None:
            reader.status_line.say("There is no post here to answer.", Tone.WARNING)
            return
        self._parent = reader.answered_here
        self._picked, self._is_picking = {}, True
        if reader.active_pane not in reader.linked_panes:
            reader.focus_pane("post")
        self._footer = reader.key_footer.commands
        reader.key_footer.commands = PickKeys.COMMAND_TABLE
        reader.app.push_screen(PickKeys(self), self._end)
        self.show()

    # What keys change.

    def take_letter(self, letter: str) -> None:
        """Go on with the letters of a label; a complete one picks, or takes a pick back."""
        if self._are_labels_gone():
            # What was typed was meant for what stood there before.
            self.show()
            return
        typed = self._typed + letter
        if typed in self._places:
            pane, place = self._places[typed]
            self._toggle(self._key_of(pane, place), place.piece)
            self.show()
        elif any(letters.startswith(typed) for letters in self._places):
            self._typed = typed
            self._put()
            self._tell()
        else:
            self._tell(refused=typed)

    def erase(self) -> None:
        """Take back the letter that was typed, or what was picked last."""
        if not self._typed and self._picked:
            self._picked.popitem()
        self.show()

    async def move(self, action: str) -> None:
        """Move in the pane one is in."""
        await self._reader.action_pane(action)
        self.show()

    def scroll(self, rows: int) -> None:
        """Scroll the pane one is in."""
        self._reader.active_pane.scroll_rows(rows)
        self.show()

    def change_pane(self) -> None:
        """Go to the other one of post and thread."""
        reader = self._reader
        reader.focus_pane("post" if reader.active_pane is reader.thread_pane else "thread")
        self.show()

    def show(self) -> None:
        """Label all that is on screen now."""
        reader = self._reader
        if not self._is_picking:
            return
        self._typed = ""
        found = [(pane, place) for pane in reader.linked_panes for place in pieces_in_view(pane)]
        self._places = dict(zip(make_letters(len(found)), found, strict=True))
        for pane, _ in self._shown:
            if pane not in reader.linked_panes:
                pane.show_labels(())
        self._shown = [(pane, []) for pane in reader.linked_panes]
        self._put()
        self._tell()

    # Inside.

    def _are_labels_gone(self) -> bool:
        return any(pane.labels is not labels for pane, labels in self._shown)

    def _toggle(self, key: _Key, piece: Piece) -> None:
        if key in self._picked:
            del self._picked[key]
        else:
            self._picked[key] = piece

    def _put(self) -> None:
        sign = self._reader.glyphs.picked
        put = []
        for shown, _ in self._shown:
            labels = [
                Label(
                    place.row,
                    place.column,
                    letters,
                    sign if self._key_of(pane, place) in self._picked else "",
                )
                for letters, (pane, place) in self._places.items()
                if pane is shown and letters.startswith(self._typed)
            ]
            shown.show_labels(labels, gone=self.show)
            put.append((shown, labels))
        self._shown = put

    def _tell(self, *, refused: str = "") -> None:
        line = self._reader.status_line
        count = sum(len(pieces) for _, pieces in self._taken())
        if refused:
            line.say(f"Nothing has the letters {refused} · {_GIVE_UP}", Tone.WARNING)
        elif self._typed:
            line.say(f"{self._typed} and a second letter · Backspace takes it back · {_GIVE_UP}")
        elif count:
            line.say(f"{count} picked · Enter: reply · {_GIVE_UP}")
        else:
            line.say(f"Letters pick · Enter: quote all · {_GIVE_UP}")

    def _key_of(self, pane: "DocumentView", place: PiecePlace) -> _Key:
        thread = self._reader.thread_pane
        if pane is thread:
            return _Key(thread.thread.comments.ids[place.item], 0, place.number)
        return _Key(None, place.item, place.number)

    def _end(self, end: PickEnd | None) -> None:
        for pane, labels in self._shown:
            if pane.labels is labels:
                pane.show_labels(())
        reader, self._is_picking = self._reader, False
        reader.key_footer.commands = self._footer
        reader.status_line.say("")
        self._places, self._shown = {}, []
        taken = self._taken()
        match end:
            case PickEnd.REPLY:
                quotations = [_quotation(passage, pieces) for passage, pieces in taken]
                reader.reply_quoting(self._parent, quotation_text(quotations))
            case PickEnd.COPY if taken:
                quotations = [_quotation(passage, pieces) for passage, pieces in taken]
                reader.app.copy_to_clipboard(quotation_text(quotations))
                reader.status_line.say(f"The quotation is {COPIED}")
            case PickEnd.SHARE if taken:
                self._share(taken)
            case PickEnd.COPY | PickEnd.SHARE:
                reader.status_line.say("Nothing was picked.")
            case PickEnd.GIVE_UP | None:
                pass

    def _taken(self) -> list[tuple[Passage, list[Piece]]]:
        """Arrange what was picked as one reads it: the post, then comments in their order.

        A sentence of a paragraph that was picked too is not taken twice.
        """
        reader, post = self._reader, self._reader.post_in_view
        if post is None:
            return []
        positions = reader.thread_pane.thread.positions
        by_source: dict[CommentId | None, list[tuple[_Key, Piece]]] = {}
        for key, piece in sorted(self._picked.items(), key=lambda pick: pick[0][1:]):
            by_source.setdefault(key.comment, []).append((key, piece))
        taken = []
        for source in sorted(
            by_source, key=lambda one: -1 if one is None else positions.get(one, 0)
        ):
            picked = by_source[source]
            pieces = [
                piece
                for key, piece in picked
                if not any(
                    other is not piece and where.item == key.item and other.covers(piece)
                    for where, other in picked
                )
            ]
            comment = reader.find_comment(source)
            if source is None:
                taken.append((Passage.of_post(post), pieces))
            elif comment is not None:
                taken.append((Passage.of_comment(comment, post.summary), pieces))
        return taken

    def _share(self, taken: list[tuple[Passage, list[Piece]]]) -> None:
        from tui_blog.text.sharing import Shared
        from tui_blog.ui.screens.sharing import Sharing

        passages = [passage for passage, _ in taken]
        said = [" […] ".join(piece.plain for piece in pieces) for _, pieces in taken]
        # Each but the last one is ended here; whoever shares it ends the last.
        ended = [f"{text}” – {one.author or '?'}" for one, text in zip(passages, said, strict=True)]
        quotations = [_quotation(passage, pieces) for passage, pieces in taken]
        post = self._reader.post_in_view
        whole = passages[0] if len(taken) == 1 or post is None else Passage.of_post(post)
        shared = Shared(
            title=whole.title,
            url=whole.address,
            text="\n“".join([*ended[:-1], said[-1]]),
            author=passages[-1].author,
            is_quotation=True,
            markdown=quotation_text(quotations),
        )
        count = sum(len(pieces) for _, pieces in taken)
        heading = f"{count} {'piece' if count == 1 else 'pieces'} of {whole.heading}"
        Sharing(self._reader).choose(shared, heading)


def _quotation(passage: Passage, pieces: list[Piece]) -> Quotation:
    quoted = tuple(piece.quoted for piece in pieces)
    return Quotation(name=passage.author, address=passage.address, pieces=quoted)
