"""Threads that somebody follows on a real WordPress: cheap while nothing is new, and never stale.

The requests are counted in the server's own log, each sync being that of a program just started.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.factories import ME
from tests.live.server import WordPress
from tests.live.test_live_changes import Author
from tests.live.test_live_changes import author as author  # a fixture
from tui_blog.model.comment import CommentStatus
from tui_blog.model.errors import AuthError
from tui_blog.model.ids import CommentId, PostId
from tui_blog.storage.archive.manifest import read_manifest
from tui_blog.storage.wordpress.adapter import WordPressAdapter
from tui_blog.sync.mirror import MirrorAdapter, Pulled
from tui_blog.sync.mirror_state import read_state
from tui_blog.sync.reading import Place
from tui_blog.sync.service import BlogService

pytestmark = pytest.mark.live

LONG = 250
SHORT = 10
TURNS = 4
"""Three parts of the long thread, and the four short ones together."""


class Follower:
    """Somebody who read five threads today, and syncs by cron."""

    def __init__(self, wordpress: WordPress, author: Author, folder: Path, user: str) -> None:
        self._wordpress = wordpress
        self._folder = folder
        self._user = user
        # As if nobody had written just before: a sync looks twice at the last half minute.
        wordpress.query(
            "UPDATE wp_comments SET comment_date_gmt = comment_date_gmt - INTERVAL 1 HOUR "
            "WHERE comment_date_gmt > UTC_TIMESTAMP() - INTERVAL 1 HOUR"
        )
        self.password = wordpress.users[user].password if user else ""
        self.long = author.post("A long thread")
        self.first = author.comments(self.long, LONG, since="2020-05-01")
        self.short = [author.post(f"A short thread {number}") for number in range(4)]
        self.small = [author.comments(one, SHORT, since="2020-06-01") for one in self.short]
        self.held = author.comment(self.short[0], "Late", status="0", date="2020-06-02")
        author.comments(author.post("Newer ones"), 120)

    async def read(self) -> None:
        """Leave the threads as somebody who has read them."""
        service = self._service()
        await service.open()
        for post in (self.long, *self.short):
            place = Place(post=post, pane="thread", comment=None, screen_row=0, post_row=0)
            service.memory.save_place(place)
        await service.aclose()

    async def sync(self) -> set[PostId]:
        """Start, sync and end; return what changed."""
        service = self._service()
        await service.open()
        try:
            return {
                post
                async for event in service.sync()
                if isinstance(event, Pulled)
                for post in event.changed
            }
        finally:
            await service.aclose()

    async def sync_until(self, post: PostId) -> int:
        """Sync until a post has changed; return how often."""
        for number in range(1, TURNS + 1):
            if post in await self.sync():
                return number
        pytest.fail(f"Not seen with {TURNS} syncs")

    async def comment(self, post: PostId, comment: CommentId) -> tuple[str, CommentStatus]:
        """Return the text and the status of a comment as they are in the copy."""
        mirror = self._mirror()
        await mirror.open()
        page = await mirror.list_comments(post)
        (found,) = (one for one in page.rows if one.id == comment)
        await mirror.aclose()
        return found.body.source, found.status

    def touched(self) -> dict[str, tuple[int, int, int]]:
        """Say of each file of the copy and beside it what changes when it is written."""
        folders = (self._folder / "copy", self._folder / "own")
        files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
        status = {str(path): path.stat() for path in files if not path.name.endswith("-shm")}
        return {name: (one.st_mtime_ns, one.st_size, one.st_ino) for name, one in status.items()}

    def _mirror(self) -> MirrorAdapter:
        folder = self._folder / "copy"
        state = read_state(read_manifest(folder)) if folder.is_dir() else None
        remote = WordPressAdapter(
            self._wordpress.url,
            user=self._user,
            secret=lambda: self.password,
            memo={} if state is None else state.memo,
            clock=lambda: datetime.now(UTC),
        )
        return MirrorAdapter(
            remote,
            folder,
            user=self._user,
            identity=ME,
            clock=lambda: datetime.now(UTC),
            cache_folder=self._folder / "cache",
        )

    def _service(self) -> BlogService:
        mirror = self._mirror()
        return BlogService(
            mirror,
            folder=lambda: self._folder / "own",
            mirror=mirror,
            clock=lambda: datetime.now(UTC),
            make_id=lambda: "id",
            identity=ME,
        )


@pytest.fixture
def asked(wordpress: WordPress) -> Callable[[], list[str]]:
    """Return what the server was asked since the last time, by its own log."""
    log = wordpress.folder / "run" / "access.log"
    seen = 0

    def ask() -> list[str]:
        nonlocal seen
        mark = f"/wp-json/?mark={time.monotonic_ns()}"
        with urlopen(f"{wordpress.url}{mark}&_fields=name"):  # noqa: S310  it is on this machine
            pass
        end = time.monotonic() + 10
        while mark not in (data := log.read_text()) and time.monotonic() < end:
            pass
        lines = data.splitlines()
        new, seen = lines[seen:], len(lines)
        return [line.split('"')[1] for line in new if "?mark=" not in line]

    ask()
    return ask


@pytest.mark.parametrize("user", ["reader", "admin", ""])
async def test_nothing_new_is_three_requests_and_no_byte_written(
    wordpress: WordPress,
    author: Author,
    asked: Callable[[], list[str]],
    tmp_path: Path,
    user: str,
) -> None:
    """A host would be asked for all that its readers follow, by each of them, every hour."""
    follower = Follower(wordpress, author, tmp_path, user)
    await follower.sync()
    await follower.read()
    await follower.sync()
    before = follower.touched()
    asked()

    counts = []
    for _ in range(2 * TURNS):
        assert await follower.sync() == set()
        counts.append(len(asked()))

    assert counts == [3] * 2 * TURNS
    assert follower.touched() == before


async def test_edits_in_followed_threads_are_seen_in_their_turn(
    wordpress: WordPress, author: Author, tmp_path: Path
) -> None:
    """WordPress gives no sign of them."""
    follower = Follower(wordpress, author, tmp_path, "reader")
    await follower.sync()
    await follower.read()
    await follower.sync()

    syncs = []
    for place in (0, 98, 99, 100, 197, 198, 249):
        edited = CommentId(f"wp:{follower.first + place}")
        author.change(edited, f"comment_content = 'Edited at {place}'")
        syncs.append(await follower.sync_until(follower.long))
        text, _ = await follower.comment(follower.long, edited)
        assert text == f"<p>Edited at {place}</p>\n"
    for post, first in zip(follower.short, follower.small, strict=True):
        author.change(CommentId(f"wp:{first}"), "comment_content = 'Edited'")
        syncs.append(await follower.sync_until(post))

    assert max(syncs) <= TURNS


async def test_deletions_and_late_approvals_are_seen_by_the_next_sync(
    wordpress: WordPress, author: Author, tmp_path: Path
) -> None:
    """Their number tells, whoever's turn it is; where it stays the same, the turn does."""
    follower = Follower(wordpress, author, tmp_path, "reader")
    await follower.sync()
    await follower.read()
    await follower.sync()

    author.change(follower.held, "comment_approved = '1'")
    assert follower.short[0] in await follower.sync()
    gone = CommentId(f"wp:{follower.first + 120}")
    author.change(gone, "comment_approved = 'trash'")
    assert follower.long in await follower.sync()
    assert (await follower.comment(follower.long, gone))[1] is CommentStatus.DELETED

    back, other = gone, CommentId(f"wp:{follower.small[1]}")
    author.change(back, "comment_approved = '1'")
    author.change(other, "comment_approved = 'trash'")
    assert await follower.sync_until(follower.long) <= TURNS
    assert (await follower.comment(follower.long, back))[1] is CommentStatus.APPROVED
    assert (await follower.comment(follower.short[1], other))[1] is CommentStatus.DELETED


@pytest.mark.parametrize("user", ["reader", "admin"])
async def test_password_that_is_not_accepted_any_more_is_seen_by_the_next_sync(
    wordpress: WordPress, author: Author, tmp_path: Path, user: str
) -> None:
    """The blog answers all the same, as to anybody."""
    follower = Follower(wordpress, author, tmp_path, user)
    await follower.sync()
    await follower.read()
    await follower.sync()
    before = follower.touched()
    follower.password = "wrong wrong wrong wrong wrong wrong"

    with pytest.raises(AuthError, match="does not accept the name"):
        await follower.sync()

    assert follower.touched() == before
