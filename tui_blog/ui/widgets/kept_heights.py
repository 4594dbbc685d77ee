"""Heights that were measured stay with their comments when a thread is read again."""

from collections.abc import Callable

from tui_blog.model.thread import Thread
from tui_blog.ui.widgets.extent import Extent


def heights_from(old: Thread, old_extent: Extent, thread: Thread) -> Callable[[Extent], None]:
    """Return what gives comments that did not change the heights they had.

    Args:
        old: The thread before.
        old_extent: Its heights.
        thread: The thread of now, whose extent is to be given.
    """

    def adopt(extent: Extent) -> None:
        marks, old_marks = thread.comments.marks, old.comments.marks
        for position, comment_id in enumerate(thread.comments.ids):
            before = old.positions.get(comment_id)
            if (
                before is not None
                and old_extent.known[before]
                and old_marks[before] == marks[position]
                and old.depths[before] == thread.depths[position]
            ):
                extent.heights[position] = old_extent.heights[before]
                extent.known[position] = old_extent.known[before]

    return adopt
