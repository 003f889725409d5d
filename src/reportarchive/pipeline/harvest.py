"""From a source to stored reports: listing pages, candidates, articles, versions. Where the stages meet.

A source is harvested whole and alone, so that it can be a task of a flow, a work item of a backfill, or one
step of a loop. Nothing here removes or overwrites: a page that is gone leaves a request row as evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from reportarchive.archive import HostSlots
from reportarchive.discover import allowed_hosts, next_page_url, read_listing, select_candidate
from reportarchive.errors import FetchRefused, InputError, ReportArchiveError
from reportarchive.fetch import Fetcher
from reportarchive.markup import decode
from reportarchive.model import Outcome
from reportarchive.pipeline.clock import utc_now
from reportarchive.pipeline.holdings import PARSER_VERSION
from reportarchive.pipeline.reading import Hints, parse_capture
from reportarchive.pipeline.runs import recorded_run
from reportarchive.pipeline.tally import Tally
from reportarchive.text.folding import clean_controls
from reportarchive.text.titles import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.discover import Selection
    from reportarchive.model import Candidate, Payload, Scope, Source
    from reportarchive.pipeline.holdings import Holdings
    from reportarchive.pipeline.runs import Run

Progress = Callable[[str], None]
"""Called with one line whenever something worth telling has happened."""

VANISHED = frozenset({Outcome.NOT_FOUND, Outcome.GONE})


def harvest(holdings: Holdings, scope: Scope, *, kind: str = "ingest", progress: Progress = lambda _: None) -> Tally:
    """Harvest every source in scope that is not paused, one after the other, and return what was done.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
    """
    sources = sources_in_scope(holdings, scope)
    with recorded_run(holdings, kind, scope) as run, open_fetcher(run) as fetcher:
        left = scope.limit
        for source in sources:
            if left == 0:
                break
            left = remaining(left, attempt_source(run, fetcher, source, limit=left, progress=progress))
        return run.tally


def attempt_source(
    run: Run, fetcher: Fetcher, source: Source, *, limit: int | None = None, progress: Progress = lambda _: None
) -> Tally:
    """Harvest one source; what ends its visit early is a problem of this source and no other's."""
    try:
        return harvest_source(run, fetcher, source, limit=limit, progress=progress)
    except FetchRefused:
        raise  # no contact is set: that is so for every source, and the person must act
    except ReportArchiveError as error:
        tally = Tally(source.id)
        tally.fail(str(error))
        run.tallies.append(tally)
        return tally


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


def harvest_source(
    run: Run, fetcher: Fetcher, source: Source, *, limit: int | None = None, progress: Progress = lambda _: None
) -> Tally:
    """Harvest one source: read its listings, fetch and store its reports, ask again for those that vanished.

    `limit` caps the articles fetched and passes over those already stored, so that limited runs get on; a visit cut
    short by it says nothing about what is gone, missing or too few, and its tally is marked as cut.
    """
    visit = _Visit(run, fetcher, source)
    accepted = visit.read_listings()
    due = accepted if limit is None else visit.not_yet_stored(accepted)
    for one in due[:limit]:
        visit.store_article(one)
    visit.tally.is_cut = limit is not None and len(due) > limit
    if not visit.tally.is_cut:
        visit.check_expectation(len(accepted))
        if visit.saw_all_listings:
            visit.ask_for_vanished()
            visit.note_whole()
    run.tallies.append(visit.tally)
    progress(f"{source.id}: {visit.tally.sentence()}")
    return visit.tally


@dataclass(frozen=True, slots=True)
class _Accepted:
    """A candidate that is to be fetched, with what its title said."""

    candidate: Candidate
    selection: Selection

    @property
    def identity(self) -> object:
        """What makes it one report of its source: kind and period, or its address when the title tells no year."""
        reading = self.selection.reading
        return self.candidate.url if reading.year is None else (reading.kind, reading.year, reading.period_end)


class _Visit:
    """One visit to one source in one run, and what it has counted so far."""

    def __init__(self, run: Run, fetcher: Fetcher, source: Source) -> None:
        self.tally = Tally(source.id)
        self._run = run
        self._holdings = run.holdings
        self._fetcher = fetcher
        self._source = source
        self._hosts = allowed_hosts(source)
        self.saw_all_listings = True
        self._first_listing: int | None = None
        self._seen_at: set[str] = set()  # addresses of listed articles, before and after redirects

    def read_listings(self) -> list[_Accepted]:
        """Return the candidates to fetch, in the order of the listings: each address and each report once."""
        accepted: dict[object, _Accepted] = {}
        known: set[str] = set()
        for listing_url in self._source.listing_urls:
            for candidate in self._listed(listing_url, known):
                selection = select_candidate(candidate, self._source)
                match selection.decision:
                    case Decision.REFUSE:
                        self.tally.counts["refused"] += 1
                    case Decision.NEEDS_REVIEW:
                        self._review(candidate, selection.rule)
                    case Decision.ACCEPT if self._in_scope(selection):
                        one = _Accepted(candidate, selection)
                        # Two pages of one report would take turns at being its current version, run after run.
                        if accepted.setdefault(one.identity, one) is not one:
                            self._review(candidate, f"same report as {accepted[one.identity].candidate.url}")
        return list(accepted.values())

    def not_yet_stored(self, accepted: list[_Accepted]) -> list[_Accepted]:
        """Return the candidates whose address the archive does not hold yet."""
        held = {known.url for known in self._holdings.archive.known_reports(self._source.id)}
        self._seen_at |= {one.candidate.url for one in accepted}
        return [one for one in accepted if one.candidate.url not in held]

    def _review(self, candidate: Candidate, why: str) -> None:
        self.tally.counts["needs_review"] += 1
        self.tally.reviews.append(f"{candidate.title} {candidate.url} ({why})")

    def _listed(self, listing_url: str, known: set[str]) -> Iterator[Candidate]:
        """Yield the candidates not in `known` of a listing, page by page, until a page shows nothing new of its own."""
        family = self._holdings.registry.family_of(self._source)
        shown: set[str] = set()  # of this listing: another one may show the same links and still go on
        url = listing_url
        for number in range(1, self._holdings.settings.max_pages + 1):
            payload, fetch_id = self._fetch(url, "listing", Hints())
            self._first_listing = self._first_listing or fetch_id
            if payload.outcome is not Outcome.OK:
                self._miss(f"listing {url}: {told(payload)}")
                return
            page = decode(payload.body, content_type=payload.content_type).text
            listing = read_listing(page, url=payload.final_url, family=family)
            if shown.issuperset(one.url for one in listing.candidates):
                return
            shown.update(one.url for one in listing.candidates)
            fresh = [one for one in listing.candidates if one.url not in known]
            known.update(one.url for one in fresh)
            yield from fresh
            following = next_page_url(listing, listing_url=listing_url, family=family, n=number)
            if following is None:
                return
            url = following
        self._miss(f"listing {listing_url}: more than {self._holdings.settings.max_pages} pages; the rest was not read")

    def _miss(self, problem: str) -> None:
        self.saw_all_listings = False
        self.tally.fail(problem)

    def _in_scope(self, selection: Selection) -> bool:
        year = selection.reading.year
        if year is not None and year < self._source.first_year:
            return False
        return not self._run.scope.years or year in self._run.scope.years

    def store_article(self, accepted: _Accepted) -> None:
        """Fetch one article, keep its bytes, parse and store it; anything but a report is a problem told."""
        candidate, reading = accepted.candidate, accepted.selection.reading
        self.tally.counts["seen"] += 1
        hints = self._hints(title=candidate.title, listed_on=candidate.listed_on, year=reading.year)
        payload, fetch_id = self._fetch(candidate.url, "article", hints)
        self._seen_at |= {candidate.url, payload.final_url}
        if payload.outcome is not Outcome.OK:
            self.tally.fail(f"{candidate.url}: {told(payload)}")
            return
        try:
            report = parse_capture(payload.body, url=payload.final_url, content_type=payload.content_type, hints=hints)
            stored = self._holdings.archive.store(
                report,
                fetch_id=fetch_id,
                source_id=self._source.id,
                parser_version=PARSER_VERSION,
                recorded_at=utc_now(),
            )
        except InputError as error:
            self.tally.fail(f"{candidate.url}: {error}")
            return
        self.tally.counts[stored.change] += 1

    def note_whole(self) -> None:
        """Note that this visit saw all there is, so that a report which is not there can be called missing."""
        if self._first_listing is not None and not self._run.scope.years:
            self._holdings.archive.mark_whole(self._first_listing)

    def ask_for_vanished(self) -> None:
        """Ask for the stored reports that no listing shows any more, so that their state rests on evidence."""
        for known in self._holdings.archive.known_reports(self._source.id, self._run.scope.years):
            if known.url in self._seen_at:
                continue
            payload = self._get(known.url, "article", self._hints(year=known.year))
            if payload.outcome in VANISHED:
                self.tally.counts["vanished"] += 1

    def check_expectation(self, found: int) -> None:
        """Fail loudly when a whole harvest found fewer reports than the source is known to have."""
        if not self._run.scope.years and found < self._source.min_reports:
            self.tally.fail(f"found {found} reports, expected at least {self._source.min_reports}; stored data is kept")

    def _hints(self, *, title: str | None = None, listed_on: str | None = None, year: int | None = None) -> Hints:
        source = self._source
        written = None if year is None else str(year)
        return Hints(title, listed_on, source.division, source.issuer, source.issuer_kind.value, written)

    def _get(self, url: str, purpose: str, hints: Hints) -> Payload:
        return self._fetch(url, purpose, hints)[0]

    def _fetch(self, url: str, purpose: str, hints: Hints) -> tuple[Payload, int]:
        payload = self._fetcher.get(url, hosts=self._hosts, purpose=purpose)
        return payload, record_request(self._run, payload, purpose, source_id=self._source.id, hints=hints)


def record_request(
    run: Run, payload: Payload, purpose: str, *, source_id: str | None = None, hints: Hints | None = None
) -> int:
    """Keep the bytes of an answer, then note the request, and return its id; a crash leaves no row without bytes."""
    kept = run.holdings.store.put(payload.body) if payload.body else None
    return run.holdings.archive.record_fetch(
        run.run_id,
        payload,
        source_id=source_id,
        purpose=purpose,
        sha256=kept,
        size=len(payload.body) if kept else None,
        hints=hints.to_dict() if hints else {},
    )


def open_fetcher(run: Run) -> Fetcher:
    """Return a fetcher with the settings' manners and the archive's host slots; its own requests are noted too."""
    settings = run.holdings.settings
    return Fetcher(
        user_agent=settings.user_agent,
        pause_seconds=settings.pause_seconds,
        timeout_seconds=settings.timeout_seconds,
        max_bytes=settings.max_bytes,
        allow_loopback=settings.allow_loopback,
        proxy_url=settings.proxy_url,
        slots=HostSlots(run.holdings.archive),
        record=partial(_record_side, run),
        now=utc_now,
    )


def _record_side(run: Run, payload: Payload, purpose: str) -> None:
    record_request(run, payload, purpose)


def told(payload: Payload) -> str:
    """Return how a request ended, for the operator: the outcome and its evidence."""
    evidence = clean_controls(payload.evidence)[0]  # it may quote a header, and goes to terminals and logs
    return f"{payload.outcome.value} ({evidence})" if evidence else payload.outcome.value
