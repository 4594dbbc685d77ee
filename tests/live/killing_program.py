"""A program that kills syncs of 200 posts in many ways and looks at what each leaves behind.

Usage: python -m tests.live.killing_program FOLDER first|later hook|strace COUNT

FOLDER has to be empty. `first` kills the pull that brings everything, `later` one that brings what
is new. `hook` kills before any change to files and in the middle of writes, `strace` at system
calls; COUNT is how often, spread evenly. Prints how often it killed; ends with 1 if something was
wrong. It is a program of its own as small processes are quickly forked.
"""

import asyncio
import functools
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import httpx

from tests.fakes.forks import run_forked
from tests.fakes.kill_points import count_in_hook, count_in_strace, die_in_hook, die_in_strace
from tests.fakes.mirrors import bytes_below, mirror_in, pull
from tests.fakes.wordpress import FakeWordPress, _Chunks, page
from tests.fakes.wordpress_blog import a_blog
from tests.sync.test_mirror_crash import grow
from tui_blog.storage.adapter import PostQuery

POSTS = 200
SHARES = {"write": 0.3, "fsync": 0.3, "rename": 0.3, "openat": 0.07, "mkdir": 0.03}
"""Which system calls strace kills at, of all its kills."""
AT_ONCE = 2
READ_EVERY = 10
"""All posts are read by the program after every so manieth kill; their bytes after each."""

Kill = Callable[[Callable[[], None]], int]


@dataclass(kw_only=True)
class CannedWordPress(FakeWordPress):
    """Answers each address as it did the first time, without thinking again."""

    known: dict[str, tuple[int, httpx.Headers, list[bytes]]] = field(default_factory=dict)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        address = str(request.url)
        if address not in self.known:
            answer = self._answer(request)
            assert isinstance(answer.stream, _Chunks)
            self.known[address] = (answer.status_code, answer.headers, list(answer.stream._chunks))
        status, headers, chunks = self.known[address]
        return page(chunks, status=status, headers=dict(headers))


class Pull(NamedTuple):
    """One pull: what was there before, and what is there when nothing disturbs it."""

    blog: FakeWordPress
    before: Path | None
    before_bytes: Mapping[str, str]
    wanted: Path
    wanted_bytes: Mapping[str, str]

    def into(self, folder: Path) -> None:
        """Bring the copy in a folder up to date."""

        async def one() -> None:
            # All work on files in one thread: strace numbers the calls of each by themselves.
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
            await pull(mirror_in(folder, self.blog))

        asyncio.run(one())

    def prepare(self, folder: Path) -> None:
        """Put what was there before into a folder."""
        if self.before is not None:
            shutil.copytree(self.before, folder, copy_function=shutil.copyfile)


def a_pull(blog: FakeWordPress, before: Pull | None, wanted: Path) -> Pull:
    """Pull once without trouble, to know what is wanted."""
    was, was_bytes = (None, {}) if before is None else (before.wanted, before.wanted_bytes)
    trial = Pull(blog, was, was_bytes, wanted, {})
    trial.prepare(wanted)
    trial.into(wanted)
    return trial._replace(wanted_bytes=bytes_below(wanted))


def first_pull(folder: Path) -> Pull:
    """The pull that brings everything, most of it posts with comments."""
    blog = CannedWordPress(users=a_blog().users)
    for number in range(POSTS):
        blog.add_post(f"Post {number}")
    for number in range(300):
        blog.add_comment(100 + number % 150, f"Comment {number}")
    return a_pull(blog, None, folder / "first")


def later_pull(folder: Path) -> Pull:
    """A pull that brings what is new: comments on many posts, and all that can change."""
    first = first_pull(folder)
    blog = CannedWordPress(
        users=first.blog.users, posts=[*first.blog.posts], comments=[*first.blog.comments]
    )
    grow(blog)
    for number in range(60):
        date = f"2026-11-22T10:00:{number:02}"
        blog.add_comment(120 + number, f"New {number}", date_gmt=date)
    return a_pull(blog, first, folder / "later")


def evenly(total: int, count: int) -> list[int]:
    """Numbers from 1 to a total, as many as asked for."""
    return sorted({1 + number * total // count for number in range(min(count, total))})


def hooked(whole: Pull, folder: Path, count: int) -> list[Kill]:
    """Kills before each change to files, and in the middle of each write."""
    act = functools.partial(whole.into, folder)
    calls = count_in_hook(act, folder.with_suffix(".count"))
    return [functools.partial(die_in_hook, die_at=point) for point in evenly(calls, count)]


def traced(whole: Pull, folder: Path, count: int) -> list[Kill]:
    """Kills at system calls."""
    calls = count_in_strace(functools.partial(whole.into, folder), folder.with_suffix(".log"))
    return [
        functools.partial(die_in_strace, syscall=name, die_at=point)
        for name, share in SHARES.items()
        for point in evenly(calls[name], round(count * share))
    ]


def check_nothing_is_torn(whole: Pull, folder: Path, *, is_read: bool) -> None:
    """Each file is as before or as it is to be, or can be read by the program.

    Of a thread that was being added to, the last line may be cut.
    """
    before, wanted = whole.before_bytes, whole.wanted_bytes
    here = bytes_below(folder) if folder.is_dir() else {}
    known = {name: (before.get(name), wanted.get(name)) for name in here}
    odd = {name for name, fingerprint in here.items() if fingerprint not in known[name]}
    cut = {name for name in odd if is_cut(folder / name, whole.wanted / name)}
    assert before.keys() <= here.keys()
    assert len(cut) <= 1
    if is_read or odd - cut - {"blog.toml"}:
        posts = sum(name.endswith(".html") for name in before)
        assert asyncio.run(count_readable(folder, whole.blog)) >= posts


async def count_readable(folder: Path, blog: FakeWordPress) -> int:
    """Read all that is there, as somebody who is offline; return how many posts there are."""
    copy = mirror_in(folder, blog)
    await copy.open()
    rows = (await copy.list_posts(PostQuery())).rows
    damaged = []
    for row in rows:
        post = await copy.get_post(row.id)
        assert post.summary.damage is None or "does not have this post" in post.summary.damage
        comments = (await copy.list_comments(row.id)).rows
        damaged += [one.id for one in comments if one.id.startswith("damaged:")]
    assert len(damaged) <= 1, "only the line that was being added may be cut"
    return len(rows)


def is_cut(path: Path, whole: Path) -> bool:
    """Tell whether a file is the beginning of a thread as it is to be, or was not put in place."""
    if path.name.endswith(".tmp"):
        return True
    return path.suffix == ".jsonl" and whole.read_bytes().startswith(path.read_bytes())


def kill_and_heal(whole: Pull, kills: Sequence[Kill], folder: Path, killed: Path) -> None:
    """Kill a pull in one way after the other, and look at what each leaves behind."""
    for number, kill in enumerate(kills):
        copy = folder / str(number)
        whole.prepare(copy)
        end = kill(functools.partial(whole.into, copy))
        assert end in (0, -9)
        check_nothing_is_torn(whole, copy, is_read=number % READ_EVERY == 0)
        whole.into(copy)
        assert bytes_below(copy) == whole.wanted_bytes
        shutil.rmtree(copy)
        if end == -9:
            with killed.open("a", encoding="utf-8") as file:
                file.write("x")


def killed_in(whole: Pull, kills: Sequence[Kill], folder: Path) -> int:
    """Go through all ways to be killed, some at a time; return how often it was."""
    killed = folder / "killed"
    parts = [
        functools.partial(kill_and_heal, whole, kills[part::AT_ONCE], folder / str(part), killed)
        for part in range(AT_ONCE)
    ]
    assert list(run_forked(parts)) == [0] * AT_ONCE, "a child failed; see what it printed"
    return len(killed.read_text(encoding="utf-8"))


def main() -> None:
    """Do what the arguments say."""
    folder, which, how, count = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    if how == "hook":
        os.fsync = lambda descriptor: None  # type: ignore[assignment]  # a kill is no power cut
    whole = {"first": first_pull, "later": later_pull}[which](folder)
    whole.prepare(folder / "counted")
    kills = {"hook": hooked, "strace": traced}[how](whole, folder / "counted", count)
    sys.stdout.write(str(killed_in(whole, kills, folder)))


if __name__ == "__main__":
    main()
