"""Choosing a link: what is shown before anything is opened."""

import pytest
from textual.app import App
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList, Static

from tui_blog.ui.glyphs import ASCII_GLYPHS
from tui_blog.ui.link_choice import LinkChoice, LinkEntry, LinkVerb
from tui_blog.ui.screens.address import AddressScreen
from tui_blog.ui.screens.links import LinkScreen

HONEST = LinkEntry(label="the handbook", address="https://example.org/handbook")
FALSE = LinkEntry(label="https://bank.example", address="https://evil.example/login")
HOSTILE = LinkEntry(label="[/x] \x1b]0;t\x07\u202egnp\n[b]b[/b]", address="https://example.org/h")
LOOKALIKE = LinkEntry(label="apple", address="https://xn--80ak6aa92e.com/")
MIXED = LinkEntry(label="bank", address="https://xn--bnk--53d3b.example/")
UMLAUT = LinkEntry(label="", address="https://xn--mnchen-3ya.example/")
MAIL = LinkEntry(label="", address="mailto:ada@example.org")


class Host(App[None]):
    """Shows a screen and remembers what came of it."""

    def __init__(self, screen: ModalScreen[LinkChoice | None]) -> None:
        super().__init__()
        self.first = screen
        self.results: list[LinkChoice | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.first, self.results.append)


def many(count: int) -> list[LinkEntry]:
    """Links with numbers in their addresses."""
    return [
        LinkEntry(label=f"link {number}", address=f"https://example.org/{number}")
        for number in range(1, count + 1)
    ]


def rows(app: App[None]) -> list[str]:
    """The rows of the list."""
    return [str(option.prompt) for option in app.screen.query_one(OptionList).options]


def asked(app: App[None]) -> str:
    """The address that is being asked about; empty when none is."""
    if not isinstance(app.screen, AddressScreen):
        return ""
    return str(app.screen.query_one("#address", Static).content)


async def test_links_shows_number_words_host_and_true_address() -> None:
    """One would not know where a link goes."""
    app = Host(LinkScreen([HONEST, FALSE, HOSTILE, MAIL]))

    async with app.run_test(size=(80, 24)):
        shown = rows(app)

    assert shown == [
        "1  the handbook\n   example.org  https://example.org/handbook",
        "2  https://bank.example\n   ≠ goes to evil.example  https://evil.example/login",
        "3  [/x] gnp [b]b[/b]\n   example.org  https://example.org/h",
        "4  mailto:ada@example.org\n   ada@example.org  mailto:ada@example.org",
    ]


async def test_links_in_ascii_marks_what_misleads() -> None:
    """The mark would be a box on the Linux console."""
    app = Host(LinkScreen([FALSE], glyphs=ASCII_GLYPHS))

    async with app.run_test():
        (shown,) = rows(app)

    assert "!= goes to evil.example" in shown


async def test_links_marks_hosts_that_are_not_what_they_look_like() -> None:
    """A host would pass for another one."""
    false_text = LinkEntry(label="https://apple.com", address=LOOKALIKE.address)
    app = Host(LinkScreen([LOOKALIKE, MIXED, UMLAUT, false_text]))

    async with app.run_test(size=(100, 24)):
        shown = [row.split("\n")[1] for row in rows(app)]

    assert shown == [
        "   ! looks like apple.com  https://xn--80ak6aa92e.com/",
        "   ! mixes alphabets  https://xn--bnk--53d3b.example/",
        "   ! münchen.example: letters beyond a-z  https://xn--mnchen-3ya.example/",
        "   ≠ goes to xn--80ak6aa92e.com ! looks like apple.com  https://xn--80ak6aa92e.com/",
    ]


async def test_links_when_entered_shows_the_address_and_opens_only_then() -> None:
    """A link would open that nobody looked at."""
    app = Host(LinkScreen([HONEST, FALSE]))

    async with app.run_test() as pilot:
        await pilot.press("j", "enter")
        await pilot.pause()
        address, results_before = asked(app), list(app.results)
        await pilot.press("enter")
        await pilot.pause()

    assert address == FALSE.address
    assert results_before == []
    assert app.results == [LinkChoice(verb=LinkVerb.OPEN, address=FALSE.address)]


async def test_links_when_the_address_is_refused_stays_on_the_list() -> None:
    """A second look would cost the whole list."""
    app = Host(LinkScreen([HONEST, FALSE]))

    async with app.run_test() as pilot:
        await pilot.press("2", "escape")
        await pilot.pause()
        on_list = isinstance(app.screen, LinkScreen)
        await pilot.press("escape")
        await pilot.pause()

    assert on_list
    assert app.results == [None]


@pytest.mark.parametrize(
    ("count", "keys", "address"),
    [
        (9, ["9"], "https://example.org/9"),
        (12, ["2"], "https://example.org/2"),
        (12, ["1", "2"], "https://example.org/12"),
        (12, ["1", "enter"], "https://example.org/1"),
        (12, ["0", "3"], "https://example.org/3"),
        (12, ["1", "j", "2"], "https://example.org/2"),
        (3, ["7", "2"], "https://example.org/2"),
    ],
)
async def test_links_given_a_number_asks_about_that_link(
    count: int, keys: list[str], address: str
) -> None:
    """A number would open another link."""
    app = Host(LinkScreen(many(count)))

    async with app.run_test() as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        shown = asked(app)

    assert shown == address


async def test_links_given_a_number_too_high_says_so() -> None:
    """The key would do nothing."""
    app = Host(LinkScreen(many(3)))

    async with app.run_test() as pilot:
        await pilot.press("7")
        await pilot.pause()
        hint = str(app.screen.query_one(".dialog--keys", Label).content)

    assert hint == "There is no link 7."


async def test_links_when_copying_returns_the_highlighted_address() -> None:
    """The address could not be pasted elsewhere."""
    app = Host(LinkScreen([HONEST, FALSE]))

    async with app.run_test() as pilot:
        await pilot.press("down", "y")
        await pilot.pause()

    assert app.results == [LinkChoice(verb=LinkVerb.COPY, address=FALSE.address)]


async def test_links_without_links_says_so_and_lives() -> None:
    """A post without links would end the app."""
    app = Host(LinkScreen([]))

    async with app.run_test() as pilot:
        await pilot.press("enter", "y", "1", "j")
        heading = str(app.screen.query_one(".dialog--heading", Label).content)

    assert heading == "No links here"
    assert app.results == []


async def test_address_shows_all_of_a_long_address() -> None:
    """The end of an address could hide where it really goes."""
    entry = LinkEntry(label="x", address="https://example.org/" + "a/" * 150 + "end")
    app = Host(AddressScreen(entry))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = app.screen.query_one("#address", Static)
        drawn = "".join(shown.render_line(y).text.strip() for y in range(shown.size.height))

    assert drawn == entry.address


async def test_address_given_a_misleading_link_warns_in_words() -> None:
    """The false text would be believed."""
    app = Host(AddressScreen(FALSE))

    async with app.run_test():
        words = [str(label.content) for label in app.screen.query(Label)]

    assert "≠ This link's text says something else:" in words
    assert "It goes to evil.example:" in words


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (LOOKALIKE, "! аррӏе.com looks like apple.com; it is another:"),
        (MIXED, "! bаnk-ж.example mixes letters of several alphabets:"),
        (UMLAUT, "! münchen.example has letters beyond a-z; it is this host:"),
    ],
)
async def test_address_given_a_host_in_disguise_says_what_it_is(
    entry: LinkEntry, told: str
) -> None:
    """The host would be taken for another one."""
    app = Host(AddressScreen(entry))

    async with app.run_test():
        words = [str(label.content) for label in app.screen.query(Label)]

    assert words[1] == told


async def test_address_given_an_honest_link_does_not_warn() -> None:
    """A warning that is always there is not read."""
    app = Host(AddressScreen(HONEST))

    async with app.run_test():
        warnings = len(app.screen.query(".dialog--warning"))

    assert warnings == 0


@pytest.mark.parametrize(
    ("key", "result"),
    [
        ("enter", LinkChoice(verb=LinkVerb.OPEN, address=HONEST.address)),
        ("o", LinkChoice(verb=LinkVerb.OPEN, address=HONEST.address)),
        ("y", LinkChoice(verb=LinkVerb.COPY, address=HONEST.address)),
        ("escape", None),
        ("q", None),
    ],
)
async def test_address_returns_what_was_wished(key: str, result: LinkChoice | None) -> None:
    """The question would have no answer."""
    app = Host(AddressScreen(HONEST))

    async with app.run_test() as pilot:
        await pilot.press(key)
        await pilot.pause()

    assert app.results == [result]
