"""Syncing with a real WordPress: beside a script that only fetches, and while somebody reads."""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.benchmark import steps
from scripts.benchmark.report import Figure
from scripts.benchmark.session import Session
from tests.live.server import WordPress, start, stop

_BARE = Path(__file__).with_name("bare_sync.py")
_FLOOR = "fetching the same pages only"
_WORDS = ["word", "line", "reason", "answer", "train", "window", "letter", "garden"]
_BATCH = 500
_LONG_THREAD = 200
"""Comments on the newest post, which is read while the rest comes."""
_KEYS = 60
_ASKED = re.compile(r'"GET (\S+) HTTP[^"]*" 200')


class SyncBenchmark:
    """Syncs a blog again and again, each time beside the script that only fetches."""

    def __init__(self, blog: WordPress, folder: Path) -> None:
        self._blog = blog
        self._folder = folder
        self.figures: dict[str, Figure] = {}

    def run(self, *, rounds: int, columns: int, rows: int) -> None:
        """Measure everything."""
        self._first_sync(self._home("warm"))  # once, so that the server's caches are warm
        for number in range(rounds):
            home = self._home(f"home-{number}")
            with self._asked() as asked:
                seconds = self._first_sync(home)
            paths = asked()
            self._add("first sync", seconds, unit="s", floor=_FLOOR, target=steps.SYNC_TARGET)
            self._add(_FLOOR, self._fetch(paths), unit="s")
            self._add("requests of a first sync", len(paths), unit="n")
            self._nothing_new(home)
            print(f"sync {number + 1} of {rounds} done", file=sys.stderr)
        self._read_meanwhile(self._home("reading"), columns=columns, rows=rows)

    def _first_sync(self, home: Path) -> float:
        return self._time(["add", "--user", "reader", self._blog.url], home)

    def _nothing_new(self, home: Path) -> None:
        before = _fingerprint(home)
        with self._asked() as asked:
            seconds = self._time(["sync"], home)
        self._add("sync with nothing new", seconds, unit="s")
        target = steps.NOTHING_NEW_TARGET
        self._add("requests of a sync with nothing new", len(asked()), unit="n", target=target)
        changed = sum(before.get(name) != found for name, found in _fingerprint(home).items())
        self._add("files it changed", changed, unit="n", target=steps.NOTHING_CHANGED_TARGET)

    def _read_meanwhile(self, home: Path, *, columns: int, rows: int) -> None:
        """Type while the first sync runs, and look how much memory the program took for it."""
        config = home / ".config" / "tui-blog" / "config.toml"
        config.parent.mkdir(parents=True)
        table = f'[blogs.bench]\nurl = "{self._blog.url}"\nuser = "reader"\n'
        config.write_text(table, encoding="utf-8")
        command = [sys.executable, "-P", "-m", "tui_blog", "bench"]
        password = {"TUI_BLOG_PASSWORD": self._blog.password}
        with Session(
            command, columns=columns, rows=rows, home=home, folder=home, more=password
        ) as session:
            session.time_shown("", "Post 0")
            enter, to_thread = steps.TO_POST
            session.time_shown(enter, " %")
            session.time_shown(to_thread, f"comment 1/{_LONG_THREAD}")
            for number in range(_KEYS):
                there = f"comment {number + 2}/"
                seconds = session.time_shown("j", there)
                self._add("j while a first sync runs", seconds, target=steps.SYNC_KEY_TARGET)
            session.time_shown("", "Synced ")
            target = steps.SYNC_MEMORY_TARGET
            self._add("memory after a first sync", session.peak_mb(), unit="MB", target=target)

    def _fetch(self, paths: list[str]) -> float:
        listed = self._folder / "paths"
        listed.write_text("\n".join(paths), encoding="utf-8")
        login = {"BENCH_USER": self._blog.user, "BENCH_PASSWORD": self._blog.password}
        return _timed([sys.executable, str(_BARE), self._blog.url, str(listed)], os.environ | login)

    def _time(self, arguments: list[str], home: Path) -> float:
        environment = os.environ | {"HOME": str(home), "TUI_BLOG_PASSWORD": self._blog.password}
        return _timed([sys.executable, "-P", "-m", "tui_blog", *arguments], environment)

    def _home(self, name: str) -> Path:
        home = self._folder / name
        home.mkdir()
        return home

    @contextmanager
    def _asked(self) -> Iterator[Callable[[], list[str]]]:
        """Note what is asked of the blog; gives the paths once it is over."""
        log = self._blog.folder / "run" / "access.log"
        begun = log.stat().st_size
        yield lambda: _ASKED.findall(log.read_bytes()[begun:].decode())

    def _add(
        self,
        name: str,
        value: float,
        *,
        unit: str = "ms",
        floor: str = "",
        target: steps.Target | None = None,
    ) -> None:
        peer = self.figures.setdefault(floor, Figure(floor, unit)) if floor else None
        figure = self.figures.setdefault(name, Figure(name, unit, target, peer))
        figure.samples.append(value * 1000 if unit == "ms" else value)


def measure_sync(
    *, posts: int, comments: int, rounds: int, columns: int, rows: int
) -> list[Figure]:
    """Start a WordPress, fill it, and measure.

    Raises:
        RuntimeError: The WordPress did not start; says why.
    """
    with tempfile.TemporaryDirectory(prefix="tui-blog-bench-") as name:
        server = Path(name) / "server"
        try:
            blog = start(server)
            _fill(blog, posts=posts, comments=comments)
            benchmark = SyncBenchmark(blog, Path(name))
            benchmark.run(rounds=rounds, columns=columns, rows=rows)
        finally:
            stop(server)
    return list(benchmark.figures.values())


def _fill(blog: WordPress, *, posts: int, comments: int) -> None:
    """Give the blog posts and comments, the newest post a long thread. The same every time."""
    blog.query("TRUNCATE wp_comments; DELETE FROM wp_posts WHERE post_type = 'post'")
    body = "".join(f"<p>{' '.join(_WORDS * 12)}</p>\n" for _ in range(8))
    for begin in range(0, posts, _BATCH):
        rows = (_post_row(number, body) for number in range(begin, min(posts, begin + _BATCH)))
        blog.query(f"INSERT INTO wp_posts ({_POST_COLUMNS}) VALUES {','.join(rows)}")  # noqa: S608
    for begin in range(0, comments, _BATCH):
        rows = (
            _comment_row(number, posts) for number in range(begin, min(comments, begin + _BATCH))
        )
        blog.query(f"INSERT INTO wp_comments ({_COMMENT_COLUMNS}) VALUES {','.join(rows)}")  # noqa: S608


_FIRST_POST = 10_000
_POST_COLUMNS = (
    "ID, post_author, post_date, post_date_gmt, post_modified, post_modified_gmt, post_content, "
    "post_title, post_name, post_excerpt, to_ping, pinged, post_content_filtered"
)
_COMMENT_COLUMNS = (
    "comment_ID, comment_post_ID, comment_author, comment_author_email, comment_date, "
    "comment_date_gmt, comment_content, comment_parent, comment_approved, comment_type"
)


def _post_row(number: int, body: str) -> str:
    days = f"INTERVAL {number} HOUR"
    date = f"'2026-05-01 00:00' - {days}"
    dates = ", ".join([date] * 4)
    texts = f"'{body}', 'Post {number}', 'post-{number}', '', '', '', ''"
    return f"({_FIRST_POST + number}, 1, {dates}, {texts})"


def _comment_row(number: int, posts: int) -> str:
    is_first = number < _LONG_THREAD
    post = 0 if is_first else 1 + (number * 7919) % (posts - 1)
    parent = number if is_first and number % 3 else 0
    words = " ".join(_WORDS[(number + place) % len(_WORDS)] for place in range(20 + number % 80))
    date = f"'2026-05-02 00:00' + INTERVAL {number} MINUTE"
    return (
        f"({number + 1}, {_FIRST_POST + post}, 'Reader {number % 97}', 'r@example.org', {date}, "
        f"{date}, '{words}', {parent}, '1', 'comment')"
    )


def _timed(command: list[str], environment: dict[str, str]) -> float:
    begun_at = time.monotonic()
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun_at


def _fingerprint(home: Path) -> dict[str, bytes]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).digest()
        for path in home.rglob("archives/**/*")
        if path.is_file()
    }
