"""A URL -> a target whose every network address was checked, or the reason why it is not asked.

The check and the connection must see the same address, else a name that changes between the two (DNS
rebinding) leads into the operator's own network. So the checked addresses travel with the target and the
transport connects to them, not to the name. Only httpx's own URL parser is used, for the same reason.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from reportarchive.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    Resolver = Callable[[str, int], Sequence[str]]

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_CHARACTERS = 2000
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_TRANSITION = (ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32"))  # 6to4, Teredo


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: its URL parsed once, host and port, and (after the guard) checked addresses."""

    url: httpx.URL
    host: str
    port: int
    addresses: tuple[str, ...] = ()

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what robots.txt and connections belong to."""
        return self.url.scheme, self.host, self.port

    @property
    def is_loopback(self) -> bool:
        """Whether every checked address is this machine."""
        return bool(self.addresses) and all(ipaddress.ip_address(one).is_loopback for one in self.addresses)

    @property
    def slot(self) -> str:
        """The name under which the host is paced; on loopback each address:port is a host of its own."""
        return f"{self.host}:{self.port}" if is_local_name(self.host) else self.host


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is asked: the outcome and a few words of evidence."""

    outcome: Outcome
    evidence: str


def parse_target(url: str) -> Target | Refusal:
    """Return the target of an http or https URL without user name, not yet checked against the network."""
    if len(url) > MAX_CHARACTERS:
        return Refusal(Outcome.ADDRESS_REFUSED, f"the address has more than {MAX_CHARACTERS} characters")
    try:
        parsed = httpx.URL(url)
        host = parsed.raw_host.decode("ascii").lower().rstrip(".")
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as error:
        return Refusal(Outcome.ADDRESS_REFUSED, f"no valid address: {error}")
    if parsed.scheme not in DEFAULT_PORTS or not host:
        return Refusal(Outcome.ADDRESS_REFUSED, f"only http and https are asked, not {parsed.scheme or 'a bare path'}")
    if parsed.userinfo:
        return Refusal(Outcome.ADDRESS_REFUSED, "addresses with a user name are not asked")
    port = parsed.port if parsed.port is not None else DEFAULT_PORTS[parsed.scheme]
    if not 1 <= port <= 65535:
        return Refusal(Outcome.ADDRESS_REFUSED, f"no such port: {port}")
    return Target(parsed, host, port)


def is_allowed_host(target: Target, hosts: Collection[str]) -> bool:
    """Tell whether the target is on the allow-list; an entry without port means the scheme's own port."""
    shown = f"[{target.host}]" if ":" in target.host else target.host
    names = {f"{shown}:{target.port}", f"{target.host}:{target.port}"}
    if target.port == DEFAULT_PORTS[target.url.scheme]:
        names |= {shown, target.host}
    return any(host.lower() in names for host in hosts)


def is_local_name(host: str) -> bool:
    """Tell whether a host is written as this machine's own, so that no name has to be looked up."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def system_resolver(host: str, port: int) -> list[str]:
    """Return the addresses the system knows for a name, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check_addresses(target: Target, resolver: Resolver, *, allow_loopback: bool) -> Target | Refusal:
    """Return the target with its addresses; one bad address among them refuses them all."""
    try:
        addresses = tuple(resolver(target.host, target.port))
    except (OSError, UnicodeError) as error:
        return Refusal(Outcome.UNREACHABLE, f"the name {target.host} is not known: {error}")
    if not addresses:
        return Refusal(Outcome.UNREACHABLE, f"the name {target.host} has no address")
    for address in addresses:
        reason = refused_address(address, allow_loopback=allow_loopback)
        if reason:
            return Refusal(Outcome.ADDRESS_REFUSED, f"{target.host} is {address}, {reason}")
    return Target(target.url, target.host, target.port, addresses)


def refused_address(address: str, *, allow_loopback: bool) -> str | None:
    """Return why an address is not connected to, or None for a public one (or an allowed loopback)."""
    try:
        plain = ipaddress.ip_address(address)
    except ValueError:
        return "which is no address"
    if isinstance(plain, ipaddress.IPv6Address):
        hidden = _hidden_reason(plain)
        if hidden or plain.ipv4_mapped or plain in _NAT64:
            return hidden
    if plain.is_loopback:
        return None if allow_loopback else "this machine; set REPORTARCHIVE_ALLOW_LOOPBACK=1 to allow it"
    if plain.is_multicast or plain.is_reserved or plain.is_unspecified or plain.is_link_local or not plain.is_global:
        return "not a public address"
    return None


def _hidden_reason(address: ipaddress.IPv6Address) -> str | None:
    """Return why an IPv6 address that stands for another one is refused, or None.

    Mapped loopback is refused even when loopback is allowed: no honest source is written so.
    """
    if address.scope_id:
        return "which is bound to one link"
    inner = address.ipv4_mapped or (_low_bits(address) if address in _NAT64 else None)
    if inner is not None:
        return refused_address(str(inner), allow_loopback=False)
    return "which hides another address" if any(address in network for network in _TRANSITION) else None


def _low_bits(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
