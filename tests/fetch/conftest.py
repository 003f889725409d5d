"""A server on loopback that says exactly the bytes a test gives it, also broken ones."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from reportarchive.fetch import Fetcher, LocalSlots

if TYPE_CHECKING:
    from reportarchive.model import Payload

Script = bytes | Callable[[socket.socket], None]


NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 12\r\nConnection: close\r\n\r\nno such page"


@dataclass
class Server:
    """Answers a path with its script; `requests` holds the raw head of every request received."""

    scripts: dict[str, Script] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    port: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.requests]

    def serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            head = b""
            while b"\r\n\r\n" not in head and (part := connection.recv(65536)):
                head += part
            if not head:
                return
            self.requests.append(head.decode("latin-1"))
            script = self.scripts.get(self.paths()[-1], NOT_FOUND)
            if isinstance(script, bytes):
                connection.sendall(script)
            else:
                script(connection)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made.port = listener.getsockname()[1]
        threads: list[threading.Thread] = []

        def accept() -> None:
            while True:
                connection, _ = listener.accept()
                if made.closing.is_set():
                    connection.close()
                    return
                thread = threading.Thread(target=made.serve, args=(connection,))
                thread.start()
                threads.append(thread)

        acceptor = threading.Thread(target=accept)
        acceptor.start()
        yield made
        made.closing.set()
        socket.create_connection(("127.0.0.1", made.port)).close()  # wakes the acceptor
        acceptor.join()
        for thread in threads:
            thread.join()


@dataclass
class Recorder:
    rows: list[tuple[str, Payload]] = field(default_factory=list)

    def __call__(self, answered: Payload, purpose: str) -> None:
        self.rows.append((purpose, answered))


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


MakeFetcher = Callable[..., Fetcher]


@pytest.fixture(scope="session")
def system_tls() -> ssl.SSLContext:
    """The system's certificate store, read once: it takes longer than a test."""
    return ssl.create_default_context()


@pytest.fixture
def make_fetcher(recorder: Recorder, system_tls: ssl.SSLContext) -> Iterator[MakeFetcher]:
    with contextlib.ExitStack() as stack:

        def make(**changes: object) -> Fetcher:
            fields: dict[str, object] = {
                "user_agent": "reportarchive/0.1 (+tests@example.org)",
                "pause_seconds": 0.0,
                "timeout_seconds": 5.0,
                "max_bytes": 100_000,
                "tries": 1,
                "backoff_seconds": 0.0,
                "allow_loopback": True,
                "slots": LocalSlots(),
                "record": recorder,
                "tls": system_tls,
                "now": lambda: "2024-03-28T02:00:00Z",
            }
            return stack.enter_context(Fetcher(**(fields | changes)))  # type: ignore[arg-type]

        yield make
