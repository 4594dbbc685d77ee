"""Counts the lines of a thread's comments without laying them out, where that can be done."""

from collections.abc import Callable

from tui_blog.model.thread import Thread
from tui_blog.text.line_counts import count_comment_lines, count_text_lines
from tui_blog.ui.widgets.comment_heights import AROUND, widths_to


def line_counter(
    thread: Thread,
    body_width: Callable[[int], int],
    is_hidden: Callable[[int], bool],
    lay_out_and_count: Callable[[int], int],
) -> Callable[[int], int]:
    """Return what counts the lines of one comment after the other.

    Args:
        thread: Stays as it is meanwhile.
        body_width: Tells how many cells a text has at a depth.
        is_hidden: Says whether only the head of a comment is shown.
        lay_out_and_count: Counts the lines of any comment.
    """
    comments, depths = thread.comments, thread.depths
    widths, find_shape = widths_to(thread.deepest, body_width), comments.find_shapes()

    def count_lines(item: int) -> int:
        nonlocal find_shape
        if is_hidden(item):
            return lay_out_and_count(item)
        width = widths[depths[item]]
        if find_shape is not None:
            try:
                shape = find_shape(item)
            except ValueError:
                find_shape = None
            else:
                if shape is None:
                    return lay_out_and_count(item)
                return count_text_lines(shape, width) + AROUND
        count = count_comment_lines(comments.body_of(item), width)
        return lay_out_and_count(item) if count is None else count + AROUND

    return count_lines
