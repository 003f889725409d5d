"""Workers that are gone while they hold a source: their lease is over, or their process ran here and runs no more.

Read before the leases are freed: afterwards nobody would know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from reportarchive.archive.alarms.trouble import Trouble
from reportarchive.archive.clock import time_after
from reportarchive.archive.schema import work_item
from reportarchive.archive.work.holders import is_gone
from reportarchive.archive.work.items import LONGEST_LEASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

WORKER_GONE = "worker_gone"


def gone_workers(connection: Connection) -> Iterator[Trouble]:
    """Yield a trouble for each source whose worker is gone."""
    now, latest = time_after(connection, 0), time_after(connection, LONGEST_LEASE)
    for row in connection.execute(
        select(work_item).where(work_item.c.state == "running").order_by(work_item.c.item_id)
    ):
        until = row.lease_until or ""
        if not now <= until <= latest or (row.owner and is_gone(row.owner)):
            said = (
                f"the worker of a {row.run_kind} is gone (attempt {row.attempts}); its lease ran to {until or 'no end'}"
            )
            yield Trouble(WORKER_GONE, row.source_id, said, f"work item {row.item_id}")
