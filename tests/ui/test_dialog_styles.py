"""Dialogs under the real style sheets: everything one needs is on the screen."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.app import App
from textual.geometry import Region
from textual.widget import AwaitMount
from textual.widgets import Label, OptionList

from tui_blog.model.comment import DeliveryState
from tui_blog.model.ids import PostId
from tui_blog.resources import styles_folder
from tui_blog.text.outline import HeadingPlace
from tui_blog.text.sharing import CopyTarget, Form, Target
from tui_blog.ui.guard import ControlGuard
from tui_blog.ui.keymap import KeyRow, KeySection
from tui_blog.ui.link_choice import LinkEntry
from tui_blog.ui.pending_items import PendingItem
from tui_blog.ui.screens.address import AddressScreen
from tui_blog.ui.screens.headings import OutlineScreen
from tui_blog.ui.screens.help import HelpScreen
from tui_blog.ui.screens.links import LinkScreen
from tui_blog.ui.screens.pending import PendingScreen
from tui_blog.ui.screens.share_menu import ShareMenu

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
HOSTILE = "[/x] \x1b]52;c;aGk=\x07 \x9b6n \u202egnp.exe [@click=app.quit]x[/] \u2028 \x00 end"
LINKS = [LinkEntry(label=HOSTILE, address=f"https://example.org/{n}?{'q' * 90}") for n in range(40)]
SECTIONS = [
    KeySection(
        heading=f"Section {name}",
        rows=tuple(
            KeyRow(id=f"{name}.{n}", keys="ctrl+x", description="Does [/x] this", tooltip="")
            for n in range(15)
        ),
    )
    for name in "ABC"
]


class FullShelf:
    """Many hostile items."""

    def list_items(self) -> tuple[PendingItem, ...]:
        return tuple(
            PendingItem(
                state=state,
                post_id=PostId("p"),
                parent_id=None,
                change_id=None,
                post_title=HOSTILE,
                text=HOSTILE * 9,
                since=NOW,
                reason=HOSTILE,
            )
            for state in list(DeliveryState) * 6
        )

    def drop(self, pending: PendingItem) -> None:
        """Keep it."""

    def bring_back(self) -> bool:
        return False


SCREENS: dict[str, Callable[[App[None]], AwaitMount]] = {
    "help": lambda app: app.push_screen(HelpScreen(SECTIONS)),
    "links": lambda app: app.push_screen(LinkScreen(LINKS)),
    "address": lambda app: app.push_screen(
        AddressScreen(
            LinkEntry(
                label="https://bank.example " + HOSTILE, address="https://e.org/" + "a" * 3000
            )
        )
    ),
    "pending": lambda app: app.push_screen(PendingScreen(FullShelf(), clock=lambda: NOW)),
}

COPIES: list[Target] = [CopyTarget(name=f"Target {n}", form=Form.TEXT) for n in range(30)]
LISTS: dict[str, Callable[[App[None]], AwaitMount]] = SCREENS | {
    "share": lambda app: app.push_screen(ShareMenu(COPIES, heading=HOSTILE, has_url=True)),
    "headings": lambda app: app.push_screen(
        OutlineScreen([HeadingPlace(block=n, level=1, text="Part") for n in range(40)], here=0)
    ),
}


class Host(App[None]):
    """The real style sheets, and a guard that raises."""

    def __init__(self) -> None:
        folder: Path = styles_folder()
        super().__init__(css_path=[folder / "base.tcss", folder / "dialogs.tcss"])
        self.guard = ControlGuard(strict=True)

    def get_line_filters(self) -> list[ControlGuard]:
        return [self.guard]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=str)
@pytest.mark.parametrize("name", SCREENS)
async def test_dialog_given_hostile_texts_shows_its_keys_and_lets_nothing_through(
    name: str, size: tuple[int, int]
) -> None:
    """The keys would be below the screen's edge, or a title would drive the terminal."""
    app = Host()

    async with app.run_test(size=size) as pilot:
        await SCREENS[name](app)
        await pilot.pause()
        hint = app.screen.query_one(".dialog--keys", Label)
        with app._context():
            drawn = "\n".join(line.text for line in app.screen._compositor.render_strips())
        regions = [hint.region, *(one.region for one in app.screen.query(".dialog--detail"))]
        width = app.screen.query_one(".dialog").region.width

    assert all(Region(0, 0, *size).contains_region(region) for region in regions)
    assert "Esc" in drawn
    assert width <= size[0]


@pytest.mark.parametrize("name", ["base", "dialogs", "pending", "taking"])
def test_style_sheet_names_no_colour_of_its_own(name: str) -> None:
    """A colour that is not the theme's is unreadable in some theme."""
    text = (styles_folder() / f"{name}.tcss").read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 150
    assert "!important" not in text
    assert "#" not in text


@pytest.mark.parametrize("name", ["links", "pending", "share", "headings"])
async def test_the_end_of_a_long_list_can_be_seen(name: str) -> None:
    """The last rows stood behind the keys, and what one chose there was out of sight."""
    app = Host()

    async with app.run_test(size=(80, 24)) as pilot:
        await LISTS[name](app)
        await pilot.pause()
        options = app.screen.query_one(OptionList)
        await pilot.press("end")
        await pilot.pause()
        keys = app.screen.query_one(".dialog--keys").region
        heading = app.screen.query_one(".dialog--heading").region

        assert options.scroll_y > 0
        assert options.scroll_y == options.max_scroll_y
        assert options.region.bottom <= keys.y
        assert options.region.y >= heading.bottom
