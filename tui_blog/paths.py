"""Where settings and data of this program are kept."""

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from tui_blog.model.errors import UsageError

_NAME = "tui-blog"


class Paths(NamedTuple):
    """The folders of one person, all absolute. None of them need be there."""

    config_folder: Path
    """The person's own: `config.toml`, `secrets`. Never written to."""
    data_folder: Path
    """Copies of blogs, drafts, outbox: what must not be lost."""
    cache_folder: Path
    """What can be made again."""
    state_folder: Path
    """Crash reports, and what the program remembers of little weight."""

    @property
    def config_file(self) -> Path:
        """The settings."""
        return self.config_folder / "config.toml"

    @property
    def secrets_file(self) -> Path:
        """The passwords of blogs, for who wants them in a file."""
        return self.config_folder / "secrets"

    @property
    def own_secrets_file(self) -> Path:
        """The passwords that were typed when a blog was added."""
        return self.data_folder / "secrets"

    @property
    def reading_file(self) -> Path:
        """What was read, and where one was, in all blogs."""
        return self.data_folder / "reading.sqlite3"

    @property
    def told_file(self) -> Path:
        """What was told once and is not told again."""
        return self.state_folder / "told"

    @property
    def unsent_folder(self) -> Path:
        """Texts that were to be sent, but have no blog or post to be a draft for."""
        return self.data_folder / "unsent"


def default_paths() -> Paths:
    """Return the folders of whoever runs the program.

    Raises:
        UsageError: Nobody says where this person's home is.

    Source: XDG Base Directory Specification 0.8 on Linux; platformdirs elsewhere.
    """
    from platformdirs import PlatformDirs

    try:
        folders = PlatformDirs(_NAME, appauthor=False)
        paths = Paths(
            config_folder=folders.user_config_path,
            data_folder=folders.user_data_path,
            cache_folder=folders.user_cache_path,
            state_folder=folders.user_state_path,
        )
    except RuntimeError as error:
        raise UsageError(_HOMELESS) from error
    kept = (paths.config_folder, paths.data_folder, paths.cache_folder, paths.state_folder)
    if not all(folder.is_absolute() for folder in kept):
        raise UsageError(_HOMELESS)
    return paths


_HOMELESS = "There is no home folder: set HOME to an absolute path."


def folder_name(key: str) -> str:
    """Name the folder of a blog's drafts and outbox: readable, and different for each blog."""
    digest = hashlib.sha256(key.encode("utf-8", errors="surrogateescape")).hexdigest()[:12]
    slug = re.sub("[^a-z0-9]+", "-", key.lower()).strip("-")[-40:].strip("-")
    return f"{slug}-{digest}"


def find_folder(target: str) -> Path | None:
    """Return the folder that somebody has named, absolute; `None` if there is none."""
    if not target:
        return None
    try:
        path = Path(target).expanduser()
        return path.absolute() if path.is_dir() else None
    except (OSError, RuntimeError, ValueError):  # too long a name; nobody's home
        return None


def is_there(target: str) -> bool:
    """Say whether there is anything at a path that somebody has named."""
    try:
        return Path(target).expanduser().exists()
    except (OSError, RuntimeError, ValueError):
        return False
