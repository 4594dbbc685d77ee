"""Blocks written as Markdown, so that who reads it again has the same blocks."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from tui_blog.text.blocks import (
    Alignment,
    Block,
    Code,
    Definition,
    Details,
    Embed,
    Footnote,
    Heading,
    Image,
    List,
    Paragraph,
    Quote,
    Rule,
    Table,
)
from tui_blog.text.code_marks import code_span, fence
from tui_blog.text.flatten import embed_text
from tui_blog.text.inline import image_text
from tui_blog.text.patterns import Pattern
from tui_blog.text.runs import Inline, Mark, Run

_SPECIAL = Pattern(r"[\\`*_\[\]<>|~]|&(?=#?\w)|!(?=\[)")
_LINE_START = Pattern(r"(\d{1,9})?([#+=:-]|(?<=\d)[.)])")
_SIGNS = ((Mark.STRIKE, "~~"), (Mark.STRONG, "**"), (Mark.EMPHASIS, "*"))
_DELIMITERS = {
    Alignment.LEFT: "---",
    Alignment.CENTER: ":-:",
    Alignment.RIGHT: "--:",
}


def as_markdown(blocks: Iterable[Block]) -> str:
    """Write blocks as Markdown.

    Returns:
        Lines without a line feed at the end; empty when there is nothing to read.
    """
    return "\n".join(_stack(blocks))


def _stack(blocks: Iterable[Block]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        inner = _lines(block)
        if lines and inner:
            lines.append("")
        lines += inner
    return lines


def _lines(block: Block) -> list[str]:
    match block:
        case Paragraph(runs):
            return _inline_lines(runs)
        case Heading(level, runs):
            return [f"{'#' * level} {_one_line(runs)}"]
        case List():
            return _list_lines(block)
        case Quote(inner):
            return [f"> {line}".rstrip() for line in _stack(inner)]
        case Code(text, language):
            marks = fence(text)
            return [f"{marks}{language.replace('`', '')}", *text.split("\n"), marks]
        case Table():
            return _table_lines(block)
        case Definition(term, inner) | Details(term, inner):
            title = [f"**{_one_line(term)}**", ""] if term else []
            return [*title, *_stack(inner)]
        case Footnote(label, inner):
            return _hanging(f"[^{label}]: ", _stack(inner), "    ")
        case Image():
            named = _inline_lines((Run(image_text(block), Mark.IMAGE, block.href),))
            return [*named, *([""] if block.caption else []), *_inline_lines(block.caption)]
        case Embed():
            return _inline_lines((Run(embed_text(block), Mark.NONE, block.href),))
        case Rule():
            return ["---"]
        case _:
            assert_never(block)


def _list_lines(block: List) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(block.items, block.start):
        bullet = f"{number}. " if block.ordered else "- "
        box = {None: "", True: "[x] ", False: "[ ] "}[item.checked]
        inner: list[str] = []
        for part in item.blocks:
            if inner and not isinstance(part, List):
                inner.append("")
            inner += _lines(part)
        lines += _hanging(bullet + box, inner, " " * len(bullet))
    return lines


def _hanging(first: str, lines: Sequence[str], rest: str) -> list[str]:
    if not lines:
        return [first.rstrip()]
    return [first + lines[0], *(f"{rest}{line}".rstrip() for line in lines[1:])]


def _table_lines(block: Table) -> list[str]:
    header = block.header or ((),) * len(block.alignments)
    lines = [_one_line(block.caption), ""] if block.caption else []
    lines.append(_row(header))
    lines.append(f"| {' | '.join(_DELIMITERS[alignment] for alignment in block.alignments)} |")
    return [*lines, *map(_row, block.rows)]


def _row(cells: Iterable[Inline]) -> str:
    return f"| {' | '.join(_one_line(map(_in_cell, cell)) for cell in cells)} |"


def _in_cell(run: Run) -> Run:
    """Let no sign in code end the cell; everywhere else it is escaped anyway."""
    return run._replace(text=run.text.replace("|", "\\|")) if run.marks & Mark.CODE else run


def _inline_lines(runs: Inline) -> list[str]:
    """Write running text; each of its line breaks is a hard one."""
    lines = _soft_lines(runs)
    return [*(f"{line}\\" for line in lines[:-1]), *lines[-1:]]


def _one_line(runs: Iterable[Run]) -> str:
    """Write running text where no line can break."""
    return " ".join(_soft_lines(runs))


def _soft_lines(runs: Iterable[Run]) -> list[str]:
    text = "".join(map(_run, (run for run in runs if not run.marks & Mark.WARNING)))
    return [_with_plain_start(line) for part in text.split("\n") if (line := part.strip())]


def _with_plain_start(line: str) -> str:
    """Let no line begin a list, a heading, a rule by chance."""
    found = _LINE_START.match(line)
    return line if found is None else f"{line[: found.start(2)]}\\{line[found.start(2) :]}"


def _run(run: Run) -> str:
    return "\n".join(_piece(part, run) for part in run.text.split("\n"))


def _piece(text: str, run: Run) -> str:
    """Write a piece of one line; the signs of marks stand close to its words."""
    core = text.strip()
    if not core:
        return text
    before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
    if run.marks & Mark.FOOTNOTE:
        return f"{before}[^{core.strip('[]')}]{after}"
    if run.href is not None and run.href == core:
        return f"{before}<{core}>{after}"
    core = code_span(core) if run.marks & Mark.CODE else _SPECIAL.sub(r"\\\g<0>", core)
    for mark, sign in _SIGNS:
        if run.marks & mark:
            core = f"{sign}{core}{sign}"
    if run.href is not None:
        core = f"[{core}](<{run.href}>)" if set("()") & set(run.href) else f"[{core}]({run.href})"
    return f"{before}{core}{after}"
