"""Writing files so that a crash at any moment leaves the old content or the new, never a mixture.

Each function returns only when what it did survives a power cut, as far as the file system keeps
its word. `OSError` passes through: the caller knows what was at stake.

Source: POSIX.1-2017, rename() and fsync(); a new name is durable once its folder is synced.
"""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

_TEMPORARY_SUFFIX = ".tmp"


def write_atomic(path: Path, data: bytes, *, mode: int = 0o644, durable: bool = True) -> None:
    """Put data in the place of a file, all of it or nothing.

    Args:
        path: The file; its folder must be there.
        data: The whole new content.
        mode: The permissions of the new file, as far as the umask allows.
        durable: Wait until it would survive a power cut; not needed for what can be made again.

    Raises:
        OSError: The old file is untouched.
    """
    _replace(path, data, mode, durable=durable)
    if durable:
        sync_folder(path.parent)


def write_new(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file that is not there yet; a link in its place is not followed.

    Args:
        path: The file; its folder must be there.
        data: The whole content.
        mode: The permissions of the file, as far as the umask allows.

    Raises:
        FileExistsError: Something has this name; it is untouched.
        OSError: There is no file of this name still.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    sync_folder(path.parent)


def write_all_atomic(contents: Mapping[Path, bytes], *, mode: int = 0o644) -> None:
    """Put data in the place of many files: each of them all or nothing, in the order given.

    Raises:
        OSError: The files up to some are new, the others untouched.
    """
    for path, data in contents.items():
        _replace(path, data, mode)
    for folder in dict.fromkeys(path.parent for path in contents):
        sync_folder(folder)


def remove_left_overs(root: Path) -> None:
    """Remove what writers that died left in a folder and those below, hidden ones aside.

    Only for who keeps all other writers out.
    """
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if not name.startswith(".")]
        for name in files:
            if name.startswith(".") and name.endswith(_TEMPORARY_SUFFIX):
                with contextlib.suppress(OSError):
                    Path(folder, name).unlink()


def _replace(path: Path, data: bytes, mode: int, *, durable: bool = True) -> None:
    temporary = path.with_name(f".{os.urandom(8).hex()}{_TEMPORARY_SUFFIX}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def append_durably(path: Path, data: bytes) -> None:
    """Append data to a file, made if need be; a link is not followed.

    Raises:
        OSError: Part of the data may stand at the end of the file.
    """
    is_new = not path.exists()
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o644)
    with os.fdopen(descriptor, "ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        sync_folder(path.parent)


def remove_durably(path: Path) -> None:
    """Remove a file; one that is not there is removed already.

    Raises:
        OSError: It is still there.
    """
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def make_folder(path: Path, *, mode: int = 0o755) -> None:
    """Make a folder and those above it; one that is there stays as it is.

    Args:
        path: The folder.
        mode: The permissions of each folder made, as far as the umask allows.
    """
    if path.is_dir():
        return
    make_folder(path.parent, mode=mode)
    path.mkdir(mode=mode, exist_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
