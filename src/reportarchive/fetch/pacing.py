"""One request per host at a time, with a pause between two: the slot protocol and its in-process form.

The archive has a form of the same shape whose slots hold across processes and machines.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager


class HostSlots(Protocol):
    """Gives out a host's slot: whoever holds it may send one request."""

    def hold(self, host: str, pause_seconds: float, owner: str) -> AbstractContextManager[None]:
        """Return a context that begins once the host is free and its pause is over, and frees it at its end."""


@dataclass(slots=True)
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: float | None = None
    pause: float = 0.0


class LocalSlots:
    """Slots of one process, for commands without an archive; safe between threads."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._slots: dict[str, _Slot] = {}
        self._guard = threading.Lock()

    @contextmanager
    def hold(self, host: str, pause_seconds: float, owner: str) -> Iterator[None]:
        """Wait for the host, then hold it. The larger of the last holder's pause and this one's is kept."""
        del owner
        with self._guard:
            slot = self._slots.setdefault(host, _Slot())
        with slot.lock:
            if slot.ended is not None:
                wait = slot.ended + max(slot.pause, pause_seconds) - time.monotonic()
                if wait > 0:
                    self._sleep(wait)
            try:
                yield
            finally:
                slot.ended, slot.pause = time.monotonic(), pause_seconds
