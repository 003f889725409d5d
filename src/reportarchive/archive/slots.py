"""Host slots: one request per host at a time with a pause, across all threads, workers and machines.

Every request holds its host's slot and renews its lease meanwhile. The slot of a killed holder comes free at
once when it ran here, else with its lease; either way the host's pause is kept. All times are the database's.
"""

from __future__ import annotations

import threading
import time
import uuid
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from reportarchive.archive.clock import time_after, time_sql
from reportarchive.archive.engine import reading, writing
from reportarchive.archive.holders import holder_name, is_gone
from reportarchive.archive.inserts import insert_missing
from reportarchive.archive.schema import host_slot
from reportarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from reportarchive.archive.archive import Archive

LEASE_SECONDS = 6.0  # how long the host of a killed process elsewhere stays closed; a live holder renews it
LONGEST_NAP = 0.5  # a freed slot is noticed within this, in seconds
SHORTEST_NAP = 0.005


class HostSlots:
    """The slots of one archive; safe to share between threads and to make anew in each process."""

    def __init__(self, archive: Archive, *, lease_seconds: float = LEASE_SECONDS) -> None:
        self._engine: Engine = archive.engine
        self._lease_seconds = lease_seconds

    @contextmanager
    def hold(self, host: str, pause_seconds: float, owner: str) -> Iterator[None]:
        """Wait until the host's slot is free and due, hold it, and on leaving start the host's pause.

        Raises:
            ArchiveError: the database cannot be used.
        """
        holder = holder_name(f"{owner}/{uuid.uuid4().hex}")
        while (wait := self._take(host, holder)) > 0:
            self._free_if_gone(host, pause_seconds)
            time.sleep(min(max(wait, SHORTEST_NAP), LONGEST_NAP))
        done = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(host, holder, done), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            done.set()
            renewing.join()
            self._free(host, holder, pause_seconds)

    def _renew(self, host: str, holder: str, done: threading.Event) -> None:
        """Put the lease off until done: a slow answer may take longer than any lease one would wait for."""
        while not done.wait(max(self._lease_seconds / 3, SHORTEST_NAP)):
            # Should the database be out of reach just now, the lease runs on, and the next turn tries again.
            with suppress(ArchiveError), writing(self._engine) as connection:
                renew = text(
                    f"UPDATE host_slot SET lease_until = {time_sql(connection)}"  # noqa: S608
                    " WHERE host = :host AND owner = :holder"
                )
                values = {"after": self._lease_seconds, "host": host, "holder": holder}
                connection.execute(renew, values)

    def _take(self, host: str, holder: str) -> float:
        """Return 0 when the slot is now ours, else the seconds until it may be."""
        with reading(self._engine) as connection:  # a look first: waiting takes no write lock
            wait = _seconds_left(connection, host)
        if wait > 0:
            return wait
        with writing(self._engine) as connection:
            insert_missing(connection, host_slot, ("host",), {"host": host})
            later = time_sql(connection)
            take = text(
                f"UPDATE host_slot SET owner = :holder, lease_until = {later} WHERE host = :host"  # noqa: S608
                " AND (lease_until IS NULL OR lease_until <= :now)"
                " AND (next_allowed_at IS NULL OR next_allowed_at <= :now)"
            )
            values = {"holder": holder, "after": self._lease_seconds, "host": host}
            now = time_after(connection, 0)
            taken = connection.execute(take, values | {"now": now}).rowcount == 1
        return 0.0 if taken else SHORTEST_NAP

    def _free_if_gone(self, host: str, pause_seconds: float) -> None:
        with reading(self._engine) as connection:
            holder = connection.execute(select(host_slot.c.owner).where(host_slot.c.host == host)).scalar()
        if holder is not None and is_gone(holder):
            self._free(host, holder, pause_seconds)

    def _free(self, host: str, holder: str, pause_seconds: float) -> None:
        with writing(self._engine) as connection:
            free = text(
                "UPDATE host_slot SET owner = NULL, lease_until = NULL,"  # noqa: S608
                f" next_allowed_at = {time_sql(connection)} WHERE host = :host AND owner = :holder"
            )
            connection.execute(free, {"after": pause_seconds, "host": host, "holder": holder})


def _seconds_left(connection: Connection, host: str) -> float:
    wanted = select(host_slot.c.lease_until, host_slot.c.next_allowed_at).where(host_slot.c.host == host)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        return 0.0
    latest = max(row.lease_until or "", row.next_allowed_at or "")
    if not latest:
        return 0.0
    now = datetime.fromisoformat(time_after(connection, 0))
    return (datetime.fromisoformat(latest) - now).total_seconds()
