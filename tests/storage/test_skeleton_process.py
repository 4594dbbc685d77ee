"""Very large threads are prepared by another process, and come out the same."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.factories import ME, a_clock, a_comment
from tests.storage.test_skeleton import everything, write
from tui_blog.model.comment import Comment
from tui_blog.model.ids import PostId
from tui_blog.model.thread import Thread
from tui_blog.storage.archive import skeleton, skeleton_process
from tui_blog.storage.archive.adapter import ArchiveAdapter
from tui_blog.storage.archive.skeleton import open_thread
from tui_blog.storage.archive.skeleton_process import main, make_elsewhere, wants_process

POST = PostId("file:post")
COMMENTS = [
    a_comment(f"wp:{number}", parent=f"wp:{number // 3}" if number > 2 else None, minutes=number)
    for number in range(50)
]


@pytest.fixture(autouse=True)
def every_file_is_very_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skeleton, "MIN_BYTES", 1)
    monkeypatch.setattr(skeleton_process, "MIN_BYTES", 1)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with one post and its comments."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "post.md").write_text("---\ntitle: A post\n---\nText.\n")
    write(folder / "post.comments.jsonl", COMMENTS)
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


async def opened(site: Path, cache: Path | None) -> Thread:
    adapter = ArchiveAdapter(site, clock=a_clock(), identity=ME, cache_folder=cache)
    await adapter.open()
    thread = await adapter.find_thread(POST)
    assert thread is not None
    return thread


def made_here(site: Path) -> Thread:
    thread = open_thread(str(site / "post.comments.jsonl"), POST, ME, None)
    assert thread is not None
    return thread


async def has_ended(process_id: int) -> bool:
    """Wait for the end of a process, which the system tells of a little later."""
    for _ in range(500):
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return True
        await asyncio.sleep(0.01)
    return False


async def test_thread_is_prepared_elsewhere_and_is_the_same(
    site: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program would stutter while it reads, and keep the memory."""
    expected = everything(made_here(site))
    monkeypatch.setattr(skeleton, "_make", lambda *_: pytest.fail("it is made here"))

    first = everything(await opened(site, cache))
    again = everything(await opened(site, cache))

    assert first == again == expected


@pytest.mark.parametrize("program", ["/nowhere/python", "/bin/false"])
async def test_thread_is_made_here_where_there_can_be_no_other_process(
    site: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    """There would be no thread on such a machine."""
    expected = everything(made_here(site))
    monkeypatch.setattr(sys, "executable", program)

    assert everything(await opened(site, cache)) == expected


async def test_process_ends_with_whoever_waited_for_it(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leaving the program, or the post, would take as long as reading the thread."""
    pipe = tmp_path / "pid"
    os.mkfifo(pipe)
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\necho $$ > {pipe}\nexec sleep 600\n")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    waiting = asyncio.create_task(make_elsewhere("x", cache))
    process_id = int(await asyncio.to_thread(pipe.read_text))

    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert await has_ended(process_id)


def test_process_is_wanted_only_for_a_large_file_that_is_not_prepared(
    site: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each opening would start one; or a thread that was changed would be shown as it was."""
    file = site / "post.comments.jsonl"
    wanted = [wants_process(str(file), cache)]
    assert main([str(file), str(cache)]) == 0
    wanted.append(wants_process(str(file), cache))
    later: list[Comment] = [*COMMENTS, a_comment("wp:new")]
    write(file, later)
    wanted.append(wants_process(str(file), cache))
    wanted.append(wants_process(str(file), None))
    wanted.append(wants_process(str(site / "none"), cache))
    monkeypatch.setattr(skeleton_process, "MIN_BYTES", 1 << 20)
    wanted.append(wants_process(str(file), cache))

    assert wanted == [True, False, True, False, False, False]
    assert main([str(site / "none"), str(cache)]) == 1
