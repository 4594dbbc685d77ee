"""With a copy there, nothing that one does waits for the network, however it fails."""

import asyncio
import itertools
import re
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from textual.pilot import Pilot

from tests.factories import ME
from tests.fakes.composer import wait_until
from tests.fakes.mirrors import mirror_in, pull
from tests.fakes.wordpress import FakeWordPress
from tests.fakes.wordpress_blog import NOW, a_blog
from tests.ui.reading_app import TestSource, no_start, reader, settled, shown
from tui_blog.app import TuiBlogApp
from tui_blog.config import Config
from tui_blog.storage.secrets import Secret
from tui_blog.storage.wordpress.adapter import WordPressAdapter
from tui_blog.sync.mirror import MirrorAdapter
from tui_blog.sync.service import BlogService

PATIENCE_S = 10.0


class Network(NamedTuple):
    """A way to nowhere."""

    root: str
    """Where the blog's API should be."""
    is_tried: Callable[[], bool]
    """Tells whether something waits for it."""
    break_off: Callable[[], None]
    """Lets what waits fail, and all that comes after."""
    says: str = "Syncing"
    """How the status line begins meanwhile."""


@asynccontextmanager
async def stopped(patch: pytest.MonkeyPatch) -> AsyncIterator[Network]:
    """Nobody listens."""
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        port = unheard.getsockname()[1]
        address = f"http://127.0.0.1:{port}/wp-json/"
        yield Network(address, lambda: True, lambda: None, says="Offline since")


@asynccontextmanager
async def unknown_name(patch: pytest.MonkeyPatch) -> AsyncIterator[Network]:
    """The name server says that there is no such host, after a while."""
    asked, go_on = threading.Event(), threading.Event()

    def look_up(*_: object, **__: object) -> object:
        asked.set()
        go_on.wait(PATIENCE_S)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    patch.setattr(socket, "getaddrinfo", look_up)
    try:
        yield Network("https://blog.example/wp-json/", asked.is_set, go_on.set)
    finally:
        go_on.set()


@asynccontextmanager
async def listening(answer: bytes) -> AsyncIterator[Network]:
    """Somebody listens, and answers with a byte now and then until there are no more."""
    writers: list[asyncio.StreamWriter] = []

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        for byte in answer:
            with suppress(ConnectionError):
                writer.write(bytes([byte]))
                await writer.drain()
            await asyncio.sleep(0.05)

    def break_off() -> None:
        server.close()
        for writer in writers:
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield Network(f"http://127.0.0.1:{port}/wp-json/", lambda: bool(writers), break_off)
    finally:
        break_off()


def silent(patch: pytest.MonkeyPatch) -> AbstractAsyncContextManager[Network]:
    """It takes the request, and never says anything."""
    return listening(b"")


def dripping(patch: pytest.MonkeyPatch) -> AbstractAsyncContextManager[Network]:
    """It never gets to the end of what it says."""
    return listening(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + b" " * 10_000)


@pytest.fixture
def blog() -> FakeWordPress:
    """A blog with some posts, and a thread on the newest of them."""
    made = a_blog()
    made.posts[0]["date_gmt"] = "2026-11-01T00:00:00"
    for number in range(10):
        made.add_post(f"More {number}")
        made.add_comment(100, f"Comment {number}")
    return made


def an_app(folder: Path, root: str) -> TuiBlogApp:
    """The app on a copy whose blog is said to be somewhere."""
    remote = WordPressAdapter(
        root.removesuffix("wp-json/"),
        user="reader",
        secret=lambda: Secret("sesame"),
        memo={"api_root": root, "home": "https://blog.example", "name": "A blog"},
        clock=lambda: NOW,
    )
    mirror = MirrorAdapter(remote, folder / "copy", user="reader", identity=ME, clock=lambda: NOW)
    numbers = itertools.count()
    service = BlogService(
        mirror,
        folder=lambda: folder / "own",
        mirror=mirror,
        clock=lambda: NOW,
        make_id=lambda: f"change-{next(numbers)}",
        identity=ME,
    )
    source = TestSource(service=service, find_start=no_start)
    return TuiBlogApp(source, config=Config(), clock=lambda: NOW, strict_guard=True)


def status(app: TuiBlogApp) -> str:
    """What the status line says."""
    return reader(app).status_line.state


async def read_about(pilot: Pilot[None], app: TuiBlogApp) -> None:
    """Go through list, post and thread, and sync once more."""
    screen = reader(app)
    await wait_until(pilot, lambda: len(screen.post_list.posts) == 12)
    await wait_until(pilot, lambda: "Words." in shown(screen.post_pane))
    await pilot.press("$", "j", "k", "f6", "f6", "j")
    await wait_until(
        pilot,
        lambda: screen.thread_pane.comment is not None and "Comment 9" in shown(screen.thread_pane),
    )
    before = screen.thread_pane.comment
    await pilot.press("j", "$")
    assert screen.thread_pane.comment != before


async def write(pilot: Pilot[None], app: TuiBlogApp) -> None:
    """Write a reply and send it."""
    screen = reader(app)
    await pilot.press("c", *"Hello", "alt+enter")
    await wait_until(pilot, lambda: "Hello" in shown(screen.thread_pane))


@pytest.mark.parametrize("network", [stopped, unknown_name, silent, dripping])
async def test_one_reads_and_writes_while_the_network_fails(
    blog: FakeWordPress,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    network: Callable[[pytest.MonkeyPatch], AbstractAsyncContextManager[Network]],
) -> None:
    """One would sit before a frozen screen on each bad line."""
    await pull(mirror_in(tmp_path / "copy", blog))
    async with network(monkeypatch) as way:
        app = an_app(tmp_path, way.root)
        async with app.run_test(size=(140, 45)) as pilot:
            await wait_until(pilot, way.is_tried)
            await read_about(pilot, app)
            during = status(app)
            await write(pilot, app)
            entries = reader(app)._service.outbox.list_all()
            way.break_off()
            await settled(pilot)
            await pilot.press("$")
            await settled(pilot)
            after = status(app)

    assert during.startswith(way.says)
    assert [entry.text for entry in entries] == ["Hello"]
    assert re.match(r"Offline since \d\d:\d\d: ", after)
