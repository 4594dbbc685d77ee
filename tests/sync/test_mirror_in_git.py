"""A copy that its owner keeps in git: git at work during a sync harms neither of them."""

import subprocess
from contextlib import aclosing
from pathlib import Path

from tests.fakes.mirrors import Mirror, bytes_below, pull
from tests.fakes.wordpress import FakeWordPress
from tui_blog.storage.adapter import PostQuery


def git(root: Path, *arguments: str) -> str:
    """Run git in the copy; return what it says."""
    who = ("-c", "user.name=Mara", "-c", "user.email=mara@example.org")
    command = ["git", "-C", str(root), *who, "-c", "gc.auto=0", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def inside(root: Path) -> dict[str, str]:
    """What is in the folder of git itself."""
    return bytes_below(root / ".git")


async def test_git_at_work_during_a_sync_harms_neither(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """Comments would be missing, or the history of one's archive be broken."""
    copy = mirror()
    await pull(copy)
    root = tmp_path / "copy"
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Before")
    for number in range(30):
        blog.add_comment(100 + number, f"New {number}", date_gmt="2026-11-23T00:00:00")

    commits = 0
    async with aclosing(copy.pull(is_full=True)) as events:
        async for _ in events:
            git(root, "add", "--all")
            git(root, "commit", "--quiet", "--allow-empty", "--message", "Meanwhile")
            git(root, "gc", "--quiet", "--prune=now")
            commits += 1
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "After")
    before = inside(root)
    await pull(copy)

    assert commits > 1
    assert inside(root) == before
    assert git(root, "status", "--porcelain") == ""
    git(root, "fsck", "--strict")
    there = (await copy.list_posts(PostQuery())).rows
    assert sum(row.comment_count or 0 for row in there) == len(blog.comments)


async def test_the_folder_of_git_is_no_part_of_the_copy(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """What is in there would be read as posts, or cleared away as left over."""
    copy = mirror()
    await pull(copy)
    root = tmp_path / "copy"
    git(root, "init", "--quiet")
    (root / ".git" / "2026-01-01-false--999.html").write_text("A branch may bear such a name.")
    (root / ".git" / ".0011.tmp").write_text("Git's own.")
    before = inside(root)

    await pull(mirror())
    listed = (await copy.list_posts(PostQuery())).rows

    assert inside(root) == before
    assert len(listed) == len(blog.posts)
