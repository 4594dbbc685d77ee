"""Running a program of the person's on some text: no shell, no terminal, no end without limit."""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from tui_blog.text import clean

LIMIT_S = 30.0
"""Seconds that a program may take."""
MAX_OUTPUT_BYTES = 256 * 1024
"""What a program writes beyond that is not waited for."""
_CHUNK_BYTES = 16 * 1024
_END_S = 2.0
"""Something that it started, in a session of its own, may keep its output open for ever."""


class ProgramError(Exception):
    """The program was not started; the message is a sentence for the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How a program came to its end."""

    output: str
    """What it wrote, errors included; clean, lines parted by line feeds."""
    ending: str
    """How it ended, in a few words: "ended with 0"."""


async def run_program(argv: Sequence[str], given: str, *, limit_s: float = LIMIT_S) -> Finished:
    """Run a program in a session of its own, so that nothing of it can reach the terminal.

    Whatever happens, and when this is cancelled too, it and all it started are gone at the end.

    Args:
        argv: The program and its arguments.
        given: What it reads.
        limit_s: Seconds that it may take.

    Raises:
        ProgramError: It could not be started.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *argv, stdin=PIPE if given else DEVNULL, stdout=PIPE, stderr=STDOUT,
            start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        reason = clean.field(getattr(error, "strerror", "") or "it can't be given this")
        name = clean.field(argv[0], max_chars=60)
        raise ProgramError(f"{name} did not start: {reason}.") from error
    output = bytearray()
    ending = ""
    try:
        async with asyncio.timeout(limit_s):
            await asyncio.gather(_feed(process, given.encode()), _collect(process, output))
            if len(output) > MAX_OUTPUT_BYTES:
                ending = f"stopped: it wrote more than {MAX_OUTPUT_BYTES // 1024} KiB"
            else:
                await process.wait()
    except TimeoutError:
        ending = f"stopped after {limit_s:g} s"
    finally:
        await _end(process)
    text = bytes(output[:MAX_OUTPUT_BYTES]).decode("utf-8", "replace")
    return Finished(output=clean.strip(text), ending=ending or _told(process.returncode))


async def _feed(process: Process, given: bytes) -> None:
    if process.stdin is not None:
        with suppress(BrokenPipeError, ConnectionResetError):  # it need not read all of it
            process.stdin.write(given)
            await process.stdin.drain()
        process.stdin.close()


async def _collect(process: Process, output: bytearray) -> None:
    if process.stdout is not None:
        while len(output) <= MAX_OUTPUT_BYTES:
            chunk = await process.stdout.read(_CHUNK_BYTES)
            if not chunk:
                return
            output += chunk


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):
        async with asyncio.timeout(_END_S):
            # What it wrote has to be read: as long as some of it waits, its end is not noticed.
            while process.stdout is not None and await process.stdout.read(_CHUNK_BYTES):
                pass
            await process.wait()


def _told(code: int | None) -> str:
    if code is not None and code < 0:
        return f"ended by signal {-code}"
    return f"ended with {code}"
