"""Blogs on a shelf with an index over them, and what is done to it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.factories import ME, a_comment
from tui_blog.index.archives import Archive
from tui_blog.index.finder import Finder
from tui_blog.model.comment import Comment
from tui_blog.model.ids import CommentId, PostId
from tui_blog.storage.archive.payloads import new_line
from tui_blog.sync.journal import Mark, Part
from tui_blog.sync.reading import ReadingFile, version_of
from tui_blog.text.filter_rules import Rule

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


class Shelf:
    """Archives in a folder, and the finder over them."""

    def __init__(self, folder: Path, rules: Sequence[Rule] = ()) -> None:
        self.folder = folder
        self.names = ["garden"]
        self.finder = Finder(
            folder / "cache" / "index",
            lambda: [Archive(f"k-{name}", name, folder / name, ME) for name in self.names],
            archives_folder=folder / "cache" / "archives",
            reading_file=folder / "reading.sqlite3",
            clock=lambda: NOW,
            rules=rules,
        )

    def post(
        self,
        name: str,
        text: str = "",
        *,
        date: str = "2024-05-02",
        blog: str = "garden",
        head: str = "",
    ) -> Path:
        path = self.folder / blog / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\ntitle: {name}\ndate: {date}\n{head}---\n{text}\n", encoding="utf-8")
        return path

    def comments(self, name: str, comments: Iterable[Comment], *, blog: str = "garden") -> Path:
        path = self.folder / blog / f"{name}.comments.jsonl"
        path.write_bytes(b"".join(map(new_line, comments)))
        return path

    def find(self, text: str, *, update: bool = True, limit: int = 50) -> list[str]:
        """Name what is found: post/comment."""
        if update:
            assert self.finder.update()
        return [
            f"{hit.post_id.removeprefix('file:')}/{hit.comment_id or ''}"
            for hit in self.finder.search(text, limit=limit)
        ]


def said(name: str, text: str, *, minutes: int = 0, **more: object) -> Comment:
    return a_comment(name, text=text, minutes=minutes, **more)  # type: ignore[arg-type]


def note_seen(shelf: Shelf, *seen: str) -> None:
    reading = ReadingFile(shelf.folder / "reading.sqlite3", clock=lambda: NOW)
    marks = [Mark(CommentId(comment), version_of(0)) for comment in seen]
    reading.note_seen("k-garden", PostId("file:a"), marks)
    reading.close()


def mark(shelf: Shelf, part: Part, **versions: str) -> None:
    """Put stars or tags on comments of the post "a"; the comment "post" is the post itself."""
    reading = ReadingFile(shelf.folder / "reading.sqlite3", clock=lambda: NOW)
    marks = [Mark(CommentId(name.replace("post", "")), told) for name, told in versions.items()]
    reading.do("k-garden", PostId("file:a"), part, marks, label="marking")
    reading.close()
