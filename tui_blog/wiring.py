"""From settings and what the person typed to a blog that is ready to be opened.

The only place above storage that names adapters; each is imported when it is needed.
"""

import os
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from tui_blog.config import BlogConfig, Config
from tui_blog.model.errors import AuthError, UsageError
from tui_blog.model.ids import PostId
from tui_blog.model.post import Author
from tui_blog.paths import Paths, find_folder, folder_name, is_there
from tui_blog.resources import sample_posts_folder
from tui_blog.samples import copy_samples, own_samples_folder
from tui_blog.storage.adapter import StorageAdapter
from tui_blog.storage.origin import full_address, lies_in, origin_of, path_of
from tui_blog.sync.copied import Copy, list_copies, name_copy
from tui_blog.sync.service import BlogService
from tui_blog.text import clean
from tui_blog.text.patterns import Pattern

if TYPE_CHECKING:
    from tui_blog.index.archives import Archive
    from tui_blog.index.finder import Finder
    from tui_blog.storage.secrets import SecretSource
    from tui_blog.sync.mirror import MirrorAdapter
    from tui_blog.sync.reader_memory import ReaderMemory

USER_VARIABLE = "TUI_BLOG_USER"
"""The environment variable with the user name for an address given on the command line."""
_SCHEME = Pattern(r"https?://", re.IGNORECASE)
_OTHER_SCHEME = Pattern(r"[A-Za-z][A-Za-z0-9+.-]*:/+")
_LOOKS_LIKE_HOST = Pattern(r"(localhost|[\w-]+(\.[\w-]+)+)(:\d+)?(/.*)?")
_COPIES = "archives"
_SAMPLES = "sample posts"
_UNFIT = Pattern(r"[^a-z0-9]+")


class Source(NamedTuple):
    """A blog that is ready to be opened."""

    service: BlogService
    """Reads and writes it."""
    find_start: Callable[[], Awaitable[PostId | None]]
    """Finds the post that the given address names; `None` for a blog's address."""
    label: str
    """What the person typed, or the name of what was chosen for them."""
    blog_name: str
    """The name of the configured or copied blog that it is, or lies in; else the label."""


class BlogEntry(NamedTuple):
    """One blog of a list."""

    name: str
    """What opens it."""
    title: str
    """What it calls itself; may be empty. Foreign."""
    place: str
    """Its address or folder."""


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
        self._opened: dict[str, Path] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The configured blogs, in the order of the settings, then the copied ones."""
        configured = self._config.blogs
        known = [blog.url for blog in configured if blog.url is not None]
        return (
            *(blog.name for blog in configured),
            *(
                copy.name
                for copy in self.copies
                if not any(lies_in(url, copy.home) for url in known)
            ),
        )

    @property
    def copies(self) -> tuple[Copy, ...]:
        """The blogs that are copied here, in the order of their folders' names."""
        return list_copies(self._paths.data_folder / _COPIES)

    def open(self, target: str | None, *, is_copied: bool = False) -> Source:
        """Make ready the blog that the person means. Nothing is asked of a network yet.

        Args:
            target: The name of a configured or copied blog, an address, or a folder; `None` for
                the first blog of one's own, else the sample posts.
            is_copied: A configured blog that has no copy here yet is to be given one.

        Raises:
            UsageError: It is none of these; the sentence says what it may have meant.
        """
        if target is None:
            target = next(iter(self.names), None)
        if target is None:
            return self._samples()
        for blog in self._config.blogs:
            if blog.name == target:
                return self._configured(blog, is_copied=is_copied)
        for copy in self.copies:
            if copy.name == target:
                settings = self._settings_for(copy.home)
                return self._wordpress(copy.home, settings, label=copy.name, copy=copy)
        if _SCHEME.match(target):
            settings, copy_here = self._settings_for(target), self._copy_of(target)
            source = self._wordpress(target, settings, label=target, copy=copy_here)
            if settings.name == target and copy_here is not None:
                return source._replace(blog_name=copy_here.name)
            return source._replace(blog_name=settings.name)
        folder = find_folder(target)
        if folder is None:
            raise UsageError(self._why_not(target))
        source = self._folder(folder, label=target)
        same = (blog.name for blog in self._config.blogs if blog.folder == folder)
        return source._replace(blog_name=next(same, target))

    def add(self, address: str, *, user: str, secret: "SecretSource | None") -> Source:
        """Make ready a blog whose copy is to be made here; it is made by the first sync.

        Args:
            address: The blog, or any page of it.
            user: Who logs in there; empty to read as a guest.
            secret: Brings the password; `None` to look where passwords are kept.

        Raises:
            UsageError: The address is none that a blog can have.
        """
        if origin_of(address) is None:
            raise UsageError(
                "A blog's address begins with https:// or http://, then comes its host."
            )
        settings = self._settings_for(address)._replace(user=user)
        copy = self._copy_of(address) or self._new_copy(address)
        return self._wordpress(address, settings, label=copy.name, copy=copy, secret=secret)

    @property
    def finder(self) -> "Finder":
        """Searches all blogs that have files here."""
        from tui_blog.index.finder import Finder

        return Finder(
            self._paths.cache_folder / "index",
            self.list_archives,
            archives_folder=self._cache_folder,
            reading_file=self._paths.reading_file,
            clock=self._clock,
            rules=self._config.filters,
        )

    def list_archives(self, names: Collection[str] = ()) -> "list[Archive]":
        """List the folders of configured blogs, the copies, and folders that were opened.

        Where there are none of the first two, one's own sample posts are among them.

        Args:
            names: Only those so called; empty for all.

        Raises:
            UsageError: None is called like that.
        """
        from tui_blog.index.archives import Archive

        identity = self._identity()
        found = [(blog.name, blog.folder, identity) for blog in self._config.blogs]
        copies = self.copies
        copied = {copy.folder for copy in copies}
        for copy in copies:
            me = None if copy.state is None else copy.state.capabilities.identity
            found.append((copy.name, copy.folder, me or identity))
        if not found:
            found.append((_SAMPLES, own_samples_folder(self._paths.data_folder), identity))
        known = {name for name, _, _ in found}
        opened = self._opened.items()
        found += [(label, path, identity) for label, path in opened if label not in known]
        unknown = set(names) - {name for name, _, _ in found}
        if unknown:
            raise UsageError(f"There are no files of a blog called {min(unknown)} here.")
        return [
            # The key is that of the blog once it is open.
            Archive(
                folder_name(str(path if path in copied else folder.resolve())), name, folder, me
            )
            for name, path, me in found
            if path is not None and (folder := find_folder(str(path))) is not None
            if name in names or not names
        ]

    # What the app asks for.

    def list_blogs(self) -> tuple[BlogEntry, ...]:
        """List configured and copied blogs, and the sample posts; see `BlogShelf`."""
        copies = {copy.name: copy for copy in self.copies}
        entries = []
        for name in self.names:
            blog = next((blog for blog in self._config.blogs if blog.name == name), None)
            copy = copies.get(name) if blog is None else self._copy_of(blog.url or "")
            title = "" if copy is None or copy.state is None else copy.state.name
            home = "" if copy is None else copy.home
            place = home if blog is None else blog.url or str(blog.folder)
            entries.append(BlogEntry(name=name, title=title, place=place))
        return (*entries, BlogEntry(name=_SAMPLES, title="", place="they show what can be done"))

    def open_blog(self, name: str) -> Source:
        """Make a blog of the list ready; see `BlogShelf`."""
        return self._samples() if name == _SAMPLES else self.open(name, is_copied=True)

    def list_local(self) -> list[Source]:
        """Make all blogs ready that have files here; see `BlogShelf`."""
        return [self.open_blog(archive.name) for archive in self.list_archives()]

    def remember(self, key: str) -> "ReaderMemory":
        """Return what is remembered of a blog; see `BlogShelf`."""
        from tui_blog.sync.reader_memory import ReaderMemory

        return ReaderMemory(self._paths.reading_file, key=key, clock=self._clock)

    def add_blog(self, address: str, *, user: str, password: str) -> Source:
        """Make a new blog ready; see `BlogShelf`."""
        from tui_blog.storage.secrets import Secret

        secret = Secret(password)
        return self.add(
            full_address(address), user=user, secret=(lambda: secret) if password else None
        )

    async def find_password_page(self, address: str) -> str | None:
        """Find where an application password is made; see `BlogShelf`."""
        from tui_blog.storage.wordpress.adapter import WordPressAdapter

        whole = full_address(address)
        ca_file = self._settings_for(whole).ca_file
        remote = WordPressAdapter(whole, ca_file=ca_file, clock=self._clock)
        try:
            return await remote.find_password_page()
        except AuthError:  # it shows itself to members only
            return None
        finally:
            await remote.aclose()

    def keep_password(self, address: str, password: str) -> None:
        """Keep a password that was typed; see `BlogShelf`."""
        from tui_blog.storage.secrets import Secret, keep_secret

        keep_secret(self._paths.own_secrets_file, full_address(address), Secret(password))

    def _configured(self, blog: BlogConfig, *, is_copied: bool) -> Source:
        if blog.url is not None:
            copy = self._copy_of(blog.url)
            if copy is None and is_copied:
                copy = self._new_copy(blog.url)
            return self._wordpress(blog.url, blog, label=blog.name, copy=copy)
        folder = None if blog.folder is None else find_folder(str(blog.folder))
        if folder is None:
            raise UsageError(
                f"The folder of {blog.name} is not there: {blog.folder}. It is named in "
                f"{self._paths.config_file}."
            )
        return self._folder(folder, label=blog.name)

    def _samples(self) -> Source:
        """Open the person's own copy; where none can be made, the ones that came with us."""
        label = _SAMPLES
        try:
            return self._folder(copy_samples(self._paths.data_folder), label=label)
        except OSError:
            return self._folder(sample_posts_folder(), label=label, writable=False)

    def _folder(self, folder: Path, *, label: str, writable: bool = True) -> Source:
        from tui_blog.storage.archive.adapter import ArchiveAdapter

        self._opened[label] = folder
        adapter = ArchiveAdapter(
            folder,
            identity=self._identity(),
            clock=self._clock,
            writable=writable,
            cache_folder=self._cache_folder,
        )
        return self._source(adapter, _no_start, key=lambda: str(folder.resolve()), label=label)

    def _wordpress(
        self,
        address: str,
        blog: BlogConfig,
        *,
        label: str,
        copy: Copy | None,
        secret: "SecretSource | None" = None,
    ) -> Source:
        from tui_blog.storage.secrets import Secret, find_secret
        from tui_blog.storage.wordpress.adapter import WordPressAdapter

        state = None if copy is None else copy.state
        user_here = self._environ.get(USER_VARIABLE, "")
        user = blog.user or user_here or ("" if state is None else state.user)
        # A password in the environment belongs to the user named there, not to another account.
        environ = self._environ if user_here in ("", user) else {}

        def found_secret() -> Secret | None:
            return find_secret(
                environ=environ,
                command=blog.password_command,
                files=(self._paths.secrets_file, self._paths.own_secrets_file),
                origin=address,
            )

        remote = WordPressAdapter(
            address,
            user=user,
            guest=self._config.identity,
            secret=secret or found_secret,
            ca_file=blog.ca_file,
            clock=self._clock,
            memo=MappingProxyType({}) if state is None else state.memo,
        )
        if copy is None:
            return self._source(
                remote,
                remote.find_post,
                key=lambda: remote.home,
                label=label,
                account=self._account(user),
            )
        from tui_blog.sync.earlier import keeper
        from tui_blog.sync.mirror import MirrorAdapter

        mirror = MirrorAdapter(
            remote,
            copy.folder,
            user=user,
            identity=self._identity(),
            clock=self._clock,
            cache_folder=self._cache_folder,
            keep_replaced=keeper(
                self._paths.reading_file, folder_name(str(copy.folder)), self._clock
            ),
        )
        return self._source(
            mirror,
            mirror.find_post,
            key=lambda: str(copy.folder),
            label=label,
            # Texts from before there was a copy.
            earlier_keys=lambda: (address.rstrip("/"), mirror.home),
            mirror=mirror,
            account=self._account(user),
        )

    def _account(self, user: str) -> str:
        """Say as whom one comments on a WordPress blog, for `Sender.account`."""
        guest = self._config.identity.name
        return user or (guest and f"{guest} (a guest)")

    def _copy_of(self, address: str) -> Copy | None:
        """Find the copy of the blog that an address lies in."""
        return next((copy for copy in self.copies if lies_in(address, copy.home)), None)

    def _new_copy(self, address: str) -> Copy:
        """Name the folder of a copy to be made."""
        root = self._paths.data_folder / _COPIES
        return name_copy(root, address, taken=self._other_words)

    def _settings_for(self, address: str) -> BlogConfig:
        """Return the settings of the configured blog that an address lies in, else none.

        Only an address below the configured one, on the same origin, gets what was set for it:
        the password above all.
        """
        origin = origin_of(address)
        path = path_of(address)
        best = BlogConfig(name=address)
        for blog in self._config.blogs:
            if blog.url is None or origin is None or origin_of(blog.url) != origin:
                continue
            home = path_of(blog.url)
            if path.startswith(home) and len(home) > len(path_of(best.url or "")):
                best = blog
        return best

    def _source(
        self,
        adapter: StorageAdapter,
        find_start: Callable[[], Awaitable[PostId | None]],
        *,
        key: Callable[[], str],
        label: str,
        earlier_keys: Callable[[], Collection[str]] = tuple,
        mirror: "MirrorAdapter | None" = None,
        account: str = "",
    ) -> Source:
        def folder_of(key: str) -> Path:
            return self._paths.data_folder / "blogs" / folder_name(key)

        service = BlogService(
            adapter,
            folder=lambda: folder_of(key()),
            earlier_folders=lambda: [folder_of(one) for one in earlier_keys()],
            reading_file=self._paths.reading_file,
            mirror=mirror,
            remove_traces=self._remove_traces,
            clock=self._clock,
            make_id=self._make_id,
            identity=self._identity(),
            account=account,
        )
        return Source(service=service, find_start=find_start, label=label, blog_name=label)

    def _remove_traces(self) -> None:
        from tui_blog.ui.start_frame import remove_frames

        remove_frames(self._paths.cache_folder)
        self.finder.purge()

    @property
    def _cache_folder(self) -> Path:
        return self._paths.cache_folder / "archives"

    def _identity(self) -> Author:
        identity = self._config.identity
        name = clean.field(identity.name) or clean.field(_login_name()) or "You"
        return Author(name=name, url=identity.url or None)

    def _why_not(self, target: str) -> str:
        if not target:
            return "No blog is named: give an address, a folder or a configured name."
        if is_there(target):
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


async def _no_start() -> PostId | None:
    """A folder has no post of its own to begin with."""
    return None


def _login_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
