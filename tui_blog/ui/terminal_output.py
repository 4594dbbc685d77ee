"""What goes to the terminal, from a thread of its own; one that is gone or stuck holds nobody up.

Textual's own writer ends with the first write that fails. Whatever is drawn from then on fills its
queue, and who draws waits for ever, deaf to every signal; as does who draws on a terminal that
nobody reads. Source: Textual 8.2.8, `textual.drivers._writer_thread`.
"""

import os
import time
from queue import Empty, Full, Queue
from threading import Thread

_MOST_WAITING = 30
_LOOK_S = 0.1
_PATIENCE_S = 0.3
"""How long a terminal that takes nothing is waited for when the process is to end."""


class TerminalOutput:
    """Writes in the order it is given, and makes who writes wait while too much is under way."""

    def __init__(self, descriptor: int) -> None:
        """Name the terminal; nothing is written and no thread started yet.

        Args:
            descriptor: Where to write; an open file's.
        """
        self._descriptor = descriptor
        self._waiting: Queue[str | None] = Queue(_MOST_WAITING)
        self._thread: Thread | None = None
        self._is_gone = False
        self._hurried_s: float | None = None
        self._began_s: float | None = None

    def start(self) -> None:
        """Get ready to write."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name="output", daemon=True)
            self._thread.start()

    def write(self, text: str) -> None:
        """Write a text, soon; where the terminal is gone it is dropped."""
        self._put(text)

    def finish(self) -> None:
        """Wait until all is written; `start` begins anew."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._put(None)
        while thread.is_alive() and not self._drops:
            thread.join(_LOOK_S)

    def hurry(self) -> None:
        """Drop what the terminal does not take soon; may be called while another call waits."""
        if self._hurried_s is None:
            self._hurried_s = time.monotonic()

    def drop(self) -> None:
        """Write nothing of what waits, nor of what still comes."""
        self._is_gone = True

    @property
    def _drops(self) -> bool:
        began_s, hurried_s = self._began_s, self._hurried_s
        if self._is_gone or began_s is None or hurried_s is None:
            return self._is_gone
        # Who reads it may have been busy until now.
        return time.monotonic() - max(began_s, hurried_s) > _PATIENCE_S

    def _put(self, text: str | None) -> None:
        while not self._drops:
            try:
                self._waiting.put(text, timeout=_LOOK_S)
            except Full:
                continue
            return

    # In the thread.

    def _run(self) -> None:
        while True:
            texts, is_last = self._take()
            if not self._is_gone:
                try:
                    self._write(texts.encode("utf-8", "replace"))
                except OSError:
                    self._is_gone = True
            if is_last:
                return

    def _take(self) -> tuple[str, bool]:
        """Wait for a text, and take what came meanwhile along."""
        texts = []
        text = self._waiting.get()
        try:
            while text is not None:
                texts.append(text)
                text = self._waiting.get_nowait()
        except Empty:
            return "".join(texts), False
        return "".join(texts), True

    def _write(self, left: bytes) -> None:
        while left and not self._is_gone:
            self._began_s = time.monotonic()
            left = left[os.write(self._descriptor, left) :]
            self._began_s = None
