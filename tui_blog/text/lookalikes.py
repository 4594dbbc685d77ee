"""Hosts that are not what they look like: letters of other alphabets, and of several ones.

The letters are those of Unicode Technical Standard 39 (confusables) that pass for one letter from
a to z or a digit in small letters; browsers judge by the same list.
"""

import unicodedata
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

_ALIKE = str.maketrans(
    {
        # Cyrillic
        "а": "a", "ь": "b", "с": "c", "ԁ": "d", "е": "e", "һ": "h", "і": "i", "ї": "i",
        "ј": "j", "ӏ": "l", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "ѵ": "v",
        "ԝ": "w", "х": "x", "у": "y", "ү": "y", "з": "3", "к": "k", "т": "t",
        # Greek
        "α": "a", "ε": "e", "ι": "i", "κ": "k", "η": "n", "ο": "o", "σ": "o", "ρ": "p",
        "τ": "t", "υ": "u", "ν": "v", "γ": "y", "ϲ": "c", "ϳ": "j",
        # Armenian
        "ց": "g", "հ": "h", "յ": "j", "ո": "n", "օ": "o", "զ": "q", "ս": "u", "ա": "w",
        # Cherokee
        "ꮯ": "c", "ꭺ": "a", "ꭼ": "e", "ꭻ": "j", "ꮪ": "s", "ꮩ": "v", "ꮃ": "w", "ꮓ": "z",
        # Latin letters of phonetics
        "ɑ": "a", "ƅ": "b", "ᴄ": "c", "ɡ": "g", "ɩ": "i", "ᴏ": "o", "ɋ": "q", "ꜱ": "s",
        "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ʏ": "y", "ᴢ": "z",
    }
)  # fmt: skip
_MARKED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i"})
"""Letters of languages with Latin writing that Unicode does not take apart."""
_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
_PUNYCODE = "xn--"


class Disguise(StrEnum):
    """How a host looks like something that it is not."""

    LOOKS_LIKE = "looks like"
    """Letters that pass for those of a plain host."""
    MIXED = "mixed"
    """Letters of several alphabets that look alike, in one part of the host."""
    LETTERS = "letters"
    """Letters beyond a to z: mostly honest, and yet another host than the one without them."""


class Disguised(NamedTuple):
    """A host with letters beyond a to z."""

    how: Disguise
    host: str
    """As it would be read, with all its letters; not clean."""
    plain: str
    """The host that it could be taken for; may be the same where there is none."""


def find_disguise(address: str) -> Disguised | None:
    """Tell whether the host of an address is not as plain as it may look.

    Args:
        address: A vetted address; of a mail, the host of the mailbox counts.

    Returns:
        The worst that can be said; `None` for a host of plain letters.
    """
    parts = urlsplit(address)
    host = parts.path.rpartition("@")[2] if parts.scheme == "mailto" else parts.hostname or ""
    host = host.lower()
    if _PUNYCODE not in host:
        return None
    labels = [_read(label) for label in host.split(".")]
    plain_labels = [_plain(label) for label in labels]
    read, plain = ".".join(labels), ".".join(plain_labels)
    if any(_passes_for(label, one) for label, one in zip(labels, plain_labels, strict=True)):
        return Disguised(Disguise.LOOKS_LIKE, read, plain)
    how = Disguise.MIXED if any(map(_is_mixed, labels)) else Disguise.LETTERS
    return Disguised(how, read, plain)


def _read(label: str) -> str:
    """Return a part of a host with its letters; as it is where it is no Punycode."""
    if not label.startswith(_PUNYCODE):
        return label
    try:
        return label.removeprefix(_PUNYCODE).encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError, ValueError):
        return label


def _without_marks(label: str) -> str:
    apart = unicodedata.normalize("NFKD", label.lower())
    bare = "".join(char for char in apart if unicodedata.category(char) != "Mn")
    return bare.translate(_MARKED)


def _plain(label: str) -> str:
    """Return what a part of a host could be taken for; itself where that is no plain text."""
    seen = "".join(char for char in _without_marks(label) if unicodedata.category(char) != "Cf")
    plain = seen.translate(_ALIKE)
    return plain if plain.isascii() else label


def _passes_for(label: str, plain: str) -> bool:
    """Tell whether more than accents is between a part of a host and its plain form."""
    return plain.isascii() and not label.isascii() and _without_marks(label) != plain


def _is_mixed(label: str) -> bool:
    scripts = {unicodedata.name(char, "?").split()[0] for char in label if char.isalpha()}
    return len(scripts & _SCRIPTS) > 1
