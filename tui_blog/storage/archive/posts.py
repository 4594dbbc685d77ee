"""From a file to a post: metadata, dates, and what is wrong with it."""

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from tui_blog.model.errors import NotFoundError
from tui_blog.model.post import GONE, Body, BodyFormat, Post, PostSummary
from tui_blog.storage.archive import fields as values
from tui_blog.storage.archive.limits import MAX_POST_BYTES
from tui_blog.storage.archive.outline import HtmlHead, excerpt_of, heading_of, read_html_head
from tui_blog.storage.archive.scan import PostFile, read_bytes
from tui_blog.text import clean
from tui_blog.text.front_matter import (
    MAX_CHARS,
    FrontMatter,
    FrontMatterError,
    HeadKind,
    needs_more,
    split,
)
from tui_blog.text.patterns import Pattern

HEAD_BYTES = 8 * 1024
"""How much of it is read for a list; more where the front matter is longer."""
_LONG_HEAD_BYTES = 4 * MAX_CHARS + HEAD_BYTES
GONE_KEY = "gone_from_blog"
"""The key of the front matter that says so of a copied post."""
_EXCERPT_CHARS = 300
_DATED_NAME = Pattern(r"(\d{4})-(\d{1,2})-(\d{1,2})[-_ ](.+)").fullmatch
_LOST_TITLE = Pattern(r"^title\s*[:=][ \t]*[\"']?(.{1,300}?)[\"']?[ \t\r]*$", re.MULTILINE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class PostHead(NamedTuple):
    """What a list needs to know of a post."""

    summary: PostSummary
    """Without the number of comments, that is in another file, and without an excerpt."""
    is_unpublished: bool
    """Its author keeps it back: it is not listed."""


def read_head(file: PostFile) -> PostHead:
    """Read the beginning of a post's file.

    Raises:
        NotFoundError: The file is gone.
    """
    data, trouble = _read(file, HEAD_BYTES)
    text, damage = _decoded(data, is_cut=file.size > HEAD_BYTES)
    if file.size > HEAD_BYTES and needs_more(text):
        data, trouble = _read(file, _LONG_HEAD_BYTES)
        text, damage = _decoded(data, is_cut=file.size > _LONG_HEAD_BYTES)
    return _build(file, text, trouble or damage)[0]


def is_on_blog(file: PostFile) -> bool:
    """Say whether anybody can read a copied post on its blog, as far as the copy knows."""
    try:
        summary = read_head(file).summary
    except NotFoundError:
        return False
    return not summary.protected and summary.damage != GONE


def read_post(file: PostFile, *, with_excerpt: bool = True) -> Post:
    """Read a post whole; what is wrong with it is said in its summary.

    Args:
        file: The post.
        with_excerpt: Make one of a post that brings none.

    Raises:
        NotFoundError: The file is gone.
    """
    data, trouble = _read(file, MAX_POST_BYTES + 1)
    is_cut = len(data) > MAX_POST_BYTES
    text, damage = _decoded(data[:MAX_POST_BYTES], is_cut=is_cut)
    if is_cut:
        damage = damage or "The file is larger than 4 MiB: only its beginning is shown."
    head, body = _build(file, text, trouble or damage)
    summary = head.summary
    if with_excerpt and not summary.excerpt:
        excerpt = excerpt_of(body[:HEAD_BYTES], file.format)
        summary = replace(summary, excerpt=clean.field(excerpt, max_chars=_EXCERPT_CHARS))
    return Post(summary=summary, body=Body(source=body, format=file.format))


def _read(file: PostFile, limit: int) -> tuple[bytes, str | None]:
    try:
        return read_bytes(file.path, limit), None
    except FileNotFoundError as error:
        raise NotFoundError("This post is not in the folder any more.") from error
    except OSError as error:
        return b"", f"The file can't be read: {reason_of(error)}."


def reason_of(error: OSError) -> str:
    """Return why the system refused, as part of a sentence."""
    text = clean.field(error.strerror or "") or "the system does not say why"
    return text[0].lower() + text[1:]


def _decoded(data: bytes, *, is_cut: bool) -> tuple[str, str | None]:
    if data.startswith(_UTF16):
        text = data.decode("utf-16", errors="replace")
        return text, "The file is not whole." if "\ufffd" in text and not is_cut else None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if is_cut and error.start >= len(data) - 3:
            return data[: error.start].decode("utf-8-sig", errors="replace"), None
        text = data.decode("utf-8-sig", errors="replace")
        line = data.count(b"\n", 0, error.start) + 1
        return text, f"The file is not UTF-8 text (line {line}); what can't be read shows as �."
    if "\0" in text:
        return text, "The file holds bytes that are no text."
    return text, None


def _build(file: PostFile, text: str, damage: str | None) -> tuple[PostHead, str]:
    try:
        parts = split(text)
    except FrontMatterError as error:
        damage = damage or clean.field(f"Its front matter can't be read: {error}.")
        lost = _LOST_TITLE.search(text[:HEAD_BYTES])
        fields: Mapping[str, object] = {"title": lost[1]} if lost else {}
        parts = FrontMatter(kind=HeadKind.NONE, raw="", fields=fields, body=text)
    html = HtmlHead(title="", fields={})
    if file.format is BodyFormat.HTML:
        html = read_html_head(parts.body[:HEAD_BYTES])
    summary = _summary(file, parts, html, damage)
    fields = parts.fields or html.fields
    return PostHead(summary, values.is_unpublished(fields)), parts.body


def _summary(file: PostFile, parts: FrontMatter, html: HtmlHead, damage: str | None) -> PostSummary:
    fields = parts.fields or html.fields
    kind = parts.kind if parts.fields else HeadKind.PELICAN
    dated = _DATED_NAME(file.stem)
    slug = values.text_of(fields, "slug") or (dated[4] if dated else file.stem)
    title = values.text_of(fields, "title") or html.title
    if not title:
        title = heading_of(parts.body[:HEAD_BYTES], file.format)
    told = values.text_of(fields, "excerpt", "summary", "description")
    return PostSummary(
        id=file.id,
        title=clean.field(title) or _spoken(slug),
        slug=clean.field(slug),
        permalink=values.permalink_of(fields),
        author=values.author_of(fields),
        published_at=values.date_of(fields, values.DATE_KEYS)
        or _named_date(dated)
        or _file_date(file),
        modified_at=values.date_of(fields, values.MODIFIED_KEYS),
        excerpt=clean.field(told, max_chars=_EXCERPT_CHARS) if told else "",
        tags=values.tags_of(fields, kind),
        comments_open=values.comments_open_of(fields),
        protected=values.is_true(fields, "protected"),
        damage=damage or (GONE if values.is_true(fields, GONE_KEY) else None),
    )


def _spoken(slug: str) -> str:
    words = os.fsencode(slug).decode("utf-8", errors="replace").replace("-", " ").replace("_", " ")
    text = clean.field(words)
    return text[:1].upper() + text[1:]


def _named_date(dated: re.Match[str] | None) -> datetime | None:
    return dated and values.parse_date(f"{dated[1]}-{dated[2]}-{dated[3]}")


def _file_date(file: PostFile) -> datetime:
    return datetime.fromtimestamp(file.mtime_ns // 1_000_000_000, UTC)
