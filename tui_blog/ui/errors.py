"""What the reader of a screen is told when something goes wrong: three short sentences.

The error's own message says what happened; its class says what was kept and what to do. No class
names, no tracebacks. Knows nothing of Textual, so that plain commands can use it too.
"""

from typing import NamedTuple

from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    BusyError,
    ConfigError,
    ConflictError,
    DamagedError,
    ForbiddenError,
    LockedError,
    MovedError,
    NeedsBrowserError,
    NewerFormatError,
    NotFoundError,
    OfflineError,
    OutcomeUnknownError,
    ReadOnlyError,
    RejectedError,
    TransientError,
    TuiBlogError,
    UsageError,
)
from tui_blog.text import clean


class Explanation(NamedTuple):
    """What happened, what was kept, what to do. Each one sentence, cleaned, one line."""

    happened: str
    """Never empty."""
    kept: str
    """What was not lost; empty where nothing was at stake."""
    todo: str
    """Never empty."""

    @property
    def text(self) -> str:
        """All sentences, one a line."""
        return "\n".join(filter(None, (self.happened, self.kept, self.todo)))


class _Advice(NamedTuple):
    happened: str
    """Said when the error brings no words of its own."""
    todo: str


_ADVICE: dict[type[TuiBlogError], _Advice] = {
    UsageError: _Advice("That can't be done here.", "Press ? for what can be done here."),
    ConfigError: _Advice(
        "The configuration is not right.", "Correct that place in the file and start again."
    ),
    OfflineError: _Advice(
        "There is no connection.", "Read on; try again with $ when there is a connection."
    ),
    TransientError: _Advice("That did not work this time.", "Try again with $ in a while."),
    OutcomeUnknownError: _Advice(
        "It is not known whether it arrived.",
        "Press $ to look for it on the blog; it is never sent twice.",
    ),
    BadResponseError: _Advice(
        "The answer can't be understood.",
        "Check that the address is right; if it is, the blog may be broken or behind a login page.",
    ),
    NotFoundError: _Advice("That is not there any more.", "Go back with q and reload with R."),
    AuthError: _Advice(
        "The credentials are missing or not accepted.",
        "Check the user name and the application password for this blog.",
    ),
    MovedError: _Advice(
        "The blog has moved to another address.",
        "If that is right, add the blog again under its new address.",
    ),
    ForbiddenError: _Advice(
        "This account may not do that.", "Use another account, or ask the blog's owner."
    ),
    RejectedError: _Advice("The blog refused it.", "Change the text, or give it up."),
    NeedsBrowserError: _Advice(
        "Only a browser can send it.",
        "From the list of drafts and outbox it opens there, with your text on the clipboard.",
    ),
    ConflictError: _Advice(
        "It changed in the meantime.", "Compare both texts and send the one that is to stand."
    ),
    LockedError: _Advice(
        "Another program is writing there.", "Close the other window, then try again."
    ),
    ReadOnlyError: _Advice("Nothing can be written there.", "Read on; write on another blog."),
    NewerFormatError: _Advice(
        "A newer version of tui-blog wrote this.", "Update tui-blog; until then it is left alone."
    ),
    DamagedError: _Advice(
        "A file can't be read.", "Restore the file from a copy; everything else works."
    ),
    TuiBlogError: _Advice("That did not work.", "Try again with $ in a while."),
}


def explain(error: TuiBlogError, *, kept: str = "") -> Explanation:
    """Put an error into words for the person.

    Args:
        error: What was raised.
        kept: What was not lost ("Your comment is kept as a draft."); empty when nothing was at
            stake.
    """
    advice = next(_ADVICE[base] for base in type(error).__mro__ if base in _ADVICE)
    return Explanation(
        happened=clean.field(str(error)) or advice.happened,
        kept=clean.field(kept),
        todo=_busy_advice(error) or advice.todo,
    )


def what_to_do(error: TuiBlogError, reload: str) -> str:
    """Say what to do where reading failed; `reload` is the key that tries again."""
    again = f"{reload} tries again."
    return again if isinstance(error, TransientError) else f"{explain(error).todo} {again}"


def _busy_advice(error: TuiBlogError) -> str:
    if not isinstance(error, BusyError) or error.retry_after_s is None:
        return ""
    seconds = max(1, round(error.retry_after_s))
    if seconds < 120:
        return f"Try again with $ in {seconds} second{'' if seconds == 1 else 's'}."
    return f"Try again with $ in {round(seconds / 60)} minutes."
