"""Puts what was measured into the README, between its marks: so nobody types a figure."""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from scripts.benchmark.report import Figure

_BEGIN, _END = "<!-- measured -->\n", "<!-- end of measured -->"
_THREADS = (1_000, 10_000, 100_000)
_KEY, _START = "a key in the minimal app", "start of the minimal app"
_BY_THREAD = (
    ("open it", "open {} comments"),
    ("`j`", "j, in {} comments"),
    ("`k`", "k, in {} comments"),
    ("page down", "page down, in {} comments"),
    ("fold one", "fold one, in {} comments"),
    ("fold all", "fold all, in {} comments"),
    ("unfold all", "unfold all, in {} comments"),
    ("the window made narrower", "resize to 80, in {} comments"),
    ("made wider again", "resize to 160, in {} comments"),
    ("`j` held down: from the last one to the last frame", "held j, drain, in {} comments"),
    ("all heights exact, in s", "unseen work left, {} comments"),
    ("memory, at most, in MB", "memory, {} comments, at most"),
)
_BESIDE = (
    ("start to a list", "start to a readable list", "the least app", _START),
    ("first paint", "first paint, begun before", "`python -c pass`", "python -c pass"),
    ("start to a list of 10,000 posts", "start to a list of 10000", "newsboat", ""),
    ("start to a list of 100,000 posts", "start to a list of 100000", "newsboat", ""),
    ("start to a thread of 10,000", "start to a thread of 10000", "neomutt", ""),
    ("start to a thread of 100,000", "start to a thread of 100000", "neomutt", ""),
    ("`j` in 100,000", "j, in 100000 comments", "neomutt", "neomutt: j, in 100000"),
    ("fold all 100,000", "fold all, in 100000 comments", "neomutt", "neomutt: fold all, in 100000"),
    ("open a post of 90 kB", "open a post of 90 kB", "Textual's Markdown widget", ""),
    ("search as one types, key to hits", "a hit for a key", "ripgrep over the same files", ""),
    ("19 of 20 searches", "newest 50 hits, 19 of 20 queries", "ripgrep over the same files", ""),
    ("index a post or comment, in µs", "a record, indexed from nothing", "notmuch, a mail", ""),
)


def write_table(readme: Path, figures: Sequence[Figure], *, size: str, day: date) -> None:
    """Put the figures into the README.

    Args:
        readme: The file; has both marks.
        figures: What was measured, all of it in one run.
        size: Columns and rows of the terminal.
        day: When.

    Raises:
        KeyError: A figure was not measured.
    """
    by_name = {figure.name: figure for figure in figures}
    before, rest = readme.read_text(encoding="utf-8").split(_BEGIN)
    after = rest.split(_END)[1]
    tables = [*_heading(by_name, size, day), "", *_sizes(by_name), "", *_beside(by_name)]
    lines = "\n".join([*tables, "", *_in_words(by_name)])
    readme.write_text(f"{before}{_BEGIN}{lines}\n{_END}{after}", encoding="utf-8")


def _heading(figures: Mapping[str, Figure], size: str, day: date) -> list[str]:
    start, key = figures[_START].median, figures[_KEY].median
    where = f"{size.replace('x', '×')}, on {os.cpu_count()} processors of a virtual machine"
    return [
        f"Measured on {day.isoformat()} by one call of `scripts/bench --all --readme`, in a",
        f"terminal of {where}. There",
        f"the least Textual app, which shows one line, took {start:.0f} ms to start and {key:.1f}",
        "to answer a key: ratios to it say more than times. Medians, in ms:",
    ]


def _sizes(figures: Mapping[str, Figure]) -> list[str]:
    heads = [f"{count:,} comments" for count in _THREADS]
    lines = ["| In a thread of | " + " | ".join(heads) + " |", "|---|--:|--:|--:|"]
    for label, name in _BY_THREAD:
        cells = [_cell(figures[name.format(count)], figures[_KEY]) for count in _THREADS]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return lines


def _cell(figure: Figure, key: Figure) -> str:
    told = _number(figure.median)
    is_key = figure.floor is key
    return f"{told} ({figure.median / key.median:.1f} ×)" if is_key else told


def _beside(figures: Mapping[str, Figure]) -> list[str]:
    lines = ["| | tui-blog | beside it | | ratio |", "|---|--:|---|--:|--:|"]
    for label, name, peer, peer_name in _BESIDE:
        figure = figures[name]
        other = figures[peer_name] if peer_name else figure.floor
        if other is None:
            raise KeyError(f"{name}: {peer} was not measured")
        ratio = figure.median / other.median
        told = f"{ratio:.2f}" if ratio >= 0.01 else f"{ratio:.4f}"
        numbers = (_number(figure.median), peer, _number(other.median), told)
        lines.append(f"| {label} | " + " | ".join(numbers) + " |")
    return lines


def _in_words(figures: Mapping[str, Figure]) -> list[str]:
    first = figures["open 100000 comments, the first time"].median / 1000
    followed = figures["10 changed of 20000 files, followed"].median
    key = figures["a key while a hostile post is opened"]
    after = f"{key.median:.0f} ms, at worst {key.worst:.0f}"
    return [
        f"The first opening of a thread of 100,000 takes {first:.1f} s, in a process of its own.",
        f"What is changed in 20,000 files is noticed in {followed:.0f} ms. While a text opens that",
        f"is made to be slow, a megabyte of it, a key is answered after {after}.",
    ]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}"
