"""One request per host at a time, with a pause between two, within one process.

The archive has slots of the same shape that hold across processes and machines (protocol: `model.HostSlots`).
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportarchive.model import PATIENCE, Hold, HostClosed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(slots=True)
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: float | None = None
    pause: float = 0.0
    rest: float = 0.0
    outcome: str = ""


class LocalSlots:
    """Slots of one process, for commands without an archive; safe between threads."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._slots: dict[str, _Slot] = {}
        self._guard = threading.Lock()

    @contextmanager
    def hold(self, host: str, pause_seconds: float, owner: str) -> Iterator[Hold]:
        """Wait for the host, then hold it. The larger of the last holder's pause and this one's is kept.

        Raises:
            HostClosed: the host rests for longer than a request waits.
        """
        del owner
        with self._guard:
            slot = self._slots.setdefault(host, _Slot())
        with slot.lock:
            if slot.ended is not None:
                wait = slot.ended + max(slot.pause, pause_seconds, slot.rest) - time.monotonic()
                if wait > PATIENCE and slot.outcome:
                    raise HostClosed(wait, slot.outcome)
                if wait > 0:
                    self._sleep(wait)
            held = Hold()
            try:
                yield held
            finally:
                slot.ended, slot.pause = time.monotonic(), pause_seconds
                slot.rest, slot.outcome = held.rest, held.outcome
