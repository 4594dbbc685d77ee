"""Inputs that are small to send and dear to read, a megabyte each, by name."""

from collections.abc import Mapping

from tui_blog.model.post import Body, BodyFormat

SIZE = 1 << 20
_H, _M, _T = BodyFormat.HTML, BodyFormat.MARKDOWN, BodyFormat.TEXT


def _filled(piece: str) -> str:
    return (piece * (SIZE // len(piece) + 1))[:SIZE]


_SOURCES: Mapping[str, tuple[BodyFormat, str]] = {
    "tags that do not end": (_H, _filled("<a ")),
    "attributes that do not end": (_H, _filled("<a b='")),
    "comments that do not end": (_H, _filled("<!--")),
    "declarations": (_H, _filled("<![CDATA[>")),
    "instructions": (_H, _filled("<? >")),
    "comments that begin where a declaration is taken out": (_H, _filled("<!-<!x>- a>")),
    "a name of a tag that does not end": (_H, "<" + "a" * SIZE),
    "a hundred thousand attributes": (_H, f"<a {_filled('a=b ')}>"),
    "deep blocks": (_H, _filled("<div>")),
    "deep formatting that grows when repaired": (_H, _filled("<b><p>x")),
    "deep quotations": (_H, _filled("<blockquote>x")),
    "deep lists": (_H, _filled("<ul><li>x")),
    "deep tables": (_H, _filled("<table><tr><td>x")),
    "cells that claim many columns": (_H, "<table>" + _filled("<tr><td colspan=999>x")),
    "cells that claim many rows": (_H, "<table>" + _filled("<td rowspan=999 colspan=3>x")),
    "entities": (_H, _filled("&#x1b;&amp;")),
    "scripts": (_H, _filled("<script>x</script>")),
    "a style that does not end": (_H, "<style>" + _filled("</styl>")),
    "links": (_H, _filled('<a href="https://a.b/">https://c.d/</a>')),
    "line breaks": (_H, _filled("<br>")),
    "images": (_H, _filled("<img src=a>")),
    "tabs in code": (_H, "<pre>" + "\t" * SIZE),
    "one word": (_H, "x" * SIZE),
    "emoji families": (_H, "👨‍👩‍👧" * (SIZE // 18)),
    "no spaces in Chinese": (_H, "漢" * (SIZE // 3)),
    "quoted marks": (_T, _filled(">")),
    "empty lines": (_T, "\n" * SIZE),
    "escape sequences": (_T, "\x1b[" * (SIZE // 2)),
    "piled accents": (_T, "a" + "\u0301" * (SIZE // 2)),
    "joiners": (_T, "\u200d" * (SIZE // 3)),
    "addresses": (_T, _filled("https://a.b/)))))))) ")),
    "brackets in Markdown": (_M, _filled("[")),
    "nested brackets in Markdown": (_M, "[" * (SIZE // 2) + "]" * (SIZE // 2)),
    "links that do not end in Markdown": (_M, _filled("[a](b")),
    "stars": (_M, _filled("*a ")),
    "stars within words": (_M, _filled("a**b")),
    "code marks of all lengths": (_M, "".join("`" * count + "a" for count in range(1400))),
    "deep quotations in Markdown": (_M, _filled(">")),
    "deep lists in Markdown": (_M, "".join("  " * depth + "- a\n" for depth in range(1000))),
    "a table of a thousand columns": (
        _M,
        "a|" * 1000 + "\n" + "-|" * 1000 + "\n" + "a\n" * 100_000,
    ),
    "definitions": (_M, "".join(f"[a{number}]: b\n" for number in range(60_000))),
    "footnotes": (_M, _filled("[^1] ") + "\n\n[^1]: a"),
    "markup in Markdown": (_M, "a" + _filled("<!--")),
    "paragraphs": (_M, _filled("the quick brown fox *jumps* over the lazy dog\n\n")),
}

BOMBS: Mapping[str, Body] = {
    name: Body(source=source, format=body_format)
    for name, (body_format, source) in _SOURCES.items()
}
