"""The database's own clock as SQL: UTC text `2026-03-31T16:00:00.000Z`, which sorts as time does.

Leases and pauses use it, because workers on several machines share one database but not one clock.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import text

from reportarchive.archive.prepared import Prepared

if TYPE_CHECKING:
    from sqlalchemy import Connection

TIMES = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', {} || ' seconds')",
    "postgresql": (
        "to_char((clock_timestamp() + make_interval(secs => {})) AT TIME ZONE 'UTC',"
        """ 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
    ),
}


def timed(connection: Connection, sql: str) -> Prepared:
    """Return a statement in which `{now}` is the database's time and `{later}` that `:after` seconds from now."""
    return _timed(connection.dialect.name, sql)


@cache
def _timed(engine: str, sql: str) -> Prepared:
    time = TIMES[engine]
    return Prepared(text(sql.format(now=time.format("0"), later=time.format(":after"))))


def time_after(connection: Connection, seconds: float) -> str:
    """Return the database's time so many seconds from now (negative: ago), as UTC text."""
    return str(timed(connection, "SELECT {later}").value(connection, {"after": seconds}))
