"""Very large threads are prepared by another process, and come out the same."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.factories import ME, a_clock, a_comment
from tests.storage.test_skeleton import everything, write
from tui_blog.model.comment import Comment
from tui_blog.model.comment_list import ChangedComments, picked
from tui_blog.model.ids import PostId
from tui_blog.model.thread import Thread
from tui_blog.storage.archive import skeleton, skeleton_process
from tui_blog.storage.archive.adapter import ArchiveAdapter
from tui_blog.storage.archive.skeleton import open_thread
from tui_blog.storage.archive.skeleton_process import main, make_elsewhere, wants_process
from tui_blog.text.document import parse_body
from tui_blog.text.layout import layout_blocks
from tui_blog.text.line_counts import counted_text
from tui_blog.ui.widgets import thread_counting
from tui_blog.ui.widgets.comment_heights import AROUND

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


def put_sleeper(folder: Path, monkeypatch: pytest.MonkeyPatch, first: str) -> Path:
    """Let the other process be one that does something first, then nothing for minutes.

    Returns:
        A pipe with its process id.
    """
    pipe, program = folder / "pid", folder / "python"
    os.mkfifo(pipe)
    program.write_text(f"#!/bin/sh\necho $$ > {pipe}\n{first}\nexec sleep 600\n")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    return pipe


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
    pipe = put_sleeper(tmp_path, monkeypatch, "")
    waiting = asyncio.create_task(make_elsewhere("x", cache))
    process_id = int(await asyncio.to_thread(pipe.read_text))

    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert await has_ended(process_id)


async def test_nobody_waits_for_the_shapes_and_they_end_with_the_program(
    site: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A very large thread would be there twice as late; or something would go on after the end."""
    pipe = put_sleeper(tmp_path, monkeypatch, "echo")
    waiting = asyncio.create_task(opened(site, cache))
    process_id = int(await asyncio.to_thread(pipe.read_text))

    assert len(await waiting) == len(COMMENTS)
    (ending,) = skeleton_process.ENDING
    ending.cancel()
    await asyncio.gather(ending, return_exceptions=True)
    with pytest.raises(ProcessLookupError):  # at once, or the loop's end would complain of it
        os.kill(process_id, 0)


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


async def test_shapes_of_the_texts_are_kept_too(site: Path, cache: Path) -> None:
    """After each change of the window the scroll bar of such a thread would creep for seconds."""
    comments = (await opened(site, cache)).comments
    await asyncio.gather(*skeleton_process.ENDING)
    changed = ChangedComments(comments)
    changed.put(2, a_comment("local:1"), replacing=False)
    shapes, more_shapes = comments.find_shapes(), changed.find_shapes()
    expected = [counted_text(comment.body) for comment in COMMENTS]

    assert shapes is not None
    assert more_shapes is not None
    found = list(map(shapes, range(len(comments))))
    assert sorted(map(len, filter(None, found))) == sorted(map(len, filter(None, expected)))
    assert list(map(more_shapes, range(len(changed)))) == [*found[:2], None, *found[2:]]
    assert picked(comments, [3, 1]).find_shapes() is None


async def test_lines_are_counted_by_shapes_and_without_them_if_they_are_damaged(
    site: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every text would be read again; or an accident to the cache would end the program."""
    thread = await opened(site, cache)
    await asyncio.gather(*skeleton_process.ENDING)
    drawn = [len(layout_blocks(parse_body(comment.body), 10)) + AROUND for comment in COMMENTS]
    with monkeypatch.context() as patch:
        patch.setattr(thread_counting, "count_comment_lines", lambda *_: pytest.fail("read"))
        by_shapes = counted(thread)
    for file in cache.rglob("*.shapes-*"):
        file.write_bytes(file.read_bytes()[:-3])
    damaged = counted(thread)
    for file in cache.rglob("*.shapes-*"):
        file.write_bytes(b"{}\n")

    assert sorted(by_shapes) == sorted(drawn)
    assert damaged == counted(thread) == by_shapes


def counted(thread: Thread) -> list[int]:
    count = thread_counting.line_counter(
        thread, lambda _depth: 10, lambda _item: False, lambda _item: -1
    )
    return list(map(count, range(len(thread))))
