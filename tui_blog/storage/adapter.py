"""The one contract between the program and every source of posts and comments."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar, runtime_checkable

from tui_blog.model.ids import CommentId, Cursor, PageToken, PostId
from tui_blog.model.post import Body, Post, PostSummary

if TYPE_CHECKING:
    from tui_blog.model.capabilities import Capabilities
    from tui_blog.model.change import Change, Receipt
    from tui_blog.model.comment import Comment
    from tui_blog.model.thread import Thread

T_co = TypeVar("T_co", covariant=True)


class Page(NamedTuple, Generic[T_co]):
    """One page of a listing."""

    rows: tuple[T_co, ...]
    """May be shorter than usual, even empty, with more pages behind it."""
    next: PageToken | None
    """Where to go on; `None` at the true end."""
    total: int | None = None
    """How many rows the whole listing has, as the source claims; `None` when it does not say."""


class PostQuery(NamedTuple):
    """Which posts to list. Always newest first."""

    text: str = ""
    """Words to look for, where `Capabilities.search` says so; empty for all posts."""
    slug: str = ""
    """Exactly this slug; empty for any."""
    ids: frozenset[PostId] | None = None
    """Only posts among these, no more than 100; `None` for any."""


class Delta(NamedTuple):
    """What changed since a cursor. Absence means nothing; only `removed_*` is a deletion."""

    cursor: Cursor
    complete: bool
    """`False` when there is more to ask for with the new cursor."""
    posts: tuple[Post, ...] = ()
    comments: tuple["Comment", ...] = ()
    removed_posts: tuple[PostId, ...] = ()
    removed_comments: tuple[CommentId, ...] = ()
    whole_threads: frozenset[PostId] = frozenset()
    """Posts whose comments are all here."""
    complete_after: datetime | None = None
    """Of the comments dated later, all are here; `None` where nothing of that kind is known."""
    post_total: int | None = None
    """How many posts the source has; `None` when it does not say."""
    comment_total: int | None = None
    """How many comments the source has; `None` when it does not say."""


class ReplacedText(NamedTuple):
    """A text that a newer one of the blog's is about to replace in a copy."""

    post_id: PostId
    comment_id: CommentId | None
    """`None` for the post itself."""
    body: Body
    """As it is here still."""


class KnownComment(NamedTuple):
    """What is compared of a copied comment."""

    created_at: datetime
    id: CommentId
    post_id: PostId


class Differences(NamedTuple):
    """Where a copy is not what the source holds."""

    posts: frozenset[PostId] = frozenset()
    """Posts that the copy lacks."""
    removed_posts: frozenset[PostId] = frozenset()
    """Posts that the source does not have (any more)."""
    threads: frozenset[PostId] = frozenset()
    """Posts whose comments are not the same."""


@runtime_checkable
class StorageAdapter(Protocol):
    """A source of posts and comments. Raises `StorageError` and its subclasses only."""

    @property
    def name(self) -> str:
        """The blog's name for people; cleaned, one line, never empty once open."""
        ...

    @property
    def capabilities(self) -> "Capabilities":
        """What can be done here; final once `open` has returned."""
        ...

    async def open(self) -> None:
        """Get ready: find the source, check credentials, read what is needed once.

        Opening twice does nothing the second time.

        Raises:
            NotFoundError: There is no such source.
            AuthError: The credentials are not accepted.
            TransientError: Not reachable now; opening again later is safe.
            DamagedError: The source as a whole can't be read.
        """
        ...

    async def aclose(self) -> None:
        """Let go of connections and locks. Closing twice does nothing the second time."""
        ...

    async def list_posts(
        self, query: PostQuery, *, after: PageToken | None = None
    ) -> Page[PostSummary]:
        """List one page of posts, newest first; posts without a date come last.

        Args:
            query: Which posts.
            after: Where the previous page ended; `None` for the first.

        Raises:
            TransientError: Nothing was read; asking again is safe.
            BadResponseError: The source's answer makes no sense.
        """
        ...

    async def get_post(self, post_id: PostId) -> Post:
        """Read one post with its body.

        Raises:
            NotFoundError: There is no such post.
            ForbiddenError: It may not be read with this account.
            TransientError: Nothing was read; asking again is safe.
        """
        ...

    async def list_comments(
        self, post_id: PostId, *, after: PageToken | None = None
    ) -> Page["Comment"]:
        """List one page of a post's comments: flat, oldest first; parents may be missing.

        Raises:
            NotFoundError: There is no such post.
            TransientError: Nothing was read; asking again is safe.
        """
        ...

    async def changes_since(self, cursor: Cursor | None) -> Delta:
        """Bring what changed since a cursor; everything, page by page, for `None`.

        Applying a delta twice does no harm.

        Raises:
            TransientError: Nothing was read; asking again is safe.
        """
        ...

    async def submit(self, change: "Change") -> "Receipt":
        """Carry out a change, once it is safe on disk elsewhere.

        Submitting the identical change again stores nothing twice where the source allows to
        tell; the receipt then says `ALREADY_STORED`.

        Raises:
            OfflineError: Nothing left this machine.
            BusyError: The source asked to wait; nothing was stored.
            OutcomeUnknownError: It may have been stored.
            RejectedError, ForbiddenError, AuthError, ReadOnlyError: Refused; nothing was stored.
            NotFoundError: The target is gone; nothing was stored.
        """
        ...


async def at_once() -> None:
    """Give way to nobody: nobody reads meanwhile."""


class CopiedSource(StorageAdapter, Protocol):
    """A source far away that can be copied and compared with its copy."""

    give_way: Callable[[], Awaitable[object]]
    """Awaited before each request for changes: whoever reads here meanwhile goes first."""

    @property
    def id_prefix(self) -> str:
        """What all its ids begin with."""
        ...

    @property
    def address(self) -> str:
        """The address given: the blog's, or that of any page of it."""
        ...

    @property
    def home(self) -> str:
        """The blog's own address; until it is known, the one given."""
        ...

    @property
    def memo(self) -> Mapping[str, str]:
        """What finding it again costs less with; may be kept, holds no secrets."""
        ...

    async def pause(self) -> None:
        """Give up what is being fetched ahead for the next `changes_since`: it would be old."""
        ...

    async def compare_posts(self, known: Collection[PostId]) -> Differences:
        """Find out which posts a copy lacks, and which it has too many.

        Raises:
            TransientError: Asking again is safe.
        """
        ...

    async def compare_comments(self, known: Sequence[KnownComment]) -> Differences:
        """Find out which threads of a copy are not what the source holds.

        Args:
            known: The comments of the copy, oldest first.

        Raises:
            TransientError: Asking again is safe.
        """
        ...

    async def open_as(self, known: "Capabilities") -> None:
        """Get ready like `open`, but without asking who we are where that is known from before.

        `open` asks. Until then what is read may be what anybody would see, so nothing of it is to
        be kept.

        Args:
            known: What `capabilities` was then.
        """
        ...

    async def list_part(
        self, post_ids: Sequence[PostId], *, offset: int, until: datetime
    ) -> "Page[Comment]":
        """List some comments of some posts, with one request.

        Args:
            post_ids: The posts.
            offset: How many comments to leave out before.
            until: UTC; later comments are left out.

        Returns:
            At most 100 comments, oldest first; `next` is `None` where there are no more.

        Raises:
            NotFoundError, ForbiddenError: One of the posts may not be read; then none is.
            TransientError: Asking again is safe.
        """
        ...

    async def list_threads(self, post_ids: Sequence[PostId]) -> tuple["Comment", ...]:
        """Read all comments of some posts, with fewer requests than post by post.

        Args:
            post_ids: At most 100.

        Returns:
            The comments, oldest first; of a post that the source does not have, none.

        Raises:
            NotFoundError, ForbiddenError: One of the posts may not be read; then none is.
            BadResponseError: They changed all the while.
            TransientError: Asking again is safe.
        """
        ...

    async def get_comment(self, comment_id: CommentId) -> "Comment":
        """Read one comment, an own one also while a moderator holds it back.

        Raises:
            NotFoundError: It is gone.
            ForbiddenError: It is there, and not to be seen by us (any more).
        """
        ...

    async def find_post(self) -> PostId | None:
        """Tell which post the address given names; `None` for the blog itself."""
        ...


class Forgotten(NamedTuple):
    """What became of deleted comments that were forgotten; all as they were before."""

    emptied: "tuple[Comment, ...]"
    """They keep their places: others answer them."""
    removed: "tuple[Comment, ...]"
    """They are not there any more."""


@runtime_checkable
class TombstoneKeeper(Protocol):
    """A source that keeps deleted comments with what they said until a person lets go of them."""

    async def list_tombstones(self, post_id: PostId | None) -> "tuple[Comment, ...]":
        """List the deleted comments that something is known of still.

        Args:
            post_id: Only those on this post; `None` for all posts.

        Raises:
            NotFoundError: There is no such post.
            DamagedError: The comments can't be read at all.
        """
        ...

    async def forget(self, comments: "Sequence[Comment]") -> Forgotten:
        """Forget deleted comments for good; others stay as they are.

        Raises:
            LockedError: Another program is writing there.
            ReadOnlyError: The disk refused; some may be forgotten.
            NotFoundError: A post is gone.
        """
        ...


@runtime_checkable
class ListKeeper(Protocol):
    """A source that remembers its list of posts."""

    async def find_newest(self) -> Page[PostSummary] | None:
        """Return the first page of all posts as it was the last time, at once.

        Returns:
            What may not be so any more: `list_posts` tells. `None` where nothing is remembered.
        """
        ...


@runtime_checkable
class ThreadKeeper(Protocol):
    """A source that can open a large thread without reading all of it."""

    async def find_thread(self, post_id: PostId) -> "Thread | None":
        """Open a thread, the same that its listed comments make.

        Returns:
            The thread; its comments are read when they are asked for. `None` where listing them
            is as good.

        Raises:
            NotFoundError: There is no such post.
            DamagedError: The comments can't be read at all.
        """
        ...
