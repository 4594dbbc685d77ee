"""What deleted comments said goes from the files of an archive when a person says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories import ME, START, a_comment, a_post, an_archive
from tui_blog.model.comment import Comment, CommentStatus
from tui_blog.model.errors import LockedError, ReadOnlyError
from tui_blog.model.ids import PostId
from tui_blog.storage.adapter import TombstoneKeeper
from tui_blog.storage.archive.adapter import ArchiveAdapter
from tui_blog.storage.archive.writer import locked

DELETED = CommentStatus.DELETED
POST = PostId("file:hello")
Open = Callable[[], ArchiveAdapter]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "blog"


def lay_out(root: Path, *comments: Comment) -> ArchiveAdapter:
    """Write an archive with two posts, and open it."""
    an_archive(root, [a_post(), a_post("second")], comments)
    adapter = ArchiveAdapter(root, identity=ME, clock=lambda: START)
    keeper: TombstoneKeeper = adapter
    assert isinstance(keeper, TombstoneKeeper)
    return adapter


def gone(name: str, *, parent: str | None = None, minutes: int = 0, post: str = "hello") -> Comment:
    """Make a deleted comment that says its name."""
    return a_comment(
        name, parent=parent, minutes=minutes, post=post, status=DELETED, text=f"Secret {name}"
    )


async def rows(adapter: ArchiveAdapter) -> list[tuple[str, str, str, str]]:
    """List the comments on the first post: id, name, text, status."""
    page = await adapter.list_comments(POST)
    return [(one.id, one.author.name, one.body.source, one.status) for one in page.rows]


def file_of(root: Path) -> Path:
    return root / "hello.comments.jsonl"


async def test_only_deleted_comments_with_something_left_are_listed(root: Path) -> None:
    """One would be asked about what can't be forgotten, or is already."""
    adapter = lay_out(
        root,
        a_comment("there"),
        gone("a"),
        a_comment("empty", status=DELETED, text="", author=""),
        gone("nameless", minutes=1),
        gone("b", post="second"),
    )

    everywhere = await adapter.list_tombstones(None)
    here = await adapter.list_tombstones(POST)

    assert [one.id for one in everywhere] == ["a", "nameless", "b"]
    assert [one.id for one in here] == ["a", "nameless"]


async def test_comment_with_replies_keeps_its_place_and_nothing_else(root: Path) -> None:
    """The reply would hang in the air, or the name would stay."""
    adapter = lay_out(root, gone("a"), a_comment("b", parent="a", minutes=1))

    forgotten = await adapter.forget(await adapter.list_tombstones(POST))

    assert ([one.id for one in forgotten.emptied], forgotten.removed) == (["a"], ())
    assert await rows(adapter) == [
        ("a", "", "", "deleted"),
        ("b", "Ada", "A comment.", "approved"),
    ]
    data = file_of(root).read_text()
    assert "Secret" not in data
    assert data.count("Ada") == 1
    assert (await adapter.list_comments(POST)).rows[0].created_at == START


async def test_comment_that_nobody_answers_goes(root: Path) -> None:
    adapter = lay_out(root, gone("a"), a_comment("b", minutes=1))

    forgotten = await adapter.forget(await adapter.list_tombstones(POST))

    assert [one.id for one in forgotten.removed] == ["a"]
    assert [one[0] for one in await rows(adapter)] == ["b"]


async def test_file_goes_with_its_last_comment(root: Path) -> None:
    """An empty file would stay for ever."""
    adapter = lay_out(root, gone("a"), gone("b", parent="a"))

    forgotten = await adapter.forget(await adapter.list_tombstones(POST))

    assert sorted(one.id for one in forgotten.removed) == ["a", "b"]
    assert not file_of(root).exists()
    assert await rows(adapter) == []


async def test_place_goes_with_the_last_that_it_was_kept_for(root: Path) -> None:
    """A branch of nothing but places would stay."""
    adapter = lay_out(root, a_comment("top"), gone("a", parent="top"), gone("b", parent="a"))
    first, second = await adapter.list_tombstones(POST)

    before = await adapter.forget([first])
    after = await adapter.forget([second])

    assert [one.id for one in before.emptied] == ["a"]
    assert sorted(one.id for one in after.removed) == ["a", "b"]
    assert [one[0] for one in await rows(adapter)] == ["top"]


async def test_comment_that_is_not_deleted_stays(root: Path) -> None:
    """What came back meanwhile would be lost."""
    adapter = lay_out(root, a_comment("a"), gone("b", minutes=1))
    before = file_of(root).read_bytes()
    (comment,) = [one for one in (await adapter.list_comments(POST)).rows if one.id == "a"]

    forgotten = await adapter.forget([comment])

    assert (forgotten.emptied, forgotten.removed) == ((), ())
    assert file_of(root).read_bytes() == before


async def test_everything_else_stays_byte_for_byte(root: Path) -> None:
    """Damaged lines, unknown fields and their order are the person's."""
    adapter = lay_out(root, gone("a"))
    other = b'{"body":"Words","x": 1,"id":"c","author":{"name":"B"},"format":"text"}\n'
    ruin = b'{"id": "torn", "parent_id": "a", "bo\n'
    with file_of(root).open("ab") as file:
        file.write(other + ruin)

    forgotten = await adapter.forget(await adapter.list_tombstones(POST))

    assert [one.id for one in forgotten.emptied] == ["a"]  # the damaged line answers it
    lines = file_of(root).read_bytes().splitlines(keepends=True)
    assert lines[1:] == [other, ruin]
    assert file_of(root).stat().st_mode & 0o777 == 0o644


async def test_all_lines_of_a_comment_are_forgotten(root: Path) -> None:
    """A line that a crash left behind would keep the text."""
    adapter = lay_out(
        root, a_comment("a", text="Secret before"), gone("a"), a_comment("b", parent="a", minutes=1)
    )

    await adapter.forget(await adapter.list_tombstones(POST))

    assert b"Secret" not in file_of(root).read_bytes()
    assert [one[0] for one in await rows(adapter)] == ["a", "b"]


async def test_comment_that_answers_itself_is_forgotten_too(root: Path) -> None:
    adapter = lay_out(root, gone("a", parent="a"))

    await adapter.forget(await adapter.list_tombstones(POST))

    assert b"Secret" not in file_of(root).read_bytes()
    assert await adapter.list_tombstones(POST) == ()


async def test_another_writer_is_not_disturbed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it writes just now would be lost."""
    monkeypatch.setattr("tui_blog.storage.archive.forgetting._WAIT_S", 0)
    adapter = lay_out(root, gone("a"))
    before = file_of(root).read_bytes()

    with locked(root), pytest.raises(LockedError, match="Another program is writing in blog"):
        await adapter.forget(await adapter.list_tombstones(POST))

    assert file_of(root).read_bytes() == before


async def test_disk_that_refuses_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One would believe that it is gone."""
    adapter = lay_out(root, gone("a"), a_comment("b", parent="a"))

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tui_blog.storage.archive.forgetting.write_atomic", refuse)

    with pytest.raises(ReadOnlyError, match="could not be forgotten: no space left"):
        await adapter.forget(await adapter.list_tombstones(POST))
