"""The names of the plain commands, and whether one of them is meant, or an option.

This is asked at every start of the reader, which so does without `argparse`.
"""

from collections.abc import Sequence

COMMANDS = (
    *("list", "show", "comments", "reply", "search", "news", "waiting"),
    *("why", "filters", "add", "sync", "outbox", "archive", "config", "keys"),
)
"""The plain commands, which need no terminal."""


def names_only_target(argv: Sequence[str]) -> bool:
    """Say whether arguments are at most one, and that one what is to be read."""
    if len(argv) > 1:
        return False
    return not any(one.startswith("-") or one in COMMANDS for one in argv)
