"""What a process ends with."""

from tui_blog.model.errors import (
    AuthError,
    BadResponseError,
    ConfigError,
    DamagedError,
    ForbiddenError,
    OutcomeUnknownError,
    TransientError,
    TuiBlogError,
    UsageError,
)

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_SOMETHING = 2
"""`news` and `waiting` found something."""
EXIT_OFFLINE = 3
EXIT_CREDENTIALS = 4
EXIT_DAMAGED = 5
EXIT_BUG = 70
EXIT_INTERRUPT = 130


def exit_code(error: TuiBlogError) -> int:
    """Return what the process ends with after an error."""
    match error:
        case UsageError() | ConfigError():
            return EXIT_USAGE
        case TransientError() | BadResponseError() | OutcomeUnknownError():
            return EXIT_OFFLINE
        case AuthError() | ForbiddenError():
            return EXIT_CREDENTIALS
        case DamagedError():
            return EXIT_DAMAGED
        case _:
            return EXIT_FAILED
