"""The index for searching: made from nothing, brought up to date, asked; beside others' ways."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scripts.benchmark import material, steps
from scripts.benchmark.peers import NOTMUCH, RIPGREP, Peers
from scripts.benchmark.report import Figure
from scripts.benchmark.session import Session

_IN_PROCESS = Path(__file__).with_name("index_in_process.py")
_PROGRAM = Path(__file__).parents[2] / "tui_blog/__main__.py"
_CHANGED = 10
_MOST_MAILS = 10_000
_SEARCH = "a hit for a key"
_RECORD = "a record, indexed from nothing"


class IndexBenchmark:
    """Makes the index of one archive again and again, and searches it."""

    def __init__(self, folder: Path, *, posts: int, comments: int, size: tuple[int, int]) -> None:
        """Write the archive.

        Args:
            folder: Empty.
            posts: How many posts.
            comments: How many comments, about.
            size: Columns and rows of the terminal.
        """
        self._folder = folder
        self._archive = folder / "archive"
        self._home = folder / "home"
        self._size = size
        self._files = 2 * posts
        self._peers = Peers(folder / "peers", self._open, self._add)
        self.figures: dict[str, Figure] = {}
        material.write_discussed_archive(self._archive, posts=posts, comments=comments)
        config = self._home / ".config/tui-blog/config.toml"
        config.parent.mkdir(parents=True)
        table = f"[blogs.bench]\nfolder = {json.dumps(str(self._archive))}\n"
        config.write_text(table, encoding="utf-8")

    def run(self, *, rounds: int) -> None:
        """Measure everything."""
        for number in range(rounds):
            self._peers.index(self._archive, mails=_MOST_MAILS, name=_RECORD)
            shutil.rmtree(self._home / ".cache", ignore_errors=True)
            made = self._in_process("update")
            floor, target = f"{NOTMUCH}: {_RECORD}", steps.INDEX_TARGET
            self._add(
                _RECORD, made["seconds"] / made["records"], unit="us", target=target, floor=floor
            )
            self._add("index, a record (bytes)", made["bytes"] / made["records"], unit="bytes")
            self._add("nothing changed, noticed", self._in_process("update")["seconds"])
            self._change()
            name = f"{_CHANGED} changed of {self._files} files, followed"
            seconds = self._in_process("update")["seconds"]
            self._add(name, seconds, target=steps.REFRESH_TARGETS.get(self._files))
            self._search()
            print(f"index {number + 1} of {rounds} done", file=sys.stderr)

    def _change(self) -> None:
        """Edit posts as somebody would by hand."""
        for path in sorted(self._archive.glob("*.md"))[:_CHANGED]:
            with path.open("a", encoding="utf-8") as file:
                file.write("\nOne more line.\n")

    def _search(self) -> None:
        asked = self._in_process("search")
        name = "newest 50 hits, 19 of 20 queries"
        self._peers.search(material.SEARCHED_WORD, self._archive, name=name)
        floor = f"{RIPGREP}: {name}"
        self._add(name, asked["p95"], target=steps.QUERY_TARGET, floor=floor)
        self._add("newest 50 hits, half of the queries", asked["median"], floor=floor)
        word, rest = material.SEARCHED_WORD[:-1], material.SEARCHED_WORD[-1]
        with self._open([sys.executable, "-P", str(_PROGRAM), "bench"]) as session:
            session.time_start(material.LIST_TITLE)
            session.settle()
            session.time_until(steps.FIND_KEY, steps.FIND_SHOWN)
            session.wait_until_idle()
            session.type(word)
            seconds = session.time_change(rest, steps.FOUND)
            self._add(_SEARCH, seconds, target=steps.SEARCH_TARGET, floor=floor)

    def _in_process(self, what: str) -> dict[str, float]:
        environment = os.environ | {"HOME": str(self._home)}
        command = [sys.executable, "-P", str(_IN_PROCESS), what]
        ended = subprocess.run(command, check=True, env=environment, capture_output=True)
        told: dict[str, float] = json.loads(ended.stdout)
        return told

    def _open(self, command: Sequence[str]) -> Session:
        columns, rows = self._size
        return Session(command, columns=columns, rows=rows, home=self._home, folder=self._folder)

    def _add(
        self,
        name: str,
        value: float,
        *,
        unit: str = "ms",
        target: steps.Target | None = None,
        floor: str = "",
    ) -> None:
        if name.startswith(f"{NOTMUCH}: "):
            unit = "us"
        peer = self.figures.get(floor) if floor else None
        figure = self.figures.setdefault(name, Figure(name, unit, target, peer))
        factor = {"ms": 1_000, "us": 1_000_000}.get(unit, 1)
        figure.samples.append(value * factor)


def measure_index(
    *, posts: int, comments: int, rounds: int, columns: int, rows: int
) -> list[Figure]:
    """Write an archive, and measure."""
    with tempfile.TemporaryDirectory(prefix="tui-blog-bench-") as name:
        size = (columns, rows)
        benchmark = IndexBenchmark(Path(name), posts=posts, comments=comments, size=size)
        benchmark.run(rounds=rounds)
    return list(benchmark.figures.values())
