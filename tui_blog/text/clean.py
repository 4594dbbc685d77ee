"""Cleaning foreign text: what comes out can't act on a terminal, hide, or reorder what is read.

Every function here is total, idempotent and takes time in proportion to the text. `field` is for
one-line fields, `body` and `code` for what is read (controls are shown, not dropped), `strip` for
text that leaves the program: copies, file names, logs.
"""

import re
import unicodedata

from tui_blog.text.patterns import Pattern

FIELD_MARKS = 4
"""Combining marks that may follow one another in a one-line field."""
BODY_MARKS = 16
"""Combining marks that may follow one another in a body."""
_TAB_STOP = 4

_PLAIN_RANGES = (
    "\\n -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u1fff\u2010-\u2027"
    "\u2030-\u205f\u20a0-\u20cf\u2100-\u2bff\u3000-\u3029\u3030-\u3098\u309b-\ua66e"
    "\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6\U0001f300-\U0001faff"
)
_IS_PLAIN = Pattern(f"[{_PLAIN_RANGES}]*").fullmatch
"""Nothing to do: characters that stand alone, have a shape, and order nothing."""

_SURROGATES = Pattern("[\ud800-\udfff]")
_LINE_ENDS = Pattern("\r\n?|[\x85\u2028\u2029]")
_CONTROLS = Pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SEQUENCES = Pattern(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\r\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
)
_SEQUENCE_ROUNDS = 8
_INVISIBLE = (
    "\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_OVERRIDES = "\u202a-\u202e"
_ISOLATES = "\u2066-\u2069"
_DIRECTION_MARKS = "\u061c\u200e\u200f"
_HIDDEN_IN_FIELDS = Pattern(f"[{_INVISIBLE}{_OVERRIDES}{_ISOLATES}{_DIRECTION_MARKS}]")
_HIDDEN_IN_BODIES = Pattern(f"[{_INVISIBLE}{_OVERRIDES}]")
_HIDDEN_IN_CODE = Pattern(f"[{_INVISIBLE}{_OVERRIDES}{_ISOLATES}{_DIRECTION_MARKS}\u200c\u200d]")
_ISOLATE = Pattern(f"[{_ISOLATES}]")
_LINE_WITH_ISOLATE = Pattern(f"[^\n]*[{_ISOLATES}][^\n]*")
_JOINERS = Pattern("[\u200c\u200d]+")
_JOINED_SCRIPT = Pattern(
    "[\u0600-\u109f\u1700-\u18af\u1a00-\u1aaf\u1b00-\u1bff\ua840-\uabff\ufb50-\ufdff"
    "\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
_EMOJI = Pattern(
    "[\u00a9\u00ae\u203c\u2049\u20e3\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299"
    "\ufe0f\U0001f000-\U0001faff]"
)
_BLANKS = Pattern("[ \t\n]+")
_PICTURES = {number: 0x2400 + number for number in range(32) if number not in (9, 10)}
_PICTURES |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)


def field(text: str, *, max_chars: int = 500) -> str:
    """Clean a one-line field: a name, a title, a host, a server's message.

    Args:
        text: Anything.
        max_chars: At least 1. What is longer is cut and ends in an ellipsis.

    Returns:
        One line without controls, direction controls and invisible characters, its blanks
        collapsed and trimmed.
    """
    if len(text) <= max_chars and text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    # Each step takes time in proportion to the text; the cut comes last so that nothing is spliced.
    text = _without_sequences(_with_line_feeds(text))
    text = _HIDDEN_IN_FIELDS.sub("", text)
    text = _without_idle_joiners(text)
    text = _with_few_marks(text, FIELD_MARKS)
    text = _BLANKS.sub(" ", text).strip(" ")
    if len(text) > max_chars:
        text = text[: max_chars - 1].rstrip(" \u200c\u200d") + "…"
    return text


def body(text: str) -> str:
    """Clean text of a post or comment; line feeds stay, controls are shown as pictures.

    Direction overrides are dropped, isolates stay where they are balanced within a line, tabs
    become blanks.
    """
    if _IS_PLAIN(text):
        return text
    text = _with_pictures(_with_line_feeds(text))
    text = _HIDDEN_IN_BODIES.sub("", text)
    text = balance_isolates(text)
    text = _without_idle_joiners(text)
    text = _with_few_marks(text, BODY_MARKS)
    return text.expandtabs(_TAB_STOP)


def code(text: str) -> str:
    """Clean a program's text: like `body`, but what can't be seen is named, not dropped."""
    if _IS_PLAIN(text):
        return text
    text = _with_pictures(_with_line_feeds(text))
    text = _HIDDEN_IN_CODE.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)
    return _with_few_marks(text, BODY_MARKS).expandtabs(_TAB_STOP)


def strip(text: str) -> str:
    """Clean text that leaves the program; line feeds and tabs stay, sequences are removed."""
    if _IS_PLAIN(text):
        return text
    text = _without_sequences(_with_line_feeds(text))
    text = _HIDDEN_IN_FIELDS.sub("", text)
    text = _without_idle_joiners(text)
    return _with_few_marks(text, BODY_MARKS)


def balance_isolates(text: str) -> str:
    """Drop direction isolates from each line in which they are not balanced."""
    if not _ISOLATE.search(text):
        return text
    return _LINE_WITH_ISOLATE.sub(_balanced_line, text)


def without_isolates(text: str) -> str:
    """Drop every direction isolate."""
    return _ISOLATE.sub("", text)


def _balanced_line(found: re.Match[str]) -> str:
    line, opened = found[0], 0
    for isolate in _ISOLATE.findall(line):
        opened += -1 if isolate == "\u2069" else 1
        if opened < 0:
            break
    return line if opened == 0 else without_isolates(line)


def _with_line_feeds(text: str) -> str:
    return _LINE_ENDS.sub("\n", _SURROGATES.sub("\ufffd", text))


def _with_pictures(text: str) -> str:
    return text.translate(_PICTURES) if _CONTROLS.search(text) else text


def _without_sequences(text: str) -> str:
    """Remove escape sequences, then every control that is left.

    Removal can splice two halves into a new sequence, hence the rounds; what holds in any case is
    that no control survives.
    """
    for _ in range(_SEQUENCE_ROUNDS):
        if not _CONTROLS.search(text):
            return text
        text, count = _SEQUENCES.subn("", text)
        if not count:
            break
    return _CONTROLS.sub("", text)


def _without_idle_joiners(text: str) -> str:
    """Keep one joiner where it joins: between emoji, and in scripts that need it."""
    if "\u200c" not in text and "\u200d" not in text:
        return text

    def kept(found: re.Match[str]) -> str:
        start, end = found.span()
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        if _JOINED_SCRIPT.match(before):
            return found[0][0]
        joins = _EMOJI.match(before) and _EMOJI.match(after) and after != "\ufe0f"
        return "\u200d" if joins and "\u200d" in found[0] else ""

    return _JOINERS.sub(kept, text)


def _with_few_marks(text: str, limit: int) -> str:
    marks = "".join(sorted(char for char in set(text) if unicodedata.category(char)[0] == "M"))
    if not marks:
        return text
    # Joiners count too: otherwise they would part what is one heap of marks to the eye.
    heap = re.compile(
        f"([{re.escape(marks)}\u200c\u200d]{{{limit}}})[{re.escape(marks)}\u200c\u200d]+"
    )
    return heap.sub(r"\1", text)
