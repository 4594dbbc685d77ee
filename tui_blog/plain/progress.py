"""How far something is: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from tui_blog.plain.output import Output

if TYPE_CHECKING:
    from rich.progress import Progress

_SAY_EVERY_S = 10.0

Show = Callable[[int, int | None], None]
"""Shows how many are done, of how many; `None` as long as that is not known."""


@contextmanager
def showing_progress(output: Output, *, what: str) -> Iterator[Show]:
    """Show how far it is, until it is done.

    Args:
        output: Where.
        what: What is counted, a word.
    """
    if not output.is_live:
        yield _Lines(output, what).show
        return
    with ExitStack() as until_done:
        yield _Bar(until_done, what).show


class _Bar:
    """A bar that is there from when there is something to tell until all is done."""

    def __init__(self, until_done: ExitStack, what: str) -> None:
        self._until_done = until_done
        self._what = what
        self._bar: Progress | None = None

    def show(self, done: int, total: int | None) -> None:
        """Show how far it is."""
        if self._bar is None:
            if total is None or done >= total:
                return
            self._bar = self._until_done.enter_context(self._begin())
            self._bar.add_task(self._what, total=None)
        self._bar.update(self._bar.task_ids[0], total=total, completed=done)

    def _begin(self) -> "Progress":
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        return Progress(
            TextColumn(self._what),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )


class _Lines:
    def __init__(self, output: Output, what: str) -> None:
        self._output = output
        self._what = what
        self._last = time.monotonic()

    def show(self, done: int, total: int | None) -> None:
        """Say how far it is, unless that was just said."""
        if time.monotonic() - self._last >= _SAY_EVERY_S and total:
            self._last = time.monotonic()
            self._output.say(f"{done:,} of {total:,} {self._what}")
