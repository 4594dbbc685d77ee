"""Measure the real program on a terminal, from outside, beside the least Textual app."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from scripts.benchmark import material, report, steps
from scripts.benchmark.report import Figure
from scripts.benchmark.session import Session, WrongScreenError

_MINIMAL = Path(__file__).with_name("minimal_app.py")


class Benchmark:
    """Runs sessions in turn, each beside one of the minimal app, and collects figures."""

    def __init__(self, folder: Path, *, columns: int, rows: int, threads: Sequence[int]) -> None:
        self._folder = folder
        self._size = (columns, rows)
        self._threads = tuple(threads)
        self.figures: dict[str, Figure] = {}

    def run(self, *, rounds: int, repeats: int) -> None:
        """Measure everything.

        Args:
            rounds: How many sessions for each post that is opened.
            repeats: How often each key is typed, in the first of them.
        """
        self._minimal(lambda _seconds: None)  # once each, so that all is compiled and cached
        self._session(lambda _session: None, lambda _seconds: None)
        for number in range(rounds):
            for place, count in enumerate(self._threads):
                times = repeats if number == 0 else 0
                self._beside_minimal(
                    partial(self._in_thread, place=place, count=count, repeats=times)
                )
            self._beside_minimal(self._in_long_post)
            print(f"round {number + 1} of {rounds} done", file=sys.stderr)

    def _beside_minimal(self, measure: Callable[[Session], None]) -> None:
        floor: list[float] = []
        self._minimal(floor.append)
        start: list[float] = []
        self._session(measure, start.append)
        self._add("start of the minimal app", floor[0])
        self._add("start to a readable list", start[0])
        self._add(
            "start, ours / minimal", start[0] / floor[0], unit="x", target=steps.START_RATIO_TARGET
        )

    def _minimal(self, take: Callable[[float], None]) -> None:
        with self._open([sys.executable, "-P", str(_MINIMAL)]) as session:
            take(session.time_start("Nothing but this"))
            for key in "abcde":
                self._add("a key in the minimal app", session.time_change(key, f"It was {key}"))

    def _session(self, measure: Callable[[Session], None], take: Callable[[float], None]) -> None:
        archive = self._folder / "archive"
        with self._open([sys.executable, "-P", "-m", "tui_blog", str(archive)]) as session:
            take(session.time_start(material.LIST_TITLE))
            measure(session)

    def _open(self, command: Sequence[str]) -> Session:
        columns, rows = self._size
        return Session(
            command, columns=columns, rows=rows, home=self._folder / "home", folder=self._folder
        )

    def _in_thread(self, session: Session, *, place: int, count: int, repeats: int) -> None:
        for _ in range(place + 1):
            session.type(steps.NEXT_POST)
        enter, to_thread = steps.TO_POST
        seconds = session.time_until(enter, material.first_comment(count))
        self._add(f"open {count} comments", seconds, target=steps.OPEN_TARGETS.get(count))
        session.type(to_thread)
        self._add(f"memory, {count} comments open", session.peak_mb(), unit="MB")
        for step in steps.STEPS if repeats else ():
            for turn in range(repeats):
                keys = step.keys[turn % len(step.keys)]
                seconds = session.time_change(keys, step.expected)
                name = f"{step.name}, in {count} comments"
                self._add(name, seconds, target=steps.KEY_TARGET)
        if repeats:
            self._add(f"memory, {count} comments, at most", session.peak_mb(), unit="MB")

    def _in_long_post(self, session: Session) -> None:
        for _ in range(len(self._threads) + 1):
            session.type(steps.NEXT_POST)
        seconds = session.time_until(steps.TO_POST[0], material.LONG_BEGINNING)
        self._add("open a post of 90 kB", seconds, target=steps.LONG_POST_TARGET)

    def _add(
        self, name: str, value: float, *, unit: str = "ms", target: steps.Target | None = None
    ) -> None:
        figure = self.figures.setdefault(name, Figure(name, unit, target))
        figure.samples.append(value * 1000 if unit == "ms" else value)


def main() -> int:
    """Make the material, measure, and print."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--posts", type=int, default=200, help="short posts in the archive")
    parser.add_argument(
        "--threads", type=int, nargs="+", default=[1_000, 10_000], help="comments in each thread"
    )
    parser.add_argument("--rounds", type=int, default=7, help="sessions for each post")
    parser.add_argument("--repeats", type=int, default=30, help="how often each key is typed")
    parser.add_argument("--size", default="150x40", help="of the terminal; from 140: three columns")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all samples there")
    arguments = parser.parse_args()
    columns, rows = map(int, arguments.size.split("x"))
    with tempfile.TemporaryDirectory(prefix="tui-blog-bench-") as name:
        folder = Path(name)
        (folder / "home").mkdir()
        threads = tuple(arguments.threads)
        material.write_archive(folder / "archive", posts=arguments.posts, threads=threads)
        benchmark = Benchmark(folder, columns=columns, rows=rows, threads=threads)
        try:
            benchmark.run(rounds=arguments.rounds, repeats=arguments.repeats)
        except WrongScreenError as error:
            print(f"The program did not do what the benchmark expects: {error}", file=sys.stderr)
            return 1
    figures = list(benchmark.figures.values())
    report.print_table(figures)
    if arguments.json is not None:
        conditions = {"size": arguments.size, "posts": arguments.posts, "python": sys.version}
        written = json.dumps(report.as_json(figures, conditions), indent=1)
        arguments.json.write_text(f"{written}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
