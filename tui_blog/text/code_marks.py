"""The marks around code in Markdown, longer than any that the code itself holds."""


def fence(text: str) -> str:
    """Return the line that stands before and behind a block of code."""
    return "`" * max(3, _longest_ticks(text) + 1)


def code_span(text: str) -> str:
    """Return a piece of code in running text, with its marks.

    Args:
        text: One line, not empty.
    """
    marks = "`" * (_longest_ticks(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{marks}{pad}{text}{pad}{marks}"


def _longest_ticks(text: str) -> int:
    longest = run = 0
    for char in text:
        run = run + 1 if char == "`" else 0
        longest = max(longest, run)
    return longest
