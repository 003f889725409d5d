"""Sources harvested: hosts side by side, the sources of one host one after the other.

A source is harvested whole and alone, so that it can be a task of a flow, a work item of a backfill, or one step of
a loop; how a visit goes is `visit`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from reportarchive.archive import SourceHeld, SourceLeases, open_store
from reportarchive.discover import allowed_hosts
from reportarchive.errors import FetchRefused, ReportArchiveError
from reportarchive.pipeline.gather.asking import open_fetcher
from reportarchive.pipeline.gather.visit import Visit
from reportarchive.pipeline.progress import say_nothing
from reportarchive.pipeline.reading.readers import open_readers
from reportarchive.pipeline.runs import recorded_run
from reportarchive.pipeline.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from reportarchive.archive import Lease, SharedStore
    from reportarchive.fetch import Fetcher
    from reportarchive.model import Scope, Source
    from reportarchive.pipeline.holdings import Holdings
    from reportarchive.pipeline.reading.readers import Readers
    from reportarchive.pipeline.runs import Run

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Harvester:
    """What the visits of one run share, and the word to stop."""

    run: Run
    fetcher: Fetcher
    readers: Readers
    shared: SharedStore
    leases: SourceLeases
    stopped: Event = field(default_factory=Event)

    @property
    def owner(self) -> str:
        """The name that this run holds sources by."""
        return f"run {self.run.run_id}"

    def visit(self, source: Source, *, limit: int | None = None) -> Tally:
        """Harvest one source, unless another worker is at it, and return its tally, which the run keeps.

        Raises:
            FetchRefused: no contact is set.
            ArchiveError, CaptureError: the database or the raw bytes cannot be used.
        """
        try:
            with self.leases.hold(source.id, self.owner) as lease:
                return self.work_on(source, lease, limit=limit)
        except SourceHeld as held:
            tally = Tally(source.id)
            tally.leave(f"left to {held.by}, which is at it; the next run asks it again")
            self.run.tallies.append(tally)
            return tally

    def work_on(self, source: Source, lease: Lease, *, limit: int | None = None) -> Tally:
        """Harvest one source under its lease, and stop where the lease is found to be lost.

        Raises:
            FetchRefused: no contact is set.
            ArchiveError, CaptureError: the database or the raw bytes cannot be used.
        """
        tally = self._visit_to(source, lease).make(limit)
        if lease.who_has_it:
            tally.leave(f"stopped half way: this worker stood still, and {lease.who_has_it} has taken over")
        self.run.tallies.append(tally)
        return tally

    def look_at(self, source: Source, lease: Lease) -> tuple[Tally, int | None]:
        """Read the listings of a source and return their tally, and how many articles a visit would ask for.

        None where the listings could not be read to their end. No article is asked for.

        Raises:
            FetchRefused: no contact is set.
            ArchiveError, CaptureError: the database or the raw bytes cannot be used.
        """
        visit = self._visit_to(source, lease)
        accepted = visit.look()
        self.run.tallies.append(visit.tally)
        return visit.tally, len(accepted) if visit.is_whole else None

    def _visit_to(self, source: Source, lease: Lease) -> Visit:
        return Visit(
            self.run,
            source,
            self.fetcher,
            self.readers,
            shared=self.shared,
            must_stop=lambda: self.stopped.is_set() or lease.is_lost(),
        )

    def attempt(self, source: Source, visit: Callable[[], Tally]) -> Tally:
        """Visit one source; what ends the visit early is a problem of this source and no other's.

        Raises:
            FetchRefused: no contact is set: that is so for every source, and the person must act.
        """
        try:
            return visit()
        except FetchRefused:
            raise
        except ReportArchiveError as error:
            tally = Tally(source.id)
            tally.fail(str(error))
            self.run.tallies.append(tally)
            return tally


def harvest(
    holdings: Holdings, scope: Scope, *, kind: str = "ingest", progress: Callable[[str], object] = say_nothing
) -> Tally:
    """Harvest every source in scope that is not paused and return what was done.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
        FetchRefused: no contact is set.
    """
    sources = sources_in_scope(holdings, scope)
    with recorded_run(holdings, kind, scope) as run, open_harvester(run) as harvester:

        def ask(source: Source, limit: int | None = None) -> Tally:
            tally = harvester.attempt(source, lambda: harvester.visit(source, limit=limit))
            progress(f"{source.id}: {tally.sentence()}")
            return tally

        if scope.limit is None:
            work_side_by_side(harvester, by_host(sources), ask)
        else:
            left: int | None = scope.limit
            for source in sources:
                if left == 0:
                    break
                left = remaining(left, ask(source, left))
        return run.tally


@contextmanager
def open_harvester(run: Run) -> Iterator[Harvester]:
    """Give what the visits of a run need, for the time of the run."""
    archive = run.holdings.archive
    with open_fetcher(run) as fetcher, open_readers() as readers, open_store(archive) as shared:
        leases = SourceLeases(archive, lease_seconds=run.holdings.settings.lease_seconds)
        yield Harvester(run, fetcher, readers, shared, leases)


def work_side_by_side(harvester: Harvester, groups: Iterable[list[T]], work: Callable[[T], object]) -> None:
    """Do the work on every member, groups at once, and within a group one after the other.

    The first exception, or a person's interrupt, stops the others after the request they are at, and is raised.
    """

    def work_on(group: list[T]) -> None:
        for member in group:
            if harvester.stopped.is_set():
                return
            work(member)

    with ThreadPoolExecutor(harvester.run.holdings.settings.hosts_at_once) as threads:
        working = [threads.submit(work_on, group) for group in groups]
        try:
            for one in working:
                one.result()
        except BaseException:
            harvester.stopped.set()
            raise


def by_host(sources: Iterable[Source]) -> list[list[Source]]:
    """Return the sources in groups that share no host, so that no thread waits for a host another one is at."""
    groups: list[tuple[set[str], list[Source]]] = []
    for source in sources:
        hosts = set(allowed_hosts(source))
        touching = [group for group in groups if not hosts.isdisjoint(group[0])]
        merged = (hosts.union(*(held for held, _ in touching)), [one for _, held in touching for one in held])
        groups = [group for group in groups if group not in touching]
        groups.append((merged[0], [*merged[1], source]))
    return [members for _, members in groups]


def remaining(limit: int | None, tally: Tally) -> int | None:
    """Return how many articles a run may still fetch after one source; None means no limit."""
    return None if limit is None else max(limit - tally.counts["seen"], 0)


def sources_in_scope(holdings: Holdings, scope: Scope) -> list[Source]:
    """Return the sources a harvest of this scope asks: those not paused, and only failed ones if so scoped."""
    chosen = [source for source in holdings.registry.select(scope) if not source.paused and source.listings]
    if scope.only_failed:
        failed = set(holdings.archive.failed_sources())
        chosen = [source for source in chosen if source.id in failed]
    return chosen
