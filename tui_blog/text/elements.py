"""What single elements say by their attributes: images, frames, languages, spans."""

import re
from collections.abc import Mapping

from tui_blog.text import clean, links
from tui_blog.text.blocks import Embed, Image
from tui_blog.text.embeds import embed_of
from tui_blog.text.frames import Kind
from tui_blog.text.runs import Mark

Attributes = Mapping[str, str]
"""Names in lower case, values decoded; attributes without a value have an empty one."""

MARKS = {
    "b": Mark.STRONG,
    "strong": Mark.STRONG,
    "mark": Mark.STRONG,
    "em": Mark.EMPHASIS,
    "i": Mark.EMPHASIS,
    "cite": Mark.EMPHASIS,
    "dfn": Mark.EMPHASIS,
    "var": Mark.EMPHASIS,
    "ins": Mark.EMPHASIS,
    "code": Mark.CODE,
    "tt": Mark.CODE,
    "samp": Mark.CODE,
    "kbd": Mark.CODE,
    "s": Mark.STRIKE,
    "strike": Mark.STRIKE,
    "del": Mark.STRIKE,
    "sup": Mark.SUPERSCRIPT,
    "sub": Mark.SUBSCRIPT,
}
PARTING_ELEMENTS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "button",
        "center",
        "dir",
        "div",
        "fieldset",
        "footer",
        "form",
        "header",
        "hgroup",
        "html",
        "legend",
        "main",
        "menu",
        "nav",
        "option",
        "p",
        "search",
        "section",
    ]
)
"""Elements that end a paragraph and are nothing else here."""
FORM_PARTS = frozenset({"button", "label", "legend", "textarea"})
"""Elements that say nothing where a form can't be filled in."""
FRAMED_ELEMENTS = frozenset({"audio", "embed", "iframe", "object", "video"})
"""Elements that a line stands for; what is in them is for pages that can't show them."""
HIDDEN_ELEMENTS = frozenset(
    [
        "applet",
        "canvas",
        "datalist",
        "frameset",
        "head",
        "map",
        "noembed",
        "noframes",
        "noscript",
        "rp",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "title",
    ]
)
"""Elements whose text is not for reading."""
SIMPLE_FRAMES = {
    "blockquote": Kind.QUOTE,
    "details": Kind.DETAILS,
    "summary": Kind.SUMMARY,
    "dl": Kind.TERMS,
    "dt": Kind.TERM,
    "dd": Kind.EXPLANATION,
    "figure": Kind.FIGURE,
    "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION,
}
TABLE_SECTIONS = frozenset({"thead", "tbody", "tfoot"})
TABLE_PARTS = TABLE_SECTIONS | {"table", "td", "th", "tr"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "bdi",
        "bdo",
        "big",
        "blink",
        "data",
        "font",
        "label",
        "q",
        "rt",
        "ruby",
        "small",
        "span",
        "time",
        "u",
    ]
)
_SINGLE = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "colgroup",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
KNOWN_ELEMENTS = frozenset(
    {
        *MARKS,
        *PARTING_ELEMENTS,
        *FRAMED_ELEMENTS,
        *HIDDEN_ELEMENTS,
        *SIMPLE_FRAMES,
        *TABLE_PARTS,
        *HEADINGS,
        *_INLINE,
    }
    | {*_SINGLE, "li", "ol", "picture", "pre", "rb", "rtc", "textarea", "ul", "optgroup"}
)
"""Elements of HTML, those of today and those of old pages."""

CAPTION_CLASSES = ("wp-caption-text", "gallery-caption")
"""Classes of paragraphs and explanations that are captions."""
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|brush:\s*|lang:)([\w+#.-]{1,40})", re.IGNORECASE
)
_NUMBER = re.compile(r"\s*(-?[0-9]{1,9})(?![0-9])")
_LAZY_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-orig-file")
_TINY = ("0", "1", "0px", "1px")
_NO_LANGUAGES = frozenset({"plaintext", "none", "text", "plain", "txt"})


def number_of(attributes: Attributes, name: str, *, default: int) -> int:
    """Return a whole number of at most nine digits; `default` for everything else."""
    found = _NUMBER.match(attributes.get(name, ""))
    return int(found[1]) if found else default


def language_of(attributes: Attributes) -> str:
    """Return the programming language that an element names, or an empty string."""
    named = attributes.get("data-lang") or attributes.get("data-enlighter-language") or ""
    if not named:
        found = _LANGUAGE.search(attributes.get("class", ""))
        named = found[1] if found else attributes.get("lang", "")
    named = clean.field(named, max_chars=40).lower()
    return "" if named in _NO_LANGUAGES else named


def image_of(attributes: Attributes, *, base: str | None, href: str | None) -> Image | None:
    """Return the image an element stands for; `None` for one that counts visitors.

    Args:
        attributes: Of the element.
        base: What relative addresses are relative to.
        href: Where a link around the image leads.
    """
    if attributes.get("width") in _TINY and attributes.get("height") in _TINY:
        return None
    source = attributes.get("src", "")
    if not source or source.startswith("data:"):
        source = next((attributes[name] for name in _LAZY_SOURCES if attributes.get(name)), "")
    address = links.vet(source, base=base)
    alt = clean.field(attributes.get("alt") or attributes.get("title") or "")
    is_relative = not re.match("[A-Za-z][A-Za-z0-9+.-]*:|//", source.strip())
    host = "" if address is None or is_relative else links.display_host(address)
    return Image(alt=alt, host=host, href=href or address)


def smiley_of(attributes: Attributes) -> str:
    """Return the character that a small picture of a character stands for, or nothing."""
    classes = attributes.get("class", "").split()
    is_smiley = "emoji" in classes or "wp-smiley" in classes
    return clean.field(attributes.get("alt", ""), max_chars=40) if is_smiley else ""


def frame_of(tag: str, attributes: Attributes, *, base: str | None) -> Embed | None:
    """Return the embedded thing that a frame, a player or an object stands for."""
    source = attributes.get("src") or attributes.get("data-src") or attributes.get("data") or ""
    title = clean.field(attributes.get("title") or attributes.get("aria-label") or "")
    kind = tag if tag in ("video", "audio") else ""
    return embed_of(source, base=base, title=title, kind=kind) if source or title else None
