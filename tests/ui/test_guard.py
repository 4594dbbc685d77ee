"""The guard: what it stops, what it lets through, and that it sees what every widget draws."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import App, ComposeResult
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static, TextArea, Tree

from tui_blog.text import clean
from tui_blog.ui.guard import REPLACEMENT, ControlGuard, GuardError

BLACK = Color(0, 0, 0)
SEQUENCES = {
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;aGk=\x1b\\",
    "c1 csi": "\x9b31m",
    "c1 osc": "\x9d0;owned\x9c",
    "status request": "\x1b[6n",
    "reset": "\x1bc",
    "tab": "\t",
    "line feed": "\n",
    "delete": "\x7f",
    "null": "\x00",
    "override": "\u202egnp.exe",
    "embedding": "\u202b",
    "line separator": "\u2028",
    "surrogate": "\ud800",
}
HARMLESS = (
    "é 漢字 👩‍👩‍👧 \u00a0 \u200c\u200d \u2066x\u2069 \u200f ▾│ 🏴\U000e0067\U000e007f a\u0301"
)


def apply(guard: ControlGuard, *texts: str) -> str:
    """Pass segments through a guard and join what comes out."""
    return "".join(part.text for part in guard.apply([Segment(text) for text in texts], BLACK))


@pytest.mark.parametrize("sequence", SEQUENCES.values(), ids=SEQUENCES.keys())
def test_guard_given_a_control_character_replaces_it_and_counts(sequence: str) -> None:
    """A sequence that slipped past cleaning would drive the terminal."""
    guard = ControlGuard()

    shown = apply(guard, "before ", f"a{sequence}b", " after")

    assert guard.stopped >= 1
    assert REPLACEMENT in shown
    assert not any(character in "\x1b\x9b\x9d\x07\t\n\x7f\x00\u202e\u2028" for character in shown)
    assert shown.startswith("before ")
    assert shown.endswith(" after")


@pytest.mark.parametrize("sequence", SEQUENCES.values(), ids=SEQUENCES.keys())
def test_guard_when_strict_raises(sequence: str) -> None:
    """A hole in the cleaning would stay unnoticed in tests."""
    guard = ControlGuard(strict=True)

    with pytest.raises(GuardError, match="not cleaned"):
        apply(guard, f"a{sequence}")


def test_guard_given_ordinary_text_hands_back_the_same_list() -> None:
    """Text people write would be mangled, or every line would be copied for nothing."""
    guard = ControlGuard(strict=True)
    segments = [Segment("plain"), Segment(HARMLESS, Style(link="https://example.org/a?b=%20"))]

    checked = guard.apply(segments, BLACK)

    assert checked is segments


def test_guard_when_it_replaces_keeps_the_width() -> None:
    """A stopped character is no cell wide; its stand-in would push the row over its edge."""
    segment = Segment("ab\x1b[31mcd")

    (checked,) = ControlGuard().apply([segment], BLACK)

    assert checked.cell_length == segment.cell_length


@pytest.mark.parametrize(
    "target", ["http://x/\x1b\\", "http://x/\u202e", "http://é/", "http://x y"]
)
def test_guard_given_an_unfit_link_target_removes_the_link(target: str) -> None:
    """The terminal gets link targets inside an escape sequence of their own."""
    guard = ControlGuard()

    (checked,) = guard.apply([Segment("text", Style(link=target, bold=True))], BLACK)

    assert checked.style == Style(bold=True)
    assert guard.stopped == 1


@given(st.lists(st.text(), max_size=5))
def test_guard_given_anything_lets_no_control_character_through(texts: list[str]) -> None:
    """The promise is about what comes out, whatever goes in."""
    shown = apply(ControlGuard(), *texts)

    assert ControlGuard(strict=True).apply([Segment(shown)], BLACK)


class GuardedApp(App[None]):
    """One hostile widget under a guard."""

    def __init__(self, make: Callable[[], Widget], guard: ControlGuard) -> None:
        super().__init__()
        self.make, self.guard = make, guard

    def compose(self) -> ComposeResult:
        """Show the widget."""
        yield self.make()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the guard, last."""
        return [*super().get_line_filters(), self.guard]


def hostile_tree() -> Tree[None]:
    """A tree whose label is hostile."""
    return Tree(Text("label \x1b[6n \x9b31m"))


def hostile_border() -> Static:
    """A widget whose border carries the text."""
    widget = Static("x")
    widget.styles.border = ("round", "red")
    widget.border_title = "title \x1b]52;c;aGk=\x07"
    return widget


WIDGETS: dict[str, Callable[[], Widget]] = {
    "static": lambda: Static("text \x1b]0;x\x07 \x9b31m", markup=False),
    "options": lambda: OptionList(Content("text \x1b[6n")),
    "tree": hostile_tree,
    "text area": lambda: TextArea("text \x1b[6n"),
    "input": lambda: Input("text \x1b[6n"),
    "border": hostile_border,
}


@pytest.mark.parametrize("name", WIDGETS)
async def test_guard_in_an_app_sees_what_every_widget_draws(name: str) -> None:
    """A widget outside the net would be the way in."""
    guard = ControlGuard()
    app = GuardedApp(WIDGETS[name], guard)

    async with app.run_test() as pilot:
        await pilot.pause()
        with app._context():
            drawn = "".join(line.text for line in app.screen._compositor.render_strips())

    assert guard.stopped > 0
    assert not any(character in drawn for character in "\x1b\x9b\x07")


@given(st.text())
@example("\u2067\u0627 \u2069 \u200e\u200d \u00ad\ufeff\U000e0041 \t\r\n\x85")
def test_guard_lets_through_what_was_cleaned(text: str) -> None:
    """The guard would end tests, or mangle lines, over text that is fit to be shown."""
    guard = ControlGuard(strict=True)
    cleaned = [clean.field(text), clean.strip(text).replace("\t", ""), clean.code(text)]
    lines = [*clean.body(text).split("\n"), *"\n".join(cleaned).split("\n")]
    segments = [Segment(line) for line in lines]

    assert guard.apply(segments, BLACK) is segments
