"""Measure the real program on a terminal, from outside, beside the least Textual app."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from scripts.benchmark import material, report, steps
from scripts.benchmark.peers import NEOMUTT, NEOMUTT_KEYS, NEWSBOAT, RIPGREP, Peers
from scripts.benchmark.readme_table import write_table
from scripts.benchmark.report import Figure
from scripts.benchmark.session import Session, WrongScreenError

_MINIMAL = Path(__file__).with_name("minimal_app.py")
_MARKDOWN = Path(__file__).with_name("markdown_app.py")
_PROGRAM = Path(__file__).parents[2] / "tui_blog/__main__.py"
_README = Path(__file__).parents[2] / "README.md"
_HOME = "home"
_READING = ".local/share/tui-blog/reading.sqlite3*"
_PYTHON = "python -c pass"
_MINIMAL_KEY, _MINIMAL_START = "a key in the minimal app", "start of the minimal app"
_PEER = "the same in Textual's Markdown widget"


class Benchmark:
    """Runs sessions in turn, each beside one of the minimal app, and collects figures."""

    def __init__(self, folder: Path, *, columns: int, rows: int, threads: Sequence[int]) -> None:
        self._folder = folder
        self._size = (columns, rows)
        self._threads = tuple(threads)
        self._opened: set[int] = set()
        self._peers = Peers(folder / "peers", partial(self._open, home="peers-home"), self._add)
        self.figures: dict[str, Figure] = {}

    def run(self, *, rounds: int, repeats: int) -> None:
        """Measure everything.

        Args:
            rounds: How many sessions for each post that is opened.
            repeats: How often each key is typed, in the first of them; less often in short threads.
        """
        self._minimal(lambda _seconds: None)  # once each, so that all is compiled and cached
        self._session(lambda _session: None, lambda _seconds: None)
        self._begin_once()
        for number in range(rounds):
            for place, count in enumerate(self._threads):
                times = min(repeats, count // 10) if number == 0 else 0  # pages that there are
                self._beside_minimal(
                    partial(self._in_thread, place=place, count=count, repeats=times)
                )
                self._first_paint()
            self._in_markdown_widget()
            self._beside_minimal(self._in_long_post)
            for count in self._threads:
                self._beside_neomutt(count)
            self._search()
            print(f"round {number + 1} of {rounds} done", file=sys.stderr)

    def run_list(self, *, posts: int, rounds: int) -> None:
        """Measure starts with a long list, which was shown once before."""
        archive = self._folder / f"list-{posts}"
        material.write_archive(archive, posts=posts, threads=())
        self._peers.prepare_list(posts)
        name, peer = f"start to a list of {posts}", f"{NEWSBOAT}: start to a list of {posts}"
        with self._open(self._program(archive), home="list-home") as session:
            self._add(f"{name}, the first time", session.time_start(material.LIST_TITLE))
            session.wait_until_idle()
        for _ in range(rounds):
            self._peers.read_list(posts)
            with self._open(self._program(archive), home="list-home") as session:
                seconds = session.time_start(material.LIST_TITLE)
                session.wait_until_idle()
            least = steps.LIST_TARGETS.get(posts) if peer in self.figures else None
            self._add(name, seconds, floor=peer, target=least)
            floor: list[float] = []
            self._minimal(floor.append)
            ratio = seconds / floor[0]
            self._add(f"{name}, ours / minimal", ratio, unit="x", target=steps.LIST_FLOOR_TARGET)

    def _beside_neomutt(self, count: int) -> None:
        """Start on one thread alone, beside neomutt on the same as mail."""
        archive = self._folder / f"thread-{count}"
        if not archive.exists():
            material.write_archive(archive, posts=0, threads=(count,), has_newest=False)
            (comments,) = archive.glob("*.comments.jsonl")
            self._peers.prepare(comments, count)
            with self._open(self._program(archive)) as session:
                session.time_start(material.first_comment(count))
        self._peers.read_thread(count)
        for key in NEOMUTT_KEYS:
            ours = self.figures.get(f"{key}, in {count} comments")
            theirs = self.figures.get(f"{NEOMUTT}: {key}, in {count}")
            if ours and theirs and f"{key} in {count} / {NEOMUTT}'s" not in self.figures:
                ratio, most = ours.median / theirs.median, steps.NEOMUTT_TARGET
                self._add(f"{key} in {count} / {NEOMUTT}'s", ratio, unit="x", target=most)
        with self._open(self._program(archive)) as session:
            seconds = session.time_start(material.first_comment(count))
        peer = f"{NEOMUTT}: start to {count} messages"
        target = steps.START_TARGETS.get(count) if peer in self.figures else None
        self._add(f"start to a thread of {count}", seconds, floor=peer, target=target)

    def _search(self) -> None:
        """Search everything for a word that is typed, beside ripgrep over the same files."""
        word, rest = material.SEARCHED_WORD[:-1], material.SEARCHED_WORD[-1]
        name = "search as one types"
        with self._open(self._program()) as session:
            session.time_start(material.LIST_TITLE)
            session.settle()
            session.time_until(steps.FIND_KEY, steps.FIND_SHOWN)
            session.wait_until_idle()
            session.type(word)
            self._peers.search(material.SEARCHED_WORD, self._folder / "archive", name=name)
            seconds = session.time_change(rest, steps.FOUND)
            self._add(name, seconds, target=steps.SEARCH_TARGET, floor=f"{RIPGREP}: {name}")

    def _beside_minimal(self, measure: Callable[[Session], None]) -> None:
        floor: list[float] = []
        self._minimal(floor.append)

        def take(start: float) -> None:
            self._add(_MINIMAL_START, floor[0])
            self._add("start to a readable list", start, floor=_MINIMAL_START)
            ratio = start / floor[0]
            self._add("start, ours / minimal", ratio, unit="x", target=steps.START_RATIO_TARGET)

        self._session(measure, take)

    def _minimal(self, take: Callable[[float], None]) -> None:
        with self._open([sys.executable, "-P", str(_MINIMAL)]) as session:
            take(session.time_start("Nothing but this"))
            for key in "abcde":
                self._add(_MINIMAL_KEY, session.time_change(key, f"It was {key}"))

    def _session(self, measure: Callable[[Session], None], take: Callable[[float], None]) -> None:
        with self._open(self._program()) as session:
            take(session.time_start(material.LIST_TITLE))
            measure(session)

    def _begin_once(self) -> None:
        """Begin and end in a home of its own, so that there is something to paint first."""
        with self._open(self._program(), home="begun") as session:
            session.time_start(material.LIST_TITLE)
            session.settle()
            session.end(steps.QUIT)

    def _first_paint(self) -> None:
        started_at = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        floor_s = time.perf_counter() - started_at
        self._add(_PYTHON, floor_s)
        with self._open(self._program(), home="begun") as session:
            painted_s, answered_s = session.time_first_paint(
                material.LIST_TITLE, steps.NEXT_POST, steps.FIRST_ANSWER
            )
        self._add("first paint, begun before", painted_s, floor=_PYTHON)
        ratio = painted_s / floor_s
        target = steps.FIRST_PAINT_TARGET
        self._add("first paint / python -c pass", ratio, unit="x", target=target)
        self._add("start to the first answer, begun before", answered_s, floor=_MINIMAL_START)

    def _program(self, archive: Path | None = None) -> list[str]:
        return [sys.executable, "-P", str(_PROGRAM), str(archive or self._folder / "archive")]

    def _open(self, command: Sequence[str], *, home: str = _HOME) -> Session:
        columns, rows = self._size
        (self._folder / home).mkdir(exist_ok=True)
        if home == _HOME:  # each session there begins at the top of the list, with nothing read
            for path in (self._folder / home).glob(_READING):
                path.unlink()
        return Session(
            command, columns=columns, rows=rows, home=self._folder / home, folder=self._folder
        )

    def _in_thread(self, session: Session, *, place: int, count: int, repeats: int) -> None:
        for _ in range(place + 1):
            session.type(steps.NEXT_POST)
        enter, to_thread = steps.TO_POST
        seconds = session.time_until(enter, material.first_comment(count))
        if count in self._opened:
            self._add(f"open {count} comments", seconds, target=steps.OPEN_TARGETS.get(count))
        else:
            self._opened.add(count)
            self._add(f"open {count} comments, the first time", seconds)
        session.type(to_thread)
        self._add(f"memory, {count} comments open", session.peak_mb(), unit="MB")
        if repeats:
            self._keys(session, count, repeats)
            self._at_rest(session, count)
            name, target = f"memory, {count} comments, at most", steps.MEMORY_TARGET
            self._add(name, session.peak_mb(), unit="MB", target=target)

    def _keys(self, session: Session, count: int, repeats: int) -> None:
        for step in steps.STEPS:
            for turn in range(repeats * len(step.turns)):
                name, keys = step.turns[turn % len(step.turns)]
                seconds = session.time_change(keys, step.expected)
                target = steps.key_target(name, count)
                self._add(
                    f"{name}, in {count} comments", seconds, target=target, floor=_MINIMAL_KEY
                )
        columns, rows = self._size
        for turn in range(2 * max(2, repeats // 4)):
            width = columns if turn % 2 else steps.NARROW
            seconds = session.time_resize(width, rows, steps.COMMENT_SHOWN)
            name = f"resize to {width}, in {count} comments"
            self._add(name, seconds, target=steps.RESIZE_TARGET, floor=_MINIMAL_KEY)
        for _ in range(max(1, repeats // 10)):
            drain_s, key_bytes = session.hold(
                steps.HELD_KEY, count=steps.HELD_COUNT, every_s=steps.HELD_EVERY_S
            )
            self._add(f"held j, drain, in {count} comments", drain_s, target=steps.HELD_TARGET)
            self._add(f"held j, output a key, in {count} comments", key_bytes / 1000, unit="kB")

    def _at_rest(self, session: Session, count: int) -> None:
        seconds = session.wait_until_idle()
        name = f"unseen work left, {count} comments"
        self._add(name, seconds, unit="s", target=steps.EXACT_TARGET)
        session.rest(steps.PAUSE_S)
        written, cpu_share = session.rest(steps.REST_S)
        self._add(
            f"at rest, output, {count} comments",
            written,
            unit="bytes",
            target=steps.REST_BYTES_TARGET,
        )
        name = f"at rest, processor, {count} comments"
        self._add(name, cpu_share * 100, unit="%", target=steps.REST_CPU_TARGET)

    def _in_long_post(self, session: Session) -> None:
        for _ in range(len(self._threads) + 1):
            session.type(steps.NEXT_POST)
        seconds = session.time_until(steps.TO_POST[0], material.LONG_BEGINNING)
        self._add("open a post of 90 kB", seconds, target=steps.LONG_POST_TARGET, floor=_PEER)

    def _in_markdown_widget(self) -> None:
        path = material.find_long_post(self._folder / "archive")
        command = [sys.executable, "-P", str(_MARKDOWN), str(path)]
        with self._open(command) as session:
            session.time_start("Any key opens it")
            session.settle()
            self._add(_PEER, session.time_until("o", material.LONG_BEGINNING))

    def _add(
        self,
        name: str,
        value: float,
        *,
        unit: str = "ms",
        target: steps.Target | None = None,
        floor: str = "",
    ) -> None:
        figure = self.figures.setdefault(
            name, Figure(name, unit, target, self.figures.get(floor) if floor else None)
        )
        figure.samples.append(value * 1000 if unit == "ms" else value)


def main() -> int:
    """Make the material, measure, and print."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--posts", type=int, default=200, help="short posts in the archive")
    parser.add_argument(
        "--threads", type=int, nargs="+", default=[1_000, 10_000], help="comments in each thread"
    )
    parser.add_argument(
        "--lists", type=int, nargs="*", default=[10_000], help="posts in further archives"
    )
    parser.add_argument("--rounds", type=int, default=7, help="sessions for each post")
    parser.add_argument("--repeats", type=int, default=30, help="how often each key is typed")
    parser.add_argument(
        "--quick", action="store_true", help="a first look: 2 rounds, 10 repeats, 1000 comments"
    )
    parser.add_argument("--size", default="160x45", help="of the terminal; from 140: three columns")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all samples there")
    parser.add_argument(
        "--sync",
        nargs=2,
        type=int,
        metavar=("POSTS", "COMMENTS"),
        help="measure syncing such a blog instead (2000 50000); starts a WordPress",
    )
    parser.add_argument(
        "--index",
        nargs=2,
        type=int,
        metavar=("POSTS", "COMMENTS"),
        help="measure indexing and searching so much instead (10000 100000)",
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="all sizes: 100000 comments, posts, texts to search; and hostile posts",
    )
    parser.add_argument(
        "--readme", action="store_true", help="put the figures of --all into the README"
    )
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.rounds, arguments.repeats, arguments.threads = 2, 10, [1_000]
        arguments.lists = []
    columns, rows = map(int, arguments.size.split("x"))
    if arguments.all:
        arguments.threads, arguments.lists = [1_000, 10_000, 100_000], [10_000, 100_000]
    figures: list[Figure] = []
    try:
        if arguments.sync:
            _sync(figures, arguments, columns, rows)
        elif arguments.index:
            _index(figures, arguments.index, arguments.rounds, columns, rows)
        else:
            _read(figures, arguments, columns, rows)
            if arguments.all:
                _index(figures, (10_000, 100_000), 1, columns, rows)
                _hostile(figures, columns, rows)
    except (RuntimeError, WrongScreenError) as error:
        print(f"The program did not do what the benchmark expects: {error}", file=sys.stderr)
        return 1
    finally:
        _print(figures, arguments)
    if arguments.readme:
        write_table(_README, figures, size=arguments.size, day=datetime.now(UTC).date())
    return 0


def _read(figures: list[Figure], arguments: argparse.Namespace, columns: int, rows: int) -> None:
    with tempfile.TemporaryDirectory(prefix="tui-blog-bench-") as name:
        folder = Path(name)
        threads = tuple(arguments.threads)
        material.write_archive(folder / "archive", posts=arguments.posts, threads=threads)
        benchmark = Benchmark(folder, columns=columns, rows=rows, threads=threads)
        try:
            benchmark.run(rounds=arguments.rounds, repeats=arguments.repeats)
            for posts in arguments.lists:
                benchmark.run_list(posts=posts, rounds=arguments.rounds)
        finally:
            figures += benchmark.figures.values()


def _sync(figures: list[Figure], arguments: argparse.Namespace, columns: int, rows: int) -> None:
    from scripts.benchmark.syncing import measure_sync

    posts, comments = arguments.sync
    figures += measure_sync(
        posts=posts, comments=comments, rounds=arguments.rounds, columns=columns, rows=rows
    )


def _index(
    figures: list[Figure], size: tuple[int, int], rounds: int, columns: int, rows: int
) -> None:
    from scripts.benchmark.indexing import measure_index

    posts, comments = size
    figures += measure_index(
        posts=posts, comments=comments, rounds=rounds, columns=columns, rows=rows
    )


def _hostile(figures: list[Figure], columns: int, rows: int) -> None:
    from scripts.benchmark.hostile import measure_hostile

    figures += measure_hostile(columns=columns, rows=rows)


def _print(figures: Sequence[Figure], arguments: argparse.Namespace) -> None:
    report.print_table(figures)
    if arguments.json is not None:
        conditions = {"size": arguments.size, "posts": arguments.posts, "python": sys.version}
        written = json.dumps(report.as_json(figures, conditions), indent=1)
        arguments.json.write_text(f"{written}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
