"""The sample site over real HTTP: one small server per content system, on 127.0.0.1 and nowhere else.

Enters: a day. Leaves: a context manager that gives the addresses, the source file and the list of requests.
Refuses: ports given by hand that are taken (OSError); the default ports are replaced by free ones instead.
"""

from __future__ import annotations

import hashlib
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reportarchive.demo.places import SITE_KEYS, check_day, sites
from reportarchive.demo.registry_text import registry_toml
from reportarchive.demo.site import Page, build_site, not_found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LOOPBACK = "127.0.0.1"
DEFAULT_PORTS = (28731, 28732, 28733)
FREE_PORTS = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A sample site that is being served.

    `bases` maps `trs`, `ucap` and `gkmlpt` to `http://127.0.0.1:PORT`; `requests` grows by one
    (`127.0.0.1:PORT`, path) per request received, in order over all hosts; `default_ports` is False when
    another program holds a usual port, so that addresses differ from those of an earlier run. `pages` is what each
    site answers by path: who changes it plants something else.
    """

    day: int
    bases: Mapping[str, str]
    registry_toml: str
    default_ports: bool
    pages: Mapping[str, dict[str, Page]]
    requests: list[tuple[str, str]] = field(default_factory=list)


class _QuietHandler(BaseHTTPRequestHandler):
    server: _SiteServer

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        path = urlsplit(self.path).path
        self.server.received.append((self.server.host, self.path))
        page = self.server.pages.get(path, self.server.missing)
        etag = '"' + hashlib.sha256(page.body).hexdigest()[:20] + '"'
        known = page.status == 200 and self.headers.get("If-None-Match") == etag
        self.send_response(304 if known else page.status)
        if page.status == 200:
            self.send_header("ETag", etag)
        if not known:
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        if with_body and not known:
            self.wfile.write(page.body)

    def version_string(self) -> str:
        return "demo"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: the demo's own output is what a person should see."""


class _SiteServer(ThreadingHTTPServer):
    # Without it another program could share the port on some systems.
    allow_reuse_port = False

    def __init__(self, port: int) -> None:
        super().__init__((LOOPBACK, port), _QuietHandler)
        self.host = f"{LOOPBACK}:{self.server_port}"
        self.pages: Mapping[str, Page] = {}
        self.missing = Page(404, "text/html", b"")
        self.received: list[tuple[str, str]] = []


@contextmanager
def serve(day: int = 1, *, ports: tuple[int, int, int] | None = None) -> Iterator[DemoSite]:
    """Serve the sample site as it stands on a day until the context ends.

    Raises:
        ValueError: there is no such day.
        OSError: a port of `ports` is taken.
    """
    check_day(day)
    with ExitStack() as stack:
        servers = _bind(ports or DEFAULT_PORTS, stack, fall_back=ports is None)
        bases = {key: f"http://{server.host}" for key, server in servers.items()}
        usual = tuple(server.server_port for server in servers.values()) == DEFAULT_PORTS
        site = DemoSite(day, bases, registry_toml(bases), usual, build_site(day, bases))
        for key, pages in site.pages.items():
            servers[key].pages, servers[key].missing = pages, not_found(sites()[key])
            servers[key].received = site.requests
            stack.callback(_run(servers[key]))
        yield site


def _bind(ports: tuple[int, ...], stack: ExitStack, *, fall_back: bool) -> dict[str, _SiteServer]:
    with ExitStack() as opened:
        try:
            servers = {key: _opened(port, opened) for key, port in zip(SITE_KEYS, ports, strict=True)}
        except OSError:
            if not fall_back:
                raise
            opened.close()
            servers = {key: _opened(port, opened) for key, port in zip(SITE_KEYS, FREE_PORTS, strict=True)}
        stack.push(opened.pop_all())
    return servers


def _opened(port: int, opened: ExitStack) -> _SiteServer:
    server = _SiteServer(port)
    opened.callback(server.server_close)
    return server


def _run(server: _SiteServer) -> _Stop:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    return _Stop(server, thread)


@dataclass(frozen=True, slots=True)
class _Stop:
    server: _SiteServer
    thread: threading.Thread

    def __call__(self) -> None:
        self.server.shutdown()
        self.thread.join()
