"""How a host is asked by one at a time: the slot protocol, its holds, and hosts that are closed for a while.

A host that refused (a wall, an overload) rests, and while it rests longer than anybody would wait it is closed: no
request is sent to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

PATIENCE = 60.0
"""Seconds that a request waits for a resting host; one that rests longer is closed."""
LONGEST_PAUSE = 600.0
"""Seconds; a site that asks for more between two requests is left alone instead of being asked for days."""


class HostClosed(Exception):
    """A host rests for longer than a request waits; `outcome` is the one that closed it."""

    def __init__(self, seconds: float, outcome: str) -> None:
        super().__init__(f"the host is left alone for another {seconds:.0f} s")
        self.seconds = seconds
        self.outcome = outcome


@dataclass(slots=True)
class Hold:
    """A host's slot while it is held: for how long its host rests afterwards, beyond the pause, and why."""

    rest: float = 0.0
    outcome: str = ""

    def let_rest(self, seconds: float, outcome: str) -> None:
        """Let the host rest for so many seconds once the slot is free."""
        if seconds > self.rest:
            self.rest, self.outcome = seconds, outcome


class HostSlots(Protocol):
    """Gives out a host's slot: whoever holds it may send one request."""

    def hold(self, host: str, pause_seconds: float, owner: str) -> AbstractContextManager[Hold]:
        """Return a context that begins once the host is free and its pause is over, and frees it at its end.

        Entering it raises `HostClosed` when the host rests for longer than `PATIENCE`.
        """
