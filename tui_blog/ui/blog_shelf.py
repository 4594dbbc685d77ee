"""What the app knows of the person's blogs: their names, and how to open and add one."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from tui_blog.model.ids import PostId
from tui_blog.sync.service import BlogService

if TYPE_CHECKING:
    from tui_blog.index.finder import Finder
    from tui_blog.sync.reader_memory import ReaderMemory


class Source(Protocol):
    """A blog that is ready to be opened."""

    @property
    def service(self) -> BlogService:
        """Reads and writes it."""
        ...

    @property
    def find_start(self) -> Callable[[], Awaitable[PostId | None]]:
        """Finds the post to begin with."""
        ...

    @property
    def label(self) -> str:
        """What the person knows it by."""
        ...

    @property
    def blog_name(self) -> str:
        """What rules call it."""
        ...


class BlogEntry(Protocol):
    """One blog of a list."""

    @property
    def name(self) -> str:
        """What opens it."""
        ...

    @property
    def title(self) -> str:
        """What it calls itself; may be empty. Foreign."""
        ...

    @property
    def place(self) -> str:
        """Its address or folder."""
        ...


class BlogShelf(Protocol):
    """The person's blogs."""

    def list_blogs(self) -> Sequence[BlogEntry]:
        """List what can be opened by name. Blocks for as long as it takes to read a few files."""
        ...

    def open_blog(self, name: str) -> Source:
        """Make a blog ready.

        Raises:
            UsageError: It is not there any more.
        """
        ...

    def list_local(self) -> Sequence[Source]:
        """Make all blogs ready that have files here; reading them asks no network."""
        ...

    def remember(self, key: str) -> "ReaderMemory":
        """Return what is remembered of a blog, by its key; to be closed."""
        ...

    @property
    def finder(self) -> "Finder":
        """Searches all blogs that have files here."""
        ...

    def add_blog(self, address: str, *, user: str, password: str) -> Source:
        """Make a new blog ready; its copy is made by the first sync.

        Args:
            address: The blog's, or that of any page of it.
            user: Who logs in there; empty to read as a guest.
            password: An application password; empty to look where passwords are kept.

        Raises:
            UsageError: The address is none that a blog can have.
        """
        ...

    async def find_password_page(self, address: str) -> str | None:
        """Find the blog's own page where one makes an application password for this program.

        Args:
            address: The blog's, or that of any page of it.

        Returns:
            An address of the blog's own origin; `None` where it has none, or does not tell.

        Raises:
            UsageError: The address is none that a blog can have.
            BadResponseError: The page that the blog names lies elsewhere; not to be opened.
            StorageError: The blog can't be asked.
        """
        ...

    def keep_password(self, address: str, password: str) -> None:
        """Keep a password that was found to be right.

        Raises:
            ConfigError: The file for it can't be used.
            OSError: It could not be written.
        """
        ...
