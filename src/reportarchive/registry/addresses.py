"""Hosts and addresses as a source file writes them -> what is wrong with them, or nothing.

Whether an address may be asked at all (private networks, redirects) is the fetch guard's business; here only
what can never be right is refused.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
LOWEST_PORT, HIGHEST_PORT = 1, 65535


def bad_host(host: str) -> str | None:
    """Return why the text is no host (`name` or `name:port`, lower case), or None when it is one."""
    if "/" in host or "@" in host:
        return "is no host; write the name only, without https:// and path"
    name, port = host, None
    if re.search(r":[^\]:]*$", host) and not _is_ipv6(host):
        name, _, port = host.rpartition(":")
    if port is not None and not _is_port(port):
        return f"has no port from {LOWEST_PORT} to {HIGHEST_PORT}"
    if _is_ipv6(name.removeprefix("[").removesuffix("]")):
        return None
    if not name or len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        return "is no host name (lower case, letters, digits, dots and hyphens)"
    return None


def bad_address(url: str) -> str | None:
    """Return why the text is no address of a listing page, or None when it is one."""
    if re.search(r"[\s\x00-\x1f\\<>\"]", url):
        return "holds white space or characters no address has"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"is no address ({error})"
    reason = None
    if parts.scheme not in ("http", "https"):
        reason = "must begin with http:// or https://"
    elif parts.username is not None or parts.password is not None:
        reason = "must not carry a user name or password"
    elif parts.fragment:
        reason = "must not carry a #fragment"
    elif port == 0:
        reason = f"has no port from {LOWEST_PORT} to {HIGHEST_PORT}"
    elif unfit := bad_host(parts.hostname or ""):
        reason = f"has a bad host: {parts.hostname or ''!r} {unfit}"
    return reason


def _is_port(port: str) -> bool:
    return port.isascii() and port.isdigit() and LOWEST_PORT <= int(port) <= HIGHEST_PORT


def _is_ipv6(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == 6
    except ValueError:
        return False
