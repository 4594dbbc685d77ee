"""Marks for tests of what is remembered, and what there is of them."""

from tui_blog.model.ids import CommentId, PostId
from tui_blog.sync.journal import Mark, Part
from tui_blog.sync.reading import (
    ReadingFile,
)

BLOG = "a-blog"


POST = PostId("wp:1")


OTHER = PostId("wp:2")


def marks(*names: str, version: str | None = "1") -> list[Mark]:
    """Make marks of comments."""
    return [Mark(CommentId(name), version) for name in names]


def see(file: ReadingFile, *names: str, version: str | None = "1", passing: bool = False) -> None:
    """Mark comments of a post."""
    file.do(BLOG, POST, Part.SEEN, marks(*names, version=version), label="read", passing=passing)


def seen(file: ReadingFile, post: PostId = POST) -> dict[CommentId, str]:
    """Return what was seen of a post."""
    return dict(file.load_post(BLOG, post).seen)
