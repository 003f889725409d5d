"""Which names of this machine a request may use.

A page of a stranger can give its own name the address of loopback (DNS rebinding) and then read, from a visitor's
browser, what listens there. Such a request still names the stranger's host.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
REFUSED = "this address is answered under the names of this machine only: localhost, 127.0.0.1, [::1]\n"
_HEADER = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]\s]+)(?::[0-9]{1,5})?")


def is_loopback(host: str) -> bool:
    """Tell whether an address is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def in_address(host: str) -> str:
    """Return a host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def answered_names(host: str) -> frozenset[str] | None:
    """Return the names under which a server on this host answers; None for any, when it is open to the network."""
    return LOOPBACK_NAMES | {in_address(host).lower()} if is_loopback(host) else None


def is_answered(headers: Iterable[tuple[bytes, bytes]], names: frozenset[str]) -> bool:
    """Tell whether a request names one of these hosts, with any port, and no other one beside it."""
    named = [value.decode("latin-1").lower() for name, value in headers if name.lower() == b"host"]
    found = [_HEADER.fullmatch(value) for value in named]
    return bool(found) and all(one is not None and one[1] in names for one in found)
