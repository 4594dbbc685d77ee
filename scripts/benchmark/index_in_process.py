"""What the index takes without a screen, in a process that has imported everything.

    python index_in_process.py update|search

Prints a JSON object: what was done, and the seconds it took.
"""

import json
import random
import statistics
import sys
import time

from scripts.benchmark import material
from tui_blog.commands import prepare
from tui_blog.index.finder import Finder
from tui_blog.index.schema import FILE, open_index
from tui_blog.paths import default_paths

_QUERIES = 200
_TURNS = ("{}", '"{} {}"', "{} {}", "{} -{}", "from:ada {}")


def update(finder: Finder) -> dict[str, float]:
    """Bring the index up to date."""
    begun_at = time.perf_counter()
    finder.update()
    seconds = time.perf_counter() - begun_at
    folder = default_paths().cache_folder / "index"
    (records,) = open_index(folder).execute("SELECT count(*) FROM texts").fetchone()
    return {"seconds": seconds, "records": records, "bytes": (folder / FILE).stat().st_size}


def search(finder: Finder) -> dict[str, float]:
    """Ask for words, phrases, authors, common ones and rare ones, whole or half typed."""
    chosen = random.Random(3)  # noqa: S311
    words = material.Writer(7).words(2 * _QUERIES).lower().replace("*", "").replace("`", "").split()
    taken = []
    for number in range(_QUERIES):
        query = _TURNS[number % len(_TURNS)].format(*chosen.sample(words, 2))
        typed = query[: chosen.randint(1, len(query))] if number % 2 else query
        begun_at = time.perf_counter()
        finder.search(typed, limit=50, is_being_typed=True)
        taken.append(time.perf_counter() - begun_at)
    return {"p95": sorted(taken)[-len(taken) // 20], "median": statistics.median(taken)}


if __name__ == "__main__":
    ask = {"update": update, "search": search}[sys.argv[1]]
    print(json.dumps(ask(prepare().library.finder)))
