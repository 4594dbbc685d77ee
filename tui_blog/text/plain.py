"""Plain text to blocks: paragraphs, quoted lines, bare addresses."""

import re

from tui_blog.text.blocks import MAX_DEPTH, Block, Paragraph, Quote
from tui_blog.text.inline import runs_of
from tui_blog.text.runs import Mark

_LINE_END = re.compile("\r\n?|[\n\x85\u2028\u2029]")
_QUOTE_SIGNS = re.compile("(?:> ?)+")


def text_blocks(source: str) -> tuple[Block, ...]:
    """Read plain text: blank lines part paragraphs, lines that begin with ">" are quoted.

    Args:
        source: Anything; not cleaned.
    """
    # Each entry of the stack holds the blocks of one level of quotation.
    stack: list[list[Block]] = [[]]
    lines: list[str] = []

    def end_paragraph() -> None:
        if not lines:
            return
        runs = runs_of([("\n".join(lines), Mark.NONE, None)])
        lines.clear()
        if any(run.text.strip() for run in runs):
            stack[-1].append(Paragraph(runs))

    for line in _LINE_END.split(source):
        signs = _QUOTE_SIGNS.match(line)
        level = min(signs[0].count(">"), MAX_DEPTH - 1) if signs else 0
        words = line[signs.end() :].rstrip() if signs else line.rstrip()
        if level != len(stack) - 1 or not words:
            end_paragraph()
        while len(stack) - 1 > level:
            quoted = stack.pop()
            if quoted:
                stack[-1].append(Quote(tuple(quoted)))
        while len(stack) - 1 < level:
            stack.append([])
        if words:
            lines.append(words)
    end_paragraph()
    while len(stack) > 1:
        quoted = stack.pop()
        if quoted:
            stack[-1].append(Quote(tuple(quoted)))
    return tuple(stack[0])
