"""A moment of the archive's own time, and a connection on which every view answers as it would have answered then.

A day means its end in China (UTC+8); a UTC time means that second, what was recorded in it included. Views of the
tables that hold times, and on top of them all views of the archive, are found before the real ones: on SQLite
temporary ones of the connection, on PostgreSQL those of the schema that `db upgrade` keeps beside the archive's.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from reportarchive.errors import ArchiveError, UsageError
from reportarchive.sqlfiles import temporary, views_as_of

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
DAY_ENDS = "T15:59:59Z"  # the last second of a day in China, as times are stored
BESIDE = """
SELECT quote_ident(b.nspname) AS name, has_schema_privilege(b.oid, 'USAGE') AS readable
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_namespace b ON b.nspname = n.nspname || '_as_of'
WHERE c.oid = to_regclass('report_current')
"""


def read_moment(text: str) -> str:
    """Return `2024-05-01` or `2024-05-01T08:00:00Z` as the UTC time it means, as times are stored.

    Raises:
        UsageError: it is written otherwise, or there is no such day or time.
    """
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat() + DAY_ENDS
        if TIME.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        pass
    raise UsageError(f"moment {text!r} is not understood; write a day in China, 2024-05-01, or 2024-05-01T08:00:00Z")


def go_back_on_sqlite(connection: sqlite3.Connection, moment: str) -> None:
    """Give the connection temporary views of the archive at a moment; no guard may be on it yet."""
    for text in views_as_of("main", f"'{moment}'").values():
        connection.execute(temporary(text))


def go_back_on_postgresql(connection: Connection, moment: str) -> None:
    """Let the transaction find the archive's views at a moment before those of now.

    Raises:
        ArchiveError: the archive has none, or this role may not read them.
    """
    beside = connection.exec_driver_sql(BESIDE).one_or_none()
    if beside is None:
        raise ArchiveError("this archive has no views of earlier moments; run `reportarchive db upgrade`")
    if not beside.readable:  # PostgreSQL would pass over the schema without a word, and answer of now
        raise ArchiveError(
            f"this role may not read the views of earlier moments; GRANT USAGE ON SCHEMA {beside.name} and SELECT there"
        )
    connection.exec_driver_sql("SELECT set_config('reportarchive.as_of', %(moment)s, true)", {"moment": moment})
    path = f"{beside.name}, {connection.exec_driver_sql('SHOW search_path').scalar()}"
    connection.exec_driver_sql("SELECT set_config('search_path', %(path)s, true)", {"path": path})
