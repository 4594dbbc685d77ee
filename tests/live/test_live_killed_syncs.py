"""A sync of 200 posts, killed at what it does to files: nothing is torn, the next sync heals it.

It is live for strace's sake alone, a package of Debian's; the blog is one in memory.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.live

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 600


def kill_often(folder: Path, *arguments: object) -> int:
    """Let the killing program run; return how often it killed."""
    command = [sys.executable, "-m", "tests.live.killing_program", folder, *arguments]
    finished = subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
    )
    assert finished.returncode == 0, finished.stderr
    return int(finished.stdout)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory, where there is such: a kill leaves the same behind, only quicker."""
    memory = Path("/dev/shm")  # noqa: S108  the folder below it is our own
    made = tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None)
    yield Path(made)
    shutil.rmtree(made)


@pytest.mark.parametrize(("which", "count"), [("first", 60), ("later", 60)])
def test_killed_before_any_change_to_files_or_in_the_middle_of_one(
    folder: Path, which: str, count: int
) -> None:
    """Half a post would stand in the copy, or something would be missing for ever."""
    assert kill_often(folder, which, "hook", count) == count


@pytest.mark.usefixtures("wordpress")
@pytest.mark.parametrize(("which", "count", "least"), [("first", 400, 385), ("later", 340, 120)])
def test_killed_by_strace_at_system_calls(folder: Path, which: str, count: int, least: int) -> None:
    """The same, with nothing of the program's own in between. The later pull renames little."""
    assert kill_often(folder, which, "strace", count) >= least
