"""Plain paragraphs, what most comments are, read without a parser: twenty times as quick.

Anything that might mean something else is left to the parsers; where this reads a text at all, it
gives exactly the same blocks. In Markdown single words and phrases may be emphasised or code.
"""

from html import unescape

from tui_blog.text.blocks import Block, Paragraph
from tui_blog.text.patterns import Pattern
from tui_blog.text.runs import Mark, Run

_LETTERS = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u2013\u2014\u2018-\u201d\u2026"
_IS_PLAIN_MARKDOWN = Pattern(rf"[\n \w!\"'(),./:;?@%$+=#*`{_LETTERS}-]*").fullmatch
_IS_PLAIN_HTML = Pattern(f"[\n -~{_LETTERS}]*").fullmatch
_OTHER_ALPHABETS = Pattern(rf"[_\x80-\xbf\xd7\xf7]|[^\x00-\x7f{_LETTERS}]").search
_MAY_MEAN_MORE = Pattern(r"(?m)^(?:[ :#+=-]|[0-9]+[.)])|  | $|://").search
_PHRASE = r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*"
_MARKED = Pattern(rf"(?<![\w*`])(?:\*({_PHRASE})\*|\*\*({_PHRASE})\*\*|`({_PHRASE})`)(?![\w*`])")
_MARKS = (Mark.EMPHASIS, Mark.STRONG, Mark.CODE)
_PARAGRAPHS = Pattern(r"\s*(?:<p>[^<>]*(?:<br ?/?>[^<>]*)*</p>\s*)+|[^<>]*").fullmatch
_BREAK = Pattern("<br ?/?>")
_BLANKS = Pattern("[ \n]+")


def plain_markdown(source: str) -> tuple[Block, ...] | None:
    """Read Markdown that is nothing but paragraphs; `None` for any other."""
    if not _IS_PLAIN_MARKDOWN(source) or _OTHER_ALPHABETS(source) or _MAY_MEAN_MORE(source):
        return None
    is_marked = "*" in source or "`" in source
    blocks = []
    for paragraph in source.split("\n\n"):
        text = paragraph.strip("\n").replace("\n", " ")
        if not is_marked:
            runs: tuple[Run, ...] | None = (Run(text),)
        else:
            runs = _marked_runs(text)
        if runs is None:
            return None
        if text:
            blocks.append(Paragraph(runs))
    return tuple(blocks)


def plain_html(source: str) -> tuple[Block, ...] | None:
    """Read HTML that is nothing but paragraphs with line breaks; `None` for any other."""
    if not _PARAGRAPHS(source):
        return None
    blocks = []
    for paragraph in source.split("</p>"):
        text = unescape(paragraph.replace("<p>", ""))
        if not _IS_PLAIN_HTML(text) or "://" in text:
            return None
        lines = [_BLANKS.sub(" ", line).strip(" ") for line in _BREAK.split(text)]
        if not lines[0]:
            if len(lines) > 1:
                return None
            continue
        blocks.append(Paragraph((Run("\n".join(lines).rstrip("\n")),)))
    return tuple(blocks)


def _marked_runs(text: str) -> tuple[Run, ...] | None:
    """Read the marks of a paragraph; `None` where one of them is not part of a marked phrase."""
    runs = []
    done = 0
    for found in _MARKED.finditer(text):
        if found.start() > done:
            runs.append(Run(text[done : found.start()]))
        for phrase, mark in zip(found.groups(), _MARKS, strict=True):
            if phrase is not None:
                runs.append(Run(phrase, mark))
        done = found.end()
    if done < len(text):
        runs.append(Run(text[done:]))
    if any("*" in run.text or "`" in run.text for run in runs):
        return None
    return tuple(runs)
