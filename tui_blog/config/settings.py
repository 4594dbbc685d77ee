"""What can be set, and what holds where nothing is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

UNDO_SEND_S = 5.0
"""Seconds in which what was sent can be taken back, where nothing else is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom one comments as where no account says so."""

    name: str = ""
    email: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogConfig:
    """One configured blog: an address or a folder."""

    name: str
    """As in `[blogs.NAME]`; what one types to open it."""
    url: str | None = None
    """http or https, with a host and without user and password."""
    folder: Path | None = None
    """Absolute; `~` is replaced."""
    user: str = ""
    password_command: tuple[str, ...] = ()
    """A program with its arguments, no shell; empty for none."""
    ca_file: Path | None = None
    """Certificates to trust beside the system's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings, with defaults for what is not set."""

    theme: str | None = None
    undo_send_s: float = UNDO_SEND_S
    """Seconds in which what was sent can be taken back."""
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Command ids and the keys wanted for them; not checked yet."""
    blogs: tuple[BlogConfig, ...] = ()
    """In the order of the file."""
    identity: Identity = field(default_factory=Identity)
    problems: tuple[str, ...] = ()
    """A sentence for each mistake, with file, line where it is known, and key. Clean."""
