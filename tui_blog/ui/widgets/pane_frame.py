"""A pane with a line above it that names what it shows."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui_blog.text import clean
from tui_blog.ui.widgets.document import DocumentView


class PaneFrame(Vertical):
    """Holds one pane and its heading."""

    DEFAULT_CSS = """
    PaneFrame { width: 1fr; height: 1fr; }
    PaneFrame > .pane-frame--heading { height: 1; width: 1fr; padding: 0 1; }
    PaneFrame > DocumentView { height: 1fr; }
    """

    def __init__(self, pane: DocumentView, *, heading: str, id: str) -> None:  # noqa: A002  Textual's own name
        super().__init__(id=id)
        self._pane = pane
        self._heading = Static(Content(heading), classes="pane-frame--heading", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the heading and the pane."""
        yield self._heading
        yield self._pane

    def set_heading(self, text: str) -> None:
        """Name what is shown; foreign text is welcome."""
        self._heading.update(Content(clean.field(text)))
