"""The copies of blogs that one person has, each in a folder of its own."""

from collections.abc import Collection
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui_blog.model.errors import StorageError
from tui_blog.text.patterns import Pattern

if TYPE_CHECKING:
    from tui_blog.sync.mirror_state import MirrorState


_UNFIT = Pattern(r"[^a-z0-9]+")
_MAX_CHARS = 60
_NAMELESS = "blog"
"""The copy of a blog whose address has no letter from a to z."""


class Copy(NamedTuple):
    """The copy of a blog in a folder of its own."""

    name: str
    """What one types to open it: the folder's name."""
    folder: Path
    home: str
    """The blog's address."""
    state: "MirrorState | None"
    """What is known of the blog; `None` before its first sync."""


def list_copies(root: Path) -> tuple[Copy, ...]:
    """List the copies below a folder, in the order of their names; what is none is left out."""
    try:
        folders = sorted(path for path in root.iterdir() if not path.is_symlink())
    except OSError:
        return ()
    copies = (_read_copy(folder) for folder in folders)
    return tuple(copy for copy in copies if copy is not None)


def name_copy(root: Path, address: str, *, taken: Collection[str]) -> Copy:
    """Name a copy that is to be made.

    Args:
        root: The folder of all copies.
        address: The blog's.
        taken: Names that mean something else.
    """
    from urllib.parse import urlsplit

    from tui_blog.storage.archive.scan import MANIFEST

    parts = urlsplit(address)
    slug = _UNFIT.sub("-", f"{parts.netloc}{parts.path}".lower()).strip("-")
    slug = slug[:_MAX_CHARS].strip("-") or _NAMELESS
    candidates = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
    name = next(
        name for name in candidates if name not in taken and not (root / name / MANIFEST).exists()
    )
    return Copy(name=name, folder=root / name, home=address, state=None)


def _read_copy(folder: Path) -> Copy | None:
    """Read what a folder is a copy of; `None` where it is none that can be read here."""
    from tui_blog.storage.archive.manifest import read_manifest
    from tui_blog.sync.mirror_state import read_state

    try:
        state = read_state(read_manifest(folder))
    except StorageError:
        return None
    if state is None:
        return None
    return Copy(name=folder.name, folder=folder, home=state.home, state=state)
