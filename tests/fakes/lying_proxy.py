"""A proxy on this machine that does to each request what a bad network or a bad host would.

It stands in front of a real server. Requests that it lets through arrive there one after the
other, as the program sends them one at a time; each is a connection of its own.
"""

import asyncio
import re
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlsplit

_MARK = re.compile(rb"\(c=([A-Za-z0-9._-]+)\)")
_LENGTH = re.compile(rb"\r\nContent-Length: *(\d+)", re.IGNORECASE)
_KEEP_ALIVE = re.compile(rb"\r\nConnection:[^\r]*", re.IGNORECASE)
_RESET = struct.pack("ii", 1, 0)


class Exchange:
    """One request and what becomes of it."""

    def __init__(
        self, proxy: "LyingProxy", reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.proxy = proxy
        self.head = b""
        self._reader = reader
        self._writer = writer

    @property
    def method(self) -> str:
        """The request's method."""
        return self.head.partition(b" ")[0].decode()

    @property
    def mark(self) -> str:
        """The id of the change that it brings; empty for none."""
        found = _MARK.search(self.head)
        return found[1].decode() if found else ""

    async def read_head(self) -> None:
        """Read up to the body."""
        self.head = await self._reader.readuntil(b"\r\n\r\n")

    async def read(self) -> bytes:
        """Read the rest; return the request as it is to be forwarded."""
        length = _LENGTH.search(self.head)
        body = await self._reader.readexactly(int(length[1]) if length else 0)
        head = _KEEP_ALIVE.sub(b"", self.head)
        return head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1) + body

    async def forward(self) -> bytes:
        """Let the server carry it out; return its answer."""
        return await self.proxy.carry_out(await self.read(), self.mark)

    async def say(self, answer: bytes) -> None:
        """Answer, and close the connection."""
        self._writer.write(answer)
        with suppress(ConnectionError):
            await self._writer.drain()

    async def be_silent(self) -> None:
        """Say nothing until the other side gives up."""
        with suppress(ConnectionError):
            await self._reader.read()

    def reset(self) -> None:
        """Break the connection off as a machine that crashed does."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._writer.transport.abort()


Fault = Callable[[Exchange], Awaitable[None]]


async def honestly(exchange: Exchange) -> None:
    """Pass the request on, and the answer back."""
    await exchange.say(await exchange.forward())


class LyingProxy:
    """Passes requests on to a server, each as `choose` says.

    Args:
        upstream: The server's address, http.
    """

    def __init__(self, upstream: str) -> None:
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname or "", parts.port or 80)
        self._server: asyncio.Server | None = None
        self._port = 0
        self._turn = asyncio.Lock()
        self._known: dict[bytes, bytes] = {}
        self.choose: Callable[[Exchange], Fault] = lambda exchange: honestly
        self.abandon: Callable[[], object] = lambda: None
        """What makes the program stop dead."""
        self.stored: set[str] = set()
        """Ids of changes that the server said it had stored."""
        self.misled: set[str] = set()
        """Ids of changes that were stored and called refused."""
        self.late: list[tuple[bytes, str]] = []
        """Requests that are still under way while the program has given them up."""
        self.astray: list[str] = []
        """Methods of requests that followed a redirect."""

    @property
    def address(self) -> str:
        """Where it listens, once it was opened."""
        return f"http://127.0.0.1:{self._port}"

    async def open(self) -> None:
        """Take connections, always at the same port."""
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self._port, reuse_address=True
        )
        self._port = self._server.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Take no connections until it is opened again."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def carry_out(self, request: bytes, mark: str) -> bytes:
        """Let the server carry a request out; return its answer, empty if it closes without.

        Who one is, the server is asked once: it says the same each time.
        """
        if request not in self._known:
            answer = await self._carry_out(request, mark)
            if b"/users/me?" not in request or not answer.startswith(b"HTTP/1.1 200"):
                return answer
            self._known[request] = answer
        return self._known[request]

    async def carry_out_late(self) -> None:
        """Let those arrive that are still under way."""
        while self.late:
            await self.carry_out(*self.late.pop())

    async def _carry_out(self, request: bytes, mark: str) -> bytes:
        async with self._turn:
            reader, writer = await asyncio.open_connection(*self._upstream)
            try:
                writer.write(request)
                answer = await reader.read()
            finally:
                writer.close()
                with suppress(ConnectionError):
                    await writer.wait_closed()
        if mark and answer.startswith(b"HTTP/1.1 201"):
            self.stored.add(mark)
        return answer

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        exchange = Exchange(self, reader, writer)
        try:
            await exchange.read_head()
            if exchange.head.split(b" ")[1].startswith(b"/elsewhere"):
                self.astray.append(exchange.method)
                await exchange.say(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                return
            await self.choose(exchange)(exchange)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the program gave up first
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
