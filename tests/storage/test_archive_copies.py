"""What a blog has is written into files and read back unchanged, whatever stands in it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.model.comment import Comment, CommentKind, CommentStatus
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat, Post, PostSummary
from tui_blog.storage.archive.payloads import LineReader, copied_line, new_line
from tui_blog.storage.archive.post_writing import file_bytes, file_name
from tui_blog.storage.archive.posts import read_post
from tui_blog.storage.archive.scan import PostFile, find_posts
from tui_blog.text import clean

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
FIELDS = ANY.map(lambda text: clean.field(text).strip())
SOME_FIELD = FIELDS.filter(bool)
BODIES = ANY.filter(lambda text: "\0" not in text)
MOMENTS = st.integers(0, 4 * 10**9).map(lambda second: datetime.fromtimestamp(second, UTC))
AUTHORS = st.builds(Author, name=FIELDS, id=SOME_FIELD)
SUMMARIES = st.builds(
    PostSummary,
    id=st.integers(1, 10**9).map(lambda number: PostId(f"wp:{number}")),
    title=SOME_FIELD,
    slug=SOME_FIELD,
    author=AUTHORS,
    published_at=MOMENTS,
    modified_at=MOMENTS,
    tags=st.lists(SOME_FIELD, max_size=3, unique=True).map(tuple),
    comments_open=st.none() | st.booleans(),
    protected=st.booleans(),
)
COMMENTS = st.builds(
    Comment,
    id=st.integers(1, 10**9).map(lambda number: CommentId(f"wp:{number}")),
    post_id=st.just(PostId("wp:1")),
    parent_id=st.none() | st.integers(1, 9).map(lambda number: CommentId(f"wp:{number}")),
    author=AUTHORS,
    created_at=MOMENTS,
    body=st.builds(Body, source=ANY, format=st.sampled_from(BodyFormat)),
    status=st.sampled_from(CommentStatus),
    kind=st.sampled_from(CommentKind),
)


def a_file(path: Path, post: Post) -> PostFile:
    """The file of a post, as it is found again."""
    status = path.stat()
    return PostFile(
        id=post.id,
        path=str(path),
        stem=path.stem,
        format=post.body.format,
        mtime_ns=status.st_mtime_ns,
        size=status.st_size,
        comments_path=f"{path}.none",
        has_comments=False,
    )


@given(summary=SUMMARIES, source=BODIES)
def test_post_reads_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, summary: PostSummary, source: str
) -> None:
    """A quotation mark in a title would damage the copy."""
    post = Post(summary=summary, body=Body(source=source, format=BodyFormat.HTML))
    path = tmp_path_factory.mktemp("post") / "file.html"
    path.write_bytes(file_bytes(post))

    read = read_post(a_file(path, post))

    assert read.body == post.body
    here, there = read.summary, post.summary
    assert here.damage is None
    for name in (
        "title",
        "slug",
        "author",
        "published_at",
        "modified_at",
        "tags",
        "comments_open",
        "protected",
    ):
        assert getattr(here, name) == getattr(there, name), name


@given(summary=SUMMARIES)
def test_name_of_a_file_holds_nothing_foreign_but_the_id(summary: PostSummary) -> None:
    """A slug would lead out of the folder."""
    post = Post(summary=summary, body=Body(source="", format=BodyFormat.HTML))
    name = file_name(post, "wp:")

    assert set(str(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-/.%")
    assert ".." not in name.parts
    assert len(name.name) < 120
    assert name.stem.endswith(f"--{summary.id.removeprefix('wp:')}")


@given(comment=COMMENTS, other=COMMENTS)
def test_comment_reads_back_as_it_was_written(comment: Comment, other: Comment) -> None:
    """Its author, state and place would be others."""
    reader = LineReader(PostId("wp:1"), Author(name=""))

    assert reader.read(new_line(comment).decode()) == comment
    assert reader.read(copied_line(new_line(other).decode(), comment).decode()) == comment


def test_what_others_wrote_into_a_line_stays() -> None:
    """Somebody's notes in the file would be gone with the next sync."""
    comment = Comment(
        id=CommentId("wp:1"),
        post_id=PostId("wp:1"),
        author=Author(name="Ana"),
        body=Body(source="x", format=BodyFormat.TEXT),
    )
    line = new_line(comment).decode().replace("{", '{"note": "mine", ', 1)

    assert b'"note": "mine"' in copied_line(line, comment)


def test_posts_of_a_copy_are_found_by_their_ids(tmp_path: Path) -> None:
    """They would have other ids than on the blog."""
    (tmp_path / "2024").mkdir()
    for name in ("2024-05-02-a--812.html", "2024-05-02-b--a%2Fb.html", "own.md"):
        (tmp_path / "2024" / name).write_text("x")

    found = {file.id for file in find_posts(tmp_path, is_archive=True, id_prefix="wp:")}

    assert found == {"wp:812", "wp:a/b", "file:2024/own"}
