"""Makers of model objects for tests: everything has a default, tests name what matters to them."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from tui_blog.model.change import AddComment
from tui_blog.model.comment import Comment, CommentKind, CommentStatus, Delivery
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat, Post, PostSummary
from tui_blog.sync.sending import Delivered

START = datetime(2024, 5, 2, 10, 0, tzinfo=UTC)
"""When things in tests begin."""
ME = Author(name="Me Myself")
"""Whom one comments as in tests."""


def comment_of(delivered: Delivered) -> Comment:
    """Return the comment that an attempt to deliver ended with."""
    assert delivered.comment is not None
    return delivered.comment


def a_clock(start: datetime = START, *, step_s: int = 60) -> Callable[[], datetime]:
    """Make a clock that goes on by a step whenever it is read."""
    ticks = count()
    return lambda: start + timedelta(seconds=step_s * next(ticks))


def a_summary(
    name: str = "hello",
    *,
    title: str = "Hello",
    published_at: datetime | None = START,
    comments_open: bool | None = None,
    damage: str | None = None,
) -> PostSummary:
    """Make a summary; its id and slug come from the name."""
    return PostSummary(
        id=PostId(f"file:{name}"),
        title=title,
        slug=name,
        published_at=published_at,
        comments_open=comments_open,
        damage=damage,
    )


def a_post(
    name: str = "hello",
    *,
    title: str = "Hello",
    text: str = "Some words.",
    published_at: datetime | None = START,
    comments_open: bool | None = None,
) -> Post:
    """Make a post in Markdown."""
    summary = a_summary(name, title=title, published_at=published_at, comments_open=comments_open)
    return Post(summary=summary, body=Body(source=text, format=BodyFormat.MARKDOWN))


def a_comment(
    name: str = "c1",
    *,
    parent: str | None = None,
    post: str = "hello",
    text: str = "A comment.",
    author: Author | str = "Ada",
    minutes: int | None = 0,
    status: CommentStatus = CommentStatus.APPROVED,
    kind: CommentKind = CommentKind.COMMENT,
    own: bool = False,
    delivery: Delivery | None = None,
) -> Comment:
    """Make a comment in Markdown.

    Args:
        name: Its id.
        parent: The id of what it answers.
        post: The name of its post, as given to `a_post`.
        text: Its body.
        author: A name is enough.
        minutes: When it was made, after `START`; `None` for a comment without a date.
        status: As on a server.
        kind: What it is.
        own: Made by the identity in use.
        delivery: Where it stands on its way.
    """
    return Comment(
        id=CommentId(name),
        post_id=PostId(f"file:{post}"),
        parent_id=None if parent is None else CommentId(parent),
        author=Author(name=author) if isinstance(author, str) else author,
        created_at=None if minutes is None else START + timedelta(minutes=minutes),
        body=Body(source=text, format=BodyFormat.MARKDOWN),
        status=status,
        kind=kind,
        own=own,
        delivery=delivery,
    )


def an_addition(
    text: str = "My words",
    *,
    post: str = "hello",
    parent_id: CommentId | None = None,
    change: str = "change-1",
    body_format: BodyFormat = BodyFormat.MARKDOWN,
) -> AddComment:
    """Make a change that adds a comment."""
    return AddComment(
        change_id=ChangeId(change),
        post_id=PostId(f"file:{post}"),
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
