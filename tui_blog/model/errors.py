"""Everything that can go wrong with a source of posts and comments.

The class says what happens next::

    TuiBlogError
    ├── UsageError                 the person asked for something that makes no sense here
    ├── ConfigError                a file of the person's own is wrong; names file, line and key
    └── StorageError
        ├── TransientError         nothing happened; the same again later may work
        │   ├── OfflineError       no connection was made: the request never left
        │   └── BusyError          the source asked to wait (`retry_after_s`)
        ├── OutcomeUnknownError    the request left; whether it was carried out is not known
        ├── BadResponseError       the source answered something that can't be understood
        ├── NotFoundError          the thing is not there (any more)
        ├── AuthError              the credentials are missing or not accepted
        │   └── MovedError         they are for another address than the one that is led to
        ├── ForbiddenError         known who asks, and not allowed
        ├── RejectedError          the source refused this text or this target
        │   └── NeedsBrowserError  only a browser can send it; nothing was sent
        ├── ConflictError          the target changed in between; both texts are kept
        ├── ReadOnlyError          this source takes no changes (now)
        │   └── LockedError        another program is writing there
        └── DamagedError           stored data can't be read
            └── NewerFormatError   written by a newer version; left untouched

Messages are one plain sentence for the person, cleaned, without secrets and without the
query part of any address.
"""


class TuiBlogError(Exception):
    """Base of all errors that the program raises on purpose."""


class UsageError(TuiBlogError):
    """The person asked for something that makes no sense here."""


class ConfigError(TuiBlogError):
    """A configuration file is wrong; the message names file, line where known, and key."""


class StorageError(TuiBlogError):
    """Base of what adapters raise."""


class TransientError(StorageError):
    """Nothing happened; the same again later may work."""


class OfflineError(TransientError):
    """No connection was made: the request never left."""


class BusyError(TransientError):
    """The source asked to wait."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        """Seconds to wait, as the source or its documentation says; `None` when unknown."""


class OutcomeUnknownError(StorageError):
    """The request left; whether it was carried out is not known."""


class BadResponseError(StorageError):
    """The source answered something that can't be understood; nothing was changed."""


class NotFoundError(StorageError):
    """The thing is not there, or not any more."""


class AuthError(StorageError):
    """The credentials are missing or not accepted."""


class MovedError(AuthError):
    """The credentials are for another address than the one that is led to; none were sent."""


class ForbiddenError(StorageError):
    """The source knows who asks and does not allow it."""


class RejectedError(StorageError):
    """The source refused this text or this target; the person has to decide."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code
        """The source's own code for the refusal; empty when it gives none."""


class NeedsBrowserError(RejectedError):
    """Only a browser can send it, with its person in front: a riddle, or a script. Nothing was."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="needs-browser")


class ConflictError(StorageError):
    """The target changed in between; both texts are kept."""


class ReadOnlyError(StorageError):
    """This source takes no changes, or not now."""


class LockedError(ReadOnlyError):
    """Another program is writing there."""


class DamagedError(StorageError):
    """Stored data can't be read; the message says which and why."""


class NewerFormatError(DamagedError):
    """Written by a newer version of this program; left untouched."""
