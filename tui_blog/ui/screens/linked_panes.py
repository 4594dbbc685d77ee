"""Panes whose links can be listed, opened and copied."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on

from tui_blog.model.post import Post
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.key_words import key_for
from tui_blog.ui.screens.linking import Linking
from tui_blog.ui.screens.panes import PanesScreen
from tui_blog.ui.widgets.document import DocumentView

if TYPE_CHECKING:
    from tui_blog.text.outline import Link
    from tui_blog.text.passage import Passage


class LinkedPanes(PanesScreen):
    """Three panes, and what the links in them lead to."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        glyphs: Glyphs,
        keys: Mapping[str, str],
        width_cells: int,
    ) -> None:
        """Prepare; see `PanesScreen`."""
        super().__init__(clock=clock, glyphs=glyphs, keys=keys, width_cells=width_cells)
        self.linking = Linking(self, glyphs=glyphs, tell=self._say)
        """Opens and copies addresses."""

    @property
    def post_in_view(self) -> Post | None:
        """The post that is shown; `None` while there is none."""
        raise NotImplementedError

    async def load_passage_here(self) -> "Passage | None":
        """Return what is under the cursor: a comment, else the post, in the list a listed one.

        Raises:
            StorageError: A post of the list can't be read.
        """
        raise NotImplementedError

    def action_open_link(self, number: int) -> None:
        """Show the address of a link by its number in the list of links."""

        def ask(found: "Sequence[Link]") -> None:
            if number <= len(found):
                self.linking.ask(found[number - 1].address, among=found)
            else:
                listing = key_for(self, "link.list")
                self._say(f"There is no link {number} here: {listing} lists {len(found)}.")

        self._with_links(ask)

    def list_links(self) -> None:
        """Let the person choose among the links of what is under the cursor."""
        self._with_links(self.linking.choose)

    def _with_links(self, use: "Callable[[Sequence[Link]], None]") -> None:
        """Do something with the links of what is under the cursor; a listed post is read first."""
        post, listed = self.post_in_view, self.post_list.post
        is_shown = listed is None or (post is not None and post.id == listed.id)
        if is_shown or self._active_id != "posts":
            use(self.links_here())
            return
        from tui_blog.ui.screens.taking import with_passage

        async def read(passage: "Passage") -> None:
            from tui_blog.text.outline import links_in

            use(links_in(passage.blocks()))

        with_passage(self, read, group="links")

    @on(DocumentView.LinkClicked)
    def _ask_clicked(self, event: DocumentView.LinkClicked) -> None:
        self.linking.ask(event.address, among=self.links_here())

    @property
    def glyphs(self) -> Glyphs:
        """The signs to draw with."""
        return self._glyphs

    @property
    def linked_panes(self) -> tuple[DocumentView, ...]:
        """The panes with links that are shown just now."""
        frames = ((self.post_frame, self.post_pane), (self.thread_frame, self.thread_pane))
        return tuple(pane for frame, pane in frames if frame.display)

    def links_here(self) -> "list[Link]":
        """List the links of the comment under the cursor, or of the post."""
        pane = self.thread_pane if self._active_id == "thread" else self.post_pane
        return pane.links()

    def permalink_here(self) -> str | None:
        """Return the address of what is under the cursor."""
        comment, listed = self.thread_pane.comment, self.post_list.post
        if self._active_id == "posts" and listed is not None:
            return listed.permalink
        address = None if self.post_in_view is None else self.post_in_view.summary.permalink
        if self._active_id == "thread" and comment is not None:
            return comment.permalink or address
        return address

    def _say(self, text: str) -> None:
        self.status_line.say(text)
