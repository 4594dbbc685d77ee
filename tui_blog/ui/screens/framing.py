"""What is on screen beside the place where one reads: taken, and put back at the next start."""

from typing import TYPE_CHECKING

from tui_blog.model.ids import PostId
from tui_blog.sync.frames import Frame
from tui_blog.ui.screens.panes import PANE_IDS
from tui_blog.ui.widgets.document import DocumentView

if TYPE_CHECKING:
    from tui_blog.ui.screens.remembering import RememberingScreen


def take_frame(reader: "RememberingScreen") -> Frame:
    """Return how the panes stand."""
    listed, pane = reader.post_list.post, reader.searching.pane
    return Frame(
        beside=reader.pane_beside,
        is_zoomed=reader.has_class("-zoomed"),
        is_mapped=reader.app.has_class("-mapped"),
        listed="" if listed is None else listed.id,
        list_row=reader.post_list.cursor_row,
        search=reader.searching.text,
        search_pane="" if pane is None else str(pane.id),
    )


def put_back(reader: "RememberingScreen", frame: Frame, pane: str) -> None:
    """Let the panes stand as they did, now that post and thread are shown.

    Args:
        reader: The screen.
        frame: What `take_frame` returned.
        pane: The pane that had the focus.
    """
    if reader.post_list.find(PostId(frame.listed)) is not None:
        reader.post_list.go_to_post(PostId(frame.listed))
        reader.post_list.put_cursor_at(frame.list_row)
    if frame.is_mapped and not reader.app.has_class("-mapped"):
        reader.app.add_class("-mapped")
        reader.call_later(reader.run_action, "act('map.begin')")
    if frame.beside in PANE_IDS:
        reader.put_beside(frame.beside)
    reader.focus_pane(pane)
    if frame.is_zoomed is not reader.has_class("-zoomed"):
        reader.action_zoom()
    found = [one for one in reader.query(DocumentView) if one.id == frame.search_pane]
    if frame.search and found:
        reader.searching.resume(found[0], frame.search)
