"""Drafts and outbox: what is listed, what may be done with it, dropping and bringing back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from textual.app import App
from textual.widgets import Label, OptionList

from tui_blog.model.comment import DeliveryState
from tui_blog.model.errors import ReadOnlyError
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.ui.pending_items import (
    PendingChoice,
    PendingItem,
    PendingResult,
    PendingShelf,
    PendingVerb,
)
from tui_blog.ui.screens.pending import PendingScreen

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def an_item(state: DeliveryState, **changes: object) -> PendingItem:
    """A pending reply."""
    pending = PendingItem(
        state=state,
        post_id=PostId("wp:1"),
        parent_id=CommentId("wp:7"),
        change_id=None if state is DeliveryState.DRAFT else ChangeId("c1"),
        post_title="Growing beans",
        text="I tried this\nlast year.",
        since=NOW - timedelta(hours=3),
    )
    return replace(pending, **changes)  # type: ignore[arg-type]  # a factory takes any field


class FakeShelf:
    """Items in memory."""

    def __init__(self, *items: PendingItem) -> None:
        self.items = list(items)
        self.aside: list[PendingItem] = []
        self.refusal: str = ""

    def list_items(self) -> tuple[PendingItem, ...]:
        return tuple(self.items)

    def drop(self, pending: PendingItem) -> None:
        if self.refusal:
            raise ReadOnlyError(self.refusal)
        self.items.remove(pending)
        self.aside.append(pending)

    def bring_back(self) -> bool:
        if not self.aside:
            return False
        self.items.append(replace(self.aside.pop(), state=DeliveryState.DRAFT, change_id=None))
        return True


_shelf: PendingShelf = FakeShelf()


class Host(App[None]):
    """Shows the screen and remembers its result."""

    def __init__(self, shelf: FakeShelf) -> None:
        super().__init__()
        self.shelf = shelf
        self.result: PendingResult | None = None

    def on_mount(self) -> None:
        self.push_screen(PendingScreen(self.shelf, clock=lambda: NOW), self._remember)

    def _remember(self, result: PendingResult | None) -> None:
        self.result = result


def listed(app: App[None]) -> list[str]:
    """The rows as they stand."""
    return [str(option.prompt) for option in app.screen.query_one(OptionList).options]


def shown(app: App[None]) -> list[str]:
    """The lines of the screen."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def said(app: App[None]) -> str:
    """The line about the highlighted item."""
    return str(app.screen.query_one(".dialog--detail", Label).content)


async def test_pending_lists_state_word_age_post_and_text() -> None:
    """The person would not know what is waiting, or why."""
    parked = an_item(DeliveryState.PARKED, reason="Comments are closed.")
    app = Host(FakeShelf(parked, an_item(DeliveryState.DRAFT, parent_id=None, post_title="")))

    async with app.run_test():
        rows, detail = listed(app), said(app)

    assert rows == [
        "✗ not accepted  3 h  reply under Growing beans\n  I tried this last year.",
        "✎ draft  3 h  comment on a post without a title\n  I tried this last year.",
    ]
    assert detail == "Comments are closed."


@pytest.mark.parametrize("width", [40, 50, 80])
@pytest.mark.parametrize("reason", ["", "The blog did not take it. " * 8])
async def test_pending_in_a_low_window_shows_the_highlighted_row(width: int, reason: str) -> None:
    """One would send, drop or edit what one can't see."""
    items = [an_item(DeliveryState.PARKED, text=f"Text {n}", reason=reason) for n in range(4)]
    app = Host(FakeShelf(*items))

    async with app.run_test(size=(width, 10)) as pilot:
        await pilot.press("j", "j")
        rows = shown(app)

    at = next((number for number, row in enumerate(rows) if "Text 2" in row), 0)
    assert "not accepted  3 h  reply" in rows[at - 1]
    assert any("Esc" in row for row in rows)


@pytest.mark.parametrize(
    ("key", "verb"),
    [
        ("enter", PendingVerb.JUMP),
        ("e", PendingVerb.EDIT),
        ("dollar_sign", PendingVerb.RETRY),
        ("o", PendingVerb.BROWSER),
    ],
)
async def test_pending_when_a_wish_is_possible_returns_it(key: str, verb: PendingVerb) -> None:
    """The keys would do nothing."""
    first, second = an_item(DeliveryState.QUEUED), an_item(DeliveryState.PARKED)
    app = Host(FakeShelf(first, second))

    async with app.run_test() as pilot:
        await pilot.press("j", key)
        await pilot.pause()

    choice = PendingChoice(verb=verb, chosen=second)
    assert app.result == PendingResult(choice=choice, changed=False)


@pytest.mark.parametrize(
    ("state", "key", "sentence"),
    [
        (DeliveryState.UNKNOWN, "e", "may be on the blog already"),
        (DeliveryState.SENDING, "e", "may be on the blog already"),
        (DeliveryState.UNKNOWN, "o", "may be on the blog already"),
        (DeliveryState.SENDING, "dollar_sign", "being sent just now"),
        (DeliveryState.DRAFT, "dollar_sign", "sent from the composer"),
    ],
)
async def test_pending_when_a_wish_is_impossible_says_why(
    state: DeliveryState, key: str, sentence: str
) -> None:
    """A comment could be sent twice, or a key would do nothing without a word."""
    app = Host(FakeShelf(an_item(state)))

    async with app.run_test() as pilot:
        await pilot.press(key)
        detail = said(app)

    assert sentence in detail
    assert app.result is None


@pytest.mark.parametrize(("drop", "undo"), [("d", "u"), ("delete", "ctrl+z")])
async def test_pending_when_dropped_can_be_brought_back(drop: str, undo: str) -> None:
    """A slip of the finger would cost a text."""
    shelf = FakeShelf(an_item(DeliveryState.QUEUED), an_item(DeliveryState.DRAFT))
    app = Host(shelf)

    async with app.run_test() as pilot:
        await pilot.press(drop)
        after_drop = len(listed(app))
        await pilot.press(undo)
        after_undo, detail = len(listed(app)), said(app)
        await pilot.press("escape")

    assert (after_drop, after_undo) == (1, 2)
    assert detail == "Back again, as a draft."
    assert app.result == PendingResult(choice=None, changed=True)


async def test_pending_when_the_last_is_dropped_says_that_nothing_waits() -> None:
    """An empty frame would look like a fault, and undo would be out of reach."""
    app = Host(FakeShelf(an_item(DeliveryState.DRAFT)))

    async with app.run_test() as pilot:
        await pilot.press("d", "e", "d", "enter")
        rows = listed(app)
        await pilot.press("u")
        after_undo = listed(app)

    assert rows == []
    assert len(after_undo) == 1
    assert app.result is None


async def test_pending_when_dropping_is_refused_says_why_and_keeps_the_item() -> None:
    """The list would claim that something is gone which is not."""
    shelf = FakeShelf(an_item(DeliveryState.UNKNOWN))
    shelf.refusal = "It may be on the blog already."
    app = Host(shelf)

    async with app.run_test() as pilot:
        await pilot.press("d")
        rows, detail = listed(app), said(app)
        await pilot.press("u")
        after_undo = said(app)

    assert len(rows) == 1
    assert detail == "It may be on the blog already."
    assert after_undo == "There is nothing to bring back."


async def test_pending_when_empty_says_so() -> None:
    """An empty frame would look like a fault."""
    app = Host(FakeShelf())

    async with app.run_test():
        detail = said(app)

    assert detail == "Nothing is waiting here."


def some_screen() -> PendingScreen:
    """A screen with one item in every state."""
    items = [an_item(state, reason=f"Reason of {state}") for state in DeliveryState]
    return PendingScreen(FakeShelf(*items), clock=lambda: NOW)
