"""Names of keys as Textual has them, without loading Textual: `tui-blog keys` prints them."""

import unicodedata
from functools import lru_cache

MODIFIERS = ("ctrl", "alt", "shift", "meta", "super", "hyper")
"""What can be held down with another key."""

NAMED_KEYS = frozenset(
    (
        *("backspace", "delete", "end", "enter", "escape", "home", "insert"),
        *("left", "right", "up", "down", "pagedown", "pageup", "space", "tab"),
        *(f"f{number}" for number in range(1, 25)),
    )
)
"""Keys that are not named after a character.

Source: `Keys` in `textual.keys` of Textual 8.2; a test compares the two.
"""

_OWN_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Textual's names where they are not Unicode's. Source: `KEY_NAME_REPLACEMENTS` of Textual 8.2."""
_UNICODE_NAMES = {
    **{own: name.replace("_", " ") for name, own in _OWN_NAMES.items()},
    "minus": "hyphen-minus",
    "less_than_sign": "less-than sign",
    "greater_than_sign": "greater-than sign",
}


@lru_cache(512)
def name_of_character(character: str) -> str:
    """Return the name of the key that types a character: letters and digits name themselves.

    Args:
        character: One printable character.
    """
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return _OWN_NAMES.get(name, name) or character


def character_of(key: str) -> str | None:
    """Return the character that a key named in words types; `None` where it is no such key."""
    if key in _OWN_NAMES:
        return None  # Textual gives these keys other names, so these never arrive
    try:
        character = unicodedata.lookup(_UNICODE_NAMES.get(key, key.replace("_", " ")))
    except KeyError:
        return None
    return character if character.isprintable() else None
