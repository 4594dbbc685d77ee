"""Which lists there are over all blogs, each made when it is asked for."""

from collections.abc import Callable
from datetime import datetime

from tui_blog.sync.entries import news_entries, starred_entries
from tui_blog.sync.service import BlogService
from tui_blog.ui.blog_shelf import BlogShelf
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.screens.entries import EntriesScreen


def make_list(
    what: str,
    shelf: BlogShelf,
    current: BlogService,
    clock: Callable[[], datetime],
    glyphs: Glyphs,
) -> EntriesScreen:
    """Make the screen of a list.

    Args:
        what: "news", "waiting" or "starred".
        shelf: The person's blogs.
        current: The one that is open.
        clock: The time of now.
        glyphs: The signs to draw with.

    Raises:
        KeyError: There is no such list; a test holds that no command names one.
    """
    return _MAKERS[what](shelf, current, clock, glyphs)


def _make_news(
    shelf: BlogShelf, current: BlogService, clock: Callable[[], datetime], glyphs: Glyphs
) -> EntriesScreen:
    del current  # its news is read from its files, as that of all others
    return EntriesScreen(
        shelf.list_local,
        news_entries,
        heading="New since you last read",
        nothing="Nothing is new.",
        clock=clock,
        glyphs=glyphs,
    )


def _make_waiting(
    shelf: BlogShelf, current: BlogService, clock: Callable[[], datetime], glyphs: Glyphs
) -> EntriesScreen:
    from tui_blog.ui.screens.waiting import WaitingScreen

    return WaitingScreen(
        shelf.list_local, current=current, make_memory=shelf.remember, clock=clock, glyphs=glyphs
    )


def _make_starred(
    shelf: BlogShelf, current: BlogService, clock: Callable[[], datetime], glyphs: Glyphs
) -> EntriesScreen:
    del current  # what was starred a moment ago is on disk by now
    return EntriesScreen(
        shelf.list_local,
        starred_entries,
        heading="Starred and tagged",
        nothing="Nothing has a star or a tag yet: ? lists the keys that give them.",
        clock=clock,
        glyphs=glyphs,
    )


_MAKERS = {"news": _make_news, "waiting": _make_waiting, "starred": _make_starred}
