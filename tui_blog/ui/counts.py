"""The number that is typed before a command: "3j", "12G"."""

_MOST_DIGITS = 6
MOST_REPEATS = 100
"""How often a command that has no quicker way is done for one count."""


class Count:
    """Reads digits, key by key."""

    def __init__(self) -> None:
        """Begin without any."""
        self._digits = ""

    @property
    def text(self) -> str:
        """The digits so far; empty when there are none."""
        return self._digits

    def feed(self, key: str) -> bool:
        """Take a key press; say whether it was a digit of a number.

        A nought begins none, and digits of a number that is long enough are used up all the same.
        """
        is_digit = len(key) == 1 and "0" <= key <= "9" and (bool(self._digits) or key != "0")
        if is_digit and len(self._digits) < _MOST_DIGITS:
            self._digits += key
        return is_digit

    def take(self) -> int | None:
        """Return the number, and begin anew; `None` when no digit was typed."""
        digits, self._digits = self._digits, ""
        return int(digits) if digits else None
