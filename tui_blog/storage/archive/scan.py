"""Finding the posts of a folder: an archive of our own, or the content of Jekyll, Hugo, Pelican.

Sources: Jekyll documentation, "Directory Structure"; Hugo documentation, "Page bundles"; Pelican
documentation, "Writing content".
"""

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import quote, unquote

from tui_blog.model.ids import PostId
from tui_blog.model.post import BodyFormat
from tui_blog.text.patterns import Pattern

MANIFEST = "blog.toml"
"""The file that makes a folder an archive."""
COMMENTS_SUFFIX = ".comments.jsonl"
"""Ends the name of the file with a post's comments."""
FORMATS = {
    ".md": BodyFormat.MARKDOWN,
    ".markdown": BodyFormat.MARKDOWN,
    ".html": BodyFormat.HTML,
    ".htm": BodyFormat.HTML,
}
"""What is a post, by the end of its file's name; earlier ones go before later ones."""
ARCHIVE_FORMATS = {**FORMATS, ".txt": BodyFormat.TEXT}
"""The same where a manifest says that the folder is an archive."""

_MAX_DEPTH = 32
_MAX_POSTS = 200_000
_IS_SAFE = Pattern(r"[A-Za-z0-9_./-]*").fullmatch
_HUGO_FILES = ("hugo.toml", "hugo.yaml", "hugo.json", "config.toml", "config.yaml", "config.json")
_PELICAN_FILES = ("pelicanconf.py",)
_JEKYLL_FOLDER = "_posts"
_SKIPPED_FOLDERS = frozenset(("node_modules", "vendor"))
_ABOUT_THE_FOLDER = frozenset(("readme", "changelog", "license", "contributing", "404"))
_BUNDLE = "index"
_SECTION = "_index"
ID_MARK = "--"
"""Stands in the name of a copied post's file before its id on the blog, percent-encoded."""


class PostFile(NamedTuple):
    """One file that holds a post."""

    id: PostId
    path: str
    stem: str
    """What the post is called on the disk: its file's name without the suffix, or its folder's."""
    format: BodyFormat
    mtime_ns: int
    size: int
    """Bytes."""
    comments_path: str
    """Where its comments are, if it has some."""
    has_comments: bool
    """There was a file with comments when the folder was looked through."""


class _Content(NamedTuple):
    """Where the posts of a folder are, by the program that the folder is made for."""

    folder: Path
    only_below: str = ""
    has_leaf_bundles: bool = False
    skipped: frozenset[str] = frozenset()


def find_posts(
    root: Path, *, is_archive: bool, id_prefix: str = "", folders: list[str] | None = None
) -> list[PostFile]:
    """List the files of posts below a folder, in the order of their paths.

    Links to folders are not followed, links to files only where they stay in the folder.

    Args:
        root: The folder.
        is_archive: Plain text counts as a post too, and the folder is taken as it is.
        id_prefix: Begins the ids of posts whose files' names end with an id; empty where names
            mean nothing of that kind.
        folders: Gets the paths of all folders whose content decides about what is found.

    Raises:
        OSError: The folder itself can't be read.
    """
    os.scandir(root).close()
    formats = ARCHIVE_FORMATS if is_archive else FORMATS
    content = _Content(root) if is_archive else _content_of(root)
    prefix = "" if content.folder == root else f"{content.folder.relative_to(root).as_posix()}/"
    finder = _Finder(content, formats, os.path.realpath(root), id_prefix)
    files = finder.find(prefix)
    if folders is not None:
        folders += [*map(str, _marked_folders(root)), *finder.folders]
    posts = [file for file in files if file.stem.lower() not in _ABOUT_THE_FOLDER]
    if content.only_below:
        below = f"/{content.only_below}/"
        posts = [file for file in posts if below in f"/{file.id.removeprefix('file:')}"] or posts
    return posts or files


def _marked_folders(root: Path) -> Sequence[Path]:
    """Return the folders in which marks of other programs are looked for."""
    return (root, root.parent) if root.name == "content" else (root,)


def _content_of(root: Path) -> _Content:
    for site in _marked_folders(root):
        folder = site / "content"
        if folder.is_dir() and not folder.is_symlink():
            if any((site / name).is_file() for name in _PELICAN_FILES):
                return _Content(folder, skipped=frozenset(("pages", "images", "extra")))
            if any((site / name).is_file() for name in _HUGO_FILES):
                return _Content(folder, has_leaf_bundles=True)
    if (root / _JEKYLL_FOLDER).is_dir() or (root / "_config.yml").is_file():
        return _Content(root, only_below=_JEKYLL_FOLDER)
    return _Content(root)


class _Finder:
    """Walks through folders without recursion and without leaving the root."""

    def __init__(
        self, content: _Content, formats: dict[str, BodyFormat], real_root: str, id_prefix: str
    ) -> None:
        self._content = content
        self._formats = formats
        self._rank = {suffix: number for number, suffix in enumerate(formats)}
        self._real_root = real_root
        self._id_prefix = id_prefix
        self._ids: set[PostId] = set()
        self.folders: list[str] = []
        """Those that were listed."""

    def find(self, prefix: str) -> list[PostFile]:
        files: list[PostFile] = []
        stack = [(str(self._content.folder), prefix, 0)]
        while stack and len(files) < _MAX_POSTS:
            folder, prefix, depth = stack.pop()
            self.folders.append(folder)
            names, folders, comments = self._read_folder(folder)
            is_leaf = self._content.has_leaf_bundles and any(name[0] == _BUNDLE for name in names)
            if is_leaf:
                names = [name for name in names if name[0] == _BUNDLE]
            for stem, suffix, entry in names:
                file = self._post_file(prefix, stem, suffix, entry, comments)
                if file is not None:
                    files.append(file)
            if depth < _MAX_DEPTH and not is_leaf:
                stack.extend(
                    (f"{folder}/{name}", f"{prefix}{name}/", depth + 1)
                    for name in sorted(folders, reverse=True)
                )
        return files

    def _read_folder(
        self, folder: str
    ) -> tuple[list[tuple[str, str, "os.DirEntry[str]"]], list[str], set[str]]:
        posts, folders, comments, formats = [], [], set(), self._formats
        for entry in _entries(folder):
            name = entry.name
            if name[0] == ".":
                continue
            stem, dot, suffix = name.rpartition(".")
            suffix = dot + suffix.lower()
            if stem and suffix in formats and _is_file(entry):
                if stem != _SECTION:
                    posts.append((stem, suffix, entry))
            elif name.endswith(COMMENTS_SUFFIX) and entry.is_file(follow_symlinks=False):
                comments.add(name)
            elif entry.is_dir(follow_symlinks=False) and not self._is_skipped(name):
                folders.append(name)
        posts.sort(key=lambda post: (post[0], self._rank[post[1]]))
        return posts, folders, comments

    def _is_skipped(self, name: str) -> bool:
        if name.startswith("_"):
            return name != _JEKYLL_FOLDER
        return name in _SKIPPED_FOLDERS or name in self._content.skipped

    def _post_file(
        self,
        prefix: str,
        stem: str,
        suffix: str,
        entry: "os.DirEntry[str]",
        comments: set[str],
    ) -> PostFile | None:
        try:
            path = entry.path
            if entry.is_symlink():
                path = os.path.realpath(path, strict=True)
                if not path.startswith(f"{self._real_root}/"):
                    return None
            status = entry.stat()
        except OSError:
            return None
        is_bundle = stem == _BUNDLE and bool(prefix)
        _, mark, copied = stem.rpartition(ID_MARK) if self._id_prefix else ("", "", "")
        if mark and copied:
            post_id = PostId(self._id_prefix + unquote(copied))
        else:
            post_id = _post_id(prefix.removesuffix("/") if is_bundle else prefix + stem)
        own_name = stem
        if post_id in self._ids:
            own_name = entry.name
            post_id = _post_id(prefix + own_name)
        self._ids.add(post_id)
        folder, comments_name = entry.path[: -len(entry.name)], own_name + COMMENTS_SUFFIX
        return PostFile(  # by place: that takes half as long
            post_id,
            path,
            prefix.rstrip("/").rpartition("/")[2] if is_bundle else stem,
            self._formats[suffix],
            status.st_mtime_ns,
            status.st_size,
            folder + comments_name,
            comments_name in comments,
        )


def _entries(folder: str) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        # A folder below that can't be read hides what is in it, not the rest of the blog.
        return []


def _is_file(entry: "os.DirEntry[str]") -> bool:
    """Say whether there is a file, also behind a link; a link may lead in a circle."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _post_id(relative: str) -> PostId:
    if _IS_SAFE(relative):
        return PostId(f"file:{relative}")
    return PostId(f"file:{quote(os.fsencode(relative), safe='/')}")


def read_bytes(path: str, limit: int) -> bytes:
    """Read the beginning of an ordinary file; a link put in its place is not followed.

    Raises:
        OSError: It is not there, can't be read, or is no ordinary file.
    """
    with open_bytes(path, buffering=0) as file:
        wanted = min(limit, os.fstat(file.fileno()).st_size)
        data: bytes = os.read(file.fileno(), wanted)
        # One read brings at most 2 GiB, and less from odd file systems.
        while len(data) < wanted and (more := os.read(file.fileno(), wanted - len(data))):
            data += more
        return data


def open_bytes(path: str, *, buffering: int = -1) -> IO[bytes]:
    """Open an ordinary file for reading; see `open_descriptor`.

    Raises:
        FileNotFoundError: It is not there.
        OSError: It can't be read, or is no ordinary file.
    """
    return os.fdopen(open_descriptor(path), "rb", buffering)


def open_descriptor(path: str) -> int:
    """Open an ordinary file for reading; a link put in its place is not followed.

    Raises:
        FileNotFoundError: It is not there, or can't be: its name is too long.
        OSError: It can't be read, or is no ordinary file.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise FileNotFoundError(error.errno, error.strerror, path) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "it is no ordinary file")
    return descriptor
