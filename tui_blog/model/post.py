"""Posts and the people who write them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tui_blog.model.ids import PostId


class BodyFormat(StrEnum):
    """How a body's source is to be read."""

    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Text as received, with its format; converted only to be shown."""

    source: str
    """Exactly what the source holds; not cleaned, may contain anything."""
    format: BodyFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote something, as the source tells it. All fields are cleaned one-line text."""

    name: str
    """For people to read; may be empty and need not be unique."""
    id: str | None = None
    """The account on the source; `None` for a guest. What badges are derived from."""
    url: str | None = None
    """An address the author gave; not vetted."""


GONE = "The blog does not have this post any more; this is the copy that was kept."
"""What `PostSummary.damage` says of a post that the blog has deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSummary:
    """What a list shows of a post. One-line fields are cleaned by the adapter."""

    id: PostId
    title: str
    """May be empty."""
    slug: str = ""
    permalink: str | None = None
    """Absolute address, or `None` where the source knows none."""
    author: Author | None = None
    published_at: datetime | None = None
    """Aware, UTC; `None` when the source does not say."""
    modified_at: datetime | None = None
    """Aware, UTC; `None` when the source does not say."""
    excerpt: str = ""
    """Plain text of one line, at most 300 characters; empty when the list does not bring it."""
    tags: tuple[str, ...] = ()
    comment_count: int | None = None
    """Comments that can be read; `None` when the source does not say."""
    comments_open: bool | None = None
    """`None` when the source does not say. `True` is no promise: servers close old posts."""
    protected: bool = False
    """The body needs a password of the post's own."""
    damage: str | None = None
    """Why the post is not as it should be: one sentence, `GONE` among them. `None` when all is
    well."""

    @property
    def trouble(self) -> str:
        """Say in a word what is wrong with the post; empty when all is well."""
        return "" if self.damage is None else "gone" if self.damage == GONE else "damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post with its body."""

    summary: PostSummary
    body: Body

    @property
    def id(self) -> PostId:
        """The post's id, for short."""
        return self.summary.id
