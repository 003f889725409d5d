"""The wire: one request over a connection of its own, to the address that was checked, within its time.

httpx's time limits are per read, so a server that sends a byte a second would hold a request for ever: here
each step gets only what is left of the whole request's time. Connections are not kept: with seconds between
two requests that saves nothing, and none can be shared between names.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import httpcore
import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator

CONNECT_SECONDS = 15.0
READ_ON_SECONDS = 0.1  # how long the end of a connection is waited for that should end by itself
_BLANK_LINE = re.compile(rb"\n\r?\n")
_INTERIM = re.compile(rb"\s*HTTP/\d\.\d 1\d\d")


class Deadline:
    """The time one request has, connecting and all."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self._ends

    def step(self, limit: float | None = None) -> float:
        """Return the seconds that the next step may take.

        Raises:
            httpcore.ReadTimeout: there are none left.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the request has had its time")
        return left if limit is None else min(limit, left)


class Line(httpcore.NetworkStream):
    """A connection whose steps end with the deadline, and which counts the bytes that follow an answer's head."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline
        self._head, self._searched = bytearray(), 0
        self._past_head: int | None = None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the bytes that came next, none at the end."""
        received = self._inner.read(max_bytes, self._deadline.step(timeout))
        if self._past_head is None:
            self._look_for_body(received)
        else:
            self._past_head += len(received)
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send the bytes."""
        self._inner.write(buffer, self._deadline.step(timeout))

    def close(self) -> None:
        """Hang up."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> Line:
        """Return the connection with TLS on it."""
        return Line(self._inner.start_tls(ssl_context, server_hostname, self._deadline.step(timeout)), self._deadline)

    def get_extra_info(self, info: str) -> object:
        """Return what the connection knows of itself."""
        return self._inner.get_extra_info(info)

    def expect_end(self, length: int) -> None:
        """Check that a body of so many bytes was all there was; a line end behind it is no harm.

        Raises:
            httpcore.RemoteProtocolError: the answer goes on, so its length was wrong and what was read is a part.
        """
        try:
            while (self._past_head or 0) <= length + len(b"\r\n"):
                if not self.read(4096, READ_ON_SECONDS):
                    return
        except (httpcore.TimeoutException, httpcore.NetworkError):
            return
        raise httpcore.RemoteProtocolError(f"the answer goes on after the {length} bytes of its Content-Length")

    def _look_for_body(self, received: bytes) -> None:
        self._head += received
        while end := _BLANK_LINE.search(self._head, max(0, self._searched - 2)):
            if not _INTERIM.match(self._head):
                self._past_head = len(self._head) - end.end()
                self._head.clear()
                return
            del self._head[: end.end()]  # 100 Continue and the like come before the answer
            self._searched = 0
        self._searched = len(self._head)


class _Dialling(httpcore.NetworkBackend):
    """Connects to one address, whatever name is asked for; an empty address leaves the name (a proxy's)."""

    def __init__(self, address: str, deadline: Deadline) -> None:
        self._address, self._deadline = address, deadline
        self._system = httpcore.SyncBackend()

    def connect_tcp(  # noqa: PLR0917 - the shape httpcore calls
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> Line:
        """Return a new connection."""
        del timeout
        seconds = self._deadline.step(CONNECT_SECONDS)
        plain = self._system.connect_tcp(self._address or host, port, seconds, local_address, socket_options)
        return Line(plain, self._deadline)


class _Body(httpx.SyncByteStream):
    """The body as it comes in, checked at its end against the length that was announced."""

    def __init__(self, answer: httpcore.Response, pool: httpcore.ConnectionPool) -> None:
        self._answer, self._pool = answer, pool

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()
        line, length = self._answer.extensions["network_stream"], announced_length(self._answer.headers)
        if length is not None and self._answer.status not in {204, 304} and isinstance(line, Line):
            line.expect_end(length)

    def close(self) -> None:
        """Hang up."""
        self._answer.close()
        self._pool.close()


class PinnedTransport:
    """Sends a request to the address it is given, while Host header and TLS stay with the name.

    Through a proxy the name is passed on instead: the connection is then the proxy's. No cookie is kept, so what
    a wall hands out is not shown to it again: walls are recorded, never passed.
    """

    def __init__(self, context: ssl.SSLContext, proxy_url: str = "") -> None:
        self._context = context
        proxy = httpx.Proxy(proxy_url) if proxy_url else None
        self._proxy = httpcore.Proxy(str(proxy.url), auth=proxy.auth) if proxy else None

    def send(self, request: httpx.Request, address: str, deadline: Deadline) -> httpx.Response:
        """Send a request and return the answer, its body still to come; whoever gets it closes it."""
        pool = httpcore.ConnectionPool(
            ssl_context=self._context,
            proxy=self._proxy,
            network_backend=_Dialling("" if self._proxy else address, deadline),
        )
        url = request.url
        try:
            answer = pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=request.read(),
                )
            )
        except BaseException:
            pool.close()
            raise
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer, pool))


def announced_length(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    """Return the body's length that the head announces, or None when it does not or the body is chunked."""
    named = {name.lower(): value for name, value in headers}
    length = named.get(b"content-length", b"").strip()
    return int(length) if length.isdigit() and len(length) < 20 and b"transfer-encoding" not in named else None
