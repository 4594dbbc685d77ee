"""Building blocks from a stream of elements and text: what HTML and Markdown share.

Elements may come in any order, unclosed, nested wrongly or 100,000 deep; no text is lost, nothing
recurses by their depth, and the work is in proportion to the input.
"""

from collections.abc import Callable
from typing import ClassVar

from tui_blog.text import clean
from tui_blog.text.blocks import Block, Code, Embed, Paragraph, Rule
from tui_blog.text.elements import (
    CAPTION_CLASSES,
    FORM_PARTS,
    FRAMED_ELEMENTS,
    HEADINGS,
    HIDDEN_ELEMENTS,
    MARKS,
    PARTING_ELEMENTS,
    SIMPLE_FRAMES,
    TABLE_PARTS,
    TABLE_SECTIONS,
    Attributes,
    frame_of,
    image_of,
    language_of,
    number_of,
    smiley_of,
)
from tui_blog.text.embeds import embed_of
from tui_blog.text.frames import FrameStack, Kind
from tui_blog.text.inline import images_alone, runs_of
from tui_blog.text.running import RunningText
from tui_blog.text.tables import MAX_COLUMNS, MAX_ROW_SPAN, Cell, Row, find_alignment

_CELL_ONLY = (Kind.CELL,)
_AROUND_TERMS = (Kind.CELL, Kind.TERMS, Kind.QUOTE, Kind.LIST)
_OF_LISTS = (Kind.ITEM, Kind.FOOTNOTE, Kind.LIST)
_AROUND_ITEMS = tuple(kind for kind in Kind if kind not in (*_OF_LISTS, Kind.HEADING))


class BlockBuilder:
    """Takes start tags, end tags and text in the order they come, gives blocks in the end."""

    def __init__(self, *, base: str | None) -> None:
        self._base = base
        self._frames = FrameStack()
        self._text = RunningText(base=base)
        self._hidden = ""
        self._hidden_depth = 0
        self._is_named = False
        self._code: list[str] | None = None
        self._language = ""
        self._in_verse = False
        self._in_form = False
        self._notes_follow = False

    def finish(self) -> tuple[Block, ...]:
        """Close what stands open and return everything."""
        self._end_code()
        self._flush()
        return self._frames.close_all()

    @property
    def settled(self) -> tuple[Block, ...]:
        """The first of the blocks that `finish` gives, whatever comes until then."""
        return self._frames.settled

    def text(self, text: str) -> None:
        """Take text whose blanks mean no more than one, except in preformatted elements."""
        if self._hidden:
            return
        if self._code is not None:
            self._code.append(text)
        elif self._in_verse:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self._text.add_line_break()
                self._text.add_verbatim(line)
        else:
            self._text.add(text)

    def code_text(self, text: str) -> None:
        """Take a piece of code in the line, with its blanks."""
        if not self._hidden:
            self._text.add_code(text.replace("\n", " "))

    def code_block(self, text: str, language: str) -> None:
        """Take a whole block of code."""
        if self._hidden:
            return
        self._flush()
        text = clean.code(text).strip("\n")
        if text.strip():
            language = clean.field(language, max_chars=40).lower()
            self._frames.add(Code(text, language))

    def check_item(self, *, checked: bool) -> None:
        """Make the list item that was just begun a task."""
        frame = self._frames.top
        if frame.kind is Kind.ITEM and not frame.blocks and not self._text:
            frame.checked = checked
        else:
            self.text("[x] " if checked else "[ ] ")

    def show_again(self) -> None:
        """End an element whose text is hidden, although its end did not come."""
        self._hidden = ""

    def note_reference(self, label: str) -> None:
        """Take the place a footnote belongs to."""
        self._text.add_note(label)

    def start_note(self, label: str) -> None:
        """Begin the text of a footnote; it ends with `end("li")`."""
        self._flush()
        if self._frames.push(Kind.FOOTNOTE, "li", self._text.open_marks):
            self._frames.top.label = clean.field(label, max_chars=40)

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take a start tag; the name in lower case."""
        if self._hidden:
            self._start_hidden(tag, attributes)
        elif self._code is not None:
            self._start_in_code(self._code, tag, attributes)
        elif tag in MARKS:
            self._start_mark(tag)
        elif self._in_form and tag in FORM_PARTS:
            self._hidden, self._hidden_depth = tag, 1
        elif tag in PARTING_ELEMENTS:
            self._start_part(tag, attributes)
        elif tag in TABLE_PARTS:
            self._start_table_part(tag, attributes)
        elif tag in HEADINGS:
            self._flush()
            if self._frames.push(Kind.HEADING, "h", self._text.open_marks):
                self._frames.top.number = HEADINGS[tag]
        elif tag in SIMPLE_FRAMES:
            self._start_simple_frame(tag, attributes)
        elif tag in FRAMED_ELEMENTS:
            self._start_framed(tag, attributes)
        elif tag in HIDDEN_ELEMENTS:
            self._hidden, self._hidden_depth = tag, 1
        elif tag in self._starts:
            self._starts[tag](self, attributes)

    def end(self, tag: str) -> None:
        """Take an end tag; the name in lower case. One that nothing was opened for is ignored."""
        if self._hidden:
            self._end_hidden(tag)
        elif self._code is not None:
            self._end_in_code(self._code, tag)
        elif tag in MARKS:
            self._text.end_mark(MARKS[tag])
        elif tag == "a":
            self._text.end_link()
        elif tag == "q":
            self._text.add_verbatim("”")
        elif tag == "rt":
            self._text.add_verbatim(")")
        elif tag == "br":
            self._text.add_line_break()
        elif tag in PARTING_ELEMENTS or tag == "pre":
            self._end_part(tag)
        elif tag in HEADINGS:
            self._end_frame("h")
        elif tag in SIMPLE_FRAMES or tag in TABLE_PARTS or tag in ("ol", "ul", "li"):
            self._end_frame(tag)

    # Paragraphs and frames.

    def _flush(self) -> None:
        """End the paragraph that is being collected."""
        if not self._text:
            return
        pieces = self._text.take()
        images = images_alone(pieces)
        for image in images:
            self._frames.add(image)
        if not images:
            runs = runs_of(pieces)
            if any(run.text.strip(" \n\u00a0") for run in runs):
                self._frames.add(Paragraph(runs))

    def _close_to(self, index: int) -> None:
        """Close all frames above one."""
        self._flush()
        while len(self._frames) > index + 1:
            frame = self._frames.pop()
            self._text.limit_marks(frame.marks)

    def _end_frame(self, tag: str) -> None:
        self._flush()
        if self._frames.end_lifted(tag):
            return
        barriers = () if tag in TABLE_PARTS else _CELL_ONLY
        index = self._frames.find_tag(tag, barriers=barriers)
        if index:
            self._close_to(index - 1)

    def _start_simple_frame(self, tag: str, attributes: Attributes) -> None:
        self._flush()
        classes = attributes.get("class", "")
        if tag in ("dt", "dd"):
            self._end_terms()
            if not self._frames.find(Kind.TERMS, barriers=_CELL_ONLY):
                return
        if "gallery-item" in classes or "gallery-icon" in classes:
            return
        kind = SIMPLE_FRAMES[tag]
        if tag == "dd" and any(name in classes for name in CAPTION_CLASSES):
            kind = Kind.CAPTION
        if self._frames.push(kind, tag, self._text.open_marks) and kind is Kind.FIGURE:
            self._frames.top.label = classes

    def _end_terms(self) -> None:
        index = self._frames.find(Kind.TERM, Kind.EXPLANATION, barriers=_AROUND_TERMS)
        if index:
            self._close_to(index - 1)

    def _start_part(self, tag: str, attributes: Attributes) -> None:
        self._flush()
        if self._frames.top.tag == "p":
            self._close_to(len(self._frames) - 2)
        if tag == "form":
            self._start_form(attributes)
        classes = attributes.get("class", "")
        if not classes and "role" not in attributes:
            return
        if tag == "p" and any(name in classes for name in CAPTION_CLASSES):
            self._frames.push(Kind.CAPTION, "p", self._text.open_marks)
        self._language = language_of({"class": classes}) or self._language
        if "footnotes" in classes.split() or attributes.get("role") == "doc-endnotes":
            self._notes_follow = True

    def _start_form(self, attributes: Attributes) -> None:
        self._in_form = True
        if attributes.get("role") != "search":
            embed = embed_of(self._base or "", base=None, kind="form")
            self._frames.add(embed or Embed("form", None))

    def _end_part(self, tag: str) -> None:
        self._flush()
        self._in_verse = False
        if tag == "form":
            self._in_form = False
        if tag == "p" and self._frames.top.tag == "p":
            self._close_to(len(self._frames) - 2)

    # Lists.

    def _start_list(self, tag: str, attributes: Attributes) -> None:
        self._flush()
        parent = self._frames.top
        if parent.kind is Kind.LIST and parent.items and not parent.is_notes:
            # A list that stands between items, as old editors wrote it, belongs to the one before.
            item = parent.items.pop()
            if self._frames.push(Kind.ITEM, "li", self._text.open_marks):
                self._frames.top.blocks.extend(item.blocks)
                self._frames.top.checked = item.checked
            else:
                parent.items.append(item)
        if not self._frames.push(Kind.LIST, tag, self._text.open_marks):
            return
        frame = self._frames.top
        frame.ordered = tag == "ol"
        frame.number = number_of(attributes, "start", default=1)
        frame.is_notes = self._notes_follow or "wp-block-footnotes" in attributes.get("class", "")
        self._notes_follow = False

    def _start_item(self, attributes: Attributes) -> None:
        self._flush()
        index = self._frames.find(*_OF_LISTS, barriers=_AROUND_ITEMS)
        if index:
            self._close_to(index if self._frames[index].kind is Kind.LIST else index - 1)
        else:
            self._start_list("ul", {})
        frame = self._frames.top
        if frame.kind is Kind.LIST and frame.is_notes:
            self.start_note(str(frame.number + len(frame.blocks)))
        elif frame.kind is Kind.LIST:
            if frame.ordered and not frame.items:
                frame.number = number_of(attributes, "value", default=frame.number)
            self._frames.push(Kind.ITEM, "li", self._text.open_marks)

    def _start_input(self, attributes: Attributes) -> None:
        if attributes.get("type", "").lower() == "checkbox" and not self._in_form:
            self.check_item(checked="checked" in attributes)

    # Tables.

    def _start_table_part(self, tag: str, attributes: Attributes) -> None:
        self._flush()
        if tag == "table":
            self._frames.push(Kind.TABLE, tag, self._text.open_marks)
            return
        index = self._frames.find(Kind.TABLE)
        if not index:
            return
        row = self._frames.find(Kind.ROW, barriers=(Kind.TABLE,))
        if tag not in ("td", "th"):
            self._close_to(index)
            if tag in TABLE_SECTIONS:
                self._frames.top.in_head = tag == "thead"
            else:
                self._start_row()
            return
        self._close_to(row or index)
        if not row and not self._start_row():
            return
        self._start_cell(tag, attributes)

    def _start_row(self) -> bool:
        table = self._frames.top
        if not self._frames.push(Kind.ROW, "tr", self._text.open_marks):
            return False
        table.rows.append(Row(in_head=table.in_head))
        return True

    def _start_cell(self, tag: str, attributes: Attributes) -> None:
        row = self._frames[self._frames.find(Kind.TABLE)].rows[-1]
        if not self._frames.push(Kind.CELL, tag, self._text.open_marks):
            return
        declared = (attributes.get(name, "") for name in ("style", "class", "align"))
        cell = Cell(
            blocks=[],
            is_header=tag == "th",
            columns=min(max(number_of(attributes, "colspan", default=1), 1), MAX_COLUMNS),
            rows=min(max(number_of(attributes, "rowspan", default=1), 1), MAX_ROW_SPAN),
            alignment=next(filter(None, map(find_alignment, declared)), None),
        )
        self._frames.top.cell = cell
        row.cells.append(cell)

    # Running text.

    def _start_mark(self, tag: str) -> None:
        if tag == "cite" and not self._text and self._frames.find(Kind.QUOTE):
            self._text.add_verbatim("— ")
        self._text.start_mark(MARKS[tag])

    def _start_link(self, attributes: Attributes) -> None:
        self._text.start_link(attributes)

    def _start_quotation(self, _: Attributes) -> None:
        self._text.add_verbatim("“")

    def _start_reading(self, _: Attributes) -> None:
        self._text.add_verbatim("(")

    # Code.

    def _start_code(self, attributes: Attributes) -> None:
        self._flush()
        if "wp-block-verse" in attributes.get("class", ""):
            self._in_verse = True
            return
        self._code = []
        self._language = language_of(attributes) or self._language

    def _start_in_code(self, code: list[str], tag: str, attributes: Attributes) -> None:
        if tag == "code":
            self._language = language_of(attributes) or self._language
        elif tag == "br" or (
            (tag in PARTING_ELEMENTS or tag == "li") and not _is_at_line_start(code)
        ):
            code.append("\n")

    def _end_in_code(self, code: list[str], tag: str) -> None:
        if tag == "pre":
            self._end_code()
        elif tag in ("div", "p", "li") and not _is_at_line_start(code):
            code.append("\n")

    def _end_code(self) -> None:
        if self._code is None:
            return
        text, self._code = "".join(self._code), None
        self.code_block(text, self._language)
        self._language = ""

    # What is named, not shown.

    def _start_framed(self, tag: str, attributes: Attributes) -> None:
        self._flush()
        embed = frame_of(tag, attributes, base=self._base)
        if embed is not None:
            self._frames.add(embed)
        self._is_named = embed is not None
        if tag != "embed":
            self._hidden, self._hidden_depth = tag, 1

    def _start_hidden(self, tag: str, attributes: Attributes) -> None:
        if tag == self._hidden:
            self._hidden_depth += 1
        elif tag == "source" and self._hidden in ("video", "audio") and not self._is_named:
            embed = frame_of(self._hidden, attributes, base=self._base)
            if embed is not None:
                self._frames.add(embed)
                self._is_named = True

    def _end_hidden(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden_depth -= 1
            if not self._hidden_depth:
                self._hidden = ""

    def _start_image(self, attributes: Attributes) -> None:
        if smiley := smiley_of(attributes):
            self._text.add_verbatim(smiley)
            return
        image = image_of(attributes, base=self._base, href=self._text.href)
        if image is not None:
            self._text.add_image(image)

    def _add_rule(self, _: Attributes) -> None:
        self._flush()
        self._frames.add(Rule())

    def _add_line_break(self, _: Attributes) -> None:
        self._text.add_line_break()

    def _start_ordered(self, attributes: Attributes) -> None:
        self._start_list("ol", attributes)

    def _start_bulleted(self, attributes: Attributes) -> None:
        self._start_list("ul", attributes)

    _starts: ClassVar[dict[str, Callable[["BlockBuilder", Attributes], None]]] = {
        "a": _start_link,
        "br": _add_line_break,
        "hr": _add_rule,
        "img": _start_image,
        "input": _start_input,
        "li": _start_item,
        "ol": _start_ordered,
        "pre": _start_code,
        "q": _start_quotation,
        "rt": _start_reading,
        "ul": _start_bulleted,
    }


def _is_at_line_start(code: list[str]) -> bool:
    return not code or not code[-1] or code[-1][-1] == "\n"
