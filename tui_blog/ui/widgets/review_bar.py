"""What to do with a text that is written: the choices that Esc offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Key
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

_GAP, _NARROW_GAP = 2, 1


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the choices."""

    key: str
    """The letter that chooses it."""
    word: str
    """What it does."""
    short: str
    """The same in fewer letters, for where not all choices have room."""
    also: str = ""
    """Letters that do it too, as mail programs have them; a capital is not its small letter."""


class ReviewBar(Widget, can_focus=True):
    """One line of choices; letters, arrows with Enter, and the mouse choose."""

    DEFAULT_CSS = "ReviewBar { height: 1; width: 1fr; padding: 0 1; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "review-bar--key",
        "review-bar--word",
        "review-bar--highlighted",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up,shift+tab", "move(-1)", "Choice before", show=False),
        Binding("right,down,tab", "move(1)", "Next choice", show=False),
        Binding("enter,space", "choose", "Choose", show=False),
    ]

    highlighted: reactive[int] = reactive(0)
    """The choice that Enter takes."""

    @dataclass
    class Chosen(Message):
        """A choice was made."""

        review_bar: "ReviewBar"
        """Where."""
        choice: Choice
        """What was chosen."""

        @property
        def control(self) -> "ReviewBar":
            """The sender."""
            return self.review_bar

    def __init__(self, choices: Sequence[Choice], *, id: str | None = None) -> None:  # noqa: A002  Textual's own name
        super().__init__(id=id)
        self._choices = tuple(choices)

    def render(self) -> Content:
        """Draw the line."""
        parts = []
        for index, choice in enumerate(self._choices):
            is_highlighted = index == self.highlighted and self.has_focus
            name = "review-bar--highlighted" if is_highlighted else "review-bar--word"
            parts.append(
                Content.assemble(
                    (choice.key, self.get_visual_style("review-bar--key")),
                    " ",
                    (self._word(choice), self.get_visual_style(name)),
                    " " * self._gap,
                )
            )
        return Content("").join(parts)

    @property
    def focus_cell(self) -> Offset:
        """Where the highlighted choice begins."""
        before = self._choices[: self.highlighted]
        return Offset(sum(self._cells(choice) + self._gap for choice in before), 0)

    def action_move(self, step: int) -> None:
        """Highlight another choice; one key too many does not lead from the last to the first."""
        self.highlighted = max(0, min(self.highlighted + step, len(self._choices) - 1))

    def action_choose(self) -> None:
        """Take the highlighted choice."""
        self.post_message(self.Chosen(self, self._choices[self.highlighted]))

    def on_key(self, event: Key) -> None:
        """Take the choice of a letter."""
        typed = event.character or ""
        others = (choice for choice in self._choices if typed and typed in choice.also)
        named = (choice for choice in self._choices if typed.lower() == choice.key)
        choice = next(others, None) or next(named, None)
        if choice is not None:
            event.stop()
            self.post_message(self.Chosen(self, choice))

    def on_click(self, event: Click) -> None:
        """Take the choice under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        start = 0
        for choice in self._choices:
            end = start + self._cells(choice)
            if start <= offset.x < end:
                self.post_message(self.Chosen(self, choice))
                return
            start = end + self._gap

    @property
    def _is_narrow(self) -> bool:
        """Whether the whole words have no room."""
        full = sum(cell_len(choice.key) + 1 + cell_len(choice.word) for choice in self._choices)
        return full + _GAP * (len(self._choices) - 1) > self.size.width

    @property
    def _gap(self) -> int:
        return _NARROW_GAP if self._is_narrow else _GAP

    def _word(self, choice: Choice) -> str:
        return choice.short if self._is_narrow else choice.word

    def _cells(self, choice: Choice) -> int:
        return cell_len(choice.key) + 1 + cell_len(self._word(choice))
