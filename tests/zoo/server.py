"""Many hosts in one process: each an address of its own on loopback, each request logged from first to last byte.

A host answers a path with bytes, or with a script that has the connection to itself and may misuse it.
"""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

LOOPBACK = "127.0.0.1"
LONGEST_HEAD = 65536


@dataclass(frozen=True)
class Request:
    """One request as received; `fields` are those of the query and of a posted form."""

    method: str
    path: str
    headers: dict[str, str]
    fields: dict[str, str]

    @property
    def page(self) -> str:
        """The path without its query."""
        return urlsplit(self.path).path


@dataclass(frozen=True)
class Page:
    """A whole answer; an `etag` page is answered with 304 when the asker has it."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    has_etag: bool = False


Script = Callable[[socket.socket, Request], None]
Answer = Page | Script | Callable[[Request], "Page | Script"]


@dataclass(frozen=True)
class Logged:
    """One request of the log: which host, what, and from when to when (monotonic seconds)."""

    host: str
    request: Request
    began: float
    ended: float


@dataclass
class Log:
    """All requests that were received, in the order they ended."""

    entries: list[Logged] = field(default_factory=list)
    most_at_once: Counter[str] = field(default_factory=Counter)
    _open: Counter[str] = field(default_factory=Counter)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, host: str) -> None:
        """Count a request in flight."""
        with self._guard:
            self._open[host] += 1
            self.most_at_once[host] = max(self.most_at_once[host], self._open[host])

    def end(self, entry: Logged) -> None:
        """Note that a request has ended."""
        with self._guard:
            self._open[entry.host] -= 1
            self.entries.append(entry)

    def paths(self, host: str) -> list[str]:
        """Return what one host was asked for, in order."""
        return [entry.request.path for entry in self.entries if entry.host == host]

    def clear(self) -> None:
        """Forget the requests so far."""
        with self._guard:
            self.entries.clear()


@dataclass
class Host:
    """One site: `answers` by path without query; what is not there is not found."""

    name: str
    answers: dict[str, Answer] = field(default_factory=dict)
    missing: Page = Page("<html><title>404</title><body>您访问的页面不存在</body></html>".encode(), status=404)
    port: int = 0

    @property
    def address(self) -> str:
        """Its host and port as a source file writes them."""
        return f"{LOOPBACK}:{self.port}"

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://{self.address}{path}"


@contextlib.contextmanager
def served(hosts: list[Host], log: Log) -> Iterator[None]:
    """Serve the hosts, each on a free port which it is told, until the context ends."""
    closing = threading.Event()
    with contextlib.ExitStack() as stack:
        for host in hosts:
            listener = stack.enter_context(socket.create_server((LOOPBACK, host.port), backlog=64))
            host.port = listener.getsockname()[1]
            listener.settimeout(0.1)
            thread = threading.Thread(target=_accept, args=(listener, host, log, closing), daemon=True)
            thread.start()
            stack.callback(thread.join)
        stack.callback(closing.set)
        yield


def _accept(listener: socket.socket, host: Host, log: Log, closing: threading.Event) -> None:
    while not closing.is_set():
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            continue
        threading.Thread(target=_serve, args=(connection, host, log), daemon=True).start()


def _serve(connection: socket.socket, host: Host, log: Log) -> None:
    with connection, contextlib.suppress(OSError):
        connection.settimeout(20)
        began = time.monotonic()
        request = _read(connection)
        if request is None:
            return
        log.begin(host.address)
        try:
            answer: object = host.answers.get(request.page, host.missing)
            while not isinstance(answer, Page) and getattr(answer, "decides", False):
                answer = answer(request)  # type: ignore[operator]
            if isinstance(answer, Page):
                connection.sendall(_message(answer, request))
            else:
                answer(connection, request)  # type: ignore[operator]
        finally:
            log.end(Logged(host.address, request, began, time.monotonic()))


def decides(function: Callable[[Request], Page | Script]) -> Callable[[Request], Page | Script]:
    """Mark a function as one that looks at the request and gives an answer, instead of taking the connection."""
    function.decides = True  # type: ignore[attr-defined]
    return function


def _read(connection: socket.socket) -> Request | None:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < LONGEST_HEAD and (part := connection.recv(LONGEST_HEAD)):
        head += part
    if b"\r\n\r\n" not in head:
        return None
    written, _, body = head.partition(b"\r\n\r\n")
    first, *rest = written.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    while len(body) < int(headers.get("content-length", 0)) and (part := connection.recv(LONGEST_HEAD)):
        body += part
    fields = dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
    return Request(method, path, headers, fields | dict(parse_qsl(body.decode("latin-1"), keep_blank_values=True)))


def _message(page: Page, request: Request) -> bytes:
    etag = '"' + hashlib.sha256(page.body).hexdigest()[:20] + '"'
    is_known = page.has_etag and request.headers.get("if-none-match") == etag
    status = 304 if is_known else page.status
    lines = [f"HTTP/1.1 {status} said", "Connection: close"]
    if page.has_etag:
        lines.append(f"ETag: {etag}")
    lines += [f"{name}: {value}" for name, value in page.headers]
    if not is_known:
        lines += [f"Content-Type: {page.content_type}", f"Content-Length: {len(page.body)}"]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
    return head if is_known or request.method == "HEAD" else head + page.body
