"""A pane with a line above it that names what it shows."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static

from tui_blog.text import clean
from tui_blog.ui.widgets.document import DocumentView
from tui_blog.ui.widgets.unscrolled import never_scrolled


class Panes(Horizontal):
    """Holds the frames beside one another; they cover it."""

    virtual_size = never_scrolled()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw nothing: nothing of it is ever seen."""
        del crop
        return []


class PaneFrame(Vertical):
    """Holds one pane and its heading."""

    DEFAULT_CSS = """
    PaneFrame { width: 1fr; height: 1fr; }
    PaneFrame > .pane-frame--heading {
        height: 1;
        width: 1fr;
        padding: 0 1;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    PaneFrame > DocumentView { height: 1fr; }
    """

    virtual_size = never_scrolled()

    def __init__(self, pane: DocumentView, *, heading: str, id: str) -> None:  # noqa: A002  Textual's own name
        super().__init__(id=id)
        self._pane = pane
        self._heading = Static(Content(heading), classes="pane-frame--heading", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the heading and the pane."""
        yield self._heading
        yield self._pane

    def on_descendant_focus(self) -> None:
        """Let the heading say where keys go; for a rule of the frame all in it would be drawn."""
        self._heading.add_class("-focused")

    def on_descendant_blur(self) -> None:
        """Keys go elsewhere now."""
        self._heading.remove_class("-focused")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw nothing: heading and pane cover it."""
        del crop
        return []

    def set_heading(self, text: str) -> None:
        """Name what is shown; foreign text is welcome."""
        self._heading.update(Content(clean.field(text)), layout=False)
