"""Small makers of model objects for tests."""

from datetime import UTC, datetime

from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat, Post, PostSummary

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def a_post(
    number: int = 1, *, title: str = "A post", body: str = "Some text.", comments_open: bool = True
) -> Post:
    """Make a post; a higher number is older."""
    summary = PostSummary(
        id=PostId(f"mem:{number}"),
        title=title,
        slug=f"post-{number}",
        permalink=f"https://blog.example/post-{number}/",
        author=Author(name="Mara", id="1"),
        published_at=NOW.replace(day=1, hour=0, year=2026 - number),
        comments_open=comments_open,
    )
    return Post(summary=summary, body=Body(source=body, format=BodyFormat.MARKDOWN))


def a_comment(
    number: int = 1,
    *,
    parent: int | None = None,
    post: int = 1,
    text: str = "Some words.",
    author: str = "Ana",
    status: CommentStatus = CommentStatus.APPROVED,
) -> Comment:
    """Make a comment; a higher number is younger."""
    return Comment(
        id=CommentId(f"mem:{number}"),
        post_id=PostId(f"mem:{post}"),
        parent_id=None if parent is None else CommentId(f"mem:{parent}"),
        author=Author(name=author),
        created_at=NOW.replace(hour=number % 12, minute=number % 60, second=number // 720),
        body=Body(source=text, format=BodyFormat.MARKDOWN),
        status=status,
    )
