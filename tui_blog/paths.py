"""Where settings and data of this program are kept."""

from dataclasses import dataclass
from pathlib import Path

_NAME = "tui-blog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """The folders of one person. None of them need be there."""

    config_folder: Path
    """The person's own: `config.toml`, `secrets/`. Never written to."""
    data_folder: Path
    """Archives, drafts, outbox: what must not be lost."""
    cache_folder: Path
    """What can be made again."""
    state_folder: Path
    """Crash reports."""

    @property
    def config_file(self) -> Path:
        """The settings."""
        return self.config_folder / "config.toml"


def default_paths() -> Paths:
    """Return the folders of whoever runs the program.

    Source: XDG Base Directory Specification 0.8 on Linux; platformdirs elsewhere.
    """
    from platformdirs import PlatformDirs

    folders = PlatformDirs(_NAME, appauthor=False)
    return Paths(
        config_folder=folders.user_config_path,
        data_folder=folders.user_data_path,
        cache_folder=folders.user_cache_path,
        state_folder=folders.user_state_path,
    )
