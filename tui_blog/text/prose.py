"""Plain paragraphs, what most comments are, read without a parser: twenty times as quick.

Anything that might mean something else is left to the parsers; where this reads a text at all, it
gives exactly the same blocks. In Markdown single words and phrases may be emphasised or code.
"""

from html import unescape

from tui_blog.text.blocks import Block, Paragraph
from tui_blog.text.patterns import Pattern
from tui_blog.text.runs import Mark, Run

_LETTERS = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u2013\u2014\u2018-\u201d\u2026"
# Plain ranges: a class that asks what a letter is takes several times as long.
_IS_PLAIN_MARKDOWN = Pattern(f"[\n !-%'-;=?-Z`-z{_LETTERS}]*").fullmatch
_IS_PLAIN_HTML = Pattern(f"[\n -~{_LETTERS}]*").fullmatch
_MORE_THAN_WORDS = "[ :#+=-]|[0-9]+[.)]"
_BEGINS_WITH_MORE = Pattern(_MORE_THAN_WORDS).match
_LINE_BEGINS_WITH_MORE = Pattern(f"\n(?:{_MORE_THAN_WORDS})").search
_PHRASE = r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*"
_MARKED = Pattern(rf"(?<![\w*`])(?:\*({_PHRASE})\*|\*\*({_PHRASE})\*\*|`({_PHRASE})`)(?![\w*`])")
# Possessive throughout: whatever is wrong in a text is found in one go.
_WORDS = "[A-Za-z0-9]++(?: [A-Za-z0-9]++)*+"
_ALL_MARKED = Pattern(
    rf"[^*`]*+(?:(?<![\w*`])(?:\*{_WORDS}\*|\*\*{_WORDS}\*\*|`{_WORDS}`)(?![\w*`])[^*`]*+)*+"
).fullmatch
_MARKS = (Mark.EMPHASIS, Mark.STRONG, Mark.CODE)
_PARAGRAPHS = Pattern(r"\s*(?:<p>[^<>]*(?:<br ?/?>[^<>]*)*</p>\s*)+|[^<>]*").fullmatch
_BREAK = Pattern("<br ?/?>")
_BLANKS = Pattern("[ \n]+")


def plain_markdown(source: str) -> tuple[Block, ...] | None:
    """Read Markdown that is nothing but paragraphs; `None` for any other."""
    paragraphs = _markdown_paragraphs(source)
    if paragraphs is None:
        return None
    if not ("*" in source or "`" in source):
        return tuple([Paragraph((Run(text),)) for text in paragraphs])
    blocks = []
    for text in paragraphs:
        runs = _marked_runs(text)
        if runs is None:
            return None
        blocks.append(Paragraph(runs))
    return tuple(blocks)


def plain_html(source: str) -> tuple[Block, ...] | None:
    """Read HTML that is nothing but paragraphs with line breaks; `None` for any other."""
    paragraphs = html_texts(source)
    if paragraphs is None:
        return None
    return tuple([Paragraph((Run(text),)) for text in paragraphs])


def markdown_texts(source: str) -> list[str] | None:
    """Return the texts of the paragraphs that `plain_markdown` makes; `None` where it does.

    They are as `html_texts` has them, each in one line.
    """
    texts = _markdown_paragraphs(source)
    if texts is None or not ("*" in source or "`" in source):
        return texts
    joined = "\n".join(texts)
    return joined.replace("*", "").replace("`", "").split("\n") if _ALL_MARKED(joined) else None


def html_texts(source: str) -> list[str] | None:
    """Return the texts of the paragraphs that `plain_html` makes, with line feeds for breaks.

    Each is one cell a character wide, in lines without blanks at their ends or beside each other.
    `None` where `plain_html` gives that.
    """
    if not _PARAGRAPHS(source):
        return None
    texts = []
    for paragraph in source.split("</p>"):
        # What is written as an entity is text, whatever it reads like.
        written = _BREAK.split(paragraph.replace("<p>", ""))
        lines = [unescape(line) if "&" in line else line for line in written]
        for line in lines:
            if not _IS_PLAIN_HTML(line) or "://" in line:
                return None
        lines = [_BLANKS.sub(" ", line).strip(" ") for line in lines]
        if not lines[0]:
            if len(lines) > 1:
                return None
            continue
        texts.append("\n".join(lines).rstrip("\n"))
    return texts


def _markdown_paragraphs(source: str) -> list[str] | None:
    """Return paragraphs, their marks still in them; `None` where there may be anything else."""
    if (
        not _IS_PLAIN_MARKDOWN(source)
        or "  " in source
        or " \n" in source
        or source.endswith(" ")
        or "://" in source
        or _BEGINS_WITH_MORE(source)
        or _LINE_BEGINS_WITH_MORE(source)
    ):
        return None
    texts = [paragraph.strip("\n").replace("\n", " ") for paragraph in source.split("\n\n")]
    return [text for text in texts if text]


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
