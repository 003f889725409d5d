"""What was asked of each host and when, so that politeness can be proven and not believed.

A request is in flight from the moment its head was read until its last byte is handed over; that moment is noted just
before the handing over, so that a client which asks again at once never overlaps with itself.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.zoo.answers import Ask


@dataclass(slots=True)
class Asked:
    """One request: `target` is path and query, times are monotonic; `left` when the client went before the end."""

    host: str
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    started: float
    ended: float | None = None
    status: int | None = None
    left: bool = False


@dataclass
class RequestLog:
    """All requests of all hosts (`127.0.0.1:PORT`) in the order they came."""

    requests: list[Asked] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, ask: Ask) -> Asked:
        """Note a request whose head has been read."""
        asked = Asked(ask.host, ask.method, ask.target, ask.headers, ask.body, time.monotonic())
        with self.guard:
            self.requests.append(asked)
        return asked

    def clear(self) -> None:
        """Forget what was asked so far."""
        with self.guard:
            self.requests.clear()

    def of(self, host: str) -> list[Asked]:
        """Return what one host was asked, in order."""
        with self.guard:
            return [asked for asked in self.requests if asked.host == host]

    def hosts(self) -> list[str]:
        """Return the hosts that were asked anything, in order of the first request."""
        with self.guard:
            return list(dict.fromkeys(asked.host for asked in self.requests))

    def targets(self, host: str) -> list[str]:
        """Return the paths (with queries) that one host was asked for, in order."""
        return [asked.target for asked in self.of(host)]

    def most_in_flight(self, host: str | None = None) -> int:
        """Return the most requests that one host, or all hosts together, had open at one time."""
        with self.guard:
            chosen = [asked for asked in self.requests if host in (None, asked.host)]
        steps = [(asked.started, 1) for asked in chosen]
        steps += [(asked.ended, -1) for asked in chosen if asked.ended is not None]
        most = now = 0
        for _, step in sorted(steps):  # at one instant an end (-1) counts before a beginning
            now += step
            most = max(most, now)
        return most

    def pauses(self, host: str) -> list[float]:
        """Return the seconds between the end of each request to a host and the beginning of the next."""
        return [later.started - (earlier.ended or later.started) for earlier, later in pairwise(self.of(host))]

    def asked_before_robots(self, host: str) -> list[str]:
        """Return the targets that a host was asked for before its robots.txt: a polite client leaves none."""
        targets = self.targets(host)
        return targets[: targets.index("/robots.txt")] if "/robots.txt" in targets else targets
