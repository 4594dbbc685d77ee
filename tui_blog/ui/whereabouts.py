"""Where one is, in words: in which comment of how many, how far in a post."""

from tui_blog.model.freshness import UNREAD
from tui_blog.ui.conversation import Conversation
from tui_blog.ui.widgets.document import DocumentView
from tui_blog.ui.widgets.post_list import PostList
from tui_blog.ui.widgets.post_pane import PostPane
from tui_blog.ui.widgets.thread_pane import ThreadPane


def position_text(pane: DocumentView, *, has_more_posts: bool, is_spoken: bool = False) -> str:
    """Say where in a pane one is; nothing for an empty one.

    Args:
        pane: The pane that keys speak to.
        has_more_posts: The list of posts goes on behind what was loaded.
        is_spoken: Say it without signs.
    """
    of, dot = (" of ", ", ") if is_spoken else ("/", " · ")
    if isinstance(pane, ThreadPane) and pane.cursor_item is not None:
        folded = f"{dot}{pane.hidden_count} folded" if pane.hidden_count else ""
        new = pane.freshness.count(UNREAD)
        told = f"{dot}{new} new" if new else ""
        return f"comment {pane.cursor_item + 1}{of}{len(pane.thread)}{told}{folded}"
    if isinstance(pane, PostList) and pane.cursor_item is not None:
        more = " or more" if is_spoken else "+"
        return f"post {pane.cursor_item + 1}{of}{len(pane.posts)}{more if has_more_posts else ''}"
    if isinstance(pane, PostPane) and len(pane.extent):
        shown = min(pane.extent.total, pane.scroll_offset.y + pane.size.height)
        return f"{100 * shown // max(1, pane.extent.total)} %"
    return ""


def thread_heading(conversation: Conversation) -> str:
    """Name a thread by its size, and by how much of it is still to come."""
    count = len(conversation.thread)
    if not count:
        return "Thread"
    if conversation.is_complete:
        return "Thread · 1 comment" if count == 1 else f"Thread · {count} comments"
    total = "" if conversation.total is None else f" of {conversation.total}"
    return f"Thread · {count}{total} comments, reading on…"
