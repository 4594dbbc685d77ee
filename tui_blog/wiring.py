"""From settings and what the person typed to a blog that is ready to be opened.

The only place above storage that names adapters; each is imported when it is needed.
"""

import getpass
import hashlib
import os
import re
import shutil
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from tui_blog.config import BlogConfig, Config
from tui_blog.files import make_folder, sync_folder
from tui_blog.model.errors import UsageError
from tui_blog.model.ids import PostId
from tui_blog.model.post import Author
from tui_blog.paths import Paths
from tui_blog.resources import sample_posts_folder
from tui_blog.storage.adapter import StorageAdapter
from tui_blog.sync.service import BlogService

USER_VARIABLE = "TUI_BLOG_USER"
"""The environment variable with the user name for an address given on the command line."""
_WEB = ("http", "https")
_LOOKS_LIKE_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(/.*)?")
_UNFIT = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A blog that is ready to be opened."""

    service: BlogService
    """Reads and writes it."""
    find_start: Callable[[], Awaitable[PostId | None]]
    """Finds the post that the given address names; `None` for a blog's address."""
    label: str
    """What the person typed, or the name of what was chosen for them."""


class Library:
    """The blogs of one person."""

    def __init__(
        self,
        config: Config,
        paths: Paths,
        *,
        environ: Mapping[str, str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        make_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        """Know the settings; nothing is read or made yet.

        Args:
            config: The person's settings.
            paths: The person's folders.
            environ: The environment.
            clock: The time of now.
            make_id: Makes strings that are unique for ever.
        """
        self._config = config
        self._paths = paths
        self._environ = environ
        self._clock = clock
        self._make_id = make_id

    @property
    def names(self) -> tuple[str, ...]:
        """The configured blogs, in the order of the settings."""
        return tuple(blog.name for blog in self._config.blogs)

    def open(self, target: str | None) -> Source:
        """Make ready the blog that the person means.

        Args:
            target: A configured name, an address, or a folder; `None` for the first configured
                blog, else the sample posts.

        Raises:
            UsageError: It is none of these; the sentence says what it may have meant.
            OSError: The sample posts could not be copied to the data folder.
        """
        if target is None:
            if self._config.blogs:
                return self._configured(self._config.blogs[0])
            return self._folder(self._own_sample_posts(), label="sample posts")
        for blog in self._config.blogs:
            if blog.name == target:
                return self._configured(blog)
        if urlsplit(target).scheme in _WEB:
            user = self._environ.get(USER_VARIABLE, "")
            return self._wordpress(target, BlogConfig(name=target, url=target, user=user))
        path = Path(target).expanduser()
        if path.is_dir():
            return self._folder(path.absolute(), label=target)
        raise UsageError(self._why_not(target, path))

    def _configured(self, blog: BlogConfig) -> Source:
        if blog.url is not None:
            return self._wordpress(blog.url, blog)
        if blog.folder is None or not blog.folder.is_dir():
            raise UsageError(f"The folder of {blog.name} is not there: {blog.folder}.")
        return self._folder(blog.folder, label=blog.name)

    def _folder(self, folder: Path, *, label: str) -> Source:
        from tui_blog.storage.archive.adapter import ArchiveAdapter

        adapter = ArchiveAdapter(folder, identity=self._identity(), clock=self._clock)
        return self._source(adapter, _no_start, key=lambda: str(folder.resolve()), label=label)

    def _wordpress(self, address: str, blog: BlogConfig) -> Source:
        from tui_blog.storage.secrets import Secret, find_secret
        from tui_blog.storage.wordpress.adapter import WordPressAdapter

        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"

        def secret() -> Secret | None:
            return find_secret(
                environ=self._environ,
                command=blog.password_command,
                file=self._paths.config_folder / "secrets",
                origin=origin,
            )

        adapter = WordPressAdapter(
            address,
            user=blog.user or self._environ.get(USER_VARIABLE, ""),
            secret=secret,
            ca_file=blog.ca_file,
            clock=self._clock,
        )
        return self._source(adapter, adapter.find_post, key=lambda: adapter.home, label=blog.name)

    def _source(
        self,
        adapter: StorageAdapter,
        find_start: Callable[[], Awaitable[PostId | None]],
        *,
        key: Callable[[], str],
        label: str,
    ) -> Source:
        service = BlogService(
            adapter,
            folder=lambda: self._paths.data_folder / "blogs" / _folder_name(key()),
            clock=self._clock,
            make_id=self._make_id,
            identity=self._identity(),
        )
        return Source(service=service, find_start=find_start, label=label)

    def _identity(self) -> Author:
        identity = self._config.identity
        return Author(name=identity.name or _login_name() or "You", url=identity.url or None)

    def _own_sample_posts(self) -> Path:
        """Return the person's copy of the sample posts, made the first time: answers go there."""
        own = self._paths.data_folder / "sample-posts"
        if own.is_dir():
            return own
        make_folder(own.parent)
        fresh = own.with_name(f".sample-posts.{os.getpid()}.tmp")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(sample_posts_folder(), fresh)
        try:
            fresh.rename(own)
        except OSError:
            # Another instance was quicker.
            shutil.rmtree(fresh, ignore_errors=True)
            if not own.is_dir():
                raise
        sync_folder(own.parent)
        return own

    def _why_not(self, target: str, path: Path) -> str:
        if path.exists():
            return f"{target} is a file; open the folder it is in."
        near = get_close_matches(target, self.names, n=1)
        if near:
            return f"There is no blog called {target}; did you mean {near[0]}?"
        if _LOOKS_LIKE_HOST.fullmatch(target):
            return f"There is no folder {target}; if it is an address, write https://{target}"
        known = f" Configured are: {', '.join(self.names)}." if self.names else ""
        return f"There is no folder and no blog called {target}.{known}"


def _folder_name(key: str) -> str:
    """Name the folder of a blog's drafts and outbox: readable, and different for each blog."""
    digest = hashlib.sha256(key.encode("utf-8", errors="surrogateescape")).hexdigest()[:12]
    slug = _UNFIT.sub("-", key.lower()).strip("-")[-40:].strip("-")
    return f"{slug}-{digest}"


async def _no_start() -> PostId | None:
    """A folder has no post of its own to begin with."""
    return None


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
