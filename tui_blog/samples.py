"""The person's own copy of the sample posts."""

import os
import time
from pathlib import Path

from tui_blog.files import make_folder, sync_folder
from tui_blog.resources import sample_posts_folder

_LEFT_OVER_S = 3600


def own_samples_folder(data_folder: Path) -> Path:
    """Return where the person's own copy is, if there is one."""
    return data_folder / "sample-posts"


def copy_samples(data_folder: Path) -> Path:
    """Return the person's own copy of the sample posts, made the first time: answers go there.

    Args:
        data_folder: Where the copy is kept. One that is there stays as it is, whatever newer
            sample posts there are: the person may have written in it.

    Raises:
        OSError: It can't be made.
    """
    own = own_samples_folder(data_folder)
    if own.is_dir():
        return own
    import shutil

    make_folder(own.parent)
    for left_over in own.parent.glob(".sample-posts.*.tmp"):
        if time.time() - left_over.lstat().st_mtime > _LEFT_OVER_S:
            shutil.rmtree(left_over, ignore_errors=True)
    fresh = own.with_name(f".sample-posts.{os.urandom(8).hex()}.tmp")
    try:
        _copy(sample_posts_folder(), fresh)
        fresh.rename(own)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        if not own.is_dir():  # else another instance was quicker
            raise
    sync_folder(own.parent)
    return own


def _copy(source: Path, target: Path) -> None:
    """Copy files without their permissions: what came with us may be read-only."""
    target.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_dir():
            _copy(path, target / path.name)
            continue
        with (target / path.name).open("xb") as file:
            file.write(path.read_bytes())
            file.flush()
            os.fsync(file.fileno())
    sync_folder(target)
