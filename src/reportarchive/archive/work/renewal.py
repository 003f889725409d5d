"""Leases put off while their holders are at work: one thread of a process renews all that it holds in a table.

The thread ends with the last reference to its `Renewal`; a process that is killed or frozen renews nothing, and so its
leases run out.
"""

from __future__ import annotations

import threading
import time
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING

from reportarchive.archive.clock import timed
from reportarchive.archive.engine import writing
from reportarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Engine, Table

SHORTEST_NAP = 0.005


class Renewal:
    """The leases held here in one table with the columns `owner` and `lease_until`; safe to share between threads."""

    def __init__(self, engine: Engine, table: Table, lease_seconds: float) -> None:
        self._engine = engine
        self._table = table
        self._lease_seconds = lease_seconds
        self._held: set[str] = set()
        self._guard = threading.Lock()
        self._turn = threading.Lock()  # held while the database is written
        self._thread: threading.Thread | None = None

    def begin(self, holder: str) -> None:
        """Have the lease of a holder put off every third of its time: work may take longer than any lease."""
        with self._guard:
            self._held.add(holder)
            if self._thread is None:
                every = max(self._lease_seconds / 3, SHORTEST_NAP)
                self._thread = threading.Thread(target=_renew, args=(weakref.ref(self), every), daemon=True)
                self._thread.start()

    def end(self, holder: str) -> None:
        """Leave the lease of a holder to itself from now on; a renewal under way is waited for.

        Who closes the archive after its last lease thus leaves no connection behind.
        """
        with self._guard:
            self._held.discard(holder)
        with self._turn:
            pass

    def renew(self) -> None:
        """Put off all leases held here; those that others have taken over meanwhile stay theirs."""
        with self._turn:
            with self._guard:
                holders = list(self._held)
            if not holders:
                return
            # Should the database be out of reach just now, the leases run on, and the next turn tries again.
            with suppress(ArchiveError), writing(self._engine) as connection:
                put_off(connection, self._table, holders, self._lease_seconds)


def put_off(connection: Connection, table: Table, holders: Iterable[str], seconds: float) -> bool:
    """Let the leases of these holders end so many seconds from now; return whether there are any.

    In one order everywhere, so that two who renew never wait for each other.
    """
    renewal = timed(connection, f"UPDATE {table.name} SET lease_until = {{later}} WHERE owner = :holder")  # noqa: S608 - our own
    return sum(renewal.count(connection, {"after": seconds, "holder": holder}) for holder in sorted(holders)) > 0


def _renew(renewal: weakref.ref[Renewal], every: float) -> None:
    while True:
        time.sleep(every)
        known = renewal()
        if known is None:
            return
        known.renew()
        del known
