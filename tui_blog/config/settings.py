"""What can be set, and what holds where nothing is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tui_blog.text.filter_rules import Rule
    from tui_blog.text.sharing import CommandTarget, WebTarget

PRESET_NAMES = ("default", "vim", "mutt", "newsboat", "arrows")
"""The keymaps there are to choose from."""


class Identity(NamedTuple):
    """Whom one comments as where no account says so."""

    name: str = ""
    email: str = ""
    url: str = ""


class BlogConfig(NamedTuple):
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


class ShareConfig(NamedTuple):
    """How one shares."""

    mastodon: str = ""
    """The address of one's server, without a slash at its end; empty where one is asked."""
    targets: "tuple[WebTarget | CommandTarget, ...]" = ()
    """One's own, in the order of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings, with defaults for what is not set."""

    theme: str = "textual-dark"
    """One of Textual's."""
    glyphs: str = "auto"
    """Signs to draw with: "auto", "unicode" or "ascii"."""
    text_width: int = 92
    """Cells that a line of text may take at most."""
    columns: int = 3
    """Panes side by side at most."""
    dates: str = "age"
    """How to tell when something was: "age", "date" or "iso"."""
    animation: bool = True
    """Whether things may move into place."""
    plain: bool = False
    """Whether all is shown in a way that speech and Braille can follow."""
    undo_send_s: float = 5.0
    """Seconds in which what was sent can be taken back."""
    preset: str = PRESET_NAMES[0]
    """The keymap that `keys` changes: one of `PRESET_NAMES`."""
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Command ids and the keys wanted for them; not checked yet."""
    blogs: tuple[BlogConfig, ...] = ()
    """In the order of the file."""
    identity: Identity = field(default_factory=Identity)
    share: ShareConfig = field(default_factory=ShareConfig)
    filters: "tuple[Rule, ...]" = ()
    """Rules about comments, in the order of the file."""
    file: Path | None = field(default=None, compare=False)
    """Where they are from; `None` for defaults."""
    problems: tuple[str, ...] = ()
    """A sentence for each mistake, with file, line where it is known, and key. Clean."""
