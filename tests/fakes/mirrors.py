"""Copies of a blog in memory, and what their tests look at."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import httpx

from tests.factories import ME
from tests.fakes.wordpress import FakeWordPress
from tests.fakes.wordpress_blog import NOBODY, NOW, a_blog, an_adapter
from tui_blog.config import Identity
from tui_blog.model.comment import Comment
from tui_blog.model.ids import PostId
from tui_blog.storage.adapter import ReplacedText
from tui_blog.storage.archive.manifest import read_manifest
from tui_blog.sync.mirror import MirrorAdapter
from tui_blog.sync.mirror_state import read_state

POST = PostId("wp:100")
Mirror = Callable[..., MirrorAdapter]


def mirror_in(
    folder: Path,
    blog: FakeWordPress,
    user: str = "reader",
    address: str = "https://blog.example/",
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    guest: Identity = NOBODY,
    keep_replaced: Callable[[Sequence[ReplacedText]], object] = len,
    cache_folder: Path | None = None,
) -> MirrorAdapter:
    """Make a mirror as after a new start: it knows what is in its folder."""
    state = read_state(read_manifest(folder)) if folder.is_dir() else None
    memo = {} if state is None else state.memo
    remote = an_adapter(blog, address, user=user, guest=guest, memo=memo)
    return MirrorAdapter(
        remote,
        folder,
        user=user,
        identity=ME,
        clock=lambda: NOW,
        sleep=sleep,
        keep_replaced=keep_replaced,
        cache_folder=cache_folder,
    )


async def pull(
    mirror: MirrorAdapter, *, reading: tuple[PostId, ...] = (), recent: tuple[PostId, ...] = ()
) -> set[PostId]:
    """Pull to the end; return what changed."""
    await mirror.open()
    events = mirror.pull(reading=reading, recent=recent)
    return {post_id async for pulled in events for post_id in pulled.changed}


async def comments_of(mirror: MirrorAdapter, post_id: PostId = POST) -> dict[str, Comment]:
    """Read a thread from the copy."""
    page = await mirror.list_comments(post_id)
    return {row.id: row for row in page.rows}


def bytes_below(folder: Path) -> dict[str, str]:
    """Fingerprints of all files, locks aside."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }


def unreachable(request: httpx.Request, _honest: object) -> httpx.Response:
    """Be offline."""
    raise httpx.ConnectError("no route", request=request)


def a_copied_blog() -> FakeWordPress:
    """A blog with more posts than come at once, and a nested thread."""
    made = a_blog()
    for number in range(30):
        made.add_post(f"More {number}: “quoted” \\ and 'so'")
    first = made.add_comment(100, "An answer", parent=1000)
    made.add_comment(100, "Deeper", parent=first)
    return made
