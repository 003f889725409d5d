"""The wire: one request to one checked address, cut off at its deadline.

httpx's time limits are per read, so a server that sends a byte a second would hold a request for ever. Each
connection is therefore watched, and shut down when the whole request has had its time.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    import ssl
    from typing import Self

ADDRESS = "reportarchive_address"


class Deadline:
    """The time one request has; after it the connection given to `watch` is shut down."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._guard = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    @property
    def passed(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self._ends

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._guard:
            for connection in self._sockets:
                connection.close()
            self._sockets.clear()

    def trace(self, event: str, details: dict[str, Any]) -> None:
        """Take the socket of a new connection (httpx calls this with each step of a request)."""
        if event == "connection.connect_tcp.complete":
            connection = details["return_value"].get_extra_info("socket")
            if isinstance(connection, socket.socket):
                self._watch(connection)

    def _watch(self, connection: socket.socket) -> None:
        with self._guard:
            # A twin of the socket: TLS takes the original over, the twin still reaches the connection.
            self._sockets.append(connection.dup())
        if self.passed:
            self._cut()

    def _cut(self) -> None:
        with self._guard:
            for connection in self._sockets:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class PinnedTransport(httpx.BaseTransport):
    """Sends a request to the address it carries, while Host header and TLS stay with the name.

    Through a proxy the name is passed on instead: the connection is then the proxy's. Connections are not
    kept: with seconds between two requests that saves nothing, and none can be shared between names.
    """

    def __init__(self, context: ssl.SSLContext, proxy_url: str = "") -> None:
        self._context = context
        self._proxy_url = proxy_url
        self._by_origin: dict[tuple[str, str, int | None], httpx.HTTPTransport] = {}
        self._guard = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request over a connection of its own."""
        host = request.url.host
        pinned = request
        if not self._proxy_url:
            extensions = dict(request.extensions)
            address = extensions.pop(ADDRESS)
            extensions["sni_hostname"] = host
            pinned = httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions=extensions,
            )
        return self._transport(request.url).handle_request(pinned)

    def close(self) -> None:
        """Close what is open."""
        for transport in self._by_origin.values():
            transport.close()

    def _transport(self, url: httpx.URL) -> httpx.HTTPTransport:
        origin = (url.scheme, url.host, url.port)
        with self._guard:
            if origin not in self._by_origin:
                self._by_origin[origin] = httpx.HTTPTransport(
                    verify=self._context,
                    trust_env=False,
                    limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
                    proxy=self._proxy_url or None,
                )
            return self._by_origin[origin]
