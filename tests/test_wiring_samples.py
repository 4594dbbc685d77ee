"""The sample posts: copied once, whole, to be answered."""

import os
from pathlib import Path

import pytest

from tests.a_library import a_library
from tests.factories import a_comment, a_post, an_archive
from tui_blog.model.comment_list import mark_of
from tui_blog.model.ids import CommentId, PostId
from tui_blog.model.post import Body, BodyFormat
from tui_blog.resources import sample_posts_folder
from tui_blog.samples import copy_samples
from tui_blog.storage.adapter import ReplacedText
from tui_blog.sync.journal import Mark, Part
from tui_blog.sync.mirror import MirrorAdapter
from tui_blog.sync.mirror_state import MirrorState, write_state
from tui_blog.sync.reading import version_of


async def test_without_settings_the_sample_posts_open_and_can_be_answered(tmp_path: Path) -> None:
    """A newcomer's first start; what comes with the program stays as it is."""
    bundled = {path: path.read_bytes() for path in sample_posts_folder().iterdir()}
    source = a_library(tmp_path).open(None)
    await source.service.open()
    post = (await source.service.list_posts()).rows[0]

    change = await source.service.send(post=post, parent_id=None, text="Hello")
    delivered = await source.service.sender.deliver(change.change_id)

    assert delivered.error is None
    own = tmp_path / "data" / "sample-posts"
    assert any("Hello" in path.read_text() for path in own.glob("*.jsonl"))
    assert {path: path.read_bytes() for path in sample_posts_folder().iterdir()} == bundled
    await source.service.aclose()


def test_sample_posts_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    """The person may have written in them."""
    own = copy_samples(tmp_path)
    (own / "blog.toml").write_text("mine")
    (own / "2026-11-02-start-here.md").unlink()

    assert copy_samples(tmp_path) == own
    assert (own / "blog.toml").read_text() == "mine"
    assert not (own / "2026-11-02-start-here.md").exists()


def test_sample_posts_that_came_read_only_are_copied_to_be_written_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some systems install everything read-only."""
    bundled = an_archive(
        tmp_path / "bundled" / "deep", [a_post("in/here")], [a_comment(post="in/here")]
    )
    for path in [*bundled.rglob("*"), bundled]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    monkeypatch.setattr("tui_blog.samples.sample_posts_folder", lambda: bundled)

    own = copy_samples(tmp_path / "data")

    modes = {path.stat().st_mode & 0o200 for path in [own, *own.rglob("*")]}
    assert modes == {0o200}
    assert (own / "in" / "here.md").read_bytes() == (bundled / "in" / "here.md").read_bytes()
    for path in [bundled, *bundled.rglob("*")]:
        path.chmod(0o755)


async def test_a_copied_blog_keeps_what_was_read_where_its_reader_looks(tmp_path: Path) -> None:
    """Nobody could say what an edit changed, however well its sync kept the text."""
    copy = tmp_path / "data" / "archives" / "garden"
    copy.mkdir(parents=True)
    write_state(copy, MirrorState(name="Garden", home="https://a.example/", id_prefix="wp:"))
    service = a_library(tmp_path).open("garden").service
    await service.open()
    mirror, post = service._adapter, PostId("wp:1")
    assert isinstance(mirror, MirrorAdapter)
    before = Body(source="Old words.", format=BodyFormat.HTML)
    seen = Mark(CommentId("wp:2"), version_of(mark_of(before.source)))
    service.memory.do(post, Part.SEEN, [seen], label="read")
    service.memory.flush()

    mirror._files.keeps([ReplacedText(post, seen.comment, before)])

    assert await service.memory.find_earlier(post, seen.comment) == before
    await service.aclose()


def test_a_copy_that_fails_half_way_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the sample posts would stay half for ever."""
    calls = []

    def full_disk(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 4:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)

    with pytest.raises(OSError, match="No space"):
        copy_samples(tmp_path / "data")

    assert not list((tmp_path / "data").iterdir())


async def test_where_no_copy_can_be_made_the_sample_posts_are_read_as_they_came(
    tmp_path: Path,
) -> None:
    """A home that is read-only or full is no reason not to read."""
    (tmp_path / "data").write_text("in the way")

    source = a_library(tmp_path).open(None)
    await source.service.open()

    assert (await source.service.list_posts()).rows
    assert not source.service.capabilities.add_comments
    await source.service.aclose()


def test_a_copy_that_somebody_else_finished_first_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two windows opened at once, on the first day."""
    rename = Path.rename

    def beaten(self: Path, target: Path) -> Path:
        target.mkdir()
        (target / "theirs").write_text("x")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", beaten)

    own = copy_samples(tmp_path)

    assert [path.name for path in own.iterdir()] == ["theirs"]
    assert [path.name for path in tmp_path.iterdir()] == ["sample-posts"]


def test_what_a_killed_copy_left_behind_is_removed_once_it_is_old(tmp_path: Path) -> None:
    """But not what another instance is making just now."""
    old, young = tmp_path / ".sample-posts.a.tmp", tmp_path / ".sample-posts.b.tmp"
    for folder in (old, young):
        folder.mkdir()
    os.utime(old, (0, 0))

    copy_samples(tmp_path)

    assert not old.exists()
    assert young.exists()
