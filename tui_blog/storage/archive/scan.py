"""Finding the posts of a folder: an archive of our own, or the content of Jekyll, Hugo, Pelican."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tui_blog.model.ids import PostId
from tui_blog.model.post import BodyFormat

FORMATS = {
    ".md": BodyFormat.MARKDOWN,
    ".markdown": BodyFormat.MARKDOWN,
    ".html": BodyFormat.HTML,
    ".htm": BodyFormat.HTML,
}
TEXT_FORMATS = {**FORMATS, ".txt": BodyFormat.TEXT}
"""What counts where a manifest says that the folder is an archive."""
_MAX_DEPTH = 32
_MAX_POSTS = 200_000
_SKIPPED_FOLDERS = frozenset(
    ("node_modules", "themes", "public", "static", "layouts", "archetypes", "output", "vendor")
)
_KEPT_UNDERSCORE = frozenset(("_posts",))
_SKIPPED_STEMS = frozenset(("readme", "changelog", "license", "contributing", "404", "_index"))


@dataclass(frozen=True, slots=True)
class PostFile:
    """One file that holds a post."""

    id: PostId
    path: Path
    format: BodyFormat
    mtime_ns: int
    size: int

    @property
    def comments_path(self) -> Path:
        """Where its comments are, if it has some."""
        return self.path.with_name(f"{self.path.stem}.comments.jsonl")


def find_posts(root: Path, *, is_archive: bool) -> list[PostFile]:
    """List the files of posts below a folder, in the order of their paths.

    Links that lead out of the folder are not followed.

    Raises:
        OSError: The folder itself can't be read.
    """
    os.scandir(root).close()
    formats = TEXT_FORMATS if is_archive else FORMATS
    real_root = root.resolve()
    found: dict[PostId, PostFile] = {}
    for entry in _walk(root, real_root):
        stem, dot, suffix = entry.name.rpartition(".")
        file_format = formats.get(dot + suffix.lower())
        if file_format is None or stem.lower() in _SKIPPED_STEMS:
            continue
        try:
            stat = entry.stat()
        except OSError:
            continue
        path = Path(entry.path)
        post_id = _post_id(path.relative_to(root), with_suffix=False)
        if post_id in found:
            post_id = _post_id(path.relative_to(root), with_suffix=True)
        found[post_id] = PostFile(post_id, path, file_format, stat.st_mtime_ns, stat.st_size)
        if len(found) >= _MAX_POSTS:
            break
    return list(found.values())


def _walk(root: Path, real_root: Path) -> Iterator["os.DirEntry[str]"]:
    stack = [(str(root), 0)]
    while stack:
        folder, depth = stack.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        folders = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_symlink() and not _stays_inside(entry.path, real_root):
                continue
            if entry.is_dir():
                if depth < _MAX_DEPTH and not _is_skipped(entry.name):
                    folders.append((entry.path, depth + 1))
            else:
                yield entry
        stack.extend(reversed(folders))


def _is_skipped(name: str) -> bool:
    if name.startswith("_"):
        return name not in _KEPT_UNDERSCORE
    return name.lower() in _SKIPPED_FOLDERS


def _stays_inside(path: str, real_root: Path) -> bool:
    # A link to a folder above would be walked for ever: files only.
    try:
        target = Path(path).resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return target.is_file() and target.is_relative_to(real_root)


def _post_id(relative: Path, *, with_suffix: bool) -> PostId:
    name = relative if with_suffix else relative.with_suffix("")
    if name.name == "index" and len(name.parts) > 1:
        name = name.parent
    return PostId(f"file:{quote(os.fsencode(name.as_posix()), safe='/')}")
