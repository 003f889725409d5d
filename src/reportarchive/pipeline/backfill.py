"""History by hand: what would be asked, and the asking as work items that survive a killed process.

The state of a backfill lives in the archive, one item a source; any number of workers may claim items, and the
same command after a crash goes on where it stopped.
"""

from __future__ import annotations

import os
import socket
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reportarchive.errors import ReportArchiveError
from reportarchive.pipeline.harvest import harvest_source, open_fetcher, remaining, sources_in_scope
from reportarchive.pipeline.runs import recorded_run
from reportarchive.pipeline.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportarchive.model import Scope
    from reportarchive.pipeline.holdings import Holdings

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
        hosts = tuple(dict.fromkeys(urlsplit(url).netloc for url in source.listings))
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
    sources = {source.id: source for source in sources_in_scope(holdings, scope)}
    items = holdings.archive.plan_work("backfill", list(sources), asdict(scope))
    with recorded_run(holdings, "backfill", scope) as run, open_fetcher(run) as fetcher:
        left = scope.limit
        while item := holdings.archive.claim_work(worker_name(), LEASE_SECONDS, items):
            try:
                tally = harvest_source(run, fetcher, sources[item.source_id], limit=left, progress=progress)
                left = remaining(left, tally)
            except ReportArchiveError as error:
                tally = Tally(item.source_id)
                tally.fail(str(error))
                run.tallies.append(tally)
            holdings.archive.finish_work(item.item_id, "; ".join(tally.problems) or None)
        return run.tally


def worker_name() -> str:
    """Return the name this process claims work under: host and process id."""
    return f"{socket.gethostname()}:{os.getpid()}"
