"""The sample site behind a server that logs when each request began and ended, and from which pages can be taken."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.zoo.answers import Answer
from tests.zoo.log import RequestLog
from tests.zoo.server import address_of, open_sockets, serving

from reportarchive.demo import SITE_KEYS, build_site, registry_toml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.zoo.answers import Ask

THINK = 0.005  # the site takes so long over an answer, so that two requests at once are seen


@dataclass(frozen=True)
class LoggedSite:
    """A sample site that is being served: its source file, its log, and the addresses of pages taken from it."""

    registry_toml: str
    log: RequestLog
    missing: set[str] = field(default_factory=set)


@contextmanager
def logged_site(*, think_seconds: float = THINK, one_host: bool = False) -> Iterator[LoggedSite]:
    """Serve day 1 of the sample site, its three content systems on a host each, or all of them on one."""
    with ExitStack() as stack:
        sockets = open_sockets(SITE_KEYS[:1] if one_host else SITE_KEYS)
        for one in sockets.values():
            stack.callback(one.close)
        bases = {key: f"http://{address_of(sockets.get(key) or sockets[SITE_KEYS[0]])}" for key in SITE_KEYS}
        pages = {bases[key] + path: page for key, built in build_site(1, bases).items() for path, page in built.items()}
        site = LoggedSite(registry_toml(bases), RequestLog())

        def answer(ask: Ask) -> Answer:
            address = f"http://{ask.host}{ask.path}"
            page = None if address in site.missing else pages.get(address)
            return Answer(page.body, page.status, page.content_type) if page else Answer(b"", 404)

        stack.enter_context(serving(sockets.values(), answer, site.log, think_seconds=think_seconds))
        yield site
