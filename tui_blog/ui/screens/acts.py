"""What the commands ``act('feature.what')`` of the reader do: a feature is made when it is needed.

A feature is an object of its own that asks the reader screen for what it works on. Its row in
`_MAKERS` imports it late, so that a start loads none of it.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_blog.ui.screens.reader import ReaderScreen

ActTable = Mapping[str, Callable[[], object]]
"""What a feature can do, by the name behind the dot."""


class Acts:
    """The features of one reader screen."""

    def __init__(self, reader: "ReaderScreen") -> None:
        """Remember for whom they are made; nothing is made yet."""
        self._reader = reader
        self._tables: dict[str, ActTable] = {}

    def run(self, name: str) -> None:
        """Do what an act is.

        Args:
            name: As in the command: the feature, a dot, what it shall do.

        Raises:
            KeyError: There is no such act; a test holds that no command names one.
        """
        feature, _, what = name.partition(".")
        self.table(feature)[what]()

    def table(self, feature: str) -> ActTable:
        """Return what a feature can do; it is made the first time."""
        table = self._tables.get(feature)
        if table is None:
            table = self._tables[feature] = _MAKERS[feature](self._reader)
        return table


def _make_link(reader: "ReaderScreen") -> ActTable:
    from tui_blog.ui.screens.hinting import Hinting
    from tui_blog.ui.screens.selected import copy_selected

    def copy() -> None:
        if not copy_selected(reader):
            reader.linking.copy(reader.permalink_here())

    hinting = Hinting(reader)
    return {
        "hints": hinting.begin,
        "list": reader.list_links,
        "browser": lambda: reader.linking.ask(reader.permalink_here()),
        "browser_read": lambda: reader.linking.ask(
            reader.permalink_here(), opened=reader.mark_seen_here
        ),
        "copy": copy,
    }


def _make_heading(reader: "ReaderScreen") -> ActTable:
    from tui_blog.ui.screens.headings import Headings

    return Headings(reader).acts


def _make_map(reader: "ReaderScreen") -> ActTable:
    from tui_blog.ui.screens.mapping import ThreadMapping

    return ThreadMapping(reader).acts


def _make_order(reader: "ReaderScreen") -> ActTable:
    return reader.ordering.acts


def _make_quote(reader: "ReaderScreen") -> ActTable:
    from tui_blog.ui.screens.picking import Picking
    from tui_blog.ui.screens.selected import quote_selected

    picking = Picking(reader)
    return {"pick": lambda: quote_selected(reader) or picking.acts["pick"]()}


def _make_share(reader: "ReaderScreen") -> ActTable:
    from tui_blog.ui.screens.selected import share_selected
    from tui_blog.ui.screens.sharing import Sharing

    return {"choose": lambda: share_selected(reader) or Sharing(reader).acts["choose"]()}


def _make_take(reader: "ReaderScreen") -> ActTable:
    from tui_blog.ui.screens.saving import Saving
    from tui_blog.ui.screens.taking import Taking

    return {**Taking(reader).acts, **Saving(reader).acts}


def _make_changes(reader: "ReaderScreen") -> ActTable:
    from tui_blog.ui.screens.changes import Changes

    return Changes(reader).acts


def _make_filter(reader: "ReaderScreen") -> ActTable:
    if reader.filtering is not None:
        return reader.filtering.acts

    def say_none() -> None:
        reader.status_line.say("There are no filters here: [[filters]] in config.toml makes them.")

    return {"why": say_none, "show": say_none}


def _make_star(reader: "ReaderScreen") -> ActTable:
    from tui_blog.ui.screens.starring import Starring

    return Starring(reader).acts


def _make_forget(reader: "ReaderScreen") -> ActTable:
    from tui_blog.ui.screens.forgetting import Forgetting

    return Forgetting(reader).acts


_MAKERS: Mapping[str, Callable[["ReaderScreen"], ActTable]] = {
    "heading": _make_heading,
    "changes": _make_changes,
    "forget": _make_forget,
    "link": _make_link,
    "filter": _make_filter,
    "map": _make_map,
    "order": _make_order,
    "quote": _make_quote,
    "share": _make_share,
    "star": _make_star,
    "take": _make_take,
}
