"""What a harvest or backfill would ask: known beforehand without a request, or looked up in the listings.

A look is a run of its own, `probe`: its requests go through the fetcher of every run, with its slots and pauses, and
are kept as evidence like any other; what it found is noted in the work items that a backfill will work on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reportarchive.archive import SourceHeld
from reportarchive.errors import FetchRefused, ReportArchiveError
from reportarchive.pipeline.gather.backfill import KIND, work_scope
from reportarchive.pipeline.gather.harvest import (
    by_host,
    open_harvester,
    sources_in_scope,
    work_side_by_side,
)
from reportarchive.pipeline.progress import say_nothing
from reportarchive.pipeline.runs import recorded_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportarchive.model import Scope, Source
    from reportarchive.pipeline.gather.harvest import Harvester
    from reportarchive.pipeline.holdings import Holdings


@dataclass(frozen=True, slots=True)
class PlannedSource:
    """What asking one source would mean; `why_not` is set when it is not asked.

    `pages` and `articles`, of its listings, are None where they are unknown, which they are until the listings were
    read; `unknown_since` says why they stay so. `at_least` counts the requests that are known: robots.txt, pages
    of listings, and articles, or else those stored.
    """

    source_id: str
    issuer: str
    hosts: tuple[str, ...]
    listings: int
    stored: int
    at_least: int
    seconds: float
    why_not: str = ""
    pages: int | None = None
    articles: int | None = None
    unknown_since: str = ""

    @property
    def requests(self) -> str:
        """How many requests are known, with a `+` where there may be more."""
        return f"{self.at_least}{'+' if self.articles is None else ''}"


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


def probe(holdings: Holdings, scope: Scope, *, progress: Callable[[str], object] = say_nothing) -> list[PlannedSource]:
    """Return the same after reading robots.txt and the listings to their end; no article is asked for.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
        FetchRefused: no contact is set.
    """
    planned = {one.source_id: one for one in plan(holdings, scope)}
    sources = sources_in_scope(holdings, scope)
    with recorded_run(holdings, "probe", scope) as run, open_harvester(run) as harvester:

        def look(source: Source) -> None:
            found = _looked_up(harvester, source, planned[source.id])
            planned[source.id] = found
            numbers = {"listings_planned": found.pages, "articles_planned": found.articles}
            holdings.archive.note_planned(KIND, source.id, work_scope(scope), numbers)
            progress(f"{source.id}: {shown(found.articles)} articles on {shown(found.pages)} pages of listings")

        work_side_by_side(harvester, by_host(sources), look)
    return list(planned.values())


def shown(count: int | None) -> str:
    """Return a count for a person: `unknown` where there is none."""
    return "unknown" if count is None else str(count)


def _looked_up(harvester: Harvester, source: Source, known: PlannedSource) -> PlannedSource:
    """Return what is planned of a source once its listings were read; what they do not tell stays unknown."""
    try:
        with harvester.leases.hold(source.id, harvester.owner) as lease:
            tally, articles = harvester.look_at(source, lease)
    except SourceHeld as held:
        return replace(known, unknown_since=str(held))
    except FetchRefused:
        raise
    except ReportArchiveError as error:
        return replace(known, unknown_since=str(error))
    if articles is None:
        return replace(known, unknown_since="; ".join(tally.problems) or "stopped")
    pages = tally.counts["listings"]
    requests = len(known.hosts) + pages + articles
    seconds = requests * harvester.run.holdings.settings.pause_seconds
    return replace(known, pages=pages, articles=articles, at_least=requests, seconds=seconds)
