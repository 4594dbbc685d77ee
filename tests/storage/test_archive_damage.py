"""What is damaged is shown as damaged, and the rest works."""

import errno
import os
from pathlib import Path

import pytest

from tests.factories import ME, a_clock, a_comment, a_post, an_addition, an_archive
from tui_blog.model.errors import (
    BadResponseError,
    DamagedError,
    NewerFormatError,
    NotFoundError,
    ReadOnlyError,
    RejectedError,
)
from tui_blog.model.ids import CommentId, Cursor, PageToken, PostId
from tui_blog.model.post import Post
from tui_blog.storage.adapter import PostQuery
from tui_blog.storage.archive import posts as posts_module
from tui_blog.storage.archive.adapter import ArchiveAdapter
from tui_blog.storage.archive.limits import MAX_POST_BYTES
from tui_blog.storage.archive.posts import HEAD_BYTES
from tui_blog.storage.archive.scan import read_bytes

HELLO = PostId("file:hello")


async def opened(root: Path) -> ArchiveAdapter:
    """Open a folder."""
    adapter = ArchiveAdapter(root, identity=ME, clock=a_clock())
    await adapter.open()
    return adapter


async def only_post(root: Path, data: bytes) -> Post:
    """Write one post and read it, in the list and by itself: both say the same."""
    (root / "hello.md").write_bytes(data)
    adapter = await opened(root)
    listed = (await adapter.list_posts(PostQuery())).rows
    post = await adapter.get_post(HELLO)
    assert [(row.id, row.title, row.damage) for row in listed] == [
        (HELLO, post.summary.title, post.summary.damage)
    ]
    return post


@pytest.mark.parametrize(
    ("data", "title", "damage", "body"),
    [
        (b"---\ntitle: a: b\n---\nText", "a: b", "front matter can't be read", "---\ntitle: a: b"),
        (b"---\ntitle: 'Lost\ntags: [\n---\nText", "Lost", "not YAML", "Text"),
        (b"+++\ntitle = 'x'\nbad\n+++\nText", "x", "not TOML", "Text"),
        (b"---\ntitle: T\n---\nGood\nb\xffd", "T", "not UTF-8 text (line 5)", "Good\nb\ufffdd"),
        (b"# T\n\0\0binary", "T", "no text", "binary"),
    ],
)
async def test_a_post_that_is_damaged_is_shown_with_the_reason_and_what_can_be_read(
    tmp_path: Path, data: bytes, title: str, damage: str, body: str
) -> None:
    """A damaged post would be missing, or look whole, or hide all the others."""
    post = await only_post(tmp_path, data)

    assert post.summary.title == title
    assert post.summary.damage is not None
    assert damage in post.summary.damage
    assert post.summary.damage.isprintable()
    assert body in post.body.source


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf---\ntitle: T\n---\nText",
        "---\ntitle: T\n---\nText".encode("utf-16"),
        b"---\r\ntitle: T\r\n---\r\nText",
        b"---\ntitle: T\n---\n" + "é".encode() * HEAD_BYTES,
        b"---\ntitle: T\nlong: " + b"x" * (2 * HEAD_BYTES) + b"\n---\nText",
        b"---\ntitle: T\n" + "---\né".encode() * HEAD_BYTES,
    ],
)
async def test_a_post_that_is_unusual_but_whole_is_not_called_damaged(
    tmp_path: Path, data: bytes
) -> None:
    """A post could not be answered, for a fault that it does not have."""
    post = await only_post(tmp_path, data)

    assert post.summary.damage is None
    assert post.summary.title == "T"


async def test_a_post_that_is_empty_opens(tmp_path: Path) -> None:
    """An empty file would end the listing of all posts."""
    post = await only_post(tmp_path, b"")

    assert (post.summary.title, post.summary.damage, post.body.source) == ("Hello", None, "")


async def test_a_post_that_is_too_large_is_shown_in_part(tmp_path: Path) -> None:
    """A huge file would fill the memory."""
    (tmp_path / "hello.md").write_bytes(b"# T\n" + b"x" * MAX_POST_BYTES)
    adapter = await opened(tmp_path)

    post = await adapter.get_post(HELLO)

    assert len(post.body.source) == MAX_POST_BYTES
    assert "larger than 4 MiB" in (post.summary.damage or "")


async def test_a_post_that_may_not_be_read_is_listed_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file without permission would hide all the others."""
    an_archive(tmp_path, [a_post("hello"), a_post("other", title="Other")])

    def refuse(path: str, limit: int) -> bytes:
        if path.endswith("hello.md"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return read_bytes(path, limit)

    monkeypatch.setattr(posts_module, "read_bytes", refuse)
    adapter = await opened(tmp_path)

    listed = {row.id: row for row in (await adapter.list_posts(PostQuery())).rows}

    assert listed[HELLO].damage == "The file can't be read: permission denied."
    assert listed[PostId("file:other")].damage is None


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": "c2", "author": {"name": "A"}, "body": "cut of',
        b"no json at all",
        b'{"id": 5, "author": {"name": "A"}, "body": "x"}',
        b'{"id": "c2", "body": "no author"}',
        b'{"id": "c2", "author": {"name": "A"}, "body": "x", "status": "strange"}',
        b'{"id": "c2", "author": {"name": "A"}, "body": "x", "created_at": "soon"}',
        b'{"id": "c2", "author": {"name": "A"}, "body": "x"} and more',
        b'{"id": "c2", "author": {"name": {}}, "body": "x"}',
        b'{"id": "c2", "author": {"name": "A"}, "body": "\xff"}',
        b'{"id": "c2", "author": {"name": "A"}, "body": "x", "parent_id": 5}',
        b"[" * 100_000,
        b"[]",
        b"null",
    ],
)
async def test_a_line_of_comments_that_is_damaged_is_shown_where_it_was(
    tmp_path: Path, line: bytes
) -> None:
    """A damaged line would be lost silently, or cost the whole thread."""
    root = an_archive(tmp_path, [a_post()], [a_comment("c1")])
    path = root / "hello.comments.jsonl"
    path.write_bytes(path.read_bytes() + line + b"\n" + path.read_bytes().replace(b'c1"', b'c3"'))
    adapter = await opened(root)

    comments = {row.id: row for row in (await adapter.list_comments(HELLO)).rows}
    summary = (await adapter.list_posts(PostQuery())).rows[0]

    assert len(comments) == 3
    assert summary.comment_count == 3
    assert summary.damage is None
    damaged = next(row for name, row in comments.items() if name not in ("c1", "c3"))
    assert damaged.author.name == "(damaged)"
    assert "Line 2 of hello.comments.jsonl is damaged" in damaged.body.source
    assert line[:40].decode(errors="replace") in damaged.body.source


async def test_a_damaged_line_that_tells_its_id_and_parent_keeps_its_place(tmp_path: Path) -> None:
    """Answers to a damaged comment would lose what they answer."""
    root = an_archive(tmp_path, [a_post()], [a_comment("c1"), a_comment("c3", parent="c2")])
    path = root / "hello.comments.jsonl"
    path.write_bytes(b'{"id": "c2", "parent_id": "c1", "body" torn}\n' + path.read_bytes())
    adapter = await opened(root)

    comments = {row.id: row for row in (await adapter.list_comments(HELLO)).rows}

    assert comments[CommentId("c2")].parent_id == "c1"
    assert comments[CommentId("c2")].author.name == "(damaged)"


async def test_a_damaged_comment_can_not_be_answered(tmp_path: Path) -> None:
    """An answer would hang below something that has no name."""
    root = an_archive(tmp_path, [a_post()])
    (root / "hello.comments.jsonl").write_bytes(b"torn\n")
    adapter = await opened(root)
    damaged = (await adapter.list_comments(HELLO)).rows[0]

    with pytest.raises(RejectedError):
        await adapter.submit(an_addition(parent_id=damaged.id))


async def test_comments_that_are_a_link_are_not_followed(tmp_path: Path) -> None:
    """A folder from elsewhere could show, and change, any file of the disk."""
    root = an_archive(tmp_path / "blog", [a_post()])
    (tmp_path / "secret").write_bytes(b"secret\n")
    (root / "hello.comments.jsonl").symlink_to(tmp_path / "secret")
    adapter = await opened(root)

    with pytest.raises(DamagedError):
        await adapter.list_comments(HELLO)
    with pytest.raises(ReadOnlyError):
        await adapter.submit(an_addition())

    assert (tmp_path / "secret").read_bytes() == b"secret\n"
    assert (await adapter.list_posts(PostQuery())).rows[0].comment_count is None


async def test_comments_beyond_all_bounds_are_neither_read_nor_counted(tmp_path: Path) -> None:
    """One line without an end would take all of the machine's memory."""
    root = an_archive(tmp_path / "blog", [a_post()])
    with (root / "hello.comments.jsonl").open("wb") as file:
        file.truncate(1 << 40)
    adapter = await opened(root)

    assert (await adapter.list_posts(PostQuery())).rows[0].comment_count is None
    with pytest.raises(DamagedError, match="larger than 256 MiB"):
        await adapter.list_comments(HELLO)


async def test_a_manifest_that_is_damaged_leaves_the_posts_readable_and_nothing_written(
    tmp_path: Path,
) -> None:
    """A typing mistake in one file would cost the whole blog."""
    root = an_archive(tmp_path / "blog", [a_post()])
    (root / "blog.toml").write_bytes(b"name = \n")
    adapter = await opened(root)

    assert adapter.name == "blog"
    assert len((await adapter.list_posts(PostQuery())).rows) == 1
    assert not adapter.capabilities.add_comments
    assert "blog.toml can't be read" in adapter.capabilities.refusal
    with pytest.raises(ReadOnlyError, match=r"blog\.toml"):
        await adapter.submit(an_addition())


async def test_an_archive_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    """An older program would write into what it does not understand."""
    (tmp_path / "blog.toml").write_bytes(b"schema = 2\n")

    with pytest.raises(NewerFormatError, match="schema 2"):
        await opened(tmp_path)


async def test_a_folder_that_is_not_there_is_said_not_to_be_there(tmp_path: Path) -> None:
    """A mistyped path would look like an empty blog."""
    with pytest.raises(NotFoundError, match="There is no folder"):
        await opened(tmp_path / "nowhere")


async def test_a_folder_that_is_gone_meanwhile_is_not_an_empty_blog(tmp_path: Path) -> None:
    """A stick that was pulled out would look like a blog without posts."""
    root = an_archive(tmp_path / "blog", [a_post()])
    adapter = await opened(root)
    await adapter.list_posts(PostQuery())
    root.rename(tmp_path / "elsewhere")

    with pytest.raises(DamagedError, match="no such file"):
        await adapter.list_posts(PostQuery())
    with pytest.raises(DamagedError):
        await adapter.get_post(HELLO)


async def test_a_post_that_is_renamed_is_found_under_its_new_name_only(tmp_path: Path) -> None:
    """The list would show what is gone, and not what is there."""
    root = an_archive(tmp_path, [a_post()])
    adapter = await opened(root)
    await adapter.list_posts(PostQuery())
    (root / "hello.md").rename(root / "later.md")

    later = await adapter.get_post(PostId("file:later"))

    assert later.summary.title == "Hello"
    with pytest.raises(NotFoundError):
        await adapter.get_post(HELLO)


async def test_a_post_that_changes_is_listed_anew(tmp_path: Path) -> None:
    """The list would show old titles until the program is started again."""
    root = an_archive(tmp_path, [a_post()])
    adapter = await opened(root)
    await adapter.list_posts(PostQuery())
    (root / "hello.md").write_text("# A longer title than before\n", encoding="utf-8")

    listed = (await adapter.list_posts(PostQuery())).rows

    assert [row.title for row in listed] == ["A longer title than before"]


async def test_a_post_that_goes_while_the_list_is_read_leaves_the_rest_of_the_list(
    tmp_path: Path,
) -> None:
    """Scrolling down a list would end the program."""
    posts = [a_post(f"p{number}") for number in range(4)]
    root = an_archive(tmp_path, posts)
    adapter = ArchiveAdapter(root, identity=ME, clock=a_clock(), page_size=2)
    await adapter.open()
    first = await adapter.list_posts(PostQuery())
    gone = next(post.id for post in posts if post.id not in [row.id for row in first.rows])
    (root / f"{gone.removeprefix('file:')}.md").unlink()
    with pytest.raises(NotFoundError):
        await adapter.get_post(gone)

    second = await adapter.list_posts(PostQuery(), after=first.next)
    found = await adapter.list_posts(PostQuery(text="e"), after=first.next)

    assert len(second.rows) == 1
    assert gone not in [row.id for row in (*second.rows, *found.rows)]


@pytest.mark.parametrize("path", ["file:../secret", "file:%2e%2e/secret", "file:/etc/passwd", "x"])
async def test_an_id_that_is_a_path_leads_nowhere(tmp_path: Path, path: str) -> None:
    """An id from elsewhere could open any file of the disk."""
    (tmp_path / "secret.md").write_text("# Secret\n", encoding="utf-8")
    adapter = await opened(an_archive(tmp_path / "blog", [a_post()]))

    with pytest.raises(NotFoundError):
        await adapter.get_post(PostId(path))


async def test_tokens_of_somebody_else_are_refused(tmp_path: Path) -> None:
    """A mixed-up token would end the program."""
    adapter = await opened(an_archive(tmp_path, [a_post()]))

    with pytest.raises(BadResponseError):
        await adapter.list_posts(PostQuery(), after=PageToken("page two"))
    with pytest.raises(BadResponseError):
        await adapter.changes_since(Cursor("yesterday"))
