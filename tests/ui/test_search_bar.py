"""The search line: what it tells, and that it is literal."""

from dataclasses import dataclass, field

from textual.app import App, ComposeResult
from textual.widgets import Input, Static

from tui_blog.ui.widgets.search_bar import SearchBar


@dataclass
class Heard:
    """What the bar said."""

    changed: list[str] = field(default_factory=list)
    submitted: list[str] = field(default_factory=list)
    cancelled: int = 0


class Host(App[None]):
    """A bar below something else."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = Heard()

    def compose(self) -> ComposeResult:
        yield Static("above")
        yield SearchBar()

    def on_search_bar_changed(self, message: SearchBar.Changed) -> None:
        self.heard.changed.append(message.text)

    def on_search_bar_submitted(self, message: SearchBar.Submitted) -> None:
        self.heard.submitted.append(message.text)

    def on_search_bar_cancelled(self, message: SearchBar.Cancelled) -> None:
        self.heard.cancelled += 1


async def test_search_bar_tells_each_change_and_the_end() -> None:
    """Searching while typing would not work."""
    app = Host()

    async with app.run_test() as pilot:
        bar = app.query_one(SearchBar)
        bar.open()
        await pilot.press("o", "n", "enter")
        await pilot.pause()

        assert not bar.is_open
    assert app.heard == Heard(changed=["o", "on"], submitted=["on"])


async def test_search_bar_when_escaped_tells_that_it_was_given_up() -> None:
    """The marks of a search given up would stay."""
    app = Host()

    async with app.run_test() as pilot:
        bar = app.query_one(SearchBar)
        bar.open()
        await pilot.press("o", "escape")
        await pilot.pause()

        assert not bar.is_open
    assert app.heard == Heard(changed=["o"], cancelled=1)


async def test_search_bar_opened_again_offers_the_last_text_selected() -> None:
    """One would have to type it again, or delete it first."""
    app = Host()

    async with app.run_test() as pilot:
        bar = app.query_one(SearchBar)
        bar.open("before")
        await pilot.pause()
        first = bar.text
        await pilot.press("x")

        assert (first, bar.text) == ("before", "x")
    assert app.heard.changed == ["x"]


async def test_search_bar_given_hostile_text_keeps_it_literal() -> None:
    """A pasted text would drive the terminal, or a note be read as markup."""
    app = Host()

    async with app.run_test() as pilot:
        bar = app.query_one(SearchBar)
        bar.open("[/x]\x1b]0;t\x07\u202e")
        bar.say("[/note] \x1b[6n")
        await pilot.pause()

        assert app.query_one(Input).value == "[/x]"
        assert bar.text == "[/x]"
        assert str(bar.query_one(".search-bar--note", Static).content) == "[/note]"


async def test_search_bar_is_hidden_until_opened() -> None:
    """It would take a line from reading."""
    app = Host()

    async with app.run_test() as pilot:
        bar = app.query_one(SearchBar)
        before = bar.display or app.focused is not None
        bar.open()
        await pilot.pause()

        assert (before, bar.display, bar.size.height) == (False, True, 1)


async def test_search_bar_when_closed_leaves_the_keys_to_others() -> None:
    """Keys would go into a line that nobody sees."""
    app = Host()

    async with app.run_test() as pilot:
        bar = app.query_one(SearchBar)
        bar.open()
        await pilot.press("a", "enter", "b")
        await pilot.pause()

        assert bar.text == "a"
        assert app.focused is None
