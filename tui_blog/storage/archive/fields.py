"""Values of front matter as posts need them: every blog writes them in its own way."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone

from tui_blog.model.post import Author
from tui_blog.text import clean
from tui_blog.text.front_matter import HeadKind
from tui_blog.text.links import vet
from tui_blog.text.patterns import Pattern

Fields = Mapping[str, object]

DATE_KEYS = ("date", "published_at", "published", "publishdate", "pubdate", "created", "created_at")
"""Keys under which blogs keep when a post was published, the most telling first."""
MODIFIED_KEYS = ("modified", "modified_at", "updated", "lastmod", "last_modified_at")
"""Keys under which blogs keep when a post was changed."""
_TAG_KEYS = ("tags", "tag", "keywords", "categories", "category")
_PERMALINK_KEYS = ("permalink", "url", "link", "canonical", "canonical_url", "canonicalurl")
_COMMENT_KEYS = frozenset(
    ("disablecomments", "comments", "comments_open", "comment_status", "allow_comments")
)
_STATUS_KEYS = frozenset(("draft", "published", "status"))
_MAX_TAGS = 50
_TRUE = ("true", "yes", "on", "1")
_FALSE = ("false", "no", "off", "0", "closed")
_NUMBERS = Pattern(
    r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:(?:T|t|\s+)(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?)?"
    r"\s*(?:(Z|z|UTC|GMT)|([+-]\d{2}):?(\d{2})?)?\s*"
).fullmatch
_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAY_FIRST = Pattern(
    r"\s*(?:[A-Za-z]{2,9},?\s+)?(?P<day>\d{1,2})\.?\s+(?P<month>[A-Za-z]{3,9})\.?,?\s+"
    r"(?P<year>\d{4})(?:,?\s+(?P<time>\d.*))?\s*"
).fullmatch
_MONTH_FIRST = Pattern(
    r"\s*(?:[A-Za-z]{2,9},?\s+)?(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+"
    r"(?P<year>\d{4})(?:,?\s+(?P<time>\d.*))?\s*"
).fullmatch


def text_of(fields: Fields, *keys: str) -> str:
    """Return the first key's value that says something, as text; empty when none does."""
    for key in keys:
        if key in fields:
            value = fields[key]
            if isinstance(value, list):
                value = " ".join(part for part in value if isinstance(part, str))
            if text := _text(value).strip():
                return text
    return ""


def _text(value: object) -> str:
    """Return what can be read of a value; nothing of a table, or of a number beyond all bounds."""
    if value is None or isinstance(value, dict | list):
        return ""
    try:
        return str(value)
    except ValueError:  # Python writes no number of thousands of digits
        return ""


def is_true(fields: Fields, key: str) -> bool:
    """Tell whether a key clearly says yes."""
    return text_of(fields, key).lower() in _TRUE


def is_false(fields: Fields, key: str) -> bool:
    """Tell whether a key clearly says no."""
    return text_of(fields, key).lower() in _FALSE


def date_of(fields: Fields, keys: Iterable[str]) -> datetime | None:
    """Return the first date that can be read; UTC."""
    for key in keys:
        if key in fields:
            found = parse_date(fields[key])
            if found is not None:
                return found
    return None


def parse_date(value: object) -> datetime | None:
    """Read a date as front matter writes it; one without a zone is taken as UTC."""
    if isinstance(value, datetime):
        return _in_utc(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, str):
        return None
    value = value[:60]
    numbers = _NUMBERS(value)
    if numbers is not None:
        return _from_numbers(numbers)
    named = _DAY_FIRST(value) or _MONTH_FIRST(value)
    if named is None or named["month"][:3].lower() not in _MONTH_NAMES:
        return None
    month = _MONTH_NAMES.index(named["month"][:3].lower()) + 1
    numbers = _NUMBERS(f"{named['year']}-{month}-{named['day']} {named['time'] or ''}")
    return None if numbers is None else _from_numbers(numbers)


def _from_numbers(found: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second = map(int, found.groups(0)[:6])
    zone = UTC
    if found[8]:
        minutes = int(found[9] or 0) * (-1 if found[8].startswith("-") else 1)
        offset = timedelta(hours=int(found[8]), minutes=minutes)
        zone = timezone(offset) if abs(offset) < timedelta(days=1) else UTC
    try:
        return _in_utc(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone))
    except ValueError:
        return None


def _in_utc(moment: datetime) -> datetime | None:
    if moment.tzinfo is UTC:
        return moment
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def tags_of(fields: Fields, kind: HeadKind) -> tuple[str, ...]:
    """List tags and categories, each once, in the order of the file."""
    tags: dict[str, None] = {}
    for key in _TAG_KEYS:
        value = fields.get(key)
        if not value or isinstance(value, dict):
            continue
        parts = value if isinstance(value, list) else [value]
        if isinstance(value, str):
            parts = _parted(value, kind)
        for part in parts[:_MAX_TAGS]:
            if isinstance(part, str | int | float) and (tag := clean.field(_text(part))):
                tags.setdefault(tag)
    return tuple(tags)[:_MAX_TAGS]


def _parted(text: str, kind: HeadKind) -> list[str]:
    """Part tags in one string: by commas; blanks part them in YAML, as Jekyll has it."""
    if "," in text or ";" in text:
        return re.split("[,;]", text)
    return text.split() if kind is HeadKind.YAML else [text]


def author_of(fields: Fields) -> Author | None:
    """Return who wrote the post; several people as one, parted by commas.

    The account is `author_id`, or what a table under `author` names as `id`.
    """
    value = fields.get("author") or fields.get("authors")
    people = value if isinstance(value, list) else [value]
    names, account = [], text_of(fields, "author_id")
    for person in people:
        if isinstance(person, dict):
            names.append(clean.field(_text(person.get("name"))))
            account = account or _text(person.get("id"))
        elif isinstance(person, str):
            names.append(clean.field(person))
    name = ", ".join(filter(None, names))
    if not name and not account:
        return None
    url = clean.field(text_of(fields, "author_url"), max_chars=2_000)
    return Author(name=name, id=clean.field(account) or None, url=url or None)


def permalink_of(fields: Fields) -> str | None:
    """Return the post's address on the web, if a key holds an absolute one."""
    for key in _PERMALINK_KEYS:
        if key not in fields:
            continue
        address = text_of(fields, key)
        if address.startswith(("https://", "http://")):
            vetted = vet(address)
            if vetted is not None:
                return vetted
    return None


def comments_open_of(fields: Fields) -> bool | None:
    """Tell whether the post says that it takes comments; `None` when it does not say."""
    if _COMMENT_KEYS.isdisjoint(fields):
        return None
    if is_true(fields, "disablecomments"):
        return False
    for key in ("comments", "comments_open", "comment_status", "allow_comments"):
        if is_false(fields, key):
            return False
        if is_true(fields, key):
            return True
    return None


def is_unpublished(fields: Fields) -> bool:
    """Tell whether the author keeps the post back: a draft, or hidden."""
    return not _STATUS_KEYS.isdisjoint(fields) and (
        is_true(fields, "draft")
        or is_false(fields, "published")
        or text_of(fields, "status").lower() in ("draft", "hidden")
    )
