"""History by hand: what would be asked, and the asking as work items that survive a killed process.

The state of a backfill lives in the archive, one item a source; any number of workers may claim items, and the
same command after a crash goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reportarchive.errors import FetchRefused
from reportarchive.pipeline.gather.harvest import open_harvester, remaining, sources_in_scope, work_side_by_side
from reportarchive.pipeline.runs import recorded_run
from reportarchive.pipeline.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reportarchive.model import Scope
    from reportarchive.pipeline.gather.harvest import Harvester
    from reportarchive.pipeline.holdings import Holdings
    from reportarchive.pipeline.runs import Run

LEASE_SECONDS = 1800.0
"""A source is a few dozen requests with pauses; a worker silent for half an hour is taken as gone."""


@dataclass(frozen=True, slots=True)
class PlannedSource:
    """What asking one source would mean; `why_not` is set when it is not asked.

    `at_least` counts the requests known beforehand: robots.txt, first listing pages, pages of stored reports.
    How many more there are is known only to the listings.
    """

    source_id: str
    issuer: str
    hosts: tuple[str, ...]
    listings: int
    stored: int
    at_least: int
    seconds: float
    why_not: str = ""


def plan(holdings: Holdings, scope: Scope) -> list[PlannedSource]:
    """Return what a harvest or backfill of a scope would ask, without asking anything.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
    """
    asked = {source.id for source in sources_in_scope(holdings, scope)}
    planned = []
    for source in holdings.registry.select(scope):
        hosts = tuple(dict.fromkeys(urlsplit(url).netloc for url in source.listing_urls))
        stored = len(holdings.archive.known_reports(source.id, scope.years))
        will_ask = source.id in asked
        at_least = len(hosts) + len(source.listings) + stored if will_ask else 0
        why_not = "" if will_ask else source.paused or ("no listing known" if not source.listings else "did not fail")
        seconds = at_least * holdings.settings.pause_seconds
        planned.append(
            PlannedSource(source.id, source.issuer, hosts, len(source.listings), stored, at_least, seconds, why_not)
        )
    return planned


def backfill(holdings: Holdings, scope: Scope, *, progress: Callable[[str], None] = lambda _: None) -> Tally:
    """Harvest every source in scope as a work item each, and return what this process did.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
    """
    items = planned_items(holdings, scope)
    with recorded_run(holdings, "backfill", scope) as run, open_harvester(run) as harvester:
        if scope.limit is None:
            work_side_by_side(
                harvester, [[item] for item in items], lambda _: work_next(harvester, items, progress=progress)
            )
        else:
            left: int | None = scope.limit
            while left != 0 and (tally := work_next(harvester, items, limit=left, progress=progress)):
                left = remaining(left, tally)
        tell_held(run, items)
        return run.tally


def planned_items(holdings: Holdings, scope: Scope) -> list[int]:
    """Return the ids of the work items still to do for a scope; those of workers that are gone are free again.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
    """
    holdings.archive.free_leases()
    sources = [source.id for source in sources_in_scope(holdings, scope)]
    # What is asked makes a plan the same, not how much of it at a time.
    planned = replace(scope, only_failed=False, limit=None)
    return holdings.archive.plan_work("backfill", sources, asdict(planned))


def work_next(
    harvester: Harvester,
    items: Sequence[int],
    *,
    limit: int | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Tally | None:
    """Claim the next free item of these, harvest its source, and return its tally; None when none is free."""
    holdings = harvester.run.holdings
    archive = holdings.archive
    item = archive.claim_work(str(harvester.run.run_id), LEASE_SECONDS, items)
    if item is None:
        return None
    try:
        tally = harvester.attempt(holdings.registry.source(item.source_id), limit=limit, progress=progress)
    except FetchRefused:
        archive.release_work(item.item_id)
        raise
    if tally.is_cut:
        archive.release_work(item.item_id)
    else:
        archive.finish_work(item.item_id, "; ".join(tally.problems) or None)
    return tally


def tell_held(run: Run, items: Sequence[int]) -> None:
    """Count as a problem every source that another worker holds, so that a run never ends as if all were done."""
    for source_id in run.holdings.archive.held_work(items):
        tally = Tally(source_id)
        tally.fail("another worker is at it; run the same command again when it has ended")
        run.tallies.append(tally)
