"""One message sent to the addresses a person set, by Apprise: webhooks, e-mail, and what else it knows.

An address holds passwords, so none is ever shown: one that fails is told by its place in the list and its scheme.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from reportarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


def send(addresses: Sequence[str], title: str, body: str) -> list[str]:
    """Send a message to every address, and return the names of those that did not take it.

    Raises:
        UsageError: an address is none that Apprise knows, or Apprise is not installed.
    """
    services = [_service(address, name) for address, name in named(addresses)]
    # Every address is tried, whatever became of the one before.
    taken = [bool(service.notify(body=body, title=title, body_format="text")) for service, _ in services]
    return [name for (_, name), is_taken in zip(services, taken, strict=True) if not is_taken]


def named(addresses: Sequence[str]) -> list[tuple[str, str]]:
    """Return each address with the name it may be called by: its place, counted from 1, and its scheme."""
    schemes = (address.partition("://")[0] for address in addresses)
    return [
        (address, f"address {place} ({scheme})")
        for place, (address, scheme) in enumerate(zip(addresses, schemes, strict=True), start=1)
    ]


def _service(address: str, name: str) -> tuple[Any, str]:
    try:
        import apprise  # noqa: PLC0415 - an extra, and slow to load: only who tells needs it
    except ModuleNotFoundError as error:
        raise UsageError("alarms are sent by Apprise: install reportarchive[alarms]") from error
    # What it logs may hold an address; what came of a message is told by us.
    logger = logging.getLogger("apprise")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    service = apprise.Apprise()
    if not service.add(address):
        raise UsageError(f"setting alarm_urls: {name} is no address that Apprise knows")
    return service, name
