"""From a file to a post: metadata, dates, and what is wrong with it."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from urllib.parse import unquote

from tui_blog.model.post import Author, Body, BodyFormat, Post, PostSummary
from tui_blog.storage.archive.scan import PostFile
from tui_blog.text import clean
from tui_blog.text.front_matter import FrontMatter, FrontMatterError, HeadKind, split

MAX_BYTES = 4 * 1024 * 1024
"""How much of a file is read."""
HEAD_BYTES = 16 * 1024
"""How much of a file is read for a list."""
_DATE_KEYS = ("date", "published", "published_at", "pubdate", "created")
_MODIFIED_KEYS = ("modified", "updated", "lastmod", "last_modified_at")
_TAG_KEYS = ("tags", "categories", "category", "keywords")
_TRUE = ("true", "yes", "on")
_FALSE = ("false", "no", "off", "closed")
_DATED_NAME = re.compile(r"(\d{4})-(\d\d)-(\d\d)-(.+)")
_OLD_ZONE = re.compile(r"\s+([+-]\d\d):?(\d\d)$|\s*(Z|UTC)$")
_HEADING = re.compile(r"^#{1,2}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_HTML_TITLE = re.compile(r"<(?:title|h1)[^>]*>([^<]{1,300})</", re.IGNORECASE)
_MARKS = re.compile(r"[*_`#>\[\]]|\(https?://[^)]*\)|<[^>]{0,200}>")
_EXCERPT_CHARS = 300


def read_summary(file: PostFile) -> PostSummary | None:
    """Read what a list shows of a post; `None` for one that its author marks as a draft."""
    return _build(file, HEAD_BYTES, whole=False).summary_or_none()


def read_post(file: PostFile) -> Post:
    """Read a post whole."""
    built = _build(file, MAX_BYTES, whole=True)
    return Post(summary=built.summary, body=Body(source=built.body, format=file.format))


class _Built:
    """A post as far as it could be read."""

    def __init__(self, summary: PostSummary, body: str, *, is_draft: bool) -> None:
        self.summary = summary
        self.body = body
        self._is_draft = is_draft

    def summary_or_none(self) -> PostSummary | None:
        return None if self._is_draft else self.summary


def _build(file: PostFile, limit: int, *, whole: bool) -> _Built:
    text, damage = _read_text(file, limit)
    if whole and file.size > MAX_BYTES:
        damage = damage or "It is larger than 4 MiB; only the beginning is shown."
    try:
        parts = split(text)
    except FrontMatterError as error:
        damage = damage or clean.field(f"Its head can't be read: {error}.")
        parts = FrontMatter(kind=HeadKind.NONE, raw="", fields={}, body=text)
    fields = parts.fields
    stem = unquote(file.id.removeprefix("file:")).rpartition("/")[2]
    dated = _DATED_NAME.fullmatch(stem)
    slug = _text(fields, "slug") or (dated[4] if dated else stem)
    summary = PostSummary(
        id=file.id,
        title=_title(fields, parts.body, file.format) or _spoken(slug),
        slug=clean.field(slug),
        permalink=_permalink(fields),
        author=_author(fields),
        published_at=_first_date(fields, _DATE_KEYS) or _name_date(dated) or _mtime(file),
        modified_at=_first_date(fields, _MODIFIED_KEYS),
        excerpt=_excerpt(fields, parts.body),
        tags=_tags(fields),
        comment_count=_count_lines(file),
        comments_open=False if _text(fields, "comments").lower() in _FALSE else None,
        damage=damage,
    )
    return _Built(summary, parts.body, is_draft=_text(fields, "draft").lower() in _TRUE)


def _read_text(file: PostFile, limit: int) -> tuple[str, str | None]:
    try:
        with file.path.open("rb") as stream:
            data = stream.read(limit)
    except OSError as error:
        reason = clean.field(error.strerror or "unknown reason")
        return "", f"The file can't be read: {reason}."
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        if len(data) == limit and error.start >= limit - 3:  # only the cut is in the way
            return data.decode("utf-8-sig", errors="ignore"), None
        text = data.decode("utf-8", errors="replace")
        return text, f"The file is not UTF-8 (byte {error.start + 1})."


def _title(fields: Mapping[str, object], body: str, body_format: BodyFormat) -> str:
    title = _text(fields, "title")
    if not title:
        pattern = _HTML_TITLE if body_format is BodyFormat.HTML else _HEADING
        heading = pattern.search(body[:HEAD_BYTES])
        title = heading[1] if heading else ""
    return clean.field(title)


def _spoken(slug: str) -> str:
    return clean.field(slug.replace("-", " ").replace("_", " ").strip().capitalize())


def _author(fields: Mapping[str, object]) -> Author | None:
    value = fields.get("author") or fields.get("authors")
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        name, author_id = str(value.get("name", "")), value.get("id")
        return Author(name=clean.field(name), id=clean.field(str(author_id)) if author_id else None)
    name = clean.field(str(value)) if value else ""
    return Author(name=name, id=name.casefold()) if name else None


def _tags(fields: Mapping[str, object]) -> tuple[str, ...]:
    tags: list[str] = []
    for key in _TAG_KEYS:
        value = fields.get(key, "")
        parts = value if isinstance(value, list) else re.split(r"[,;]", str(value))
        tags += [tag for part in parts if (tag := clean.field(str(part)))]
    return tuple(dict.fromkeys(tags))


def _permalink(fields: Mapping[str, object]) -> str | None:
    for key in ("permalink", "url", "link", "canonical"):
        address = clean.field(_text(fields, key), max_chars=2000)
        if address.startswith(("https://", "http://")):
            return address
    return None


def _excerpt(fields: Mapping[str, object], body: str) -> str:
    for key in ("excerpt", "summary", "description"):
        text = clean.field(_text(fields, key), max_chars=_EXCERPT_CHARS)
        if text:
            return text
    for paragraph in re.split(r"\n\s*\n", body[:HEAD_BYTES]):
        if not paragraph.lstrip().startswith(("#", "```", "---", "<!--", "|")):
            text = clean.field(_MARKS.sub("", paragraph), max_chars=_EXCERPT_CHARS)
            if text:
                return text
    return ""


def _text(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key, "")
    return "" if isinstance(value, list | dict) or value is None else str(value)


def _first_date(fields: Mapping[str, object], keys: tuple[str, ...]) -> datetime | None:
    for key in keys:
        found = parse_date(fields.get(key))
        if found is not None:
            return found
    return None


def parse_date(value: object) -> datetime | None:
    """Read a date as front matter writes it; one without a zone is taken as UTC."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time())
    elif isinstance(value, str):
        text = _OLD_ZONE.sub(lambda found: "Z" if found[3] else f"{found[1]}:{found[2]}", value)
        text = text.strip().replace("/", "-")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
    else:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _name_date(dated: re.Match[str] | None) -> datetime | None:
    return None if dated is None else parse_date(f"{dated[1]}-{dated[2]}-{dated[3]}")


def _mtime(file: PostFile) -> datetime:
    return datetime.fromtimestamp(file.mtime_ns // 1_000_000_000, UTC)


def _count_lines(file: PostFile) -> int:
    try:
        with file.comments_path.open("rb") as stream:
            data = stream.read()
    except OSError:
        return 0
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
