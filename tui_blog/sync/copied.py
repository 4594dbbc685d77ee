"""The copies of blogs that one person has, each in a folder of its own."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui_blog.model.errors import StorageError

if TYPE_CHECKING:
    from tui_blog.sync.mirror_state import MirrorState


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
