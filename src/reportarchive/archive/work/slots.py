"""Host slots: one request per host at a time with a pause, across all threads, workers and machines.

Every request holds its host's slot and renews its lease meanwhile. The slot of a killed holder comes free at
once when it ran here, else with its lease; either way the host's pause is kept. All times are the database's. A time
further ahead than anybody sets one was noted before the clock was set back, and is counted anew from now.
"""

from __future__ import annotations

import time
import uuid
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from reportarchive.archive.clock import time_after, timed
from reportarchive.archive.engine import reading, writing
from reportarchive.archive.schema import host_slot
from reportarchive.archive.work.holders import holder_name, is_gone
from reportarchive.archive.work.renewal import SHORTEST_NAP, Renewal
from reportarchive.model import LONGEST_PAUSE, PATIENCE, Hold, HostClosed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from reportarchive.archive.archive import Archive

LEASE_SECONDS = 6.0  # how long the host of a killed process elsewhere stays closed; a live holder renews it
LONGEST_NAP = 0.5  # a freed slot is noticed within this, in seconds

TAKE = """
INSERT INTO host_slot (host, owner, lease_until) VALUES (:host, :holder, {later})
ON CONFLICT (host) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until, closed_for = NULL
WHERE (host_slot.lease_until IS NULL OR host_slot.lease_until <= {now})
    AND (host_slot.next_allowed_at IS NULL OR host_slot.next_allowed_at <= {now})
"""
FREE = """
UPDATE host_slot SET owner = NULL, lease_until = NULL, closed_for = :closed_for, next_allowed_at = {later}
WHERE host = :host AND owner = :holder
"""
LEASE_ANEW = "UPDATE host_slot SET lease_until = {later} WHERE host = :host AND lease_until > :late"
PAUSE_ANEW = """
UPDATE host_slot SET next_allowed_at = {later} WHERE host = :host AND next_allowed_at > :late AND closed_for IS NULL
"""


class HostSlots:
    """The slots of one archive; safe to share between threads and to make anew in each process."""

    def __init__(self, archive: Archive, *, lease_seconds: float = LEASE_SECONDS) -> None:
        self._engine: Engine = archive.engine
        self._lease_seconds = lease_seconds
        self._renewal = Renewal(archive.engine, host_slot, lease_seconds)

    @contextmanager
    def hold(self, host: str, pause_seconds: float, owner: str) -> Iterator[Hold]:
        """Wait until the host's slot is free and due, hold it, and on leaving start the host's pause or rest.

        Raises:
            HostClosed: the host rests for longer than a request waits.
            ArchiveError: the database cannot be used.
        """
        holder = holder_name(f"{owner}/{uuid.uuid4().hex}")
        longest = max(LONGEST_PAUSE, pause_seconds, self._lease_seconds)
        while not self._take(host, holder):
            wait = self._seconds_left(host)
            self._free_if_gone(host, pause_seconds)
            if wait > longest:
                self._set_right(host, pause_seconds, longest)
            time.sleep(min(max(wait, SHORTEST_NAP), LONGEST_NAP))
        self._renewal.begin(holder)
        held = Hold()
        try:
            yield held
        finally:
            self._renewal.end(holder)
            self._free(host, holder, max(pause_seconds, held.rest), held.outcome if held.rest else None)

    def _take(self, host: str, holder: str) -> bool:
        """Take the slot when it is free and due, and return whether it is ours now."""
        values = {"host": host, "holder": holder, "after": self._lease_seconds}
        with writing(self._engine) as connection:
            return timed(connection, TAKE).count(connection, values) == 1

    def _seconds_left(self, host: str) -> float:
        """Return in how many seconds the slot may be free.

        Raises:
            HostClosed: its host rests for longer than a request waits.
        """
        with reading(self._engine) as connection:
            columns = (host_slot.c.lease_until, host_slot.c.next_allowed_at, host_slot.c.closed_for)
            row = connection.execute(select(*columns).where(host_slot.c.host == host)).one_or_none()
            if row is None:
                return 0.0
            now = datetime.fromisoformat(time_after(connection, 0))
        until = {at: (datetime.fromisoformat(at) - now).total_seconds() for at in row[:2] if at}
        resting = until.get(row.next_allowed_at, 0.0)
        if row.closed_for and resting > PATIENCE:
            raise HostClosed(resting, row.closed_for)
        return max(until.values(), default=0.0)

    def _free_if_gone(self, host: str, pause_seconds: float) -> None:
        with reading(self._engine) as connection:
            holder = connection.execute(select(host_slot.c.owner).where(host_slot.c.host == host)).scalar()
        if holder is not None and is_gone(holder):
            self._free(host, holder, pause_seconds, None)

    def _set_right(self, host: str, pause_seconds: float, latest: float) -> None:
        """Count a lease or pause anew that ends later than in so many seconds: the clock was set back since.

        A holder that lives renews its lease before it ends. A rest that the host asked for may be a day, and stays.
        """
        with writing(self._engine) as connection:
            late = time_after(connection, latest)
            for sql, seconds in ((LEASE_ANEW, self._lease_seconds), (PAUSE_ANEW, pause_seconds)):
                timed(connection, sql).count(connection, {"host": host, "after": seconds, "late": late})

    def _free(self, host: str, holder: str, pause_seconds: float, closed_for: str | None) -> None:
        values = {"after": pause_seconds, "host": host, "holder": holder, "closed_for": closed_for}
        with writing(self._engine) as connection:
            timed(connection, FREE).count(connection, values)
