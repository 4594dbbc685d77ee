"""From settings and what the person typed to a blog that is ready to be opened.

The only place above storage that names adapters; each is imported when it is needed.
"""

import hashlib
import os
import re
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
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
from tui_blog.storage.origin import origin_of
from tui_blog.sync.service import BlogService
from tui_blog.text import clean

USER_VARIABLE = "TUI_BLOG_USER"
"""The environment variable with the user name for an address given on the command line."""
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/+")
_LOOKS_LIKE_HOST = re.compile(r"(localhost|[\w-]+(\.[\w-]+)+)(:\d+)?(/.*)?")
_LEFT_OVER_S = 3600
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
        other_words: Collection[str] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        make_id: Callable[[], str] = lambda: os.urandom(16).hex(),
    ) -> None:
        """Know the settings; nothing is read or made yet.

        Args:
            config: The person's settings.
            paths: The person's folders.
            environ: The environment.
            other_words: What somebody may have meant who mistyped a blog: commands.
            clock: The time of now.
            make_id: Makes strings that are unique for ever.
        """
        self._config = config
        self._paths = paths
        self._environ = environ
        self._other_words = tuple(other_words)
        self._clock = clock
        self._make_id = make_id

    @property
    def names(self) -> tuple[str, ...]:
        """The configured blogs, in the order of the settings."""
        return tuple(blog.name for blog in self._config.blogs)

    def open(self, target: str | None) -> Source:
        """Make ready the blog that the person means. Nothing is asked of a network yet.

        Args:
            target: A configured name, an address, or a folder; `None` for the first configured
                blog, else the sample posts.

        Raises:
            UsageError: It is none of these; the sentence says what it may have meant.
        """
        if target is None:
            return (
                self._configured(self._config.blogs[0]) if self._config.blogs else self._samples()
            )
        for blog in self._config.blogs:
            if blog.name == target:
                return self._configured(blog)
        if _SCHEME.match(target):
            return self._wordpress(target, self._settings_for(target), label=target)
        folder = _find_folder(target)
        if folder is None:
            raise UsageError(self._why_not(target))
        return self._folder(folder, label=target)

    def _configured(self, blog: BlogConfig) -> Source:
        if blog.url is not None:
            return self._wordpress(blog.url, blog, label=blog.name)
        folder = None if blog.folder is None else _find_folder(str(blog.folder))
        if folder is None:
            raise UsageError(
                f"The folder of {blog.name} is not there: {blog.folder}. It is named in "
                f"{self._paths.config_file}."
            )
        return self._folder(folder, label=blog.name)

    def _samples(self) -> Source:
        """Open the person's own copy; where none can be made, the ones that came with us."""
        label = "sample posts"
        try:
            return self._folder(copy_samples(self._paths.data_folder), label=label)
        except OSError:
            return self._folder(sample_posts_folder(), label=label, writable=False)

    def _folder(self, folder: Path, *, label: str, writable: bool = True) -> Source:
        from tui_blog.storage.archive.adapter import ArchiveAdapter

        adapter = ArchiveAdapter(
            folder, identity=self._identity(), clock=self._clock, writable=writable
        )
        return self._source(adapter, _no_start, key=lambda: str(folder.resolve()), label=label)

    def _wordpress(self, address: str, blog: BlogConfig, *, label: str) -> Source:
        from tui_blog.storage.secrets import Secret, find_secret
        from tui_blog.storage.wordpress.adapter import WordPressAdapter

        user_here = self._environ.get(USER_VARIABLE, "")
        user = blog.user or user_here
        # A password in the environment belongs to the user named there, not to another account.
        environ = self._environ if user_here in ("", user) else {}

        def secret() -> Secret | None:
            return find_secret(
                environ=environ,
                command=blog.password_command,
                file=self._paths.secrets_file,
                origin=address,
            )

        adapter = WordPressAdapter(
            address, user=user, secret=secret, ca_file=blog.ca_file, clock=self._clock
        )
        return self._source(adapter, adapter.find_post, key=lambda: adapter.home, label=label)

    def _settings_for(self, address: str) -> BlogConfig:
        """Return the settings of the configured blog that an address lies in, else none.

        Only an address below the configured one, on the same origin, gets what was set for it:
        the password above all.
        """
        origin = origin_of(address)
        path = _path_of(address)
        best = BlogConfig(name=address)
        for blog in self._config.blogs:
            if blog.url is None or origin is None or origin_of(blog.url) != origin:
                continue
            home = _path_of(blog.url)
            if path.startswith(home) and len(home) > len(_path_of(best.url or "")):
                best = blog
        return best

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
        name = clean.field(identity.name) or clean.field(_login_name()) or "You"
        return Author(name=name, url=identity.url or None)

    def _why_not(self, target: str) -> str:
        if not target:
            return "No blog is named: give an address, a folder or a configured name."
        if _is_there(target):
            return f"{target} is a file; open the folder it is in."
        from difflib import get_close_matches

        near = get_close_matches(target, [*self.names, *self._other_words], n=2)
        if near:
            return f"There is no blog or folder called {target}; did you mean {' or '.join(near)}?"
        other = _OTHER_SCHEME.match(target)
        if other:
            return f"{other[0]} is not read here; the address of a blog begins with https://"
        if _LOOKS_LIKE_HOST.fullmatch(target):
            return f"There is no folder {target}; if it is an address, write https://{target}"
        known = f" Configured are: {', '.join(self.names)}." if self.names else ""
        return f"There is no folder and no blog called {target}.{known}"


def copy_samples(data_folder: Path) -> Path:
    """Return the person's own copy of the sample posts, made the first time: answers go there.

    Args:
        data_folder: Where the copy is kept. One that is there stays as it is, whatever newer
            sample posts there are: the person may have written in it.

    Raises:
        OSError: It can't be made.
    """
    own = data_folder / "sample-posts"
    if own.is_dir():
        return own
    import shutil

    make_folder(own.parent)
    for left_over in own.parent.glob(".sample-posts.*.tmp"):
        if time.time() - left_over.lstat().st_mtime > _LEFT_OVER_S:
            shutil.rmtree(left_over, ignore_errors=True)
    fresh = own.with_name(f".sample-posts.{os.urandom(8).hex()}.tmp")
    try:
        _copy(sample_posts_folder(), fresh)
        fresh.rename(own)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        if not own.is_dir():  # else another instance was quicker
            raise
    sync_folder(own.parent)
    return own


def _copy(source: Path, target: Path) -> None:
    """Copy files without their permissions: what came with us may be read-only."""
    target.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_dir():
            _copy(path, target / path.name)
            continue
        with (target / path.name).open("xb") as file:
            file.write(path.read_bytes())
            file.flush()
            os.fsync(file.fileno())
    sync_folder(target)


def _find_folder(target: str) -> Path | None:
    if not target:
        return None
    try:
        path = Path(target).expanduser()
        return path.absolute() if path.is_dir() else None
    except (OSError, RuntimeError, ValueError):  # too long a name; nobody's home
        return None


def _is_there(target: str) -> bool:
    try:
        return Path(target).expanduser().exists()
    except (OSError, RuntimeError, ValueError):
        return False


def _path_of(address: str) -> str:
    """Return an address's path with a slash at its end; nothing for no address."""
    try:
        return f"{urlsplit(address).path.rstrip('/')}/" if address else ""
    except ValueError:
        return ""


def _folder_name(key: str) -> str:
    """Name the folder of a blog's drafts and outbox: readable, and different for each blog."""
    digest = hashlib.sha256(key.encode("utf-8", errors="surrogateescape")).hexdigest()[:12]
    slug = _UNFIT.sub("-", key.lower()).strip("-")[-40:].strip("-")
    return f"{slug}-{digest}"


async def _no_start() -> PostId | None:
    """A folder has no post of its own to begin with."""
    return None


def _login_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
