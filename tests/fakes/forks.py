"""Children of the tests' own process, to be killed; they begin with all that is imported."""

import gc
import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator


def fork(act: Callable[[], None]) -> int:
    """Do something in a child; return its process id."""
    gc.freeze()  # what is here already is neither looked through nor copied by the child
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        act()
        code = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


def run_forked(acts: Iterable[Callable[[], None]], *, at_once: int = 3) -> Iterator[int]:
    """Do things in children, some at a time; gives how each of them ended, in their order.

    Yields:
        Exit codes as `os.waitstatus_to_exitcode` has them: -9 for one that was killed.
    """
    running: list[int] = []
    for act in acts:
        running.append(fork(act))
        if len(running) >= at_once:
            yield end_of(running.pop(0))
    while running:
        yield end_of(running.pop(0))


def kill_self() -> None:
    """Die as by ``kill -9``."""
    os.kill(os.getpid(), signal.SIGKILL)


def end_of(child: int) -> int:
    """Wait for a child; return its exit code, -9 for one that was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
