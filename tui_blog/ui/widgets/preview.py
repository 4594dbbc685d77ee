"""How a text will look once it is sent, drawn by the engine that draws all comments."""

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.document import COMMENT_BYTES, parse_body
from tui_blog.ui.widgets.blocks_view import BlocksView


class Preview(BlocksView, can_focus=False):
    """Shows a text in the making, and keeps in step with its caret."""

    def show_text(self, text: str, text_format: BodyFormat, *, caret_share: float) -> None:
        """Show a text.

        Args:
            text: As typed.
            text_format: How the blog will read it.
            caret_share: Where the caret is, from 0 at the beginning to 1 at the end.
        """
        blocks = parse_body(Body(source=text, format=text_format), max_bytes=COMMENT_BYTES)
        if not blocks:
            self.say("Preview", "What you write shows here.")
            return
        self.show_blocks(blocks, row=self.scroll_offset.y)
        hidden = max(0, self.extent.total - self.size.height)
        self.go_to_row(round(hidden * caret_share))
