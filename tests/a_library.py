"""A library of blogs, with folders and passwords of its own."""

from pathlib import Path

from tui_blog.config import BlogConfig, Config, Identity
from tui_blog.paths import Paths
from tui_blog.storage.secrets import Secret
from tui_blog.storage.wordpress.adapter import WordPressAdapter
from tui_blog.wiring import Library, Source


def some_paths(folder: Path) -> Paths:
    """Folders that are not there yet."""
    return Paths(
        config_folder=folder / "config",
        data_folder=folder / "data",
        cache_folder=folder / "cache",
        state_folder=folder / "state",
    )


def a_library(folder: Path, *blogs: BlogConfig, **environ: str) -> Library:
    """A library with these blogs and this environment."""
    config = Config(blogs=blogs, identity=Identity(name="Mara"))
    return Library(config, some_paths(folder), environ=environ, other_words=("list", "show"))


class Password:
    """What an opened blog would log in with."""

    def __init__(self, source: Source) -> None:
        adapter = source.service._adapter
        assert isinstance(adapter, WordPressAdapter)
        self.user = adapter._user
        self.address = adapter._address
        self.ca_file = adapter._ca_file
        found = adapter._secret()
        self.text = found.reveal() if isinstance(found, Secret) else found
