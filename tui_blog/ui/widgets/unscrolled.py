"""What never scrolls is laid out once for a new size, not twice."""

from textual.geometry import Size
from textual.reactive import var


def never_scrolled() -> var[Size]:
    """Return what to put in place of `virtual_size` in a widget whose contents never scroll.

    Textual lays out and draws the whole screen again for each widget with another virtual size,
    and the size of what does not scroll is another one after each change of the terminal's.
    """
    return var(Size(0, 0))
