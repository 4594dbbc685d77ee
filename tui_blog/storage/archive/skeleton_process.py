"""Makes the skeleton of a very large thread in a process of its own.

So the program that draws keeps its turn and its memory meanwhile: what reading such a file takes
would stay with it to its end.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from tui_blog.storage.archive.skeleton import has_skeleton, keep_skeleton

MIN_BYTES = 8 * 1024 * 1024
"""Below that a process costs more than it saves."""
ENDING: set[asyncio.Task[None]] = set()
"""Wait for processes that go on: what they make yet, nobody waits for. They end with the loop."""
_READY = b"\n"


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

    The shapes of its texts come later. Where that does not work nothing is there afterwards, and
    nothing is said.

    Args:
        path: The file of comments.
        cache_folder: Where skeletons are kept.
    """
    nowhere = asyncio.subprocess.DEVNULL
    # -P: a folder in which somebody stands is no place to take modules from.
    command = [sys.executable, "-P", "-m", __name__, path, str(cache_folder)]
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=nowhere, stdout=asyncio.subprocess.PIPE, stderr=nowhere
        )
    except (OSError, ValueError):
        return
    try:
        assert process.stdout is not None  # noqa: S101  it is a pipe
        await process.stdout.read(len(_READY))
    except BaseException:
        await _end(process)
        raise
    ending = asyncio.create_task(_wait_for_end(process))
    ENDING.add(ending)
    ending.add_done_callback(ENDING.discard)


async def _wait_for_end(process: asyncio.subprocess.Process) -> None:
    try:
        await process.wait()
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()  # what belongs to it is closed then, while the loop still runs


def main(arguments: Sequence[str]) -> int:
    """Make the skeleton of a file.

    Args:
        arguments: The file, and the folder of the cache.

    Returns:
        What the process ends with.
    """
    path, cache_folder = arguments
    try:
        keep_skeleton(path, Path(cache_folder), tell=partial(os.write, 1, _READY))
    except OSError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
