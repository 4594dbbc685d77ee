"""Words as searches and filters know them: folded, and one a character without blanks."""

import re
import unicodedata
from collections.abc import Sequence

from tui_blog.model.post import Body, BodyFormat
from tui_blog.text.patterns import Pattern

_UNSPACED = Pattern(
    "[\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1780-\u17d3"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Possessive: a "<" that no ">" follows would take time with the square of what follows it.
_MARKUP = Pattern("<[!/]?([a-zA-Z0-9-]*+)[^<>]*+>")
_LINES = frozenset(
    [
        *("br", "p", "div", "li", "ul", "ol", "tr", "pre", "blockquote", "figure", "figcaption"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "dt", "dd", "section", "article", "table"),
    ]
)
_HAS_LINK = Pattern(r"https?://|<a\s|\]\([^)\s]").search
_RUNS = Pattern(r"[\x00-\x7f]+|[^\x00-\x7f]")
_TOKEN = Pattern(r"[^\W_]+")


def plain_text(body: Body) -> str:
    """Return the text of a body for searching: HTML without its tags, all else as it is.

    Not cleaned: what is shown of it has to be.
    """
    if body.format is not BodyFormat.HTML:
        return body.source
    from html import unescape

    text = body.source
    if "<" in text:
        text = _MARKUP.sub(_instead_of, text)
    return unescape(text) if "&" in text else text


def _instead_of(found: re.Match[str]) -> str:
    return "\n" if found[1].lower() in _LINES else ""


def has_link(body: Body) -> bool:
    """Say whether a body links to something."""
    source = body.source
    if "://" not in source and "<a" not in source and "](" not in source:
        return False  # most have none, and this takes a tenth of the time
    return _HAS_LINK(source) is not None


def segmented(text: str) -> str:
    """Part the characters of scripts that do not part their words."""
    if text.isascii():
        return text
    return _UNSPACED.sub(r" \g<0> ", text)


def folded(text: str) -> str:
    """Return a text without capitals and without the marks on its letters."""
    if text.isascii():
        return text.lower()
    return "".join(map(_folded_character, text))


def folded_with_places(text: str) -> tuple[str, Sequence[int]]:
    """Fold a text.

    Returns:
        The folded text; and for each of its characters, and for its end, the place in the original.
    """
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    parts: list[str] = []
    places: list[int] = []
    for run in _RUNS.finditer(text):
        start, end = run.span()
        part = folded(run[0])
        parts.append(part)
        places += range(start, end) if run[0].isascii() else [start] * len(part)
    return "".join(parts), [*places, len(text)]


def _folded_character(character: str) -> str:
    if character.isascii():
        return character.lower()
    parts = unicodedata.normalize("NFD", character.casefold())
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


def tokens(text: str) -> list[str]:
    """List the words of a text as they are looked for; nothing for one of signs only."""
    return _TOKEN.findall(folded(segmented(text)))


def joined(words: Sequence[str]) -> list[str]:
    """Put together again the words that `segmented` parted, as they stand in a text."""
    runs: list[str] = []
    for word in words:
        if runs and _UNSPACED.fullmatch(word) and _UNSPACED.fullmatch(runs[-1][-1]):
            runs[-1] += word
        else:
            runs.append(word)
    return runs
