"""Work items: what a backfill has left to do, so that it can stop anywhere and be taken up by any worker.

States: pending, running (with an owner and a lease by the database's clock), done, failed. A running item
whose lease is over may be claimed again; that is how a killed worker's item comes back. So is one whose lease ends
later than any can: the clock was set back since.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import not_, select, text, update

from reportarchive.archive.clock import time_after, time_sql
from reportarchive.archive.engine import to_json
from reportarchive.archive.inserts import insert_missing
from reportarchive.archive.schema import work_item
from reportarchive.archive.work.holders import holder_name, is_gone
from reportarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

LONGEST_LEASE = 3600.0
"""Seconds that an item is leased for at most."""


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One claimed item: a source with the scope to harvest; `attempts` counts this one."""

    item_id: int
    run_kind: str
    source_id: str
    scope: Mapping[str, Any]
    attempts: int


def plan_work(
    connection: Connection, run_kind: str, source_ids: Sequence[str], scope: Mapping[str, object]
) -> list[int]:
    """Return the ids of the items to work on, one per source; the same plan twice is resumed, not doubled.

    Of a plan with unfinished items the done ones stay done; failed ones are tried again. When all are done,
    the plan begins anew.
    """
    key = to_json(dict(scope))
    for source_id in source_ids:
        row = {"run_kind": run_kind, "source_id": source_id, "scope": key, "state": "pending", "attempts": 0}
        insert_missing(connection, work_item, ("run_kind", "source_id", "scope"), row)
    ours = (
        work_item.c.run_kind == run_kind,
        work_item.c.scope == key,
        work_item.c.source_id.in_(list(source_ids)),
    )
    states = set(connection.execute(select(work_item.c.state).where(*ours)).scalars())
    again = ["failed"] if states != {"done"} else ["done"]
    connection.execute(update(work_item).where(*ours, work_item.c.state.in_(again)).values(state="pending", error=None))
    wanted = select(work_item.c.item_id).where(*ours, work_item.c.state != "done")
    return list(connection.execute(wanted.order_by(work_item.c.item_id)).scalars())


def claim_work(
    connection: Connection, owner: str, lease_seconds: float, item_ids: Sequence[int] | None
) -> WorkItem | None:
    """Return the next free item, now leased to the owner (an hour at most), or None when there is none."""
    skip_taken = " FOR UPDATE SKIP LOCKED" if connection.dialect.name == "postgresql" else ""
    now, latest = time_after(connection, 0), time_after(connection, LONGEST_LEASE)
    only = "" if item_ids is None else f" AND item_id IN ({', '.join(str(int(number)) for number in item_ids)})"
    if item_ids is not None and not item_ids:
        return None
    claim = text(
        f"UPDATE work_item SET state = 'running', owner = :owner, attempts = attempts + 1,"  # noqa: S608
        f" lease_until = {time_sql(connection)} WHERE item_id = (SELECT item_id FROM work_item"
        f" WHERE (state = 'pending' OR (state = 'running' AND NOT lease_until BETWEEN :now AND :latest)){only}"
        f" ORDER BY item_id LIMIT 1{skip_taken})"
        " RETURNING item_id, run_kind, source_id, scope, attempts"
    )
    lease = {"owner": holder_name(owner), "after": min(lease_seconds, LONGEST_LEASE), "now": now, "latest": latest}
    row = connection.execute(claim, lease).one_or_none()
    if row is None:
        return None
    return WorkItem(row.item_id, row.run_kind, row.source_id, json.loads(row.scope), row.attempts)


def finish_work(connection: Connection, item_id: int, error: str | None) -> None:
    """Mark an item done, or failed with the error in one line.

    Raises:
        ArchiveError: there is no such item.
    """
    values = {"state": "failed" if error else "done", "error": error, "owner": None, "lease_until": None}
    result = connection.execute(update(work_item).where(work_item.c.item_id == item_id).values(values))
    if result.rowcount != 1:
        raise ArchiveError(f"there is no work item {item_id}")


def release_work(connection: Connection, item_id: int) -> None:
    """Put an item back to pending: it was begun and is not done."""
    values = {"state": "pending", "owner": None, "lease_until": None}
    connection.execute(update(work_item).where(work_item.c.item_id == item_id).values(values))


def free_leases(connection: Connection) -> int:
    """Put running items back to pending whose lease is over or whose worker ran here and is gone; return how many."""
    running = work_item.c.state == "running"
    owners = connection.execute(select(work_item.c.owner).where(running).distinct()).scalars()
    gone = [owner for owner in owners if owner and is_gone(owner)]
    held = work_item.c.lease_until.between(time_after(connection, 0), time_after(connection, LONGEST_LEASE))
    over = not_(held) | work_item.c.owner.in_(gone)
    values = {"state": "pending", "owner": None, "lease_until": None}
    return int(connection.execute(update(work_item).where(running, over).values(values)).rowcount)


def held_work(connection: Connection, item_ids: Sequence[int]) -> list[str]:
    """Return the sources among these items that a worker holds at present, sorted."""
    held = (work_item.c.state == "running", work_item.c.item_id.in_(list(item_ids)))
    return list(
        connection.execute(select(work_item.c.source_id).where(*held).order_by(work_item.c.source_id)).scalars()
    )


def failed_sources(connection: Connection, run_kind: str | None) -> list[str]:
    """Return the ids of the sources with a failed item, sorted."""
    wanted = select(work_item.c.source_id).where(work_item.c.state == "failed").distinct()
    if run_kind is not None:
        wanted = wanted.where(work_item.c.run_kind == run_kind)
    return list(connection.execute(wanted.order_by(work_item.c.source_id)).scalars())
