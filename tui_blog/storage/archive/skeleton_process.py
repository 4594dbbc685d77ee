"""Makes the skeleton of a very large thread in a process of its own.

So the program that draws keeps its turn and its memory meanwhile: what reading such a file takes
would stay with it to its end.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tui_blog.storage.archive.skeleton import has_skeleton, keep_skeleton

MIN_BYTES = 8 * 1024 * 1024
"""Below that a process costs more than it saves."""


def wants_process(path: str, cache_folder: Path | None) -> bool:
    """Say whether the skeleton of a file is to be made, and is better made elsewhere.

    Args:
        path: The file of comments.
        cache_folder: Where skeletons are kept; `None` where none are.
    """
    try:
        is_large = os.stat(path).st_size >= MIN_BYTES  # noqa: PTH116  it is text already
    except OSError:
        return False
    return is_large and cache_folder is not None and not has_skeleton(path, cache_folder)


async def make_elsewhere(path: str, cache_folder: Path) -> None:
    """Put the skeleton of a file into the cache; when this is cancelled, the process is ended.

    Where that does not work nothing is there afterwards, and nothing is said.

    Args:
        path: The file of comments.
        cache_folder: Where skeletons are kept.
    """
    nowhere = asyncio.subprocess.DEVNULL
    # -P: a folder in which somebody stands is no place to take modules from.
    command = [sys.executable, "-P", "-m", __name__, path, str(cache_folder)]
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=nowhere, stdout=nowhere, stderr=nowhere
        )
    except (OSError, ValueError):
        return
    try:
        await process.wait()
    finally:
        with suppress(ProcessLookupError):
            process.kill()


def main(arguments: Sequence[str]) -> int:
    """Make the skeleton of a file.

    Args:
        arguments: The file, and the folder of the cache.

    Returns:
        What the process ends with.
    """
    path, cache_folder = arguments
    try:
        keep_skeleton(path, Path(cache_folder))
    except OSError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
