"""A link as a page writes it -> an absolute address that could be asked, or nothing.

Refuses: script and mail links, other schemes, addresses with a user name, and what is no address at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Collection

    from bs4 import Tag

MAX_CHARACTERS = 2000
_BLANK = re.compile(r"[\x00-\x20\x7f-\x9f\u3000\u200b\ufeff]+")
# The traditional-script gateway of some sites serves the same page under its own address (field guide 6.2).
_BIG5_GATEWAY = re.compile(r"^/gate/big5/(?P<host>[a-z0-9.-]+(?::\d+)?)(?P<path>/.*)$")
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_WAP = re.compile(r"_wap(?=\.\w{3,5}$)")
DEFAULT_PORTS = {"http": 80, "https": 443}


def absolute_url(href: str, *, base: str) -> str | None:
    """Return the link as an absolute http or https address without fragment, or None when it is none."""
    written = _BLANK.sub("", href) if "\n" in href or "\t" in href else _BLANK.sub("%20", href.strip(" \u3000"))
    if not written or written.startswith("#") or len(written) > MAX_CHARACTERS:
        return None
    try:
        parts = urlsplit(urljoin(base, written))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not host or parts.username is not None or parts.password is not None:
        return None
    gateway = _BIG5_GATEWAY.match(parts.path)
    if gateway:
        return f"{parts.scheme}://{gateway['host'].lower()}{gateway['path']}" + (
            f"?{parts.query}" if parts.query else ""
        )
    path = _SESSION.sub("", parts.path) or "/"
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != DEFAULT_PORTS[parts.scheme]:
        netloc += f":{port}"
    return urlunsplit((parts.scheme, netloc, path, parts.query, ""))


def without_wap(path: str) -> str:
    """Return the path of the page that a page for telephones belongs to by its name (`_wap.html`), else the path."""
    return _WAP.sub("", path)


def base_of(soup: Tag, url: str) -> str:
    """Return the address that a page's links start from: its own, or the base it declares on its own host."""
    declared = soup.find("base", href=True)
    base = absolute_url(str(declared["href"]), base=url) if declared is not None else None
    # A base on another host would move every link there; a listing has no reason for it.
    return base if base and host_of(base) == host_of(url) else url


def with_scheme(url: str, scheme: str, hosts: Collection[str]) -> str:
    """Return the address under a source's scheme when it lies on one of the source's hosts, else as it is."""
    parts = urlsplit(url)
    if not scheme or parts.scheme == scheme or host_of(url) not in hosts:
        return url
    return urlunsplit((scheme, parts.netloc, parts.path, parts.query, ""))


def host_of(url: str) -> str:
    """Return the host of an address in lower case, with its port unless that is the scheme's own."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    shown = f"[{host}]" if ":" in host else host
    return shown if port in (None, DEFAULT_PORTS.get(parts.scheme)) else f"{shown}:{port}"
