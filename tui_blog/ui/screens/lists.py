"""Which lists there are over all blogs, each made when it is asked for."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from tui_blog.sync.entries import news_entries, reply_entries, starred_entries
from tui_blog.sync.service import BlogService
from tui_blog.text.filter_rules import Rule
from tui_blog.ui.blog_shelf import BlogShelf
from tui_blog.ui.glyphs import Glyphs
from tui_blog.ui.screens.entries import EntriesScreen


def make_list(
    what: str,
    shelf: BlogShelf,
    current: BlogService,
    clock: Callable[[], datetime],
    glyphs: Glyphs,
    rules: Sequence[Rule] = (),
) -> EntriesScreen:
    """Make the screen of a list.

    Args:
        what: "news", "waiting" or "starred".
        shelf: The person's blogs.
        current: The one that is open.
        clock: The time of now.
        glyphs: The signs to draw with.
        rules: The person's filters: what they hide is not listed, unless it has a star.

    Raises:
        KeyError: There is no such list; a test holds that no command names one.
    """
    return _MAKERS[what](_Making(shelf, current, clock, glyphs, rules))


class _Making(NamedTuple):
    """What a list is made of."""

    shelf: BlogShelf
    current: BlogService
    clock: Callable[[], datetime]
    glyphs: Glyphs
    rules: Sequence[Rule]


def _make_news(making: _Making) -> EntriesScreen:
    return EntriesScreen(
        making.shelf.list_local,
        news_entries(making.clock(), making.rules),
        heading="New since you last read",
        nothing="Nothing is new.",
        clock=making.clock,
        glyphs=making.glyphs,
    )


def _make_waiting(making: _Making) -> EntriesScreen:
    from tui_blog.ui.screens.waiting import WaitingScreen

    return WaitingScreen(
        making.shelf.list_local,
        reply_entries(making.clock(), making.rules),
        current=making.current,
        make_memory=making.shelf.remember,
        clock=making.clock,
        glyphs=making.glyphs,
    )


def _make_starred(making: _Making) -> EntriesScreen:
    return EntriesScreen(
        making.shelf.list_local,
        starred_entries,
        heading="Starred and tagged",
        nothing="Nothing has a star or a tag of yours yet.",
        clock=making.clock,
        glyphs=making.glyphs,
    )


_MAKERS = {"news": _make_news, "waiting": _make_waiting, "starred": _make_starred}
