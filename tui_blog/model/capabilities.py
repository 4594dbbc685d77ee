"""What an adapter can do."""

from dataclasses import dataclass

from tui_blog.model.post import Author, BodyFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a source, with this account, can do. Everything defaults to no."""

    source_kind: str = ""
    """For people: "folder of posts", "WordPress"."""
    add_comments: bool = False
    reply_to_comments: bool = False
    edit_own: bool = False
    delete_own: bool = False
    moderate: bool = False
    needs_login: bool = False
    """Comments are taken, but only from somebody who says who they are, and nobody does."""
    refusal: str = ""
    """Why no comments are taken, in one sentence; empty where they are."""
    notice: str = ""
    """What somebody should know before writing here, in one sentence; empty for nothing."""
    held_first: bool | None = None
    """Comments wait for a moderator: `True` always, `None` perhaps, `False` never."""
    identity: Author | None = None
    """Whom one comments as; `None` for nobody yet."""
    comment_formats: frozenset[BodyFormat] = frozenset()
    max_comment_bytes: int | None = None
    """UTF-8 bytes that a comment may have as stored; `None` for no limit."""
    search: bool = False
    """`list_posts` understands `PostQuery.text`."""
