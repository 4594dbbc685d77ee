"""Comments in files: durable, never doubled, never lost."""

import errno
import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories import ME, START, a_clock, a_comment, a_post, an_addition, an_archive
from tui_blog.model.change import Change, DeleteComment, EditComment, ModerateComment, Outcome
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import (
    LockedError,
    NotFoundError,
    ReadOnlyError,
    RejectedError,
)
from tui_blog.model.ids import ChangeId, CommentId, PostId
from tui_blog.model.post import Author, Body, BodyFormat
from tui_blog.storage.adapter import PostQuery, StorageAdapter
from tui_blog.storage.archive.adapter import ArchiveAdapter
from tui_blog.storage.archive.limits import MAX_COMMENT_BYTES
from tui_blog.storage.archive.writer import locked
from tui_blog.storage.memory import MemoryAdapter

HELLO = PostId("file:hello")
_archive: type[StorageAdapter] = ArchiveAdapter
_memory: type[StorageAdapter] = MemoryAdapter
OWN = CommentId("local:change-1")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An archive with one post and two comments, one in answer to the other."""
    return an_archive(
        tmp_path / "blog", [a_post()], [a_comment("c1"), a_comment("c2", parent="c1", minutes=1)]
    )


async def opened(root: Path, *, identity: Author = ME) -> ArchiveAdapter:
    """Open a folder."""
    adapter = ArchiveAdapter(root, identity=identity, clock=a_clock())
    await adapter.open()
    return adapter


async def comments_in(root: Path, *, identity: Author = ME) -> dict[CommentId, Comment]:
    """Read the comments of the post as somebody who just opened the folder."""
    adapter = await opened(root, identity=identity)
    return {comment.id: comment for comment in (await adapter.list_comments(HELLO)).rows}


def lines_of(root: Path) -> list[bytes]:
    return (root / "hello.comments.jsonl").read_bytes().split(b"\n")


async def test_a_comment_is_one_line_at_the_end_with_sorted_keys(root: Path) -> None:
    """A synced folder would show changes where nothing changed."""
    before = lines_of(root)
    adapter = await opened(root, identity=Author(name="Me", url="https://me.example/"))

    await adapter.submit(an_addition("Two\nlines \u2028 日本", parent_id=CommentId("c2")))

    after = lines_of(root)
    assert after[:2] == before[:2]
    assert after[3:] == [b""]
    line = after[2].decode()
    record = json.loads(line)
    assert list(record) == sorted(record)
    assert record == {
        "author": {"name": "Me", "url": "https://me.example/"},
        "body": "Two\nlines \u2028 日本",
        "created_at": "2024-05-02T10:00:00Z",
        "format": "markdown",
        "id": "local:change-1",
        "parent_id": "c2",
    }
    assert "日本" in line


async def test_an_own_comment_is_own_for_the_one_who_wrote_it_only(root: Path) -> None:
    """A shared folder would let people edit each other's words."""
    await (await opened(root)).submit(an_addition())

    assert (await comments_in(root))[OWN].own
    assert not (await comments_in(root, identity=Author(name="Somebody else")))[OWN].own
    stranger = await opened(root, identity=Author(name="Somebody else"))
    with pytest.raises(RejectedError, match="your own"):
        await stranger.submit(DeleteComment(change_id=ChangeId("x"), post_id=HELLO, comment_id=OWN))


async def test_an_edit_changes_one_line_and_keeps_what_it_does_not_know(root: Path) -> None:
    """An edit would lose what another program noted beside a comment."""
    path = root / "hello.comments.jsonl"
    path.write_bytes(
        path.read_bytes()
        + b'{"mood":"good","id":"local:x","author":{"name":"Me Myself","hat":1},"body":"old"}\n'
        + b"damaged line\n"
    )
    before = lines_of(root)
    path.chmod(0o640)
    edit = EditComment(
        change_id=ChangeId("e"),
        post_id=HELLO,
        comment_id=CommentId("local:x"),
        body=Body(source="new", format=BodyFormat.MARKDOWN),
    )

    receipt = await (await opened(root)).submit(edit)

    after = lines_of(root)
    assert receipt.comment is not None
    assert receipt.comment.modified_at == START
    assert [*after[:2], *after[3:]] == [*before[:2], *before[3:]]
    assert json.loads(after[2]) == {
        "author": {"hat": 1, "name": "Me Myself"},
        "body": "new",
        "format": "markdown",
        "id": "local:x",
        "modified_at": "2024-05-02T10:00:00Z",
        "mood": "good",
    }
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "line",
    [
        b'\xef\xbb\xbf{"id":"local:x","author":{"name":"Me Myself"},"body":"old"}',
        b'{"id":"local:\\u0078","author":{"name":"Me Myself"},"body":"old"}',
    ],
)
async def test_a_comment_is_changed_however_its_line_is_written(root: Path, line: bytes) -> None:
    """An edit would be called stored, and be lost."""
    path = root / "hello.comments.jsonl"
    path.write_bytes(line + b"\n" + path.read_bytes())
    edit = EditComment(
        change_id=ChangeId("e"),
        post_id=HELLO,
        comment_id=CommentId("local:x"),
        body=Body(source="new", format=BodyFormat.MARKDOWN),
    )

    await (await opened(root)).submit(edit)

    comments = await comments_in(root)
    assert comments[CommentId("local:x")].body.source == "new"
    assert len(comments) == 3


async def test_a_deleted_comment_without_replies_is_gone_and_is_not_counted(root: Path) -> None:
    """What one deleted would still be on the disk."""
    adapter = await opened(root)
    await adapter.submit(an_addition("A secret"))

    receipt = await adapter.submit(
        DeleteComment(change_id=ChangeId("d"), post_id=HELLO, comment_id=OWN)
    )

    assert receipt.outcome is Outcome.STORED
    assert list(await comments_in(root)) == ["c1", "c2"]
    assert b"secret" not in (root / "hello.comments.jsonl").read_bytes()
    with pytest.raises(NotFoundError):
        await adapter.submit(DeleteComment(change_id=ChangeId("d2"), post_id=HELLO, comment_id=OWN))


async def test_a_deleted_comment_with_replies_leaves_a_tombstone_that_is_not_counted(
    root: Path,
) -> None:
    """A list would promise a comment that can't be read."""
    adapter = await opened(root)
    await adapter.submit(an_addition("A secret"))
    await adapter.submit(an_addition("Below", parent_id=OWN, change="change-2"))

    await adapter.submit(DeleteComment(change_id=ChangeId("d"), post_id=HELLO, comment_id=OWN))

    comments = await comments_in(root)
    assert comments[OWN].status is CommentStatus.DELETED
    assert comments[OWN].body.source == ""
    assert (await adapter.list_posts(PostQuery())).rows[0].comment_count == 3
    with pytest.raises(RejectedError, match="deleted"):
        await adapter.submit(an_addition(parent_id=OWN, change="change-3"))
    edit = EditComment(
        change_id=ChangeId("e"),
        post_id=HELLO,
        comment_id=OWN,
        body=Body(source="x", format=BodyFormat.MARKDOWN),
    )
    with pytest.raises(NotFoundError):
        await adapter.submit(edit)


@pytest.mark.parametrize("torn", [b'{"id": "c3", "author": {"na', b"\xff\xfe", b"{}"])
async def test_a_torn_last_line_is_set_aside_by_the_next_write_and_not_lost(
    root: Path, torn: bytes
) -> None:
    """The next comment would be glued to half a line, and both be unreadable."""
    path = root / "hello.comments.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    assert len(await comments_in(root)) == 3

    await (await opened(root)).submit(an_addition())

    assert list(await comments_in(root)) == ["c1", "local:change-1", "c2"]
    assert path.read_bytes().startswith(whole)
    assert (root / "hello.comments.jsonl.damaged").read_bytes() == torn + b"\n"


async def test_a_last_line_that_only_lacks_its_end_is_kept(root: Path) -> None:
    """A comment that somebody wrote by hand would be set aside."""
    path = root / "hello.comments.jsonl"
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))

    await (await opened(root)).submit(an_addition())

    assert set(await comments_in(root)) == {"c1", "c2", OWN}
    assert not (root / "hello.comments.jsonl.damaged").exists()


async def test_a_write_that_fails_half_way_leaves_no_trace(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk would tear a line, or store a comment that is called not stored."""
    before = (root / "hello.comments.jsonl").read_bytes()
    adapter = await opened(root)

    def fail(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        with pytest.raises(ReadOnlyError, match="no space left"):
            await adapter.submit(an_addition())

    assert (root / "hello.comments.jsonl").read_bytes() == before
    assert (await adapter.submit(an_addition())).outcome is Outcome.STORED


@pytest.mark.parametrize("kind", ["edit", "delete"])
async def test_a_change_that_fails_leaves_the_file_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A full disk would cost the whole thread."""
    adapter = await opened(root)
    await adapter.submit(an_addition())
    before = (root / "hello.comments.jsonl").read_bytes()
    body = Body(source="new", format=BodyFormat.MARKDOWN)
    changes: dict[str, Change] = {
        "edit": EditComment(change_id=ChangeId("x"), post_id=HELLO, comment_id=OWN, body=body),
        "delete": DeleteComment(change_id=ChangeId("x"), post_id=HELLO, comment_id=OWN),
    }

    def fail(*_names: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(ReadOnlyError, match="read-only"):
        await adapter.submit(changes[kind])

    assert (root / "hello.comments.jsonl").read_bytes() == before


async def test_a_second_writer_is_locked_out_with_a_sentence_and_can_read(root: Path) -> None:
    """Two programs would write into one file at the same time."""
    adapter = await opened(root)
    program = (
        "import fcntl, os, sys\n"
        "lock = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)\n"
        "fcntl.flock(lock, fcntl.LOCK_EX)\n"
        "print('locked', flush=True)\n"
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program, str(root / ".lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"

        with pytest.raises(LockedError, match="Another program is writing in blog"):
            await adapter.submit(an_addition())
        assert len((await adapter.list_comments(HELLO)).rows) == 2
        assert len((await adapter.list_posts(PostQuery())).rows) == 1

        other.kill()
        other.communicate()
    assert (await adapter.submit(an_addition())).outcome is Outcome.STORED


async def test_the_lock_is_held_no_longer_than_a_write(root: Path) -> None:
    """A window that only reads would lock others out."""
    await (await opened(root)).submit(an_addition())

    with locked(root), pytest.raises(LockedError), locked(root):
        pass
    descriptor = os.open(root / ".lock", os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(descriptor)


async def test_a_folder_that_can_only_be_read_says_so_before_anything_is_typed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment would be typed for nothing."""
    monkeypatch.setattr(os, "access", lambda *_arguments: False)
    adapter = await opened(root)

    assert adapter.capabilities.refusal == (
        "This folder can only be read, so no comments can be kept there."
    )
    assert not adapter.capabilities.add_comments
    with pytest.raises(ReadOnlyError, match="only be read"):
        await adapter.submit(an_addition())
    assert len((await adapter.list_comments(HELLO)).rows) == 2
    assert not (root / ".lock").exists()


@pytest.mark.parametrize("text", ["", " \n\t", "x" * (MAX_COMMENT_BYTES + 1)])
async def test_a_text_that_is_empty_or_too_long_is_refused(root: Path, text: str) -> None:
    """An empty line would stand in the thread, or a comment be cut when it is read."""
    adapter = await opened(root)

    with pytest.raises(RejectedError):
        await adapter.submit(an_addition(text))

    assert adapter.capabilities.max_comment_bytes == MAX_COMMENT_BYTES
    assert len(await comments_in(root)) == 2


async def test_a_post_whose_comments_are_closed_takes_none(tmp_path: Path) -> None:
    """A closed discussion would go on."""
    root = an_archive(tmp_path, [a_post(comments_open=False)])
    adapter = await opened(root)

    assert (await adapter.get_post(HELLO)).summary.comments_open is False
    with pytest.raises(RejectedError, match="closed"):
        await adapter.submit(an_addition())


async def test_a_reply_to_a_comment_that_is_gone_is_refused(root: Path) -> None:
    """An answer would stand at top level without what it answers."""
    with pytest.raises(NotFoundError, match="answers"):
        await (await opened(root)).submit(an_addition(parent_id=CommentId("c99")))

    assert len(await comments_in(root)) == 2


async def test_moderation_is_refused(root: Path) -> None:
    """A spam mark would seem to be set."""
    change = ModerateComment(
        change_id=ChangeId("m"),
        post_id=HELLO,
        comment_id=CommentId("c1"),
        status=CommentStatus.SPAM,
    )

    with pytest.raises(ReadOnlyError):
        await (await opened(root)).submit(change)


async def test_text_with_half_a_character_is_stored_and_read_back(root: Path) -> None:
    """A broken paste would end the program, or make the file unreadable."""
    text = "half \ud83d done"

    await (await opened(root)).submit(an_addition(text))

    assert (await comments_in(root))[OWN].body.source == text


async def test_a_comment_with_every_field_is_read_back_as_it_was(tmp_path: Path) -> None:
    """A mirrored comment would lose its status, its author's account or its address."""
    comment = Comment(
        id=CommentId("wp:1"),
        post_id=HELLO,
        parent_id=CommentId("wp:0"),
        author=Author(name="Ada", id="7", url="https://ada.example/"),
        created_at=START,
        modified_at=START,
        body=Body(source="<p>x</p>", format=BodyFormat.HTML),
        status=CommentStatus.HELD,
        permalink="https://blog.example/#c1",
    )
    root = an_archive(tmp_path, [a_post()], [comment])

    assert await comments_in(root) == {comment.id: comment}


async def test_changes_since_bring_everything_in_parts_and_then_what_is_new(
    tmp_path: Path,
) -> None:
    """A copy of a large folder would end after its first part, or never get what is new."""
    root = an_archive(tmp_path, [a_post(f"p{number:03}") for number in range(150)])
    adapter = await opened(root)

    first = await adapter.changes_since(None)
    second = await adapter.changes_since(first.cursor)
    await adapter.submit(an_addition(post="p000"))
    third = await adapter.changes_since(second.cursor)

    assert [first.complete, second.complete, third.complete] == [False, True, False]
    assert len(first.posts) == 100
    assert len({post.id for post in first.posts + second.posts}) == 150
    assert [comment.id for comment in third.comments] == [OWN]
