"""Makers of model objects for tests: everything has a default, tests name what matters to them."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from tui_blog.model.change import AddComment
from tui_blog.model.comment import Comment, CommentKind, CommentStatus, Delivery
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat, Post, PostSummary

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
"""When tests take place."""
ME = Author(name="Me Myself")
"""Whom one comments as in tests."""


def a_clock(start: datetime = NOW, *, step_s: int = 60) -> Callable[[], datetime]:
    """Make a clock that goes on by a step whenever it is read."""
    ticks = count()
    return lambda: start + timedelta(seconds=step_s * next(ticks))


def a_post(
    which: int | str = 1,
    *,
    title: str = "A post",
    body: str = "Some text.",
    comments_open: bool | None = True,
    published_at: datetime | None = None,
) -> Post:
    """Make a post in Markdown.

    Args:
        which: A number, for a post of a blog in memory; a higher one is older. Or the name of its
            file without the suffix, for a post of an archive.
        title: Its title.
        body: Its text.
        comments_open: As in a summary.
        published_at: `None` for a date that comes from the number.
    """
    number = which if isinstance(which, int) else 0
    summary = PostSummary(
        id=post_id_of(which),
        title=title,
        slug=f"post-{which}" if isinstance(which, int) else which.rpartition("/")[2],
        permalink=f"https://blog.example/post-{which}/" if isinstance(which, int) else None,
        author=Author(name="Mara", id="1"),
        published_at=published_at or NOW.replace(day=1, hour=0, year=2026 - number),
        comments_open=comments_open,
    )
    return Post(summary=summary, body=Body(source=body, format=BodyFormat.MARKDOWN))


def a_comment(
    which: int | str = 1,
    *,
    parent: int | str | None = None,
    post: int | str = 1,
    text: str = "Some words.",
    author: Author | str = "Ana",
    status: CommentStatus = CommentStatus.APPROVED,
    kind: CommentKind = CommentKind.COMMENT,
    own: bool = False,
    delivery: Delivery | None = None,
    created_at: datetime | None = None,
) -> Comment:
    """Make a comment in Markdown.

    Args:
        which: A number, for a blog in memory; a higher one is younger. Or its id as it is.
        parent: The same of what it answers.
        post: As given to `a_post`.
        text: Its body.
        author: A name is enough.
        status: As on a server.
        kind: What it is.
        own: Made by the identity in use.
        delivery: Where it stands on its way.
        created_at: `None` for a date that comes from the number.
    """
    number = which if isinstance(which, int) else 0
    return Comment(
        id=comment_id_of(which),
        post_id=post_id_of(post),
        parent_id=None if parent is None else comment_id_of(parent),
        author=Author(name=author) if isinstance(author, str) else author,
        created_at=created_at
        or NOW.replace(hour=number % 12, minute=number % 60, second=number // 720),
        body=Body(source=text, format=BodyFormat.MARKDOWN),
        status=status,
        kind=kind,
        own=own,
        delivery=delivery,
    )


def post_id_of(which: int | str) -> PostId:
    """Return the id that `a_post` gives."""
    return PostId(f"mem:{which}" if isinstance(which, int) else f"file:{which}")


def comment_id_of(which: int | str) -> CommentId:
    """Return the id that `a_comment` gives."""
    return CommentId(f"mem:{which}" if isinstance(which, int) else which)


def an_addition(
    text: str = "My words",
    *,
    post: int | str = "hello",
    parent_id: CommentId | None = None,
    change: str = "change-1",
    body_format: BodyFormat = BodyFormat.MARKDOWN,
) -> AddComment:
    """Make a change that adds a comment."""
    return AddComment(
        change_id=ChangeId(change),
        post_id=post_id_of(post),
        parent_id=parent_id,
        body=Body(source=text, format=body_format),
    )


def an_archive(
    root: Path, posts: Iterable[Post] = (), comments: Iterable[Comment] = (), *, name: str = "Blog"
) -> Path:
    """Write an archive of Markdown posts; the names of posts may hold folders."""
    from tui_blog.storage.archive.payloads import new_line

    root.mkdir(parents=True, exist_ok=True)
    (root / "blog.toml").write_text(f'schema = 1\nname = "{name}"\n', encoding="utf-8")
    for post in posts:
        path = root / f"{post.id.removeprefix('file:')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        told = post.summary
        date = "" if told.published_at is None else f"date: {told.published_at.isoformat()}\n"
        closed = "comments: false\n" if told.comments_open is False else ""
        head = f"---\ntitle: {told.title}\n{date}{closed}---\n"
        path.write_text(head + post.body.source, encoding="utf-8")
    for comment in comments:
        path = root / f"{comment.post_id.removeprefix('file:')}.comments.jsonl"
        with path.open("ab") as file:
            file.write(new_line(comment))
    return root
