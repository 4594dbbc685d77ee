"""A post of a blog as a file of an archive: its name, its front matter, its body as received."""

import re
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from tui_blog.model.post import BodyFormat, Post, PostSummary
from tui_blog.storage.archive.posts import GONE_KEY
from tui_blog.storage.archive.scan import ID_MARK

_SUFFIXES = {BodyFormat.HTML: ".html", BodyFormat.MARKDOWN: ".md", BodyFormat.TEXT: ".txt"}
_UNFIT = re.compile(r"[^a-z0-9]+")
_MAX_SLUG_CHARS = 60
_UNDATED = "undated"


def file_name(post: Post, id_prefix: str) -> PurePosixPath:
    """Name the file of a post, relative to the archive: ``2024/05/2024-05-02-hello--812.html``.

    Args:
        post: The post.
        id_prefix: What its id begins with; the rest of the id stands in the name.
    """
    summary = post.summary
    slug = _UNFIT.sub("-", unquote(summary.slug).lower()).strip("-")[:_MAX_SLUG_CHARS].rstrip("-")
    copied = quote(summary.id.removeprefix(id_prefix), safe="")
    day = summary.published_at
    folder = _UNDATED if day is None else f"{day:%Y/%m}"
    parts = [f"{day:%Y-%m-%d}"] if day is not None else []
    parts.append(slug or "post")
    return PurePosixPath(folder, f"{'-'.join(parts)}{ID_MARK}{copied}{_SUFFIXES[post.body.format]}")


def file_bytes(post: Post, *, is_gone: bool = False) -> bytes:
    """Write a post as a file; the same post gives the same bytes.

    Args:
        post: The post.
        is_gone: The blog does not have it any more.
    """
    head = "".join(f"{key}: {value}\n" for key, value in _fields(post.summary, is_gone).items())
    return f"---\n{head}---\n{post.body.source}".encode("utf-8", errors="replace")


def _fields(summary: PostSummary, is_gone: bool) -> dict[str, str]:
    fields = {"title": _quoted(summary.title), "id": _quoted(summary.id)}
    author = summary.author
    for key, text in (
        ("slug", summary.slug),
        ("link", summary.permalink),
        ("author", author and author.name),
        ("author_id", author and author.id),
        ("author_url", author and author.url),
        ("date", _written(summary.published_at)),
        ("modified", _written(summary.modified_at)),
    ):
        if text:
            fields[key] = _quoted(text)
    if summary.tags:
        fields["tags"] = f"[{', '.join(map(_quoted, summary.tags))}]"
    if summary.comments_open is not None:
        fields["comments"] = str(summary.comments_open).lower()
    if summary.protected:
        fields["protected"] = "true"
    if is_gone:
        fields[GONE_KEY] = "true"
    return fields


def _quoted(text: str) -> str:
    """Quote one line for YAML, in the form that is read fastest."""
    if '"' in text or "\\" in text:
        return f"'{text.replace(chr(39), chr(39) * 2)}'"
    return f'"{text}"'


def _written(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
