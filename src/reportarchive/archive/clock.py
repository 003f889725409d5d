"""The database's own clock as SQL: UTC text `2026-03-31T16:00:00.000Z`, which sorts as time does.

Leases and pauses use it, because workers on several machines share one database but not one clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import TextClause, bindparam, text

if TYPE_CHECKING:
    from sqlalchemy import Connection

SQLITE = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', :after || ' seconds')"
POSTGRESQL = (
    "to_char((clock_timestamp() + make_interval(secs => :after)) AT TIME ZONE 'UTC',"
    """ 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
)


def time_sql(connection: Connection) -> str:
    """Return the SQL text of the time `:after` seconds from now."""
    return SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL


def time_after(connection: Connection, seconds: float) -> str:
    """Return the database's time so many seconds from now (negative: ago), as UTC text."""
    clause: TextClause = text(f"SELECT {time_sql(connection)}").bindparams(bindparam("after", seconds))
    return str(connection.execute(clause).scalar_one())
