"""Running text together with the marks and the link that are open."""

from tui_blog.text import links
from tui_blog.text.blocks import Image
from tui_blog.text.elements import Attributes
from tui_blog.text.inline import InlineText, Piece
from tui_blog.text.runs import Mark

_BACK_SIGNS = frozenset("↩↑⤴^↵⏎⮐")
_VARIANT_SIGNS = "\ufe0e\ufe0f"


class RunningText:
    """The paragraph that is being collected; what is added gets the marks that are open."""

    def __init__(self, *, base: str | None) -> None:
        self._base = base
        self._inline = InlineText()
        self._marks = Mark.NONE
        self._href: str | None = None
        self._is_note_link = False
        self._is_local_link = False
        self._is_back_link = False
        self.open_marks: dict[Mark, int] = {}
        """How often each mark was started and not ended."""

    def __bool__(self) -> bool:
        return bool(self._inline)

    @property
    def href(self) -> str | None:
        """The address of the open link."""
        return self._href

    def take(self) -> list[Piece]:
        """Return all pieces and begin a new paragraph; marks and links stay open."""
        return self._inline.take()

    def add(self, text: str) -> None:
        """Append text whose blanks mean no more than one."""
        if self._is_local_link:
            self._add_local_link(text)
        else:
            self._inline.add(text, self._marks, self._href)

    def add_verbatim(self, text: str) -> None:
        """Append text with its blanks."""
        self._inline.add_verbatim(text, self._marks, self._href)

    def add_code(self, text: str) -> None:
        """Append a piece of code with its blanks."""
        self._inline.add_verbatim(text, self._marks | Mark.CODE, self._href)

    def add_note(self, label: str) -> None:
        """Append the label of a footnote."""
        marks = (self._marks | Mark.FOOTNOTE) & ~Mark.SUPERSCRIPT
        self._inline.add_verbatim(f"[{label}]", marks, None)

    def add_line_break(self) -> None:
        """Begin a new line of the same paragraph."""
        self._inline.add_line_break()

    def add_image(self, image: Image) -> None:
        """Append an image."""
        self._inline.add_image(image, self._marks)

    def start_mark(self, mark: Mark) -> None:
        """Open a mark, once more if it is open."""
        self.open_marks[mark] = self.open_marks.get(mark, 0) + 1
        self._marks |= mark

    def end_mark(self, mark: Mark) -> None:
        """Close a mark once, if it is open."""
        count = self.open_marks.get(mark, 0)
        if count:
            self.open_marks[mark] = count - 1
        if count == 1:
            self._marks &= ~mark

    def limit_marks(self, before: dict[Mark, int]) -> None:
        """Close the marks that were opened inside an element that has ended."""
        for mark, count in self.open_marks.items():
            if count > before.get(mark, 0):
                self.open_marks[mark] = before.get(mark, 0)
                if not self.open_marks[mark]:
                    self._marks &= ~mark

    def start_link(self, attributes: Attributes) -> None:
        """Open a link; links inside the page lead nowhere here, but may be a footnote's."""
        address = attributes.get("href", "")
        words = f"{attributes.get('class', '')} {attributes.get('role', '')}"
        is_back = "backref" in words or "backlink" in words
        is_note = "noteref" in words or "footnote-ref" in words
        is_note |= bool(self._marks & Mark.SUPERSCRIPT) and "#" in address
        self._is_back_link = is_back
        self._is_note_link = is_note and not is_back
        self._is_local_link = is_note or is_back or address.startswith("#")
        self._href = None if self._is_local_link else links.vet(address, base=self._base)

    def end_link(self) -> None:
        """Close the link."""
        self._href, self._is_note_link, self._is_local_link = None, False, False

    def _add_local_link(self, text: str) -> None:
        if self._is_back_link:
            return
        if self._is_note_link:
            if label := text.strip("[]() \n\t"):
                self.add_note(label)
        elif text.strip().strip(_VARIANT_SIGNS) not in _BACK_SIGNS:
            self._inline.add(text, self._marks, None)
