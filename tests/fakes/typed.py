"""A text on the standard input, for tests that call the command line in their own process."""


class TypedText:
    """Takes the place of the standard input."""

    is_interactive = False

    def __init__(self, ending: object) -> None:
        pass

    def read_into(self, received: bytearray, max_bytes: int) -> None:
        """Read the text."""
        received += b"From the train"
