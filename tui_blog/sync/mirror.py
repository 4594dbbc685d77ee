"""A blog far away, read from its copy here. The network fills the copy; nobody waits for it."""

import asyncio
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tui_blog.model.capabilities import Capabilities
from tui_blog.model.change import Change, DeleteComment, Receipt
from tui_blog.model.comment import Comment
from tui_blog.model.errors import (
    BusyError,
    NotFoundError,
    ReadOnlyError,
)
from tui_blog.model.ids import CommentId, Cursor, PageToken, PostId
from tui_blog.model.post import Author, Post, PostSummary
from tui_blog.model.thread import Thread
from tui_blog.storage.adapter import (
    CopiedSource,
    Delta,
    Forgotten,
    Page,
    PostQuery,
    ReplacedText,
    at_once,
)
from tui_blog.storage.archive.adapter import ArchiveAdapter
from tui_blog.storage.archive.manifest import read_manifest
from tui_blog.storage.archive.mirror_files import MirrorFiles, by_post
from tui_blog.sync.mirror_state import MirrorState, read_state, write_state
from tui_blog.sync.quick_look import QuickLook
from tui_blog.sync.rereading import Rereading
from tui_blog.sync.settling import Settling
from tui_blog.sync.turns import TurnCounter

_YOUNG = timedelta(minutes=5)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_LONGEST_PAUSE_S = 120.0
"""Seconds that a pull waits at most where the blog asks for it; for longer it is broken off."""
_MAX_PAUSES = 20
_NOT_YET = "This blog was not synced yet."


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """How far a pull came."""

    done: int
    """Posts that are here."""
    total: int | None
    """Posts that the blog has; `None` when it does not say."""
    changed: frozenset[PostId]
    """Posts that are new here since the last of these, or changed, or whose comments did."""
    pause_s: float | None = None
    """Seconds that the blog asked to be left alone before it goes on; `None`: it did not."""


class MirrorAdapter:
    """Reads from an archive only; writes go to the blog, and what it took into the archive."""

    def __init__(
        self,
        remote: CopiedSource,
        root: Path,
        *,
        user: str,
        identity: Author,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        cache_folder: Path | None = None,
        keep_replaced: Callable[[Sequence[ReplacedText]], object] = len,
    ) -> None:
        """Connect a blog with the folder of its copy; nothing is read or asked yet.

        Args:
            remote: The blog.
            root: The archive; made by the first pull.
            user: Who logs in there; empty for a guest.
            identity: Whom one comments as where the blog does not say.
            clock: The time of now.
            sleep: Waits some seconds, where the blog asks for it.
            cache_folder: As that of `ArchiveAdapter`.
            keep_replaced: Keeps texts of the copy before newer ones take their places. Blocks.
        """
        self._cache_folder = cache_folder
        self._remote = remote
        self._root = root
        self._user = user
        self._identity = identity
        self._clock = clock
        self._sleep = sleep
        self._files = MirrorFiles(root, id_prefix=remote.id_prefix)
        self._files.spares = self._is_newer_than_pull
        self._files.keeps = keep_replaced
        self._rereading = Rereading(remote, self._files)
        self._settling = Settling(
            remote, self._files, self._rereading, known=self._known, keep=self._keep
        )
        counter = TurnCounter(cache_folder, root, first=lambda: int(clock().timestamp()) // 60)
        self._quick_look = QuickLook(remote, self._files, self._rereading, counter)
        self._sent: set[CommentId] = set()
        self._not_copied: PostId | None = None
        """What the address names and the copy lacks."""
        self._archive: ArchiveAdapter | None = None
        self._state: MirrorState | None = None

    @property
    def name(self) -> str:
        """The blog's name, as it was last told."""
        return self._remote.name if self._state is None else self._state.name

    @property
    def home(self) -> str:
        """The blog's own address."""
        return self._remote.home if self._state is None else self._state.home

    @property
    def capabilities(self) -> Capabilities:
        """What could be done when the blog was last reached."""
        if self._state is None:
            return Capabilities(refusal=_NOT_YET)
        # What a guest can do depends on the person's settings, not on what the blog said last.
        able = self._state.capabilities if self._user else self._remote.capabilities
        return replace(able, search=True)

    @property
    def is_copied(self) -> bool:
        """Whether there is anything of the blog here."""
        return self._state is not None

    async def open(self) -> None:
        """Open the copy; the blog is not asked.

        Raises:
            DamagedError: The copy as a whole can't be read.
        """
        if self._archive is None:
            await self._open_copy()

    async def aclose(self) -> None:
        """Close the connections to the blog."""
        await self._remote.aclose()

    async def list_posts(
        self, query: PostQuery, *, after: PageToken | None = None
    ) -> Page[PostSummary]:
        """List what is here; see `StorageAdapter.list_posts`."""
        if self._archive is None:
            return Page(rows=(), next=None, total=0)
        return self._told(await self._archive.list_posts(query, after=after))

    async def find_newest(self) -> Page[PostSummary] | None:
        """Return the newest posts as they were last; see `ListKeeper.find_newest`."""
        page = None if self._archive is None else await self._archive.find_newest()
        return None if page is None else self._told(page)

    def _told(self, page: Page[PostSummary]) -> Page[PostSummary]:
        if self._known().is_whole:
            return page
        # Where no comments have come it is not known yet whether there are any.
        rows = (replace(row, comment_count=row.comment_count or None) for row in page.rows)
        return page._replace(rows=tuple(rows))

    async def get_post(self, post_id: PostId) -> Post:
        """Read a post that is here, or the one asked for; see `StorageAdapter.get_post`."""
        if post_id == self._not_copied:
            return await self._remote.get_post(post_id)
        return await self._copy().get_post(post_id)

    async def list_comments(
        self, post_id: PostId, *, after: PageToken | None = None
    ) -> Page[Comment]:
        """List the comments that are here; see `StorageAdapter.list_comments`."""
        if post_id == self._not_copied:
            return await self._remote.list_comments(post_id, after=after)
        return await self._copy().list_comments(post_id, after=after)

    async def find_thread(self, post_id: PostId) -> Thread | None:
        """Open a large thread that is here; see `ThreadKeeper.find_thread`."""
        if post_id == self._not_copied:
            return None
        return await self._copy().find_thread(post_id)

    async def list_tombstones(self, post_id: PostId | None) -> tuple[Comment, ...]:
        """List deleted comments that are here; see `TombstoneKeeper.list_tombstones`."""
        return await self._copy().list_tombstones(post_id)

    async def forget(self, comments: Sequence[Comment]) -> Forgotten:
        """Forget deleted comments here; see `TombstoneKeeper.forget`."""
        return await self._copy().forget(comments)

    async def changes_since(self, cursor: Cursor | None) -> Delta:
        """Bring what is here; see `ArchiveAdapter.changes_since`."""
        return await self._copy().changes_since(cursor)

    async def submit(self, change: Change) -> Receipt:
        """Send a change to the blog; see `StorageAdapter.submit`."""
        receipt = await self._remote.submit(change)
        comment = receipt.comment
        if comment is not None:
            self._sent.add(comment.id)
            # The blog has it; should the disk refuse, the next pull brings it.
            with suppress(ReadOnlyError):
                await asyncio.to_thread(self._files.put, (), {comment.post_id: [comment]})
        elif isinstance(change, DeleteComment):
            with suppress(ReadOnlyError):
                gone = await asyncio.to_thread(self._files.find, [change.comment_id])
                await asyncio.to_thread(self._files.bury, gone)
        return receipt

    async def find_post(self) -> PostId | None:
        """Tell which post the address given names: of those here, else the blog is asked.

        What the blog has and the copy lacks, a page or a post that came after the last pull, is
        from then on read on the blog.

        Raises:
            NotFoundError: There is no such post.
            TransientError: It is not here, and the blog can't be reached.
        """
        given = _place(self._remote.address)
        if self._state is None or given == _place(self._state.home):
            return None
        listed = await self._list_all()
        for summary in listed:
            if summary.permalink is not None and _place(summary.permalink) == given:
                return summary.id
        found = await self._remote.find_post()
        if found is not None and all(summary.id != found for summary in listed):
            self._not_copied = found
        return found

    async def _list_all(self) -> list[PostSummary]:
        page = await self.list_posts(PostQuery())
        rows = list(page.rows)
        while page.next is not None:
            page = await self.list_posts(PostQuery(), after=page.next)
            rows += page.rows
        return rows

    async def pull(
        self,
        *,
        reading: Collection[PostId] = (),
        recent: Sequence[PostId] = (),
        is_full: bool = False,
        give_way: Callable[[], Awaitable[object]] = at_once,
    ) -> AsyncGenerator[Pulled, None]:
        """Bring the copy up to date, newest posts first. May be left at any point.

        Args:
            reading: Posts whose threads are read again: what was edited in them WordPress does not
                tell otherwise. Where nothing is new, a part of them in turn; see `sync.turns`.
            recent: Others of which that is wanted, the first ones most; long threads are left out.
            is_full: Read everything again.
            give_way: Awaited before each piece of work; whoever reads meanwhile goes first.

        Yields:
            How far it is, each time that something has come and is durable, and before a pause
            that the blog asked for.

        Raises:
            LockedError: Another program is at it.
            ReadOnlyError: The disk refused.
            StorageError: As the blog's answers mean; what came before stays.
        """
        self._remote.give_way = give_way
        looks_first = self._can_look_first and not is_full
        await (self._remote.open_as(self.capabilities) if looks_first else self._remote.open())
        with self._files.syncing():
            self._sent.clear()
            await self._meet()
            cursor = None if is_full else self._known().cursor
            left = self._known().unsettled
            goes_on = cursor is None
            looks_first = looks_first and self._can_look_first
            if not looks_first:
                await self._are_who_we_were()
            pauses = 0
            try:
                while True:
                    try:
                        delta = await self._remote.changes_since(cursor)
                        if looks_first:
                            is_same = await self._quick_look.finds_nothing(
                                delta, self._known(), reading=reading, recent=recent
                            )
                            if is_same:
                                yield self._pulled(delta, frozenset())
                                return
                            looks_first = False
                            if not await self._are_who_we_were():
                                continue
                    except BusyError as error:
                        pauses += 1
                        pause_s = error.retry_after_s
                        if pause_s is None or pause_s > _LONGEST_PAUSE_S or pauses > _MAX_PAUSES:
                            raise
                        yield self._pausing(pause_s)
                        await self._sleep(pause_s)
                        continue
                    cursor = delta.cursor
                    await give_way()
                    changed = await self._put(delta)
                    yield self._pulled(delta, changed)
                    if delta.complete and not goes_on:
                        break
                    # Behind a pull that took its time, what changed meanwhile is asked for too.
                    goes_on = not delta.complete
            finally:
                await self._remote.pause()
            again = {*reading, *await self._rereading.choose(recent)}
            changed = await self._settling.settle(delta, changed, left=left, again=again)
            yield self._pulled(delta, changed)

    @property
    def _can_look_first(self) -> bool:
        """Whether the copy is such that there may be nothing to write."""
        state = self._state
        is_whole = state is not None and state.is_whole and not state.unsettled
        return is_whole and self._known().user == self._user and self._known().cursor is not None

    async def _are_who_we_were(self) -> bool:
        """Ask the blog who we are, before anything that it told is kept; say if it is the same."""
        before = self._known().capabilities
        await self._remote.open()
        if self._remote.capabilities == before:
            return True
        await self._meet()
        return False

    def _is_newer_than_pull(self, comment: Comment) -> bool:
        """Tell whether a comment may have come to the blog after it was asked what it has."""
        if comment.id in self._sent:
            return True
        identity = self.capabilities.identity
        is_mine = identity is not None and _signature(comment.author) == _signature(identity)
        # Another program of this person's may have sent it.
        return is_mine and self._clock() - (comment.created_at or _LONG_AGO) < _YOUNG

    async def _put(self, delta: Delta) -> frozenset[PostId]:
        threads = by_post(delta.comments)
        gone = await asyncio.to_thread(self._files.list_gone, delta)
        if delta.complete_after is not None:
            await self._note_news(delta.posts, threads, gone)
        changed = await asyncio.to_thread(
            self._files.put, delta.posts, threads, whole_threads=delta.whole_threads
        )
        changed |= await asyncio.to_thread(self._files.bury, gone)
        if delta.removed_comments:
            gone = await asyncio.to_thread(self._files.find, delta.removed_comments)
            changed |= await asyncio.to_thread(self._files.bury, gone)
        if delta.removed_posts:
            changed |= await asyncio.to_thread(self._files.mark_gone, delta.removed_posts)
        # Only now is everything before the cursor on the disk.
        await self._keep(replace(self._known(), cursor=delta.cursor))
        return changed

    async def _note_news(
        self,
        posts: Sequence[Post],
        threads: Mapping[PostId, Sequence[Comment]],
        gone: Iterable[Comment],
    ) -> None:
        """Note what will be news, before it is written: should the program die, it is none then."""
        differing = await asyncio.to_thread(self._files.list_differing, posts, threads)
        news = differing | {comment.post_id for comment in gone}
        if news:
            state = self._known()
            await self._keep(replace(state, unsettled=state.unsettled | news))

    async def _meet(self) -> None:
        """Note what the blog says of itself."""
        remote = self._remote
        was = self._state
        # Another program may have synced since.
        manifest = await asyncio.to_thread(read_manifest, self._root)
        before = read_state(manifest) or was
        state = MirrorState(
            name=remote.name,
            home=remote.home,
            id_prefix=remote.id_prefix,
            user=self._user,
            memo=remote.memo,
            capabilities=remote.capabilities,
        )
        if before is not None:
            state = replace(
                state,
                cursor=before.cursor,
                unsettled=before.unsettled,
                is_whole=before.is_whole,
                hidden_posts=before.hidden_posts,
                hidden_comments=before.hidden_comments,
            )
        self._files.sees_held = state.capabilities.moderate
        await self._keep(state)
        if was is None or was.capabilities.identity != state.capabilities.identity:
            await self._open_copy()

    async def _keep(self, state: MirrorState) -> None:
        try:
            await asyncio.to_thread(write_state, self._root, state)
        except OSError as error:
            raise ReadOnlyError("The state of the copy could not be written.") from error
        self._state = state

    async def _open_copy(self) -> None:
        if not await asyncio.to_thread(self._root.is_dir):
            return
        manifest = await asyncio.to_thread(read_manifest, self._root)
        self._state = read_state(manifest)
        if self._state is None:
            return
        archive = ArchiveAdapter(
            self._root,
            identity=self.capabilities.identity or self._identity,
            clock=self._clock,
            writable=False,
            cache_folder=self._cache_folder,
        )
        await archive.open()
        self._archive = archive

    def _copy(self) -> ArchiveAdapter:
        if self._archive is None:
            raise NotFoundError(_NOT_YET)
        return self._archive

    def _known(self) -> MirrorState:
        assert self._state is not None  # noqa: S101  set by `_meet`, under the lock
        return self._state

    def _pausing(self, pause_s: float) -> Pulled:
        here = len(self._files.post_ids)
        return Pulled(done=here, total=None, changed=frozenset(), pause_s=pause_s)

    def _pulled(self, delta: Delta, changed: frozenset[PostId]) -> Pulled:
        """Say how far it is; what came is read here from now on."""
        if self._not_copied in changed:
            self._not_copied = None
        return Pulled(done=len(self._files.post_ids), total=delta.post_total, changed=changed)


def _signature(author: Author) -> str:
    """What tells an author from others: the account, of guests the name."""
    return author.id or f"guest:{author.name}"


def _place(address: str) -> tuple[str, str]:
    """What two addresses of one page have in common, whatever scheme they came by."""
    parts = urlsplit(address)
    return (parts.netloc.casefold(), unquote(parts.path).rstrip("/").casefold() + parts.query)
