"""What is told to the person on standard error."""

import contextlib
import sys

from tui_blog.plain.terminal import is_terminal, text_width


def say(text: str) -> None:
    """Tell the person something; what is foreign in it can't act on the terminal."""
    if sys.stderr is None:
        return
    from tui_blog.text import clean

    said = clean.body(text)
    if is_terminal(sys.stderr):
        said = "\n".join(map(_wrapped, said.splitlines()))
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{said}\n")
        sys.stderr.flush()


def _wrapped(line: str) -> str:
    """Break a line between words; an address stays whole, to be copied."""
    from textwrap import fill

    return fill(line, text_width(), break_long_words=False, break_on_hyphens=False)
