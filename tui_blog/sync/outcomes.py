"""What becomes of an entry of the outbox when an attempt to deliver it failed."""

from datetime import datetime, timedelta

from tui_blog.model.errors import (
    AuthError,
    BusyError,
    ConflictError,
    DamagedError,
    ForbiddenError,
    LockedError,
    NotFoundError,
    ReadOnlyError,
    RejectedError,
    StorageError,
    TransientError,
)
from tui_blog.sync.outbox import Outbox, OutboxEntry

_LONGEST_WAIT_S = 86_400.0


def note_failure(
    outbox: Outbox, entry: OutboxEntry, error: StorageError, *, now: datetime
) -> OutboxEntry:
    """Note why the only attempt that may have reached the blog failed.

    Returns:
        The entry as it is on disk now: queued where nothing was stored and trying again makes
        sense, parked where the person has to decide, unknown for the rest.

    Raises:
        OSError: It still stands as being sent.
    """
    match error:
        case TransientError() | LockedError():
            asked_for = _asked_for(error, now=now)
            return outbox.mark_queued(entry, reason=str(error), not_before=asked_for)
        case (
            RejectedError()
            | ForbiddenError()
            | AuthError()
            | NotFoundError()
            | ConflictError()
            | ReadOnlyError()
            | DamagedError()
        ):
            return outbox.mark_parked(entry, reason=str(error))
        case _:
            asked_for = _asked_for(error, now=now)
            return outbox.mark_unknown(entry, reason=str(error), not_before=asked_for)


def note_repeated_failure(
    outbox: Outbox, entry: OutboxEntry, error: StorageError, *, now: datetime
) -> OutboxEntry:
    """Note why an attempt failed when an earlier one may have been stored.

    Only a refusal of the text or its place ends the doubt: adapters look for the comment first.

    Returns:
        The entry as it is on disk now: parked or unknown.

    Raises:
        OSError: It still stands as being sent.
    """
    match error:
        case RejectedError() | ForbiddenError() | NotFoundError():
            reason = f"{error} An earlier attempt may have arrived: look on the blog first."
            return outbox.mark_parked(entry, reason=reason)
        case _:
            asked_for = _asked_for(error, now=now)
            return outbox.mark_unknown(entry, reason=str(error), not_before=asked_for)


def _asked_for(error: StorageError, *, now: datetime) -> datetime | None:
    """Say how long the blog asked to be left alone, up to a day; `None`: it did not."""
    if isinstance(error, BusyError) and error.retry_after_s is not None:
        return now + timedelta(seconds=min(max(0.0, error.retry_after_s), _LONGEST_WAIT_S))
    return None
