"""One visit to one source: its listings read, its reports fetched and stored, and asked for when they vanished.

Nothing here removes or overwrites: a page that is gone, refused or half empty leaves a request row as evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.archive import Incoming, Origin
from reportarchive.discover import allowed_hosts
from reportarchive.errors import InputError
from reportarchive.fetch import is_site_wall
from reportarchive.model import Outcome, PageRequest
from reportarchive.pipeline.clock import utc_now
from reportarchive.pipeline.gather.asking import Asker, told
from reportarchive.pipeline.gather.listed import Listings, choose
from reportarchive.pipeline.gather.reading import read_to_store
from reportarchive.pipeline.holdings import PARSER_VERSION
from reportarchive.pipeline.reading import Hints, parse_capture
from reportarchive.pipeline.tally import Tally
from reportarchive.text.titles import Decision

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportarchive.archive import SharedStore, VersionRows
    from reportarchive.fetch import Fetcher
    from reportarchive.model import ReportKind, Source
    from reportarchive.pipeline.gather.asking import Answer
    from reportarchive.pipeline.gather.listed import Row
    from reportarchive.pipeline.gather.reading import ToStore
    from reportarchive.pipeline.reading.readers import Readers
    from reportarchive.pipeline.runs import Run

VANISHED = frozenset({Outcome.NOT_FOUND, Outcome.SOFT_NOT_FOUND, Outcome.GONE})


class Visit:
    """One visit to one source in one run, and what it has counted so far."""

    def __init__(
        self,
        run: Run,
        source: Source,
        fetcher: Fetcher,
        readers: Readers,
        *,
        shared: SharedStore,
        must_stop: Callable[[], bool],
    ) -> None:
        self.tally = Tally(source.id)
        self._run = run
        self._archive = run.holdings.archive
        self._source = source
        self._readers = readers
        self._shared = shared
        self._must_stop = must_stop
        self._asker = Asker(run, fetcher, source.id, allowed_hosts(source))
        self._listings = Listings(self._asker, source, readers, self.tally)
        self._known = {known.url: known for known in self._archive.known_reports(source.id)}
        self._seen_at: set[str] = set()  # addresses of listed articles, before and after redirects
        self._wall = ""  # the address that showed a wall before the whole site
        self._stored: dict[str, str] = {}  # report_id -> the address this visit took it from

    def make(self, limit: int | None) -> Tally:
        """Make the visit and return its tally.

        `limit` caps the articles fetched and passes over those already stored, so that limited runs get on; a visit
        cut short says nothing about what is gone, missing or too few, and its tally is marked as cut.
        """
        accepted = self.look()
        self._seen_at |= {row.candidate.url for row in accepted}
        due = accepted if limit is None else [row for row in accepted if row.candidate.url not in self._known]
        self.tally.counts["kept"] += len(accepted) - len(due)
        for row in due[:limit]:
            if self._must_stop() or self._wall:
                break
            self._store(row)
        self.tally.is_cut = self._must_stop() or (limit is not None and len(due) > limit)
        if self._wall:
            self.tally.fail(f"left alone for the rest of this visit: {self._wall} answered with a wall")
        elif not self.tally.is_cut:
            self._check_expectation(len(accepted))
            if self._listings.is_whole:
                self._ask_for_vanished()
                self._note_whole()
        return self.tally

    def look(self) -> list[Row]:
        """Read the listings and return the rows of the reports to fetch, without fetching any."""
        return self._accepted(self._listings.read(must_stop=self._must_stop))

    @property
    def is_whole(self) -> bool:
        """Whether the listings were read to their end, and without a problem."""
        return self._listings.is_whole

    def _accepted(self, rows: list[Row]) -> list[Row]:
        """Return the rows to fetch, each report once; every row's decision is noted and counted."""
        chosen = choose(rows)
        self._listings.record(chosen)
        accepted = []
        for row in rows:
            candidate, selection = row.candidate, row.selection
            if selection.decision is Decision.REFUSE:
                self.tally.counts["refused"] += 1
            elif selection.decision is Decision.NEEDS_REVIEW:
                self._review(row, selection.rule)
            elif (kept := chosen[candidate.url]) is not None:
                # Two pages of one report would take turns at being its current version, run after run.
                self.tally.counts["repeated"] += 1
                self._seen_at.add(candidate.url)
                self.tally.reviews.append(f"{candidate.title} {candidate.url} (same report as {kept})")
            elif self._in_scope(row):
                accepted.append(row)
        return accepted

    def _review(self, row: Row, why: str) -> None:
        self.tally.counts["needs_review"] += 1
        self.tally.reviews.append(f"{row.candidate.title} {row.candidate.url} ({why})")

    def _in_scope(self, row: Row) -> bool:
        year = row.selection.reading.year
        if year is not None and year < row.source.first_year:
            return False
        return not self._run.scope.years or year in self._run.scope.years

    def _store(self, row: Row) -> None:
        """Fetch one article, parse and store it; anything but a report is a problem told."""
        candidate, reading = row.candidate, row.selection.reading
        self.tally.counts["seen"] += 1
        hints = _hints(row.source, reading.year, reading.kind, title=candidate.title, listed_on=candidate.listed_on)
        answer = self._asker.ask(PageRequest(candidate.url), "article", hints)
        self._seen_at |= {candidate.url, answer.url}
        if not answer.is_page:
            self.tally.fail(f"{candidate.url}: {told(answer.payload)}")
            self._wall = candidate.url if is_site_wall(answer.payload) else ""
            self._log("failed", self._report_at(candidate.url), answer)
        elif answer.is_unmodified and answer.url in self._known and not self._known[answer.url].is_file:
            self.tally.counts["unchanged"] += 1
            self._log("unchanged", self._known[answer.url].report_id, answer)
        else:
            try:
                self._read_and_store(row, answer, hints)
            except InputError as error:
                self.tally.fail(f"{candidate.url}: {error}")
                self._log("failed", self._report_at(answer.url), answer)

    def _read_and_store(self, row: Row, answer: Answer, hints: Hints) -> None:
        read = self._read(answer, hints)
        if read.files:
            self._store_file(row, answer, hints.of_file(read.document), read.files)
        elif read.needs_person:
            self._leave_to_person(row, answer, read.needs_person)
        elif read.rows is None:
            self._archive.judge_fetch(answer.fetch_id, Outcome.LAYOUT_CHANGED, read.why)
            self.tally.fail(f"{answer.url}: {Outcome.LAYOUT_CHANGED.value} ({read.why}); stored data is kept")
            self._log("failed", self._report_at(answer.url), answer)
        else:
            self._keep(row, answer, hints, read.rows)

    def _read(self, answer: Answer, hints: Hints) -> ToStore:
        before = self._archive.current_length(hints.page_url or answer.url)
        return self._readers.call(
            read_to_store, answer.body, url=answer.url, content_type=answer.content_type, hints=hints, before=before
        )

    def _store_file(self, row: Row, page: Answer, hints: Hints, files: tuple[str, ...]) -> None:
        """Ask for the file that a page leaves its report to, and store what it holds as the report of that page."""
        for url in files:
            answer = self._asker.ask(PageRequest(url), "attachment", hints)
            if not answer.is_page:
                self.tally.fail(f"{url}, a file of {page.url}: {told(answer.payload)}")
                self._log("failed", self._report_at(page.url), answer)
                continue
            read = self._read(answer, hints)
            if read.rows is not None:
                self._keep(row, answer, hints, read.rows)
                return
            self._leave_to_person(row, answer, read.needs_person or read.why)

    def _leave_to_person(self, row: Row, answer: Answer, why: str) -> None:
        """Note that a file is kept whose text a person must get out of it, also when it is the one kept before."""
        linked = "" if answer.url == row.candidate.url else f", linked from {row.candidate.url}"
        self._archive.judge_fetch(answer.fetch_id, Outcome.NEEDS_EXTRACTION, f"{why}{linked}")
        self._review(row, f"its text is in {answer.url}: {why}")
        self._log("failed", self._report_at(row.candidate.url), answer)

    def _keep(self, row: Row, answer: Answer, hints: Hints, rows: VersionRows) -> None:
        """Store a report, unless this visit has stored it from another page."""
        if (taken := self._taken(rows.identity.report_id, rows.url or answer.url)) is not None:
            self._review(row, f"same report as {taken}")
            return
        origin = Origin(answer.page_id, self._source.id, PARSER_VERSION, utc_now())
        stored = self._shared.store(Incoming(rows, origin))
        if stored is None:  # it has corrections, which are applied to a reading
            report = self._readers.call(
                parse_capture, answer.body, url=answer.url, content_type=answer.content_type, hints=hints
            )
            stored = self._archive.store(report, origin=origin, rows=rows)
        self.tally.counts[stored.change] += 1
        self._log(stored.change, stored.report_id, answer, stored.version_id)

    def _report_at(self, url: str) -> str | None:
        known = self._known.get(url)
        return known.report_id if known else None

    def _log(self, change: str, report_id: str | None, answer: Answer, version_id: int | None = None) -> None:
        ids = {"source_id": self._source.id, "report_id": report_id, "fetch_id": answer.fetch_id}
        self._run.log(change, version_id=version_id, **ids)

    def _taken(self, report_id: str, url: str) -> str | None:
        """Return the other page that this visit has stored as the same report, when there is one."""
        first = self._stored.setdefault(report_id, url)
        return first if first != url else None

    def _note_whole(self) -> None:
        """Note that this visit saw all there is, so that a report which is not there can be called missing."""
        is_all = not self.tally.is_cut and not self._run.scope.years
        if self._listings.first_request is not None and is_all:
            self._archive.mark_whole(self._listings.first_request)

    def _ask_for_vanished(self) -> None:
        """Ask for the stored reports that no listing shows any more, so that their state rests on evidence."""
        for known in self._archive.known_reports(self._source.id, self._run.scope.years):
            if known.url in self._seen_at:
                continue
            if self._must_stop():
                self.tally.is_cut = True
                return
            hints = _hints(self._source, known.year, known.kind)
            answer = self._asker.ask(PageRequest(known.url), "article", hints)
            if answer.payload.outcome in VANISHED:
                self.tally.counts["vanished"] += 1
                self._log("vanished", known.report_id, answer)

    def _check_expectation(self, found: int) -> None:
        """Fail loudly when a whole harvest found fewer reports than the source is known to have."""
        if not self._run.scope.years and found < self._source.min_reports:
            self.tally.fail(f"found {found} reports, expected at least {self._source.min_reports}; stored data is kept")


def _hints(
    source: Source, year: int | None, kind: ReportKind | None, *, title: str | None = None, listed_on: str | None = None
) -> Hints:
    """Return what is known of a page of a source; `title` and `listed_on` are what its listing gives it."""
    return Hints(
        title,
        listed_on,
        source.division,
        source.issuer,
        source.issuer_kind.value,
        None if year is None else str(year),
        kind=kind and kind.value,
    )
