"""Texts that are small to send and dear to read: a key is answered while they are opened."""

import sys
import tempfile
from pathlib import Path

from scripts.benchmark import material, steps
from scripts.benchmark.report import Figure
from scripts.benchmark.session import Session
from tests.safety.bombs import BOMBS
from tui_blog.model.post import Body, BodyFormat

_PROGRAM = Path(__file__).parents[2] / "tui_blog/__main__.py"
_TITLE = "The hostile one"
_HEAD = f"---\ntitle: {_TITLE}\ndate: 2025-01-01T00:00:00+00:00\n---\n\n"
_SUFFIXES = {BodyFormat.HTML: ".html", BodyFormat.MARKDOWN: ".md", BodyFormat.TEXT: ".txt"}


def measure_hostile(*, columns: int, rows: int) -> list[Figure]:
    """Open each of the texts as a post, in a program of its own.

    Args:
        columns: Cells in a row of the terminal.
        rows: Its rows.

    Raises:
        WrongScreenError: A key was not answered at all.
    """
    figures = [
        Figure("a key while a hostile post is opened", "ms", steps.HOSTILE_KEY_TARGET),
        Figure("a key in a hostile post", "ms", steps.HOSTILE_KEY_TARGET),
        Figure("a hostile post, read", "s", steps.HOSTILE_READ_TARGET),
        Figure("memory, a hostile post, at most", "MB", steps.HOSTILE_MEMORY_TARGET),
    ]
    for name, body in BOMBS.items():
        taken = _open(body, columns, rows)
        for figure, value in zip(figures, taken, strict=True):
            figure.samples.append(value)
            if figure.target is not None and value > figure.target.median:
                print(f"{figure.name}: {value:.1f} {figure.unit}: {name}", file=sys.stderr)
    return figures


def _open(body: Body, columns: int, rows: int) -> tuple[float, float, float, float]:
    with tempfile.TemporaryDirectory(prefix="tui-blog-bench-") as name:
        folder = Path(name)
        (folder / "home").mkdir()
        archive = folder / "archive"
        material.write_archive(archive, posts=1, threads=())
        path = archive / f"hostile{_SUFFIXES[body.format]}"
        path.write_text(f"{_HEAD}{body.source}", encoding="utf-8", errors="replace")
        with Session(
            [sys.executable, "-P", str(_PROGRAM), str(archive)],
            columns=columns,
            rows=rows,
            home=folder / "home",
            folder=folder,
        ) as session:
            session.time_start(_TITLE)
            session.type(steps.LAST_POST)
            opened_s = session.time_until(steps.TO_POST[0] + steps.SEARCH_KEY, steps.SEARCH_SHOWN)
            read_s = session.wait_until_idle()
            session.type(steps.BACK_KEY)
            session.type(steps.PAGE_DOWN)
            moved_s = session.time_until(steps.SEARCH_KEY, steps.SEARCH_SHOWN)
            return opened_s * 1000, moved_s * 1000, read_s, session.peak_mb()
