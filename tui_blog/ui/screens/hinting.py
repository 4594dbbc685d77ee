"""Link hints: letters on every link on screen, and typing those of one."""

from typing import TYPE_CHECKING

from tui_blog.ui.link_choice import LinkEntry
from tui_blog.ui.screens.hint_keys import HintKeys
from tui_blog.ui.widgets.labels import Label, make_letters
from tui_blog.ui.widgets.link_places import LinkPlace, links_in_view
from tui_blog.ui.widgets.status_line import Tone

if TYPE_CHECKING:
    from tui_blog.ui.keymap import Command
    from tui_blog.ui.screens.reader import ReaderScreen
    from tui_blog.ui.widgets.document import DocumentView

_GIVE_UP = "Esc gives up"


class Hinting:
    """Labels the links on screen of one reader screen, and leads to the one that is typed."""

    def __init__(self, reader: "ReaderScreen") -> None:
        """Begin without labels.

        Args:
            reader: Has the panes, and opens what is chosen.
        """
        self._reader = reader
        self._places: dict[str, tuple[DocumentView, LinkPlace]] = {}
        self._signs: dict[str, str] = {}
        self._shown: list[tuple[DocumentView, list[Label]]] = []
        self._footer: tuple[Command, ...] = ()

    def begin(self) -> None:
        """Label all links on screen; say so where there is none."""
        reader = self._reader
        found = [(pane, place) for pane in reader.linked_panes for place in links_in_view(pane)]
        if not found:
            reader.status_line.say("There is no link on screen.")
            return
        self._places = dict(zip(make_letters(len(found)), found, strict=True))
        self._signs = {
            letters: LinkEntry(label=place.link.text, address=place.link.address).sign(
                reader.glyphs
            )
            for letters, (_, place) in self._places.items()
        }
        self._footer = reader.key_footer.commands
        reader.key_footer.commands = HintKeys.COMMAND_TABLE
        self._shown = [(pane, []) for pane in reader.linked_panes]
        self._put("")
        self._tell("")
        keys = HintKeys([*self._places], self._show, size=reader.app.size)
        reader.app.push_screen(keys, self._follow)

    def _show(self, typed: str, refused: str) -> bool:
        """Show the labels that begin with what was typed; say whether they are there still.

        They are gone when something else came on the screen: to type on would mean that.
        """
        if any(pane.labels is not labels for pane, labels in self._shown):
            return False
        self._put(typed)
        self._tell(typed, refused)
        return True

    def _put(self, typed: str) -> None:
        put = []
        for shown, _ in self._shown:
            labels = [
                Label(place.row, place.column, letters, self._signs[letters])
                for letters, (pane, place) in self._places.items()
                if pane is shown and letters.startswith(typed)
            ]
            shown.show_labels(labels)
            put.append((shown, labels))
        self._shown = put

    def _tell(self, typed: str, refused: str = "") -> None:
        if refused:
            told = [f"No link has the letters {refused}"]
        elif typed:
            told = [f"{typed} and a second letter", "Backspace takes it back"]
        else:
            told = ["Type the letters of a link"]
            signs = sorted({sign for sign in self._signs.values() if sign})
            told += [f"{' '.join(signs)} not what it looks like"] if signs else []
        between = f" {self._reader.glyphs.separator} "
        tone = Tone.WARNING if refused else Tone.QUIET
        self._reader.status_line.say(between.join([*told, _GIVE_UP]), tone)

    def _follow(self, letters: str | None) -> None:
        for pane, labels in self._shown:
            if pane.labels is labels:
                pane.show_labels(())
        reader, places = self._reader, self._places
        reader.key_footer.commands = self._footer
        reader.status_line.say("")
        self._places, self._shown = {}, []
        if letters is not None:
            link = places[letters][1].link
            reader.linking.ask(link.address, among=[link])
