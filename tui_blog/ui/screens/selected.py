"""What is done with text that was selected with the mouse: copied, shared, quoted."""

from typing import TYPE_CHECKING

from tui_blog.model.comment import Comment
from tui_blog.text.passage import Passage
from tui_blog.text.quoting import Quotation, quotation_text, quote_text
from tui_blog.ui.widgets.selecting import first_item

if TYPE_CHECKING:
    from tui_blog.ui.screens.reader import ReaderScreen


def copy_selected(reader: "ReaderScreen") -> bool:
    """Copy what is selected in the panes; say whether anything is."""
    text = reader.get_selected_text()
    if not text:
        return False
    from tui_blog.ui.screens.taking import COPIED

    reader.app.copy_to_clipboard(text)
    reader.clear_selection()
    reader.status_line.say(f"What you selected is {COPIED}")
    return True


def share_selected(reader: "ReaderScreen") -> bool:
    """Offer where to share what is selected; say whether anything is."""
    found = _find(reader)
    if found is None:
        return False
    from tui_blog.text.sharing import Shared
    from tui_blog.ui.screens.sharing import Sharing

    passage, _, text = found
    shared = Shared(
        title=passage.title,
        url=passage.address,
        text=" ".join(text.split()),
        author=passage.author,
        is_quotation=True,
        markdown=_quotation(passage, text),
    )
    reader.clear_selection()
    Sharing(reader).choose(shared, f"A part of {passage.heading}")
    return True


def quote_selected(reader: "ReaderScreen") -> bool:
    """Reply with what is selected quoted; say whether anything is."""
    found = _find(reader)
    if found is None:
        return False
    passage, comment, text = found
    reader.clear_selection()
    reader.reply_quoting(comment, _quotation(passage, text))
    return True


def _find(reader: "ReaderScreen") -> tuple[Passage, Comment | None, str] | None:
    """Return where the selection begins, the comment that is, and what is selected."""
    post = reader.post_in_view
    for pane, selection in reader.selections.items():
        selected = pane.get_selection(selection)
        if post is None or selected is None or not selected[0].strip():
            continue
        if pane is reader.post_pane:
            return Passage.of_post(post), None, selected[0]
        if pane is reader.thread_pane:
            item = first_item(reader.thread_pane, selection)
            if item is not None:
                comment = reader.thread_pane.thread.comments[item]
                return Passage.of_comment(comment, post.summary), comment, selected[0]
    return None


def _quotation(passage: Passage, text: str) -> str:
    pieces = (quote_text(text),)
    quotation = Quotation(name=passage.author, address=passage.address, pieces=pieces)
    return quotation_text([quotation])
