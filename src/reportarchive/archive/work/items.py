"""Work items: what a backfill has left to do, so that it can stop anywhere and be taken up by any worker.

States: pending, running (with an owner), done, failed. An item is claimed together with the lease of its source
(`leases`), so no two workers, of one backfill or of two, are at a source. A running item whose source nobody holds
any more may be claimed again; that is how a killed worker's item comes back. Only its owner can end it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, exists, select, update

from reportarchive.archive.clock import time_after
from reportarchive.archive.engine import to_json
from reportarchive.archive.inserts import insert_all_missing, insert_missing
from reportarchive.archive.schema import ACTUAL, PLANNED, source_lease, work_item
from reportarchive.archive.work import leases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

KEYS = ("run_kind", "source_id", "scope")
OPEN = ("pending", "running")
LEASED = exists().where(source_lease.c.source_id == work_item.c.source_id)


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One claimed item: a source with the scope to harvest, and its holder; `attempts` counts this one."""

    item_id: int
    run_kind: str
    source_id: str
    scope: Mapping[str, Any]
    attempts: int
    holder: str


@dataclass(frozen=True, slots=True)
class WorkLeft:
    """Of some items those that are free, and the sources of those that workers are at; the others have ended."""

    free: tuple[int, ...]
    held: tuple[str, ...]

    def __len__(self) -> int:
        """Return how many items have not ended."""
        return len(self.free) + len(self.held)


def plan_work(
    connection: Connection, run_kind: str, source_ids: Sequence[str], scope: Mapping[str, object]
) -> list[int]:
    """Return the ids of the items to work on, one per source; the same plan twice is resumed, not doubled.

    Of a plan with unfinished items the done ones stay done; failed ones are tried again. When all are done,
    the plan begins anew, and what had been planned before they ended is forgotten.
    """
    key = to_json(dict(scope))
    insert_all_missing(connection, work_item, KEYS, [_new_item(run_kind, one, key) for one in source_ids])
    ours = (
        work_item.c.run_kind == run_kind,
        work_item.c.scope == key,
        work_item.c.source_id.in_(list(source_ids)),
    )
    states = set(connection.execute(select(work_item.c.state).where(*ours)).scalars())
    again = "failed" if states != {"done"} else "done"
    afresh: dict[str, Any] = {"state": "pending", "error": None} | dict.fromkeys(ACTUAL)
    if again == "done":
        stale = (*ours, work_item.c.planned_at <= work_item.c.finished_at)
        forgotten = dict.fromkeys((*PLANNED, "planned_at"))
        connection.execute(update(work_item).where(*stale).values(forgotten))
    afresh |= {"started_at": None, "finished_at": None}
    connection.execute(update(work_item).where(*ours, work_item.c.state == again).values(afresh))
    wanted = select(work_item.c.item_id).where(*ours, work_item.c.state != "done")
    return list(connection.execute(wanted.order_by(work_item.c.item_id)).scalars())


def note_planned(
    connection: Connection,
    run_kind: str,
    source_id: str,
    scope: Mapping[str, object],
    *,
    planned: Mapping[str, int | None],
) -> None:
    """Note what working on a source would ask (`PLANNED`; None: unknown), whatever state its item is in."""
    item = _new_item(run_kind, source_id, to_json(dict(scope)))
    insert_missing(connection, work_item, KEYS, item)
    ours = (work_item.c[name] == item[name] for name in KEYS)
    connection.execute(
        update(work_item).where(*ours).values({**planned, "planned_at": time_after(connection, 0)}),
    )


def claim_work(
    connection: Connection, owner: str, lease_seconds: float, item_ids: Sequence[int] | None
) -> WorkItem | None:
    """Return the next free item with its source leased to the owner, or None when there is none."""
    leases.free_silent(connection)
    while (row := _next_free(connection, item_ids)) is not None:
        holder = leases.holder_of(owner, row.source_id)
        if leases.take(connection, row.source_id, holder, lease_seconds):
            claimed = {"state": "running", "owner": holder, "attempts": row.attempts + 1}
            claimed |= {"started_at": time_after(connection, 0), "finished_at": None}
            connection.execute(update(work_item).where(work_item.c.item_id == row.item_id).values(claimed))
            return WorkItem(row.item_id, row.run_kind, row.source_id, json.loads(row.scope), row.attempts + 1, holder)
    return None


def finish_work(connection: Connection, item: WorkItem, error: str | None, counts: Mapping[str, int]) -> bool:
    """Mark an item done, or failed with the error in one line, with what was counted (`ACTUAL`).

    Return whether it was: of an item that another worker has taken over nothing is noted.
    """
    ended = {"state": "failed" if error else "done", "error": error, "finished_at": time_after(connection, 0)}
    return _end(connection, item, ended | dict(counts))


def release_work(connection: Connection, item: WorkItem) -> bool:
    """Put an item back to pending, since it was begun and is not done; return False where it is another worker's."""
    return _end(connection, item, {"state": "pending", "started_at": None})


def free_leases(connection: Connection) -> int:
    """Free the sources that workers left which went silent, or ran here and are gone, and return how many.

    Items that ran under their leases are pending again, those too whose lease another worker has found to be over.
    """
    freed = set(leases.free_silent(connection))
    orphaned = update(work_item).where(work_item.c.state == "running", ~LEASED)
    pending = orphaned.values(state="pending", owner=None, started_at=None).returning(work_item.c.source_id)
    return len(freed.union(connection.execute(pending).scalars()))


def work_left(connection: Connection, item_ids: Sequence[int]) -> WorkLeft:
    """Return what is left to do of these items, after the leases of silent workers were freed."""
    leases.free_silent(connection)
    wanted = (
        select(work_item.c.item_id, work_item.c.source_id, LEASED.label("is_leased"))
        .where(work_item.c.item_id.in_(list(item_ids)), work_item.c.state.in_(OPEN))
        .order_by(work_item.c.item_id)
    )
    rows = connection.execute(wanted).all()
    return WorkLeft(
        tuple(row.item_id for row in rows if not row.is_leased),
        tuple(sorted(row.source_id for row in rows if row.is_leased)),
    )


def failed_sources(connection: Connection, run_kind: str | None) -> list[str]:
    """Return the ids of the sources with a failed item, sorted."""
    wanted = select(work_item.c.source_id).where(work_item.c.state == "failed").distinct()
    if run_kind is not None:
        wanted = wanted.where(work_item.c.run_kind == run_kind)
    return list(connection.execute(wanted.order_by(work_item.c.source_id)).scalars())


def _new_item(run_kind: str, source_id: str, scope: str) -> dict[str, Any]:
    return {"run_kind": run_kind, "source_id": source_id, "scope": scope, "state": "pending", "attempts": 0}


def _next_free(connection: Connection, item_ids: Sequence[int] | None) -> Row[Any] | None:
    """Return the first item that is to be done and whose source nobody holds; on PostgreSQL it is locked."""
    free: list[ColumnElement[bool]] = [work_item.c.state.in_(OPEN), ~LEASED]
    if item_ids is not None:
        free.append(work_item.c.item_id.in_(list(item_ids)))
    first = select(work_item).where(*free).order_by(work_item.c.item_id).limit(1)
    return connection.execute(first.with_for_update(skip_locked=True, of=work_item)).one_or_none()


def _end(connection: Connection, item: WorkItem, values: Mapping[str, Any]) -> bool:
    ours = (work_item.c.item_id == item.item_id, work_item.c.state == "running", work_item.c.owner == item.holder)
    return connection.execute(update(work_item).where(*ours).values({**values, "owner": None})).rowcount == 1
