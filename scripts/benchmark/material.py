"""Made-up posts and comments, the same at each run."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

LONG_POST_BYTES = 90_000
_START = datetime(2026, 1, 1, tzinfo=UTC)
_SYLLABLES = (
    *("ka", "lo", "mi", "ter", "san", "ve", "ru", "ode", "nin", "pas", "tel", "gra", "u", "mer"),
    *("ing", "bo", "sha", "fe", "lin", "dor"),
)
_NAMES = ("Ada Field", "Björn Ås", "Chiara Neri", "Dmitri", "林美", "Eve of the Long Name", "fox")
_TOP_LEVEL_SHARE = 0.28
_MAX_DEPTH = 12


def thread_title(count: int) -> str:
    """Return the title of the post with so many comments."""
    return f"Thread of {count}"


def first_comment(count: int) -> str:
    """Return how the first comment of that post begins."""
    return f"First of {count} comments"


LONG_TITLE = "A long post"
LONG_BEGINNING = "The long post begins here"
LIST_TITLE = "Post number"
SEARCHED_WORD = "shadorve"
"""A word that is in many texts."""


class Writer:
    """Writes words, paragraphs, posts; seeded, so that every run reads the same."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311
        self._words = [
            "".join(self._random.choices(_SYLLABLES, k=self._random.choice((1, 1, 2, 2, 3))))
            for _ in range(3000)
        ]

    def words(self, count: int) -> str:
        """Return a sentence of so many words, with a little Markdown in it."""
        chosen = self._random.choices(self._words, k=count)
        for _ in range(count // 33):
            at = self._random.randrange(count)
            mark = self._random.choice(("*", "**", "`"))
            chosen[at] = f"{mark}{chosen[at]}{mark}"
        return " ".join(chosen).capitalize()

    def comment_body(self) -> str:
        """Return a body of 20 to 300 words, 110 on average, in paragraphs."""
        left = min(300, max(20, int(self._random.lognormvariate(4.45, 0.7))))
        paragraphs = []
        while left > 0:
            size = min(left, self._random.randint(20, 80))
            paragraphs.append(f"{self.words(size)}.")
            left -= size
        return "\n\n".join(paragraphs)

    def parents(self, count: int) -> list[int | None]:
        """Return whom each comment answers: a comment before it, or nobody."""
        parents: list[int | None] = [None]
        depths = [0]
        for position in range(1, count):
            parent = self._random.randrange(max(0, position - 200), position)
            if self._random.random() < _TOP_LEVEL_SHARE or depths[parent] >= _MAX_DEPTH:
                parents.append(None)
                depths.append(0)
            else:
                # Early comments draw many answers; the first has the largest branch.
                parent = 0 if position < 20 else parent
                parents.append(parent)
                depths.append(depths[parent] + 1)
        return parents

    def comments(self, count: int) -> str:
        """Return the lines of a file of comments."""
        lines = []
        for position, parent in enumerate(self.parents(count)):
            beginning = first_comment(count) if position == 0 else f"Comment {position}"
            record = {
                "id": f"bench:{position}",
                "parent_id": None if parent is None else f"bench:{parent}",
                "author": {"name": self._random.choice(_NAMES)},
                "created_at": (_START + timedelta(minutes=position)).isoformat(),
                "body": f"{beginning}. {self.comment_body()}",
                "format": "markdown",
            }
            lines.append(json.dumps(record, ensure_ascii=False, sort_keys=True))
        return "\n".join(lines) + "\n"

    def long_body(self) -> str:
        """Return a post of `LONG_POST_BYTES` with all kinds of blocks."""
        parts = [f"{LONG_BEGINNING}.", ""]
        size = 0
        while size < LONG_POST_BYTES:
            part = self._random.choice(
                (
                    f"## {self.words(4)}",
                    *[self.words(self._random.randint(30, 120)) for _ in range(5)],
                    "\n".join(f"- {self.words(9)}" for _ in range(5)),
                    f"> {self.words(40)}",
                    "```python\n" + "\n".join(f"value_{n} = {n}" for n in range(12)) + "\n```",
                    "| one | two |\n|---|---|\n"
                    + "\n".join(f"| {self.words(2)} | {self.words(6)} |" for _ in range(6)),
                )
            )
            parts += [part, ""]
            size += len(part.encode()) + 2
        return "\n".join(parts)


def write_archive(
    folder: Path,
    *,
    posts: int,
    threads: tuple[int, ...],
    seed: int = 7,
    has_newest: bool = True,
) -> None:
    """Write an archive: short posts, then (newest) the long post and the threads.

    Args:
        folder: Made if missing.
        posts: How many short posts.
        threads: How many comments each of the big threads has; the first is listed first.
        seed: Of everything made up.
        has_newest: A short post is newer than all these.
    """
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer(seed)
    (folder / "blog.toml").write_text('schema = 1\nname = "Benchmark"\n', encoding="utf-8")
    for number in range(posts):
        title = f"{LIST_TITLE} {number}"
        _write_post(folder, title, number, f"{writer.words(150)}.\n\n{writer.words(80)}.")
    specials = [(thread_title(count), count) for count in threads]
    specials.append((LONG_TITLE, 0))
    # The newest post is opened at the start: a short one.
    order = [*reversed(specials), (f"{LIST_TITLE} {posts}", 0)]
    if not has_newest:
        order = [(thread_title(count), count) for count in reversed(threads)]
    for place, (title, count) in enumerate(order):
        body = writer.long_body() if title == LONG_TITLE else f"{writer.words(150)}."
        path = _write_post(folder, title, posts + place, body)
        if count:
            comments = path.with_name(f"{path.stem}.comments.jsonl")
            comments.write_text(writer.comments(count), encoding="utf-8")


def write_discussed_archive(folder: Path, *, posts: int, comments: int, seed: int = 7) -> None:
    """Write an archive whose posts all have comments: few of them many, most of them a few."""
    folder.mkdir(parents=True)
    writer = Writer(seed)
    (folder / "blog.toml").write_text('schema = 1\nname = "Benchmark"\n', encoding="utf-8")
    weights = [1 / (place + 10) for place in range(posts)]
    scale = (comments - posts) / sum(weights)
    for number in range(posts):
        path = _write_post(folder, f"{LIST_TITLE} {number}", number, f"{writer.words(150)}.")
        lines = writer.comments(1 + round(scale * weights[number]))
        path.with_name(f"{path.stem}.comments.jsonl").write_text(lines, encoding="utf-8")


def find_long_post(folder: Path) -> Path:
    """Return the file of the long post in an archive."""
    return next(folder.glob(f"*-{_slug(LONG_TITLE)}.md"))


def _slug(title: str) -> str:
    return title.lower().replace(" ", "-")


def _write_post(folder: Path, title: str, place: int, body: str) -> Path:
    moment = _START + timedelta(hours=place)
    head = f"---\ntitle: {title}\ndate: {moment.isoformat()}\nauthor: Ada Field\n---\n\n"
    path = folder / f"{moment:%Y-%m-%d}-{_slug(title)}.md"
    path.write_text(f"{head}{body}\n", encoding="utf-8")
    return path
