"""Source leases: a source is worked on by one worker at a time, in whatever run, thread, process or machine.

A lease is a row for as long as it is in force, by the database's clock. A thread of its holder's process puts it off
while the work goes on. It is taken over once it is over, and at once when its holder ran here and is gone. One that
ends later than any can was noted before the clock was set back, and counts as over.
"""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from reportarchive.archive.clock import time_after, timed
from reportarchive.archive.engine import reading, writing
from reportarchive.archive.schema import source_lease
from reportarchive.archive.work.holders import holder_name, is_gone, shown
from reportarchive.archive.work.renewal import Renewal, put_off
from reportarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine, Row

    from reportarchive.archive.archive import Archive

LONGEST_LEASE = 3600.0
"""Seconds that a source is leased for at most; a setting says for how many."""

TAKE = """
INSERT INTO source_lease (source_id, owner, lease_until) VALUES (:source_id, :holder, {later})
ON CONFLICT (source_id) DO NOTHING
"""
IN_FORCE = "SELECT lease_until > {now} FROM source_lease WHERE owner = :holder"


def holder_of(owner: str, source_id: str) -> str:
    """Return a name, given out once, for this process as it works on a source for an owner, such as `run 12`.

    Threads of one run are told apart by it, as are processes.
    """
    return holder_name(f"{owner} {source_id} {uuid.uuid4().hex}")


def take(connection: Connection, source_id: str, holder: str, seconds: float) -> bool:
    """Lease a source to a holder, unless another one has it, and return whether it is the holder's now.

    Raises:
        ArchiveError: the archive knows no such source.
    """
    free_silent(connection, source_id)
    values = {"source_id": source_id, "holder": holder, "after": min(seconds, LONGEST_LEASE)}
    return timed(connection, TAKE).count(connection, values) == 1


def free(connection: Connection, source_id: str, holder: str) -> None:
    """Give up a lease; one that another holder has taken over stays."""
    ours = (source_lease.c.source_id == source_id, source_lease.c.owner == holder)
    connection.execute(delete(source_lease).where(*ours))


def silent_leases(connection: Connection, source_id: str | None = None) -> list[Row[Any]]:
    """Return the leases, or that of one source, whose time is over or whose holder ran here and is gone.

    In the order of the sources, as renewals are, so that two who free them never wait for each other.
    """
    wanted = select(source_lease).order_by(source_lease.c.source_id)
    if source_id is not None:
        wanted = wanted.where(source_lease.c.source_id == source_id)
    rows = connection.execute(wanted).all()
    if not rows:
        return []
    now, latest = time_after(connection, 0), time_after(connection, LONGEST_LEASE)
    return [row for row in rows if not now < row.lease_until <= latest or is_gone(row.owner)]


def free_silent(connection: Connection, source_id: str | None = None) -> list[str]:
    """Free the leases, or that of one source, that are silent; return which sources came free."""
    freed = []
    for row in silent_leases(connection, source_id):
        as_seen = (source_lease.c[name] == row[place] for place, name in enumerate(row._fields))
        if connection.execute(delete(source_lease).where(*as_seen)).rowcount:  # one renewed meanwhile stays
            freed.append(row.source_id)
    return freed


def _owner(connection: Connection, source_id: str) -> str | None:
    return connection.execute(select(source_lease.c.owner).where(source_lease.c.source_id == source_id)).scalar()


class SourceHeld(Exception):
    """Another worker is at a source; `by` says which, for a person."""

    def __init__(self, holder: str) -> None:
        self.by = shown(holder) if holder else "another worker"
        super().__init__(f"{self.by} is at it")


class Lease:
    """A source that is held; `who_has_it` says who, once it was found to be lost."""

    def __init__(self, engine: Engine, source_id: str, holder: str, seconds: float) -> None:
        self.who_has_it = ""
        self._engine = engine
        self._source_id = source_id
        self._holder = holder
        self._seconds = seconds

    def is_lost(self) -> bool:
        """Tell whether others may have been at the source since: this process stood still beyond its lease.

        To be asked before each step. A lease that is over and that nobody has taken is put off first.

        Raises:
            ArchiveError: the database cannot be used.
        """
        if self.who_has_it:
            return True
        with reading(self._engine) as connection:
            if timed(connection, IN_FORCE).value(connection, {"holder": self._holder}):
                return False
        with writing(self._engine) as connection:
            if put_off(connection, source_lease, [self._holder], self._seconds):
                return False
            other = _owner(connection, self._source_id)
        self.who_has_it = shown(other) if other else "another worker"
        return True


class SourceLeases:
    """The leases of one archive's sources; safe to share between threads and to make anew in each process."""

    def __init__(self, archive: Archive, *, lease_seconds: float) -> None:
        self.lease_seconds = lease_seconds
        self._engine = archive.engine
        self._renewal = Renewal(archive.engine, source_lease, lease_seconds)
        self._left: list[tuple[str, str]] = []  # sources with their holders that could not be freed

    @contextmanager
    def hold(self, source_id: str, owner: str) -> Iterator[Lease]:
        """Lease a source for the time of the context.

        Raises:
            SourceHeld: another worker is at it.
            ArchiveError: the database cannot be used.
        """
        holder = holder_of(owner, source_id)
        with writing(self._engine) as connection:
            left, self._left = self._left, []
            for one in left:
                free(connection, *one)
            if not take(connection, source_id, holder, self.lease_seconds):
                raise SourceHeld(_owner(connection, source_id) or "")
        with self.keep(source_id, holder) as lease:
            yield lease

    @contextmanager
    def keep(self, source_id: str, holder: str) -> Iterator[Lease]:
        """Put off a lease that was taken for as long as the context lasts, and free it then."""
        self._renewal.begin(holder)
        try:
            yield Lease(self._engine, source_id, holder, self.lease_seconds)
        finally:
            self._renewal.end(holder)
            try:
                with writing(self._engine) as connection:
                    free(connection, source_id, holder)
            except ArchiveError:
                # The database is out of reach: the lease runs out, or is freed when this process tries again.
                self._left.append((source_id, holder))
