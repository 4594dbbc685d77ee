"""Dying at every step of a pull: nothing is torn or lost, and the next pull heals it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.factories import a_comment
from tests.fakes.disk import DyingDisk, Killed, dying_disk
from tests.fakes.mirrors import bytes_below, mirror_in, pull
from tests.fakes.wordpress import FakeWordPress
from tests.fakes.wordpress_blog import a_blog
from tui_blog.storage.adapter import PostQuery
from tui_blog.storage.archive.payloads import new_line
from tui_blog.storage.archive.thread_writing import merge_thread


@pytest.fixture
def disk() -> Iterator[DyingDisk]:
    """A disk that dies when it is told to."""
    with dying_disk() as disk:
        yield disk


def a_young_blog() -> FakeWordPress:
    """Two pages of posts, some with threads."""
    blog = a_blog()
    for number in range(23):
        blog.add_post(f"More {number}")
    for number in range(12):
        blog.add_comment(100 + number % 3, f"Comment {number}")
    return blog


def grow(blog: FakeWordPress) -> None:
    """Change all that can change."""
    blog.posts[0] |= {"title": {"rendered": "Other"}, "modified_gmt": "2026-11-23T01:00:00"}
    blog.posts.pop(7)
    blog.add_post("Fresh", id=900, slug="fresh", modified_gmt="2026-11-23T01:00:00")
    blog.comments[2]["status"] = "trash"
    blog.comments[3]["content"] = {"rendered": "<p>Edited</p>", "raw": "Edited"}
    blog.add_comment(100, "New", date_gmt="2026-11-23T02:00:00")
    blog.add_comment(101, "Dated back", date_gmt="2020-01-01T00:00:00")
    blog.add_comment(900, "On the fresh one", date_gmt="2026-11-23T02:00:00")


async def undisturbed(folder: Path, blog: FakeWordPress, disk: DyingDisk) -> int:
    """Pull once without trouble; return how many file operations that takes."""
    before = disk.happened
    await pull(mirror_in(folder, blog))
    return disk.happened - before


async def readable_posts(folder: Path, blog: FakeWordPress) -> int:
    """Read all that is there; return how many posts there are."""
    copy = mirror_in(folder, blog)
    await copy.open()
    rows = (await copy.list_posts(PostQuery())).rows
    for row in rows:
        post = await copy.get_post(row.id)
        assert post.summary.damage is None or "does not have this post" in post.summary.damage
        for comment in (await copy.list_comments(row.id)).rows:
            assert not comment.id.startswith("damaged:")
    return len(rows)


@pytest.mark.parametrize("prepare", [a_blog, a_young_blog])
async def test_dying_at_every_file_operation_of_the_first_pull(
    disk: DyingDisk, tmp_path: Path, prepare: Callable[[], FakeWordPress]
) -> None:
    """A laptop that is closed in the middle would leave half a blog behind."""
    blog = prepare()
    operations = await undisturbed(tmp_path / "whole", blog, disk)
    wanted = bytes_below(tmp_path / "whole")
    assert operations > 8

    for step in range(operations):
        folder = tmp_path / f"died-{step}"
        disk.die_after(step)
        with pytest.raises(Killed):
            await pull(mirror_in(folder, blog))
        disk.come_back()
        await readable_posts(folder, blog)
        await pull(mirror_in(folder, blog))
        assert bytes_below(folder) == wanted, step
        shutil.rmtree(folder)


async def test_dying_at_every_file_operation_of_a_later_pull(
    disk: DyingDisk, tmp_path: Path
) -> None:
    """What was there before would be lost."""
    blog = a_young_blog()
    await pull(mirror_in(tmp_path / "before", blog))
    posts = await readable_posts(tmp_path / "before", blog)
    grow(blog)
    shutil.copytree(tmp_path / "before", tmp_path / "whole")
    operations = await undisturbed(tmp_path / "whole", blog, disk)
    wanted = bytes_below(tmp_path / "whole")
    assert operations > 8

    for step in range(operations):
        folder = tmp_path / f"died-{step}"
        shutil.copytree(tmp_path / "before", folder)
        disk.die_after(step)
        with pytest.raises(Killed):
            await pull(mirror_in(folder, blog))
        disk.come_back()
        assert await readable_posts(folder, blog) >= posts
        await pull(mirror_in(folder, blog))
        assert bytes_below(folder) == wanted, step
        shutil.rmtree(folder)


def test_thread_that_was_cut_at_any_byte_is_whole_after_the_next_merge() -> None:
    """A line that was being written would stay as a damaged one."""
    first = [a_comment("wp:1", text="Eins"), a_comment("wp:2", parent="wp:1", minutes=1)]
    more = [a_comment("wp:3", text="Größe 👩‍💻", minutes=2), a_comment("wp:4", minutes=3)]
    old = b"".join(map(new_line, first))
    merged = merge_thread(old, [*first, *more], is_whole=True)
    assert merged is not None
    assert merged.data == old + merged.appended if merged.appended else False

    for end in range(len(old), len(merged.data)):
        again = merge_thread(merged.data[:end], [*first, *more], is_whole=True)
        assert again is not None
        assert again.data == merged.data, end


def test_line_that_can_not_be_read_is_kept_by_a_merge() -> None:
    """What somebody wrote into the file by hand would be gone."""
    odd = b"this is no comment\n"
    merged = merge_thread(odd + new_line(a_comment("wp:1")), [a_comment("wp:2")], is_whole=False)

    assert merged is not None
    assert odd in merged.data
