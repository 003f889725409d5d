"""Many hosts on loopback, served by one thread: sockets, heads of requests, and what is said back byte by byte.

Enters: listening sockets, and a function from a request to an answer. Leaves: real connections. A client that goes
before the end is noticed at once and noted in the log.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from tests.zoo.answers import Answer, Ask, Pause, Reset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.zoo.answers import Script
    from tests.zoo.log import Asked, RequestLog

    Answerer = Callable[[Ask], Answer | Script]

LOOPBACK = "127.0.0.1"
HEAD_LIMIT, BODY_LIMIT = 1 << 16, 1 << 20
BACKLOG = 64


def open_sockets(names: Iterable[str]) -> dict[str, socket.socket]:
    """Return one listening socket a name, each on a free port of its own."""
    return {name: socket.create_server((LOOPBACK, 0), backlog=BACKLOG) for name in names}


def address_of(listener: socket.socket) -> str:
    """Return `127.0.0.1:PORT`."""
    return f"{LOOPBACK}:{listener.getsockname()[1]}"


@contextmanager
def serving(
    listeners: Iterable[socket.socket], answer: Answerer, log: RequestLog, *, think_seconds: float = 0.0
) -> Iterator[None]:
    """Serve the sockets until the context ends; each answer begins after `think_seconds`."""
    server = _Server(answer, log, think_seconds)
    ready = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(server.run(list(listeners), ready)), name="zoo")
    thread.start()
    ready.wait()
    try:
        yield
    finally:
        server.stop()
        thread.join()


class ClientLeft(Exception):
    """The other side closed the connection before the answer was whole."""


class _Server:
    def __init__(self, answer: Answerer, log: RequestLog, think_seconds: float) -> None:
        self._answer, self._log, self._think = answer, log, think_seconds
        self._loop: asyncio.AbstractEventLoop | None = None
        self._done: asyncio.Event | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def run(self, listeners: list[socket.socket], ready: threading.Event) -> None:
        self._loop, self._done = asyncio.get_running_loop(), asyncio.Event()
        servers = [await asyncio.start_server(self._accepts(one), sock=one, limit=HEAD_LIMIT) for one in listeners]
        ready.set()
        await self._done.wait()
        for server in servers:
            server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def stop(self) -> None:
        if self._loop and self._done:
            self._loop.call_soon_threadsafe(self._done.set)

    def _accepts(self, listener: socket.socket) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
        host = address_of(listener)

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._talk(host, reader, writer))
            self._open.add(task)
            task.add_done_callback(self._open.discard)

        return accept

    async def _talk(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, ClientLeft, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                while ask := await _read_ask(host, reader):
                    asked = self._log.begin(ask)
                    try:
                        stays = await self._say(ask, asked, reader, writer)
                    except (ConnectionError, ClientLeft):
                        asked.left, asked.ended = True, time.monotonic()
                        raise
                    if not stays:
                        break
        finally:
            writer.close()

    async def _say(self, ask: Ask, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Send the answer and return whether the connection stays open for another request."""
        if self._think:
            await _wait(self._think, reader)
        answer = self._answer(ask)
        if isinstance(answer, Answer):
            return await _say_whole(answer, ask, asked, writer)
        asked.ended = time.monotonic()
        for step in answer:
            if isinstance(step, Pause):
                await _wait(step.seconds, reader)
                asked.ended = time.monotonic()
            elif isinstance(step, Reset):
                _tear_down(writer)
            else:
                asked.status, asked.ended = asked.status or int(step[9:12]), time.monotonic()
                writer.write(step)
                await writer.drain()
        return False


async def _say_whole(answer: Answer, ask: Ask, asked: Asked, writer: asyncio.StreamWriter) -> bool:
    close = ask.headers.get("connection", "").lower() == "close"
    bodiless = answer.status == 304
    head = answer.head(length=None if bodiless else len(answer.body), close=close)
    body = b"" if bodiless or ask.method == "HEAD" else answer.body
    asked.status, asked.ended = answer.status, time.monotonic()
    writer.write(head + body)
    await writer.drain()
    return not close


async def _read_ask(host: str, reader: asyncio.StreamReader) -> Ask | None:
    """Return the next request of a connection, or None when what comes is none."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, _, rest = first.partition(" ")
    path, _, query = rest.rpartition(" ")[0].partition("?")
    fields = (line.partition(":") for line in lines if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in fields}
    length = headers.get("content-length", "0")
    if not path.startswith("/") or not length.isdigit() or int(length) > BODY_LIMIT:
        return None
    return Ask(host, method, path, query, headers, await reader.readexactly(int(length)))


async def _wait(seconds: float, reader: asyncio.StreamReader) -> None:
    """Wait, unless the client leaves meanwhile."""
    with suppress(TimeoutError):
        if not await asyncio.wait_for(reader.read(1), seconds):
            raise ClientLeft


def _tear_down(writer: asyncio.StreamWriter) -> None:
    """Close with a reset: what the client has not read by then is lost to it."""
    peer = writer.get_extra_info("socket")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
