"""Running text while it is being read: runs, blanks, images in the line, links."""

import re
from collections.abc import Iterable, Sequence

from tui_blog.text import clean, links
from tui_blog.text.blocks import Image
from tui_blog.text.runs import Inline, Mark, Run

Piece = tuple[str | Image, Mark, str | None]
"""Text as it was read, or an image; its marks; its vetted address."""

_BLANKS = re.compile("[ \t\n\r\f]{2,}|[\t\n\r\f]")
_CJK = "\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60"
_BREAK_IN_CJK = re.compile(f"(?<=[{_CJK}])[ \t\r]*\n[ \t\r\n]*(?=[{_CJK}])")
_IN_CJK = re.compile(f"[{_CJK}]{{2}}").fullmatch
_BARE_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"“”«»\x00-\x1f\x7f-\x9f]{1,4000}", re.IGNORECASE)
_JOINERS = "\u200c\u200d"
_OFF_THE_LINE = Mark.SUPERSCRIPT | Mark.SUBSCRIPT
_AS_IT_IS = Mark.CODE | Mark.IMAGE
_NOT_LAST_IN_ADDRESS = ".,;:!?'*_…"
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_CAN_RISE = re.compile(r"[0-9+\-−=()ni]+").fullmatch
_CAN_SINK = re.compile(r"[0-9+\-−=()]+").fullmatch
_READS_WELL_ANYWAY = re.compile(r"\s*[^\W\d_]{2,}\.?\s*|\s+|[ªº°*†‡®™©]+").fullmatch


class InlineText:
    """Collects the pieces of one paragraph; blanks collapse as they do on a page."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._tail = ""

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def add(self, text: str, marks: Mark, href: str | None) -> None:
        """Append text whose blanks mean no more than one."""
        if "\n" in text and not text.isascii():
            text = _BREAK_IN_CJK.sub("", text)
        text = _BLANKS.sub(" ", text)
        if self._tail in ("", " ", "\n"):
            text = text.lstrip(" ")
        self.add_verbatim(text, marks, href)

    def add_verbatim(self, text: str, marks: Mark, href: str | None) -> None:
        """Append text as it is."""
        if text:
            self._pieces.append((text, marks, href))
            self._tail = text[-1]

    def add_line_break(self) -> None:
        """Begin a new line of the same paragraph."""
        self._drop_last_blank()
        self.add_verbatim("\n", Mark.NONE, None)

    def add_image(self, image: Image, marks: Mark) -> None:
        """Append an image."""
        self._pieces.append((image, marks, image.href))
        self._tail = "]"

    def take(self) -> list[Piece]:
        """Return all pieces without blanks at their end, and begin anew."""
        while self._tail in ("\n", " "):
            self._drop_last_blank()
            if self._tail == "\n":
                text, marks, href = self._pieces.pop()
                self._put_back(str(text)[:-1], marks, href)
        pieces, self._pieces, self._tail = self._pieces, [], ""
        return pieces

    def _drop_last_blank(self) -> None:
        while self._tail == " ":
            text, marks, href = self._pieces.pop()
            self._put_back(str(text).rstrip(" "), marks, href)

    def _put_back(self, text: str, marks: Mark, href: str | None) -> None:
        if text:
            self._pieces.append((text, marks, href))
            self._tail = text[-1]
        else:
            last = self._pieces[-1][0] if self._pieces else ""
            self._tail = last[-1] if isinstance(last, str) and last else "]" if last else ""


def parts_words(before: str, after: str) -> bool:
    """Say whether a line end between two texts means a blank; not in Chinese and Japanese."""
    return not _IN_CJK(before[-1:] + after[:1])


def images_alone(pieces: Iterable[Piece]) -> list[Image]:
    """Return the images if there is nothing but images and blanks, else nothing."""
    images = []
    for content, _, _ in pieces:
        if isinstance(content, Image):
            images.append(content)
        elif content.strip(" \n\u00a0"):
            return []
    return images


def runs_of(pieces: Sequence[Piece]) -> Inline:
    """Make clean runs of pieces: one run for each set of marks, bare addresses linked.

    After a link whose text names another host than it leads to stands a run that says where.
    """
    if len(pieces) == 1:  # most paragraphs, items and cells are nothing but text
        content, marks, href = pieces[0]
        if isinstance(content, str) and marks is Mark.NONE and href is None:
            text = clean.body(content)
            if text and "://" not in text:
                return (Run(text),)
    runs: list[Run] = []
    for foreign_text, marks, href in _merged(pieces):
        text = clean.body(foreign_text)
        # Comparing with NONE first: operations on flags are slow, and most text has no marks.
        if marks is not Mark.NONE and marks & _OFF_THE_LINE:
            text = _shifted(text, marks)
        if href is None and "://" in text and not marks & _AS_IT_IS:
            runs.extend(_with_links(text, marks))
        elif text:
            runs.append(Run(text, marks, href))
    if len(runs) > 1 or (runs and runs[0].href):
        runs = _with_warnings(_without_joined_ends(runs))
    return tuple(runs)


def image_text(image: Image) -> str:
    """Return what stands for an image in a line."""
    name = " – ".join(part for part in (image.alt, image.host) if part)
    return f"[image: {name}]" if image.alt else f"[image{' – ' if name else ''}{name}]"


def _merged(pieces: Iterable[Piece]) -> list[tuple[str, Mark, str | None]]:
    merged: list[tuple[list[str], Mark, str | None]] = []
    last_marks, last_href = None, None
    for content, marks, href in pieces:
        if isinstance(content, Image):
            merged.append(([image_text(content)], marks | Mark.IMAGE, href))
            last_marks = None
        elif marks is last_marks and href == last_href:
            merged[-1][0].append(content)
        else:
            merged.append(([content], marks, href))
            last_marks, last_href = marks, href
    return [("".join(texts), marks, href) for texts, marks, href in merged]


def _shifted(text: str, marks: Mark) -> str:
    """Write raised and lowered text so that 10² does not become 102."""
    raised = bool(marks & Mark.SUPERSCRIPT)
    if raised and _CAN_RISE(text):
        return text.translate(_SUPERSCRIPTS)
    if not raised and _CAN_SINK(text):
        return text.translate(_SUBSCRIPTS)
    if _READS_WELL_ANYWAY(text):
        return text
    sign = "^" if raised else "_"
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


def _with_links(text: str, marks: Mark) -> list[Run]:
    runs = []
    done = 0
    for found in _BARE_ADDRESS.finditer(text):
        address = _without_closing_marks(found[0])
        href = links.vet(address)
        if href is None:
            continue
        if found.start() > done:
            runs.append(Run(text[done : found.start()], marks))
        done = found.start() + len(address)
        runs.append(Run(address, marks, href))
    if done < len(text):
        runs.append(Run(text[done:], marks))
    return runs


def _without_closing_marks(address: str) -> str:
    """Leave out punctuation that closes the sentence or bracket around an address."""
    surplus = {
        ")": address.count(")") - address.count("("),
        "]": address.count("]") - address.count("["),
    }
    end = len(address)
    while True:  # to its first letters at most
        last = address[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _NOT_LAST_IN_ADDRESS:
            return address[:end]
        end -= 1


def _without_joined_ends(runs: list[Run]) -> list[Run]:
    """Drop joiners at the end of runs: they would join what is drawn apart."""
    if not any(run.text[-1] in _JOINERS for run in runs[:-1]):
        return runs
    stripped = [run._replace(text=run.text.rstrip(_JOINERS)) for run in runs[:-1]]
    return [run for run in (*stripped, runs[-1]) if run.text]


def _with_warnings(runs: list[Run]) -> list[Run]:
    warned: list[Run] = []
    shown: list[str] = []
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        warned.append(run)
        if run.href is None:
            continue
        shown.append(run.text)
        if following is not None and following.href == run.href:
            continue
        if links.is_misleading("".join(shown), run.href):
            warned.append(Run(f" [→ {links.display_host(run.href)}]", Mark.WARNING))
        shown.clear()
    return warned
