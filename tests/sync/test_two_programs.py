"""Several programs over one folder, and programs that are really killed."""

import asyncio
import fcntl
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.fakes.blog import EPOCH, ScriptedBlog
from tests.fakes.sending_program import POST, a_service
from tui_blog.model.change import Change, Receipt
from tui_blog.model.ids import ChangeId
from tui_blog.model.post import Author
from tui_blog.sync.outbox import Outbox
from tui_blog.sync.service import BlogService

ROOT = Path(__file__).resolve().parents[2]


def start(*arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.fakes.sending_program", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)


def requests_in(folder: Path) -> Counter[str]:
    path = folder / "requests"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return Counter(line.partition(" ")[2] for line in lines)


async def test_three_programs_that_empty_one_outbox_send_each_comment_once(tmp_path: Path) -> None:
    numbers = iter(range(100))
    service = a_service(tmp_path, lambda: f"c-{next(numbers)}")
    await service.open()
    post = await service.load_post(POST)
    for number in range(40):
        await service.send(post=post.summary, parent_id=None, text=f"text-{number}")

    programs = [start(tmp_path, "deliver") for _ in range(3)]
    ends = [(await asyncio.to_thread(one.communicate), one.returncode) for one in programs]

    assert [code for _, code in ends] == [0, 0, 0], ends
    assert requests_in(tmp_path) == Counter(f"text-{number}" for number in range(40))
    assert [path.suffix for path in (tmp_path / "own" / "outbox").iterdir()] == []


@pytest.mark.parametrize("step", range(6, 20))  # from the saved draft to the very end
async def test_a_program_killed_while_sending_leaves_its_text_exactly_once(
    tmp_path: Path, step: int
) -> None:
    program = start(tmp_path, "write", "a", step)
    await asyncio.to_thread(program.communicate)
    assert program.returncode == -9

    service = a_service(tmp_path, lambda: "unused")
    await service.open()
    arrived = requests_in(tmp_path)["text-a"]
    waiting = [entry.text for entry in service.outbox.list_all()]
    drafts = [draft.text for draft in service.drafts.list_all()]

    # One that arrived and also waits is not known to have arrived: its repeat is identical.
    assert arrived <= 1
    assert len(waiting) + len(drafts) <= 1
    assert "text-a" in (*waiting, *drafts) or arrived == 1


class SlowBlog(ScriptedBlog):
    """Lets others run while a request is under way."""

    async def submit(self, change: Change) -> Receipt:
        await asyncio.sleep(0.001)
        receipt = await super().submit(change)
        await asyncio.sleep(0.001)
        return receipt


async def test_two_windows_that_deliver_at_the_same_time_send_nothing_twice(
    tmp_path: Path,
) -> None:
    blog = SlowBlog()
    numbers = iter(range(100))
    windows = [
        BlogService(
            blog,
            folder=lambda: tmp_path,
            clock=lambda: EPOCH,
            make_id=lambda: f"c-{next(numbers)}",
            identity=Author(name="Me"),
        )
        for _ in range(2)
    ]
    for window in windows:
        await window.open()
    post = await windows[0].load_post(POST)
    for number in range(20):
        await windows[0].send(post=post.summary, parent_id=None, text=f"text {number}")

    await asyncio.gather(*(window.sender.deliver_waiting() for window in windows))

    assert len(blog.attempts) == len(blog.stored) == 20
    assert windows[1].outbox.list_all() == ()


@pytest.mark.parametrize("is_made_anew", [False, True])
def test_a_lock_on_a_file_that_was_removed_meanwhile_is_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_made_anew: bool
) -> None:
    outbox = Outbox(tmp_path, clock=lambda: EPOCH)
    flock = fcntl.flock
    locked: list[int] = []

    def late_flock(descriptor: int, how: int) -> None:
        if not locked:  # another program ends its work between opening and locking
            (path,) = tmp_path.glob("*.lock")
            path.unlink()
            if is_made_anew:
                path.touch()
        locked.append(os.fstat(descriptor).st_ino)
        flock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", late_flock)
    with outbox.lock(ChangeId("c")) as is_ours:
        (path,) = tmp_path.glob("*.lock")
        assert is_ours
        assert path.stat().st_ino == locked[-1]

    assert len(locked) == 2
    assert list(tmp_path.iterdir()) == []
