"""Tags that the person gives to posts and comments: how they are typed, and how they are kept."""

from collections.abc import Iterable

MOST_TAGS = 20
"""Tags of one post or comment."""
_MAX_CHARS = 40
_PARTED = ", "


def parse_tags(text: str) -> tuple[str, ...]:
    """Read tags as they were typed: parted by commas, with or without a sign before each.

    Args:
        text: One line, clean.

    Returns:
        Each once, whatever its capitals, in the order typed; none is empty.
    """
    tags: dict[str, str] = {}
    for part in text.split(","):
        tag = " ".join(part.split()).lstrip("# ")[:_MAX_CHARS].rstrip()
        if tag:
            tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())[:MOST_TAGS]


def written(tags: Iterable[str]) -> str:
    """Write tags so that `parse_tags` reads them."""
    return _PARTED.join(tags)


def complete(text: str, known: Iterable[str]) -> str | None:
    """Complete the tag that is being typed, the last one.

    Args:
        text: What is typed so far.
        known: Tags given before; the first that fits is taken.

    Returns:
        The whole text with it; `None` where nothing fits.
    """
    before, comma, last = text.rpartition(",")
    begun = last.lstrip().casefold()
    given = {tag.casefold() for tag in parse_tags(before)}
    for tag in known:
        folded = tag.casefold()
        if begun and folded.startswith(begun) and folded != begun and folded not in given:
            blank = last[: len(last) - len(last.lstrip())]
            return f"{before}{comma}{blank}{tag}"
    return None
