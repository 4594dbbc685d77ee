"""Dying at a chosen moment of what a program does to files, as by ``kill -9``.

Either by a hook in the process itself, which also knows the middle of a write, or by strace, which
kills at the system call whoever makes it.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tests.fakes.forks import end_of, fork, kill_self

_SET_PTRACER, _ANYBODY = 0x59616D61, -1
_STRACE_WAIT_S = 10
SYSCALLS = {
    "openat": "openat",
    "write": "write",
    "fsync": "fsync",
    "rename": "?rename,?renameat,?renameat2",
    "mkdir": "?mkdir,?mkdirat",
    "unlink": "?unlink,?unlinkat",
}
"""What strace kills at, as strace names it; some machines have the one, some the other."""


class FileCalls:
    """Counts what this process does to files from now on, and dies at one of them.

    Args:
        die_at: The number of the call, from 1; 0 for none.
    """

    def __init__(self, *, die_at: int) -> None:
        self.count = 0
        self._die_at = die_at
        self._fdopen = os.fdopen
        for name in ("replace", "rename", "unlink", "mkdir"):
            setattr(os, name, self._counted(getattr(os, name)))
        # A kill, unlike a power cut, loses nothing that was written: the disk is not waited for.
        hooks = {
            "fsync": self._counted(lambda descriptor: None),
            "open": self._counted(os.open, only=_makes_a_file),
            "fdopen": self._open_slowly,
        }
        for name, hook in hooks.items():
            setattr(os, name, hook)

    def step(self) -> None:
        """Count; die if it is time."""
        self.count += 1
        if self.count == self._die_at:
            kill_self()

    def _counted(
        self, call: Callable[..., object], only: Callable[..., bool] = lambda *_: True
    ) -> Callable[..., object]:
        def act(*arguments: object, **options: object) -> object:
            if only(*arguments):
                self.step()
            return call(*arguments, **options)

        return act

    def _open_slowly(
        self, descriptor: int, mode: str, buffering: int = -1
    ) -> "_SlowFile | IO[bytes]":
        file = self._fdopen(descriptor, mode, buffering)
        assert "b" in mode
        return file if mode == "rb" else _SlowFile(file, self.step)


class _SlowFile:
    """A file that is written in two halves."""

    def __init__(self, file: IO[bytes], step: Callable[[], None]) -> None:
        self._file = file
        self._step = step

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        middle = len(data) // 2
        for part in (data[:middle], data[middle:]):
            self._step()
            self._file.write(part)
            self._file.flush()

    def flush(self) -> None:
        self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()


def die_in_hook(act: Callable[[], None], die_at: int) -> int:
    """Do something in a child that dies at a call; return how it ended."""

    def dying() -> None:
        FileCalls(die_at=die_at)
        act()

    return end_of(fork(dying))


def count_in_hook(act: Callable[[], None], result: Path) -> int:
    """Count what something that is done in a child does to files; the file is made for it."""

    def counting() -> None:
        calls = FileCalls(die_at=0)
        act()
        counted = calls.count
        result.write_text(str(counted), encoding="utf-8")

    assert end_of(fork(counting)) == 0
    return int(result.read_text(encoding="utf-8"))


def die_in_strace(act: Callable[[], None], syscall: str, die_at: int) -> int:
    """Do something in a child that strace kills at a system call; return how it ended."""
    names = SYSCALLS[syscall]
    inject = f"inject={names}:signal=KILL:when={die_at}"
    child, tracer = _start_traced(act, ["-o", "/dev/null", "-e", f"trace={names}", "-e", inject])
    end = end_of(child)
    tracer.wait(_STRACE_WAIT_S)
    return end


def count_in_strace(act: Callable[[], None], log: Path) -> dict[str, int]:
    """Count each system call of what does something, in the thread that makes most of them."""
    wanted = ",".join(SYSCALLS.values())
    child, tracer = _start_traced(act, ["-o", str(log), "-e", f"trace={wanted}"])
    assert end_of(child) == 0
    tracer.wait(_STRACE_WAIT_S)
    calls: dict[str, dict[str, int]] = {name: {} for name in SYSCALLS}
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        thread, _, call = line.partition(" ")
        for name in SYSCALLS:
            if call.strip().startswith(name):
                calls[name][thread] = calls[name].get(thread, 0) + 1
    return {name: max(threads.values(), default=0) for name, threads in calls.items()}


def _start_traced(
    act: Callable[[], None], options: list[str]
) -> tuple[int, "subprocess.Popen[bytes]"]:
    def stopped_first() -> None:
        # Where only parents may trace, anybody may be allowed to.
        ctypes.CDLL(None).prctl(_SET_PTRACER, _ANYBODY, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        act()

    child = fork(stopped_first)
    os.waitpid(child, os.WUNTRACED)
    tracer = subprocess.Popen(["strace", "-f", "-qq", "-p", str(child), *options])
    give_up_at = time.monotonic() + _STRACE_WAIT_S
    while "TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text(encoding="utf-8"):
        if tracer.poll() is not None or time.monotonic() > give_up_at:
            os.kill(child, signal.SIGKILL)
            raise RuntimeError("strace does not trace")
        time.sleep(0.002)
    os.kill(child, signal.SIGCONT)
    return child, tracer


def _makes_a_file(path: object, flags: int = 0, *_: object) -> bool:
    return bool(flags & os.O_CREAT)
