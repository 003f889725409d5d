"""History by hand: work items that survive a killed process, worked on by any number of workers.

The state of a backfill lives in the archive, one item a source. Workers that are given the same scope share its items;
each ends when all are done, by whomever, and takes over what a worker that is gone has left. The same command after a
crash goes on where it stopped.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from reportarchive.errors import FetchRefused
from reportarchive.pipeline.gather.harvest import (
    open_harvester,
    remaining,
    sources_in_scope,
    work_side_by_side,
)
from reportarchive.pipeline.progress import say_nothing
from reportarchive.pipeline.runs import recorded_run
from reportarchive.pipeline.tally import Tally

if TYPE_CHECKING:
    from reportarchive.archive import WorkItem
    from reportarchive.model import Scope
    from reportarchive.pipeline.gather.harvest import Harvester
    from reportarchive.pipeline.holdings import Holdings
    from reportarchive.pipeline.progress import Progress
    from reportarchive.pipeline.runs import Run

KIND = "backfill"
LOOK_AGAIN = 0.5  # seconds between two looks at what other workers have left
NAMED = 3  # sources that are named of those waited for


@dataclass(frozen=True, slots=True)
class Plan:
    """The work items of a scope that are still to do, of how many sources in all."""

    items: tuple[int, ...]
    sources: int


def backfill(holdings: Holdings, scope: Scope, *, progress: Progress = say_nothing) -> Tally:
    """Harvest every source in scope as a work item each, and return what this process did.

    With a limit it ends when so many articles were asked for; else when all items are done, by whomever.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
    """
    plan = take_up(holdings, scope)
    with recorded_run(holdings, KIND, scope) as run, open_harvester(run) as harvester:
        if scope.limit is None:
            while free := await_free(harvester, plan, progress):
                work_side_by_side(
                    harvester, [[item] for item in free], lambda _: work_next(harvester, plan, progress=progress)
                )
        else:
            left: int | None = scope.limit
            while left != 0 and (tally := work_next(harvester, plan, limit=left, progress=progress)):
                left = remaining(left, tally)
            tell_held(run, plan)
        return run.tally


def work_scope(scope: Scope) -> dict[str, object]:
    """Return what makes two plans the same: what is asked, not how much of it at a time."""
    return asdict(replace(scope, only_failed=False, limit=None))


def take_up(holdings: Holdings, scope: Scope) -> Plan:
    """Return the work items still to do for a scope; those of workers that are gone are free again.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
    """
    holdings.archive.free_leases()
    sources = [source.id for source in sources_in_scope(holdings, scope)]
    return Plan(tuple(holdings.archive.plan_work(KIND, sources, work_scope(scope))), len(sources))


def await_free(harvester: Harvester, plan: Plan, progress: Progress = say_nothing) -> tuple[int, ...]:
    """Return those of the items that are free; wait while other workers are at all that are left; none: all are done.

    A worker that is gone leaves its items within a lease, and those of this machine at once.
    """
    archive = harvester.run.holdings.archive
    told: tuple[str, ...] | None = None
    while True:
        left = archive.work_left(plan.items)
        done = plan.sources - len(left)
        if left.free or not left.held:
            progress("", done)
            return left.free
        if told is None:
            named = ", ".join(left.held[:NAMED]) + (" …" if len(left.held) > NAMED else "")
            progress(f"waiting for other workers to end {len(left.held)} sources: {named}", done)
        elif told != left.held:
            progress("", done)
        told = left.held
        time.sleep(LOOK_AGAIN)


def work_next(
    harvester: Harvester, plan: Plan, *, limit: int | None = None, progress: Progress = say_nothing
) -> Tally | None:
    """Claim the next free item of these, harvest its source, and return its tally; None when none is free."""
    archive, leases = harvester.run.holdings.archive, harvester.leases
    item = archive.claim_work(harvester.owner, leases.lease_seconds, plan.items)
    if item is None:
        return None
    source = harvester.run.holdings.registry.source(item.source_id)
    with leases.keep(item.source_id, item.holder) as lease:
        try:
            tally = harvester.attempt(source, lambda: harvester.work_on(source, lease, limit=limit))
        except FetchRefused:
            archive.release_work(item)
            raise
        _note_end(harvester.run, item, tally)
    progress(f"{source.id}: {tally.sentence()}", plan.sources - len(archive.work_left(plan.items)))
    return tally


def _note_end(run: Run, item: WorkItem, tally: Tally) -> None:
    """Note what came of an item, unless the worker that has taken it over is to note it."""
    archive = run.holdings.archive
    if tally.is_cut:
        archive.release_work(item)
    elif not archive.finish_work(item, "; ".join(tally.problems) or None, tally.as_work()):
        tally.leave("done, but this worker had stood still, and another one has taken over; its end counts")


def tell_held(run: Run, plan: Plan) -> None:
    """Say and count every source that another worker is at, so that a limited run never ends as if all were done."""
    for source_id in run.holdings.archive.work_left(plan.items).held:
        tally = Tally(source_id)
        tally.leave("left to the worker that is at it")
        run.tallies.append(tally)
