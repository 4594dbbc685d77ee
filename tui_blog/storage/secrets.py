"""Where passwords come from: the environment, a command of the user's, or a private file.

A password is never an option and never part of an address. Only one that was typed into this
program is written by it, into a file of its own.
"""

import os
import stat
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tui_blog.files import make_folder, write_atomic
from tui_blog.model.errors import ConfigError
from tui_blog.storage.origin import origin_of
from tui_blog.text import clean

PASSWORD_VARIABLE = "TUI_BLOG_PASSWORD"  # noqa: S105 - a name, not a password
"""The environment variable that is looked at first."""
COMMAND_TIMEOUT_S = 60.0
"""Seconds that a password command may take; it may have to ask the person."""
_MAX_FILE_BYTES = 64 * 1024


class Secret:
    """A password that does not show itself: not in messages, not in tracebacks, not pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the password, for the one place that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __format__(self, format_spec: str) -> str:
        return "***"

    def __reduce__(self) -> str:
        msg = "a secret is not written anywhere"
        raise TypeError(msg)


SecretSource = Callable[[], Secret | str | None]
"""Brings a password when it is needed; may run a program, so call it in a thread."""


def find_secret(
    *,
    environ: Mapping[str, str],
    command: Sequence[str] | None,
    files: Sequence[Path],
    origin: str,
) -> Secret | None:
    """Find the password for a blog: environment, else command, else files.

    Args:
        environ: The environment; `PASSWORD_VARIABLE` in it comes first.
        command: A program and its arguments, run without a shell; the first line that it prints
            is the password.
        files: Files of lines ``https://blog.example the password``; readable by their owner only.
            Empty lines and lines that begin with ``#`` mean nothing.
        origin: Address of the blog; its scheme, host and port are what counts.

    Returns:
        The password, or `None` when none of the three has one.

    Raises:
        ConfigError: The command failed or said nothing, or the file is open to others or can't
            be read.
    """
    from_environment = environ.get(PASSWORD_VARIABLE, "")
    if from_environment:
        return Secret(from_environment)
    if command:
        return _from_command(command)
    return next(filter(None, (_from_file(file, origin) for file in files)), None)


def keep_secret(file: Path, origin: str, secret: Secret) -> None:
    """Write a password that the person typed into a private file, in place of an older one.

    Args:
        file: As `find_secret` reads it; made if need be.
        origin: Address of the blog.
        secret: The password.

    Raises:
        OSError: The file is as it was.
        ConfigError: The file is open to others or can't be read, or there is no address.
    """
    wanted = origin_of(origin)
    if wanted is None:
        raise ConfigError("A password belongs to an address that begins with https:// or http://")
    lines = [line for line in _lines(file) if origin_of(line.strip().partition(" ")[0]) != wanted]
    lines.append(f"{wanted} {secret.reveal()}")
    make_folder(file.parent)
    write_atomic(file, "".join(f"{line}\n" for line in lines).encode(), mode=0o600)


def _from_command(command: Sequence[str]) -> Secret:
    program = clean.field(command[0])
    try:
        finished = subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        # Not chained: the exception carries what the command had printed by then.
        raise ConfigError(
            f"The password command {program} did not end within {COMMAND_TIMEOUT_S:.0f} seconds."
        ) from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"The password command {program} can't be run.") from error
    if finished.returncode != 0:
        raise ConfigError(
            f"The password command {program} failed with exit code {finished.returncode}."
        )
    lines = finished.stdout.decode("utf-8", "replace").splitlines()
    if not lines or not lines[0].strip():
        raise ConfigError(f"The password command {program} printed no password.")
    return Secret(lines[0].strip())


def _from_file(file: Path, origin: str) -> Secret | None:
    wanted = origin_of(origin)
    for line in _lines(file):
        name, _, password = line.strip().partition(" ")
        if wanted is not None and origin_of(name) == wanted and password.strip():
            return Secret(password.strip())
    return None


def _lines(file: Path) -> list[str]:
    shown = clean.field(str(file))
    try:
        # Opened once and asked by its handle, so that what is checked is what is read.
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise ConfigError(f"The password file {shown} can't be read.") from error
    try:
        _check_private(os.fstat(descriptor), shown)
        content = os.read(descriptor, _MAX_FILE_BYTES)
    except OSError as error:
        raise ConfigError(f"The password file {shown} can't be read.") from error
    finally:
        os.close(descriptor)
    return content.decode("utf-8", "replace").splitlines()


def _check_private(status: os.stat_result, shown: str) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise ConfigError(f"The password file {shown} is not a file.")
    if status.st_uid != os.geteuid():
        raise ConfigError(f"The password file {shown} belongs to somebody else; it is not read.")
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise ConfigError(
            f"The password file {shown} is open to others; close it with: chmod 600 {shown}"
        )
