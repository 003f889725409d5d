"""What SQLite's planner knows of the archive: how many rows share a key, estimated from a sample of each index.

Without it a view of many joins may be asked in an order that takes a thousand times as long (measured:
`indicator_change` of one division and indicator at 30,000 reports, more than 30 s against 2 ms). A sample of 1,000
rows an index takes 0.1 s at that size, so it is taken anew at the end of every run. PostgreSQL does so by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.archive.schema import metadata
from reportarchive.archive.search.index import NAME

if TYPE_CHECKING:
    from sqlalchemy import Connection

SAMPLE = 1000  # rows of an index


def renew_statistics(connection: Connection) -> None:
    """Take the planner's statistics anew; nothing on PostgreSQL."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit = {SAMPLE}")
        # Not of all tables: FTS5 deletes from its own by ranges of keys, and once a connection knows how few rows a new
        # archive has in them it reads them whole each time (4,800 reads a report in a first harvest of 1,000).
        for table in metadata.tables:
            connection.exec_driver_sql(f'ANALYZE "{table}"')
        connection.exec_driver_sql(f"DELETE FROM sqlite_stat1 WHERE tbl GLOB '{NAME}*'")  # noqa: S608 - our own name
