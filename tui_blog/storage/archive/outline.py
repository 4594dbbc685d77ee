"""What the beginning of a text tells about it where front matter does not: title and excerpt.

For lists of thousands of posts, so nothing is parsed: a few patterns, each in linear time, over a
few kilobytes. What they get wrong is only a title or an excerpt.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from tui_blog.model.post import BodyFormat
from tui_blog.text.patterns import Pattern

_MAX_PARAGRAPHS = 12
_MAX_PARAGRAPH_CHARS = 2000
_MAX_LINE_CHARS = 500
_ATX = Pattern(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*").fullmatch
_SETEXT = Pattern(r" {0,3}(?:=+|-{2,})[ \t]*").fullmatch
_FENCE = Pattern(r" {0,3}(```|~~~)").match
_NOT_PROSE = Pattern(r"[ \t]*(?:#|```|~~~|\||!\[|<|\{[{%]|[-*_=]{3,}|\[\^|:::)").match
_LINK = Pattern(r"!?\[([^\[\]]*)\](?:\([^()\s]*(?:[ \t][^()]*)?\)|\[[^\[\]]*\])")
_MARKS = Pattern(
    r"[*`]|(?<![^\W_])_|_(?![^\W_])|^[ \t]{0,3}(?:>[ \t]?)+|\[\^[^\]\s]{1,40}\]", re.MULTILINE
)
_PARAGRAPH = Pattern(r"<p[\s>]").search
_TAG = Pattern(r"<[^<>]*>")
_META = Pattern(r"([a-z]{1,20})\s{0,4}=\s{0,4}(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)

_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_META_NAMES = {
    "article:published_time": "date",
    "article:modified_time": "modified",
    "og:url": "url",
    "dc.date": "date",
}


class HtmlHead(NamedTuple):
    """What a whole page of HTML says of itself."""

    title: str
    fields: Mapping[str, object]
    """Its ``<meta name=… content=…>``, names in lower case."""


def heading_of(beginning: str, body_format: BodyFormat) -> str:
    """Return the first heading without its marks; empty when there is none."""
    if body_format is BodyFormat.HTML:
        return _element(beginning, "h1") or _element(beginning, "h2")
    if body_format is BodyFormat.TEXT:
        return ""
    fence, previous = "", ""
    for long_line in beginning.splitlines():
        line = long_line[:_MAX_LINE_CHARS]
        found = _FENCE(line)
        if found is not None and fence in ("", found[1]):
            fence = "" if fence else found[1]
        elif not fence:
            heading = _ATX(line)
            if heading is not None and heading[1]:
                return without_marks(heading[1])
            if previous.strip() and not _NOT_PROSE(previous) and _SETEXT(line):
                return without_marks(previous)
            previous = line
    return ""


def excerpt_of(beginning: str, body_format: BodyFormat) -> str:
    """Return the first paragraph of prose as plain text; empty when there is none."""
    if body_format is BodyFormat.HTML:
        opened = _PARAGRAPH(beginning)
        start = 0 if opened is None else opened.start()
        end = beginning.find("</p", start)
        return _plain_html(beginning[start : end if end > 0 else start + _MAX_PARAGRAPH_CHARS])
    is_code = False
    paragraphs = beginning.replace("\r\n", "\n").split("\n\n", _MAX_PARAGRAPHS)
    for paragraph in paragraphs[:_MAX_PARAGRAPHS]:
        if (paragraph.count("```") + paragraph.count("~~~")) % 2:
            is_code = not is_code
            continue
        lines = paragraph.strip("\n").split("\n")
        if is_code or (len(lines) > 1 and _SETEXT(lines[1])):
            continue
        if lines[0] and not _NOT_PROSE(lines[0]):
            return without_marks(paragraph[:_MAX_PARAGRAPH_CHARS]).strip()
    return ""


def without_marks(text: str) -> str:
    """Drop the marks of Markdown from a line or paragraph."""
    return _MARKS.sub("", _TAG.sub("", _LINK.sub(r"\1", text)))


def read_html_head(beginning: str) -> HtmlHead:
    """Read the title and the metadata of a page; nothing for a part of a page."""
    fields: dict[str, object] = {}
    lowered = _lowered(beginning)
    position = lowered.find("<meta")
    while position >= 0:
        end = beginning.find(">", position)
        if end < 0:
            break
        pairs = {
            found[1].lower(): found[2] if found[2] is not None else found[3]
            for found in _META.finditer(beginning, position, end)
        }
        name = (pairs.get("name") or pairs.get("property") or "").lower()
        if name and "content" in pairs:
            fields.setdefault(_META_NAMES.get(name, name), _unescaped(pairs["content"]))
        position = lowered.find("<meta", end)
    return HtmlHead(_element(beginning, "title"), fields)


def _element(beginning: str, name: str) -> str:
    lowered = _lowered(beginning)
    start = lowered.find(f"<{name}")
    while start >= 0 and lowered[start + len(name) + 1 : start + len(name) + 2] not in (
        ">",
        " ",
        "\n",
    ):
        start = lowered.find(f"<{name}", start + 1)
    opened = beginning.find(">", start)
    end = lowered.find(f"</{name}", opened)
    return _plain_html(beginning[opened + 1 : end]).strip() if 0 <= start < opened < end else ""


def _lowered(beginning: str) -> str:
    """Return a text in small letters, as long as it was: some letters become two."""
    lowered = beginning.lower()
    return lowered if len(lowered) == len(beginning) else beginning.translate(_SMALL)


def _plain_html(text: str) -> str:
    return _unescaped(_TAG.sub("", text[:_MAX_PARAGRAPH_CHARS]))


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    import html

    return html.unescape(text)
