"""Workers that are gone while they hold a source: their lease is over, or their process ran here and runs no more.

Read before the leases are freed: afterwards nobody would know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.archive.alarms.trouble import Trouble
from reportarchive.archive.work.holders import shown
from reportarchive.archive.work.leases import silent_leases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

WORKER_GONE = "worker_gone"


def gone_workers(connection: Connection) -> Iterator[Trouble]:
    """Yield a trouble for each source whose worker is gone."""
    for row in silent_leases(connection):
        said = f"{shown(row.owner)} is gone; its lease ran to {row.lease_until}"
        yield Trouble(WORKER_GONE, row.source_id, said, f"source {row.source_id}")
